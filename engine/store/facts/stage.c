#include "engine/core/check.h"
#include "engine/store/facts/import_private.h"
#include "engine/store/tables.h"

static const char DOING[] = "staging the rows of the import";

/* Where the row that has the key already came from. */
static enum stage_result first_find(store_import *import, enum input_file file, const void *row,
                                    uint32_t *ret_first_line, char **ret_first_partner,
                                    GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    const char *partner = ret_first_partner != NULL ? ", partner_id" : "";
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_append_printf(sql, "SELECT line%s FROM staging.%s WHERE (", partner,
                           table->table.name);
    columns_append(sql, &table->table, COLUMNS_KEY, "");
    g_string_append(sql, ") IS (?");
    for (size_t i = 1; i < table->table.column_count; i++) {
        g_string_append(sql, table->table.columns[i].key ? ", ?" : "");
    }
    g_string_append(sql, ")");
    g_autoptr(statement) find = statement_prepare(import->store, sql->str, DOING, error);
    if (find == NULL) {
        return STAGE_FAILED;
    }
    columns_bind(find, 1, &table->table, COLUMNS_KEY, row);
    if (statement_next(import->store, find, DOING, error) != STEP_ROW) {
        return STAGE_FAILED;
    }
    *ret_first_line = statement_line(find, 0);
    if (ret_first_partner != NULL) {
        *ret_first_partner = g_strdup(statement_text(find, 1));
    }
    return STAGE_DUPLICATE;
}

/* INSERT OR IGNORE: where nothing was inserted, the key was there. */
static enum stage_result row_stage(store_import *import, enum input_file file, const void *row,
                                   uint32_t *ret_first_line, char **ret_first_partner,
                                   GError **error)
{
    CHECK(import->in_transaction);
    const struct fact_table *table = &fact_tables[file];
    sqlite3_stmt *insert = import->stage[file];
    int line = columns_bind(insert, 1, &table->table, COLUMNS_ALL, row);
    statement_bind_integer(insert, line,
                           *(const uint32_t *)(const void *)((const char *)row + table->line));
    if (!statement_execute(import->store, insert, DOING, error)) {
        return STAGE_FAILED;
    }
    if (sqlite3_changes(import->store->db) == 0) {
        return first_find(import, file, row, ret_first_line, ret_first_partner, error);
    }
    return STAGE_DONE;
}

enum stage_result store_stage_ini(store_import *import, enum input_file file,
                                  const struct ini_row *row, uint32_t *ret_first_line,
                                  GError **error)
{
    CHECK(file == INPUT_COMPANY || file == INPUT_POLICY);
    return row_stage(import, file, row, ret_first_line, NULL, error);
}

enum stage_result store_stage_partner(store_import *import, const struct partner_row *row,
                                      uint32_t *ret_first_line, GError **error)
{
    import->scopes_done = false;
    store_import_zones_forget(import);
    return row_stage(import, INPUT_PARTNERS, row, ret_first_line, NULL, error);
}

enum stage_result store_stage_rate(store_import *import, const struct partner_rate_row *row,
                                   uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_RATES, row, ret_first_line, NULL, error);
}

enum stage_result store_stage_schedule(store_import *import, const struct partner_schedule_row *row,
                                       uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_SCHEDULES, row, ret_first_line, NULL, error);
}

enum stage_result store_stage_block(store_import *import, const struct block_row *row,
                                    uint32_t *ret_first_line, char **ret_first_partner,
                                    GError **error)
{
    return row_stage(import, INPUT_BLOCKS, row, ret_first_line, ret_first_partner, error);
}

enum stage_result store_stage_appointment(store_import *import, const struct appointment_row *row,
                                          uint32_t *ret_first_line, char **ret_first_partner,
                                          GError **error)
{
    return row_stage(import, INPUT_APPOINTMENTS, row, ret_first_line, ret_first_partner, error);
}

enum stage_result store_stage_other_work(store_import *import, const struct other_work_row *row,
                                         uint32_t *ret_first_line, char **ret_first_partner,
                                         GError **error)
{
    return row_stage(import, INPUT_OTHER_WORK, row, ret_first_line, ret_first_partner, error);
}

enum stage_result store_stage_case(store_import *import, const struct case_row *row,
                                   uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_CASES, row, ret_first_line, NULL, error);
}

enum stage_result store_stage_extra_session(store_import *import,
                                            const struct extra_session_row *row,
                                            uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_EXTRA_SESSIONS, row, ret_first_line, NULL, error);
}

enum stage_result store_stage_holiday(store_import *import, const struct holiday_row *row,
                                      uint32_t *ret_first_line, GError **error)
{
    return row_stage(import, INPUT_HOLIDAYS, row, ret_first_line, NULL, error);
}
