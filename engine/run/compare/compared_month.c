/* One month of a partner as it was paid: its documents and payments, and its hours by cause. */
#include "engine/run/compare/compared_month.h"

#include <string.h>

#include "engine/run/compare/rows.h"
#include "engine/run/correct/decided.h"
#include "engine/store/facts/decisions.h"
#include "reports/text.h"

const struct taken month_taken[TAKEN_COUNT] = {
    {OUTCOME_DST_GAP, COMPARE_CLOCK, "The clock skipped"},
    {OUTCOME_HOLIDAY, COMPARE_HOLIDAY, "Public holiday"},
    {OUTCOME_BLOCKED, COMPARE_LEAVE, "Blocked"},
    {OUTCOME_OTHER_STREAM, COMPARE_OTHER_STREAM, "Other stream work, paid elsewhere"},
    {OUTCOME_CANCELLED, COMPARE_CANCELLED, CANCELLED_UNPAID_TEXT},
    {OUTCOME_COUNT, COMPARE_NOT_MARKED, "Not marked as completed in time"},
};
enum { NOT_MARKED = TAKEN_COUNT - 1 };

void compared_month_clear(struct compared_month *month)
{
    partner_report_free(month->report);
    partner_month_free(month->month);
    month_setup_clear(&month->setup);
    store_issued_month_free(month->issued);
    g_clear_pointer(&month->holidays, g_ptr_array_unref);
    g_clear_pointer(&month->decisions, g_array_unref);
    g_clear_pointer(&month->numbers, g_ptr_array_unref);
    g_free(month->offered);
}

/* ---- what was paid with a month ------------------------------------------------------------------ */

/* A document of another month, as an hour that is none. */
static void document_add(const struct pay_question *of, struct compared_month *month, int32_t sign,
                         const struct issued_document *document)
{
    comparison *comparison = of->comparison;
    const char *whose = text_month_words(TEXT_ROOM, document->period);
    struct compare_row *row = comparison_row(comparison, COMPARE_ADJUSTMENTS, "");
    const struct compare_hour shown = {
        .at = {document->issue_date, 0, comparison_keep(comparison, document->number)},
        .amount = {sign * document->total.cents},
        .words = document->adjusts[0] != '\0'
                     ? comparison_format(comparison, "adjusts %s", document->adjusts)
                     : comparison_format(comparison, "of %s", whose),
        .source = ""};
    g_array_append_val(row->hours, shown);
    month->adjustments = money_add(month->adjustments, document->total);
}

/* Of what an issue wrote off, or of all that were known, of which something is claimed again. */
static bool write_off_tickets_read(const struct pay_question *of, struct compared_month *month,
                                   const struct issue_head *head, bool is_new, GError **error)
{
    GStringChunk *strings = of->comparison->strings;
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    int64_t counted_by = 0;
    if (!store_decisions_load(of->store, head->batch, of->partner_id, decisions, strings, error) ||
        !store_partner_paid_batch(of->store, of->partner_id, head->seq, &counted_by, error)) {
        return false;
    }
    month->write_off_tickets =
        decided_write_off_tickets(decisions, is_new ? counted_by : 0, strings);
    return true;
}

/* D7, D8: what decisions made of a payment of an issue. */
static bool payment_decided_add(const struct pay_question *of, struct compared_month *month,
                                const struct issue_head *head, const char *abn, GError **error)
{
    struct issued_debt debt;
    money counted = {0};
    bool found = false;
    if (!store_payment_decided(of->store, head->seq, of->partner_id, abn, &found, &debt, &counted,
                               error)) {
        return false;
    }
    month->came_back = money_add(month->came_back, counted);
    month->written_off.cents += MAX(debt.written_off.cents, 0);
    month->claimed_again.cents += MAX(-debt.written_off.cents, 0);
    return !found || debt.written_off.cents == 0 ||
           write_off_tickets_read(of, month, head, debt.written_off.cents > 0, error);
}

/* The documents and payments of one issue. */
static bool issue_add(const struct pay_question *of, struct compared_month *month, int32_t sign,
                      const struct issue_head *head, GError **error)
{
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    g_autoptr(GArray) payments = g_array_new(FALSE, TRUE, sizeof(struct issued_payment));
    GStringChunk *strings = of->comparison->strings;
    CHECK(head);
    if (!store_partner_documents_load(of->store, head->seq, of->partner_id, documents, strings,
                                      error) ||
        !store_partner_payments_load(of->store, head->seq, of->partner_id, payments, strings,
                                     error)) {
        return false;
    }
    for (guint i = 0; i < documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        if (day_compare(document->period.first, month->period.first) != 0) {
            document_add(of, month, sign, document);
        }
        g_ptr_array_add(month->numbers, (gpointer)document->number);
    }
    for (guint i = 0; i < payments->len; i++) {
        const struct issued_payment *payment = &g_array_index(payments, struct issued_payment, i);
        month->has_payment = true;
        month->pay = money_add(month->pay, payment->payment);
        month->by_hand = month->by_hand || (payment->payment.cents > 0 && !payment->in_file);
        month->brought = money_add(month->brought, payment->brought);
        month->carried = money_add(month->carried, payment->carried);
        if (!payment_decided_add(of, month, head, payment->abn, error)) {
            return false;
        }
    }
    return true;
}

/* One that is not read from the store: it points to what it is made of. */
static struct store_issued_month *state_new(struct issued_month of)
{
    struct store_issued_month *made = g_new0(struct store_issued_month, 1);
    made->month = of;
    made->strings = g_string_chunk_new(16);
    made->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    made->slots = g_array_new(FALSE, FALSE, sizeof(struct hour));
    made->adhoc = g_array_new(FALSE, FALSE, sizeof(struct booking));
    return made;
}

/* ret_found: whether it was issued to the partner at all. With its own issues or, where those held the
 * partner, with a later one, which then paid it beside another month. */
static bool issued_month_read(const struct pay_question *of, struct compared_month *month,
                              int32_t sign, struct compare_side *side, bool *ret_found,
                              GError **error)
{
    comparison *comparison = of->comparison;
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    if (!store_issues_load(of->store, &month->period, heads, comparison->strings, error)) {
        return false;
    }
    const struct issue_head *last =
        heads->len > 0 ? &g_array_index(heads, struct issue_head, heads->len - 1) : NULL;
    if (last && !store_issued_month_load(of->store, month->period, of->partner_id, last->seq + 1,
                                         true, &month->issued, error)) {
        return false;
    }
    for (guint i = 0; i < heads->len; i++) {
        if (!issue_add(of, month, sign, &g_array_index(heads, struct issue_head, i), error)) {
            return false;
        }
    }
    if (!month->issued && month->has_payment) { /* of other months alone */
        month->issued = state_new((struct issued_month){.period = month->period, .nil = true});
    }
    const bool is_own = month->issued != NULL;
    if (!is_own && !store_issued_month_load(of->store, month->period, of->partner_id, ISSUED_NOW,
                                            true, &month->issued, error)) {
        return false;
    }
    *ret_found = month->issued != NULL;
    if (!month->issued) {
        return true;
    }
    month->state = &month->issued->month;
    const char *number = month->state->nil ? "no document" : month->state->number;
    if (is_own) {
        CHECK(last);
        const char *date = text_date_words(TEXT_ROOM, last->payment_date);
        const bool is_past = day_compare(last->payment_date, of->today) <= 0;
        side->state = month->pay.cents == 0
                          ? comparison_format(comparison, "%s, nothing was paid", number)
                          : comparison_format(comparison, "%s, %s %s", number,
                                              month->by_hand ? "left out of the payment file of"
                                              : is_past      ? "paid on"
                                                             : "to be paid on",
                                              date);
    } else {
        month->pay = month_position(month->state);
        side->state = comparison_format(comparison, "%s, issued with a later month", number);
    }
    return true;
}

/* Not issued: as of the order's dates. */
static bool month_work_out(const struct pay_question *of, struct compared_month *month,
                           struct compare_side *side, GError **error)
{
    struct month_order order = *of->order;
    order.period = month->period;
    order.only_partner = of->partner_id;
    bool listed = false;
    month->month = partner_month_new();
    if (!month_setup_begin(of->store, &order, NULL, &month->setup, error) ||
        !month_setup_sessions(&month->setup, of->partner_id, error) ||
        !store_partner_listed(of->store, &month->setup.view, of->partner_id, &listed, error)) {
        return false;
    }
    if (!listed) {
        return run_error_set(error, RUN_ERROR_USAGE, "%s has no partner %s",
                             month->setup.run.period_text, of->partner_id);
    }
    if (!partner_month_compute(&month->setup, of->partner_id, false, month->month, error)) {
        return false;
    }
    month->report = partner_month_build(&month->setup.run, month->month);
    const struct partner_report *report = month->report;
    struct store_issued_month *made = state_new(month_state(month->period, report));
    made->batch = month->setup.view.batch;
    month->issued = made;
    if (report->row.amounts_blank) { /* the report shows no lines then */
        made->month.lines = month->month->result.lines;
        made->month.line_count = month->month->result.line_count;
    }
    month->held = report->row.amounts_blank;
    month->state = &made->month;
    month->pay = month->held ? (money){0} : month_position(month->state);
    side->state = "not issued; worked out now";
    g_ptr_array_add(of->comparison->notes,
                    g_strdup_printf("%s is not issued yet%s%s%s: adjustments of earlier months "
                                    "and what is owed are not in it.",
                                    text_month_words(TEXT_ROOM, month->period),
                                    report->row.amounts_blank ? ", and held (" : "",
                                    report->row.amounts_blank ? report->row.reasons : "",
                                    report->row.amounts_blank ? ")" : ""));
    return true;
}

/* ---- what it is made of -------------------------------------------------------------------------- */

static void hour_add(const struct pay_question *of, enum compare_cause cause, struct row_place at,
                     int32_t minutes, const char *words, const char *evidence)
{
    comparison *comparison = of->comparison;
    struct compare_row *row = comparison_row(comparison, cause, "");
    const struct compare_hour shown = {
        .at = at,
        .minutes = minutes,
        .words = evidence[0] != '\0' ? comparison_format(comparison, "%s (%s)", words, evidence)
                                     : comparison_keep(comparison, words),
        .source = ""};
    g_array_append_val(row->hours, shown);
}

static void holiday_names_add(struct compared_month *month, const char *evidence)
{
    g_auto(GStrv) names = g_strsplit(evidence, ";", -1);
    for (char **name = names; *name; name++) {
        if (**name != '\0' &&
            !g_ptr_array_find_with_equal_func(month->holidays, *name, g_str_equal, NULL)) {
            g_ptr_array_add(month->holidays, g_strdup(*name));
        }
    }
}

static void paid_add(struct compared_month *month, enum rate_kind kind, int32_t minutes,
                     struct rate_in_effect rate, bool taxable)
{
    if (minutes == 0 || !rate.found) {
        return;
    }
    const int64_t cents = rate.rate.cents_per_hour;
    const bool first = month->paid_minutes[kind] == 0;
    month->paid_minutes[kind] += minutes;
    month->taxable_minutes += taxable ? minutes : 0;
    if (first || cents < month->least[kind].cents_per_hour) {
        month->least[kind] = rate.rate;
    }
    if (first || cents > month->most[kind].cents_per_hour) {
        month->most[kind] = rate.rate;
    }
}

/* sign: of the difference. */
static void slot_count(const struct pay_question *of, struct compared_month *month, int32_t sign,
                       const struct hour *slot)
{
    const struct row_place at = {slot->date, slot->start_minute, ""};
    const int32_t unpaid = MINUTES_PER_HOUR - slot->paid_minutes.minutes;
    const int32_t penalty = slot->penalty_minutes.minutes;
    (*month->offered)[day_weekday(slot->date)][slot->start_minute] += 1;
    for (size_t i = 0; i < NOT_MARKED && unpaid > 0; i++) {
        if (month_taken[i].outcome == slot->outcome) {
            month->taken_minutes[i] += unpaid;
            hour_add(of, month_taken[i].cause, at, -sign * unpaid, month_taken[i].words,
                     slot->evidence);
        }
    }
    if (slot->outcome == OUTCOME_HOLIDAY) {
        holiday_names_add(month, slot->evidence);
    }
    if (penalty > 0) {
        month->taken_minutes[NOT_MARKED] += penalty;
        hour_add(of, COMPARE_NOT_MARKED, at, -sign * penalty, month_taken[NOT_MARKED].words,
                 slot->evidence);
    }
    paid_add(month, RATE_PARTNER, slot->paid_minutes.minutes - penalty, slot->hourly_rate,
             slot->taxable);
}

static void month_count(const struct pay_question *of, struct compared_month *month, int32_t sign)
{
    const struct issued_month *state = month->state;
    month->offered = g_malloc0(sizeof(offered_hours));
    month->holidays = g_ptr_array_new_with_free_func(g_free);
    month->sum = adjustment_sum(state->lines, state->line_count);
    for (size_t i = 0; i < state->slot_count; i++) {
        slot_count(of, month, sign, &state->slots[i]);
    }
    for (size_t i = 0; i < state->adhoc_count; i++) {
        const struct booking *booking = &state->adhoc[i];
        const int32_t minutes = booking->paid_minutes.minutes;
        paid_add(month, RATE_ADHOC, minutes, booking->hourly_rate, booking->taxable);
        if (minutes > 0) {
            const struct row_place at = {booking->date, booking->start_minute,
                                         comparison_keep(of->comparison, booking->appointment_id)};
            hour_add(of, COMPARE_ADHOC, at, sign * minutes, outcome_says[booking->outcome].text,
                     "");
        }
    }
}

/* Those that the state knew. */
static bool decisions_read(const struct pay_question *of, struct compared_month *month,
                           GError **error)
{
    month->decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    return store_decisions_load(of->store, month->issued->batch, of->partner_id, month->decisions,
                                of->comparison->strings, error);
}

/* D7: what became of a payment that is told as one. */
static void payments_note(const struct pay_question *of, const struct compared_month *month)
{
    for (guint i = 0; i < of->decisions->len; i++) {
        const struct decision *decision = &g_array_index(of->decisions, struct decision, i);
        const bool returned = decision->kind == DECISION_RETURNED;
        g_autofree char *what =
            decision->amount_given
                ? g_strdup_printf("%s of the", text_dollars(TEXT_ROOM, decision->amount))
                : g_strdup(returned ? "The" : "What was open of the");
        if ((returned || decision->kind == DECISION_PAID) && decision_in_force(decision) &&
            g_ptr_array_find_with_equal_func(month->numbers, decision->number, g_str_equal, NULL)) {
            g_ptr_array_add(
                of->comparison->notes,
                g_strdup_printf("%s payment for %s %s, by decision %s.", what, decision->number,
                                returned ? "came back" : "was paid by hand", decision->ticket));
        }
    }
}

bool compared_month_read(const struct pay_question *of, struct compared_month *month, int32_t sign,
                         struct compare_side *side, GError **error)
{
    bool found = false;
    month->write_off_tickets = "";
    month->numbers = g_ptr_array_new();
    if (!issued_month_read(of, month, sign, side, &found, error) ||
        (!found && !month_work_out(of, month, side, error))) {
        return false;
    }
    side->name = comparison_keep(of->comparison, text_month_words(TEXT_ROOM, month->period));
    side->pay = month->pay;
    month_count(of, month, sign);
    payments_note(of, month);
    return decisions_read(of, month, error);
}
