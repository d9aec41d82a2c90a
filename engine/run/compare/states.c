/* Two states of a partner's month: what they differ in by cause (correct/month_change.h), as an adjustment tells
 * it. */
#include <inttypes.h>
#include <string.h>

#include "engine/run/compare/rows.h"
#include "engine/run/correct/decided.h"
#include "engine/run/correct/month_change.h"
#include "engine/run/results/restore.h"
#include "importers/text/zone.h"
#include "reports/text.h"

/* One of the two: as it is frozen, or worked out. */
struct state {
    struct compare_state asked;
    struct month_order order; /* of one that is worked out */
    bool frozen;
    store_issued_month *issued;          /* of ISSUED; else what `made` is as one */
    struct issue_head head;              /* of ISSUED */
    struct temporary_directory holidays; /* of ISSUED that is worked out */
    month_setup setup;
    partner_month *month;
    partner_report *report;
    struct store_issued_month made; /* batch, as_at and verdicts of what was worked out */
};

static const struct store_issued_month *state_month(const struct state *state)
{
    return state->frozen ? state->issued : &state->made;
}

static void state_clear(struct state *state)
{
    partner_report_free(state->report);
    partner_month_free(state->month);
    month_setup_clear(&state->setup);
    store_issued_month_free(state->issued);
    temporary_directory_remove(&state->holidays);
}

struct states {
    store *store;
    const struct month_order *order;
    const char *partner_id;
    comparison *comparison;
    GArray *decisions; /* struct decision: the partner's, of all that are known now */
    bool reversed;     /* what is asked about comes before what it is compared with */
    struct state from; /* knows less, whichever was asked for first */
    struct state to;
};
typedef struct states states;

static void states_clear(states *states)
{
    comparison_free(states->comparison);
    g_array_unref(states->decisions);
    state_clear(&states->to);
    state_clear(&states->from);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(states, states_clear)

/* ---- which state is meant ------------------------------------------------------------------------ */

static bool issued_find(const struct states *states, struct state *state, GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    const char *period = text_period(TEXT_ROOM, states->order->period);
    if (!store_issued_month_load(states->store, states->order->period, states->partner_id,
                                 ISSUED_NOW, true, &state->issued, error) ||
        !store_issues_load(states->store, NULL, heads, states->comparison->strings, error)) {
        return false;
    }
    if (!state->issued) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "nothing of %s was issued to %s: rcti explain %s %s works it out, and "
                             "--from draft compares with the draft",
                             period, states->partner_id, states->partner_id, period);
    }
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        state->head = head->seq == state->issued->seq ? *head : state->head;
    }
    return true;
}

static bool draft_find(const struct states *states, struct state *state, GError **error)
{
    g_autoptr(GArray) partners = g_array_new(FALSE, TRUE, sizeof(struct store_draft_partner));
    struct store_draft draft = {0};
    bool found = false;
    const char *digest = state->asked.digest;
    if (!(digest ? store_draft_load(states->store, states->order->period, digest, &found, &draft,
                                    partners, states->comparison->strings, error)
                 : store_draft_newest(states->store, states->order->period, &found, &draft,
                                      states->comparison->strings, error))) {
        return false;
    }
    if (!found) {
        return run_error_set(error, RUN_ERROR_USAGE, "%s has no draft%s%s",
                             text_period(TEXT_ROOM, states->order->period), digest ? " " : "",
                             digest ? digest : "");
    }
    state->made.batch = draft.batch;
    state->made.as_at = draft.as_at;
    state->made.original_date = draft.issue_date;
    state->asked.digest = draft.digest;
    return true;
}

/* Which facts it is of, before it is worked out. */
static bool state_find(const struct states *states, struct state *state, GError **error)
{
    if (state->asked.kind == COMPARE_ISSUED) {
        return issued_find(states, state, error);
    }
    if (state->asked.kind == COMPARE_DRAFT) {
        return draft_find(states, state, error);
    }
    int64_t newest = 0;
    if (!store_newest_batch(states->store, &newest, error)) {
        return false;
    }
    if (state->asked.kind == COMPARE_BATCH &&
        (state->asked.batch < 1 || state->asked.batch > newest)) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "there is no batch %" PRId64 "; the newest is %" PRId64,
                             state->asked.batch, newest);
    }
    state->made.batch = state->asked.kind == COMPARE_NOW ? newest : state->asked.batch;
    return true;
}

/* ---- working it out ------------------------------------------------------------------------------ */

static bool state_make(const struct states *states, struct state *state, GError **error)
{
    state->order = *states->order;
    state->order.batch = state->made.batch;
    if (state->asked.kind == COMPARE_DRAFT) {
        state->order.as_at = &state->made.as_at;
        state->order.issue_date = &state->made.original_date;
    } else if (state->asked.kind == COMPARE_ISSUED) {
        if (!restore_holidays(states->store, &state->head, &state->holidays, error)) {
            return false;
        }
        state->order = restore_order(&state->head, states->order->period, state->holidays.path);
    }
    state->order.only_partner = states->partner_id;
    state->month = partner_month_new();
    bool listed = false;
    if (!month_setup_begin(states->store, &state->order, NULL, &state->setup, error) ||
        !month_setup_sessions(&state->setup, states->partner_id, error) ||
        !store_partner_listed(states->store, &state->setup.view, states->partner_id, &listed,
                              error) ||
        !partner_month_compute(&state->setup, states->partner_id, !listed, state->month, error)) {
        return false;
    }
    state->report = partner_month_build(&state->setup.run, state->month);
    state->made.month = month_state(states->order->period, state->report);
    if (state->report->row.amounts_blank) { /* held: the report shows no lines then */
        state->made.month.lines = state->month->result.lines;
        state->made.month.line_count = state->month->result.line_count;
    }
    state->made.batch = state->setup.view.batch;
    state->made.as_at = state->setup.run.as_at;
    return true;
}

/* As at then, where the company is. */
static const char *moment_words(const struct states *states, const struct report_run *run)
{
    g_autofree char *moment = company_moment_text(company_timezone(&run->company), run->as_at);
    return comparison_format(states->comparison, "%s", moment);
}

static void state_tell(const struct states *states, const struct state *state,
                       struct compare_side *side)
{
    comparison *comparison = states->comparison;
    const struct store_issued_month *month = state_month(state);
    const char *as_at = state->frozen ? "" : moment_words(states, &state->setup.run);
    const char *date = text_date_words(TEXT_ROOM, state->head.issue_date);
    const struct partner_report *report = state->report;
    side->pay = month_position(&month->month);
    switch (state->asked.kind) {
    case COMPARE_ISSUED:
        side->name = "as issued";
        side->state = comparison_format(comparison, "%s, since %s",
                                        month->month.nil ? "nothing" : month->month.number, date);
        break;
    case COMPARE_DRAFT:
        side->name = "the draft";
        side->state = comparison_format(comparison, "%s, as at %s", state->asked.digest, as_at);
        break;
    case COMPARE_NOW:
        side->name = "now";
        side->state = comparison_format(comparison, "as at %s", as_at);
        break;
    case COMPARE_BATCH:
        side->name = comparison_format(comparison, "batch %" PRId64, state->asked.batch);
        side->state = comparison_format(comparison, "as at %s", as_at);
        break;
    }
    if (report && report->row.amounts_blank) {
        g_ptr_array_add(comparison->notes,
                        g_strdup_printf("%c%s: held (%s), and nothing is paid until that is "
                                        "settled; the hours count all the same.",
                                        g_ascii_toupper(side->name[0]), side->name + 1,
                                        report->row.reasons));
    }
    if (state->frozen && state->issued->open) {
        g_ptr_array_add(comparison->notes,
                        g_strdup_printf("%s is void, and what is due in its place is due whole.",
                                        month->month.number));
    }
}

/* ---- what moved, and why ------------------------------------------------------------------------- */

/* "Booked at 160.00; was Booked at 150.00". */
static void hour_put(const struct states *states, const struct changed_hour *hour,
                     struct compare_row *row)
{
    comparison *comparison = states->comparison;
    const struct paid_hour *of = hour->is ? hour->is : hour->was;
    CHECK(of != NULL);
    const int32_t was = hour->was ? hour->was->minutes.minutes : 0;
    const int32_t is = hour->is ? hour->is->minutes.minutes : 0;
    const struct compare_hour shown = {
        .at = {of->date, of->start_minute, comparison_keep(comparison, of->appointment_id)},
        .minutes = is - was,
        .words = states->reversed
                     ? comparison_format(comparison, "%s; was %s", hour->before, hour->after)
                     : comparison_format(comparison, "%s; was %s", hour->after, hour->before),
        .source = comparison_keep(comparison, hour->source)};
    g_array_append_val(row->hours, shown);
}

static void cause_put(const struct states *states, const struct change_cause *cause)
{
    static const enum compare_cause causes[] = {[CHANGE_HOURS] = COMPARE_FACTS,
                                                [CHANGE_DECIDED] = COMPARE_DECISION,
                                                [CHANGE_REST] = COMPARE_OTHER};
    const bool rest = cause->kind == CHANGE_REST;
    g_autofree char *text = rest               ? g_strdup("Amounts that are no hours")
                            : states->reversed ? g_strdup_printf("Not known yet: %s", cause->told)
                                               : g_strdup(cause->told);
    text[0] = g_ascii_toupper(text[0]);
    struct compare_row *row = comparison_row(states->comparison, causes[cause->kind], text);
    row->minutes += cause->difference.minutes.minutes;
    row->amount = money_add(row->amount, cause->difference.subtotal);
    for (guint i = 0; i < cause->hours->len; i++) {
        hour_put(states, &g_array_index(cause->hours, struct changed_hour, i), row);
    }
}

/* By which the cents of what comes first were rounded. */
static bool rounding_read(const struct states *states, int32_t *ret_rounding, GError **error)
{
    const struct state *from = &states->from;
    struct store_view view = states->to.setup.view;
    struct policy policy = from->setup.run.policy;
    view.batch = state_month(from)->batch;
    if (from->frozen && !policy_load(states->store, &view, &policy, error)) {
        return false;
    }
    *ret_rounding = policy.gst_rounding;
    return true;
}

static bool change_tell(const struct states *states, GError **error)
{
    const struct store_issued_month *before = state_month(&states->from);
    g_auto(paid_month) was = paid_month_issued(&before->month);
    g_auto(paid_month) is = paid_month_issued(&states->to.made.month);
    int32_t rounding = 0;
    g_autoptr(move_causes) causes =
        rounding_read(states, &rounding, error)
            ? move_causes_new(&states->to.setup, states->to.month, before, states->to.report, error)
            : NULL;
    if (!causes) {
        return false;
    }
    g_autoptr(month_change) change =
        month_change_new(&was, &is, states->decisions, causes, NULL, rounding);
    for (guint i = 0; i < change->causes->len; i++) {
        cause_put(states, &g_array_index(change->causes, struct change_cause, i));
    }
    comparison_add(states->comparison, COMPARE_GST, "GST", change->difference.gst);
    states->comparison->difference = change->difference.total;
    return true;
}

static int64_t batch_of(const struct state *state)
{
    return state->issued ? state->issued->batch : state->made.batch;
}

/* Causes are told of what became known: the state that knows more is worked out, and what it differs by is
 * turned round afterwards where it was asked about first. */
static void states_order(struct states *states)
{
    states->reversed = batch_of(&states->from) > batch_of(&states->to);
    if (states->reversed) {
        const struct state more = states->from;
        states->from = states->to;
        states->to = more;
    }
    states->from.frozen = states->from.asked.kind == COMPARE_ISSUED;
}

static void comparison_reverse(comparison *made)
{
    const struct compare_side from = made->from;
    made->from = made->to;
    made->to = from;
    made->difference.cents = -made->difference.cents;
    for (guint i = 0; i < made->rows->len; i++) {
        struct compare_row *row = &g_array_index(made->rows, struct compare_row, i);
        row->minutes = -row->minutes;
        row->amount.cents = -row->amount.cents;
        for (guint k = 0; k < row->hours->len; k++) {
            struct compare_hour *hour = &g_array_index(row->hours, struct compare_hour, k);
            hour->minutes = -hour->minutes;
        }
    }
}

comparison *comparison_of_states(store *store, const struct month_order *order,
                                 const char *partner_id, struct compare_state from,
                                 struct compare_state to, GError **error)
{
    g_auto(states) states = {.store = store,
                             .order = order,
                             .partner_id = partner_id,
                             .comparison = comparison_new(partner_id),
                             .decisions = g_array_new(FALSE, FALSE, sizeof(struct decision)),
                             .from = {.asked = from},
                             .to = {.asked = to}};
    if (!decided_of_partner(store, partner_id, states.decisions, states.comparison->strings,
                            error) ||
        !state_find(&states, &states.from, error) || !state_find(&states, &states.to, error)) {
        return NULL;
    }
    states_order(&states);
    if ((!states.from.frozen && !state_make(&states, &states.from, error)) ||
        !state_make(&states, &states.to, error) || !change_tell(&states, error)) {
        return NULL;
    }
    comparison *made = states.comparison;
    made->legal_name = comparison_keep(made, states.to.report->supplier.legal_name);
    state_tell(&states, &states.from, &made->from);
    state_tell(&states, &states.to, &made->to);
    if (states.reversed) {
        comparison_reverse(made);
    }
    comparison_finish(made);
    return g_steal_pointer(&states.comparison);
}
