#include "engine/core/money.h"
#include "engine/store/facts/import_private.h"

/* The staged rows become facts: what is gone or has changed is known until this batch, what is new
 * or has changed is known from it. */

static const char DOING[] = "writing the import";

/* Parameters: ?1 the period, ?2 the batch. Adds the rows that it touched to *changed. */
static bool change_run(store_import *import, const char *sql, int64_t batch, int64_t *changed,
                       GError **error)
{
    g_autoptr(statement) change = statement_prepare(import->store, sql, DOING, error);
    if (change == NULL) {
        return false;
    }
    statement_bind_kept(change, 1, import->period_text);
    statement_bind_integer(change, 2, batch);
    if (!statement_execute(import->store, change, DOING, error)) {
        return false;
    }
    *changed += sqlite3_changes64(import->store->db);
    return true;
}

/* Known in the file's scope, gone from the file, and not spared. */
static bool gone_retire(store_import *import, enum input_file file, int64_t batch, int64_t *changed,
                        GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_append_printf(sql,
                           "UPDATE main.%s SET known_until = ?2 WHERE row IN"
                           " (SELECT t.row",
                           table->table.name);
    fact_scope_append(sql, table, "now");
    g_string_append_printf(sql, " AND NOT EXISTS (SELECT 1 FROM staging.%s AS s WHERE ",
                           table->table.name);
    fact_key_match_append(sql, table);
    g_string_append(sql, ") AND NOT (");
    fact_spared_append(sql, file);
    g_string_append(sql, "))");
    return change_run(import, sql->str, batch, changed, error);
}

/* Known, and other in the file. The staged rows lead: what is known may be years long. */
static bool changed_retire(store_import *import, const struct fact_table *table, int64_t batch,
                           int64_t *changed, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_append_printf(sql,
                           "UPDATE main.%s SET known_until = ?2 WHERE row IN"
                           " (SELECT t.row FROM staging.%s AS s CROSS JOIN main.%s AS t WHERE ",
                           table->table.name, table->table.name, table->table.name);
    fact_key_match_append(sql, table);
    g_string_append(sql, " AND ");
    fact_known_append(sql, table);
    g_string_append(sql, " AND ");
    fact_data_differ_append(sql, table);
    g_string_append(sql, ")");
    return change_run(import, sql->str, batch, changed, error);
}

/* A row that is known as it stands meets itself in the index of what is known. */
static bool unknown_insert(store_import *import, const struct fact_table *table, int64_t batch,
                           int64_t *changed, GError **error)
{
    const char *period = table->scope == SCOPE_PERIOD ? "period, " : "";
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_append_printf(sql, "INSERT INTO main.%s (%s", table->table.name, period);
    columns_append(sql, &table->table, COLUMNS_ALL, "");
    g_string_append_printf(sql, ", line, known_from) SELECT %s",
                           table->scope == SCOPE_PERIOD ? "?1, " : "");
    columns_append(sql, &table->table, COLUMNS_ALL, "s.");
    g_string_append_printf(sql, ", s.line, ?2 FROM staging.%s AS s WHERE true ORDER BY ",
                           table->table.name);
    if (table->order) {
        g_string_append(sql, table->order);
    } else {
        columns_append(sql, &table->table, COLUMNS_KEY, "");
    }
    g_string_append_printf(sql, " ON CONFLICT (%s", period);
    fact_unique_append(sql, table);
    g_string_append(sql, ") WHERE known_until IS NULL DO NOTHING");
    return change_run(import, sql->str, batch, changed, error);
}

/* Whether any of the table is known at all: of a first import nothing is gone or has changed. */
static bool known_find(store_import *import, const struct fact_table *table, bool *ret_known,
                       GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_append_printf(sql, "SELECT ?1 FROM main.%s AS t WHERE ", table->table.name);
    fact_known_append(sql, table);
    g_string_append(sql, " LIMIT 1");
    g_autoptr(statement) find = statement_prepare(import->store, sql->str, DOING, error);
    statement_bind_kept(find, 1, import->period_text);
    enum statement_step step =
        find ? statement_next(import->store, find, DOING, error) : STEP_FAILED;
    *ret_known = step == STEP_ROW;
    return step != STEP_FAILED;
}

static bool file_merge(store_import *import, enum input_file file, bool first, int64_t batch,
                       int64_t *changed, GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    struct import_counts *counts = &import->counts[file];
    int64_t inserted = 0;
    if (!store_import_replaces(import, file, first)) {
        return true;
    }
    bool known = false;
    if (!known_find(import, table, &known, error) ||
        (known && table->scope != SCOPE_NONE &&
         !gone_retire(import, file, batch, &counts->retired, error))) {
        return false;
    }
    if ((known && !changed_retire(import, table, batch, &counts->changed, error)) ||
        !unknown_insert(import, table, batch, &inserted, error)) {
        return false;
    }
    counts->added = inserted - counts->changed;
    *changed += counts->retired + counts->changed + inserted;
    return true;
}

/* Held rows are in force until their file is imported again. */
static bool held_rows_merge(store_import *import, int64_t batch, int64_t *changed, GError **error)
{
    static const char RETIRE[] =
        "UPDATE main.held_rows SET known_until = ?2"
        " WHERE period = ?1 AND known_until IS NULL"
        " AND file IN (SELECT file FROM staging.files)"
        " AND (file, line, partner_id, error_line) NOT IN"
        "  (SELECT file, line, partner_id, error_line FROM staging.held_rows)";
    static const char INSERT[] =
        "INSERT INTO main.held_rows (period, file, partner_id, error_line, line, known_from)"
        " SELECT ?1, s.file, s.partner_id, s.error_line, s.line, ?2 FROM staging.held_rows AS s"
        " WHERE NOT EXISTS (SELECT 1 FROM main.held_rows AS t WHERE t.period = ?1"
        "  AND t.file = s.file AND t.line = s.line AND t.partner_id = s.partner_id"
        "  AND t.error_line = s.error_line AND t.known_until IS NULL)";
    return change_run(import, RETIRE, batch, changed, error) &&
           change_run(import, INSERT, batch, changed, error);
}

static bool batch_insert(store_import *import, const char *program_version, int64_t *ret_batch,
                         GError **error)
{
    static const char BATCH[] = "INSERT INTO main.batches (period, program_version, imported_at)"
                                " VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))";
    g_autoptr(statement) insert = statement_prepare(import->store, BATCH, DOING, error);
    if (insert == NULL) {
        return false;
    }
    statement_bind_kept(insert, 1, import->period_text);
    statement_bind_kept(insert, 2, program_version);
    if (!statement_execute(import->store, insert, DOING, error)) {
        return false;
    }
    *ret_batch = sqlite3_last_insert_rowid(import->store->db);
    return true;
}

static bool batch_files_insert(store_import *import, int64_t batch, GError **error)
{
    static const char FILES[] =
        "INSERT INTO main.batch_files (batch, file, sha256, row_count, unused_columns)"
        " SELECT ?2, file, sha256, row_count, unused_columns FROM staging.files";
    int64_t ignored = 0;
    return change_run(import, FILES, batch, &ignored, error);
}

static bool merge(store_import *import, bool first, int64_t batch, int64_t *changed, GError **error)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (!file_merge(import, (enum input_file)file, first, batch, changed, error)) {
            return false;
        }
    }
    return held_rows_merge(import, batch, changed, error) &&
           batch_files_insert(import, batch, error);
}

struct import_counts store_import_counts(const store_import *import, enum input_file file)
{
    return import->counts[file];
}

bool store_import_commit(store_import *import, const char *program_version, int64_t *ret_batch,
                         GError **error)
{
    CHECK(import->in_transaction);
    bool first = false;
    int64_t batch = 0;
    int64_t changed = 0;
    if (!store_import_first(import, &first, error) || !store_import_scopes_fill(import, error) ||
        !batch_insert(import, program_version, &batch, error) ||
        !merge(import, first, batch, &changed, error)) {
        return false;
    }
    /* The same content again: the batch is taken back, and its number with it. */
    bool same = changed == 0 && !first;
    if (!statement_run(import->store, same ? "ROLLBACK" : "COMMIT", DOING, error)) {
        return false;
    }
    import->in_transaction = false;
    *ret_batch = same ? 0 : batch;
    return true;
}
