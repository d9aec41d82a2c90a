#include "engine/run/holiday_setup.h"

#include <string.h>

#include "engine/store/rows.h"

/* <top>/build/rcti finds <top>/holidays. */
char *shipped_holidays_directory(const char *directory)
{
    if (directory) {
        return g_strdup(directory);
    }
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    if (!program) {
        return g_strdup("holidays");
    }
    g_autofree char *build = g_path_get_dirname(program);
    g_autofree char *top = g_path_get_dirname(build);
    return g_build_filename(top, "holidays", NULL);
}

bool shipped_holidays_read(const char *directory, struct issues *issues,
                           struct shipped_holidays *ret_shipped, GError **error)
{
    struct shipped_holidays shipped = {
        .areas = g_array_new(FALSE, TRUE, sizeof(struct area_row)),
        .holidays = g_array_new(FALSE, TRUE, sizeof(struct holiday_row)),
        .sources = g_ptr_array_new_with_free_func((GDestroyNotify)holiday_source_free),
        .strings = g_string_chunk_new(4096),
    };
    g_autofree char *place = shipped_holidays_directory(directory);
    if (!holiday_directory_read(place, shipped.areas, shipped.holidays, shipped.strings,
                                shipped.sources, issues, error)) {
        shipped_holidays_clear(&shipped);
        return false;
    }
    *ret_shipped = shipped;
    return true;
}

void shipped_holidays_clear(struct shipped_holidays *shipped)
{
    g_clear_pointer(&shipped->areas, g_array_unref);
    g_clear_pointer(&shipped->holidays, g_array_unref);
    g_clear_pointer(&shipped->sources, g_ptr_array_unref);
    g_clear_pointer(&shipped->strings, g_string_chunk_free);
}

static bool same_day(const struct holiday_row *a, const struct holiday_row *b)
{
    return day_compare(a->date, b->date) == 0 && strcmp(a->area, b->area) == 0 &&
           strcmp(a->name, b->name) == 0;
}

static bool rows_have(const GArray *rows, const struct holiday_row *wanted)
{
    for (guint i = 0; rows && i < rows->len; i++) {
        if (same_day(&g_array_index(rows, struct holiday_row, i), wanted)) {
            return true;
        }
    }
    return false;
}

void holiday_rows_keep(const GArray *rows, const struct shipped_holidays *shipped,
                       const GArray *newer, GArray *kept)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct holiday_row *row = &g_array_index(rows, struct holiday_row, i);
        if (!rows_have(shipped->holidays, row) && !rows_have(newer, row)) {
            g_array_append_val(kept, *row);
        }
    }
}

static uint32_t file_order(const struct shipped_holidays *shipped, const char *file)
{
    for (guint i = 0; i < shipped->sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(shipped->sources, i);
        if (strcmp(source->name, file) == 0) {
            return INPUT_FILE_COUNT + i;
        }
    }
    return INPUT_HOLIDAYS;
}

static void problems_to_issues(const struct shipped_holidays *shipped, const GPtrArray *problems,
                               struct issues *issues)
{
    for (guint i = 0; i < problems->len; i++) {
        const struct calendar_problem *problem = g_ptr_array_index(problems, i);
        const struct issue_place place = {.file = problem->source.file,
                                          .order = file_order(shipped, problem->source.file),
                                          .line = problem->source.line,
                                          .column = problem->column};
        issues_add_foreign(issues, &place, problem->code, problem->found, problem->mend);
    }
}

holiday_calendar *holiday_setup_calendar(const struct shipped_holidays *shipped,
                                         const GArray *others, struct issues *issues)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct holiday_row));
    g_array_append_vals(rows, shipped->holidays->data, shipped->holidays->len);
    if (others) {
        g_array_append_vals(rows, others->data, others->len);
    }
    g_autoptr(GPtrArray) problems =
        g_ptr_array_new_with_free_func((GDestroyNotify)calendar_problem_free);
    holiday_calendar *calendar =
        calendar_new((const struct area_row *)(void *)shipped->areas->data, shipped->areas->len,
                     (const struct holiday_row *)(void *)rows->data, rows->len, problems);
    problems_to_issues(shipped, problems, issues);
    return calendar;
}
