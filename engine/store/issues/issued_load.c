#include <string.h>

#include "engine/core/check.h"
#include "engine/store/issues/issue_private.h"
#include "engine/store/transaction.h"
#include "engine/store/words.h"

/* The state of a partner's period, read back. */

static const char DOING[] = "reading what was issued";

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
        int kind = WORDS_FIND(words_rate_kind, statement_text(list, 0));
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
        int outcome = issued_outcome_find(statement_text(list, 2));
        int rule = issued_rule_find(statement_text(list, 3));
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
        int outcome = issued_outcome_find(statement_text(list, 4));
        int rule = issued_rule_find(statement_text(list, 5));
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
