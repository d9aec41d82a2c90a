#include "engine/core/money.h"
#include "engine/store/facts/import_private.h"

static const char DOING[] = "comparing the import with what is known";

/* ---- schedules and ids -------------------------------------------------------------------------- */

/* ?1 the period. What is staged replaces what is known with the same key; the active dates are
 * those of the partner's staged row, else of the known one. */
static const char SCHEDULES_AFTER[] =
    "WITH active AS (SELECT partner_id, active_from, active_to, line FROM staging.partners"
    "  UNION ALL SELECT partner_id, active_from, active_to, 0 FROM main.partners"
    "   WHERE period = ?1 AND known_until IS NULL"
    "   AND partner_id NOT IN (SELECT partner_id FROM staging.partners))"
    " SELECT {all}, r.line, r.known_row, r.spared, a.active_from, a.active_to, a.line,"
    "  a.partner_id IS NOT NULL FROM"
    "  (SELECT {all}, line, 0 AS known_row, 0 AS spared FROM staging.{table}"
    "   UNION ALL SELECT {t.all}, t.line, t.row, {spared} FROM main.{table} AS t"
    "   WHERE {known} AND NOT {staged}) AS r LEFT JOIN active AS a USING (partner_id)"
    " ORDER BY partner_id, r.known_row <> 0, instr('MonTueWedThuFriSatSun', weekday), start,"
    "  effective_from, \"end\", effective_to";

bool store_import_schedules_after(store_import *import, GArray *rows, GStringChunk *strings,
                                  GError **error)
{
    const struct table *table = &fact_tables[INPUT_SCHEDULES].table;
    if (!import->first && !store_import_index(import, INPUT_SCHEDULES, error)) {
        return false;
    }
    g_autoptr(statement) list =
        store_import_prepare(import, fact_sql(INPUT_SCHEDULES, SCHEDULES_AFTER), DOING, error);
    const int more = (int)table->column_count;
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        struct schedule_after after = {
            .row.source.line = statement_line(list, more),
            .known_row = sqlite3_column_int64(list, more + 1),
            .spared = statement_int32(list, more + 2) != 0,
            .active = {statement_day(list, more + 3, DAY_UNBOUNDED_FROM),
                       statement_day(list, more + 4, DAY_UNBOUNDED_TO)},
            .partner_line = statement_line(list, more + 5),
            .partner_known = statement_int32(list, more + 6) != 0,
        };
        if (!columns_read(import->store, list, 0, table, &after.row, strings, error)) {
            return false;
        }
        g_array_append_val(rows, after);
    }
    return step == STEP_DONE;
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

static gint left_behind_compare(gconstpointer a, gconstpointer b)
{
    const struct left_behind *first = a;
    const struct left_behind *second = b;
    return g_strcmp0(first->partner_id, second->partner_id);
}

/* Notes the file for each partner that the SQL gives, with the old zone, the new one and the line. */
static bool left_behind_add(store_import *import, enum input_file file, const char *sql,
                            GArray *found, GError **error)
{
    g_autoptr(statement) list = store_import_prepare(import, fact_sql(file, sql), DOING, error);
    const guint before = found->len;
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        struct left_behind partner = {
            .partner_id = statement_string(list, 0, import->strings),
            .old_timezone = statement_string(list, 1, import->strings),
            .new_timezone = statement_string(list, 2, import->strings),
            .line = statement_line(list, 3),
        };
        guint at = 0;
        while (at < before &&
               left_behind_compare(&g_array_index(found, struct left_behind, at), &partner) != 0) {
            at++;
        }
        if (at == before) {
            at = found->len;
            g_array_append_val(found, partner);
        }
        g_array_index(found, struct left_behind, at).files[file] = true;
    }
    return step == STEP_DONE;
}

/* The partners with a new zone that have rows of this file in the period. */
static const char ZONE_CHANGES[] =
    "SELECT z.partner_id, z.timezone, p.timezone, p.line FROM staging.zones AS z"
    " JOIN staging.partners AS p ON p.partner_id = z.partner_id"
    " WHERE z.role = 'old' AND EXISTS (SELECT 1{old} AND x.partner_id = z.partner_id)";

/* The partners of the period that are gone from partners.csv and have rows of this file in it. */
static const char LOST_PARTNERS[] =
    "SELECT DISTINCT t.partner_id, '', '', 0{now} AND t.partner_id IN (%s)";
static const char LOST[] = "SELECT t.partner_id{now}"
                           " AND t.partner_id NOT IN (SELECT partner_id FROM staging.partners)"
                           " AND NOT {spared}";

static bool left_behind_find(store_import *import, struct import_check *check, GError **error)
{
    g_array_set_size(import->zone_changes, 0);
    g_array_set_size(import->lost_partners, 0);
    for (int i = INPUT_RATES; i < INPUT_FILE_COUNT; i++) {
        enum input_file file = (enum input_file)i;
        enum fact_scope scope = fact_tables[file].scope;
        if (import->present[file] || scope == SCOPE_NONE) {
            continue;
        }
        g_autofree char *lost = g_strdup_printf(LOST_PARTNERS, fact_sql(INPUT_PARTNERS, LOST));
        if ((scope != SCOPE_PERIOD &&
             !left_behind_add(import, file, ZONE_CHANGES, import->zone_changes, error)) ||
            (import->present[INPUT_PARTNERS] &&
             !left_behind_add(import, file, lost, import->lost_partners, error))) {
            return false;
        }
    }
    g_array_sort(import->zone_changes, left_behind_compare);
    g_array_sort(import->lost_partners, left_behind_compare);
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
    static const char SQL[] = "SELECT count(*), count(*) FILTER (WHERE {gone}){now}";
    if (fact_tables[file].scope == SCOPE_NONE || !store_import_replaces(import, file)) {
        return true;
    }
    g_autoptr(statement) count = store_import_prepare(import, fact_sql(file, SQL), DOING, error);
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
    g_autoptr(statement) read = store_import_prepare(import, sql, DOING, error);
    if (read && sqlite3_bind_parameter_count(read) > 0) {
        statement_bind_period(read, 1, period_add_months(import->period, -1));
    }
    if (statement_next(import->store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    check->missing[file] = statement_int32(read, 0) != 0;
    return true;
}

bool store_import_check(store_import *import, struct import_check *ret_check, GError **error)
{
    struct import_check check = {.first_of_period = import->first};
    if (!store_import_scopes_fill(import, error)) {
        return false;
    }
    for (int i = 0; i < INPUT_FILE_COUNT; i++) {
        enum input_file file = (enum input_file)i;
        if (!store_import_number(import, fact_sql(file, "SELECT count(*) FROM staging.{table}"),
                                 DOING, &check.staged_rows[file], error) ||
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
