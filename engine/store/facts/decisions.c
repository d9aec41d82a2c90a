#include "engine/store/facts/decisions.h"

#include <string.h>

#include "engine/core/money.h"
#include "engine/store/facts/import_private.h"

static const char READING[] = "reading the decisions";
static const char WRITING[] = "writing the decisions";

/* ---- reading ------------------------------------------------------------------------------------ */

static const struct column more_of_decision[] = {COLUMN_AS(struct decision, "t.known_from", batch)};
static const struct fact_selection all_decisions = {
    INPUT_DECISIONS, OF_TABLE KNOWN " ORDER BY t.row", MORE(more_of_decision)};
static const struct fact_selection partner_decisions = {
    INPUT_DECISIONS,
    OF_TABLE "(t.partner_id = ?3 OR t.partner_id IS NULL) AND " KNOWN " ORDER BY t.row",
    MORE(more_of_decision)};

bool store_decisions_load(store *store, int64_t batch, const char *partner_id, GArray *decisions,
                          GStringChunk *strings, GError **error)
{
    const struct fact_query query = {
        .store = store, .doing = READING, .batch = batch, .partner_id = partner_id};
    const guint before = decisions->len;
    if (!fact_query_append(&query, partner_id ? &partner_decisions : &all_decisions, decisions,
                           strings, error)) {
        return false;
    }
    for (guint i = before; i < decisions->len; i++) {
        g_array_index(decisions, struct decision, i).source.earlier_batch = 0; /* all count */
    }
    decisions_mark(&g_array_index(decisions, struct decision, before), decisions->len - before);
    return true;
}

bool store_decision_next_id(store *store, char ret_id[DECISION_ID_SIZE], GError **error)
{
    static const char SQL[] =
        "SELECT ifnull(max(CAST(substr(decision_id, 3) AS INTEGER)), 0) + 1 FROM main.decisions"
        " WHERE decision_id GLOB '[Dd]-[0-9][0-9][0-9][0-9][0-9][0-9]'";
    const struct fact_query query = {.store = store, .doing = READING};
    int64_t next = 0;
    if (!fact_query_number(&query, SQL, &next, error)) {
        return false;
    }
    g_snprintf(ret_id, DECISION_ID_SIZE, "D-%06" G_GINT64_FORMAT, next);
    return true;
}

bool store_decision_same(const struct decision *known, const struct decision *row)
{
    const struct table *table = &fact_tables[INPUT_DECISIONS].table;
    struct decision filled = *row;
    filled.entered_by = known->entered_by;
    filled.entered_at = known->entered_at;
    if (!row->partner_id[0]) {
        filled.partner_id = known->partner_id;
    }
    if (row->period.first.number == DAY_UNBOUNDED_FROM.number) {
        filled.period = known->period;
    }
    if (row->date.number == DAY_UNBOUNDED_FROM.number) {
        filled.date = known->date;
    }
    if (!row->number[0]) {
        filled.number = known->number;
    }
    return columns_same(table, COLUMNS_ALL, known, &filled);
}

/* ?3 is the id here. */
struct located {
    struct appointment appointment;
    const char *timezone;
};
static const struct column more_of_located[] = {COLUMN_AS(
    struct located,
    "(SELECT p.timezone FROM partners AS p WHERE p.partner_id = t.partner_id AND " KNOWN_AT(
        "p", "?2") " ORDER BY p.period DESC LIMIT 1)",
    timezone)};
static const struct fact_selection located_appointment = {
    INPUT_APPOINTMENTS, OF_TABLE "t.appointment_id = ?3 AND " KNOWN, MORE(more_of_located)};

bool store_appointment_find(store *store, int64_t batch, const char *appointment_id,
                            bool *ret_found, struct appointment *ret_appointment,
                            const char **ret_timezone, GStringChunk *strings, GError **error)
{
    const struct fact_query query = {
        .store = store, .doing = READING, .batch = batch, .partner_id = appointment_id};
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct located));
    if (!fact_query_append(&query, &located_appointment, found, strings, error)) {
        return false;
    }
    *ret_found = found->len > 0;
    if (*ret_found) {
        *ret_appointment = g_array_index(found, struct located, 0).appointment;
        *ret_timezone = g_array_index(found, struct located, 0).timezone;
    }
    return true;
}

/* ---- writing ------------------------------------------------------------------------------------ */

bool store_import_decisions_staged(store_import *import, GArray *decisions, GStringChunk *strings,
                                   GError **error)
{
    static const struct fact_selection selection = {
        .file = INPUT_DECISIONS,
        .from = " FROM (SELECT *, ?2 AS known_from FROM staging.decisions) AS t ORDER BY t.line"};
    import->query.doing = READING;
    return fact_query_append(&import->query, &selection, decisions, strings, error);
}

bool store_import_decision_add(store_import *import, const struct decision *decision,
                               GError **error)
{
    static const char SQL[] = "INSERT INTO main.{table} ({all}, line, known_from)"
                              " VALUES ({?all}, ?, ?)";
    CHECK(import->in_transaction && import->merged);
    const struct table *table = &fact_tables[INPUT_DECISIONS].table;
    g_autoptr(statement) insert =
        statement_prepare(import->store, fact_sql(INPUT_DECISIONS, SQL), WRITING, error);
    const int line = columns_bind(insert, 1, table, COLUMNS_ALL, decision);
    statement_bind_integer(insert, line, decision->source.line);
    statement_bind_integer(insert, line + 1, import->query.batch);
    import->counts[INPUT_DECISIONS].added++;
    import->same = false;
    return statement_execute(import->store, insert, WRITING, error);
}

bool store_import_decision_refuse(store_import *import, const struct decision *decision,
                                  const char *why, GError **error)
{
    const struct held_row row = {INPUT_DECISIONS, decision->partner_id, why, decision->source};
    uint32_t first_line = 0;
    g_autofree char *first_partner = NULL;
    return store_stage(import, FACT_HELD_ROWS, &row, &first_line, &first_partner, error) !=
           STAGE_FAILED;
}

bool store_import_decisions_end(store_import *import, int64_t *ret_batch, GError **error)
{
    /* The merge left alone what was set aside of decisions.csv; what it brought is there already. */
    static const char RETIRE[] =
        "UPDATE main.held_rows SET known_until = ?2 WHERE file = 'decisions.csv' AND period = ?1"
        " AND known_until IS NULL AND (partner_id, error_line) NOT IN"
        " (SELECT partner_id, error_line FROM staging.held_rows WHERE file = 'decisions.csv')";
    static const char SET_ASIDE[] =
        "INSERT INTO main.held_rows (period, file, partner_id, error_line, line, known_from)"
        " SELECT ?1, file, partner_id, error_line, line, ?2 FROM staging.held_rows"
        " WHERE file = 'decisions.csv'"
        " ON CONFLICT (period, file, line, partner_id, error_line) WHERE known_until IS NULL"
        " DO NOTHING";
    CHECK(import->in_transaction && import->merged);
    int64_t retired = 0;
    int64_t refused = 0;
    import->query.doing = WRITING;
    if (!store_import_run(import, RETIRE, &retired, error) ||
        !store_import_run(import, SET_ASIDE, &refused, error)) {
        return false;
    }
    import->same = import->same && retired + refused == 0;
    *ret_batch = import->same ? 0 : import->query.batch;
    return true;
}
