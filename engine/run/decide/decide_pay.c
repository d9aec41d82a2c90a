#include <string.h>

#include "engine/core/rules/remedy.h"
#include "engine/core/rules/rules.h"
#include "engine/run/correct/decided.h"
#include "engine/run/decide/decide.h"
#include "engine/run/decide/decide_private.h"
#include "reports/text.h"

/* Whether D1 to D3 can have an effect. */

/* ---- D1: waive ---------------------------------------------------------------------------------- */

static bool hour_is_at(const struct hour *hour, const struct decision *decision)
{
    return day_compare(hour->date, decision->date) == 0 &&
           hour->start_minute == decision->start_minute;
}

static const struct hour *hour_find(const struct month_result *result,
                                    const struct decision *decision)
{
    for (size_t i = result->slot_begin; i < result->slot_end; i++) {
        if (hour_is_at(&result->slots[i], decision)) {
            return &result->slots[i];
        }
    }
    return NULL;
}

/* Whether it is, or may come to be, taken back: it holds a live appointment that is not closed in time. */
static bool hour_may_lapse(const struct month_result *result, const struct hour *hour)
{
    bool may = false;
    for (uint32_t i = hour->found.begin; i < hour->found.end; i++) {
        may |= result->found[i].kind == FOUND_LAPSED || result->found[i].kind == FOUND_PENDING;
    }
    return may;
}

static bool hour_check(struct decide_look *look, const struct decision *decision,
                       char **ret_refusal)
{
    const struct month_result *result = &look->month->result;
    const struct hour *hour = hour_find(result, decision);
    if (!hour) {
        return decide_refuse(ret_refusal, "the Partner schedule of %s has no hour at %s on %s",
                             decision->partner_id, text_time(TEXT_ROOM, decision->start_minute),
                             text_date_words(TEXT_ROOM, decision->date));
    }
    if (hour->paid_minutes.minutes == 0) {
        return decide_refuse(ret_refusal, "the hour is not paid (%s), so there is nothing to waive",
                             outcome_words[hour->outcome]);
    }
    return hour_may_lapse(result, hour) ||
           decide_refuse(
               ret_refusal,
               "nothing is taken back of that hour, and nothing of it waits to be marked");
}

static const struct appointment *appointment_find(const struct partner_facts *facts,
                                                  const char *appointment_id)
{
    for (size_t i = 0; i < facts->appointment_count; i++) {
        if (strcmp(facts->appointments[i].appointment_id, appointment_id) == 0) {
            return &facts->appointments[i];
        }
    }
    return NULL;
}

/* That it could be paid, were it marked in time: it is authorised, attended, and not wholly paid elsewhere. */
static bool booking_check(const struct month_work *work, const struct booking *booking,
                          char **ret_refusal)
{
    g_autofree struct remedy *list = g_new(struct remedy, remedy_capacity(work->facts));
    struct remedies marked = {.list = list};
    if (booking->outcome == OUTCOME_ADHOC_UNAUTHORISED) {
        return decide_refuse(ret_refusal,
                             "%s is not authorised (%s), and not paid for that: authorise it first",
                             booking->appointment_id, reason_words[booking->reason]);
    }
    if (booking->outcome == OUTCOME_ADHOC_NO_SHOW) {
        return decide_refuse(ret_refusal, "%s was a no-show, which is not paid",
                             booking->appointment_id);
    }
    remedies_of_booking(work->facts, work->policy, work->question, work->result, booking, &marked);
    return marked.paid_minutes > 0 ||
           decide_refuse(ret_refusal, "all of the time of %s is paid elsewhere",
                         booking->appointment_id);
}

/* Of one that lapsed or may: that what it is in would pay. */
static bool place_check(const struct month_work *work, const struct appointment *appointment,
                        char **ret_refusal)
{
    const struct month_result *result = work->result;
    for (size_t i = result->adhoc_begin; i < result->adhoc_end; i++) {
        if (strcmp(result->adhoc[i].appointment_id, appointment->appointment_id) == 0) {
            return booking_check(work, &result->adhoc[i], ret_refusal);
        }
    }
    const struct hour *hour = slot_at(result, appointment->start);
    if (slot_leaves_out(hour)) {
        return decide_refuse(ret_refusal,
                             "%s is outside the paid schedule, and not paid for that: authorise it "
                             "first",
                             appointment->appointment_id);
    }
    return hour->paid_minutes.minutes > 0 ||
           decide_refuse(ret_refusal,
                         "the hour of %s is not paid (%s), so there is nothing to waive",
                         appointment->appointment_id, outcome_words[hour->outcome]);
}

static bool lapsing_check(struct decide_look *look, const struct decision *decision,
                          char **ret_refusal)
{
    const struct partner_facts *facts = &look->month->partner->facts;
    const struct month_question question = {look->setup.view.period, look->setup.run.as_at,
                                            look->setup.run.issue_date};
    const struct month_work work = {facts, &look->setup.run.policy, &question,
                                    &look->month->result};
    const struct appointment *appointment = appointment_find(facts, decision->appointment_id);
    CHECK(appointment); /* it was located in the period */
    const enum standing standing = appointment_standing(appointment, work.policy, question.as_at);
    if (standing == STANDING_MOVED || standing == STANDING_CANCELLED) {
        return decide_refuse(ret_refusal, "%s was %s, and need not be marked",
                             decision->appointment_id,
                             standing == STANDING_MOVED ? "moved" : "cancelled in time");
    }
    return appointment_closing(&work, appointment) != FOUND_CLOSED
               ? place_check(&work, appointment, ret_refusal)
               : decide_refuse(ret_refusal, "%s was marked in time, so there is nothing to waive",
                               decision->appointment_id);
}

/* Works the month out, as decide_month, where what is decided of it can still be paid: it was not settled
 * outside, and the next run reaches it. */
static bool month_open(struct decide_look *look, const struct decision *decision,
                       char **ret_refusal, GError **error)
{
    const struct decision *settled =
        decided_settled(look->decisions, decision->partner_id, decision->period);
    g_autoptr(GArray) periods = g_array_new(FALSE, FALSE, sizeof(struct period));
    g_autoptr(GPtrArray) issued = NULL;
    g_autoptr(GPtrArray) newest_issued = NULL;
    if (settled) {
        return decide_refuse(ret_refusal,
                             "%s settled that month outside: revoke it, or enter it anew with "
                             "what was settled in all",
                             settled->decision_id);
    }
    if (!decide_month(look, decision->partner_id, decision->period, ret_refusal, error) ||
        !store_imported_periods(look->store, look->batch, periods, error) ||
        !(issued =
              store_issued_partner_ids(look->store, decision->period, ISSUED_NOW, false, error))) {
        return false;
    }
    if (*ret_refusal || issued->len == 0) {
        return true;
    }
    /* The next run is of the newest month, or of the one after it where that is issued. */
    struct period next = g_array_index(periods, struct period, periods->len - 1);
    const struct store_view newest = {.period = next, .batch = look->batch};
    struct policy policy;
    newest_issued = store_issued_partner_ids(look->store, next, ISSUED_NOW, false, error);
    if (!newest_issued || !policy_load(look->store, &newest, &policy, error)) {
        return false;
    }
    next = newest_issued->len > 0 ? period_add_months(next, 1) : next;
    const int32_t retro_months = policy.retro_months;
    const day oldest = period_add_months(next, -retro_months).first;
    return day_compare(decision->period.first, oldest) >= 0 ||
           decide_refuse(ret_refusal,
                         "the next run, of %s, goes back %d month%s (retro_months) and does not "
                         "reach that month: raise the setting first, or decide it of a later month",
                         text_month_words(TEXT_ROOM, next), retro_months,
                         retro_months == 1 ? "" : "s");
}

/* One in force of the same kind and subject. */
static const struct decision *twin_find(const struct decide_look *look,
                                        const struct decision *decision)
{
    for (guint i = 0; i < look->decisions->len; i++) {
        const struct decision *other = &g_array_index(look->decisions, struct decision, i);
        if (other->kind == decision->kind && decision_in_force(other) &&
            strcmp(other->partner_id, decision->partner_id) == 0 &&
            strcmp(other->appointment_id, decision->appointment_id) == 0 &&
            day_compare(other->date, decision->date) == 0 &&
            other->start_minute == decision->start_minute) {
            return other;
        }
    }
    return NULL;
}

bool decide_check_waive(struct decide_look *look, const struct decision *decision,
                        char **ret_refusal, GError **error)
{
    const struct decision *twin = twin_find(look, decision);
    if (twin) {
        return decide_refuse(ret_refusal, "%s waives it already", twin->decision_id);
    }
    return month_open(look, decision, ret_refusal, error) &&
           (*ret_refusal ||
            (decision->appointment_id[0] ? lapsing_check(look, decision, ret_refusal)
                                         : hour_check(look, decision, ret_refusal)));
}

/* ---- D2: authorise ------------------------------------------------------------------------------ */

bool decide_check_authorise(struct decide_look *look, const struct decision *decision,
                            char **ret_refusal, GError **error)
{
    const struct decision *twin = twin_find(look, decision);
    if (twin) {
        return decide_refuse(ret_refusal, "%s authorises it already", twin->decision_id);
    }
    if (!month_open(look, decision, ret_refusal, error)) {
        return false;
    }
    if (*ret_refusal) {
        return true;
    }
    const struct month_result *result = &look->month->result;
    for (size_t i = result->adhoc_begin; i < result->adhoc_end; i++) {
        const struct booking *booking = &result->adhoc[i];
        if (strcmp(booking->appointment_id, decision->appointment_id) == 0) {
            return booking->outcome == OUTCOME_ADHOC_UNAUTHORISED ||
                   decide_refuse(ret_refusal, "%s is not refused for want of authorisation (%s)",
                                 decision->appointment_id, outcome_words[booking->outcome]);
        }
    }
    for (size_t i = 0; i < result->unscheduled_count; i++) {
        if (strcmp(result->unscheduled[i].appointment_id, decision->appointment_id) == 0) {
            return true;
        }
    }
    return decide_refuse(ret_refusal,
                         "%s is neither an ad hoc booking nor an appointment outside "
                         "the paid schedule, so there is nothing to authorise",
                         decision->appointment_id);
}

/* ---- D3: pay ------------------------------------------------------------------------------------ */

/* By its wording. */
static bool is_settlement(const char *reason)
{
    static const char *const words[] = {"settle", "release", "waiver of claim", "deed"};
    g_autofree char *small = g_utf8_casefold(reason, -1);
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        found |= strstr(small, words[i]) != NULL;
    }
    return found;
}

bool decide_check_pay(struct decide_look *look, const struct decision *decision, char **ret_refusal,
                      GError **error)
{
    enum { AMOUNT_MAX_CENTS = 100000000 };
    if (decision->amount.cents == 0 || ABS(decision->amount.cents) > AMOUNT_MAX_CENTS) {
        return decide_refuse(ret_refusal,
                             "it needs an amount other than 0.00, of at most 1,000,000.00");
    }
    if (decision->nature == NATURE_NO_SUPPLY && is_settlement(decision->reason)) {
        return decide_refuse(ret_refusal,
                             "a settlement or release may be a supply of its own: take advice");
    }
    if (!month_open(look, decision, ret_refusal, error)) {
        return false;
    }
    if (*ret_refusal) {
        return true;
    }
    const struct month_result *result = &look->month->result;
    const day date = decision_tax_date(decision);
    money taxable = {0};
    for (size_t i = 0; i < result->line_count; i++) {
        taxable = result->lines[i].taxable ? money_add(taxable, result->lines[i].amount) : taxable;
    }
    if (money_add(result->totals.subtotal, decision->amount).cents < 0) {
        return decide_refuse(ret_refusal,
                             "the month comes to %s without GST, and would fall below zero",
                             text_dollars(TEXT_ROOM, result->totals.subtotal));
    }
    return decision->nature == NATURE_NO_SUPPLY || decision->amount.cents > 0 ||
           !day_range_has(look->month->partner->facts.gst, date) ||
           money_add(taxable, decision->amount).cents >= 0 ||
           decide_refuse(ret_refusal,
                         "what is taxable of the month comes to %s, and its GST would fall below "
                         "zero: date it (date) on a day without registration, or enter less",
                         text_dollars(TEXT_ROOM, taxable));
}
