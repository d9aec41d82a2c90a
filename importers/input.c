#include "importers/input.h"

#include <string.h>

#include "engine/core/money.h"
#include "engine/core/near.h"
#include "engine/store/rows.h"
#include "importers/exports.h"
#include "importers/input_gates.h"
#include "importers/row.h"
#include "importers/text/lines.h"
#include "importers/text/zone.h"

const struct input_table *input_table_of(enum input_file file)
{
    static const struct input_table *const tables[INPUT_FILE_COUNT] = {
        [INPUT_AREAS] = &areas_table,
        [INPUT_PARTNERS] = &partners_table,
        [INPUT_RATES] = &rates_table,
        [INPUT_SCHEDULES] = &schedules_table,
        [INPUT_BLOCKS] = &blocks_table,
        [INPUT_CASES] = &cases_table,
        [INPUT_EXTRA_SESSIONS] = &extra_sessions_table,
        [INPUT_APPOINTMENTS] = &appointments_table,
        [INPUT_OTHER_WORK] = &other_work_table,
        [INPUT_HOLIDAYS] = &holidays_table,
        [INPUT_DECISIONS] = &decisions_table,
    };
    return tables[file];
}

int input_column_find(const struct input_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0) {
            return (int)i;
        }
    }
    return NO_COLUMN;
}

/* For a period's first import. */
static const bool required[INPUT_FILE_COUNT] = {
    [INPUT_COMPANY] = true,   [INPUT_PARTNERS] = true, [INPUT_RATES] = true,
    [INPUT_SCHEDULES] = true, [INPUT_BLOCKS] = true,   [INPUT_APPOINTMENTS] = true};

void input_result_clear(input_result *result)
{
    g_clear_pointer(&result->holidays, g_array_unref);
    g_clear_pointer(&result->areas, g_array_unref);
    g_clear_pointer(&result->strings, g_string_chunk_free);
    g_clear_pointer(&result->not_read, g_ptr_array_unref);
    g_clear_pointer(&result->told, g_ptr_array_unref);
}

/* Of a file as a whole. */
static void file_issue(const struct reading *reading, int file, enum issue_code code,
                       const char *found, const char *expected, const char *mend)
{
    struct issue_place place = {words_input_file[file], (uint32_t)file, 1, NULL, 0};
    issues_add(reading->issues, &place, code, found, expected, mend, NULL);
}

/* ---- the directory ------------------------------------------------------------------------------- */

/* The names in a directory, in order; NULL and *error where it cannot be read. */
static GPtrArray *names_list(const char *directory, GError **error)
{
    g_autoptr(GDir) files = g_dir_open(directory, 0, error);
    if (!files) {
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = g_dir_read_name(files); name; name = g_dir_read_name(files)) {
        g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, text_compare);
    return names;
}

/* The exports that are to be read by sources.ini, and what it says. */
struct sources {
    struct source *source; /* NULL: none */
    bool broken;           /* what is wrong with it comes first: without it nothing is read right */
    GArray *rows;          /* of struct source_row: its lines, then the account of each file */
    guint lines;           /* how many are its lines */
    GArray *exports;       /* of struct export */
};

/* Those of the names that no pass is for. */
static GPtrArray *names_others(const GPtrArray *names, const struct source *source)
{
    GPtrArray *others = g_ptr_array_new();
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        bool named = strcmp(name, "sources.ini") == 0;
        for (guint at = 0; source && at < source->passes->len; at++) {
            const struct source_pass *pass = g_ptr_array_index(source->passes, at);
            named |= g_pattern_match_simple(pass->glob, name);
        }
        if (!named) {
            g_ptr_array_add(others, (char *)name);
        }
    }
    return others;
}

static bool directory_read(struct reading *reading, const char *directory,
                           const struct input_options *options, struct sources *sources,
                           GPtrArray *not_read, GError **error)
{
    const struct input_only *only = options->only;
    g_autoptr(GPtrArray) names = names_list(directory, error);
    for (int file = 0; names && file < INPUT_FILE_COUNT; file++) {
        reading->present[file] =
            (!only || file == (int)only->file) &&
            g_ptr_array_find_with_equal_func(names, words_input_file[file], g_str_equal, NULL);
    }
    if (names && !exports_source_read(reading, options->sources, directory, &sources->source,
                                      sources->rows, error)) {
        return false;
    }
    sources->broken = reading->issues->count > 0;
    sources->lines = sources->rows->len;
    if (names && !sources->broken) {
        exports_find(reading, sources->source, directory, names, only ? (int)only->file : -1,
                     sources->exports);
    }
    if (names && only && !reading->present[only->file]) {
        file_issue(reading, (int)only->file, ISSUE_MISSING_FILE, "",
                   "this file, which --only names", "add it, or name another directory");
    } else if (names && !only && !sources->broken) {
        g_autoptr(GPtrArray) others = names_others(names, sources->source);
        input_names_check(reading, others, options->gates, not_read);
    }
    return names != NULL;
}

/* Those that are not named yet. */
static void areas_name(struct reading *reading)
{
    for (guint i = reading->area_names->len; i < reading->areas->len; i++) {
        const struct area_row *area = &g_array_index(reading->areas, struct area_row, i);
        g_ptr_array_add(reading->area_names, (char *)area->area);
    }
}

/* What is no row in a file of our own format, where that is more than its headings and blank lines. */
static void lines_tell(enum input_file file, const struct csv_summary *summary, GPtrArray *told)
{
    const uint32_t again = summary->heading_lines > 0 ? summary->heading_lines - 1 : 0;
    if (summary->title_lines + again > 0) {
        g_ptr_array_add(told, g_strdup_printf("%s: %u lines; %u above the headings, %u with the "
                                              "headings again, %u blank",
                                              words_input_file[file], summary->line_count,
                                              summary->title_lines, again, summary->blank_lines));
    }
}

/* A file in our own format, whose account says no more than what became of its lines. */
static bool own_read(struct reading *reading, enum input_file file, const char *path,
                     struct csv_summary *ret_summary, GPtrArray *told, GArray *rows, GError **error)
{
    const char *name = words_input_file[file];
    const struct account account = {file, account_section(name, name, reading->strings), 0, rows,
                                    reading->strings};
    struct record_counts counts;
    if (!table_read(reading, input_table_of(file), path, name, (uint32_t)file, ret_summary, &counts,
                    error)) {
        return false;
    }
    lines_tell(file, ret_summary, told);
    account_lines(&account, ret_summary, &counts, 0);
    return true;
}

/* A row that is broken as CSV may be any partner's. */
static bool table_input_read(struct reading *reading, enum input_file file, const char *path,
                             struct sources *sources, GPtrArray *told, struct gates *gates,
                             bool *ret_ends_open, GError **error)
{
    struct csv_summary summary = {.unused_columns = ""};
    if (file == INPUT_PARTNERS) {
        const char *abn = NULL;
        if (!store_import_company_abn(reading->import, &abn, error)) {
            return false;
        }
        g_autofree char *compact = text_without(abn, " ");
        reading->company_abn = g_string_chunk_insert(reading->strings, compact);
    }
    const bool done =
        exports_have(sources->exports, file)
            ? exports_read(reading, sources->exports, file, &summary, told, sources->rows, error)
            : own_read(reading, file, path, &summary, told, sources->rows, error);
    if (file == INPUT_PARTNERS) {
        partner_book_file(reading->partners, summary.incomplete);
    }
    if (file == INPUT_AREAS) {
        areas_name(reading);
    }
    reading->row_counts[file] = summary.record_count;
    *ret_ends_open = summary.ends_open;
    input_columns_check(file, input_table_of(file), &summary, gates);
    return done && store_import_file(reading->import, file, summary.sha256, summary.record_count,
                                     summary.unused_columns, error);
}

/* How files were read is a fact of the period, and so is what sources.ini says where they were by it. */
static bool sources_stage(struct reading *reading, const struct sources *sources, GError **error)
{
    const GArray *rows = sources->rows;
    for (guint i = sources->exports->len > 0 ? 0 : sources->lines; i < rows->len; i++) {
        uint32_t first_line = 0;
        g_autofree char *first_partner = NULL;
        if (store_stage(reading->import, FACT_SOURCES, &g_array_index(rows, struct source_row, i),
                        &first_line, &first_partner, error) == STAGE_FAILED) {
            return false;
        }
    }
    return true;
}

static bool files_read(struct reading *reading, const char *directory, struct sources *sources,
                       GPtrArray *told, struct gates *gates, bool *bad_files, GError **error)
{
    bool ends_open[INPUT_FILE_COUNT] = {false};
    for (int i = 0; i < INPUT_FILE_COUNT; i++) {
        const enum input_file file = (enum input_file)i;
        if (!reading->present[file]) {
            continue;
        }
        uint32_t before = reading->issues->count;
        g_autofree char *path = g_build_filename(directory, words_input_file[file], NULL);
        if (!(input_table_of(file) ? table_input_read(reading, file, path, sources, told, gates,
                                                      &ends_open[file], error)
                                   : ini_file_read(reading, file, path, error))) {
            return false;
        }
        bad_files[file] = reading->issues->count > before;
        ends_open[file] = ends_open[file] && !bad_files[file];
    }
    input_ends_check(reading, ends_open, gates);
    return sources_stage(reading, sources, error);
}

/* ---- what the store says ------------------------------------------------------------------------- */

static void missing_check(struct reading *reading, const struct import_check *check,
                          bool *bad_files)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        const char *name = words_input_file[file];
        const bool first = check->first_of_period && required[file];
        const bool misnamed = reading->misnamed & 1U << file;
        if (reading->present[file] || !(first || check->missing[file])) {
            continue;
        }
        /* Without partners.csv everybody is unknown: that follows, and is not told of each. */
        const uint32_t strangers =
            file == INPUT_PARTNERS ? issues_withdraw(reading->issues, ISSUE_UNKNOWN_PARTNER) : 0;
        if (misnamed) {
            continue;
        }
        bad_files[file] = true; /* so what it would retire is not known either */
        if (reading->unfitted[file].pass) {
            exports_unfitted_tell(reading, &reading->unfitted[file]);
            continue;
        }
        const char *none =
            file >= INPUT_SCHEDULES ? "add it; headings alone say that there are none" : "add it";
        const char *likely =
            reading->likely[file]
                ? issue_print(
                      reading->strings,
                      "is it %s? `rcti sources DIR` shows how it is read as it is; or save it "
                      "as %s, CSV UTF-8, with its headings",
                      reading->likely[file], name)
                : none;
        file_issue(reading, file, ISSUE_MISSING_FILE, "",
                   strangers > 0
                       ? issue_print(reading->strings,
                                     "this file: %u rows of the others name partners of it",
                                     strangers)
                   : first ? "this file in the first import of a period"
                           : "this file, of which the month before has rows",
                   likely);
    }
}

/* "blocks.csv, appointments.csv"; the caller frees. */
static char *file_names(const bool files[INPUT_FILE_COUNT])
{
    const char *names[INPUT_FILE_COUNT + 1] = {NULL};
    size_t count = 0;
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (files[file]) {
            names[count++] = words_input_file[file];
        }
    }
    return g_strjoinv(", ", (char **)names);
}

/* Of a partner's row of partners.csv. */
static void partner_issue(const struct reading *reading, uint32_t line, const char *column,
                          uint32_t position, enum issue_code code, const char *found,
                          const char *expected, const char *mend)
{
    struct issue_place place = {words_input_file[INPUT_PARTNERS], INPUT_PARTNERS, line, column,
                                position};
    issues_add(reading->issues, &place, code, found, expected, mend, NULL);
}

static void left_behind_check(struct reading *reading, const struct import_check *check)
{
    GStringChunk *strings = reading->strings;
    for (size_t i = 0; i < check->zone_change_count; i++) {
        const struct left_behind *change = &check->zone_changes[i];
        g_autofree char *files = file_names(change->files);
        partner_issue(reading, change->line, "timezone", CSV_COLUMNS_MAX, ISSUE_ZONE_CHANGED,
                      change->new_timezone,
                      issue_print(strings, "%s for %s, in which the rows of the period were placed",
                                  change->old_timezone, change->partner_id),
                      issue_print(strings, "import %s of the period together with it", files));
    }
    for (size_t i = 0; i < check->lost_partner_count; i++) {
        const struct left_behind *lost = &check->lost_partners[i];
        g_autofree char *files = file_names(lost->files);
        partner_issue(reading, 1, NULL, 0, ISSUE_PARTNER_STILL_HAS_ROWS, lost->partner_id,
                      issue_print(strings, "this partner, who has rows of the period in %s", files),
                      issue_print(strings,
                                  "add the partner, or import %s of the period together with it",
                                  files));
    }
}

static bool ids_check(struct reading *reading, GError **error)
{
    GStringChunk *strings = reading->strings;
    g_autoptr(GArray) clashes = g_array_new(FALSE, FALSE, sizeof(struct id_clash));
    if (!store_import_id_clashes(reading->import, clashes, strings, error)) {
        return false;
    }
    for (guint i = 0; i < clashes->len; i++) {
        const struct id_clash *clash = &g_array_index(clashes, struct id_clash, i);
        partner_issue(reading, clash->line, "partner_id", 0, ISSUE_AMBIGUOUS_PARTNER_ID,
                      clash->partner_id,
                      issue_print(strings, "an id that document numbers tell from the partner %s's",
                                  clash->other_id),
                      NULL);
    }
    return true;
}

/* A partner without a row would lose all: of a file that every partner is in, that is a mistake. */
static bool asked_check(struct reading *reading, const struct input_only *only, GError **error)
{
    const bool whole = only->file == INPUT_PARTNERS || only->file == INPUT_RATES;
    for (char **id = only->partners; *id; id++) {
        int64_t rows = 0;
        if (!store_import_asked_rows(reading->import, only->file, *id, &rows, error)) {
            return false;
        }
        if (rows == 0 && reading->present[only->file] &&
            (whole || !partner_book_find(reading->partners, *id, error))) {
            file_issue(reading, (int)only->file, ISSUE_UNKNOWN_PARTNER, *id,
                       "rows of this partner, whom --partner names", "add them, or correct the id");
        }
    }
    return !*error;
}

static bool store_check(struct reading *reading, const struct input_options *options,
                        bool *bad_files, uint32_t *held_row_counts, GError **error)
{
    struct import_check check;
    if (!store_import_check(reading->import, &check, error)) {
        return false;
    }
    /* What was read and is not staged was set aside: without hold_bad it is an error instead. */
    for (int file = INPUT_PARTNERS; file < INPUT_FILE_COUNT && options->hold_bad; file++) {
        held_row_counts[file] =
            (uint32_t)MAX(reading->row_counts[file] - check.staged_rows[file], 0);
    }
    if (options->only) {
        reading->row_counts[options->only->file] = (uint32_t)check.staged_rows[options->only->file];
        left_behind_check(reading, &check);
        return asked_check(reading, options->only, error);
    }
    missing_check(reading, &check, bad_files);
    if (options->gates) {
        input_counts_check(reading, &check, bad_files, options->month_over, options->gates);
        exchanged_check(reading->exchanged, options->gates);
        input_moved_check(reading, options->gates);
    }
    if (!bad_files[INPUT_PARTNERS]) {
        left_behind_check(reading, &check);
    }
    return true;
}

/* ---- all of it ----------------------------------------------------------------------------------- */

bool input_read(const char *directory, const struct input_options *options, store_import *import,
                struct issues *issues, struct input_result *ret_result, GError **error)
{
    if (!zone_data_check(error)) {
        return false;
    }
    bool bad_files[INPUT_FILE_COUNT] = {false};
    *ret_result = (struct input_result){
        .holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday)),
        .areas = g_array_new(FALSE, FALSE, sizeof(struct area_row)),
        .strings = g_string_chunk_new(4096),
        .not_read = g_ptr_array_new_with_free_func(g_free),
        .told = g_ptr_array_new_with_free_func(g_free),
    };
    const char *likely[INPUT_FILE_COUNT] = {NULL};
    struct unfitted unfitted[INPUT_FILE_COUNT] = {{NULL, NULL}};
    g_autoptr(GHashTable) months = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(exchanged) exchanged = exchanged_new(options->period);
    g_autoptr(partner_book) partners = partner_book_new(import, options->period);
    g_autoptr(GPtrArray) area_names = g_ptr_array_new();
    g_autoptr(GArray) exports_read = g_array_new(FALSE, FALSE, sizeof(struct export_read));
    struct reading reading = {.period = options->period,
                              .hold_bad = options->hold_bad,
                              .asked = options->only ? options->only->partners : NULL,
                              .import = import,
                              .issues = issues,
                              .partners = partners,
                              .area_names = area_names,
                              .areas = ret_result->areas,
                              .holidays = ret_result->holidays,
                              .strings = ret_result->strings,
                              .present = ret_result->present,
                              .likely = likely,
                              .unfitted = unfitted,
                              .exports_read = exports_read,
                              .exchanged = exchanged,
                              .months = months,
                              .elsewhere = ret_result->elsewhere,
                              .row_counts = ret_result->row_counts};
    for (char **id = options->only ? options->only->partners : NULL; id && *id; id++) {
        if (!store_import_ask(import, *id, error)) {
            return false;
        }
    }
    g_autoptr(GArray) source_rows = g_array_new(FALSE, FALSE, sizeof(struct source_row));
    g_autoptr(GArray) exports = g_array_new(FALSE, FALSE, sizeof(struct export));
    struct sources sources = {.rows = source_rows, .exports = exports};
    bool done = directory_read(&reading, directory, options, &sources, ret_result->not_read, error);
    if (options->areas) {
        g_array_append_vals(reading.areas, options->areas->data, options->areas->len);
    }
    if (options->own_areas && !reading.present[INPUT_AREAS]) {
        g_array_append_vals(reading.areas, options->own_areas->data, options->own_areas->len);
    }
    areas_name(&reading);
    if (!sources.broken) {
        done = done && files_read(&reading, directory, &sources, ret_result->told, options->gates,
                                  bad_files, error);
        store_import_files_end(import);
        done = done && ids_check(&reading, error) && schedules_check(&reading, error) &&
               store_check(&reading, options, bad_files, ret_result->held_row_counts, error);
    }
    source_free(sources.source);
    ret_result->held_rows = reading.held_rows;
    issues_sort(issues);
    return done;
}

/* ---- the shipped holidays ------------------------------------------------------------------------ */

static const char AREAS_CSV[] = "areas.csv";

static bool shipped_read(struct reading *reading, const char *directory, const char *name,
                         GPtrArray *sources, GError **error)
{
    struct csv_summary summary;
    struct record_counts counts;
    g_autofree char *path = g_build_filename(directory, name, NULL);
    const struct input_table *table = sources->len == 0 ? &areas_table : &holidays_table;
    bool done = table_read(reading, table, path, name, INPUT_FILE_COUNT + sources->len, &summary,
                           &counts, error);
    struct holiday_source *source = g_new0(struct holiday_source, 1);
    source->name = g_string_chunk_insert(reading->strings, name);
    memcpy(source->sha256, summary.sha256, sizeof source->sha256);
    source->rows = summary.record_count;
    g_ptr_array_add(sources, source);
    return done;
}

bool holiday_directory_read(const char *directory, GArray *areas, GArray *holidays,
                            GStringChunk *strings, GPtrArray *sources, struct issues *issues,
                            GError **error)
{
    struct reading reading = {
        .issues = issues, .areas = areas, .holidays = holidays, .strings = strings};
    g_autoptr(GPtrArray) names = names_list(directory, error);
    bool done = names && shipped_read(&reading, directory, AREAS_CSV, sources, error);
    for (uint32_t i = 0; done && i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        if (g_str_has_suffix(name, ".csv") && strcmp(name, AREAS_CSV) != 0 && name[0] != '.') {
            done = shipped_read(&reading, directory, name, sources, error);
        }
    }
    issues_sort(issues);
    return done;
}
