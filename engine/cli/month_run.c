#include "engine/cli/month_run.h"

#include <stdlib.h>
#include <string.h>

#include "engine/cli/true_up.h"
#include "engine/core/rules/adjustment.h"
#include "engine/core/rules/document.h"
#include "engine/store/changes.h"
#include "importers/zone.h"
#include "reports/rcti_pdf.h"
#include "reports/text.h"

struct month_run {
    struct month_run_order order;
    struct month_setup setup;
    GPtrArray *partner_ids; /* of the run; owned strings */
    size_t next;
    GHashTable *roster;    /* partner ids of the period, as imported; a set */
    GHashTable *open;      /* those whose state of the period is open; a set */
    GHashTable *closed;    /* those whose period is closed; a set */
    int64_t closed_count;  /* of the roster */
    int64_t beside_roster; /* partners of the run that the roster does not have */
    GHashTable *balances;  /* partner_id -> int64_t cents */
    GHashTable *accounts;  /* partner_id -> the account paid last */
    GHashTable *moved;     /* partner_id -> struct partner_true_up */
    GPtrArray *runs;       /* struct report_run of each earlier period: reports point to it */
    struct partner_month *month;
    store_partner *particulars; /* of a partner that the period does not have */
    GPtrArray *frozen;          /* struct frozen_month of the partner given last */
    GArray *states;             /* struct issued_month, the same */
};

static const void *ids_find(const char *partner_id, GHashTable *set)
{
    return g_hash_table_lookup(set, partner_id);
}

static GHashTable *set_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void set_add(GHashTable *set, const char *id)
{
    char *key = g_strdup(id);
    g_hash_table_replace(set, key, key);
}

/* ---- who is in the run --------------------------------------------------------------------- */

static bool wanted(const month_run *run, const char *partner_id)
{
    return !run->order.only_partner || strcmp(run->order.only_partner, partner_id) == 0;
}

static void set_add_all(const month_run *run, GHashTable *set, const GPtrArray *ids)
{
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        if (wanted(run, id)) {
            set_add(set, id);
        }
    }
}

/* The partners with a state in the period, closed or open, and its roster. */
static bool standing_read(month_run *run, GError **error)
{
    store *store = run->setup.store;
    struct period period = run->setup.run.period;
    int64_t before_seq = run->order.before_seq;
    g_autoptr(GPtrArray) roster = store_partner_ids(store, &run->setup.view, error);
    g_autoptr(GPtrArray) closed =
        roster ? store_issued_partner_ids(store, period, before_seq, true, error) : NULL;
    g_autoptr(GPtrArray) all =
        closed ? store_issued_partner_ids(store, period, before_seq, false, error) : NULL;
    if (!all) {
        return false;
    }
    set_add_all(run, run->roster, roster);
    set_add_all(run, run->closed, closed);
    for (guint i = 0; i < all->len; i++) {
        const char *id = g_ptr_array_index(all, i);
        if (wanted(run, id) && !ids_find(id, run->closed)) {
            set_add(run->open, id);
        }
    }
    run->balances = store_balances_load(store, before_seq, error);
    run->accounts = run->balances ? store_paid_accounts_load(store, before_seq, error) : NULL;
    return run->accounts != NULL;
}

static gint compare_ids(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void partner_take(month_run *run, GHashTable *taken, const char *id)
{
    if (ids_find(id, run->closed) || ids_find(id, taken) || !wanted(run, id)) {
        return;
    }
    set_add(taken, id);
    g_ptr_array_add(run->partner_ids, g_strdup(id));
    run->beside_roster += ids_find(id, run->roster) == NULL;
}

static void partners_list(month_run *run)
{
    g_autoptr(GHashTable) taken = set_new();
    GHashTableIter iter;
    gpointer id = NULL;
    gpointer value = NULL;
    GHashTable *const sets[] = {run->roster, run->open, run->moved};
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        g_hash_table_iter_init(&iter, sets[i]);
        while (g_hash_table_iter_next(&iter, &id, &value)) {
            partner_take(run, taken, id);
        }
    }
    g_hash_table_iter_init(&iter, run->balances);
    while (g_hash_table_iter_next(&iter, &id, &value)) {
        if (*(const int64_t *)value > 0) {
            partner_take(run, taken, id);
        }
    }
    g_hash_table_iter_init(&iter, run->roster);
    while (g_hash_table_iter_next(&iter, &id, &value)) {
        run->closed_count += ids_find(id, run->closed) != NULL;
    }
    g_ptr_array_sort(run->partner_ids, compare_ids);
}

/* ---- the periods before -------------------------------------------------------------------- */

/* That period's own policy, but the company, dates and versions of the run. */
static const struct report_run *earlier_run_keep(month_run *run, const struct month_setup *earlier)
{
    struct report_run *kept = g_new(struct report_run, 1);
    *kept = run->setup.run;
    kept->period = earlier->run.period;
    kept->period_text = g_string_chunk_insert(run->setup.strings, earlier->run.period_text);
    kept->policy = earlier->run.policy;
    g_ptr_array_add(run->runs, kept);
    return kept;
}

/* Everyone with a state in it, or in its roster, whose period is not closed in the run. */
static GPtrArray *earlier_partners(const month_run *run, const struct month_setup *earlier,
                                   GError **error)
{
    g_autoptr(GPtrArray) roster = store_partner_ids(earlier->store, &earlier->view, error);
    g_autoptr(GPtrArray) issued =
        roster ? store_issued_partner_ids(earlier->store, earlier->run.period,
                                          run->order.before_seq, false, error)
               : NULL;
    if (!issued) {
        return NULL;
    }
    g_autoptr(GHashTable) taken = set_new();
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    GPtrArray *const lists[] = {roster, issued};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        for (guint at = 0; at < lists[i]->len; at++) {
            const char *id = g_ptr_array_index(lists[i], at);
            if (wanted(run, id) && !ids_find(id, run->closed) && !ids_find(id, taken)) {
                set_add(taken, id);
                g_ptr_array_add(ids, g_strdup(id));
            }
        }
    }
    return ids;
}

static enum exit_status earlier_compare(month_run *run, struct month_setup *earlier)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) ids = earlier_partners(run, earlier, &error);
    if (!ids) {
        return command_failed(error);
    }
    enum exit_status status = month_setup_sessions(earlier, run->order.only_partner);
    const struct true_up true_up = {.setup = earlier,
                                    .run = earlier_run_keep(run, earlier),
                                    .before_seq = run->order.before_seq,
                                    .month = run->month,
                                    .found = run->moved};
    for (guint i = 0; i < ids->len && status == EXIT_ALL_DONE; i++) {
        if (!true_up_partner(&true_up, g_ptr_array_index(ids, i), &error)) {
            status = command_failed(error);
        }
    }
    return status;
}

static enum exit_status earlier_period(month_run *run, struct period period)
{
    char text[TEXT_SIZE];
    const struct month_order order = {.period_text = text_period(text, period),
                                      .period = period,
                                      .batch = run->setup.view.batch,
                                      .as_at_given = true,
                                      .as_at = run->setup.run.as_at,
                                      .issue_date_given = true,
                                      .issue_date = run->setup.run.issue_date,
                                      .program_version = run->setup.run.program_version,
                                      .draft = run->setup.run.draft};
    struct month_setup earlier = {0};
    enum exit_status status =
        month_setup_begin(run->setup.store, &order, NULL, &run->setup, &earlier);
    if (status == EXIT_ALL_DONE) {
        status = earlier_compare(run, &earlier);
    }
    month_setup_clear(&earlier);
    return status;
}

static bool within_retro(const month_run *run, struct period period)
{
    struct period oldest =
        period_add_months(run->setup.run.period, -run->setup.run.policy.retro_months);
    return day_compare(period.first, oldest.first) >= 0 &&
           day_compare(period.first, run->setup.run.period.first) < 0;
}

static enum exit_status earlier_periods(month_run *run)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) periods = g_array_new(FALSE, FALSE, sizeof(struct period));
    if (!store_issued_periods(run->setup.store, run->order.before_seq, periods, &error)) {
        return command_failed(error);
    }
    enum exit_status status = EXIT_ALL_DONE;
    for (guint i = 0; i < periods->len && status == EXIT_ALL_DONE; i++) {
        struct period period = g_array_index(periods, struct period, i);
        if (within_retro(run, period)) {
            status = earlier_period(run, period);
        }
    }
    return status;
}

/* ---- opening ------------------------------------------------------------------------------- */

static void frozen_destroy(void *frozen)
{
    frozen_month_free(frozen);
}

static void true_up_destroy(void *true_up)
{
    partner_true_up_free(true_up);
}

static month_run *run_new(const struct month_run_order *order)
{
    month_run *run = g_new0(month_run, 1);
    run->order = *order;
    run->order.only_partner = g_strdup(order->only_partner);
    run->partner_ids = g_ptr_array_new_with_free_func(g_free);
    run->roster = set_new();
    run->open = set_new();
    run->closed = set_new();
    run->moved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, true_up_destroy);
    run->runs = g_ptr_array_new_with_free_func(g_free);
    run->month = partner_month_new();
    run->frozen = g_ptr_array_new_with_free_func(frozen_destroy);
    run->states = g_array_new(FALSE, FALSE, sizeof(struct issued_month));
    return run;
}

void month_run_free(month_run *run)
{
    if (!run) {
        return;
    }
    g_ptr_array_unref(run->partner_ids);
    g_hash_table_unref(run->roster);
    g_hash_table_unref(run->open);
    g_hash_table_unref(run->closed);
    g_clear_pointer(&run->balances, g_hash_table_unref);
    g_clear_pointer(&run->accounts, g_hash_table_unref);
    g_hash_table_unref(run->moved);
    g_ptr_array_unref(run->runs);
    partner_month_free(run->month);
    store_partner_free(run->particulars);
    g_ptr_array_unref(run->frozen);
    g_array_unref(run->states);
    month_setup_clear(&run->setup);
    g_free((void *)run->order.only_partner);
    g_free(run);
}

enum exit_status month_run_open(store *store, const struct month_run_order *order,
                                const struct options *options, month_run **ret_run)
{
    g_autoptr(month_run) run = run_new(order);
    g_autoptr(GError) error = NULL;
    enum exit_status status = month_setup_begin(store, &order->month, options, NULL, &run->setup);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    if (!standing_read(run, &error)) {
        return command_failed(error);
    }
    if ((status = earlier_periods(run)) != EXIT_ALL_DONE ||
        (status = month_setup_sessions(&run->setup, order->only_partner)) != EXIT_ALL_DONE) {
        return status;
    }
    partners_list(run);
    *ret_run = g_steal_pointer(&run);
    return EXIT_ALL_DONE;
}

const struct month_setup *month_run_setup(const month_run *run)
{
    return &run->setup;
}

size_t month_run_partner_count(const month_run *run)
{
    return run->partner_ids->len;
}

int64_t month_run_closed_count(const month_run *run)
{
    return run->closed_count;
}

bool month_run_partners_in(const month_run *run, int64_t *ret_count, GError **error)
{
    int64_t roster = 0;
    if (!store_partners_count(run->setup.store, &run->setup.view, &roster, error)) {
        return false;
    }
    *ret_count = roster - run->closed_count + run->beside_roster;
    return true;
}

/* ---- one partner --------------------------------------------------------------------------- */

static const struct clock *clock_of(const char *timezone, void *user_data)
{
    (void)user_data;
    return zone_clock(timezone);
}

/* Works the partner's month out; one whom the period does not have has the particulars of the
 * newest period that does. */
static bool month_work_out(month_run *run, const char *id, GError **error)
{
    bool found = false;
    struct store_view view = run->setup.view;
    g_clear_pointer(&run->particulars, store_partner_free);
    if (!ids_find(id, run->roster) && !store_partner_newest_period(run->setup.store, id, view.batch,
                                                                   &found, &view.period, error)) {
        return false;
    }
    if (found && !(run->particulars =
                       store_partner_load(run->setup.store, &view, id, clock_of, NULL, error))) {
        return false;
    }
    return partner_month_compute(&run->setup, id, found ? &run->particulars->row : NULL, run->month,
                                 error);
}

/* The period's own voided document, which this one takes the place of. */
static bool voided_load(month_run *run, const char *id, struct store_issued_month **ret_voided,
                        GError **error)
{
    *ret_voided = NULL;
    return !ids_find(id, run->open) ||
           store_issued_month_load(run->setup.store, run->setup.run.period, id,
                                   run->order.before_seq, false, ret_voided, error);
}

static const char *exception_detail(struct partner_report *report, enum exception_code code)
{
    char text[TEXT_SIZE];
    return code == EXCEPTION_BAD_ABN
               ? g_string_chunk_insert(report->strings, text_abn(text, report->supplier.abn))
               : "";
}

/* M3 and M4 of a partner whose month has no document, but who gets one of an earlier period. */
static void nil_partner_check(const month_run *run, struct partner_report *report)
{
    if (!abn_valid(report->supplier.abn)) {
        partner_report_hold(report, EXCEPTION_BAD_ABN, exception_detail(report, EXCEPTION_BAD_ABN),
                            "");
    }
    uint32_t missing = rcti_pdf_missing_character(run->setup.fonts, &report->supplier);
    if (missing != 0) {
        g_autofree char *detail = g_strdup_printf("U+%04X", missing);
        partner_report_hold(report, EXCEPTION_NO_GLYPH, detail, "");
    }
}

static bool brings_a_document(const struct partner_true_up *true_up)
{
    for (guint i = 0; i < true_up->months->len; i++) {
        const struct moved_month *moved = g_ptr_array_index(true_up->months, i);
        if (moved->adjustment || moved->late) {
            return true;
        }
    }
    return false;
}

/* What an earlier period holds the partner by. */
static void holds_apply(const month_run *run, const struct partner_true_up *true_up,
                        struct partner_report *report)
{
    if (report->row.amounts_blank) {
        return;
    }
    bool nil = report->document == DOCUMENT_NONE;
    for (guint i = 0; i < true_up->holds->len; i++) {
        const struct moved_hold *hold = &g_array_index(true_up->holds, struct moved_hold, i);
        partner_report_hold(report, hold->code, hold->detail, "");
    }
    if (nil && brings_a_document(true_up)) {
        nil_partner_check(run, report);
    }
}

static void state_add(month_run *run, struct frozen_month *frozen)
{
    g_ptr_array_add(run->frozen, frozen);
    g_array_append_val(run->states, frozen->month);
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
        }
        if (moved->late) {
            /* It is paid with the run's own payment, to the account of today. */
            moved->late->supplier.bsb = report->supplier.bsb;
            moved->late->supplier.account_number = report->supplier.account_number;
            moved->late->supplier.account_name = report->supplier.account_name;
            partner_report_add_late(report, moved->run, g_steal_pointer(&moved->late));
        }
        state_add(run, g_steal_pointer(&moved->after));
    }
    return change;
}

/* ---- payment (R5) -------------------------------------------------------------------------- */

static money balance_of(const month_run *run, const char *id)
{
    const int64_t *cents = g_hash_table_lookup(run->balances, id);
    return (money){cents ? *cents : 0};
}

/* "bsb account" without spaces and hyphens in either. */
static char *account_text(const struct report_supplier *supplier)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *const parts[] = {supplier->bsb, supplier->account_number};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (i > 0) {
            g_string_append_c(text, ' ');
        }
        for (const char *at = parts[i]; *at; at++) {
            if (*at != ' ' && *at != '-') {
                g_string_append_c(text, *at);
            }
        }
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool has_exception(const struct partner_report *report, enum exception_code code)
{
    for (size_t i = 0; i < report->exception_count; i++) {
        if (strcmp(report->exceptions[i].code, exception_code_name(code)) == 0) {
            return true;
        }
    }
    return false;
}

static void payment_exceptions(const month_run *run, struct partner_report *report)
{
    const struct report_supplier *supplier = &report->supplier;
    bool account = supplier->bsb[0] != '\0' && supplier->account_number[0] != '\0';
    if (report->row.payment.cents > 0 && !account &&
        !has_exception(report, EXCEPTION_NO_BANK_DETAILS)) {
        partner_report_add_exception(report, EXCEPTION_NO_BANK_DETAILS, "", "", "");
    }
    const char *last = g_hash_table_lookup(run->accounts, supplier->partner_id);
    g_autofree char *now = account_text(supplier);
    if (report->row.payment.cents > 0 && account && last && strcmp(last, now) != 0) {
        char was[TEXT_SIZE];
        char is[TEXT_SIZE];
        g_autofree char *detail =
            g_strdup_printf("%s before, %s now", text_masked(was, last), text_masked(is, now));
        partner_report_add_exception(report, EXCEPTION_BANK_DETAILS_CHANGED, "", detail, "");
    }
    if (report->carried_in.cents != 0 || report->carried_out.cents != 0) {
        char in[TEXT_SIZE];
        char out[TEXT_SIZE];
        g_autofree char *detail = g_strdup_printf(
            "%s from earlier payments, %s left for later ones", text_money(in, report->carried_in),
            text_money(out, report->carried_out));
        partner_report_add_exception(report, EXCEPTION_CARRIED_FORWARD, "", detail, "");
    }
}

/* `reviewed`: what the adjustments change, the reissue of the period's own document included. */
static void adjustment_exceptions(const month_run *run, struct partner_report *report,
                                  money reviewed)
{
    int64_t size = reviewed.cents < 0 ? -reviewed.cents : reviewed.cents;
    if (size > run->setup.run.policy.adjustment_review_cents) {
        char text[TEXT_SIZE];
        partner_report_add_exception(report, EXCEPTION_LARGE_ADJUSTMENT, "",
                                     text_money(text, reviewed), "");
    }
}

/* change: of the positions of earlier periods. */
static void payment_decide(const month_run *run, struct partner_report *report, money change)
{
    struct register_row *row = &report->row;
    money own = money_subtract(row->totals.total, report->replaces_total);
    row->adjustments_total = change;
    report->carried_in = balance_of(run, report->supplier.partner_id);
    money owed = money_add(report->carried_in, money_add(own, change));
    struct settlement settlement = adjustment_settle(owed);
    row->payment = settlement.payment;
    report->carried_out = settlement.carried;
    adjustment_exceptions(run, report,
                          report->replaces[0] != '\0' ? money_add(own, change) : change);
    payment_exceptions(run, report);
}

/* ---- numbers and states -------------------------------------------------------------------- */

static void number_decide(const month_run *run, struct partner_report *report,
                          const struct store_issued_month *voided)
{
    if (voided) {
        partner_report_set_replaces(report, voided->month.number, voided->original_date,
                                    frozen_position(&voided->month));
    }
    if (report->document != DOCUMENT_NONE && !run->setup.run.draft) {
        g_autofree char *number =
            document_number_text(report->row.document, run->setup.run.period,
                                 report->supplier.partner_id, voided ? voided->voids : 0);
        partner_report_set_number(report, number);
    }
}

/* Of a partner who is not held. */
static void partner_settle(month_run *run, struct partner_report *report,
                           const struct store_issued_month *voided)
{
    struct partner_true_up *true_up = g_hash_table_lookup(run->moved, report->supplier.partner_id);
    struct frozen_month *own = frozen_month_new(run->setup.run.period, report, NULL, 0);
    number_decide(run, report, voided);
    frozen_month_set_number(own, report->row.number);
    guint own_index = run->states->len;
    state_add(run, own);
    money change = true_up ? moved_apply(run, true_up, report) : (money){0};
    payment_decide(run, report, change);
    partner_report_close(report);
    frozen_month_set_issue_hash(own, report->issue_hash);
    g_array_index(run->states, struct issued_month, own_index) = own->month;
}

static struct partner_report *partner_report_make(month_run *run, const char *id, GError **error)
{
    g_autoptr(store_issued_month) voided = NULL;
    if (!voided_load(run, id, &voided, error) || !month_work_out(run, id, error)) {
        return NULL;
    }
    struct partner_report *report = partner_month_build(&run->setup.run, run->month);
    struct partner_true_up *true_up = g_hash_table_lookup(run->moved, id);
    if (true_up) {
        holds_apply(run, true_up, report);
    }
    if (report->row.amounts_blank) {
        partner_report_close(report);
    } else {
        partner_settle(run, report, voided);
    }
    return report;
}

bool month_run_next(month_run *run, struct month_run_partner *ret_partner, GError **error)
{
    *ret_partner = (struct month_run_partner){0};
    g_ptr_array_set_size(run->frozen, 0);
    g_array_set_size(run->states, 0);
    if (run->next == run->partner_ids->len) {
        return true;
    }
    const char *id = g_ptr_array_index(run->partner_ids, run->next++);
    ret_partner->report = partner_report_make(run, id, error);
    ret_partner->states = (const struct issued_month *)(void *)run->states->data;
    ret_partner->state_count = run->states->len;
    return ret_partner->report != NULL;
}

bool month_run_exceptions(month_run *run, exception_list *list, GError **error)
{
    (void)run;
    (void)list;
    (void)error;
    return true;
}
