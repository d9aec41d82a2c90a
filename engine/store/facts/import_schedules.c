#include "engine/store/facts/import_private.h"
#include "engine/store/tables.h"

/* The schedules of the period as the import would leave them, for S3. */

static const char DOING[] = "comparing the schedules";

/* ?1 the period. What is staged replaces what is known with the same key; the active dates are
 * those of the partner's staged row, else of the known one. */
static GString *after_sql(void)
{
    GString *sql = g_string_new(
        "WITH active AS (SELECT partner_id, active_from, active_to, line FROM staging.partners"
        " UNION ALL SELECT partner_id, active_from, active_to, 0 FROM main.partners"
        "  WHERE period = ?1 AND known_until IS NULL"
        "  AND partner_id NOT IN (SELECT partner_id FROM staging.partners))"
        " SELECT r.partner_id, r.weekday, r.start, r.\"end\", r.effective_from, r.effective_to,"
        " r.line, r.known_row, r.spared, a.active_from, a.active_to, a.line,"
        " a.partner_id IS NOT NULL"
        " FROM (SELECT partner_id, weekday, start, \"end\", effective_from, effective_to, line,"
        "  0 AS known_row, 0 AS spared FROM staging.schedules"
        "  UNION ALL SELECT t.partner_id, t.weekday, t.start, t.\"end\", t.effective_from,"
        "  t.effective_to, t.line, t.row, ");
    fact_spared_append(sql, INPUT_SCHEDULES);
    g_string_append(sql, " FROM main.schedules AS t WHERE ");
    fact_known_append(sql, &fact_tables[INPUT_SCHEDULES]);
    g_string_append(sql, " AND NOT EXISTS (SELECT 1 FROM staging.schedules AS s WHERE ");
    fact_key_match_append(sql, &fact_tables[INPUT_SCHEDULES]);
    g_string_append(sql, ")) AS r LEFT JOIN active AS a ON a.partner_id = r.partner_id"
                         " ORDER BY r.partner_id, r.known_row <> 0,"
                         " instr('MonTueWedThuFriSatSun', r.weekday), r.start, r.effective_from,"
                         " r.\"end\", r.effective_to");
    return sql;
}

bool store_import_schedules_after(store_import *import, GArray *rows, GStringChunk *strings,
                                  GError **error)
{
    g_autoptr(GString) sql = after_sql();
    g_autoptr(statement) list = statement_prepare(import->store, sql->str, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, import->period_text);
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        int on = words_find(words_weekday, statement_text(list, 1));
        if (on < 0) {
            return statement_damaged(import->store, "schedules", error);
        }
        struct schedule_after after = {
            .row = {.partner_id = g_string_chunk_insert_const(strings, statement_text(list, 0)),
                    .weekday = (weekday)on,
                    .start_minute = statement_int32(list, 2),
                    .end_minute = statement_int32(list, 3),
                    .effective = {statement_day(list, 4, DAY_UNBOUNDED_FROM),
                                  statement_day(list, 5, DAY_UNBOUNDED_TO)},
                    .source.line = statement_line(list, 6)},
            .known_row = sqlite3_column_int64(list, 7),
            .spared = statement_int32(list, 8) != 0,
            .active = {statement_day(list, 9, DAY_UNBOUNDED_FROM),
                       statement_day(list, 10, DAY_UNBOUNDED_TO)},
            .partner_line = statement_line(list, 11),
            .partner_known = statement_int32(list, 12) != 0,
        };
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
    if (drop == NULL) {
        return false;
    }
    statement_bind_integer(drop, 1, staged ? after->row.source.line : after->known_row);
    return statement_execute(import->store, drop, DOING, error);
}
