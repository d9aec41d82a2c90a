#include "importers/exports.h"

#include <glib/gstdio.h>
#include <string.h>

#include "importers/text/lines.h"
#include "importers/usual.h"

static const char SOURCES_INI[] = "sources.ini";

/* The order of its issues: before all files, for it says how they are read. */
enum { ORDER = 0 };

/* ---- sources.ini --------------------------------------------------------------------------------- */

/* Its lines as the store keeps them, what all exports have in common with each of them. A section of no
 * input file is an issue and is never kept. */
static void rows_of_ini(const struct ini *ini, struct reading *reading, GArray *rows)
{
    for (guint i = 0; i < ini->entries->len; i++) {
        const struct ini_entry *entry = &g_array_index(ini->entries, struct ini_entry, i);
        if (strcmp(entry->section, SOURCE_ALL) == 0) {
            continue;
        }
        g_autofree char *name = g_strndup(entry->section, strcspn(entry->section, " "));
        const int file = words_find(words_input_file, name);
        const struct source_row row = {
            .file = (enum input_file)MAX(file, 0),
            .section = g_string_chunk_insert(reading->strings, entry->section),
            .key = g_string_chunk_insert(reading->strings, entry->key ? entry->key : ""),
            .value = g_string_chunk_insert(reading->strings, entry->key ? entry->value : ""),
            .source = {.line = entry->line}};
        g_array_append_val(rows, row);
    }
}

static void ini_of_rows(struct ini *ini, const GArray *rows, struct issues *issues)
{
    ini_init(ini, SOURCES_INI, ORDER, issues);
    for (guint i = 0; i < rows->len; i++) {
        const struct source_row *row = &g_array_index(rows, struct source_row, i);
        const bool begins = row->key[0] == '\0';
        const struct ini_entry entry = {row->section, begins ? NULL : row->key,
                                        begins ? row->section : row->value, row->source.line};
        ini_add(ini, &entry);
    }
}

bool exports_source_read(struct reading *reading, const char *path, const char *directory,
                         struct source **ret_source, GArray *rows, GError **error)
{
    struct ini ini;
    g_autofree char *own = g_build_filename(directory, SOURCES_INI, NULL);
    const bool given = path || g_file_test(own, G_FILE_TEST_EXISTS);
    if (given) {
        ini_read(path ? path : own, SOURCES_INI, ORDER, INI_KEYS_ANY, reading->issues, &ini);
    } else if (store_import_sources(reading->import, rows, reading->strings, error)) {
        ini_of_rows(&ini, rows, reading->issues);
    } else {
        return false;
    }
    *ret_source = ini.entries->len > 0 ? source_read(&ini) : NULL;
    if (given) {
        rows_of_ini(&ini, reading, rows);
    }
    ini_clear(&ini);
    return true;
}

/* ---- the directory ------------------------------------------------------------------------------- */

static void place_issue(struct reading *reading, const char *file, enum input_file order,
                        enum issue_code code, const char *found, const char *expected,
                        const char *mend)
{
    const struct issue_place place = {file, (uint32_t)order, 1, NULL, 0};
    issues_add(reading->issues, &place, code, found, expected, mend, NULL);
}

/* "a.csv (12345 bytes, 2026-11-02 10:00)". */
static const char *file_told(struct reading *reading, const struct export *export)
{
    GStatBuf status = {.st_size = 0};
    g_stat(export->path, &status);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local((gint64)status.st_mtime);
    g_autofree char *moment = time ? g_date_time_format(time, "%Y-%m-%d %H:%M") : g_strdup("");
    return issue_print(reading->strings, "%s (%" G_GINT64_FORMAT " bytes, %s)",
                       issue_escape(reading->strings, export->name), (gint64)status.st_size,
                       moment);
}

/* Those that a pass has from `first` on are to be one. */
static void several_check(struct reading *reading, GArray *exports, guint first)
{
    const struct export *export = &g_array_index(exports, struct export, first);
    if (exports->len - first < 2 || export->pass->join) {
        return;
    }
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = first; i < exports->len; i++) {
        g_string_append_printf(all, "%s%s", i > first ? ", " : "",
                               file_told(reading, &g_array_index(exports, struct export, i)));
    }
    place_issue(reading, SOURCES_INI, export->pass->file, ISSUE_SEVERAL_FILES, export->pass->glob,
                issue_print(reading->strings, "one file that fits, and these do: %s", all->str),
                NULL);
    g_array_set_size(exports, first + 1); /* what is wrong with both is no news */
}

static void pass_find(struct reading *reading, const struct source_pass *pass,
                      const char *directory, const GPtrArray *names, GArray *exports)
{
    const guint before = exports->len;
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *path = g_build_filename(directory, name, NULL);
        if (!g_pattern_match_simple(pass->glob, name) || !g_utf8_validate(name, -1, NULL)) {
            continue;
        }
        if (g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
            place_issue(reading, name, pass->file, ISSUE_UNREADABLE_FILE, "a link",
                        "a file of this directory itself", "put the file in its place");
        } else if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            const struct export export = {pass, g_string_chunk_insert(reading->strings, name),
                                          g_string_chunk_insert(reading->strings, path)};
            g_array_append_val(exports, export);
        }
    }
    if (exports->len > before) {
        several_check(reading, exports, before);
    }
}

/* A file of the name that ours has, which no pass reads, beside one that a pass does. */
static void ours_check(struct reading *reading, enum input_file file, const GArray *exports,
                       guint first)
{
    const struct export *other = &g_array_index(exports, struct export, first);
    for (guint i = first; i < exports->len; i++) {
        if (strcmp(g_array_index(exports, struct export, i).name, words_input_file[file]) == 0) {
            return;
        }
    }
    place_issue(reading, words_input_file[file], file, ISSUE_SEVERAL_FILES, words_input_file[file],
                issue_print(reading->strings, "this file or %s, which sources.ini names for it",
                            issue_escape(reading->strings, other->name)),
                "move one of the two out of this directory");
}

/* ---- a name that no file has ---------------------------------------------------------------------- */

/* Whether some pass reads it, or it is ours, or no table. */
static bool is_spoken_for(const struct source *source, const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *small = g_ascii_strdown(name, -1);
    const bool table = g_str_has_suffix(small, ".csv") || g_str_has_suffix(small, ".tsv") ||
                       g_str_has_suffix(small, ".txt");
    bool taken = !table || *name == '.' || words_find(words_input_file, name) >= 0 ||
                 !g_utf8_validate(name, -1, NULL) || !g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
                 g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    for (guint i = 0; i < source->passes->len && !taken; i++) {
        const struct source_pass *pass = g_ptr_array_index(source->passes, i);
        taken = g_pattern_match_simple(pass->glob, name);
    }
    return taken;
}

/* How many bytes they begin with alike, capitals aside. */
static size_t common_length(const char *a, const char *b)
{
    size_t length = 0;
    while (a[length] && g_ascii_tolower(a[length]) == g_ascii_tolower(b[length])) {
        length++;
    }
    return length;
}

/* How likely the name is what the pass means; 1: it is a table that nobody reads. */
static size_t name_likeness(const struct source_pass *pass, const char *name)
{
    enum { BEGINNING = 3, CALLED = 2, CAPITALS = 10000 };
    g_autofree char *small = g_utf8_strdown(name, -1);
    g_autofree char *glob = g_utf8_strdown(pass->glob, -1);
    const size_t common = common_length(glob, small);
    return g_pattern_match_simple(glob, small)   ? CAPITALS
           : common >= BEGINNING                 ? common
           : usual_file(name) == (int)pass->file ? CALLED
                                                 : 1;
}

/* What `file` would have to be for this name, and for next month's where it is near: "Report*.csv". The
 * caller frees. */
static char *glob_for(const struct source_pass *pass, const char *name)
{
    enum { BEGINNING = 3 };
    const char *dot = strrchr(name, '.');
    size_t kept = common_length(pass->glob, name);
    const bool whole = kept == strlen(name) || kept < BEGINNING || name + kept > dot;
    while (!whole && kept > 0 && strchr(" -_.", name[kept - 1])) {
        kept--;
    }
    return whole || kept < BEGINNING ? g_strdup(name)
                                     : g_strdup_printf("%.*s*%s", (int)kept, name, dot);
}

/* "is it A.csv? Write file = A*.csv there": of the names that are there and nobody reads; else what is told
 * of any file. */
static const char *meant_find(struct reading *reading, const struct source *source,
                              const struct source_pass *pass, const char *directory,
                              const GPtrArray *names)
{
    enum { NAMED = 3 };
    g_autoptr(GPtrArray) likely = g_ptr_array_new();
    size_t most = 0;
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        const size_t like = is_spoken_for(source, directory, name) ? 0 : name_likeness(pass, name);
        if (like > most) {
            g_ptr_array_set_size(likely, 0);
            most = like;
        }
        if (like > 0 && like == most && likely->len < NAMED) {
            g_ptr_array_add(likely, (char *)issue_escape(reading->strings, name));
        }
    }
    if (likely->len != 1) {
        g_ptr_array_add(likely, NULL);
        g_autofree char *several = g_strjoinv(" or ", (char **)likely->pdata);
        return *several
                   ? issue_print(reading->strings, "is it %s? Correct file in [%s] of sources.ini",
                                 several, pass->name)
                   : issue_print(reading->strings, "add it, or correct file in [%s] of sources.ini",
                                 pass->name);
    }
    g_autofree char *glob = glob_for(pass, likely->pdata[0]);
    return issue_print(reading->strings, "is it %s? Write file = %s in [%s] of sources.ini",
                       (const char *)likely->pdata[0], glob, pass->name);
}

void exports_unfitted_tell(struct reading *reading, const struct unfitted *unfitted)
{
    const struct source_pass *pass = unfitted->pass;
    const struct issue_place place = {SOURCES_INI, (uint32_t)pass->file, pass->line, "file", 0};
    issues_add(reading->issues, &place, ISSUE_MISSING_FILE, pass->glob,
               issue_print(reading->strings, "a file of that name for [%s]", pass->name),
               unfitted->mend, NULL);
}

void exports_find(struct reading *reading, const struct source *source, const char *directory,
                  const GPtrArray *names, int only, GArray *exports)
{
    for (int i = 0; i < INPUT_FILE_COUNT; i++) {
        const enum input_file file = (enum input_file)i;
        const guint before = exports->len;
        struct unfitted lacking = {NULL, NULL};
        const struct source_pass *pass = NULL;
        while ((pass = source_pass_next(source, file, pass)) && (only < 0 || only == i)) {
            const guint count = exports->len;
            pass_find(reading, pass, directory, names, exports);
            if (exports->len == count && !lacking.pass) {
                lacking =
                    (struct unfitted){pass, meant_find(reading, source, pass, directory, names)};
            }
        }
        if (exports->len == before) {
            reading->unfitted[file] = lacking; /* it may be there as ours, or be missing */
            continue;
        }
        if (lacking.pass) {
            exports_unfitted_tell(reading, &lacking);
        }
        if (reading->present[file]) {
            ours_check(reading, file, exports, before);
        }
        reading->present[file] = true;
    }
}

bool exports_have(const GArray *exports, enum input_file file)
{
    for (guint i = 0; i < exports->len; i++) {
        if (g_array_index(exports, struct export, i).pass->file == file) {
            return true;
        }
    }
    return false;
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* What other passes read or leave of the same export is nothing that nobody reads. */
static void elsewhere_fill(struct translation *translation, const struct export *export,
                           const GArray *exports)
{
    for (guint i = 0; i < exports->len; i++) {
        const struct export *other = &g_array_index(exports, struct export, i);
        if (other->pass != export->pass && strcmp(other->name, export->name) == 0) {
            translation_leave(translation, other->pass);
        }
    }
}

/* A file in our headings tells only when it is read whether it has a column timezone. */
static void own_zones_check(struct reading *reading, const struct export *export,
                            const struct csv_summary *summary)
{
    const bool asked = export->pass->own && export->pass->file == INPUT_APPOINTMENTS;
    const struct input_table *table = input_table_of(export->pass->file);
    if (asked && !summary->absent[input_column_find(table, "timezone")] &&
        source_zone_of(export->pass, input_column_find(table, "start"))) {
        place_issue(reading, SOURCES_INI, export->pass->file, ISSUE_TWO_ZONES, export->pass->name,
                    issue_print(reading->strings,
                                "one zone for a start: zone of [%s], or the column timezone of %s",
                                export->pass->name, issue_escape(reading->strings, export->name)),
                    NULL);
    }
}

/* again: of a file that an earlier pass read, so that its hash stays the file's. */
static void summary_add(struct csv_summary *all, const struct csv_summary *one, bool again,
                        GString *hashes, GStringChunk *strings)
{
    const bool first = hashes->len == 0;
    if (!again) {
        g_string_append_printf(hashes, "%s\n", one->sha256);
    }
    if (first) {
        *all = *one;
        return;
    }
    if (!again) {
        sha256_of(hashes->str, hashes->len, all->sha256);
    }
    all->record_count += one->record_count;
    all->ends_open |= one->ends_open;
    all->incomplete |= one->incomplete;
    for (size_t i = 0; i < CSV_COLUMNS_MAX; i++) {
        all->absent[i] &= one->absent[i];
    }
    if (*one->unused_columns && strcmp(all->unused_columns, one->unused_columns) != 0) {
        all->unused_columns = issue_print(strings, "%s%s%s", all->unused_columns,
                                          *all->unused_columns ? ", " : "", one->unused_columns);
    }
}

/* The lines of the exports before it, but for those of the same one in an earlier pass. */
static uint32_t base_find(GHashTable *bases, const char *name, uint32_t next)
{
    gpointer known = NULL;
    return g_hash_table_lookup_extended(bases, name, NULL, &known) ? GPOINTER_TO_UINT(known) : next;
}

/* For what is told of rows when all files are read. */
static void read_note(struct reading *reading, const struct export *export,
                      const struct translation *translation, const struct csv_summary *summary,
                      uint32_t base)
{
    struct export_read read = {.file = export->pass->file,
                               .name = export->name,
                               .base = base,
                               .lines = summary->line_count};
    g_autofree char *moved = translation_moved(translation, summary);
    read.moved = moved ? g_string_chunk_insert(reading->strings, moved) : NULL;
    translation_starts(translation, summary, read.starts);
    for (int day = MON; day <= SUN; day++) {
        const char *start = read.starts[day];
        read.starts[day] = start ? g_string_chunk_insert_const(reading->strings, start) : NULL;
    }
    g_array_append_val(reading->exports_read, read);
}

bool exports_read(struct reading *reading, const GArray *exports, enum input_file file,
                  struct csv_summary *ret_summary, GPtrArray *told, GArray *rows, GError **error)
{
    g_autoptr(GString) hashes = g_string_new(NULL);
    g_autoptr(GHashTable) bases = g_hash_table_new(g_str_hash, g_str_equal);
    uint32_t next = 0;
    bool done = true;
    for (guint i = 0; i < exports->len && done; i++) {
        const struct export *export = &g_array_index(exports, struct export, i);
        if (export->pass->file != file) {
            continue;
        }
        struct csv_summary summary;
        struct record_counts counts;
        const uint32_t base = base_find(bases, export->name, next);
        g_autoptr(translation) translation =
            translation_new(export->pass, export->name, reading->import);
        elsewhere_fill(translation, export, exports);
        done = (!export->pass->lists_overlapping ||
                store_import_overlapping(reading->import, file, error)) &&
               table_translate(reading, translation, export->path, base, &summary, &counts, error);
        if (!done) {
            break;
        }
        translation_finish(translation, &summary, reading->hold_bad, reading->issues, told);
        translation_account(translation, &summary, &counts, base, rows, reading->strings);
        read_note(reading, export, translation, &summary, base);
        translation_absent(translation, &summary);
        own_zones_check(reading, export, &summary);
        summary.record_count = counts.rows;
        summary_add(ret_summary, &summary, base != next, hashes, reading->strings);
        g_clear_pointer(&summary.ignored_columns, g_ptr_array_unref);
        if (base == next) {
            g_hash_table_insert(bases, (char *)export->name, GUINT_TO_POINTER(base));
            next += summary.line_count;
        }
    }
    return done;
}
