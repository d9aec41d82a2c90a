#include "engine/core/money.h"
#include "engine/store/facts/import_private.h"
#include "engine/store/tables.h"

static const char DOING[] = "comparing the import with what is known";

bool store_import_replaces(const store_import *import, enum input_file file, bool first)
{
    return import->present[file] || first;
}

/* Runs a query for one number; ?1 is the period. */
static bool number_read(store_import *import, const char *sql, int64_t *ret_number, GError **error)
{
    g_autoptr(statement) read = statement_prepare(import->store, sql, DOING, error);
    if (read == NULL) {
        return false;
    }
    statement_bind_kept(read, 1, import->period_text);
    if (statement_next(import->store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_number = sqlite3_column_int64(read, 0);
    return true;
}

bool store_import_first(store_import *import, bool *ret_first, GError **error)
{
    int64_t found = 0;
    if (!number_read(import, "SELECT EXISTS (SELECT 1 FROM main.batches WHERE period = ?1)", &found,
                     error)) {
        return false;
    }
    *ret_first = found == 0;
    return true;
}

static bool retirement_count(store_import *import, enum input_file file, struct import_check *check,
                             GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    if (table->scope == SCOPE_NONE ||
        !store_import_replaces(import, file, check->first_of_period)) {
        return true;
    }
    g_autoptr(GString) sql = g_string_new("SELECT count(*), count(*) FILTER (WHERE NOT EXISTS"
                                          " (SELECT 1 FROM staging.");
    g_string_append_printf(sql, "%s AS s WHERE ", table->table.name);
    fact_key_match_append(sql, table);
    g_string_append(sql, ") AND NOT (");
    fact_spared_append(sql, file);
    g_string_append(sql, "))");
    fact_scope_append(sql, table, "now");

    g_autoptr(statement) count = statement_prepare(import->store, sql->str, DOING, error);
    if (count == NULL) {
        return false;
    }
    if (table->scope == SCOPE_PERIOD) {
        statement_bind_kept(count, 1, import->period_text);
    }
    if (statement_next(import->store, count, DOING, error) != STEP_ROW) {
        return false;
    }
    check->scope_rows[file] = sqlite3_column_int64(count, 0);
    check->retired_rows[file] = sqlite3_column_int64(count, 1);
    return true;
}

static bool staged_count(store_import *import, enum input_file file, struct import_check *check,
                         GError **error)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM staging.%s WHERE ?1 <> ''",
                                           fact_tables[file].table.name);
    return number_read(import, sql, &check->staged_rows[file], error);
}

/* Whether the month before has rows of that kind. */
static bool before_has_rows(store_import *import, enum input_file file, bool *ret_has,
                            GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    char before[PERIOD_TEXT_SIZE];
    store_period_text(period_add_months(import->period, -1), before);
    g_autoptr(GString) sql = g_string_new("SELECT EXISTS (SELECT 1");
    if (table->scope == SCOPE_NONE) {
        /* The facts are of no period: what an import for that month brought. */
        g_string_append_printf(sql,
                               " FROM main.batches JOIN main.batch_files USING (batch)"
                               " WHERE period = ?1 AND file = '%s' AND row_count > 0",
                               words_input_file[file]);
    } else {
        fact_scope_append(sql, table, "before");
    }
    g_string_append(sql, ")");

    g_autoptr(statement) read = statement_prepare(import->store, sql->str, DOING, error);
    if (read == NULL) {
        return false;
    }
    if (sqlite3_bind_parameter_count(read) > 0) {
        statement_bind_kept(read, 1, before);
    }
    if (statement_next(import->store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_has = sqlite3_column_int(read, 0) != 0;
    return true;
}

static bool missing_find(store_import *import, enum input_file file, struct import_check *check,
                         GError **error)
{
    bool required = file == INPUT_COMPANY || file == INPUT_PARTNERS || file == INPUT_RATES;
    if (required || import->present[file] || !check->first_of_period) {
        return true;
    }
    return before_has_rows(import, file, &check->missing[file], error);
}

static struct zone_change *zone_change_for(store_import *import, sqlite3_stmt *row)
{
    GArray *changes = import->zone_changes;
    const char *partner_id = statement_text(row, 0);
    for (guint i = 0; i < changes->len; i++) {
        struct zone_change *known = &g_array_index(changes, struct zone_change, i);
        if (g_str_equal(known->partner_id, partner_id)) {
            return known;
        }
    }
    struct zone_change change = {
        .partner_id = g_string_chunk_insert_const(import->strings, partner_id),
        .old_timezone = g_string_chunk_insert_const(import->strings, statement_text(row, 1)),
        .new_timezone = g_string_chunk_insert_const(import->strings, statement_text(row, 2)),
        .line = statement_line(row, 3),
    };
    g_array_append_val(changes, change);
    return &g_array_index(changes, struct zone_change, changes->len - 1);
}

/* The partners with a new zone that have rows of this file in the period. */
static bool zone_changes_add(store_import *import, enum input_file file, GError **error)
{
    g_autoptr(GString) sql =
        g_string_new("SELECT z.partner_id, z.timezone, p.timezone, p.line FROM staging.zones AS z"
                     " JOIN staging.partners AS p ON p.partner_id = z.partner_id"
                     " WHERE z.role = 'old' AND EXISTS (SELECT 1");
    fact_scope_append(sql, &fact_tables[file], "old");
    g_string_append(sql, " AND x.partner_id = z.partner_id) ORDER BY z.partner_id");

    g_autoptr(statement) list = statement_prepare(import->store, sql->str, DOING, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(import->store, list, DOING, error)) == STEP_ROW) {
        zone_change_for(import, list)->files[file] = true;
    }
    return step == STEP_DONE;
}

static gint zone_change_compare(gconstpointer a, gconstpointer b)
{
    const struct zone_change *first = a;
    const struct zone_change *second = b;
    return g_strcmp0(first->partner_id, second->partner_id);
}

static bool zone_changes_find(store_import *import, struct import_check *check, GError **error)
{
    g_array_set_size(import->zone_changes, 0);
    for (int i = 0; i < INPUT_FILE_COUNT; i++) {
        enum input_file file = (enum input_file)i;
        enum fact_scope scope = fact_tables[file].scope;
        bool placed = scope == SCOPE_START || scope == SCOPE_OVERLAP;
        if (placed && !import->present[file] && !zone_changes_add(import, file, error)) {
            return false;
        }
    }
    g_array_sort(import->zone_changes, zone_change_compare);
    check->zone_changes = (const struct zone_change *)(const void *)import->zone_changes->data;
    check->zone_change_count = import->zone_changes->len;
    return true;
}

bool store_import_check(store_import *import, struct import_check *ret_check, GError **error)
{
    CHECK(import->in_transaction);
    struct import_check check = {0};
    if (!store_import_scopes_fill(import, error) ||
        !store_import_first(import, &check.first_of_period, error)) {
        return false;
    }
    for (int i = 0; i < INPUT_FILE_COUNT; i++) {
        enum input_file file = (enum input_file)i;
        if (!staged_count(import, file, &check, error) ||
            !retirement_count(import, file, &check, error) ||
            !missing_find(import, file, &check, error)) {
            return false;
        }
    }
    if (!zone_changes_find(import, &check, error) ||
        !store_import_lost_partners_find(import, &check, error)) {
        return false;
    }
    *ret_check = check;
    return true;
}
