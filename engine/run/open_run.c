#include <string.h>

#include "engine/run/correct/payment.h"
#include "engine/run/open.h"
#include "engine/run/open_private.h"
#include "engine/store/issues/open_items.h"
#include "reports/text.h"

/* ---- what a run leaves ---------------------------------------------------------------------- */

/* One whom the run pays. */
struct open_payee {
    const char *partner_id;
    const char *legal_name;
    const char *abn;
    const char *account; /* account_key; "" for none */
};

/* A supplier (ABN) who owes under a partner's id. */
struct owing {
    const char *partner_id;
    const char *abn;
    const char *legal_name;
    money amount;
    bool claimed_again;   /* a write-off of it was ended, which no issue knows yet */
    struct period period; /* since when */
    day since;
};

struct open_run {
    const month_run *run;
    GHashTable *states;  /* "2026-07 P0001": who gets a state, of which period; a set */
    GHashTable *settled; /* "P0001 51824753556": whose debts the run settles, or leaves anew ->
                          * int64_t cents that another id's payment leaves of them */
    GArray *owing;       /* struct owing: those that it leaves; not since when */
    GHashTable *again; /* "3 P0001 51824753556", of a payment -> int64_t cents that it pays again */
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
    after->settled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    after->owing = g_array_new(FALSE, FALSE, sizeof(struct owing));
    after->again = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
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
        g_hash_table_unref(after->settled);
        g_array_unref(after->owing);
        g_hash_table_unref(after->again);
        g_hash_table_unref(after->payees);
        g_hash_table_unref(after->paid);
        open_list_free(after->held);
        g_string_chunk_free(after->strings);
        g_free(after);
    }
}

/* "62000 12345678" of an account; the caller frees. */
static char *account_key(const char *bsb, const char *account_number)
{
    g_autofree char *branch = cell_key(bsb);
    g_autofree char *number = cell_key(account_number);
    return g_strdup_printf("%s %s", branch, number);
}

static char *state_key(struct period period, const char *partner_id)
{
    char text[TEXT_SIZE];
    return g_strdup_printf("%s %s", text_period(text, period), partner_id);
}

bool open_is_settled(const open_run *after, struct period period, const char *partner_id)
{
    g_autofree char *key = state_key(period, partner_id);
    return after && g_hash_table_contains(after->states, key);
}

/* Held in the run's own period: with the reasons and the mend of the first. Whoever had a document of it is open
 * as VOID, or has it still; and of whom the roster does not have nothing of it is due. */
static void own_held_take(open_run *after, const struct partner_report *report)
{
    const char *partner_id = report->supplier.partner_id;
    if (partner_ids_have(after->run->standing, partner_id) ||
        !partner_ids_have(after->run->roster, partner_id)) {
        return;
    }
    const struct report_run *of = &after->run->setup.run;
    const struct decision *held =
        decided_held(after->run->paid.decided.decisions, partner_id, of->period);
    enum exception_code first = EXCEPTION_CODE_COUNT;
    for (int code = EXCEPTION_CODE_COUNT - 1; code >= 0; code--) {
        if (code != EXCEPTION_HELD_BY_DECISION &&
            g_str_has_prefix(report->row.reasons, exception_words[code])) {
            first = (enum exception_code)code;
        }
    }
    g_autofree char *next = open_held_next(first, held, of->period_text);
    open_list_add(after->held, &(struct open_item){.kind = OPEN_HELD,
                                                   .partner_id = partner_id,
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

static char *debt_key(const char *partner_id, const char *abn)
{
    return g_strdup_printf("%s %s", partner_id, abn);
}

static void debts_take(open_run *after, const char *partner_id, const struct report_payee *paid)
{
    const char *abn = paid->supplier.abn;
    g_hash_table_insert(after->settled, debt_key(partner_id, abn), g_new0(int64_t, 1));
    for (size_t i = 0; i < paid->debt_count; i++) {
        const struct payee_debt *debt = &paid->debts[i];
        g_hash_table_insert(after->settled, debt_key(debt->partner_id, abn),
                            g_memdup2(&debt->left.cents, sizeof debt->left.cents));
    }
    if (paid->carried_out.cents < 0) {
        const struct owing row = {
            .partner_id = partner_id,
            .abn = g_string_chunk_insert_const(after->strings, abn),
            .legal_name = g_string_chunk_insert_const(after->strings, paid->supplier.legal_name),
            .amount = paid->carried_out,
            .claimed_again = paid->terms.undone.cents > 0};
        g_array_append_val(after->owing, row);
    }
}

static char *payment_key(int64_t seq, const char *partner_id, const char *abn)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s %s", seq, partner_id, abn);
}

static void repayments_take(open_run *after, const char *partner_id,
                            const struct report_payee *paid)
{
    for (size_t i = 0; i < paid->repayment_count; i++) {
        const struct payee_repayment *row = &paid->repayments[i];
        g_autofree char *key = payment_key(row->paid_seq, partner_id, row->paid_abn);
        const int64_t *before = g_hash_table_lookup(after->again, key);
        const int64_t cents = row->amount.cents + (before ? *before : 0);
        g_hash_table_replace(after->again, g_steal_pointer(&key), g_memdup2(&cents, sizeof cents));
    }
}

money open_paid_again(const open_run *after, const struct store_payment *payment)
{
    g_autofree char *key = payment_key(payment->seq, payment->partner_id, payment->abn);
    const int64_t *cents = after ? g_hash_table_lookup(after->again, key) : NULL;
    return (money){cents ? *cents : 0};
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
    g_autofree char *account = account_key(report->supplier.bsb, report->supplier.account_number);
    struct open_payee *payee = g_new(struct open_payee, 1);
    *payee = (struct open_payee){
        .partner_id = g_string_chunk_insert_const(after->strings, report->supplier.partner_id),
        .legal_name = g_string_chunk_insert_const(after->strings, report->supplier.legal_name),
        .abn = g_string_chunk_insert_const(after->strings, report->supplier.abn),
        .account = report->supplier.account_number[0] != '\0'
                       ? g_string_chunk_insert_const(after->strings, account)
                       : ""};
    for (size_t i = 0; i < report->payee_count; i++) {
        debts_take(after, payee->partner_id, &report->payees[i]);
        repayments_take(after, payee->partner_id, &report->payees[i]);
    }
    g_hash_table_insert(after->payees, (gpointer)payee->partner_id, payee);
    if (report->row.payment.cents > 0) {
        g_hash_table_add(after->paid, (gpointer)payee->partner_id);
    }
}

const open_list *open_run_held(const open_run *after)
{
    return after->held;
}

/* ---- who owes ------------------------------------------------------------------------------- */

/* What is known of everybody with a state, and who owes. */
struct debts {
    GArray *known;     /* struct store_known_partner, by partner */
    GHashTable *by_id; /* partner_id -> one of them */
    GArray *owing;     /* struct owing, by partner and ABN */
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
    const struct owing *one = a;
    const struct owing *other = b;
    const int order = strcmp(one->partner_id, other->partner_id);
    return order != 0 ? order : strcmp(one->abn, other->abn);
}

/* Since when: a debt of the run itself is of its own period. */
static bool owing_add(const struct month_setup *setup, int64_t before_seq, struct owing row,
                      struct debts *debts, GError **error)
{
    bool found = false;
    struct period period;
    day since;
    if (!store_owing_since(setup->store, row.partner_id, row.abn, before_seq, row.claimed_again,
                           &found, &period, &since, error)) {
        return false;
    }
    row.period = found ? period : setup->run.period;
    row.since = found ? since : setup->run.issue_date;
    g_array_append_val(debts->owing, row);
    return true;
}

/* As the run leaves it, or as the store is. Zero *debts before. */
static bool debts_find(const struct month_setup *setup, int64_t before_seq, const open_run *after,
                       const struct decided *decided, struct debts *debts, GError **error)
{
    g_autoptr(GArray) carried = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    debts->known = g_array_new(FALSE, FALSE, sizeof(struct store_known_partner));
    debts->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    debts->owing = g_array_new(FALSE, FALSE, sizeof(struct owing));
    debts->strings = g_string_chunk_new(4096);
    bool good =
        store_carried_load(setup->store, before_seq, carried, debts->strings, error) &&
        store_known_partners_load(setup->store, before_seq, debts->known, debts->strings, error);
    for (guint i = 0; good && i < debts->known->len; i++) {
        struct store_known_partner *known =
            &g_array_index(debts->known, struct store_known_partner, i);
        g_hash_table_insert(debts->by_id, (gpointer)known->partner_id, known);
    }
    for (guint i = 0; good && i < carried->len; i++) {
        const struct store_carried *row = &g_array_index(carried, struct store_carried, i);
        g_autofree char *key = debt_key(row->partner_id, row->abn);
        const int64_t *left = after ? g_hash_table_lookup(after->settled, key) : NULL;
        const money owed = left ? (money){*left} : decided_owed(decided, row);
        const struct decided_debt *debt = decided_debt_find(decided, row->partner_id, row->abn);
        good = owed.cents == 0 ||
               owing_add(setup, before_seq,
                         (struct owing){.partner_id = row->partner_id,
                                        .abn = row->abn,
                                        .legal_name = row->legal_name,
                                        .amount = owed,
                                        .claimed_again = debt && debt->undone.cents > 0},
                         debts, error);
    }
    for (guint i = 0; good && after && i < after->owing->len; i++) {
        good = owing_add(setup, before_seq, g_array_index(after->owing, struct owing, i), debts,
                         error);
    }
    g_array_sort(debts->owing, owing_compare);
    return good;
}

bool open_run_tell(open_run *after, exception_list *exceptions, GError **error)
{
    const month_run *run = after->run;
    g_auto(debts) debts = {0};
    if (!debts_find(&run->setup, run->order.before_seq, after, &run->paid.decided, &debts, error)) {
        return false;
    }
    for (guint i = 0; i < debts.owing->len; i++) {
        const struct owing *owing = &g_array_index(debts.owing, struct owing, i);
        const struct open_payee *own = g_hash_table_lookup(after->payees, owing->partner_id);
        const struct store_paid_account *paid =
            g_hash_table_lookup(run->paid.accounts, owing->partner_id);
        g_autofree char *last = paid ? account_key(paid->bsb, paid->account_number) : NULL;
        const char *abn = owing->abn;
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

bool open_owed_add(const struct open_question *question, open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    g_auto(debts) debts = {0};
    g_autoptr(GPtrArray) roster = store_partner_ids(setup->store, &setup->view, error);
    if (!roster || !debts_find(setup, question->before_seq, question->after, question->decided,
                               &debts, error)) {
        return false;
    }
    for (guint i = 0; i < debts.owing->len; i++) {
        const struct owing *owing = &g_array_index(debts.owing, struct owing, i);
        const char *abn = owing->abn;
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
                .legal_name = owing->legal_name,
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
