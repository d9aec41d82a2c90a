#include "engine/run/explain/find.h"

#include <string.h>

#include "importers/text/zone.h"

struct explained_month *explained_month_new(const struct month_setup *setup, const char *partner_id,
                                            bool beside_roster, GError **error)
{
    g_autoptr(explained_month) explained = g_new0(explained_month, 1);
    explained->month = partner_month_new();
    if (!partner_month_compute(setup, partner_id, beside_roster, explained->month, error)) {
        return NULL;
    }
    explained->report = partner_month_build(&setup->run, explained->month);
    explained->explanation = explanation_new(&setup->run, &explained->month->partner->facts,
                                             &explained->month->result, explained->report);
    explained->account = explained_account_new(setup->store, explained->explanation, error);
    return explained->account ? g_steal_pointer(&explained) : NULL;
}

void explained_month_free(struct explained_month *explained)
{
    if (explained) {
        explanation_free(explained->explanation);
        explained_account_free(explained->account);
        partner_report_free(explained->report);
        partner_month_free(explained->month);
        g_free(explained);
    }
}

bool subject_period(const struct store_subject *subject, struct period *ret_period)
{
    const struct clock *clock = subject->timezone[0] != '\0' ? zone_clock(subject->timezone) : NULL;
    if (clock) {
        const struct civil date = day_to_civil(clock_local(clock, subject->start).date);
        *ret_period = period_from_month(date.year, date.month);
    }
    return clock != NULL;
}

bool explained_month_find(const struct explained_month *explained, const char *appointment_id,
                          size_t *ret_index)
{
    const struct partner_facts *facts = &explained->month->partner->facts;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        if (strcmp(facts->appointments[i].appointment_id, appointment_id) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}
