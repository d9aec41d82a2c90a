#include "engine/core/money.h"
#include "engine/store/facts/import_private.h"

static const char DOING[] = "comparing the import with what is known";

/* ---- schedules and ids -------------------------------------------------------------------------- */

/* What is staged replaces what is known with the same key; the active dates are those of the partner's
 * staged row, else of the known one. */
static const struct column more_of_schedule[] = {
    COLUMN_AS(struct schedule_after, "t.known_row", known_row),
    COLUMN_AS(struct schedule_after, "t.spared", spared),
    COLUMN_BLANK_AS(struct schedule_after, "a.active_from", active.from),
    COLUMN_BLANK_TO_AS(struct schedule_after, "a.active_to", active.to),
    COLUMN_AS(struct schedule_after, "a.partner_id IS NOT NULL", partner_known),
    COLUMN_AS(struct schedule_after, "a.line", partner_line),
};
static const struct fact_selection schedules_after = {
    INPUT_SCHEDULES,
    " FROM (SELECT {all}, line, 0 AS known_from, 0 AS known_row, 0 AS spared FROM staging.{table}"
    "  UNION ALL SELECT {t.all}, t.line, t.known_from, t.row, {spared} FROM main.{table} AS t"
    "   WHERE {known} AND NOT {staged}) AS t"
    " LEFT JOIN (SELECT partner_id, active_from, active_to, line FROM staging.partners"
    "  UNION ALL SELECT partner_id, active_from, active_to, 0 FROM main.partners"
    "   WHERE period = ?1 AND known_until IS NULL"
    "   AND partner_id NOT IN (SELECT partner_id FROM staging.partners)) AS a"
    "  ON a.partner_id = t.partner_id"
    " ORDER BY t.partner_id, t.known_row <> 0, instr('MonTueWedThuFriSatSun', t.weekday), t.start,"
    "  t.effective_from, t.\"end\", t.effective_to",
    MORE(more_of_schedule)};

bool store_import_schedules_after(store_import *import, GArray *rows, GStringChunk *strings,
                                  GError **error)
{
    CHECK(import->in_transaction);
    import->query.doing = DOING;
    return (import->first || store_import_index(import, INPUT_SCHEDULES, error)) &&
           fact_query_append(&import->query, &schedules_after, rows, strings, error);
}

bool store_import_schedule_drop(store_import *import, const struct schedule_after *after,
                                GError **error)
{
    static const char UNSTAGE[] = "DELETE FROM staging.schedules WHERE line = ?";
    static const char RETIRE[] = "INSERT OR IGNORE INTO staging.dropped_schedules VALUES (?)";
    bool staged = after->known_row == 0;
    g_autoptr(statement) drop =
        statement_prepare(import->store, staged ? UNSTAGE : RETIRE, DOING, error);
    statement_bind_integer(drop, 1, staged ? after->row.source.line : after->known_row);
    return statement_execute(import->store, drop, DOING, error);
}

bool store_import_id_clashes(store_import *import, GArray *clashes, GStringChunk *strings,
                             GError **error)
{
    /* line is 0 where the import does not have the partner; b is who r is without its "-R1". */
    static const char SQL[] =
        "WITH ids AS (SELECT partner_id, max(line) AS line,"
        "  rtrim(partner_id, '0123456789') AS stem FROM"
        "  (SELECT partner_id, line FROM staging.partners"
        "   UNION ALL SELECT DISTINCT partner_id, 0 FROM main.partners) GROUP BY partner_id)"
        " SELECT iif(r.line > 0, r.partner_id, b.partner_id),"
        "  iif(r.line > 0, b.partner_id, r.partner_id), iif(r.line > 0, r.line, b.line) AS line"
        "  FROM ids AS r CROSS JOIN ids AS b"
        "  WHERE r.stem <> r.partner_id AND length(r.stem) > 2 AND substr(r.stem, -2) = '-R'"
        "   AND b.partner_id = substr(r.stem, 1, length(r.stem) - 2)"
        "   AND (r.line > 0 OR b.line > 0) ORDER BY 3, r.line, r.partner_id";
    g_autoptr(statement) list = statement_prepare(import->store, SQL, DOING, error);
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        struct id_clash clash = {.partner_id = statement_string(list, 0, strings),
                                 .other_id = statement_string(list, 1, strings),
                                 .line = statement_line(list, 2)};
        g_array_append_val(clashes, clash);
    }
    return step == STEP_DONE;
}

/* ---- partners whose rows stay ------------------------------------------------------------------- */

/* Finds the partners that the SQL gives, perhaps several times: with the old zone, the new one, the line
 * and a file. */
static bool left_behind_load(store_import *import, GString *sql, GArray *found, GError **error)
{
    g_array_set_size(found, 0);
    if (sql->len == 0) {
        return true;
    }
    g_string_append(sql, " ORDER BY 1");
    g_autoptr(statement_lease) list =
        fact_query_borrow(&import->query, g_intern_string(sql->str), error);
    struct left_behind *last = NULL;
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        if (!last || !g_str_equal(last->partner_id, statement_text(list, 0))) {
            const struct left_behind partner = {
                .partner_id = statement_string(list, 0, import->strings),
                .old_timezone = statement_string(list, 1, import->strings),
                .new_timezone = statement_string(list, 2, import->strings),
                .line = statement_line(list, 3),
            };
            g_array_append_val(found, partner);
            last = &g_array_index(found, struct left_behind, found->len - 1);
        }
        last->files[words_find(words_input_file, statement_text(list, 4))] = true;
    }
    return step == STEP_DONE;
}

/* The partners with a new zone that have rows of this file in the period. */
static const char ZONE_CHANGES[] =
    "SELECT z.partner_id, z.timezone, p.timezone, p.line, '{file}' FROM staging.scopes AS z"
    " JOIN staging.partners AS p ON p.partner_id = z.partner_id"
    " WHERE z.role = 'old' AND EXISTS (SELECT 1{old} AND x.partner_id = z.partner_id)";

/* The partners that have rows of this file in the period; those of it that are gone from partners.csv. */
static const char ROWS_OF[] = "SELECT DISTINCT t.partner_id, '', '', 0, '{file}'{now}";
static const char LOST_PARTNERS[] =
    "SELECT t.partner_id{now} AND t.partner_id NOT IN (SELECT partner_id FROM staging.partners)"
    " AND NOT {spared}";

static bool left_behind_find(store_import *import, struct import_check *check, GError **error)
{
    g_autoptr(GString) changes = g_string_new(NULL);
    g_autoptr(GString) lost = g_string_new(NULL);
    for (int i = INPUT_RATES; i < INPUT_FILE_COUNT; i++) {
        const enum input_file file = (enum input_file)i;
        const enum fact_scope scope = fact_tables[file].scope;
        if (import->present[file] || scope == SCOPE_NONE) {
            continue;
        }
        if (scope != SCOPE_PERIOD) {
            g_string_append_printf(changes, "%s%s", changes->len > 0 ? " UNION ALL " : "",
                                   fact_sql(file, ZONE_CHANGES));
        }
        if (import->present[INPUT_PARTNERS]) {
            g_string_append_printf(lost, "%s%s AND t.partner_id IN (%s)",
                                   lost->len > 0 ? " UNION ALL " : "", fact_sql(file, ROWS_OF),
                                   fact_sql(INPUT_PARTNERS, LOST_PARTNERS));
        }
    }
    if (!left_behind_load(import, changes, import->zone_changes, error) ||
        !left_behind_load(import, lost, import->lost_partners, error)) {
        return false;
    }
    check->zone_changes = (const void *)import->zone_changes->data;
    check->zone_change_count = import->zone_changes->len;
    check->lost_partners = (const void *)import->lost_partners->data;
    check->lost_partner_count = import->lost_partners->len;
    return true;
}

/* ---- counts ------------------------------------------------------------------------------------- */

static bool retirement_count(store_import *import, enum input_file file, struct import_check *check,
                             GError **error)
{
    static const char SQL[] =
        "SELECT count(*) FILTER (WHERE {may}), count(*) FILTER (WHERE {gone}){now}";
    if (fact_tables[file].scope == SCOPE_NONE || !store_import_replaces(import, file)) {
        return true;
    }
    g_autoptr(statement_lease) count =
        fact_query_borrow(&import->query, fact_sql(file, SQL), error);
    if (statement_next(import->store, count, DOING, error) != STEP_ROW) {
        return false;
    }
    check->scope_rows[file] = sqlite3_column_int64(count, 0);
    check->retired_rows[file] = sqlite3_column_int64(count, 1);
    return true;
}

/* Whether the file is absent though the month before has rows of that kind. */
static bool missing_find(store_import *import, enum input_file file, struct import_check *check,
                         GError **error)
{
    static const char BEFORE[] = "SELECT EXISTS (SELECT 1{before})";
    /* The facts are of no period: what an import for that month brought. */
    static const char BROUGHT[] =
        "SELECT EXISTS (SELECT 1 FROM main.batches JOIN main.batch_files USING (batch)"
        " WHERE period = ?1 AND file = '{file}' AND row_count > 0)";
    bool required = file == INPUT_COMPANY || file == INPUT_PARTNERS || file == INPUT_RATES;
    if (required || import->present[file] || !import->first) {
        return true;
    }
    const char *sql = fact_sql(file, fact_tables[file].scope == SCOPE_NONE ? BROUGHT : BEFORE);
    struct fact_query before = import->query;
    store_period_text(period_add_months(import->period, -1), before.period);
    int64_t missing = 0;
    if (!fact_query_number(&before, sql, &missing, error)) {
        return false;
    }
    check->missing[file] = missing != 0;
    return true;
}

bool store_import_check(store_import *import, struct import_check *ret_check, GError **error)
{
    static const char STAGED[] = "SELECT count(*) FROM staging.{table}";
    struct import_check check = {.first_of_period = import->first};
    CHECK(import->in_transaction);
    if (!store_import_scopes_fill(import, error)) {
        return false;
    }
    import->query.doing = DOING;
    for (int i = 0; i < INPUT_FILE_COUNT; i++) {
        enum input_file file = (enum input_file)i;
        if (!fact_query_number(&import->query, fact_sql(file, STAGED), &check.staged_rows[file],
                               error) ||
            !retirement_count(import, file, &check, error) ||
            !missing_find(import, file, &check, error)) {
            return false;
        }
    }
    if (!left_behind_find(import, &check, error)) {
        return false;
    }
    *ret_check = check;
    return true;
}
