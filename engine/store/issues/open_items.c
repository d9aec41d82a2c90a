#include "engine/store/issues/open_items.h"

#include <stdio.h>

#include "engine/store/db.h"
#include "engine/store/facts/query.h"
#include "engine/store/tables.h"

static const char DOING[] = "reading what is open";

/* The date of "2026-09-07T01:02:03Z". */
static bool date_of(const char *text, day *ret_date)
{
    char *end = NULL;
    struct civil civil = {.year = (int32_t)g_ascii_strtoll(text, &end, 10)};
    bool read = *end == '-';
    civil.month = read ? (int32_t)g_ascii_strtoll(end + 1, &end, 10) : 0;
    read = read && *end == '-';
    civil.day = read ? (int32_t)g_ascii_strtoll(end + 1, &end, 10) : 0;
    read = read && *end == 'T' && day_civil_valid(civil);
    if (read) {
        *ret_date = day_from_civil(civil);
    }
    return read;
}

/* Each row into the array (of cleared elements) by its own function; ?1 the seq, ?2 the batch, ?3 a period or NULL. */
typedef bool (*row_reader)(sqlite3_stmt *list, void *ret_row, GStringChunk *strings);

static bool rows_read(store *store, const char *sql, int64_t before_seq, int64_t batch,
                      const struct period *period, row_reader reader, GArray *rows,
                      GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = statement_borrow(store, sql, DOING, error);
    const int count = list ? sqlite3_bind_parameter_count(list) : 0;
    if (count >= 1) {
        statement_bind_integer(list, 1, before_seq);
    }
    if (count >= 2) {
        statement_bind_integer(list, 2, batch);
    }
    if (count >= 3) {
        if (period) {
            statement_bind_period(list, 3, *period);
        } else {
            statement_bind_text(list, 3, "");
        }
    }
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_array_set_size(rows, rows->len + 1);
        void *row = rows->data + (size_t)(rows->len - 1) * g_array_get_element_size(rows);
        if (!reader(list, row, strings)) {
            return statement_damaged(store, "issues", error);
        }
    }
    return step == STEP_DONE;
}

/* The newest name of t's partner, ?2 the batch. */
#define NEWEST_NAME                                                                                \
    "ifnull((SELECT n.legal_name FROM partners AS n WHERE n.partner_id = t.partner_id"             \
    " AND n.known_from <= ?2 ORDER BY n.period DESC, n.known_from DESC LIMIT 1), '')"
/* Known at the batch of a look. */
#define KNOWN_THEN KNOWN_AT("t", "l.batch")

/* ---- who has no state ----------------------------------------------------------------------- */

static bool unsettled_read(sqlite3_stmt *list, void *ret_row, GStringChunk *strings)
{
    struct store_unsettled *row = ret_row;
    *row = (struct store_unsettled){.partner_id = statement_string(list, 1, strings),
                                    .batch = sqlite3_column_int64(list, 2),
                                    .legal_name = statement_string(list, 3, strings),
                                    .since = statement_day(list, 4, DAY_UNBOUNDED_TO),
                                    .was_held = statement_int32(list, 5) != 0};
    return store_period_parse(statement_text(list, 0), &row->period);
}

bool store_unsettled_load(store *store, int64_t before_seq, int64_t batch,
                          const struct period *also, GArray *rows, GStringChunk *strings,
                          GError **error)
{
    /* Looks: a period as at a batch. The columns beside a max() are those of its row. */
    static const char SQL[] =
        "WITH looks (period, batch, of_issue) AS ("
        "  SELECT period, batch, 1 FROM issues WHERE seq < ?1"
        "  UNION SELECT period, ?2, 0 FROM issues WHERE seq < ?1"
        "  UNION SELECT ?3, ?2, 1 WHERE ?3 IS NOT NULL),"
        " had (period, partner_id, batch, of_issue, legal_name) AS ("
        "  SELECT l.period, t.partner_id, l.batch, l.of_issue, t.legal_name"
        "  FROM looks AS l JOIN partners AS t ON t.period = l.period"
        "  WHERE " KNOWN_THEN " UNION ALL"
        "  SELECT l.period, t.partner_id, l.batch, l.of_issue, " NEWEST_NAME
        "  FROM looks AS l JOIN held_rows AS t ON t.period = l.period"
        "   AND t.file <> 'decisions.csv' WHERE " KNOWN_THEN ")"
        " SELECT period, partner_id, max(batch), legal_name, (SELECT i.issue_date FROM issues AS i"
        "  WHERE i.period = had.period AND i.seq < ?1 ORDER BY i.seq LIMIT 1), total(of_issue) > 0"
        " FROM had WHERE NOT EXISTS (SELECT 1 FROM issued_months AS m WHERE m.seq < ?1"
        "  AND m.period = had.period AND m.partner_id = had.partner_id)"
        " GROUP BY period, partner_id ORDER BY period, partner_id";
    return rows_read(store, SQL, before_seq, batch, also, unsettled_read, rows, strings, error);
}

/* ---- documents and payments ----------------------------------------------------------------- */

static bool void_open_read(sqlite3_stmt *list, void *ret_row, GStringChunk *strings)
{
    struct store_void_open *row = ret_row;
    *row = (struct store_void_open){.partner_id = statement_string(list, 1, strings),
                                    .legal_name = statement_string(list, 2, strings),
                                    .number = statement_string(list, 3, strings),
                                    .settled = {sqlite3_column_int64(list, 4)},
                                    .issue_date = statement_day(list, 5, DAY_UNBOUNDED_TO)};
    return store_period_parse(statement_text(list, 0), &row->period) &&
           date_of(statement_text(list, 6), &row->voided_on);
}

bool store_voids_open_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                           GError **error)
{
    static const char SQL[] =
        "SELECT d.period, d.partner_id, d.legal_name, d.number,"
        "  (SELECT ifnull(sum(l.amount + l.gst), 0) FROM issued_lines AS l"
        "   WHERE l.period = d.period AND l.partner_id = d.partner_id AND l.seq ="
        "   (SELECT max(m.seq) FROM issued_months AS m WHERE m.period = d.period"
        "    AND m.partner_id = d.partner_id AND m.seq < v.seq)), i.issue_date, v.voided_at"
        " FROM voids AS v JOIN documents AS d USING (number) JOIN issues AS i ON i.seq = d.seq"
        " WHERE v.seq < ?1 AND (d.kind = 'RCTI' OR d.kind = 'RCI')"
        " AND NOT EXISTS (SELECT 1 FROM issued_months AS m WHERE m.period = d.period"
        "  AND m.partner_id = d.partner_id AND m.seq > v.seq AND m.seq < ?1)"
        " ORDER BY d.period, d.partner_id";
    return rows_read(store, SQL, before_seq, 0, NULL, void_open_read, rows, strings, error);
}

/* ---- who owes ------------------------------------------------------------------------------- */

static bool known_partner_read(sqlite3_stmt *list, void *ret_row, GStringChunk *strings)
{
    struct store_known_partner *row = ret_row;
    *row = (struct store_known_partner){.partner_id = statement_string(list, 0, strings),
                                        .legal_name = statement_string(list, 1, strings),
                                        .abn = statement_string(list, 2, strings)};
    return store_period_parse(statement_text(list, 3), &row->first);
}

bool store_known_partners_load(store *store, int64_t before_seq, GArray *rows,
                               GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT m.partner_id, d.legal_name, d.abn, m.first FROM"
        " (SELECT partner_id, min(period) AS first FROM issued_months WHERE seq < ?1"
        "  GROUP BY partner_id) AS m LEFT JOIN"
        " (SELECT partner_id, legal_name, abn, max(format('%s %012d', period, seq)) FROM documents"
        "  WHERE seq < ?1 AND adjusts IS NULL GROUP BY partner_id) AS d USING (partner_id)"
        " ORDER BY m.partner_id";
    return rows_read(store, SQL, before_seq, 0, NULL, known_partner_read, rows, strings, error);
}

bool store_owing_since(store *store, const char *partner_id, const char *abn, int64_t before_seq,
                       bool claimed_again, bool *ret_found, struct period *ret_period,
                       day *ret_date, GError **error)
{
    static const char SQL[] =
        "WITH debts AS (SELECT seq, written_off, balance FROM issued_debts"
        "  WHERE partner_id = ?1 AND abn = ?3),"
        " own AS (SELECT t.seq, t.carried, (SELECT balance FROM debts AS d WHERE d.seq <= t.seq"
        "   ORDER BY d.seq DESC LIMIT 1) > 0 AS stands_off,"
        "  t.seq IN (SELECT seq FROM debts WHERE written_off < 0) AS again"
        "  FROM payments AS t WHERE t.partner_id = ?1 AND t.seq < ?2 AND " PAYMENT_ABN " = ?3)"
        " SELECT i.period, i.issue_date FROM own JOIN issues AS i USING (seq)"
        " WHERE seq > (SELECT ifnull(max(seq), 0) FROM own AS b WHERE carried = 0"
        "  AND NOT (ifnull(stands_off, 0) AND ifnull((SELECT n.again FROM own AS n"
        "   WHERE n.seq > b.seq AND n.carried < 0 ORDER BY n.seq LIMIT 1), ?4)))"
        " ORDER BY seq LIMIT 1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_kept(read, 1, partner_id);
    statement_bind_integer(read, 2, before_seq);
    statement_bind_kept(read, 3, abn);
    statement_bind_integer(read, 4, claimed_again);
    const enum statement_step step = statement_next(store, read, DOING, error);
    *ret_found = step == STEP_ROW;
    if (step == STEP_ROW) {
        *ret_date = statement_day(read, 1, DAY_UNBOUNDED_TO);
        return store_period_parse(statement_text(read, 0), ret_period) ||
               statement_damaged(store, "issues", error);
    }
    return step == STEP_DONE;
}

/* ---- months --------------------------------------------------------------------------------- */

static bool month_read(sqlite3_stmt *list, void *ret_row, GStringChunk *strings)
{
    struct store_month *row = ret_row;
    *row = (struct store_month){.imports = statement_int32(list, 1),
                                .imported_at = statement_string(list, 2, strings),
                                .drafts = statement_int32(list, 3),
                                .draft_total = {sqlite3_column_int64(list, 4)}};
    return store_period_parse(statement_text(list, 0), &row->period);
}

bool store_months_load(store *store, int64_t batch, GArray *rows, GStringChunk *strings,
                       GError **error)
{
    static const char SQL[] =
        "SELECT b.period, count(*), max(b.imported_at),"
        "  (SELECT count(*) FROM drafts AS d WHERE d.period = b.period),"
        "  (SELECT d.total FROM drafts AS d WHERE d.period = b.period"
        "   ORDER BY d.batch DESC, d.as_at DESC, d.digest LIMIT 1)"
        " FROM batches AS b WHERE ?1 IS NOT NULL AND b.batch <= ?2 GROUP BY b.period ORDER BY 1";
    return rows_read(store, SQL, 0, batch, NULL, month_read, rows, strings, error);
}

bool store_issue_total(store *store, int64_t seq, money *ret_total, GError **error)
{
    static const char SQL[] = "SELECT ifnull(sum(l.amount + l.gst), 0) FROM issued_lines AS l"
                              " JOIN issues AS i USING (seq, period) WHERE seq = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, seq);
    return statement_number(store, read, DOING, &ret_total->cents, error);
}

bool store_batch_date(store *store, int64_t batch, day *ret_date, GError **error)
{
    static const char SQL[] = "SELECT imported_at FROM batches WHERE batch = ?1";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(read, 1, batch);
    if (statement_next(store, read, DOING, error) == STEP_FAILED) {
        return false;
    }
    return date_of(statement_text(read, 0), ret_date) || statement_damaged(store, "batches", error);
}
