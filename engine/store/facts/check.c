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

bool store_import_company_abn(store_import *import, const char **ret_abn, GError **error)
{
    static const char SQL[] =
        "SELECT value FROM staging.company WHERE section = 'company' AND key = 'abn'"
        " UNION ALL SELECT value FROM main.company WHERE period = ?1 AND known_until IS NULL"
        "  AND section = 'company' AND key = 'abn'";
    g_autoptr(statement_lease) read = fact_query_borrow(&import->query, SQL, error);
    enum statement_step step = statement_next(import->store, read, DOING, error);
    *ret_abn = step == STEP_ROW ? statement_string(read, 0, import->strings) : "";
    return step != STEP_FAILED;
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
    " AND NOT {spared} AND {asked}";

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
    if (fact_tables[file].scope == SCOPE_NONE || !store_import_replaces(import, file) ||
        !import->staging[file].in_scope) {
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
    if (required || import->present[file] || !import->first || fact_tables[file].kept) {
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

/* ---- beside the month before -------------------------------------------------------------------- */

/* ?4 the month before, ?6 whether partners.csv is there: its partners are then the month's. */
#define PARTNERS_NOW                                                                               \
    "(SELECT partner_id, legal_name, active_from, active_to FROM staging.partners UNION ALL"       \
    " SELECT partner_id, legal_name, active_from, active_to FROM main.partners"                    \
    "  WHERE period = ?1 AND known_until IS NULL AND ?6 = 0)"
#define OF_BOTH(alias)                                                                             \
    " AND " alias ".partner_id IN (SELECT partner_id FROM " PARTNERS_NOW " INTERSECT"              \
    " SELECT partner_id FROM main.partners WHERE period = ?4 AND known_until IS NULL)"

/* What lies in the month, whosever it is: leave differs too much to be compared by the partner. */
#define TAKEN_ROWS                                                                                 \
    "SELECT (SELECT count(*) FROM staging.{table} AS s JOIN staging.scopes AS x"                   \
    "  ON x.role = 'now' AND x.partner_id = s.partner_id"                                          \
    "  AND s.start < x.\"end\" AND s.\"end\" > x.start),"                                          \
    " (SELECT count(*){before}" OF_BOTH("t") ")"

/* Numbers: of the rows of the month and of those of the month before. */
static const char *const common_rows[INPUT_FILE_COUNT] = {
    [INPUT_SCHEDULES] = "SELECT (SELECT count(*) FROM staging.schedules AS s WHERE true" OF_BOTH(
        "s") "),"
             " (SELECT count(*) FROM main.schedules AS t WHERE period = ?4 AND known_until IS "
             "NULL" OF_BOTH("t") ")",
    [INPUT_APPOINTMENTS] =
        "SELECT (SELECT count(*) FROM staging.appointments AS s JOIN staging.scopes AS x"
        "  ON x.role = 'now' AND x.partner_id = s.partner_id"
        "  AND s.start >= x.start AND s.start < x.\"end\" WHERE true" OF_BOTH(
            "s") ")"
                 " + (SELECT count(*) FROM staging.scopes AS x CROSS JOIN main.appointments AS t"
                 "  WHERE x.role = 'now' AND t.partner_id = x.partner_id AND t.start >= x.start"
                 "  AND t.start < x.\"end\" AND t.row > {before it}" OF_BOTH(
                     "x") "),"
                          " (SELECT count(*){before}" OF_BOTH("t") ")",
    [INPUT_BLOCKS] = TAKEN_ROWS,
    [INPUT_OTHER_WORK] = TAKEN_ROWS,
};

/* ?2 and ?3 the month's first and last day, ?5 the month with which it is compared. Each list is read
 * once: staged rows have no index. */
static const char UNSCHEDULED[] =
    "SELECT p.partner_id, p.legal_name FROM " PARTNERS_NOW " AS p"
    " WHERE ifnull(p.active_to, ?2) >= ?2 AND ifnull(p.active_from, ?3) <= ?3"
    " AND p.partner_id NOT IN (SELECT partner_id FROM staging.schedules)"
    " AND p.partner_id NOT IN (SELECT partner_id FROM staging.spared WHERE file = 'schedules.csv')"
    " AND p.partner_id IN (SELECT partner_id FROM main.schedules WHERE period = ?5"
    "  AND known_until IS NULL AND ifnull(effective_to, ?2) >= ?2) ORDER BY 1";

static statement_lease *beside_borrow(store_import *import, const char *sql, GError **error)
{
    const struct period before = period_add_months(import->period, -1);
    statement_lease *lease = fact_query_borrow(&import->query, sql, error);
    if (lease) {
        statement_bind_period(lease, 4, before);
        statement_bind_integer(lease, 6, import->present[INPUT_PARTNERS]);
    }
    return lease;
}

static bool unscheduled_find(store_import *import, GError **error)
{
    g_autoptr(statement_lease) list = beside_borrow(import, UNSCHEDULED, error);
    g_array_set_size(import->unscheduled, 0);
    if (!list) {
        return false;
    }
    statement_bind_period(list, 5, period_add_months(import->period, import->first ? -1 : 0));
    statement_bind_integer(list, 2, import->period.first.number);
    statement_bind_integer(list, 3, period_last(import->period).number);
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        const struct partner_name name = {statement_string(list, 0, import->strings),
                                          statement_string(list, 1, import->strings)};
        g_array_append_val(import->unscheduled, name);
    }
    return step == STEP_DONE;
}

static bool beside_find(store_import *import, struct import_check *check, GError **error)
{
    static const char IMPORTED[] = "SELECT EXISTS (SELECT 1 FROM main.batches WHERE period = ?1)";
    struct fact_query before = import->query;
    int64_t imported = 0;
    store_period_text(period_add_months(import->period, -1), before.period);
    if (!fact_query_number(&before, IMPORTED, &imported, error)) {
        return false;
    }
    check->month_before = imported != 0;
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (!common_rows[file] || !import->present[file]) {
            continue;
        }
        g_autoptr(statement_lease) count =
            beside_borrow(import, fact_sql((enum input_file)file, common_rows[file]), error);
        if (statement_next(import->store, count, DOING, error) != STEP_ROW) {
            return false;
        }
        check->common_rows[file] = sqlite3_column_int64(count, 0);
        check->common_rows_before[file] = sqlite3_column_int64(count, 1);
    }
    check->unscheduled = import->unscheduled;
    return !import->present[INPUT_SCHEDULES] || unscheduled_find(import, error);
}

/* ---- what is retired ------------------------------------------------------------------------------ */

/* Of each file: whose row it is, and how people tell it from others. */
static const struct {
    const char *partner;
    const char *id;
} retired_as[INPUT_FILE_COUNT] = {
    [INPUT_RATES] = {"t.partner_id", "t.kind"},
    [INPUT_SCHEDULES] = {"t.partner_id", "t.weekday || ' ' || format('%02d:%02d', t.start / 60, "
                                         "t.start % 60)"},
    [INPUT_BLOCKS] = {"t.partner_id", "t.block_id"},
    [INPUT_APPOINTMENTS] = {"t.partner_id", "t.appointment_id"},
    [INPUT_OTHER_WORK] = {"t.partner_id", "t.work_id"},
};

bool store_import_retired(store_import *import, GArray *rows, GStringChunk *strings, GError **error)
{
    CHECK(import->in_transaction && !import->merged);
    g_autoptr(GString) sql = g_string_new(NULL);
    for (int i = 0; i < INPUT_FILE_COUNT; i++) {
        const enum input_file file = (enum input_file)i;
        if (retired_as[file].partner && store_import_replaces(import, file)) {
            g_autofree char *text = g_strdup_printf(
                "%sSELECT %s, '{file}', t.line, %s{now} AND {gone}",
                sql->len > 0 ? " UNION ALL " : "", retired_as[file].partner, retired_as[file].id);
            g_string_append(sql, fact_sql(file, text));
        }
    }
    if (sql->len == 0) {
        return true;
    }
    g_string_append(sql, " ORDER BY 1, 2, 3");
    import->query.doing = DOING;
    g_autoptr(statement_lease) list =
        fact_query_borrow(&import->query, g_intern_string(sql->str), error);
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        const struct retired_row row = {
            .file = (enum input_file)words_find(words_input_file, statement_text(list, 1)),
            .partner_id = statement_string(list, 0, strings),
            .line = statement_line(list, 2),
            .id = statement_string(list, 3, strings)};
        g_array_append_val(rows, row);
    }
    return step == STEP_DONE;
}

/* ---- all of it ------------------------------------------------------------------------------------ */

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
        check.staged_rows[file] += import->staging[file].straight_count;
    }
    if (!left_behind_find(import, &check, error) || !beside_find(import, &check, error)) {
        return false;
    }
    *ret_check = check;
    return true;
}
