#include "engine/run/run.h"

#include <string.h>

#include "engine/run/correct/earlier.h"
#include "engine/run/correct/notes.h"
#include "engine/run/deliver/einvoices.h"
#include "importers/text/zone.h"
#include "reports/text.h"

/* Of whom payroll has to know: for whom super is paid, and individuals for whom nobody said (delivery.md
 * section 3). */
static const char *super_of(const struct partner_row *row)
{
    const bool asked = row->super == ANSWER_BLANK && row->entity_type == ENTITY_INDIVIDUAL;
    return row->super == ANSWER_YES ? words_answer[ANSWER_YES] : asked ? "" : NULL;
}

/* ---- who is in the run --------------------------------------------------------------------- */

/* The period's roster, and the partners with a state in it. */
static bool standing_read(month_run *run, GError **error)
{
    store *store = run->setup.store;
    struct period period = run->setup.run.period;
    int64_t before_seq = run->order.before_seq;
    run->roster = store_partner_ids(store, &run->setup.view, error);
    run->closed =
        run->roster ? store_issued_partner_ids(store, period, before_seq, true, error) : NULL;
    run->standing =
        run->closed ? store_issued_partner_ids(store, period, before_seq, false, error) : NULL;
    run->paid.roster = run->roster;
    run->paid.partner_ids = run->partner_ids;
    return run->standing && payments_before_load(store, &run->setup.view, before_seq,
                                                 run->setup.strings, &run->paid, error);
}

static struct earlier earlier_of(const month_run *run)
{
    return (struct earlier){.order = &run->order,
                            .setup = &run->setup,
                            .closed = run->closed,
                            .decisions = run->paid.decided.decisions,
                            .month = run->month,
                            .issued = run->issued,
                            .runs = run->runs,
                            .moved = run->moved,
                            .true_ups = run->true_ups};
}

/* M4: a second issue takes those who were held and who came into partners.csv since (who have no state),
 * whose document was voided, and whose payment came back; what else is owed waits for another month. */
static void partners_list(month_run *run)
{
    g_autoptr(GHashTable) all = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *const lists[] = {run->roster, run->standing};
    const struct decided *decided = &run->paid.decided;
    const struct earlier earlier = earlier_of(run);
    const struct period period = run->setup.run.period;
    GHashTableIter iter;
    gpointer id = NULL;
    for (size_t list = 0; list < G_N_ELEMENTS(lists); list++) {
        for (guint i = 0; i < lists[list]->len; i++) {
            g_hash_table_add(all, g_ptr_array_index(lists[list], i));
        }
    }
    g_hash_table_iter_init(&iter, run->moved);
    while (!run->is_issued && g_hash_table_iter_next(&iter, &id, NULL)) {
        g_hash_table_add(all, id);
    }
    for (guint i = 0; i < decided->again->len; i++) {
        const struct owed_again *again = &g_array_index(decided->again, struct owed_again, i);
        if (again->owed.cents > 0) {
            g_hash_table_add(all, (gpointer)again->standing->payment.partner_id);
        }
    }
    for (guint i = 0; i < decided->debts->len && !run->is_issued; i++) {
        const char *partner_id = g_array_index(decided->debts, struct decided_debt, i).partner_id;
        if (decided_writes_off(decided, partner_id)) {
            g_hash_table_add(all, (gpointer)partner_id);
        }
    }
    g_hash_table_iter_init(&iter, all);
    while (g_hash_table_iter_next(&iter, &id, NULL)) {
        bool in_roster = partner_ids_have(run->roster, id);
        bool done = partner_ids_have(run->closed, id) ||
                    (run->is_issued && decided_settled(decided->decisions, id, period));
        if (done && !decided_pays_again(decided, id)) {
            run->closed_count += in_roster;
            true_up_left(&earlier, period, id);
        } else {
            run->beside_roster += !in_roster;
            g_ptr_array_add(run->partner_ids, g_strdup(id));
        }
    }
    g_ptr_array_sort(run->partner_ids, text_order);
}

/* ---- opening ------------------------------------------------------------------------------- */

void month_run_free(month_run *run)
{
    if (!run) {
        return;
    }
    g_ptr_array_unref(run->partner_ids);
    g_clear_pointer(&run->roster, g_ptr_array_unref);
    g_clear_pointer(&run->closed, g_ptr_array_unref);
    g_clear_pointer(&run->standing, g_ptr_array_unref);
    payments_before_clear(&run->paid);
    g_hash_table_unref(run->moved);
    month_before_free(run->before);
    g_array_unref(run->issued);
    g_ptr_array_unref(run->runs);
    partner_month_free(run->month);
    g_array_unref(run->states);
    g_array_unref(run->true_ups);
    month_setup_clear(&run->setup);
    g_free(run);
}

/* D6: a month that is never to be issued is not run. */
static bool is_to_be_issued(const month_run *run, GError **error)
{
    const struct decision *settled =
        decided_settled(run->paid.decided.decisions, "", run->setup.run.period);
    return !settled || run_error_set(error, RUN_ERROR_USAGE,
                                     "%s is never to be issued: decision %s (%s) settled it "
                                     "outside; where that is wrong, revoke it: rcti decide revoke "
                                     "%s",
                                     run->setup.run.period_text, settled->decision_id,
                                     settled->ticket, settled->decision_id);
}

month_run *month_run_open(store *store, const struct month_order *order, GError **error)
{
    g_autoptr(month_run) run = g_new0(month_run, 1);
    run->order = *order;
    run->partner_ids = g_ptr_array_new_with_free_func(g_free);
    run->moved = true_up_found_new();
    run->issued = g_array_new(FALSE, FALSE, sizeof(struct period));
    run->runs = g_ptr_array_new_with_free_func(g_free);
    run->month = partner_month_new();
    run->states = g_array_new(FALSE, FALSE, sizeof(struct issued_month));
    run->true_ups = g_array_new(FALSE, TRUE, sizeof(struct issued_true_up));
    if (!month_setup_begin(store, order, NULL, &run->setup, error) || !standing_read(run, error) ||
        !is_to_be_issued(run, error)) {
        return NULL;
    }
    const struct earlier earlier = earlier_of(run);
    if (!earlier_periods(&earlier, error) || !month_setup_sessions(&run->setup, NULL, error)) {
        return NULL;
    }
    const struct report_run *of = &run->setup.run;
    const struct clock *clock = zone_clock(company_timezone(&of->company));
    run->today = clock_local(clock, stamp_minute(of->as_at)).date;
    run->is_over = day_compare(run->today, period_last(of->period)) > 0;
    for (guint i = 0; i < run->issued->len; i++) {
        const struct period period = g_array_index(run->issued, struct period, i);
        run->is_issued |= day_compare(period.first, of->period.first) == 0;
    }
    true_up_left(&earlier, of->period, "");
    partners_list(run);
    run->before = month_before_new(&run->setup, order->before_seq, run->issued);
    return g_steal_pointer(&run);
}

/* ---- what moved of one partner --------------------------------------------------------------- */

/* What an earlier period holds the partner by. */
static void holds_apply(const month_run *run, const struct partner_true_up *true_up,
                        struct partner_report *report)
{
    for (guint i = 0; i < true_up->holds->len; i++) {
        const struct moved_hold *hold = &g_array_index(true_up->holds, struct moved_hold, i);
        if (exception_says[hold->code].severity == SEVERITY_HELD) {
            partner_report_hold(report, hold->code, hold->detail);
        } else {
            partner_report_add_exception(report, hold->code, hold->detail);
        }
    }
    notes_hold(&run->setup.run, run->month, true_up, report);
}

/* ---- numbers and states -------------------------------------------------------------------- */

/* Works the partner's month out. Whom no partners.csv has any more is who the newest document names. */
static bool partner_compute(const month_run *run, const char *id, GError **error)
{
    struct supplier *supplier = &run->month->supplier;
    struct supplier printed;
    bool found = false;
    if (!partner_month_compute(&run->setup, id, !partner_ids_have(run->roster, id), run->month,
                               error) ||
        (supplier->legal_name[0] == '\0' &&
         !store_supplier_load(run->setup.store, id, run->order.before_seq, &found, &printed,
                              run->setup.strings, error))) {
        return false;
    }
    if (found) {
        printed.partner_id = supplier->partner_id;
        *supplier = printed;
        g_hash_table_replace(run->setup.names, g_strdup(id), g_strdup(printed.legal_name));
    }
    return true;
}

/* R6: the note on the period's own voided document, in whose place nothing is due; NULL: there is none. */
static bool own_take_back(const month_run *run, const struct store_issued_month *voided,
                          const struct partner_report *report,
                          struct adjustment_report **ret_adjustment, GError **error)
{
    *ret_adjustment = NULL;
    return !voided || !voided->open || report->document != DOCUMENT_NONE ||
           take_back_make(run->setup.store, voided, run->month, &run->setup.run, report,
                          ret_adjustment, error);
}

/* Whether nothing of the run's own period is left to issue to the partner, who is in the run for what is
 * paid again or moved elsewhere: it was issued, or (D6) settled outside. */
static bool own_is_done(const month_run *run, const char *id)
{
    return partner_ids_have(run->closed, id) ||
           decided_settled(run->paid.decided.decisions, id, run->setup.run.period) != NULL;
}

/* D4: no document and no payment of the partner in the run. */
static bool own_is_held(const month_run *run, struct partner_report *report)
{
    const struct decision *held = decided_held(run->paid.decided.decisions,
                                               report->supplier.partner_id, run->setup.run.period);
    if (held) {
        partner_report_hold(report, EXCEPTION_HELD_BY_DECISION, held->ticket);
    }
    return held != NULL;
}

/* D6: what the month comes to beside what it was settled at outside (NULL: nothing else, or it was not); told in
 * the first run that could have issued it, in the words in which later months would. */
static char *own_settled_difference(const month_run *run, const char *id,
                                    const struct store_issued_month *before)
{
    const struct decision *settled =
        decided_settled(run->paid.decided.decisions, id, run->setup.run.period);
    g_autofree char *differs = settled && !partner_ids_have(run->closed, id)
                                   ? settled_difference(&run->month->result, before, settled)
                                   : NULL;
    return differs ? g_strdup_printf("%s: %s", run->setup.run.period_text, differs) : NULL;
}

static struct partner_report *partner_report_make(month_run *run, const char *id, GError **error)
{
    const bool done = own_is_done(run, id);
    /* The period's own voided document, which this one takes the place of. */
    g_autoptr(store_issued_month) voided = NULL;
    if ((!partner_ids_have(run->closed, id) && partner_ids_have(run->standing, id) &&
         !store_issued_month_load(run->setup.store, run->setup.run.period, id,
                                  run->order.before_seq, true, &voided, error)) ||
        !partner_compute(run, id, error)) {
        return NULL;
    }
    g_autofree char *differs = own_settled_difference(run, id, voided);
    if (done) {
        partner_month_clear(&run->setup, run->month);
        g_clear_pointer(&voided, store_issued_month_free);
    }
    g_autoptr(partner_report) report = partner_month_build(&run->setup.run, run->month);
    if (differs) {
        partner_report_add_exception(report, EXCEPTION_SETTLED_DIFFERS, differs);
    }
    struct partner_true_up *true_up = g_hash_table_lookup(run->moved, id);
    if (true_up) {
        holds_apply(run, true_up, report);
    }
    if (run->is_issued) {
        notes_hold_own(&run->setup.run, run->month, report);
    }
    if (own_is_held(run, report) || report->row.amounts_blank) {
        partner_report_close(report);
        return g_steal_pointer(&report);
    }
    report_follow(report, voided);
    struct issued_month own = month_state(run->setup.run.period, report);
    if (!done) {
        g_array_append_val(run->states, own);
    }
    struct payment_question question = {
        .before = &run->paid, .run = &run->setup.run, .month = run->month, .true_up = true_up};
    if (!own_take_back(run, voided, report, &question.taken_back, error)) {
        return NULL;
    }
    notes_tell(&run->setup.run, run->month, true_up, question.taken_back, report);
    payment_decide(&question, report, run->states);
    if (!einvoices_decide(run->setup.store, run->month, &run->setup.run, report, error)) {
        return NULL;
    }
    report->super = super_of(partner_month_row(run->month));
    partner_report_close(report);
    if (!done) {
        g_array_index(run->states, struct issued_month, 0).issue_hash = report->issue_hash;
    }
    return g_steal_pointer(&report);
}

/* What the run leaves of its own period to the next one: whoever is not issued, and whose deadlines have not
 * passed. */
static void own_true_up_left(month_run *run, const char *id)
{
    const struct report_run *of = &run->setup.run;
    const struct month_question question = {.period = of->period, .as_at = of->as_at};
    bool frozen = false;
    for (guint i = 0; i < run->states->len; i++) {
        const struct period period = g_array_index(run->states, struct issued_month, i).period;
        frozen |= day_compare(period.first, of->period.first) == 0;
    }
    if (!frozen || !month_as_at_passed(&run->month->partner->facts, &of->policy, &question)) {
        const struct earlier earlier = earlier_of(run);
        true_up_left(&earlier, of->period, id);
    }
}

bool month_run_next(month_run *run, struct partner_report **ret_report, GError **error)
{
    *ret_report = NULL;
    g_array_set_size(run->states, 0);
    if (run->next == run->partner_ids->len) {
        return true;
    }
    const char *id = g_ptr_array_index(run->partner_ids, run->next++);
    g_autoptr(partner_report) report = partner_report_make(run, id, error);
    if (!report ||
        !month_before_take(run->before, partner_ids_have(run->roster, id) && !own_is_done(run, id),
                           report, error)) {
        return false;
    }
    own_true_up_left(run, id);
    *ret_report = g_steal_pointer(&report);
    return true;
}
