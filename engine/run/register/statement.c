#include "engine/run/register/statement.h"

#include <string.h>

#include "engine/run/month/setup.h"
#include "engine/store/facts/read.h"
#include "engine/store/issues/registered.h"
#include "reports/text.h"
#include "reports/value/open_items.h"

bool statement_issue_find(store *store, day to, bool *ret_found, struct issue_head *ret_head,
                          GStringChunk *strings, GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    *ret_found = false;
    if (!store_issues_load(store, NULL, heads, strings, error)) {
        return false;
    }
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        if (day_compare(head->issue_date, to) <= 0) {
            *ret_found = true;
            *ret_head = *head;
        }
    }
    return true;
}

/* Whether anything was issued after the day. */
static bool later_issue_find(store *store, day to, bool *ret_later, GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    const bool done = store_issues_load(store, NULL, heads, strings, error);
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        *ret_later |= day_compare(head->issue_date, to) > 0;
    }
    return done;
}

/* ---- who --------------------------------------------------------------------------------------- */

/* "P0001 and P0009": whose documents name the ABN. */
static const char *ids_of(const GArray *numbers, struct year_statement *statement)
{
    g_autoptr(GString) ids = g_string_new(NULL);
    const char *last = "";
    for (guint i = 0; i < numbers->len; i++) {
        const char *id = g_array_index(numbers, struct issued_document, i).supplier.partner_id;
        if (strcmp(id, last) != 0) {
            g_string_append_printf(ids, "%s%s", ids->len > 0 ? " and " : "", id);
            last = id;
        }
    }
    return g_string_chunk_insert(statement->strings, ids->str);
}

static gint by_partner(gconstpointer a, gconstpointer b)
{
    const struct issued_document *one = a;
    const struct issued_document *other = b;
    return strcmp(one->supplier.partner_id, other->supplier.partner_id);
}

/* All documents of an ABN; and of them the newest up to the year's end, else the oldest. */
static bool supplier_find(const struct statement_order *order, const char *abn, GArray *documents,
                          struct supplier *ret_supplier, GStringChunk *strings, GError **error)
{
    const struct registered_question question = {ISSUED_NOW, DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO,
                                                 abn};
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct store_registered));
    if (!store_registered_load(order->store, &question, rows, strings, error)) {
        return false;
    }
    for (guint i = 0; i < rows->len; i++) {
        const struct issued_document *document =
            &g_array_index(rows, struct store_registered, i).document;
        g_array_append_vals(documents, document, 1);
        if (i == 0 || day_compare(document->issue_date, order->to) <= 0) {
            *ret_supplier = document->supplier;
        }
    }
    g_array_sort(documents, by_partner);
    return true;
}

static bool names_id(const GArray *documents, const char *partner_id)
{
    bool names = false;
    for (guint i = 0; i < documents->len; i++) {
        names |= strcmp(g_array_index(documents, struct issued_document, i).supplier.partner_id,
                        partner_id) == 0;
    }
    return names;
}

/* ---- what the entries do not show ------------------------------------------------------------------ */

static void note_add(struct year_statement *statement, struct statement_account *account,
                     char *note)
{
    g_autofree char *owned = note;
    g_ptr_array_add(account->notes, g_string_chunk_insert(statement->strings, owned));
}

static bool is_of_year(const struct year_statement *statement, day date)
{
    return day_compare(date, statement->from) >= 0 && day_compare(date, statement->to) <= 0;
}

static void row_note(struct year_statement *statement, struct statement_account *account,
                     const struct registered *row)
{
    char amount[TEXT_SIZE];
    const bool known = day_compare(row->issue_date, statement->to) <= 0;
    if (row->kind == REGISTERED_NONE && is_of_year(statement, row->issue_date)) {
        const char *why = strchr(row->about, ':');
        note_add(statement, account,
                 g_strdup_printf("%s (%s): no document%s.", row->period, row->partner_id, why));
    }
    if (day_compare(row->voided_on, OPEN_NO_DAY) != 0 && is_of_year(statement, row->voided_on) &&
        row->replaced_by[0] == '\0') {
        note_add(statement, account,
                 g_strdup_printf("%s was voided on %s. It counts until another takes its place or "
                                 "takes it back.",
                                 row->number, text_date_words(TEXT_ROOM, row->voided_on)));
    }
    if (known && row->pays && row->payment.by == REGISTERED_LEFT_OUT &&
        day_compare(row->payment_date, OPEN_NO_DAY) == 0) {
        note_add(statement, account,
                 g_strdup_printf("%s for %s could not be in the bank's file, and is owed to you.",
                                 text_dollars(amount, row->payment.amount), row->payment_number));
    }
}

/* ---- one supplier ---------------------------------------------------------------------------------- */

static bool account_make(const struct statement_order *order, const char *abn, int64_t batch,
                         struct year_statement *statement, GError **error)
{
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    struct supplier supplier = {.partner_id = order->partner_id};
    const struct registered_order all = {.store = order->store,
                                         .before_seq = ISSUED_NOW,
                                         .batch = batch,
                                         .from = DAY_UNBOUNDED_FROM,
                                         .to = DAY_UNBOUNDED_TO,
                                         .abn = abn};
    if (!supplier_find(order, abn, documents, &supplier, statement->strings, error)) {
        return false;
    }
    g_autoptr(registered_list) list = registered_find(&all, error);
    if (!list) {
        return false;
    }
    struct statement_account *account =
        statement_account_add(statement, &supplier, ids_of(documents, statement));
    for (guint i = 0; i < list->rows->len; i++) {
        const struct registered *row = &g_array_index(list->rows, struct registered, i);
        if (row->kind != REGISTERED_NONE) {
            statement_account_enter(statement, account, row);
        }
        if (row->kind != REGISTERED_NONE || names_id(documents, row->partner_id)) {
            row_note(statement, account, row);
        }
    }
    const money balance = statement_account_balance(account);
    char found[TEXT_SIZE];
    if (balance.cents != list->owed.cents) {
        return run_error_set(
            error, RUN_ERROR_DEFECT,
            "%s, ABN %s: documents and payments come to %s, and %s is owed: nothing "
            "is written; this is a defect of the program",
            order->partner_id, abn, text_money(found, balance), text_money(TEXT_ROOM, list->owed));
    }
    statement_account_close(statement, account);
    return true;
}

/* Nothing was ever issued under the id. */
static void account_empty(const struct statement_order *order, struct year_statement *statement)
{
    const struct supplier supplier = {
#define BLANK(field) .field = "",
        SUPPLIER_TABLE(BLANK)
#undef BLANK
    };
    struct statement_account *account =
        statement_account_add(statement, &supplier, order->partner_id);
    account->supplier.partner_id = order->partner_id;
    account->supplier.legal_name = g_string_chunk_insert(statement->strings, order->legal_name);
    statement_account_close(statement, account);
}

/* Of several suppliers those with nothing of the year are left out; where none has, the newest stays. */
static void accounts_choose(struct year_statement *statement)
{
    for (guint i = statement->accounts->len; i > 0 && statement->accounts->len > 1; i--) {
        const struct statement_account *account = g_ptr_array_index(statement->accounts, i - 1);
        if (account->entries->len == 0 && account->opening.cents == 0 && account->notes->len == 0) {
            g_ptr_array_remove_index(statement->accounts, i - 1);
        }
    }
}

struct year_statement *statement_find(const struct statement_order *order, GError **error)
{
    g_autoptr(year_statement) statement = year_statement_new();
    g_autoptr(GPtrArray) abns = g_ptr_array_new();
    struct issue_head newest;
    bool issued = false;
    int64_t batch = 0;
    statement->partner_id = g_string_chunk_insert(statement->strings, order->partner_id);
    statement->year =
        g_string_chunk_insert(statement->strings, financial_year_text(TEXT_ROOM, order->from));
    statement->from = order->from;
    statement->to = order->to;
    if (!store_newest_batch(order->store, &batch, error) ||
        !statement_issue_find(order->store, order->to, &issued, &newest, statement->strings,
                              error) ||
        !later_issue_find(order->store, order->to, &statement->over, error) ||
        !store_document_abns_load(order->store, order->partner_id, ISSUED_NOW, abns,
                                  statement->strings, error)) {
        return NULL;
    }
    statement->issued_until = issued ? newest.issue_date : order->from;
    for (guint i = 0; i < abns->len; i++) {
        if (!account_make(order, g_ptr_array_index(abns, i), batch, statement, error)) {
            return NULL;
        }
    }
    if (abns->len == 0) {
        account_empty(order, statement);
    }
    accounts_choose(statement);
    return g_steal_pointer(&statement);
}
