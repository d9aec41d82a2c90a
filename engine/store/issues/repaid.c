#include "engine/store/issues/repaid.h"

#include "engine/store/db.h"
#include "engine/store/tables.h"

static const char DOING[] = "reading what was paid";
static const char ISSUING[] = "issuing";

/* ---- what an issue adds --------------------------------------------------------------------- */

bool store_issue_add_repayments(issue_write *write, const GArray *repayments, GError **error)
{
    const struct issued_row_key key = {.seq = write->seq};
    return issue_rows_insert(write->store, FROZEN_REPAYMENTS, &key, repayments->data,
                             repayments->len, ISSUING, error);
}

bool store_issue_add_debts(issue_write *write, const GArray *debts, GError **error)
{
    const struct issued_row_key key = {.seq = write->seq};
    return issue_rows_insert(write->store, FROZEN_DEBTS, &key, debts->data, debts->len, ISSUING,
                             error);
}

/* ---- payments ------------------------------------------------------------------------------- */

/* With its first document (o). */
#define PAYMENT_COLUMNS                                                                            \
    "SELECT t.seq, i.batch, i.period, i.issue, t.partner_id, " PAYMENT_ABN " AS paid_abn,"         \
    " t.payment, t.in_file, t.bsb IS NOT NULL AND t.account_number IS NOT NULL, i.issue_date,"     \
    " i.payment_date, ifnull(o.number, ''), ifnull(o.legal_name, '')"                              \
    " FROM payments AS t JOIN issues AS i USING (seq) LEFT JOIN documents AS o ON o.number ="      \
    " (SELECT d.number FROM documents AS d WHERE d.seq = t.seq AND d.partner_id = t.partner_id"    \
    "  AND (t.abn IS NULL OR d.abn = t.abn)"                                                       \
    "  ORDER BY d.adjusts IS NOT NULL, d.period DESC, d.number LIMIT 1) WHERE t.seq < ?1 AND "

static bool payment_read(store *store, sqlite3_stmt *list, struct store_payment *ret_payment,
                         GStringChunk *strings, GError **error)
{
    *ret_payment = (struct store_payment){.seq = sqlite3_column_int64(list, 0),
                                          .batch = sqlite3_column_int64(list, 1),
                                          .issue = statement_int32(list, 3),
                                          .partner_id = statement_string(list, 4, strings),
                                          .abn = statement_string(list, 5, strings),
                                          .payment = {sqlite3_column_int64(list, 6)},
                                          .in_file = statement_int32(list, 7) != 0,
                                          .has_account = statement_int32(list, 8) != 0,
                                          .issue_date = statement_day(list, 9, DAY_UNBOUNDED_TO),
                                          .payment_date = statement_day(list, 10, DAY_UNBOUNDED_TO),
                                          .number = statement_string(list, 11, strings),
                                          .legal_name = statement_string(list, 12, strings)};
    return store_period_parse(statement_text(list, 2), &ret_payment->period) ||
           statement_damaged(store, "issues", error);
}

bool store_payment_of(store *store, const char *number, int64_t before_seq, bool *ret_found,
                      struct store_payment *ret_payment, GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        PAYMENT_COLUMNS "EXISTS (SELECT 1 FROM documents AS d WHERE d.number = ?2 AND d.seq = t.seq"
                        " AND d.partner_id = t.partner_id AND (t.abn IS NULL OR d.abn = t.abn))";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, before_seq);
    statement_bind_kept(read, 2, number);
    const enum statement_step step = statement_next(store, read, DOING, error);
    *ret_found = step == STEP_ROW;
    return step == STEP_DONE ||
           (step == STEP_ROW && payment_read(store, read, ret_payment, strings, error));
}

static gint payment_order(gconstpointer a, gconstpointer b)
{
    const struct store_payment *one = a;
    const struct store_payment *other = b;
    const int by_seq = (one->seq > other->seq) - (one->seq < other->seq);
    const int by_partner = g_strcmp0(one->partner_id, other->partner_id);
    return by_seq != 0 ? by_seq : by_partner != 0 ? by_partner : g_strcmp0(one->abn, other->abn);
}

bool store_payments_find(store *store, const GPtrArray *numbers, int64_t before_seq, GArray *rows,
                         GStringChunk *strings, GError **error)
{
    static const char SQL[] = PAYMENT_COLUMNS "t.payment > 0 AND NOT t.in_file";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, before_seq);
    struct store_payment payment;
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        if (!payment_read(store, list, &payment, strings, error)) {
            return false;
        }
        g_array_append_val(rows, payment);
    }
    for (guint i = 0; step == STEP_DONE && numbers && i < numbers->len; i++) {
        bool found = false;
        if (!store_payment_of(store, g_ptr_array_index(numbers, i), before_seq, &found, &payment,
                              strings, error)) {
            return false;
        }
        for (guint k = 0; found && k < rows->len; k++) {
            found = payment_order(&payment, &g_array_index(rows, struct store_payment, k)) != 0;
        }
        if (found) {
            g_array_append_val(rows, payment);
        }
    }
    g_array_sort(rows, payment_order);
    return step == STEP_DONE;
}

/* ---- repayments ----------------------------------------------------------------------------- */

bool store_repayments_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                           GError **error)
{
    const struct table *table = &issue_tables[FROZEN_REPAYMENTS].table;
    const int more = (int)table->column_count;
    g_autoptr(statement_lease) list = issue_rows_borrow(
        store, FROZEN_REPAYMENTS, ", t.seq, i.batch, i.period, i.issue, i.payment_date",
        "JOIN issues AS i ON i.seq = t.seq WHERE t.seq < ?1"
        " ORDER BY t.seq, t.paid_seq, t.partner_id, t.paid_abn, t.apart, t.abn",
        DOING, error);
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct store_repayment row = {.seq = sqlite3_column_int64(list, more),
                                      .batch = sqlite3_column_int64(list, more + 1),
                                      .issue = statement_int32(list, more + 3),
                                      .payment_date =
                                          statement_day(list, more + 4, DAY_UNBOUNDED_TO)};
        if (!store_period_parse(statement_text(list, more + 2), &row.period)) {
            return statement_damaged(store, "issues", error);
        }
        if (!columns_read(store, list, 0, table, &row.row, strings, error)) {
            return false;
        }
        g_array_append_val(rows, row);
    }
    return step == STEP_DONE;
}

/* ---- debts ---------------------------------------------------------------------------------- */

bool store_written_off_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                            GError **error)
{
    g_autoptr(statement_lease) list = issue_rows_borrow(
        store, FROZEN_DEBTS, "",
        "WHERE t.balance > 0 AND t.seq = (SELECT max(n.seq) FROM issued_debts AS n"
        " WHERE n.partner_id = t.partner_id AND n.abn = t.abn AND n.seq < ?1)"
        " ORDER BY t.partner_id, t.abn",
        DOING, error);
    statement_bind_integer(list, 1, before_seq);
    return issue_rows_read(store, FROZEN_DEBTS, list, rows, strings, DOING, error);
}

bool store_payment_decided(store *store, int64_t seq, const char *partner_id, const char *abn,
                           bool *ret_found, struct issued_debt *ret_debt, money *ret_counted,
                           GError **error)
{
    static const char SQL[] =
        "SELECT count(*), ifnull(sum(came_off), 0), ifnull(sum(written_off), 0),"
        " (SELECT ifnull(sum(amount), 0) FROM repayments"
        "  WHERE seq = ?1 AND partner_id = ?2 AND abn = ?3 AND NOT apart)"
        " FROM issued_debts WHERE seq = ?1 AND partner_id = ?2 AND abn = ?3";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, seq);
    statement_bind_kept(read, 2, partner_id);
    statement_bind_kept(read, 3, abn);
    if (statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_found = sqlite3_column_int64(read, 0) > 0;
    *ret_debt = (struct issued_debt){.partner_id = partner_id,
                                     .abn = abn,
                                     .came_off = {sqlite3_column_int64(read, 1)},
                                     .written_off = {sqlite3_column_int64(read, 2)}};
    ret_counted->cents = sqlite3_column_int64(read, 3);
    return true;
}

bool store_came_off_load(store *store, struct period period, int64_t before_seq, GArray *rows,
                         GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT d.partner_id, d.abn, sum(d.came_off) FROM issued_debts AS d JOIN issues AS i"
        " USING (seq) WHERE i.period = ?1 AND d.seq < ?2 AND d.came_off > 0 GROUP BY 1, 2";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_period(list, 1, period);
    statement_bind_integer(list, 2, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const struct store_came_off row = {.partner_id = statement_string(list, 0, strings),
                                           .abn = statement_string(list, 1, strings),
                                           .amount = {sqlite3_column_int64(list, 2)}};
        g_array_append_val(rows, row);
    }
    return step == STEP_DONE;
}

bool store_abn_supplier_load(store *store, const char *partner_id, const char *abn,
                             int64_t before_seq, struct supplier *ret_supplier,
                             GStringChunk *strings, GError **error)
{
    static const char SQL[] = "SELECT number FROM documents WHERE partner_id = ?1 AND abn = ?2"
                              " AND seq < ?3 ORDER BY seq DESC, number LIMIT 1";
    struct issued_document document = {0};
    bool found = false;
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(read, 1, partner_id);
    statement_bind_kept(read, 2, abn);
    statement_bind_integer(read, 3, before_seq);
    const enum statement_step step = statement_next(store, read, DOING, error);
    if (step == STEP_FAILED) {
        return false;
    }
    if (step == STEP_ROW &&
        !store_document_load(store, statement_text(read, 0), &found, &document, strings, error)) {
        return false;
    }
    *ret_supplier = document.supplier;
    return found || statement_damaged(store, "payments", error);
}

/* ---- all of it ------------------------------------------------------------------------------ */

bool store_issued_sums(store *store, money *ret_documents, money *ret_by_file, GError **error)
{
    static const char SQL[] =
        "SELECT (SELECT ifnull(sum(l.amount + l.gst), 0) FROM issued_lines AS l"
        "  WHERE l.seq = (SELECT max(m.seq) FROM issued_months AS m WHERE m.period = l.period"
        "   AND m.partner_id = l.partner_id)),"
        " (SELECT ifnull(sum(payment), 0) FROM payments WHERE in_file)"
        " + (SELECT ifnull(sum(amount), 0) FROM repayments WHERE apart AND in_file)";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    ret_documents->cents = sqlite3_column_int64(read, 0);
    ret_by_file->cents = sqlite3_column_int64(read, 1);
    return true;
}

/* ---- when ----------------------------------------------------------------------------------- */

bool store_issued_batch(store *store, int64_t before_seq, int64_t *ret_batch, GError **error)
{
    static const char SQL[] = "SELECT ifnull(max(batch), 0) FROM issues WHERE seq < ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, before_seq);
    return statement_number(store, read, DOING, ret_batch, error);
}

bool store_partner_paid_batch(store *store, const char *partner_id, int64_t before_seq,
                              int64_t *ret_batch, GError **error)
{
    static const char SQL[] =
        "SELECT ifnull(max(batch), 0) FROM issues WHERE seq < ?1 AND seq IN"
        " (SELECT seq FROM payments WHERE partner_id = ?2 UNION SELECT seq FROM repayments"
        "  WHERE partner_id = ?2 UNION SELECT seq FROM issued_debts WHERE partner_id = ?2)";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, before_seq);
    statement_bind_kept(read, 2, partner_id);
    return statement_number(store, read, DOING, ret_batch, error);
}

bool store_document_abn_load(store *store, const char *number, const char **ret_abn,
                             GStringChunk *strings, GError **error)
{
    static const char SQL[] = "SELECT abn FROM documents WHERE number = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(read, 1, number);
    const enum statement_step step = statement_next(store, read, DOING, error);
    *ret_abn = step == STEP_ROW ? statement_string(read, 0, strings) : NULL;
    return step == STEP_ROW || (step == STEP_DONE && statement_damaged(store, "decisions", error));
}

bool store_document_abns_load(store *store, const char *partner_id, int64_t before_seq,
                              GPtrArray *abns, GStringChunk *strings, GError **error)
{
    static const char SQL[] = "SELECT abn FROM documents WHERE partner_id = ?1 AND seq < ?2"
                              " GROUP BY abn ORDER BY max(period) DESC, max(seq) DESC, abn";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(list, 1, partner_id);
    statement_bind_integer(list, 2, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_ptr_array_add(abns, (gpointer)statement_string(list, 0, strings));
    }
    return step == STEP_DONE;
}

bool store_void_issues(store *store, const char *number, int64_t before_seq, GArray *seqs,
                       GError **error)
{
    static const char SQL[] =
        "SELECT DISTINCT d.seq FROM voids AS v JOIN voids AS w ON w.seq = v.seq"
        " JOIN documents AS d ON d.number = w.number"
        " WHERE v.number = ?1 AND v.seq < ?2 ORDER BY d.seq";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(list, 1, number);
    statement_bind_integer(list, 2, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const int64_t seq = sqlite3_column_int64(list, 0);
        g_array_append_val(seqs, seq);
    }
    return step == STEP_DONE;
}
