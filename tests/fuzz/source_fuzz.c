#include <glib/gstdio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/core/money.h"
#include "importers/source.h"
#include "importers/text/zone.h"
#include "importers/translate.h"

/* Any bytes as a sources.ini and, behind a NUL, an export that is read by it: no crash, and what is handed
 * on is valid text of columns that it names. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Files without a name, which leave nothing behind. */
static const char *scratch_path(char path[40])
{
    if (path[0] == '\0') {
        char name[] = "/tmp/source_fuzz_XXXXXX";
        int file = g_mkstemp(name);
        CHECK(file >= 0 && g_unlink(name) == 0);
        g_snprintf(path, 40, "/proc/self/fd/%d", file);
    }
    return path;
}

static void bytes_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

/* A store without partners: nobody has a name. */
static store_import *import_make(void)
{
    static store_import *import;
    if (!import) {
        g_autofree char *directory = g_dir_make_tmp("source_fuzz_XXXXXX", NULL);
        g_autofree char *path = g_build_filename(directory, "store.db", NULL);
        store *store = store_open(path, NULL);
        CHECK(store);
        import = store_import_begin(store, period_from_month(2026, 10), "fuzz", zone_clock, NULL);
        CHECK(import && g_unlink(path) == 0);
        g_rmdir(directory);
    }
    return import;
}

struct reading {
    struct translation *translation;
    const struct source_pass *pass;
};

static bool record_check(const struct csv_record *record, void *user_data, GError **error)
{
    const struct reading *reading = user_data;
    const size_t count = input_table_of(reading->pass->file)->column_count;
    struct translated_row row;
    translation_begin(reading->translation, record);
    (void)error;
    while (translation_next(reading->translation, &row, NULL)) {
        CHECK(row.record.line == record->line && row.flawed < (int)count);
        for (size_t i = 0; i < count; i++) {
            CHECK(g_utf8_validate(row.record.values[i], -1, NULL));
            CHECK(g_utf8_validate(row.found[i], -1, NULL));
        }
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char ini_path[40];
    static char csv_path[40];
    const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
    const size_t length = end ? (size_t)(end - data) : size;
    bytes_write(scratch_path(ini_path), data, length);
    bytes_write(scratch_path(csv_path), end ? end + 1 : data, end ? size - length - 1 : 0);
    g_autoptr(issues) found = issues_new();
    struct ini ini;
    ini_read(ini_path, "sources.ini", 0, INI_KEYS_ANY, found, &ini);
    g_autoptr(source) source = source_read(&ini);
    g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct source_row));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    for (guint i = 0; i < source->passes->len && found->count == 0; i++) {
        const struct source_pass *pass = g_ptr_array_index(source->passes, i);
        g_autoptr(translation) translation = translation_new(pass, "fuzz.csv", import_make());
        struct reading reading = {translation, pass};
        const struct csv_format format = translation_format(translation);
        const struct record_counts counts = {0};
        struct csv_summary summary;
        CHECK(csv_file_read(csv_path, &format, record_check, &reading, found, &summary, NULL));
        translation_finish(translation, &summary, false, found, told);
        translation_account(translation, &summary, &counts, 0, rows, strings);
        translation_absent(translation, &summary);
        g_clear_pointer(&summary.ignored_columns, g_ptr_array_unref);
    }
    issues_sort(found);
    for (uint32_t i = 0; i < found->listed->len; i++) {
        g_autofree char *line = issue_line(issues_at(found, i));
        CHECK(g_utf8_validate(line, -1, NULL) && !strchr(line, '\n'));
    }
    ini_clear(&ini);
    return 0;
}
