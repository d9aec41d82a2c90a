#include "engine/run/explain/find.h"

#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "engine/run/correct/decided.h"
#include "importers/text/zone.h"

/* Of a month that is issued, or settled outside, only what holds a correction holds it: the rest of it stands. */
static void held_lift(const struct issued_standing *standing, struct month_result *result)
{
    size_t kept = 0;
    bool held = false;
    g_autofree bool *stays = g_new0(bool, result->exception_count + 1);
    for (size_t i = 0; i < result->exception_count; i++) {
        const enum exception_code code = result->exceptions[i].code;
        const bool holds = exception_says[code].severity == SEVERITY_HELD;
        stays[i] = !holds || hold_stops_correction(standing, result, code);
        held = held || (holds && stays[i]);
    }
    for (size_t i = 0; i < result->exception_count; i++) {
        if (stays[i]) {
            result->exceptions[kept++] = result->exceptions[i];
        }
    }
    result->exception_count = kept;
    if (!held) {
        result->status = MONTH_READY;
        result->document = standing->document;
    }
}

/* How far the month has come, and what decisions make of it that were known then (D4, D6). */
static void status_tell(struct explained_month *explained)
{
    struct partner_report *report = explained->report;
    struct explained_money *sums = &explained->explanation->money;
    const bool decided = sums->standing != STANDS_BY_ITSELF &&
                         sums->standing_batch <= explained->explanation->run->batch;
    if (decided && sums->standing == STANDS_HELD) {
        partner_report_hold(report, EXCEPTION_HELD_BY_DECISION, sums->standing_ticket);
        sums->unbilled = (money){0};
    } else if (report->row.amounts_blank || report->document == DOCUMENT_NONE) {
        return; /* held, or nil */
    } else if (sums->issued) {
        report->row.status = "issued";
    } else if (decided) {
        report->row.status = "settled";
    }
}

static bool month_work_out(const struct month_setup *setup, const char *partner_id,
                           bool beside_roster, struct explained_month *explained, GError **error)
{
    struct month_result *result = &explained->month->result;
    g_autoptr(store_issued_month) now = NULL;
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    if (!decided_of_partner(setup->store, partner_id, decisions, setup->strings, error) ||
        !partner_month_compute(setup, partner_id, beside_roster, explained->month, error) ||
        !store_issued_month_load(setup->store, setup->run.period, partner_id, ISSUED_NOW, false,
                                 &now, error)) {
        return false;
    }
    const bool issued = now && !now->open;
    const bool settled = decided_settled(decisions, partner_id, setup->run.period) != NULL;
    if (result->status == MONTH_HELD && (issued || settled)) {
        const struct issued_standing standing = {
            .closed = true, .document = issued ? month_document(&now->month) : DOCUMENT_RCTI};
        held_lift(&standing, result);
    }
    return true;
}

struct explained_month *explained_month_new(const struct month_setup *setup, const char *partner_id,
                                            bool beside_roster, GError **error)
{
    g_autoptr(explained_month) explained = g_new0(explained_month, 1);
    explained->month = partner_month_new();
    if (!month_work_out(setup, partner_id, beside_roster, explained, error)) {
        return NULL;
    }
    explained->report = partner_month_build(&setup->run, explained->month);
    explained->explanation = explanation_new(&setup->run, &explained->month->partner->facts,
                                             &explained->month->result, explained->report);
    explained->account = explained_account_new(setup->store, explained->explanation, error);
    if (!explained->account) {
        return NULL;
    }
    status_tell(explained);
    return g_steal_pointer(&explained);
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
