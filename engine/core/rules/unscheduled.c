/* Policy: "Additional, unauthorised appointments"
 *
 * How this is read: A8 a live open appointment that belongs to no slot (NO_SLOT), or to a slot with
 * outcome HOLIDAY or BLOCKED, pays nothing and is listed by its local date. It belongs to the slot
 * in whose span its start falls.
 */
#include "engine/core/rules/unscheduled.h"

#include "engine/core/rules/completion.h"
#include "engine/core/rules/slots.h"

void unscheduled_list(const struct month_work *work)
{
    struct month_result *result = work->result;
    for (size_t i = 0; i < work->facts->appointment_count; i++) {
        const struct appointment *appointment = &work->facts->appointments[i];
        struct local_time local = clock_local(&work->facts->clock, appointment->start);
        if (appointment->calendar != CALENDAR_OPEN ||
            !period_has(work->question->period, local.date) ||
            appointment_standing(appointment, work->question->as_at) != STANDING_LIVE) {
            continue;
        }
        const struct hour *slot = slots_find(result, appointment->start);
        if (slot && slot->outcome != OUTCOME_HOLIDAY && slot->outcome != OUTCOME_BLOCKED) {
            continue;
        }
        CHECK(result->unscheduled_count < result->unscheduled_capacity);
        result->unscheduled[result->unscheduled_count++] =
            (struct unscheduled){.appointment = (uint32_t)i,
                                 .appointment_id = appointment->appointment_id,
                                 .date = local.date,
                                 .start_minute = local.minute,
                                 .slot_outcome = slot ? slot->outcome : OUTCOME_UNSCHEDULED};
    }
}
