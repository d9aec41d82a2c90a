#include "engine/run/run.h"

#include <string.h>

#include "engine/run/correct.h"
#include "engine/run/standing.h"
#include "importers/text/zone.h"
#include "reports/documents/document.h"
#include "reports/text.h"

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
    run->balances = run->standing ? store_balances_load(store, before_seq, error) : NULL;
    run->accounts = run->balances ? store_paid_accounts_load(store, before_seq, error) : NULL;
    return run->accounts != NULL;
}

/* M4: a second issue takes those who were held and who came into partners.csv since (who have no state),
 * and whose document was voided; what else is owed waits for another month. */
static void partners_list(month_run *run)
{
    g_autoptr(GHashTable) all = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *const lists[] = {run->roster, run->standing};
    GHashTableIter iter;
    gpointer id = NULL;
    gpointer value = NULL;
    for (size_t list = 0; list < G_N_ELEMENTS(lists); list++) {
        for (guint i = 0; i < lists[list]->len; i++) {
            g_hash_table_add(all, g_ptr_array_index(lists[list], i));
        }
    }
    g_hash_table_iter_init(&iter, run->moved);
    while (!run->is_issued && g_hash_table_iter_next(&iter, &id, NULL)) {
        g_hash_table_add(all, id);
    }
    g_hash_table_iter_init(&iter, run->balances);
    while (!run->is_issued && g_hash_table_iter_next(&iter, &id, &value)) {
        if (*(const int64_t *)value > 0) {
            g_hash_table_add(all, id);
        }
    }
    g_hash_table_iter_init(&iter, all);
    while (g_hash_table_iter_next(&iter, &id, NULL)) {
        bool in_roster = partner_ids_have(run->roster, id);
        if (partner_ids_have(run->closed, id)) {
            run->closed_count += in_roster;
        } else {
            run->beside_roster += !in_roster;
            g_ptr_array_add(run->partner_ids, g_strdup(id));
        }
    }
    g_ptr_array_sort(run->partner_ids, text_order);
}

/* ---- the periods before -------------------------------------------------------------------- */

/* Everyone whom it concerns and whose period is not closed in the run. */
static bool earlier_period(month_run *run, struct period period, GError **error)
{
    const struct report_run *of = &run->setup.run;
    const struct month_order order = {.period = period,
                                      .batch = run->setup.view.batch,
                                      .as_at = &of->as_at,
                                      .issue_date = &of->issue_date,
                                      .program_version = of->program_version,
                                      .draft = of->draft};
    g_auto(month_setup) earlier = {0};
    if (!month_setup_begin(run->setup.store, &order, &run->setup, &earlier, error)) {
        return false;
    }
    g_autoptr(GPtrArray) ids = true_up_partner_ids(&earlier, run->order.before_seq, error);
    if (!ids || !month_setup_sessions(&earlier, NULL, error)) {
        return false;
    }
    /* That period's own policy, but the company, dates and versions of the run. */
    struct report_run *kept = g_new(struct report_run, 1);
    *kept = *of;
    kept->period = period;
    kept->period_text = g_string_chunk_insert(run->setup.strings, earlier.run.period_text);
    kept->policy = earlier.run.policy;
    g_ptr_array_add(run->runs, kept);
    const struct true_up true_up = {.setup = &earlier,
                                    .run = kept,
                                    .before_seq = run->order.before_seq,
                                    .month = run->month,
                                    .found = run->moved};
    struct progress progress = progress_start(kept->period_text, ids->len, run->order.watcher);
    bool done = true;
    for (guint i = 0; i < ids->len && done; i++) {
        const char *id = g_ptr_array_index(ids, i);
        progress_tell(&progress, i);
        done = partner_ids_have(run->closed, id) || true_up_partner(&true_up, id, error);
    }
    progress_end(&progress);
    return done;
}

static bool earlier_periods(month_run *run, GError **error)
{
    const struct report_run *of = &run->setup.run;
    struct period oldest = period_add_months(of->period, -of->policy.retro_months);
    bool done = store_issued_periods(run->setup.store, run->order.before_seq, run->issued, error);
    for (guint i = 0; i < run->issued->len && done; i++) {
        struct period period = g_array_index(run->issued, struct period, i);
        bool within_retro = day_compare(period.first, oldest.first) >= 0 &&
                            day_compare(period.first, of->period.first) < 0;
        done = !within_retro || earlier_period(run, period, error);
    }
    return done;
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
    g_clear_pointer(&run->balances, g_hash_table_unref);
    g_clear_pointer(&run->accounts, g_hash_table_unref);
    g_hash_table_unref(run->moved);
    month_before_free(run->before);
    g_array_unref(run->issued);
    g_ptr_array_unref(run->runs);
    partner_month_free(run->month);
    g_array_unref(run->states);
    month_setup_clear(&run->setup);
    g_free(run);
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
    if (!month_setup_begin(store, order, NULL, &run->setup, error) || !standing_read(run, error) ||
        !earlier_periods(run, error) || !month_setup_sessions(&run->setup, NULL, error)) {
        return NULL;
    }
    const struct report_run *of = &run->setup.run;
    const struct clock *clock = zone_clock(company_timezone(&of->company));
    const day today = clock_local(clock, stamp_minute(of->as_at)).date;
    run->is_over = day_compare(today, period_last(of->period)) > 0;
    for (guint i = 0; i < run->issued->len; i++) {
        const struct period period = g_array_index(run->issued, struct period, i);
        run->is_issued |= day_compare(period.first, of->period.first) == 0;
    }
    partners_list(run);
    run->before = month_before_new(&run->setup, order->before_seq, run->issued);
    return g_steal_pointer(&run);
}

/* ---- what moved of one partner --------------------------------------------------------------- */

/* M3 and M4 of a partner whose month has no document, but who gets one of an earlier period. */
static void nil_partner_check(const month_run *run, struct partner_report *report)
{
    if (report->supplier.abn[0] == '\0') {
        partner_report_hold(report, EXCEPTION_NO_ABN, "");
    } else if (!abn_valid(report->supplier.abn)) {
        partner_report_hold(report, EXCEPTION_BAD_ABN, text_abn(TEXT_ROOM, report->supplier.abn));
    }
    uint32_t missing = 0;
    if (document_missing_column(run->setup.fonts, &report->supplier, &missing)) {
        g_autofree char *detail = g_strdup_printf("U+%04X", missing);
        partner_report_hold(report, EXCEPTION_NO_GLYPH, detail);
    }
}

/* What an earlier period holds the partner by, whatever holds them already (M4). */
static void holds_apply(const month_run *run, const struct partner_true_up *true_up,
                        struct partner_report *report)
{
    bool gets_a_document = false;
    const bool held = report->row.amounts_blank;
    bool nil = report->document == DOCUMENT_NONE && !held;
    for (guint i = 0; i < true_up->holds->len; i++) {
        const struct moved_hold *hold = &g_array_index(true_up->holds, struct moved_hold, i);
        if (exception_says[hold->code].severity == SEVERITY_HELD) {
            partner_report_hold(report, hold->code, hold->detail);
        } else if (!held) {
            partner_report_add_exception(report, hold->code, hold->detail);
        }
    }
    for (guint i = 0; i < true_up->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(true_up->months, i);
        gets_a_document |= moved->adjustment || moved->late;
    }
    if (nil && gets_a_document) {
        nil_partner_check(run, report);
    }
}

/* Hands what moved over to the report; returns by how much the partner's positions change. */
static money moved_apply(month_run *run, struct partner_true_up *true_up,
                         struct partner_report *report)
{
    money change = {0};
    for (guint i = 0; i < true_up->months->len; i++) {
        struct moved_month *moved = g_ptr_array_index(true_up->months, i);
        change = money_add(change, moved->change);
        if (moved->adjustment) {
            partner_report_add_adjustment(report, g_steal_pointer(&moved->adjustment));
        } else if (moved->late) {
            /* It is paid with the run's own payment, to the account of today. */
            moved->report->supplier.bsb = report->supplier.bsb;
            moved->report->supplier.account_number = report->supplier.account_number;
            moved->report->supplier.account_name = report->supplier.account_name;
            partner_report_add_late(report, moved->run, g_steal_pointer(&moved->report));
        }
        g_array_append_val(run->states, moved->after);
    }
    return change;
}

/* ---- payment (R5) -------------------------------------------------------------------------- */

char *run_account_text(const char *bsb, const char *account_number)
{
    g_autoptr(GString) text = g_string_new(bsb);
    g_string_append_printf(text, "\n%s", account_number);
    g_string_replace(text, " ", "", 0);
    g_string_replace(text, "-", "", 0);
    g_string_replace(text, "\n", " ", 0);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* "063-000, account xxxxx678, Ada Test". */
static char *account_text(const char *bsb, const char *number, const char *name)
{
    return g_strdup_printf("%s, account %s%s%s", bsb, text_masked(TEXT_ROOM, number),
                           name[0] != '\0' ? ", " : "", name);
}

static void account_compare(const month_run *run, struct partner_report *report)
{
    const struct supplier *now = &report->supplier;
    const struct store_paid_account *last = g_hash_table_lookup(run->accounts, now->partner_id);
    if (last && (!standing_same(last->bsb, now->bsb) ||
                 !standing_same(last->account_number, now->account_number) ||
                 !standing_same(last->account_name, now->account_name))) {
        g_autofree char *was = account_text(last->bsb, last->account_number, last->account_name);
        g_autofree char *is = account_text(now->bsb, now->account_number, now->account_name);
        g_autofree char *detail = g_strdup_printf("%s before; %s now", was, is);
        partner_report_add_exception(report, EXCEPTION_BANK_DETAILS_CHANGED, detail);
    }
}

static void payment_exceptions(const month_run *run, struct partner_report *report)
{
    const struct supplier *supplier = &report->supplier;
    bool account = supplier->bsb[0] != '\0' && supplier->account_number[0] != '\0';
    bool told = false;
    for (size_t i = 0; i < report->exception_count; i++) {
        told |= strcmp(report->exceptions[i].code, exception_words[EXCEPTION_NO_BANK_DETAILS]) == 0;
    }
    if (report->row.payment.cents > 0 && !account && !told) {
        partner_report_add_exception(report, EXCEPTION_NO_BANK_DETAILS, "");
    }
    if (report->row.payment.cents > 0 && account) {
        account_compare(run, report);
    }
    if (report->carried_in.cents != 0 || report->carried_out.cents != 0) {
        g_autofree char *detail = g_strdup_printf(
            "%s from earlier payments, %s left for later ones",
            text_money(TEXT_ROOM, report->carried_in), text_money(TEXT_ROOM, report->carried_out));
        partner_report_add_exception(report, EXCEPTION_CARRIED_FORWARD, detail);
    }
}

/* What is owed, from before or by what moved now, and makes a payment smaller. */
static void setoff_look(const month_run *run, struct partner_report *report, money due)
{
    const struct partner_month *month = run->month;
    const struct partner_row *row =
        month->particulars ? &month->particulars->row : &month->partner->row;
    money owed = {MIN(0, report->carried_in.cents)};
    money earned = due;
    if (report->row.adjustments_total.cents < 0) {
        owed = money_add(owed, report->row.adjustments_total);
        earned = money_subtract(earned, report->row.adjustments_total);
    }
    if (row->agreement_setoff == ANSWER_BLANK && owed.cents < 0 && earned.cents > 0) {
        char text[TEXT_SIZE];
        partner_report_add_exception(report, EXCEPTION_NO_SETOFF_CLAUSE, text_money(text, owed));
    }
}

/* change: of the positions of earlier periods. */
static void payment_decide(const month_run *run, struct partner_report *report, money change)
{
    struct register_row *row = &report->row;
    money own = money_subtract(row->totals.total, report->replaces_total);
    const int64_t *balance = g_hash_table_lookup(run->balances, report->supplier.partner_id);
    row->adjustments_total = change;
    report->carried_in.cents = balance ? *balance : 0;
    money owed = money_add(report->carried_in, money_add(own, change));
    struct settlement settlement = adjustment_settle(owed);
    row->payment = settlement.payment;
    report->carried_out = settlement.carried;
    /* What the adjustments change, the reissue of the period's own document included. */
    money reviewed = report->replaces[0] != '\0' ? money_add(own, change) : change;
    if (ABS(reviewed.cents) > run->setup.run.policy.adjustment_review_cents) {
        partner_report_add_exception(report, EXCEPTION_LARGE_ADJUSTMENT,
                                     text_money(TEXT_ROOM, reviewed));
    }
    payment_exceptions(run, report);
    setoff_look(run, report, money_add(own, change));
}

/* ---- numbers and states -------------------------------------------------------------------- */

static struct partner_report *partner_report_make(month_run *run, const char *id, GError **error)
{
    /* The period's own voided document, which this one takes the place of. */
    g_autoptr(store_issued_month) voided = NULL;
    bool in_roster = partner_ids_have(run->roster, id);
    if ((partner_ids_have(run->standing, id) &&
         !store_issued_month_load(run->setup.store, run->setup.run.period, id,
                                  run->order.before_seq, false, &voided, error)) ||
        !partner_month_compute(&run->setup, id, !in_roster, run->month, error)) {
        return NULL;
    }
    struct partner_report *report = partner_month_build(&run->setup.run, run->month);
    struct partner_true_up *true_up = g_hash_table_lookup(run->moved, id);
    if (true_up) {
        holds_apply(run, true_up, report);
    }
    if (report->row.amounts_blank) {
        partner_report_close(report);
        return report;
    }
    report_follow(report, voided);
    struct issued_month own = month_state(run->setup.run.period, report);
    g_array_append_val(run->states, own);
    payment_decide(run, report, true_up ? moved_apply(run, true_up, report) : (money){0});
    partner_report_close(report);
    g_array_index(run->states, struct issued_month, 0).issue_hash = report->issue_hash;
    return report;
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
        !month_before_take(run->before, partner_ids_have(run->roster, id), report, error)) {
        return false;
    }
    *ret_report = g_steal_pointer(&report);
    return true;
}
