#include "importers/input_gates.h"

#include <string.h>

#include "engine/core/near.h"
#include "engine/store/gates.h"
#include "engine/store/rows.h"
#include "importers/usual.h"

/* ---- files ---------------------------------------------------------------------------------------- */

static bool ending_is(const char *name, const char *endings)
{
    const char *dot = strrchr(name, '.');
    g_autofree char *ending = dot ? g_ascii_strdown(dot + 1, -1) : NULL;
    return ending && usual_list_has(endings, ending);
}

/* The file that it is but for a mistake, or in another form: "appointment.csv", "appointments.csv.txt".
 * Beside the file itself only the smallest mistake counts: notes.csv is not rates.csv. */
static int file_nearly(const char *name, const bool *present)
{
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        const char *known = words_input_file[file];
        const size_t mistakes = present[file] ? 1 : 2;
        const size_t stem = (size_t)(strchr(known, '.') - known);
        if ((g_ascii_strncasecmp(name, known, stem) == 0 && name[stem] == '.') ||
            (ending_is(name, "csv ini") &&
             (near_same(name, known) || near_distance(name, known, mistakes) <= mistakes))) {
            return file;
        }
    }
    return -1;
}

/* For MISSING_FILE. */
static void likely_add(struct reading *reading, int file, const char *shown)
{
    reading->likely[file] = reading->likely[file] ? issue_print(reading->strings, "%s or %s",
                                                                reading->likely[file], shown)
                                                  : shown;
}

void input_names_check(struct reading *reading, const GPtrArray *names, struct gates *gates,
                       GPtrArray *not_read)
{
    g_autoptr(GString) saw = g_string_new(NULL);
    guint count = 0;
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        const bool table = ending_is(name, "csv tsv xls xlsx");
        if (words_find(words_input_file, name) >= 0 || strchr(".~", name[0]) ||
            ending_is(name, "png")) {
            continue;
        }
        const int nearly = file_nearly(name, reading->present);
        const int file = nearly >= 0 ? nearly : usual_file(name);
        const char *shown = issue_escape(reading->strings, name);
        if (nearly >= 0 && !reading->present[file] && !ending_is(name, "tsv xls xlsx")) {
            reading->misnamed |= 1U << file;
            const struct issue_place place = {name, (uint32_t)file, 1, NULL, 0};
            issues_add(reading->issues, &place, ISSUE_MISNAMED_FILE, name, NULL,
                       issue_print(reading->strings,
                                   "is it %s? Rename it, or move it out of this directory",
                                   words_input_file[file]),
                       NULL);
        } else if (file >= 0 && table) {
            g_string_append_printf(saw, "%s%s (%s %s)", count > 0 ? ", " : "", shown,
                                   reading->present[file] ? "beside" : "is it",
                                   words_input_file[file]);
            likely_add(reading, file, shown);
            count++;
        } else if (file >= 0 || table || ending_is(name, "ods numbers txt bak")) {
            if (file >= 0) {
                likely_add(reading, file, shown);
            }
            g_ptr_array_add(not_read, g_strdup(shown));
        }
    }
    if (count > 0 && gates) {
        gates_raise(gates, GATE_UNREAD_FILE, "%u file%s nobody reads look%s like an input file: %s",
                    count, count == 1 ? " that" : "s that", count == 1 ? "s" : "", saw->str);
    }
}

void input_ends_check(const struct reading *reading, const bool *ends_open, struct gates *gates)
{
    enum { OTHERS_FEW = 2 };
    int open = 0;
    int others = 0;
    int found = -1;
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        const bool is_table = reading->present[file] && ending_is(words_input_file[file], "csv");
        open += is_table && ends_open[file];
        others += is_table && !ends_open[file];
        found = is_table && ends_open[file] ? file : found;
    }
    if (open == 1 && others >= OTHERS_FEW && gates) {
        gates_raise(gates, GATE_THIN_EXPORT,
                    "%s ends within a line, as a file that was cut off does: the other %d end with "
                    "a line break",
                    words_input_file[found], others);
    }
}

/* ---- columns -------------------------------------------------------------------------------------- */

static bool column_absent(const struct input_table *table, const struct csv_summary *summary,
                          const char *name)
{
    const int column = input_column_find(table, name);
    return column != NO_COLUMN && summary->absent[column];
}

/* The end of an appointment stands for its duration, where sources.ini names it. */
static const char *column_that_pays(const struct usual_column *column)
{
    const bool is_end = column->file == INPUT_APPOINTMENTS && strcmp(column->column, "end") == 0;
    return is_end ? "duration_minutes" : column->pays ? column->column : NULL;
}

void input_columns_check(enum input_file file, const struct input_table *table,
                         const struct csv_summary *summary, struct gates *gates)
{
    g_auto(GStrv) headings =
        g_strsplit(summary->unused_columns ? summary->unused_columns : "", ", ", -1);
    g_autoptr(GString) saw = g_string_new(NULL);
    size_t count = 0;
    const struct usual_column *usual = usual_columns(&count);
    for (size_t i = 0; headings[i] && gates; i++) {
        int most = 0;
        const struct usual_column *found = NULL;
        for (const struct usual_column *at = usual; at < usual + count; at++) {
            const char *pays = column_that_pays(at);
            const int like = at->file == file && pays ? usual_likeness(at, headings[i]) : 0;
            if (like > most && column_absent(table, summary, pays)) {
                most = like;
                found = at;
            }
        }
        if (found) {
            g_string_append_printf(saw, "%s%s (is it %s%s?)", saw->len > 0 ? ", " : "", headings[i],
                                   found->column, found->pays ? "" : ", by sources.ini");
        }
    }
    if (saw->len > 0) {
        gates_raise(gates, GATE_UNUSED_COLUMNS,
                    "%s has columns that nobody reads where one that changes pay is absent: %s",
                    words_input_file[file], saw->str);
    }
}

void input_moved_check(const struct reading *reading, struct gates *gates)
{
    for (guint i = 0; i < reading->exports_read->len; i++) {
        const char *moved = g_array_index(reading->exports_read, struct export_read, i).moved;
        if (moved) {
            gates_raise(gates, GATE_UNUSED_COLUMNS, "%s", moved);
        }
    }
}

/* ---- counts --------------------------------------------------------------------------------------- */

static void retirement_check(const struct import_check *check, enum input_file file,
                             struct gates *gates)
{
    enum { RETIRED_FEW = 5, RETIRED_PERCENT = 10, SCOPE_FEW = 3 };
    const int64_t retired = check->retired_rows[file];
    const int64_t scope = check->scope_rows[file];
    const bool many = retired > RETIRED_FEW && retired * 100 > scope * RETIRED_PERCENT;
    const bool half = scope >= SCOPE_FEW && retired * 2 >= scope;
    if (many || half) {
        gates_raise(gates, GATE_MASS_RETIREMENT,
                    "%s would retire %" G_GINT64_FORMAT " of its %" G_GINT64_FORMAT " rows",
                    words_input_file[file], retired, scope);
    }
}

/* "0 of 557 appointments are in 2026-11, 557 in 2026-10". */
static void period_check(const struct reading *reading, struct gates *gates)
{
    enum { PART = 5 }; /* a fifth */
    const struct civil first = day_to_civil(reading->period.first);
    const int in_period = GPOINTER_TO_INT(
        g_hash_table_lookup(reading->months, GINT_TO_POINTER(first.year * 12 + first.month)));
    int all = 0;
    int most = 0;
    int fullest = 0;
    GHashTableIter iter;
    gpointer month = NULL;
    gpointer count = NULL;
    g_hash_table_iter_init(&iter, reading->months);
    while (g_hash_table_iter_next(&iter, &month, &count)) {
        const int rows = GPOINTER_TO_INT(count);
        const bool earlier = GPOINTER_TO_INT(month) < fullest;
        all += rows;
        if (rows > most || (rows == most && earlier)) {
            most = rows;
            fullest = GPOINTER_TO_INT(month);
        }
    }
    if (in_period * PART < most) {
        gates_raise(
            gates, GATE_WRONG_PERIOD, "%s: %d of %d appointment%s in %04d-%02d, %d in %04d-%02d",
            words_input_file[INPUT_APPOINTMENTS], in_period, all, all == 1 ? " is" : "s are",
            first.year, first.month, most, (fullest - 1) / 12, (fullest - 1) % 12 + 1);
    }
}

/* Leave and work of another month. */
static void taken_period_check(const struct import_check *check, enum input_file file,
                               struct gates *gates)
{
    enum { ROWS_FEW = 3 };
    const int64_t rows = check->staged_rows[file];
    if ((file == INPUT_BLOCKS || file == INPUT_OTHER_WORK) && rows >= ROWS_FEW &&
        check->common_rows[file] == 0) {
        gates_raise(gates, GATE_WRONG_PERIOD,
                    "%s: none of its %" G_GINT64_FORMAT " rows is in the month",
                    words_input_file[file], rows);
    }
}

/* From how many rows of the month before on headings alone are no month. */
static const int64_t few_before[INPUT_FILE_COUNT] = {
    [INPUT_APPOINTMENTS] = 1, [INPUT_BLOCKS] = 3, [INPUT_OTHER_WORK] = 5};

static void thin_check(const struct import_check *check, enum input_file file,
                       const struct reading *reading, struct gates *gates)
{
    enum { ROWS_BEFORE_MANY = 20 };
    const int64_t now = check->common_rows[file];
    const int64_t before = check->common_rows_before[file];
    const bool taken = file == INPUT_BLOCKS || file == INPUT_OTHER_WORK;
    const bool emptied =
        few_before[file] > 0 && before >= few_before[file] && reading->row_counts[file] == 0;
    if (emptied || (!taken && before >= ROWS_BEFORE_MANY && now * 2 < before)) {
        gates_raise(gates, GATE_THIN_EXPORT,
                    "%s: %" G_GINT64_FORMAT " rows of the month, %" G_GINT64_FORMAT
                    " of the month before, of the partners of both",
                    words_input_file[file], now, before);
    } else if (file == INPUT_APPOINTMENTS && !check->month_before &&
               reading->row_counts[INPUT_APPOINTMENTS] == 0 &&
               check->staged_rows[INPUT_SCHEDULES] > 0) {
        gates_raise(gates, GATE_THIN_EXPORT,
                    "%s has headings alone, beside %" G_GINT64_FORMAT " row%s of %s",
                    words_input_file[file], check->staged_rows[INPUT_SCHEDULES],
                    check->staged_rows[INPUT_SCHEDULES] == 1 ? "" : "s",
                    words_input_file[INPUT_SCHEDULES]);
    }
}

/* "P0004 Jo Smith, P0007 Ann Wu and 3 more". The caller frees. */
static char *names_text(const GArray *names)
{
    enum { NAMED = 5 };
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < names->len && i < NAMED; i++) {
        const struct partner_name *name = &g_array_index(names, struct partner_name, i);
        g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "", name->partner_id,
                               name->legal_name);
    }
    if (names->len > NAMED) {
        g_string_append_printf(text, " and %u more", names->len - NAMED);
    }
    return g_string_free(text, FALSE);
}

void input_counts_check(const struct reading *reading, const struct import_check *check,
                        const bool *bad, bool month_over, struct gates *gates)
{
    for (int i = 0; i < INPUT_FILE_COUNT; i++) {
        const enum input_file file = (enum input_file)i;
        if (!bad[file]) {
            retirement_check(check, file, gates);
            taken_period_check(check, file, gates);
        }
        if (!bad[file] && reading->present[file] && month_over) {
            thin_check(check, file, reading, gates);
        }
    }
    if (!bad[INPUT_APPOINTMENTS]) {
        period_check(reading, gates);
    }
    if (!bad[INPUT_SCHEDULES] && month_over && check->unscheduled->len > 0) {
        g_autofree char *names = names_text(check->unscheduled);
        gates_raise(gates, GATE_THIN_EXPORT, "%s has no row of %s any more",
                    words_input_file[INPUT_SCHEDULES], names);
    }
}
