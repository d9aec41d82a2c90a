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
    const struct column *partner_id = column_find(&table->table, "partner_id");
    bool other_partner = partner_id && !partner_id->key;
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_append_printf(sql, "SELECT line, %s FROM staging.%s WHERE (",
                           other_partner ? "partner_id" : "NULL", table->table.name);
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
    *ret_first_partner = other_partner ? g_strdup(statement_text(find, 1)) : NULL;
    return STAGE_DUPLICATE;
}

/* INSERT OR IGNORE: where nothing was inserted, the key was there. */
enum stage_result store_stage(store_import *import, enum input_file file, const void *row,
                              uint32_t *ret_first_line, char **ret_first_partner, GError **error)
{
    CHECK(import->in_transaction);
    if (file == INPUT_PARTNERS) {
        import->scopes_done = false;
    }
    const struct fact_table *table = &fact_tables[file];
    sqlite3_stmt *insert = import->stage[file];
    int line = columns_bind(insert, 1, &table->table, COLUMNS_ALL, row);
    const struct fact_source *source = (const void *)((const char *)row + table->source);
    statement_bind_integer(insert, line, source->line);
    if (!statement_execute(import->store, insert, DOING, error)) {
        return STAGE_FAILED;
    }
    if (sqlite3_changes(import->store->db) == 0) {
        return first_find(import, file, row, ret_first_line, ret_first_partner, error);
    }
    return STAGE_DONE;
}
