#include "engine/store/issues/registered.h"

#include "engine/store/db.h"
#include "engine/store/facts/query.h"
#include "engine/store/tables.h"

static const char DOING[] = "reading what was issued";

/* ---- which ------------------------------------------------------------------------------------- */

/* Of t, a document or payment with its issue i: of the days, or what became of it may be. What payments decisions
 * are about is found once. */
#define IN_QUESTION                                                                                \
    "t.seq < ?1 AND (i.issue_date BETWEEN ?2 AND ?3 OR i.payment_date BETWEEN ?2 AND ?3"           \
    " OR EXISTS (SELECT 1 FROM payments AS p WHERE p.partner_id = t.partner_id AND p.seq = t.seq"  \
    "  AND (p.payment > 0 AND NOT p.in_file OR p.carried < 0 OR ifnull(p.brought, -1) < 0))"       \
    " OR (t.seq, t.partner_id) IN (SELECT d.seq, d.partner_id FROM decisions AS e"                 \
    "  JOIN documents AS d ON d.number = e.number WHERE e.kind IN ('returned', 'paid'))"

static void question_bind(statement_lease *list, const struct registered_question *question)
{
    statement_bind_integer(list, 1, question->before_seq);
    statement_bind_integer(list, 2, question->from.number);
    statement_bind_integer(list, 3, question->to.number);
    statement_bind_text(list, 4, question->abn ? question->abn : "");
}

/* ---- documents --------------------------------------------------------------------------------- */

static stamp stamp_or_never(sqlite3_stmt *list, int column)
{
    return sqlite3_column_type(list, column) == SQLITE_NULL
               ? STAMP_NEVER
               : (stamp){sqlite3_column_int64(list, column)};
}

static bool registered_read(store *store, sqlite3_stmt *list, struct store_registered *row,
                            GStringChunk *strings, GError **error)
{
    const struct table *table = &issue_tables[FROZEN_DOCUMENTS].table;
    const int more = (int)table->column_count;
    const char *state = statement_text(list, more + 6);
    const int word = words_find(words_delivery_state, state);
    *row = (struct store_registered){
        .document = {.supplier = {.bsb = "", .account_number = "", .account_name = ""},
                     .sha256 = "",
                     .issue = statement_int32(list, more + 1),
                     .issue_date = statement_day(list, more + 2, DAY_UNBOUNDED_FROM),
                     .void_reason = statement_string(list, more + 3, strings)},
        .voided_at = stamp_or_never(list, more + 4),
        .no_supply = {sqlite3_column_int64(list, more + 5)},
        .delivery = state[0] != '\0' && word >= 0          ? (enum delivery_state)word
                    : statement_int32(list, more + 8) != 0 ? DELIVERY_QUEUED
                                                           : DELIVERY_UNMADE,
        .delivered_at = stamp_or_never(list, more + 7)};
    if (!store_period_parse(statement_text(list, more), &row->document.issued_in) ||
        !day_valid(row->document.issue_date)) {
        return statement_damaged(store, "issues", error);
    }
    return columns_read(store, list, 0, table, &row->document, strings, error);
}

bool store_registered_load(store *store, const struct registered_question *question, GArray *rows,
                           GStringChunk *strings, GError **error)
{
    /* The lines of an original are those of the state that its issue made. */
    static const char MORE[] =
        ", i.period, i.issue, i.issue_date, v.reason,"
        " CAST(strftime('%s', v.voided_at) AS INTEGER),"
        " CASE WHEN t.adjusts IS NULL THEN (SELECT ifnull(sum(l.amount), 0) FROM issued_lines AS l"
        "   WHERE l.period = t.period AND l.partner_id = t.partner_id AND l.seq = t.seq"
        "   AND l.kind = 'no_supply')"
        "  ELSE (SELECT ifnull(sum(a.amount), 0) FROM issued_adjustments AS a"
        "   WHERE a.number = t.number AND a.kind = 'no_supply') END,"
        " s.state, CAST(strftime('%s', s.at) AS INTEGER),"
        " EXISTS (SELECT 1 FROM issue_files AS m WHERE m.seq = t.seq"
        "  AND m.path = 'mail/' || t.number || '.eml')";
    static const char REST[] =
        "JOIN issues AS i ON i.seq = t.seq"
        " LEFT JOIN voids AS v ON v.number = t.number AND v.seq < ?1"
        " LEFT JOIN deliveries AS s ON s.row = (SELECT max(n.row) FROM deliveries AS n"
        "  WHERE n.number = t.number AND n.after_seq < ?1)"
        " WHERE " IN_QUESTION " OR v.seq IS NOT NULL OR t.replaces IS NOT NULL)"
        " AND (?4 IS NULL OR t.abn = ?4) ORDER BY t.seq, t.number";
    g_autoptr(statement_lease) list =
        issue_rows_borrow(store, FROZEN_DOCUMENTS, MORE, REST, DOING, error);
    question_bind(list, question);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct store_registered row;
        if (!registered_read(store, list, &row, strings, error)) {
            return false;
        }
        g_array_append_val(rows, row);
    }
    return step == STEP_DONE;
}

/* ---- payments ---------------------------------------------------------------------------------- */

bool store_paid_load(store *store, const struct registered_question *question, GArray *rows,
                     GStringChunk *strings, GError **error)
{
    const struct table *table = &issue_tables[FROZEN_PAYMENTS].table;
    const int more = (int)table->column_count;
    g_autoptr(statement_lease) list =
        issue_rows_borrow(store, FROZEN_PAYMENTS, ", t.seq, " PAYMENT_ABN,
                          "JOIN issues AS i ON i.seq = t.seq WHERE " IN_QUESTION ")"
                          " AND (?4 IS NULL OR " PAYMENT_ABN " = ?4) ORDER BY t.seq, t.rowid",
                          DOING, error);
    question_bind(list, question);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct store_paid row = {.seq = sqlite3_column_int64(list, more)};
        if (!columns_read(store, list, 0, table, &row.payment, strings, error)) {
            return false;
        }
        row.payment.abn = statement_string(list, more + 1, strings);
        g_array_append_val(rows, row);
    }
    return step == STEP_DONE;
}

/* ---- numbers ----------------------------------------------------------------------------------- */

bool store_numberless_load(store *store, int64_t before_seq, int64_t batch, GArray *rows,
                           GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT t.period, t.partner_id, ifnull((SELECT n.legal_name FROM partners AS n"
        "  WHERE n.partner_id = t.partner_id AND n.known_from <= ?2"
        "  ORDER BY n.period DESC, n.known_from DESC LIMIT 1), ''), min(t.seq)"
        " FROM issued_months AS t WHERE t.seq < ?1 AND NOT EXISTS (SELECT 1 FROM documents AS d"
        "  WHERE d.partner_id = t.partner_id AND d.period = t.period AND d.seq < ?1)"
        " AND EXISTS (SELECT 1 FROM issues AS i JOIN partners AS p ON p.period = t.period"
        "  AND p.partner_id = t.partner_id WHERE i.seq = t.seq AND " KNOWN_AT(
            "p", "i.batch") ")"
                            " GROUP BY t.period, t.partner_id ORDER BY t.period, t.partner_id";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, before_seq);
    statement_bind_integer(list, 2, batch);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct store_numberless row = {.partner_id = statement_string(list, 1, strings),
                                       .legal_name = statement_string(list, 2, strings),
                                       .seq = sqlite3_column_int64(list, 3)};
        if (!store_period_parse(statement_text(list, 0), &row.period)) {
            return statement_damaged(store, "issued_months", error);
        }
        g_array_append_val(rows, row);
    }
    return step == STEP_DONE;
}

bool store_numbers_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                        GError **error)
{
    static const char SQL[] = "SELECT number, kind, period, partner_id FROM documents"
                              " WHERE seq < ?1 ORDER BY period, partner_id, seq, number";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const int kind = words_find(document_kind_words, statement_text(list, 1));
        struct store_number row = {.number = statement_string(list, 0, strings),
                                   .kind = (enum document_kind)kind,
                                   .partner_id = statement_string(list, 3, strings)};
        if (kind < 0 || !store_period_parse(statement_text(list, 2), &row.period)) {
            return statement_damaged(store, "documents", error);
        }
        g_array_append_val(rows, row);
    }
    return step == STEP_DONE;
}

/* ---- seals and files ----------------------------------------------------------------------------- */

GHashTable *store_seals_load(store *store, GError **error)
{
    static const char SQL[] = "SELECT seq, seal FROM links";
    g_autoptr(GHashTable) seals =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const int64_t seq = sqlite3_column_int64(list, 0);
        g_hash_table_insert(seals, g_memdup2(&seq, sizeof seq), g_strdup(statement_text(list, 1)));
    }
    return step == STEP_DONE ? g_steal_pointer(&seals) : NULL;
}

bool store_issue_file_named(store *store, int64_t seq, const char *path, GBytes **ret_bytes,
                            GError **error)
{
    static const char SQL[] = "SELECT bytes FROM issue_files WHERE seq = ?1 AND path = ?2";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, seq);
    statement_bind_kept(read, 2, path);
    const enum statement_step step = statement_next(store, read, DOING, error);
    *ret_bytes = step == STEP_ROW ? statement_bytes(read, 0) : NULL;
    return step != STEP_FAILED;
}
