/* Policy: silent
 *
 * How this is read: people may decide beside the rules (decisions.md). D1 what was waived, an hour or an
 * appointment, is not taken back by C1: the slot pays what it paid before the penalty, and the ad hoc
 * booking counts as closed. Of two lapsed appointments in a slot both must be waived, or the hour. D2
 * what was authorised needs none of A0 to A6; one under A8 is judged as an ad hoc booking.
 */
#include <string.h>

#include "engine/core/rules/rules.h"

static bool of_hour(const struct decision *decision, const struct hour *hour)
{
    return hour && decision->appointment_id[0] == '\0' &&
           day_compare(decision->date, hour->date) == 0 &&
           decision->start_minute == hour->start_minute;
}

static size_t decided_find(const struct partner_facts *facts, enum decision_kind kind,
                           const struct appointment *appointment, const struct hour *hour)
{
    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct decision *decision = &facts->decisions[i];
        if (decision->kind == kind &&
            (of_hour(decision, hour) ||
             strcmp(decision->appointment_id, appointment->appointment_id) == 0)) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t decided_waived(const struct partner_facts *facts, const struct appointment *appointment,
                      const struct hour *hour)
{
    return decided_find(facts, DECISION_WAIVE, appointment, hour);
}

size_t decided_authorised(const struct partner_facts *facts, const struct appointment *appointment)
{
    return decided_find(facts, DECISION_AUTHORISE, appointment, NULL);
}

bool appointment_may_be_booking(const struct partner_facts *facts,
                                const struct appointment *appointment)
{
    return appointment->calendar == CALENDAR_ADHOC ||
           decided_authorised(facts, appointment) != SIZE_MAX;
}
