#include "engine/run/decided_list.h"

#include <string.h>

#include "engine/run/decide/approval.h"
#include "engine/run/decide/decide.h"
#include "engine/store/facts/decisions.h"
#include "reports/text.h"

decided_list *decided_list_new(const month_run *run, GError **error)
{
    const struct month_setup *setup = &run->setup;
    g_autoptr(decided_list) list = g_new0(decided_list, 1);
    list->run = run;
    list->decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    list->moved = g_array_new(FALSE, TRUE, sizeof(int64_t));
    list->rows = g_array_new(FALSE, FALSE, sizeof(struct report_decision));
    if (!store_decisions_load(setup->store, setup->view.batch, NULL, list->decisions,
                              setup->strings, error) ||
        !store_issued_batch(setup->store, run->order.before_seq, &list->then, error)) {
        return NULL;
    }
    g_array_set_size(list->moved, list->decisions->len);
    return g_steal_pointer(&list);
}

void decided_list_free(decided_list *list)
{
    if (list) {
        g_array_unref(list->decisions);
        g_array_unref(list->moved);
        g_array_unref(list->rows);
        g_free(list);
    }
}

/* ---- what they move ------------------------------------------------------------------------------- */

static bool is_new(const decided_list *list, const struct decision *decision)
{
    return decision->batch > list->then;
}

static bool evidence_has(const char *evidence, const char *id)
{
    g_auto(GStrv) ids = g_strsplit(evidence, ";", -1);
    return g_strv_contains((const char *const *)ids, id);
}

/* Whether a verdict rests on it, and on no later one: what two move together is told once. */
static bool rests_on(const decided_list *list, const char *evidence, guint index)
{
    const struct decision *all = (const void *)list->decisions->data;
    bool rests = evidence_has(evidence, all[index].decision_id);
    for (guint i = index + 1; rests && i < list->decisions->len; i++) {
        rests = !evidence_has(evidence, all[i].decision_id);
    }
    return rests;
}

/* Hours and bookings of the month that rest on it. */
static int64_t month_moves(const decided_list *list, const struct partner_report *report,
                           guint index)
{
    int64_t cents = 0;
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        if (slot->rule == RULE_D1 && rests_on(list, slot->evidence, index)) {
            cents += money_line_amount(slot->hourly_rate.rate, slot->paid_minutes).cents;
        }
    }
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *booking = &report->adhoc[i];
        if (rests_on(list, booking->evidence, index)) {
            cents += money_line_amount(booking->hourly_rate.rate, booking->paid_minutes).cents;
        }
    }
    return cents;
}

/* Of an issued month, what moved because of it. */
static int64_t adjustment_moves_of(const struct adjustment_report *adjustment,
                                   const struct decision *decision)
{
    g_autofree char *cause = g_strdup_printf("decision %s (", decision->decision_id);
    int64_t cents = 0;
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        if (strstr(move->because, cause)) {
            cents += money_line_amount(move->hourly_rate, move->minutes).cents;
        }
    }
    return cents;
}

void decided_list_take(decided_list *list, const struct partner_report *report)
{
    for (guint i = 0; i < list->decisions->len; i++) {
        const struct decision *decision = &g_array_index(list->decisions, struct decision, i);
        int64_t *moved = &g_array_index(list->moved, int64_t, i);
        if (!is_new(list, decision) ||
            strcmp(decision->partner_id, report->supplier.partner_id) != 0) {
            continue;
        }
        *moved += month_moves(list, report, i);
        for (size_t k = 0; k < report->adjustment_count; k++) {
            *moved += adjustment_moves_of(report->adjustments[k], decision);
        }
        for (size_t k = 0; k < report->late_count; k++) {
            *moved += month_moves(list, report->late[k].report, i);
        }
    }
}

/* What a payment that was decided, or its end, moves by itself. */
static int64_t payment_moves(const decided_list *list, const struct decision *decision)
{
    int64_t cents =
        decision->kind == DECISION_PAY && decision_in_force(decision) ? decision->amount.cents : 0;
    for (guint i = 0; decision->kind == DECISION_REVOKE && i < list->decisions->len; i++) {
        const struct decision *other = &g_array_index(list->decisions, struct decision, i);
        if (strcmp(other->decision_id, decision->revokes) == 0 && other->kind == DECISION_PAY &&
            !is_new(list, other)) {
            cents -= other->amount.cents;
        }
    }
    return cents;
}

/* ---- in words ------------------------------------------------------------------------------------- */

/* Of months' pay: "moves $150.00 of pay without GST". */
static char *pay_text(const decided_list *list, const struct decision *decision, int64_t cents)
{
    return !is_new(list, decision) ? g_strdup("")
           : cents == 0            ? g_strdup("moves no pay by itself")
                                   : g_strdup_printf("moves %s of pay without GST",
                                                     text_dollars(TEXT_ROOM, (money){cents}));
}

static char *payment_text(const decided_list *list, const struct decision *decision)
{
    const GArray *events = list->run->paid.decided.events;
    money amount = {0};
    for (guint i = 0; i < events->len; i++) {
        const struct payment_event *event = &g_array_index(events, struct payment_event, i);
        if (event->decision && strcmp(event->decision->decision_id, decision->decision_id) == 0) {
            amount = event->amount;
        }
    }
    return g_strdup_printf("%s %s", text_dollars(TEXT_ROOM, amount),
                           decision->kind == DECISION_PAID ? "was paid by hand"
                                                           : "came back and is owed again");
}

/* Whether something that an issue wrote off of the partner is owed again since. */
static bool is_owed_again(const decided_list *list, const char *partner_id)
{
    const GArray *debts = list->run->paid.decided.debts;
    bool owed = false;
    for (guint i = 0; i < debts->len; i++) {
        const struct decided_debt *debt = &g_array_index(debts, struct decided_debt, i);
        owed |= debt->undone.cents > 0 && strcmp(debt->partner_id, partner_id) == 0;
    }
    return owed;
}

static bool is_of_pay(const struct decision *decision)
{
    return decision->kind == DECISION_WAIVE || decision->kind == DECISION_AUTHORISE ||
           decision->kind == DECISION_PAY;
}

static char *end_text(const decided_list *list, const struct decision *decision, int64_t cents)
{
    const struct decision *ended = decided_by_id(list->decisions, decision->revokes);
    g_autofree char *more =
        is_of_pay(ended) ? pay_text(list, decision, cents)
        : ended->kind == DECISION_WRITE_OFF && is_owed_again(list, ended->partner_id)
            ? g_strdup_printf("up to %s is owed again", text_dollars(TEXT_ROOM, ended->amount))
            : g_strdup("");
    return g_strdup_printf("ends %s (%s)%s%s", ended->decision_id, words_decision_kind[ended->kind],
                           more[0] != '\0' ? "; " : "", more);
}

/* What it does, with the sum of money that it moves, if it does so by itself; of one that does not count,
 * why. The caller frees. */
static char *does_text(const decided_list *list, const struct decision *decision, int64_t cents)
{
    const char *amount = text_dollars(TEXT_ROOM, decision->amount);
    if (decision->kind == DECISION_REVOKE) {
        return end_text(list, decision, cents);
    }
    if (!decision_in_force(decision)) {
        return decision_standing_text(decision);
    }
    switch (decision->kind) {
    case DECISION_HOLD:
        return g_strdup("no document and no payment in that month's runs until it is released");
    case DECISION_RELEASE:
        return g_strdup("that month may be issued");
    case DECISION_SETTLED:
        return g_strdup(decision->partner_id[0] != '\0'
                            ? "that month of the partner is never issued or corrected any more"
                            : "that month is never to be issued");
    case DECISION_RETURNED:
    case DECISION_PAID:
        return payment_text(list, decision);
    case DECISION_WRITE_OFF:
        return g_strdup_printf("up to %s of what is owed is not claimed any more", amount);
    case DECISION_INSTALMENTS:
        return g_strdup_printf("at most %s comes off once a month", amount);
    default:
        return pay_text(list, decision, cents);
    }
}

/* ---- rows ----------------------------------------------------------------------------------------- */

static void row_add(decided_list *list, guint index)
{
    const struct decision *decision = &g_array_index(list->decisions, struct decision, index);
    GStringChunk *strings = list->run->setup.strings;
    g_autofree char *subject = decision_subject_text(decision);
    g_autofree char *standing = decision_standing_text(decision);
    const bool new = is_new(list, decision);
    const int64_t moved =
        new ? g_array_index(list->moved, int64_t, index) + payment_moves(list, decision) : 0;
    g_autofree char *does = does_text(list, decision, moved);
    const struct report_decision row = {
        .decision_id = decision->decision_id,
        .kind = words_decision_kind[decision->kind],
        .partner_id = decision->partner_id,
        .subject = g_string_chunk_insert(strings, subject),
        .standing = g_string_chunk_insert(strings, standing),
        .is_new = new,
        .new_text = new ? "new" : "",
        .does = g_string_chunk_insert(strings, does),
        .moves = {moved},
        .ticket = decision->ticket,
        .reason = decision->reason,
        .entered_by = decision->entered_by,
        .approved_by = decision->approved_by,
        .source = decision->source.line == 0
                      ? SOURCE_DECIDE
                      : g_string_chunk_insert(strings, decision->source.file),
        .batch = decision->batch};
    g_array_append_val(list->rows, row);
}

void decided_list_close(decided_list *list)
{
    const struct period period = list->run->order.period;
    for (int old = 0; old < 2; old++) {
        for (guint i = 0; i < list->decisions->len; i++) {
            const struct decision *decision = &g_array_index(list->decisions, struct decision, i);
            const bool here = day_compare(decision->period.first, period.first) == 0;
            const bool new = is_new(list, decision);
            if (new == (old == 0) && (new || here || decision_in_force(decision))) {
                row_add(list, i);
            }
        }
    }
}

bool decided_list_approve(const decided_list *list, const char *approved_by, GError **error)
{
    for (guint i = 0; i < list->decisions->len; i++) {
        const struct decision *decision = &g_array_index(list->decisions, struct decision, i);
        if (is_new(list, decision) && approval_is_of(approved_by, decision->entered_by)) {
            return run_error_set(error, RUN_ERROR_USAGE,
                                 "--approved-by %s: %s entered the decision %s, which is new in "
                                 "this issue; somebody else has to approve it",
                                 approved_by, decision->entered_by, decision->decision_id);
        }
    }
    return true;
}
