#include "importers/input.h"

#include <string.h>

#include "engine/core/money.h"
#include "engine/core/near.h"
#include "engine/store/rows.h"
#include "importers/reading.h"
#include "importers/text/csv.h"
#include "importers/text/zone.h"

G_DEFINE_QUARK(input - error - quark, input_error)

static const input_reader readers[INPUT_FILE_COUNT] = {
    [INPUT_COMPANY] = company_ini_read,
    [INPUT_POLICY] = policy_ini_read,
    [INPUT_PARTNERS] = partners_read,
    [INPUT_RATES] = rates_read,
    [INPUT_SCHEDULES] = schedules_read,
    [INPUT_BLOCKS] = blocks_read,
    [INPUT_CASES] = cases_read,
    [INPUT_EXTRA_SESSIONS] = extra_sessions_read,
    [INPUT_APPOINTMENTS] = appointments_read,
    [INPUT_OTHER_WORK] = other_work_read,
    [INPUT_HOLIDAYS] = input_holidays_read,
};

/* For a period's first import. */
static const bool required[INPUT_FILE_COUNT] = {
    [INPUT_COMPANY] = true, [INPUT_PARTNERS] = true, [INPUT_RATES] = true};

const char *input_file_name(enum input_file file)
{
    CHECK((unsigned)file < INPUT_FILE_COUNT);
    return words_input_file[file];
}

void input_result_clear(struct input_result *result)
{
    if (result->holidays) {
        g_array_unref(result->holidays);
        g_string_chunk_free(result->strings);
    }
    *result = (struct input_result){.holidays = NULL};
}

void reading_areas_add(struct reading *reading, const GArray *areas)
{
    reading->area_names = g_ptr_array_new();
    reading->area_known = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; areas && i < areas->len; i++) {
        const struct area_row *area = &g_array_index(areas, struct area_row, i);
        g_ptr_array_add(reading->area_names, (char *)area->area);
        g_hash_table_add(reading->area_known, (char *)area->area);
    }
}

static void file_issue(const struct reading *reading, const char *name, uint32_t order,
                       enum issue_code code, const char *found, const char *expected,
                       const char *mend)
{
    struct issue_place place = {name, order, 1, NULL, 0};
    issues_add(reading->issues, &place, code, found, expected, mend);
}

/* ---- the directory ------------------------------------------------------------------------------- */

/* "appointments.xlsx" and "Appointments.csv.txt" are the file in another form. */
static bool name_is_like(const char *name, const char *known)
{
    size_t stem = (size_t)(strchr(known, '.') - known);
    if (g_ascii_strncasecmp(name, known, stem) == 0 && name[stem] == '.') {
        return true;
    }
    const char *ending = strrchr(name, '.');
    bool table = ending && (g_ascii_strcasecmp(ending, ".csv") == 0 ||
                            g_ascii_strcasecmp(ending, ".ini") == 0);
    return table && (near_same(name, known) || near_distance(name, known, 2) <= 2);
}

/* A file that nobody would read because its name is not quite right. */
static void name_check(struct reading *reading, const char *name)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (strcmp(name, words_input_file[file]) == 0) {
            return;
        }
    }
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (!reading->result->present[file] && name_is_like(name, words_input_file[file])) {
            g_autofree char *mend = g_strdup_printf(
                "is it %s? Rename it, or move it out of this directory", words_input_file[file]);
            file_issue(reading, name, (uint32_t)file, ISSUE_MISNAMED_FILE, name, NULL, mend);
            return;
        }
    }
}

static bool directory_read(struct reading *reading, const char *directory, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GDir) files = g_dir_open(directory, 0, &failure);
    if (!files) {
        g_set_error_literal(error, INPUT_ERROR, INPUT_ERROR_DIRECTORY, failure->message);
        return false;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = g_dir_read_name(files); name; name = g_dir_read_name(files)) {
        for (int file = 0; file < INPUT_FILE_COUNT; file++) {
            reading->result->present[file] |= strcmp(name, words_input_file[file]) == 0;
        }
        g_ptr_array_add(names, g_strdup(name));
    }
    for (size_t i = 0; i < names->len; i++) {
        name_check(reading, g_ptr_array_index(names, i));
    }
    return true;
}

static bool files_read(struct reading *reading, const char *directory, bool *bad_files,
                       GError **error)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (!reading->result->present[file]) {
            continue;
        }
        uint32_t before = issues_count(reading->issues);
        g_autofree char *path = g_build_filename(directory, words_input_file[file], NULL);
        if (!readers[file](reading, path, error)) {
            return false;
        }
        bad_files[file] = issues_count(reading->issues) > before;
    }
    return true;
}

/* ---- what the store says ------------------------------------------------------------------------- */

static void missing_check(struct reading *reading, const struct import_check *check)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        const char *name = words_input_file[file];
        if (reading->result->present[file]) {
            continue;
        }
        if (check->first_of_period && required[file]) {
            file_issue(reading, name, (uint32_t)file, ISSUE_MISSING_FILE, "",
                       "this file in the first import of a period", "add it");
        } else if (check->missing[file]) {
            file_issue(reading, name, (uint32_t)file, ISSUE_MISSING_FILE, "",
                       "this file, of which the month before has rows",
                       "add it; headings alone say that there are none");
        }
    }
}

enum { RETIRED_FEW = 5, RETIRED_PERCENT = 10 };

/* A file with errors lacks its bad rows; what it would retire is not known yet. */
static void retirement_check(struct reading *reading, const struct import_check *check,
                             const bool *bad_files)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        int64_t retired = check->retired_rows[file];
        int64_t scope = check->scope_rows[file];
        if (bad_files[file] || retired <= RETIRED_FEW || retired * 100 <= scope * RETIRED_PERCENT) {
            continue;
        }
        g_autofree char *found = g_strdup_printf(
            "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " rows gone", retired, scope);
        file_issue(reading, words_input_file[file], (uint32_t)file, ISSUE_MASS_RETIREMENT, found,
                   NULL, NULL);
    }
}

/* "blocks.csv, appointments.csv"; the caller frees. */
static char *file_names(const bool files[INPUT_FILE_COUNT])
{
    GString *names = g_string_new(NULL);
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (files[file]) {
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", words_input_file[file]);
        }
    }
    return g_string_free(names, FALSE);
}

static void zones_check(struct reading *reading, const struct import_check *check)
{
    for (size_t i = 0; i < check->zone_change_count; i++) {
        const struct left_behind *change = &check->zone_changes[i];
        g_autofree char *files = file_names(change->files);
        g_autofree char *expected =
            g_strdup_printf("%s for %s, in which the rows of the period were placed",
                            change->old_timezone, change->partner_id);
        g_autofree char *mend = g_strdup_printf("import %s of the period together with it", files);
        struct issue_place place = {words_input_file[INPUT_PARTNERS], INPUT_PARTNERS, change->line,
                                    "timezone", CSV_COLUMNS_MAX};
        issues_add(reading->issues, &place, ISSUE_ZONE_CHANGED, change->new_timezone, expected,
                   mend);
    }
}

static void lost_partners_check(struct reading *reading, const struct import_check *check)
{
    for (size_t i = 0; i < check->lost_partner_count; i++) {
        const struct left_behind *lost = &check->lost_partners[i];
        g_autofree char *files = file_names(lost->files);
        g_autofree char *expected =
            g_strdup_printf("this partner, who has rows of the period in %s", files);
        g_autofree char *mend =
            g_strdup_printf("add the partner, or import %s of the period together with it", files);
        file_issue(reading, words_input_file[INPUT_PARTNERS], INPUT_PARTNERS,
                   ISSUE_PARTNER_STILL_HAS_ROWS, lost->partner_id, expected, mend);
    }
}

static bool ids_check(struct reading *reading, GError **error)
{
    g_autoptr(GArray) clashes = g_array_new(FALSE, FALSE, sizeof(struct id_clash));
    if (!store_import_id_clashes(reading->import, clashes, reading->result->strings, error)) {
        return false;
    }
    for (guint i = 0; i < clashes->len; i++) {
        const struct id_clash *clash = &g_array_index(clashes, struct id_clash, i);
        g_autofree char *expected = g_strdup_printf(
            "an id that document numbers tell from the partner %s's", clash->other_id);
        struct issue_place place = {words_input_file[INPUT_PARTNERS], INPUT_PARTNERS, clash->line,
                                    "partner_id", 0};
        issues_add(reading->issues, &place, ISSUE_AMBIGUOUS_PARTNER_ID, clash->partner_id, expected,
                   NULL);
    }
    return true;
}

/* What was read and is not staged was set aside: without hold_bad it is an error instead. */
static void held_rows_count(struct reading *reading, const struct import_check *check)
{
    for (int file = INPUT_PARTNERS; file < INPUT_FILE_COUNT; file++) {
        uint32_t read = reading->result->row_counts[file];
        if (reading->options->hold_bad && check->staged_rows[file] < read) {
            reading->result->held_row_counts[file] = read - (uint32_t)check->staged_rows[file];
        }
    }
}

static bool store_check(struct reading *reading, const bool *bad_files, GError **error)
{
    struct import_check check;
    if (!store_import_check(reading->import, &check, error)) {
        return false;
    }
    held_rows_count(reading, &check);
    missing_check(reading, &check);
    if (!reading->options->allow_retirement) {
        retirement_check(reading, &check, bad_files);
    }
    if (!bad_files[INPUT_PARTNERS]) {
        zones_check(reading, &check);
        lost_partners_check(reading, &check);
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
        .holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday_row)),
        .strings = g_string_chunk_new(4096),
    };
    g_autoptr(partner_book) partners = partner_book_new(import, options->period);
    struct reading reading = {.options = options,
                              .import = import,
                              .issues = issues,
                              .result = ret_result,
                              .partners = partners};
    reading_areas_add(&reading, options->areas);
    bool done = directory_read(&reading, directory, error) &&
                files_read(&reading, directory, bad_files, error) && ids_check(&reading, error) &&
                schedules_check(&reading, error) && store_check(&reading, bad_files, error);
    issues_sort(issues);
    g_ptr_array_unref(reading.area_names);
    g_hash_table_unref(reading.area_known);
    return done;
}
