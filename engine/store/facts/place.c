#include "engine/store/facts/place.h"

#include <string.h>

#include "engine/store/db.h"

static const char DOING[] = "reading what was read by sources.ini";

/* An export that a batch read for a file. */
struct export
{
    const char *name; /* as long as the program */
    uint32_t base;    /* its lines come after so many */
};

/* Of what was in force at the batch, in its period; the last first. */
static GArray *exports_load(store *store, enum input_file file, int64_t batch, GError **error)
{
    static const char SQL[] =
        "SELECT t.section, t.line FROM sources AS t JOIN batches AS b ON b.batch = ?1"
        " WHERE t.period = b.period AND t.file = ?2 AND t.key = '" SOURCE_LINES "'"
        " AND t.known_from <= ?1 AND (t.known_until IS NULL OR t.known_until > ?1)"
        " ORDER BY t.line DESC, t.section";
    GArray *exports = g_array_new(FALSE, FALSE, sizeof(struct export));
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, batch);
    statement_bind_text(list, 2, words_input_file[file]);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const char *section = statement_text(list, 0);
        const char *name = strstr(section, ": ");
        const struct export export = {g_intern_string(name ? name + strlen(": ") : section),
                                      statement_line(list, 1)};
        g_array_append_val(exports, export);
    }
    if (step != STEP_DONE) {
        g_clear_pointer(&exports, g_array_unref);
    }
    return exports;
}

bool store_source_place(store *store, enum input_file file, uint32_t line, int64_t batch,
                        struct fact_source *ret_source, GError **error)
{
    if (file == INPUT_DECISIONS && line == 0) {
        *ret_source = (struct fact_source){.file = SOURCE_DECIDE};
        return true;
    }
    if (!store->exports) {
        store->exports = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                               (GDestroyNotify)g_array_unref);
    }
    const int64_t key = batch * INPUT_FILE_COUNT + (int64_t)file;
    GArray *exports = g_hash_table_lookup(store->exports, &key);
    if (!exports) {
        exports = exports_load(store, file, batch, error);
        if (!exports) {
            return false;
        }
        g_hash_table_insert(store->exports, g_memdup2(&key, sizeof key), exports);
    }
    *ret_source = (struct fact_source){.file = words_input_file[file], .line = line};
    for (guint i = 0; i < exports->len; i++) {
        const struct export *export = &g_array_index(exports, struct export, i);
        if (line > export->base || i + 1 == exports->len) {
            ret_source->file = export->name;
            ret_source->line = line - MIN(line, export->base);
            break;
        }
    }
    return true;
}
