#include <string.h>

#include "engine/store/db.h"
#include "engine/store/issues/issues.h"
#include "engine/store/tables.h"

/* What was issued, read back. */

static const char DOING[] = "reading what was issued";

/* ---- issues -------------------------------------------------------------------------------- */

bool store_issued_periods(store *store, int64_t before_seq, GArray *periods, GError **error)
{
    static const char SQL[] = "SELECT DISTINCT period FROM issues WHERE seq < ?1 ORDER BY period";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct period period;
        if (!store_period_parse(statement_text(list, 0), &period)) {
            return statement_damaged(store, "issues", error);
        }
        g_array_append_val(periods, period);
    }
    return step == STEP_DONE;
}

GPtrArray *store_issued_partner_ids(store *store, struct period period, int64_t before_seq,
                                    bool closed_only, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id FROM"
        " (SELECT partner_id, max(seq) AS seq FROM issued_months WHERE period = ?1 AND seq < ?2"
        "  GROUP BY partner_id) AS m"
        " WHERE NOT ?3 OR NOT EXISTS (SELECT 1 FROM documents AS d JOIN voids AS v USING (number)"
        "  WHERE d.partner_id = m.partner_id AND d.period = ?1"
        "  AND (d.kind = 'RCTI' OR d.kind = 'RCI') AND v.seq > m.seq AND v.seq < ?2)"
        " ORDER BY partner_id";
    g_autoptr(GPtrArray) partner_ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_period(list, 1, period);
    statement_bind_integer(list, 2, before_seq);
    statement_bind_integer(list, 3, closed_only);
    return statement_texts(store, list, partner_ids, DOING, error) ? g_steal_pointer(&partner_ids)
                                                                   : NULL;
}

bool store_issues_load(store *store, const struct period *period, GArray *heads,
                       GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list =
        issue_rows_borrow(store, FROZEN_ISSUES, "",
                          period ? "WHERE period = ?1 ORDER BY seq" : "ORDER BY seq", DOING, error);
    if (period) {
        statement_bind_period(list, 1, *period);
    }
    return issue_rows_read(store, FROZEN_ISSUES, list, heads, strings, DOING, error);
}

/* ---- the state of a partner's period ------------------------------------------------------- */

struct month_query {
    store *store;
    struct period period;
    const char *partner_id;
    int64_t before_seq;
};

/* ?1 the period, ?2 the partner, ?3 the seq. */
static void query_bind(statement_lease *lease, const struct month_query *query, int64_t seq)
{
    statement_bind_period(lease, 1, query->period);
    statement_bind_kept(lease, 2, query->partner_id);
    statement_bind_integer(lease, 3, seq);
}

static bool state_load(const struct month_query *query, struct store_issued_month *month,
                       bool *ret_found, GError **error)
{
    static const char MORE[] = ", t.seq, i.batch, i.as_at, (SELECT o.issue_date FROM documents AS d"
                               "  JOIN issues AS o ON o.seq = d.seq WHERE d.number = t.number)";
    static const char REST[] =
        "JOIN issues AS i ON i.seq = t.seq"
        " WHERE t.period = ?1 AND t.partner_id = ?2 AND t.seq < ?3 ORDER BY t.seq DESC LIMIT 1";
    const struct table *table = &issue_tables[FROZEN_MONTHS].table;
    g_autoptr(statement_lease) read =
        issue_rows_borrow(query->store, FROZEN_MONTHS, MORE, REST, DOING, error);
    query_bind(read, query, query->before_seq);
    enum statement_step step = statement_next(query->store, read, DOING, error);
    *ret_found = step == STEP_ROW;
    if (step == STEP_ROW) {
        int more = (int)table->column_count;
        month->seq = sqlite3_column_int64(read, more);
        month->batch = sqlite3_column_int64(read, more + 1);
        month->as_at = (stamp){sqlite3_column_int64(read, more + 2)};
        month->original_date = statement_day(read, more + 3, DAY_UNBOUNDED_FROM);
        return columns_read(query->store, read, 0, table, &month->month, month->strings, error) &&
               (month->month.number[0] == '\0' || day_valid(month->original_date) ||
                statement_damaged(query->store, "documents", error));
    }
    return step != STEP_FAILED;
}

/* Documents of the partner's period, whatever their state. */
static bool documents_count(const struct month_query *query, struct store_issued_month *month,
                            GError **error)
{
    static const char SQL[] = "SELECT d.kind = 'RCTI' OR d.kind = 'RCI', v.seq,"
                              "  CAST(strftime('%s', v.voided_at) AS INTEGER) FROM documents AS d"
                              " LEFT JOIN voids AS v ON v.number = d.number AND v.seq < ?3"
                              " WHERE d.period = ?1 AND d.partner_id = ?2 AND d.seq < ?3";
    g_autoptr(statement_lease) list = statement_borrow(query->store, SQL, DOING, error);
    query_bind(list, query, query->before_seq);
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        bool original = statement_int32(list, 0) != 0;
        int64_t voided = sqlite3_column_int64(list, 1);
        if (!original) {
            month->adjustments++;
        } else if (voided > 0) {
            month->voids++;
            if (voided > month->seq) {
                month->open = true;
                month->voided_at.utc_seconds = sqlite3_column_int64(list, 2);
            }
        }
    }
    return step == STEP_DONE;
}

static bool part_load(const struct month_query *query, enum issue_table_id table, const char *rest,
                      struct store_issued_month *month, GArray *rows, GError **error)
{
    g_autoptr(statement_lease) list =
        issue_rows_borrow(query->store, table, "", rest, DOING, error);
    query_bind(list, query, month->seq);
    return issue_rows_read(query->store, table, list, rows, month->strings, DOING, error);
}

static bool parts_load(const struct month_query *query, struct store_issued_month *month,
                       bool verdicts, GError **error)
{
#define PART "WHERE period = ?1 AND partner_id = ?2 AND seq = ?3 ORDER BY "
    return part_load(query, FROZEN_LINES,
                     PART "instr('partner adhoc decision no_supply', kind), hourly_rate, taxable",
                     month, month->lines, error) &&
           (!verdicts ||
            (part_load(query, FROZEN_SLOTS, PART "date, start", month, month->slots, error) &&
             part_load(query, FROZEN_ADHOC, PART "date, start, appointment_id", month, month->adhoc,
                       error)));
#undef PART
}

static struct store_issued_month *month_new(void)
{
    struct store_issued_month *month = g_new0(struct store_issued_month, 1);
    month->strings = g_string_chunk_new(1024);
    month->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    month->slots = g_array_new(FALSE, FALSE, sizeof(struct hour));
    month->adhoc = g_array_new(FALSE, FALSE, sizeof(struct booking));
    return month;
}

bool store_issued_month_load(store *store, struct period period, const char *partner_id,
                             int64_t before_seq, bool verdicts,
                             struct store_issued_month **ret_month, GError **error)
{
    const struct month_query query = {store, period, partner_id, before_seq};
    g_autoptr(store_issued_month) month = month_new();
    bool own = false;
    bool found = false;
    if (!transaction_read_begin(store, &own, DOING, error)) {
        return false;
    }
    bool done = state_load(&query, month, &found, error) &&
                (!found || (documents_count(&query, month, error) &&
                            parts_load(&query, month, verdicts, error)));
    if (!transaction_read_end(store, own, DOING, done ? error : NULL) || !done) {
        return false;
    }
    month->month.lines = (const void *)month->lines->data;
    month->month.line_count = month->lines->len;
    month->month.slots = (const void *)month->slots->data;
    month->month.slot_count = month->slots->len;
    month->month.adhoc = (const void *)month->adhoc->data;
    month->month.adhoc_count = month->adhoc->len;
    *ret_month = found ? g_steal_pointer(&month) : NULL;
    return true;
}

void store_issued_month_free(struct store_issued_month *month)
{
    if (month) {
        g_array_unref(month->lines);
        g_array_unref(month->slots);
        g_array_unref(month->adhoc);
        g_string_chunk_free(month->strings);
        g_free(month);
    }
}

/* ---- documents ----------------------------------------------------------------------------- */

/* Those of `where`, in which ?1 is the seq, and ?2 the text if any is asked for. */
static bool documents_load(store *store, const char *where, int64_t seq, const char *text,
                           GArray *documents, GStringChunk *strings, GError **error)
{
    g_autofree char *rest =
        g_strconcat("JOIN issues AS i ON i.seq = t.seq"
                    " LEFT JOIN issue_files AS f ON f.seq = t.seq AND f.path = t.path"
                    " LEFT JOIN voids AS v ON v.number = t.number WHERE ",
                    where, " ORDER BY t.number", NULL);
    const struct table *table = &issue_tables[FROZEN_DOCUMENTS].table;
    int more = (int)table->column_count;
    g_autoptr(statement_lease) list = issue_rows_borrow(
        store, FROZEN_DOCUMENTS, ", f.sha256, i.issue, i.issue_date, v.reason, i.period", rest,
        DOING, error);
    statement_bind_integer(list, 1, seq);
    if (text) {
        statement_bind_kept(list, 2, text);
    }
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct issued_document document = {
            .supplier = {.bsb = "", .account_number = "", .account_name = ""},
            .sha256 = statement_string(list, more, strings),
            .issue = statement_int32(list, more + 1),
            .issue_date = statement_day(list, more + 2, DAY_UNBOUNDED_FROM),
            .void_reason = statement_string(list, more + 3, strings),
        };
        if (!store_period_parse(statement_text(list, more + 4), &document.issued_in) ||
            !day_valid(document.issue_date)) {
            return statement_damaged(store, "issues", error);
        }
        if (!columns_read(store, list, 0, table, &document, strings, error)) {
            return false;
        }
        g_array_append_val(documents, document);
    }
    return step == STEP_DONE;
}

bool store_document_load(store *store, const char *number, bool *ret_found,
                         struct issued_document *ret_document, GStringChunk *strings,
                         GError **error)
{
    g_autoptr(GArray) documents = g_array_new(FALSE, FALSE, sizeof(struct issued_document));
    if (!documents_load(store, "t.number = ?2", 0, number, documents, strings, error)) {
        return false;
    }
    *ret_found = documents->len > 0;
    if (documents->len > 0) {
        *ret_document = g_array_index(documents, struct issued_document, 0);
    }
    return true;
}

/* That of the number which the statement gives, if it gives one. */
static bool document_load_by(store *store, statement_lease *read, bool *ret_found,
                             struct issued_document *ret_document, GStringChunk *strings,
                             GError **error)
{
    const enum statement_step step = statement_next(store, read, DOING, error);
    *ret_found = false;
    return step == STEP_DONE ||
           (step == STEP_ROW && store_document_load(store, statement_text(read, 0), ret_found,
                                                    ret_document, strings, error));
}

bool store_supplier_load(store *store, const char *partner_id, int64_t before_seq, bool *ret_found,
                         struct supplier *ret_supplier, GStringChunk *strings, GError **error)
{
    static const char SQL[] = "SELECT number FROM documents WHERE partner_id = ?1 AND seq < ?2"
                              " ORDER BY seq DESC, adjusts IS NOT NULL, period DESC LIMIT 1";
    struct issued_document document = {0};
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(read, 1, partner_id);
    statement_bind_integer(read, 2, before_seq);
    const bool done = document_load_by(store, read, ret_found, &document, strings, error);
    *ret_supplier = document.supplier;
    return done;
}

bool store_einvoice_document_load(store *store, const char *number, bool *ret_found,
                                  bool *ret_whole, struct issued_document *ret_document,
                                  GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT d.number, NOT EXISTS (SELECT 1 FROM documents AS a WHERE a.adjusts = d.number"
        " AND NOT EXISTS (SELECT 1 FROM issue_files AS g"
        "  WHERE g.seq = a.seq AND g.path = 'einvoices/' || a.number || '.xml'))"
        " FROM documents AS d JOIN issue_files AS f"
        " ON f.seq = d.seq AND f.path = 'einvoices/' || d.number || '.xml' WHERE d.number = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(read, 1, number);
    const enum statement_step step = statement_next(store, read, DOING, error);
    *ret_found = step == STEP_ROW;
    *ret_whole = step == STEP_ROW && statement_int32(read, 1) != 0;
    return step == STEP_DONE ||
           (step == STEP_ROW &&
            store_document_load(store, number, ret_found, ret_document, strings, error));
}

bool store_take_back_load(store *store, const char *number, bool *ret_found,
                          struct issued_document *ret_document, GStringChunk *strings,
                          GError **error)
{
    static const char SQL[] = "SELECT d.number FROM voids AS v JOIN documents AS d"
                              " ON d.adjusts = v.number AND d.seq > v.seq WHERE v.number = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(read, 1, number);
    return document_load_by(store, read, ret_found, ret_document, strings, error);
}

bool store_documents_load(store *store, int64_t seq, GArray *documents, GStringChunk *strings,
                          GError **error)
{
    return documents_load(store, "t.seq = ?1", seq, NULL, documents, strings, error);
}

bool store_partner_documents_load(store *store, int64_t seq, const char *partner_id,
                                  GArray *documents, GStringChunk *strings, GError **error)
{
    /* By the partner's index: a partner has fewer documents than an issue. */
    return documents_load(store, "(?1 = 0 OR t.seq = ?1) AND t.partner_id = ?2", seq, partner_id,
                          documents, strings, error);
}

bool store_documents_by_hash(store *store, const char *sha256, GArray *documents,
                             GStringChunk *strings, GError **error)
{
    return documents_load(store, "f.sha256 = ?2", 0, sha256, documents, strings, error);
}

bool store_adjustment_lines_load(store *store, const char *number, GArray *lines,
                                 GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list =
        issue_rows_borrow(store, FROZEN_ADJUSTMENTS, "",
                          "WHERE number = ?1 ORDER BY instr('partner adhoc decision no_supply', "
                          "kind), hourly_rate, taxable",
                          DOING, error);
    statement_bind_text(list, 1, number);
    return issue_rows_read(store, FROZEN_ADJUSTMENTS, list, lines, strings, DOING, error);
}

/* ---- payments ------------------------------------------------------------------------------ */

bool store_partner_payments_load(store *store, int64_t seq, const char *partner_id,
                                 GArray *payments, GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list =
        issue_rows_borrow(store, FROZEN_PAYMENTS, "",
                          "WHERE seq = ?1 AND partner_id = ?2 ORDER BY abn", DOING, error);
    statement_bind_integer(list, 1, seq);
    statement_bind_kept(list, 2, partner_id);
    return issue_rows_read(store, FROZEN_PAYMENTS, list, payments, strings, DOING, error);
}

bool store_carried_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                        GError **error)
{
    /* The columns beside a max() are those of its row. */
    static const char SQL[] =
        "SELECT partner_id, abn, ifnull((SELECT d.legal_name FROM documents AS d"
        "  WHERE d.partner_id = p.partner_id AND d.abn = p.abn AND d.seq < ?1"
        "  ORDER BY d.seq DESC LIMIT 1), ''), carried"
        " FROM (SELECT partner_id, " PAYMENT_ABN " AS abn, carried, max(t.seq)"
        "  FROM payments AS t WHERE t.seq < ?1 AND (t.abn IS NOT NULL OR t.seq ="
        "   (SELECT max(o.seq) FROM payments AS o WHERE o.partner_id = t.partner_id"
        "    AND o.abn IS NULL AND o.seq < ?1)) GROUP BY 1, 2) AS p WHERE carried < 0"
        " OR (SELECT balance FROM issued_debts AS d WHERE d.partner_id = p.partner_id"
        "  AND d.abn = p.abn AND d.seq < ?1 ORDER BY d.seq DESC LIMIT 1) > 0 ORDER BY 1, 2";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const struct store_carried row = {.partner_id = statement_string(list, 0, strings),
                                          .abn = statement_string(list, 1, strings),
                                          .legal_name = statement_string(list, 2, strings),
                                          .carried = {sqlite3_column_int64(list, 3)}};
        g_array_append_val(rows, row);
    }
    return step == STEP_DONE;
}

GHashTable *store_told_load(store *store, int64_t before_seq, GError **error)
{
    static const char SQL[] =
        "SELECT code || ' ' || partner_id || ' ' || facts_sha256, period FROM issue_told"
        " JOIN issues USING (seq) WHERE seq < ?1 ORDER BY seq DESC";
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_hash_table_replace(told, g_strdup(statement_text(list, 0)),
                             g_strdup(statement_text(list, 1)));
    }
    return step == STEP_DONE ? g_steal_pointer(&told) : NULL;
}

static void paid_account_free(gpointer data)
{
    struct store_paid_account *account = data;
    g_free(account->bsb);
    g_free(account->account_number);
    g_free(account->account_name);
    g_free(account);
}

/* The first that comes stays. */
static void paid_account_put(GHashTable *accounts, const char *key, sqlite3_stmt *row)
{
    if (!g_hash_table_contains(accounts, key)) {
        struct store_paid_account *account = g_new(struct store_paid_account, 1);
        *account = (struct store_paid_account){g_strdup(statement_text(row, 1)),
                                               g_strdup(statement_text(row, 2)),
                                               g_strdup(statement_text(row, 3))};
        g_hash_table_insert(accounts, g_strdup(key), account);
    }
}

GHashTable *store_paid_accounts_load(store *store, int64_t before_seq, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id, bsb, account_number, ifnull(account_name, ''), " PAYMENT_ABN
        " FROM payments AS t WHERE seq < ?1 AND payment > 0 AND bsb IS NOT NULL"
        " AND account_number IS NOT NULL ORDER BY seq DESC, rowid";
    g_autoptr(GHashTable) accounts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, paid_account_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const char *partner_id = statement_text(list, 0);
        g_autofree char *own = g_strdup_printf("%s %s", partner_id, statement_text(list, 4));
        paid_account_put(accounts, partner_id, list);
        paid_account_put(accounts, own, list);
    }
    return step == STEP_DONE ? g_steal_pointer(&accounts) : NULL;
}

bool store_issue_libraries_load(store *store, int64_t seq, char **ret_libraries, GError **error)
{
    static const char SQL[] =
        "SELECT iif(json_valid(text), json_extract(text, '$.libraries'), NULL)"
        " FROM (SELECT CAST(manifest AS TEXT) AS text FROM links WHERE seq = ?1)";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, seq);
    const enum statement_step step = statement_next(store, read, DOING, error);
    if (step == STEP_FAILED) {
        return false;
    }
    *ret_libraries = g_strdup(step == STEP_ROW ? statement_text(read, 0) : "");
    return true;
}

/* ---- gates --------------------------------------------------------------------------------- */

bool store_issue_confirmations_load(store *store, int64_t seq, GArray *confirmations,
                                    GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = issue_rows_borrow(
        store, FROZEN_CONFIRMATIONS, "", "WHERE seq = ?1 ORDER BY code, token", DOING, error);
    statement_bind_integer(list, 1, seq);
    return issue_rows_read(store, FROZEN_CONFIRMATIONS, list, confirmations, strings, DOING, error);
}

/* ---- files --------------------------------------------------------------------------------- */

/* Below a directory, without a way out of it. */
static bool path_safe(const char *path)
{
    if (path[0] == '\0' || path[0] == '/') {
        return false;
    }
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    return !g_strv_contains((const char *const *)parts, "..");
}

bool store_issue_files_load(store *store, int64_t seq, GArray *files, GStringChunk *strings,
                            GError **error)
{
    static const char SQL[] =
        "SELECT row, path, sha256 FROM issue_files WHERE seq = ?1 ORDER BY path";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct issue_file file = {
            .row = sqlite3_column_int64(list, 0),
            .path = statement_string(list, 1, strings),
            .sha256 = statement_string(list, 2, strings),
        };
        /* It is going to be written below some directory. */
        if (!path_safe(file.path)) {
            return statement_damaged(store, "issue_files", error);
        }
        g_array_append_val(files, file);
    }
    return step == STEP_DONE;
}

GBytes *store_issue_file_bytes(store *store, int64_t row, GError **error)
{
    static const char SQL[] = "SELECT bytes FROM issue_files WHERE row = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, row);
    enum statement_step step = statement_next(store, read, DOING, error);
    if (step == STEP_DONE) {
        statement_damaged(store, "issue_files", error);
    }
    return step == STEP_ROW ? statement_bytes(read, 0) : NULL;
}

bool store_issue_holidays_write(store *store, int64_t seq, const char *directory, GError **error)
{
    static const char SQL[] = "SELECT h.name, k.bytes FROM issue_holidays AS h"
                              " JOIN kept_files AS k USING (sha256) WHERE h.seq = ?1"
                              " ORDER BY h.name";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const char *name = statement_text(list, 0);
        if (!path_safe(name) || strchr(name, '/')) {
            return statement_damaged(store, "issue_holidays", error);
        }
        g_autofree char *path = g_build_filename(directory, name, NULL);
        const char *bytes = sqlite3_column_blob(list, 1);
        int size = sqlite3_column_bytes(list, 1);
        if (!g_file_set_contents_full(path, bytes ? bytes : "", size, G_FILE_SET_CONTENTS_NONE,
                                      0600, error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}
