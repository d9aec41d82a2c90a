#include "engine/run/standing/shipped.h"

#include <string.h>

#include "engine/run/results/restore.h"
#include "engine/store/tables.h"
#include "reports/text.h"

/* Areas or holidays of both states. */
struct shipped_table {
    enum input_file file;
    const GArray *was;
    const GArray *is;
    size_t row_size;
};

/* ---- rows -------------------------------------------------------------------------------------------- */

static const void *row_at(const struct shipped_table *of, const GArray *rows, guint index)
{
    return rows->data + (size_t)index * of->row_size;
}

static struct fact_source source_of(const struct shipped_table *of, const void *row)
{
    CHECK(row);
    return *(const struct fact_source *)(const void *)((const char *)row +
                                                       fact_tables[of->file].source);
}

/* The caller frees. */
static GBytes *key_of(const struct shipped_table *of, const void *row)
{
    const struct table *table = &fact_tables[of->file].table;
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].key) {
            column_bytes_append(bytes, &table->columns[i], row);
        }
    }
    return g_string_free_to_bytes(g_steal_pointer(&bytes));
}

static bool rows_same(const struct shipped_table *of, const void *one, const void *other)
{
    const struct table *table = &fact_tables[of->file].table;
    bool same = true;
    for (size_t i = 0; i < table->column_count; i++) {
        same &= column_same(&table->columns[i], one, other);
    }
    return same;
}

static void change_add(const struct shipped_table *of, const struct month_setup *setup,
                       const void *before, const void *after, store_standing_changes *changes)
{
    struct store_standing_change change = {.file = of->file,
                                           .period = setup->view.period,
                                           .before = before,
                                           .after = after,
                                           .source = source_of(of, after ? after : before),
                                           .imported_by = ""};
    change.source.line = after ? change.source.line : 0;
    g_array_append_val(changes->changes, change);
}

/* By key, those of files that changed; a key has one row. */
static void table_look(const struct shipped_table *of, const struct month_setup *setup,
                       GHashTable *changed, store_standing_changes *changes)
{
    g_autoptr(GHashTable) was = g_hash_table_new_full(
        g_bytes_hash, g_bytes_equal, (GDestroyNotify)(void (*)(void))g_bytes_unref, NULL);
    for (guint i = 0; i < of->was->len; i++) {
        const void *row = row_at(of, of->was, i);
        if (g_hash_table_contains(changed, source_of(of, row).file)) {
            g_hash_table_insert(was, key_of(of, row), (gpointer)row);
        }
    }
    for (guint i = 0; i < of->is->len; i++) {
        const void *row = row_at(of, of->is, i);
        g_autoptr(GBytes) key = key_of(of, row);
        const void *before = g_hash_table_lookup(was, key);
        if (!g_hash_table_contains(changed, source_of(of, row).file)) {
            continue;
        }
        if (!before || !rows_same(of, before, row)) {
            change_add(of, setup, before, row, changes);
        }
        g_hash_table_remove(was, key);
    }
    for (guint i = 0; i < of->was->len; i++) {
        const void *row = row_at(of, of->was, i);
        g_autoptr(GBytes) key = key_of(of, row);
        if (g_hash_table_lookup(was, key) == row) {
            change_add(of, setup, row, NULL, changes);
        }
    }
}

/* ---- files ------------------------------------------------------------------------------------------- */

static void file_add(const char *name, const char *change, const char *from, const char *to,
                     change_list *list)
{
    g_autofree char *file = g_strdup_printf("holidays/%s", name);
    change_list_add(list, &(struct report_change){.partner_id = "",
                                                  .legal_name = "",
                                                  .period = "",
                                                  .change = change,
                                                  .file = file,
                                                  .row = "",
                                                  .column = "",
                                                  .from = from,
                                                  .to = to,
                                                  .source = name,
                                                  .imported_by = ""});
}

/* Names of files that both have, with other bytes; those that one alone has are told. */
static GHashTable *files_look(const struct shipped_holidays *shipped, GHashTable *was,
                              change_list *list)
{
    g_autoptr(GHashTable) changed = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GList) left = NULL;
    for (guint i = 0; i < shipped->sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(shipped->sources, i);
        const char *hash = g_hash_table_lookup(was, source->name);
        if (!hash) {
            g_autofree char *rows = g_strdup_printf("%u rows", source->rows);
            file_add(source->name, "new", "", rows, list);
        } else if (strcmp(hash, source->sha256) != 0) {
            g_hash_table_add(changed, (gpointer)source->name);
        }
        g_hash_table_remove(was, source->name);
    }
    left = g_list_sort(g_hash_table_get_keys(was), (GCompareFunc)(void (*)(void))strcmp);
    for (const GList *name = left; name; name = name->next) {
        file_add(name->data, "gone", "the file", "", list);
    }
    return g_steal_pointer(&changed);
}

bool shipped_changes_find(const struct month_setup *setup, const struct issue_head *since,
                          struct shipped_holidays *ret_was, store_standing_changes *changes,
                          change_list *list, GError **error)
{
    const struct shipped_holidays *shipped = &setup->shipped;
    g_autoptr(GHashTable) was = store_issue_holidays_load(setup->store, since->seq, error);
    if (!was) {
        return false;
    }
    if (g_hash_table_size(was) == 0 || !shipped->sources) {
        return true;
    }
    g_autoptr(GHashTable) changed = files_look(shipped, was, list);
    g_autoptr(issues) issues = issues_new();
    struct temporary_directory directory = {0};
    if (g_hash_table_size(changed) == 0) {
        return true;
    }
    const bool read = restore_holidays(setup->store, since, &directory, error) &&
                      shipped_holidays_read(directory.path, issues, ret_was, error);
    temporary_directory_remove(&directory);
    if (read) {
        const struct shipped_table tables[] = {
            {INPUT_AREAS, ret_was->areas, shipped->areas, sizeof(struct area_row)},
            {INPUT_HOLIDAYS, ret_was->holidays, shipped->holidays, sizeof(struct holiday)}};
        for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
            table_look(&tables[i], setup, changed, changes);
        }
    }
    return read;
}
