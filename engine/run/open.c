#include "engine/run/open.h"

#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "engine/run/reviews.h"
#include "engine/store/facts/changes.h"
#include "engine/store/issues/open_items.h"
#include "reports/text.h"

enum { RCTI_WITHIN_DAYS = 28 }; /* of the day on which its value was determined */

bool open_month_is_skipped(const GArray *issued, struct period period)
{
    bool after_first = false;
    for (guint i = 0; i < issued->len; i++) {
        const int order = day_compare(g_array_index(issued, struct period, i).first, period.first);
        if (order == 0) {
            return false;
        }
        after_first |= order < 0;
    }
    return after_first;
}

static bool same_period(struct period one, struct period other)
{
    return day_compare(one.first, other.first) == 0;
}

/* ---- what a run leaves ---------------------------------------------------------------------- */

/* One whom the run pays. */
struct open_payee {
    const char *partner_id;
    const char *legal_name;
    const char *abn;
    const char *account; /* "bsb account", "" for none */
};

struct open_run {
    const month_run *run;
    GHashTable *states;   /* "2026-07 P0001": who gets a state, of which period; a set */
    GHashTable *balances; /* partner_id -> int64_t cents that the run leaves */
    GHashTable *payees; /* partner_id -> struct open_payee: everybody in the run who is not held */
    GHashTable *paid;   /* those of them whom it pays; a set */
    open_list *held;    /* of its own period */
    GStringChunk *strings;
};

open_run *open_run_new(const month_run *run)
{
    open_run *after = g_new0(open_run, 1);
    after->run = run;
    after->states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    after->balances = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    after->payees = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    after->paid = g_hash_table_new(g_str_hash, g_str_equal);
    after->held = open_list_new();
    after->strings = g_string_chunk_new(4096);
    return after;
}

void open_run_free(open_run *after)
{
    if (after) {
        g_hash_table_unref(after->states);
        g_hash_table_unref(after->balances);
        g_hash_table_unref(after->payees);
        g_hash_table_unref(after->paid);
        open_list_free(after->held);
        g_string_chunk_free(after->strings);
        g_free(after);
    }
}

static char *state_key(struct period period, const char *partner_id)
{
    char text[TEXT_SIZE];
    return g_strdup_printf("%s %s", text_period(text, period), partner_id);
}

static bool is_settled(const open_run *after, struct period period, const char *partner_id)
{
    g_autofree char *key = state_key(period, partner_id);
    return after && g_hash_table_contains(after->states, key);
}

/* Held in the run's own period: with the reasons and the mend of the first. */
static void own_held_take(open_run *after, const struct partner_report *report)
{
    const struct report_run *of = &after->run->setup.run;
    const char *mend = "";
    for (int code = 0; code < EXCEPTION_CODE_COUNT && mend[0] == '\0'; code++) {
        mend = g_str_has_prefix(report->row.reasons, exception_code_name(code))
                   ? exception_text(code)
                   : "";
    }
    g_autofree char *next =
        g_strdup_printf("%s; import %s again with that, run and issue it", mend, of->period_text);
    open_list_add(after->held, &(struct open_item){.kind = OPEN_HELD,
                                                   .partner_id = report->supplier.partner_id,
                                                   .legal_name = report->supplier.legal_name,
                                                   .period = of->period_text,
                                                   .amount = report->row.totals.total,
                                                   .unknown = report->row.totals.total.cents == 0,
                                                   .since = of->issue_date,
                                                   .by = day_add(of->issue_date, RCTI_WITHIN_DAYS),
                                                   .about = report->row.reasons,
                                                   .next = next,
                                                   .counted = true});
}

void open_run_take(open_run *after, const struct partner_report *report)
{
    const month_run *run = after->run;
    if (report->row.amounts_blank) {
        own_held_take(after, report);
        return;
    }
    for (guint i = 0; i < run->states->len; i++) {
        const struct issued_month *month = &g_array_index(run->states, struct issued_month, i);
        g_hash_table_add(after->states, state_key(month->period, month->partner_id));
    }
    g_autofree char *account =
        run_account_text(report->supplier.bsb, report->supplier.account_number);
    struct open_payee *payee = g_new(struct open_payee, 1);
    *payee = (struct open_payee){
        .partner_id = g_string_chunk_insert_const(after->strings, report->supplier.partner_id),
        .legal_name = g_string_chunk_insert_const(after->strings, report->supplier.legal_name),
        .abn = g_string_chunk_insert_const(after->strings, report->supplier.abn),
        .account = report->supplier.account_number[0] != '\0'
                       ? g_string_chunk_insert_const(after->strings, account)
                       : ""};
    int64_t *left = g_new(int64_t, 1);
    *left = report->carried_out.cents;
    g_hash_table_insert(after->balances, (gpointer)payee->partner_id, left);
    g_hash_table_insert(after->payees, (gpointer)payee->partner_id, payee);
    if (report->row.payment.cents > 0) {
        g_hash_table_add(after->paid, (gpointer)payee->partner_id);
    }
}

/* ---- who owes ------------------------------------------------------------------------------- */

/* A partner whose position is below zero. */
struct owing {
    const char *partner_id;
    money amount;
    const struct store_known_partner *known; /* NULL: new in this run */
    struct period period;                    /* since when */
    day since;
};

/* What is known of everybody with a state, and of those the ones who owe. */
struct debts {
    GArray *known;     /* struct store_known_partner, by partner */
    GHashTable *by_id; /* partner_id -> one of them */
    GArray *owing;     /* struct owing, by partner */
    GStringChunk *strings;
};

static void debts_clear(struct debts *debts)
{
    g_clear_pointer(&debts->known, g_array_unref);
    g_clear_pointer(&debts->by_id, g_hash_table_unref);
    g_clear_pointer(&debts->owing, g_array_unref);
    g_clear_pointer(&debts->strings, g_string_chunk_free);
}
typedef struct debts debts;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(debts, debts_clear)

static gint owing_compare(gconstpointer a, gconstpointer b)
{
    return strcmp(((const struct owing *)a)->partner_id, ((const struct owing *)b)->partner_id);
}

/* As the run leaves it, or as the store is. A debt of this run is of its own period. Zero *debts
 * before. */
static bool debts_find(const struct month_setup *setup, int64_t before_seq, const open_run *after,
                       struct debts *debts, GError **error)
{
    debts->known = g_array_new(FALSE, FALSE, sizeof(struct store_known_partner));
    debts->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    debts->owing = g_array_new(FALSE, FALSE, sizeof(struct owing));
    debts->strings = g_string_chunk_new(4096);
    g_autoptr(GHashTable) balances = store_balances_load(setup->store, before_seq, error);
    if (!balances ||
        !store_known_partners_load(setup->store, before_seq, debts->known, debts->strings, error)) {
        return false;
    }
    for (guint i = 0; i < debts->known->len; i++) {
        struct store_known_partner *known =
            &g_array_index(debts->known, struct store_known_partner, i);
        g_hash_table_insert(debts->by_id, (gpointer)known->partner_id, known);
    }
    GHashTable *const sources[] = {balances, after ? after->balances : NULL};
    for (size_t source = 0; source < G_N_ELEMENTS(sources) && sources[source]; source++) {
        GHashTableIter iter;
        gpointer id = NULL;
        gpointer cents = NULL;
        g_hash_table_iter_init(&iter, sources[source]);
        while (g_hash_table_iter_next(&iter, &id, &cents)) {
            const bool is_later =
                source == 0 && after && g_hash_table_contains(after->balances, id);
            struct owing row = {.partner_id = g_string_chunk_insert_const(debts->strings, id),
                                .amount = {*(const int64_t *)cents},
                                .known = g_hash_table_lookup(debts->by_id, id),
                                .period = setup->run.period,
                                .since = setup->run.issue_date};
            bool found = false;
            struct period period;
            day since;
            if (is_later || row.amount.cents >= 0) {
                continue;
            }
            if (!store_owing_since(setup->store, id, before_seq, &found, &period, &since, error)) {
                return false;
            }
            if (found) {
                row.period = period;
                row.since = since;
            }
            g_array_append_val(debts->owing, row);
        }
    }
    g_array_sort(debts->owing, owing_compare);
    return true;
}

bool open_run_tell(open_run *after, exception_list *exceptions, GError **error)
{
    const month_run *run = after->run;
    g_auto(debts) debts = {0};
    if (!debts_find(&run->setup, run->order.before_seq, after, &debts, error)) {
        return false;
    }
    for (guint i = 0; i < debts.owing->len; i++) {
        const struct owing *owing = &g_array_index(debts.owing, struct owing, i);
        const struct open_payee *own = g_hash_table_lookup(after->payees, owing->partner_id);
        const struct store_paid_account *paid =
            g_hash_table_lookup(run->accounts, owing->partner_id);
        g_autofree char *last = paid ? run_account_text(paid->bsb, paid->account_number) : NULL;
        const char *abn = own ? own->abn : owing->known ? owing->known->abn : "";
        const char *account = own && own->account[0] ? own->account : last ? last : "";
        GHashTableIter iter;
        gpointer id = NULL;
        g_hash_table_iter_init(&iter, after->paid);
        while (g_hash_table_iter_next(&iter, &id, NULL)) {
            const struct open_payee *payee = g_hash_table_lookup(after->payees, id);
            const struct store_known_partner *known = g_hash_table_lookup(debts.by_id, id);
            const bool is_abn = abn[0] != '\0' && strcmp(payee->abn, abn) == 0;
            const bool is_account = account[0] != '\0' && strcmp(payee->account, account) == 0;
            const bool is_new = !known || day_compare(known->first.first, owing->period.first) >= 0;
            if (is_new && (is_abn || is_account) && strcmp(id, owing->partner_id) != 0) {
                char amount[TEXT_SIZE];
                g_autofree char *detail =
                    g_strdup_printf("%s owes %s, and has the same %s", owing->partner_id,
                                    text_dollars(amount, (money){-owing->amount.cents}),
                                    is_abn && is_account ? "ABN and account"
                                    : is_abn             ? "ABN"
                                                         : "account");
                exception_list_add(exceptions, EXCEPTION_OWES_UNDER_ANOTHER_ID, id,
                                   owing->partner_id, detail, "");
            }
        }
    }
    return true;
}

/* Listed at once; counted where it has outlived a payment, or where none is to be expected. */
static bool owed_add(const struct open_question *question, open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    g_auto(debts) debts = {0};
    g_autoptr(GPtrArray) roster = store_partner_ids(setup->store, &setup->view, error);
    if (!roster || !debts_find(setup, question->before_seq, question->after, &debts, error)) {
        return false;
    }
    for (guint i = 0; i < debts.owing->len; i++) {
        const struct owing *owing = &g_array_index(debts.owing, struct owing, i);
        const struct open_payee *own =
            question->after ? g_hash_table_lookup(question->after->payees, owing->partner_id)
                            : NULL;
        const char *abn = own ? own->abn : owing->known ? owing->known->abn : "";
        const bool is_absent =
            !g_ptr_array_find_with_equal_func(roster, owing->partner_id, g_str_equal, NULL);
        char period[TEXT_SIZE];
        char text[TEXT_SIZE];
        g_autofree char *about = g_strdup_printf("ABN %s", text_abn(text, abn));
        open_list_add(
            list,
            &(struct open_item){
                .kind = OPEN_OWED,
                .partner_id = owing->partner_id,
                .legal_name = own            ? own->legal_name
                              : owing->known ? owing->known->legal_name
                                             : "",
                .period = text_period(period, owing->period),
                .amount = owing->amount,
                .since = owing->since,
                .by = OPEN_NO_DAY,
                .about = abn[0] != '\0' ? about : "",
                .next = is_absent ? "not in partners.csv any more: agree with the partner how "
                                    "it is paid back; it comes off a later payment, if any"
                                  : "it comes off the next payments",
                .counted =
                    is_absent || day_compare(owing->period.first, setup->run.period.first) < 0});
    }
    return true;
}

/* ---- months that are worked out again --------------------------------------------------------- */

/* The period as the facts were at the batch, with the question's as-at; found false: it cannot be worked
 * out, for a reason of the data. */
static bool period_setup(const struct month_setup *like, struct period period, int64_t batch,
                         struct month_setup *setup, bool *ret_found, GError **error)
{
    const struct month_order order = {.period = period,
                                      .batch = batch,
                                      .as_at = &like->run.as_at,
                                      .issue_date = &like->run.issue_date,
                                      .program_version = like->run.program_version,
                                      .draft = true};
    g_autoptr(GError) failure = NULL;
    *ret_found = month_setup_begin(like->store, &order, like, setup, &failure) &&
                 month_setup_sessions(setup, NULL, &failure);
    if (*ret_found || !run_error_is_machine(failure)) {
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* What holds the month now: codes joined by ';', and what the first says. */
static char *holds_of(const struct month_result *result, enum exception_code *ret_first)
{
    GString *codes = g_string_new(NULL);
    *ret_first = EXCEPTION_CODE_COUNT;
    for (size_t i = 0; i < result->exception_count; i++) {
        const enum exception_code code = result->exceptions[i].code;
        if (exception_severity(code) == SEVERITY_HELD &&
            !strstr(codes->str, exception_code_name(code))) {
            *ret_first = *ret_first == EXCEPTION_CODE_COUNT ? code : *ret_first;
            g_string_append_printf(codes, "%s%s", codes->len > 0 ? ";" : "",
                                   exception_code_name(code));
        }
    }
    return g_string_free(codes, FALSE);
}

static void held_add(const struct store_unsettled *row, bool in_roster,
                     const struct month_result *result, open_list *list)
{
    enum exception_code first = EXCEPTION_CODE_COUNT;
    g_autofree char *codes = result ? holds_of(result, &first) : g_strdup("");
    const money amount =
        result ? adjustment_sum(result->lines, result->line_count).total : (money){0};
    if (result && !row->was_held && first == EXCEPTION_CODE_COUNT && amount.cents == 0) {
        return; /* new in partners.csv, and nothing is due */
    }
    char period[TEXT_SIZE];
    text_period(period, row->period);
    g_autofree char *next =
        !in_roster
            ? g_strdup_printf("partners.csv of %s has the partner no more: import it again with "
                              "their row, run and issue it",
                              period)
        : first != EXCEPTION_CODE_COUNT
            ? g_strdup_printf("%s; import %s again with that, run and issue it",
                              exception_text(first), period)
            : g_strdup_printf("nothing of the month itself holds them now: run %s and issue it",
                              period);
    open_list_add(list, &(struct open_item){.kind = OPEN_HELD,
                                            .partner_id = row->partner_id,
                                            .legal_name = row->legal_name,
                                            .period = period,
                                            .amount = amount,
                                            .unknown = amount.cents == 0,
                                            .since = row->since,
                                            .by = day_add(row->since, RCTI_WITHIN_DAYS),
                                            .about = codes,
                                            .next = next,
                                            .counted = true});
}

static gint unsettled_compare(gconstpointer a, gconstpointer b)
{
    const struct store_unsettled *first = a;
    const struct store_unsettled *second = b;
    const int by_period = day_compare(first->period.first, second->period.first);
    return by_period != 0 ? by_period
                          : (first->batch > second->batch) - (first->batch < second->batch);
}

/* Those of one period and batch. */
static bool unsettled_add(const struct open_question *question, const struct store_unsettled *rows,
                          guint count, open_list *list, GError **error)
{
    const struct month_setup *like = question->setup;
    g_auto(month_setup) setup = {0};
    g_autoptr(partner_month) month = partner_month_new();
    bool found = false;
    if (!period_setup(like, rows[0].period, rows[0].batch, &setup, &found, error)) {
        return false;
    }
    for (guint i = 0; i < count; i++) {
        if (found && !partner_month_compute(&setup, rows[i].partner_id, false, month, error)) {
            return false;
        }
        held_add(&rows[i], rows[i].batch == like->view.batch, found ? &month->result : NULL, list);
    }
    return true;
}

static bool all_held_add(const struct open_question *question, open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    const open_run *after = question->after;
    const struct period own = setup->run.period;
    const bool is_issue = question->left_out != NULL;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct store_unsettled));
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_unsettled));
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
    if (!store_unsettled_load(setup->store, question->before_seq, setup->view.batch,
                              is_issue ? &own : NULL, all, strings, error)) {
        return false;
    }
    for (guint i = 0; is_issue && i < after->held->items->len; i++) {
        const struct open_item *item = &g_array_index(after->held->items, struct open_item, i);
        open_list_add(list, item);
        g_hash_table_add(told, (gpointer)item->partner_id);
    }
    for (guint i = 0; i < all->len; i++) {
        struct store_unsettled row = g_array_index(all, struct store_unsettled, i);
        const bool is_own = after && same_period(row.period, own);
        row.since = day_compare(row.since, OPEN_NO_DAY) == 0 ? setup->run.issue_date : row.since;
        if (!is_settled(after, row.period, row.partner_id) &&
            (!is_own || (is_issue && !g_hash_table_contains(told, row.partner_id)))) {
            g_array_append_val(rows, row);
        }
    }
    g_array_sort(rows, unsettled_compare);
    for (guint first = 0, end = 0; first < rows->len; first = end) {
        const struct store_unsettled *row = &g_array_index(rows, struct store_unsettled, first);
        while (end < rows->len &&
               unsettled_compare(row, &g_array_index(rows, struct store_unsettled, end)) == 0) {
            end++;
        }
        if (!unsettled_add(question, row, end - first, list, error)) {
            return false;
        }
    }
    return true;
}

/* ---- documents, payments and months ----------------------------------------------------------- */

static bool voids_add(const struct open_question *question, open_list *list, GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_void_open));
    if (!store_voids_open_load(question->setup->store, question->before_seq, rows, strings,
                               error)) {
        return false;
    }
    for (guint i = 0; i < rows->len; i++) {
        const struct store_void_open *row = &g_array_index(rows, struct store_void_open, i);
        char period[TEXT_SIZE];
        text_period(period, row->period);
        g_autofree char *next = g_strdup_printf(
            "run %s and issue it: the document is replaced, or what it paid is taken back", period);
        if (!is_settled(question->after, row->period, row->partner_id)) {
            open_list_add(list,
                          &(struct open_item){.kind = OPEN_VOID,
                                              .partner_id = row->partner_id,
                                              .legal_name = row->legal_name,
                                              .period = period,
                                              .amount = row->settled,
                                              .since = row->voided_on,
                                              .by = day_add(row->issue_date, RCTI_WITHIN_DAYS),
                                              .about = row->number,
                                              .next = next,
                                              .counted = true});
        }
    }
    return true;
}

static void unpaid_add(const struct store_unpaid *row, open_list *list)
{
    char period[TEXT_SIZE];
    open_list_add(list, &(struct open_item){
                            .kind = OPEN_UNPAID,
                            .partner_id = row->partner_id,
                            .legal_name = row->legal_name,
                            .period = text_period(period, row->period),
                            .amount = row->payment,
                            .since = row->issue_date,
                            .by = row->payment_date,
                            .about = row->has_account ? "the account does not fit the payment file"
                                                      : "NO_BANK_DETAILS",
                            .next = "no payment file has it: pay it by hand; put the account right "
                                    "in partners.csv for the next month",
                            .counted = true});
}

static bool all_unpaid_add(const struct open_question *question, open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    const GArray *left_out = question->left_out;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_unpaid));
    if (!store_unpaid_load(setup->store, question->before_seq, setup->view.batch, rows, strings,
                           error)) {
        return false;
    }
    for (guint i = 0; left_out && i < left_out->len; i++) {
        const struct payment_left_out *left = &g_array_index(left_out, struct payment_left_out, i);
        const struct store_unpaid row = {.period = setup->run.period,
                                         .partner_id = left->payment->supplier.partner_id,
                                         .legal_name = left->payment->supplier.legal_name,
                                         .payment = left->payment->amount,
                                         .has_account = left->refusal != PAYMENT_NO_BANK_DETAILS,
                                         .issue_date = setup->run.issue_date,
                                         .payment_date = question->payment_date};
        g_array_append_val(rows, row);
    }
    for (guint i = 0; i < rows->len; i++) {
        unpaid_add(&g_array_index(rows, struct store_unpaid, i), list);
    }
    return true;
}

static gint period_order(gconstpointer a, gconstpointer b)
{
    return day_compare(((const struct period *)a)->first, ((const struct period *)b)->first);
}

/* Every period that is issued, a run's own included: as it is after that. */
static GArray *issued_list(const struct open_question *question, GError **error)
{
    const struct month_setup *setup = question->setup;
    g_autoptr(GArray) issued = g_array_new(FALSE, FALSE, sizeof(struct period));
    if (!store_issued_periods(setup->store, question->before_seq, issued, error)) {
        return NULL;
    }
    bool found = !question->after;
    for (guint i = 0; i < issued->len; i++) {
        found |= same_period(g_array_index(issued, struct period, i), setup->run.period);
    }
    if (!found) {
        g_array_append_val(issued, setup->run.period);
        g_array_sort(issued, period_order);
    }
    return g_steal_pointer(&issued);
}

static bool not_issued_add(const struct open_question *question, const GArray *issued,
                           open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) months = g_array_new(FALSE, FALSE, sizeof(struct store_month));
    if (!store_months_load(setup->store, setup->view.batch, months, strings, error)) {
        return false;
    }
    for (guint i = 0; i < months->len; i++) {
        const struct store_month *month = &g_array_index(months, struct store_month, i);
        const day last = period_last(month->period);
        const bool is_own = question->after && same_period(month->period, setup->run.period);
        if (is_own || day_compare(setup->run.issue_date, last) <= 0 ||
            !open_month_is_skipped(issued, month->period)) {
            continue;
        }
        char period[TEXT_SIZE];
        text_period(period, month->period);
        g_autofree char *next = g_strdup_printf("run %s and issue it", period);
        open_list_add(list, &(struct open_item){.kind = OPEN_NOT_ISSUED,
                                                .period = period,
                                                .amount = month->draft_total,
                                                .unknown = month->drafts == 0,
                                                .since = last,
                                                .by = day_add(last, RCTI_WITHIN_DAYS),
                                                .about = month->drafts > 0 ? "as last drafted"
                                                                           : "never drafted",
                                                .next = next,
                                                .counted = true});
    }
    return true;
}

/* ---- months that runs do not correct any more --------------------------------------------------- */

/* A partner's issued period of which something became known after its newest state. */
struct beyond {
    struct period period;
    const char *partner_id;
    int64_t batch; /* of the first such fact */
};

static gint beyond_compare(gconstpointer a, gconstpointer b)
{
    const struct beyond *first = a;
    const struct beyond *second = b;
    const int by_period = day_compare(first->period.first, second->period.first);
    const int by_partner = strcmp(first->partner_id, second->partner_id);
    return by_period != 0    ? by_period
           : by_partner != 0 ? by_partner
                             : (first->batch > second->batch) - (first->batch < second->batch);
}

/* Nothing where the month comes to what its documents say. */
static bool beyond_add(const struct open_question *question, const struct month_setup *setup,
                       struct partner_month *month, const struct beyond *row, open_list *list,
                       GError **error)
{
    g_autoptr(store_issued_month) before = NULL;
    if (!store_issued_month_load(setup->store, row->period, row->partner_id, question->before_seq,
                                 false, &before, error)) {
        return false;
    }
    if (!before || before->open || before->batch >= row->batch) {
        return true; /* held, voided, or known then */
    }
    if (!partner_month_compute(setup, row->partner_id, false, month, error)) {
        return false;
    }
    enum exception_code first = EXCEPTION_CODE_COUNT;
    g_autofree char *codes = holds_of(&month->result, &first);
    const money due = adjustment_sum(month->result.lines, month->result.line_count).total;
    const money change = money_subtract(due, month_position(&before->month));
    day since = OPEN_NO_DAY;
    char period[TEXT_SIZE];
    if (change.cents == 0) {
        return true;
    }
    if (!store_batch_date(setup->store, row->batch, &since, error)) {
        return false;
    }
    open_list_add(list,
                  &(struct open_item){.kind = OPEN_BEYOND_RETRO,
                                      .partner_id = row->partner_id,
                                      .legal_name = month->supplier.legal_name,
                                      .period = text_period(period, row->period),
                                      .amount = change,
                                      .since = since,
                                      .by = OPEN_NO_DAY,
                                      .about = before->month.number,
                                      .next = "raise retro_months in policy.ini of the month that "
                                              "is run, or settle it with the partner outside",
                                      .counted = true});
    return true;
}

static bool beyond_rows(const struct open_question *question, const GArray *issued, GArray *rows,
                        GStringChunk *strings, GError **error)
{
    const struct month_setup *setup = question->setup;
    const struct period oldest =
        period_add_months(setup->run.period, -setup->run.policy.retro_months);
    if (issued->len == 0 ||
        day_compare(g_array_index(issued, struct period, 0).first, oldest.first) >= 0) {
        return true;
    }
    g_autoptr(GArray) facts = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    if (!store_issues_load(setup->store, NULL, heads, strings, error) ||
        !store_late_facts_load(setup->store, oldest,
                               g_array_index(heads, struct issue_head, 0).batch, setup->view.batch,
                               facts, strings, error)) {
        return false;
    }
    for (guint i = 0; i < facts->len; i++) {
        const struct store_late_fact *fact = &g_array_index(facts, struct store_late_fact, i);
        struct beyond row = {.partner_id = fact->partner_id, .batch = fact->batch};
        if (late_fact_period(issued, oldest, fact, &row.period)) {
            g_array_append_val(rows, row);
        }
    }
    g_array_sort(rows, beyond_compare);
    return true;
}

static bool all_beyond_add(const struct open_question *question, const GArray *issued,
                           open_list *list, GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct beyond));
    g_autoptr(partner_month) month = partner_month_new();
    if (!beyond_rows(question, issued, rows, strings, error)) {
        return false;
    }
    for (guint i = 0; i < rows->len;) {
        const struct period period = g_array_index(rows, struct beyond, i).period;
        g_auto(month_setup) setup = {0};
        bool found = false;
        if (!period_setup(question->setup, period, question->setup->view.batch, &setup, &found,
                          error)) {
            return false;
        }
        const char *told = "";
        for (; i < rows->len && same_period(g_array_index(rows, struct beyond, i).period, period);
             i++) {
            /* The newest fact of each partner: what is not in the documents came with it at the latest. */
            const struct beyond *row = &g_array_index(rows, struct beyond, i);
            const struct beyond *next = i + 1 < rows->len ? row + 1 : NULL;
            const bool is_last = !next || !same_period(next->period, period) ||
                                 strcmp(next->partner_id, row->partner_id) != 0;
            if (found && is_last && strcmp(told, row->partner_id) != 0 &&
                !beyond_add(question, &setup, month, row, list, error)) {
                return false;
            }
            told = is_last ? row->partner_id : told;
        }
    }
    return true;
}

/* ---- all of it ---------------------------------------------------------------------------------- */

bool open_items_find(const struct open_question *question, open_list *list, GError **error)
{
    g_autoptr(GArray) issued = issued_list(question, error);
    const bool done =
        issued && all_held_add(question, list, error) && voids_add(question, list, error) &&
        all_unpaid_add(question, list, error) && not_issued_add(question, issued, list, error) &&
        owed_add(question, list, error) && all_beyond_add(question, issued, list, error);
    open_list_close(list);
    return done;
}

bool open_items_now(store *store, const struct month_order *order, open_list *list, GError **error)
{
    g_autoptr(GArray) imported = g_array_new(FALSE, FALSE, sizeof(struct period));
    g_auto(month_setup) setup = {0};
    struct month_order newest = *order;
    int64_t batch = 0;
    if (!store_newest_batch(store, &batch, error) ||
        !store_imported_periods(store, batch, imported, error)) {
        return false;
    }
    if (imported->len == 0) {
        return true;
    }
    newest.period = g_array_index(imported, struct period, imported->len - 1);
    const struct open_question question = {.setup = &setup, .before_seq = ISSUED_NOW};
    return month_setup_begin(store, &newest, NULL, &setup, error) &&
           open_items_find(&question, list, error);
}
