#include "engine/store/issues/read.h"

#include <string.h>

#include "engine/store/statement.h"
#include "engine/store/tables.h"
#include "engine/store/transaction.h"

/* What was issued, read back. */

static const char DOING[] = "reading what was issued";

/* ---- issues -------------------------------------------------------------------------------- */

bool store_issued_periods(store *store, int64_t before_seq, GArray *periods, GError **error)
{
    static const char SQL[] = "SELECT DISTINCT period FROM issues WHERE seq < ?1 ORDER BY period";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
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
    char period_text[PERIOD_TEXT_SIZE];
    store_period_text(period, period_text);
    g_autoptr(GPtrArray) partner_ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return NULL;
    }
    statement_bind_kept(list, 1, period_text);
    statement_bind_integer(list, 2, before_seq);
    statement_bind_integer(list, 3, closed_only);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_ptr_array_add(partner_ids, g_strdup(statement_text(list, 0)));
    }
    return step == STEP_DONE ? g_steal_pointer(&partner_ids) : NULL;
}

static bool head_read(store *store, sqlite3_stmt *row, struct issue_head *head,
                      GStringChunk *strings, GError **error)
{
    struct period period;
    if (!store_period_parse(statement_text(row, 1), &period)) {
        return statement_damaged(store, "issues", error);
    }
    *head = (struct issue_head){
        .seq = sqlite3_column_int64(row, 0),
        .period = period,
        .issue = statement_int32(row, 2),
        .as_at = {sqlite3_column_int64(row, 3)},
        .issue_date = {statement_int32(row, 4)},
        .payment_date = {statement_int32(row, 5)},
        .batch = sqlite3_column_int64(row, 6),
        .program_version = statement_string(row, 7, strings),
        .digest = statement_string(row, 8, strings),
        .prepared_by = statement_string(row, 9, strings),
        .approved_by = statement_string(row, 10, strings),
        .issued_at = statement_string(row, 11, strings),
    };
    return true;
}

bool store_issues_load(store *store, const struct period *period, GArray *heads,
                       GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT seq, period, issue, as_at, issue_date, payment_date, batch, program_version,"
        " digest, prepared_by, approved_by, issued_at FROM issues"
        " WHERE ?1 = '' OR period = ?1 ORDER BY seq";
    char period_text[PERIOD_TEXT_SIZE] = "";
    if (period != NULL) {
        store_period_text(*period, period_text);
    }
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, period_text);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct issue_head head;
        if (!head_read(store, list, &head, strings, error)) {
            return false;
        }
        g_array_append_val(heads, head);
    }
    return step == STEP_DONE;
}

/* ---- the state of a partner's period ------------------------------------------------------- */

static int outcome_find(const char *code)
{
    for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        if (strcmp(outcome_code((enum outcome)outcome), code) == 0) {
            return outcome;
        }
    }
    return -1;
}

static int rule_find(const char *code)
{
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        if (strcmp(rule_code((enum rule)rule), code) == 0) {
            return rule;
        }
    }
    return -1;
}

struct month_query {
    store *store;
    struct period period;
    char period_text[PERIOD_TEXT_SIZE];
    const char *partner_id;
    int64_t before_seq;
};

/* ?1 the period, ?2 the partner, ?3 the seq. */
static statement_lease *month_borrow(const struct month_query *query, const char *sql, int64_t seq,
                                     GError **error)
{
    statement_lease *lease = statement_borrow(query->store, sql, DOING, error);
    if (lease != NULL) {
        statement_bind_kept(lease, 1, query->period_text);
        statement_bind_kept(lease, 2, query->partner_id);
        statement_bind_integer(lease, 3, seq);
    }
    return lease;
}

static bool state_load(const struct month_query *query, struct store_issued_month *month,
                       bool *ret_found, GError **error)
{
    static const char SQL[] =
        "SELECT m.seq, m.status, m.number, m.result_hash, m.issue_hash, i.batch, i.as_at,"
        " (SELECT o.issue_date FROM documents AS d JOIN issues AS o ON o.seq = d.seq"
        "  WHERE d.number = m.number)"
        " FROM issued_months AS m JOIN issues AS i ON i.seq = m.seq"
        " WHERE m.period = ?1 AND m.partner_id = ?2 AND m.seq < ?3 ORDER BY m.seq DESC LIMIT 1";
    g_autoptr(statement_lease) read = month_borrow(query, SQL, query->before_seq, error);
    if (read == NULL) {
        return false;
    }
    enum statement_step step = statement_next(query->store, read, DOING, error);
    *ret_found = step == STEP_ROW;
    if (step == STEP_ROW) {
        GStringChunk *strings = month->strings;
        month->seq = sqlite3_column_int64(read, 0);
        month->month.nil = strcmp(statement_text(read, 1), "nil") == 0;
        month->month.number = statement_string(read, 2, strings);
        month->month.result_hash = statement_string(read, 3, strings);
        month->month.issue_hash = statement_string(read, 4, strings);
        month->batch = sqlite3_column_int64(read, 5);
        month->as_at = (stamp){sqlite3_column_int64(read, 6)};
        month->original_date = statement_day(read, 7, DAY_UNBOUNDED_FROM);
    }
    return step != STEP_FAILED;
}

/* Documents of the partner's period, whatever their state. */
static bool documents_count(const struct month_query *query, struct store_issued_month *month,
                            GError **error)
{
    static const char SQL[] = "SELECT d.kind = 'RCTI' OR d.kind = 'RCI', v.seq FROM documents AS d"
                              " LEFT JOIN voids AS v ON v.number = d.number AND v.seq < ?3"
                              " WHERE d.period = ?1 AND d.partner_id = ?2 AND d.seq < ?3";
    g_autoptr(statement_lease) list = month_borrow(query, SQL, query->before_seq, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        bool original = statement_int32(list, 0) != 0;
        int64_t voided = sqlite3_column_int64(list, 1);
        if (!original) {
            month->adjustments++;
        } else if (voided > 0) {
            month->voids++;
            month->open = month->open || voided > month->seq;
        }
    }
    return step == STEP_DONE;
}

static bool lines_load(const struct month_query *query, struct store_issued_month *month,
                       GError **error)
{
    static const char SQL[] =
        "SELECT kind, hourly_rate, taxable, minutes, amount, gst FROM issued_lines"
        " WHERE period = ?1 AND partner_id = ?2 AND seq = ?3"
        " ORDER BY kind = 'adhoc', hourly_rate, taxable";
    g_autoptr(statement_lease) list = month_borrow(query, SQL, month->seq, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        int kind = words_find(words_rate_kind, statement_text(list, 0));
        if (kind < 0) {
            return statement_damaged(query->store, "issued_lines", error);
        }
        struct line line = {
            .kind = (enum rate_kind)kind,
            .hourly_rate = {sqlite3_column_int64(list, 1)},
            .taxable = statement_int32(list, 2) != 0,
            .minutes = {statement_int32(list, 3)},
            .amount = {sqlite3_column_int64(list, 4)},
            .gst = {sqlite3_column_int64(list, 5)},
        };
        g_array_append_val(month->lines, line);
    }
    return step == STEP_DONE;
}

static struct rate_in_effect rate_column(sqlite3_stmt *row, int column)
{
    return (struct rate_in_effect){
        .found = sqlite3_column_type(row, column) != SQLITE_NULL,
        .rate = {sqlite3_column_int64(row, column)},
    };
}

static bool slots_load(const struct month_query *query, struct store_issued_month *month,
                       GError **error)
{
    static const char SQL[] =
        "SELECT date, start, outcome, rule, paid_minutes, penalty_minutes, hourly_rate, taxable,"
        " evidence, notes FROM issued_slots WHERE period = ?1 AND partner_id = ?2 AND seq = ?3"
        " ORDER BY date, start";
    g_autoptr(statement_lease) list = month_borrow(query, SQL, month->seq, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        int outcome = outcome_find(statement_text(list, 2));
        int rule = rule_find(statement_text(list, 3));
        if (outcome < 0 || rule < 0) {
            return statement_damaged(query->store, "issued_slots", error);
        }
        struct hour slot = {
            .date = {statement_int32(list, 0)},
            .start_minute = statement_int32(list, 1),
            .outcome = (enum outcome)outcome,
            .rule = (enum rule)rule,
            .paid_minutes = {statement_int32(list, 4)},
            .penalty_minutes = {statement_int32(list, 5)},
            .hourly_rate = rate_column(list, 6),
            .taxable = statement_int32(list, 7) != 0,
            .evidence = statement_string(list, 8, month->strings),
        };
        if (!hour_notes_read(statement_text(list, 9), &slot)) {
            return statement_damaged(query->store, "issued_slots", error);
        }
        g_array_append_val(month->slots, slot);
    }
    return step == STEP_DONE;
}

static bool adhoc_load(const struct month_query *query, struct store_issued_month *month,
                       GError **error)
{
    static const char SQL[] =
        "SELECT appointment_id, date, start, duration_minutes, outcome, rule, paid_minutes,"
        " hourly_rate, taxable, evidence, notes FROM issued_adhoc"
        " WHERE period = ?1 AND partner_id = ?2 AND seq = ?3 ORDER BY date, start, appointment_id";
    g_autoptr(statement_lease) list = month_borrow(query, SQL, month->seq, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        int outcome = outcome_find(statement_text(list, 4));
        int rule = rule_find(statement_text(list, 5));
        if (outcome < 0 || rule < 0) {
            return statement_damaged(query->store, "issued_adhoc", error);
        }
        struct booking adhoc = {
            .appointment_id = statement_string(list, 0, month->strings),
            .date = {statement_int32(list, 1)},
            .start_minute = statement_int32(list, 2),
            .duration_minutes = statement_int32(list, 3),
            .outcome = (enum outcome)outcome,
            .rule = (enum rule)rule,
            .paid_minutes = {statement_int32(list, 6)},
            .hourly_rate = rate_column(list, 7),
            .taxable = statement_int32(list, 8) != 0,
            .evidence = statement_string(list, 9, month->strings),
        };
        if (!booking_notes_read(statement_text(list, 10), &adhoc)) {
            return statement_damaged(query->store, "issued_adhoc", error);
        }
        g_array_append_val(month->adhoc, adhoc);
    }
    return step == STEP_DONE;
}

static struct store_issued_month *month_new(const struct month_query *query)
{
    struct store_issued_month *month = g_new0(struct store_issued_month, 1);
    month->strings = g_string_chunk_new(1024);
    month->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    month->slots = g_array_new(FALSE, FALSE, sizeof(struct hour));
    month->adhoc = g_array_new(FALSE, FALSE, sizeof(struct booking));
    month->month.period = query->period;
    month->month.partner_id = g_string_chunk_insert(month->strings, query->partner_id);
    return month;
}

static void month_point(struct store_issued_month *month)
{
    month->month.lines = (const void *)month->lines->data;
    month->month.line_count = month->lines->len;
    month->month.slots = (const void *)month->slots->data;
    month->month.slot_count = month->slots->len;
    month->month.adhoc = (const void *)month->adhoc->data;
    month->month.adhoc_count = month->adhoc->len;
}

static bool parts_load(const struct month_query *query, struct store_issued_month *month,
                       bool verdicts, bool *ret_found, GError **error)
{
    if (!state_load(query, month, ret_found, error)) {
        return false;
    }
    if (!*ret_found) {
        return true;
    }
    return documents_count(query, month, error) && lines_load(query, month, error) &&
           (!verdicts || (slots_load(query, month, error) && adhoc_load(query, month, error)));
}

bool store_issued_month_load(store *store, struct period period, const char *partner_id,
                             int64_t before_seq, bool verdicts,
                             struct store_issued_month **ret_month, GError **error)
{
    struct month_query query = {
        .store = store, .period = period, .partner_id = partner_id, .before_seq = before_seq};
    store_period_text(period, query.period_text);
    g_autoptr(store_issued_month) month = month_new(&query);
    bool own = false;
    bool found = false;
    if (!transaction_read_begin(store, &own, DOING, error)) {
        return false;
    }
    bool done = parts_load(&query, month, verdicts, &found, error);
    if (!transaction_read_end(store, own, DOING, done ? error : NULL) || !done) {
        return false;
    }
    month_point(month);
    *ret_month = found ? g_steal_pointer(&month) : NULL;
    return true;
}

void store_issued_month_free(struct store_issued_month *month)
{
    if (month == NULL) {
        return;
    }
    g_array_unref(month->lines);
    g_array_unref(month->slots);
    g_array_unref(month->adhoc);
    g_string_chunk_free(month->strings);
    g_free(month);
}

/* ---- documents ----------------------------------------------------------------------------- */

#define DOCUMENTS                                                                                  \
    "SELECT d.number, d.seq, d.kind, d.period, d.partner_id, d.adjusts, d.replaces, d.subtotal,"   \
    " d.gst, d.total, d.path, d.legal_name, d.trading_name, d.abn, d.address_line_1,"              \
    " d.address_line_2, d.suburb, d.state, d.postcode, d.email, d.agreement_ref, f.sha256,"        \
    " i.issue_date, v.reason"                                                                      \
    " FROM documents AS d JOIN issues AS i ON i.seq = d.seq"                                       \
    " LEFT JOIN issue_files AS f ON f.seq = d.seq AND f.path = d.path"                             \
    " LEFT JOIN voids AS v ON v.number = d.number"

static const char *const kind_names[ISSUED_KIND_COUNT + 1] = {
    [ISSUED_RCTI] = "RCTI",
    [ISSUED_RCI] = "RCI",
    [ISSUED_RCAN] = "RCAN",
    [ISSUED_ADJ] = "ADJ",
};

const char *issued_kind_name(enum issued_kind kind)
{
    return kind_names[kind];
}

static int kind_find(const char *name)
{
    return words_find(kind_names, name);
}

static bool document_read(store *store, sqlite3_stmt *row, struct issued_document *document,
                          GStringChunk *strings, GError **error)
{
    int kind = kind_find(statement_text(row, 2));
    struct period period;
    if (kind < 0 || !store_period_parse(statement_text(row, 3), &period)) {
        return statement_damaged(store, "documents", error);
    }
    *document = (struct issued_document){
        .number = statement_string(row, 0, strings),
        .seq = sqlite3_column_int64(row, 1),
        .kind = (enum issued_kind)kind,
        .period = period,
        .supplier = {.partner_id = statement_string(row, 4, strings),
                     .legal_name = statement_string(row, 11, strings),
                     .trading_name = statement_string(row, 12, strings),
                     .abn = statement_string(row, 13, strings),
                     .address_line_1 = statement_string(row, 14, strings),
                     .address_line_2 = statement_string(row, 15, strings),
                     .suburb = statement_string(row, 16, strings),
                     .state = statement_string(row, 17, strings),
                     .postcode = statement_string(row, 18, strings),
                     .email = statement_string(row, 19, strings),
                     .agreement_ref = statement_string(row, 20, strings),
                     .bsb = "",
                     .account_number = "",
                     .account_name = ""},
        .adjusts = statement_string(row, 5, strings),
        .replaces = statement_string(row, 6, strings),
        .subtotal = {sqlite3_column_int64(row, 7)},
        .gst = {sqlite3_column_int64(row, 8)},
        .total = {sqlite3_column_int64(row, 9)},
        .path = statement_string(row, 10, strings),
        .sha256 = statement_string(row, 21, strings),
        .issue_date = statement_day(row, 22, DAY_UNBOUNDED_FROM),
        .void_reason = statement_string(row, 23, strings),
    };
    return true;
}

static bool documents_list(store *store, sqlite3_stmt *list, GArray *documents,
                           GStringChunk *strings, GError **error)
{
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct issued_document document;
        if (!document_read(store, list, &document, strings, error)) {
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
    static const char SQL[] = DOCUMENTS " WHERE d.number = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, number);
    enum statement_step step = statement_next(store, read, DOING, error);
    if (step == STEP_FAILED ||
        (step == STEP_ROW && !document_read(store, read, ret_document, strings, error))) {
        return false;
    }
    *ret_found = step == STEP_ROW;
    return true;
}

bool store_documents_load(store *store, int64_t seq, GArray *documents, GStringChunk *strings,
                          GError **error)
{
    static const char SQL[] = DOCUMENTS " WHERE d.seq = ?1 ORDER BY d.number";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    return documents_list(store, list, documents, strings, error);
}

bool store_documents_by_hash(store *store, const char *sha256, GArray *documents,
                             GStringChunk *strings, GError **error)
{
    static const char SQL[] = DOCUMENTS " WHERE f.sha256 = ?1 ORDER BY d.number";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, sha256);
    return documents_list(store, list, documents, strings, error);
}

bool store_adjustment_lines_load(store *store, const char *number, GArray *lines,
                                 GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT kind, hourly_rate, taxable, minutes, amount, gst, reason FROM issued_adjustments"
        " WHERE number = ?1 ORDER BY kind = 'adhoc', hourly_rate, taxable";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, number);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int kind = words_find(words_rate_kind, statement_text(list, 0));
        if (kind < 0) {
            return statement_damaged(store, "issued_adjustments", error);
        }
        struct adjustment_line line = {
            .line = {.kind = (enum rate_kind)kind,
                     .hourly_rate = {sqlite3_column_int64(list, 1)},
                     .taxable = statement_int32(list, 2) != 0,
                     .minutes = {statement_int32(list, 3)},
                     .amount = {sqlite3_column_int64(list, 4)},
                     .gst = {sqlite3_column_int64(list, 5)}},
            .reason = statement_string(list, 6, strings),
        };
        g_array_append_val(lines, line);
    }
    return step == STEP_DONE;
}

/* ---- payments ------------------------------------------------------------------------------ */

bool store_payments_load(store *store, int64_t seq, GArray *payments, GStringChunk *strings,
                         GError **error)
{
    static const char SQL[] =
        "SELECT partner_id, payment, carried, in_file, bsb, account_number, account_name"
        " FROM payments WHERE seq = ?1 ORDER BY partner_id";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct issued_payment payment = {
            .partner_id = statement_string(list, 0, strings),
            .payment = {sqlite3_column_int64(list, 1)},
            .carried = {sqlite3_column_int64(list, 2)},
            .in_file = statement_int32(list, 3) != 0,
            .bsb = statement_string(list, 4, strings),
            .account_number = statement_string(list, 5, strings),
            .account_name = statement_string(list, 6, strings),
        };
        g_array_append_val(payments, payment);
    }
    return step == STEP_DONE;
}

GHashTable *store_balances_load(store *store, int64_t before_seq, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id, sum(cents) FROM ("
        " SELECT l.partner_id, l.amount + l.gst AS cents FROM"
        "  (SELECT period, partner_id, max(seq) AS seq FROM issued_months WHERE seq < ?1"
        "   GROUP BY period, partner_id) AS m"
        "  JOIN issued_lines AS l USING (period, partner_id, seq)"
        " UNION ALL SELECT partner_id, -payment FROM payments WHERE seq < ?1)"
        " GROUP BY partner_id";
    g_autoptr(GHashTable) balances = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return NULL;
    }
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int64_t *cents = g_new(int64_t, 1);
        *cents = sqlite3_column_int64(list, 1);
        g_hash_table_insert(balances, g_strdup(statement_text(list, 0)), cents);
    }
    return step == STEP_DONE ? g_steal_pointer(&balances) : NULL;
}

GHashTable *store_paid_accounts_load(store *store, int64_t before_seq, GError **error)
{
    /* The columns beside a max() are those of its row. */
    static const char SQL[] =
        "SELECT partner_id, replace(replace(bsb, '-', ''), ' ', '') || ' ' ||"
        " replace(replace(account_number, '-', ''), ' ', ''), max(seq) FROM payments"
        " WHERE seq < ?1 AND payment > 0 AND bsb IS NOT NULL AND account_number IS NOT NULL"
        " GROUP BY partner_id";
    g_autoptr(GHashTable) accounts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return NULL;
    }
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_hash_table_insert(accounts, g_strdup(statement_text(list, 0)),
                            g_strdup(statement_text(list, 1)));
    }
    return step == STEP_DONE ? g_steal_pointer(&accounts) : NULL;
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
    if (list == NULL) {
        return false;
    }
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
    sqlite3_blob *blob = NULL;
    bool done =
        sqlite3_blob_open(store->db, "main", "issue_files", "bytes", row, 0, &blob) == SQLITE_OK;
    int size = done ? sqlite3_blob_bytes(blob) : 0;
    g_autofree guint8 *bytes = g_malloc((gsize)size + 1); /* not NULL where it is empty */
    done = done && (size == 0 || sqlite3_blob_read(blob, bytes, size, 0) == SQLITE_OK);
    if (!done) {
        statement_error(store, DOING, error);
    }
    sqlite3_blob_close(blob);
    return done ? g_bytes_new_take(g_steal_pointer(&bytes), (gsize)size) : NULL;
}

bool store_issue_holidays_write(store *store, int64_t seq, const char *directory, GError **error)
{
    static const char SQL[] = "SELECT h.name, k.bytes FROM issue_holidays AS h"
                              " JOIN kept_files AS k USING (sha256) WHERE h.seq = ?1"
                              " ORDER BY h.name";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const char *name = statement_text(list, 0);
        if (!path_safe(name) || strchr(name, '/') != NULL) {
            return statement_damaged(store, "issue_holidays", error);
        }
        g_autofree char *path = g_build_filename(directory, name, NULL);
        const char *bytes = sqlite3_column_blob(list, 1);
        int size = sqlite3_column_bytes(list, 1);
        if (!g_file_set_contents_full(path, bytes != NULL ? bytes : "", size,
                                      G_FILE_SET_CONTENTS_NONE, 0600, error)) {
            return false;
        }
    }
    return step == STEP_DONE;
}
