#include <glib/gstdio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/core/money.h"
#include "holidays/calendar.h"
#include "importers/input.h"

/* Any bytes as areas.csv and, behind a NUL, as a file of holidays: no crash; where nothing is wrong, the days
 * of each area are in order, each once, within their dates, days of it or of an area above that nothing
 * between takes away; and rows in another order give the same. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One directory for all of them, under a name that the next run takes again. */
static const char *scratch_directory(void)
{
    static char *directory;
    if (!directory) {
        directory = g_strdup_printf("%s/holidays_fuzz_%d", g_get_tmp_dir(), (int)getpid());
        CHECK(g_mkdir_with_parents(directory, 0700) == 0);
    }
    return directory;
}

static void bytes_write(const char *name, const void *bytes, size_t size)
{
    g_autofree char *path = g_build_filename(scratch_directory(), name, NULL);
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static int64_t order_of(const struct holiday *a, const struct holiday *b)
{
    int64_t order = day_compare(a->date, b->date);
    order = order ? order : a->from_minute - b->from_minute;
    return order ? order : strcmp(a->name, b->name);
}

static void days_check(const holiday_calendar *calendar, const char *area, GArray *days)
{
    const day from = day_from_civil((struct civil){2026, 1, 1});
    const day to = day_from_civil((struct civil){2026, 12, 31});
    const char *const areas[] = {area, NULL};
    calendar_holidays(calendar, areas, from, to, days);
    for (guint i = 0; i < days->len; i++) {
        const struct holiday *holiday = &g_array_index(days, struct holiday, i);
        const struct area *of = area_tree_find(calendar, holiday->area);
        CHECK(day_compare(holiday->date, from) >= 0 && day_compare(holiday->date, to) <= 0);
        CHECK(holiday->from_minute >= 0 && holiday->from_minute < holiday->to_minute &&
              holiday->to_minute <= MINUTES_PER_DAY);
        CHECK(holiday->effect != EFFECT_CANCEL);
        CHECK(of && area_within(area_tree_find(calendar, area), of));
        CHECK(i == 0 || order_of(holiday - 1, holiday) < 0 ||
              (order_of(holiday - 1, holiday) == 0 && holiday[-1].to_minute != holiday->to_minute));
    }
    const struct period period = period_from_month(2026, 11);
    g_autoptr(GString) text = g_string_new(NULL);
    const bool covers = calendar_covers(
        calendar, areas, (struct day_range){period.first, period_last(period)}, text);
    CHECK(covers == (text->len == 0) && g_utf8_validate(text->str, -1, NULL));
    if (calendar_lacks_local_area(calendar, areas, period)) {
        g_string_truncate(text, 0);
        calendar_local_days(calendar, areas, period, text);
        CHECK(text->len > 0 && g_utf8_validate(text->str, -1, NULL));
    }
}

static void rows_reverse(GArray *rows, guint size)
{
    g_autofree char *held = g_malloc(size);
    for (guint i = 0; i < rows->len / 2; i++) {
        char *first = rows->data + (gsize)i * size;
        char *last = rows->data + (gsize)(rows->len - 1 - i) * size;
        memcpy(held, first, size);
        memcpy(first, last, size);
        memcpy(last, held, size);
    }
}

static void calendar_try(GArray *areas, GArray *holidays)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GArray) forth = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    g_autoptr(GArray) back = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    GArray *days[] = {forth, back};
    guint problem_counts[2];
    for (guint i = 0; i < areas->len; i++) {
        g_ptr_array_add(ids, (char *)g_array_index(areas, struct area_row, i).area);
    }
    for (int turn = 0; turn < 2; turn++) {
        g_autoptr(GPtrArray) problems =
            g_ptr_array_new_with_free_func((GDestroyNotify)calendar_problem_free);
        g_autoptr(holiday_calendar) calendar =
            calendar_new(&g_array_index(areas, struct area_row, 0), areas->len,
                         &g_array_index(holidays, struct holiday, 0), holidays->len, problems);
        problem_counts[turn] = problems->len;
        for (guint i = 0; i < problems->len; i++) {
            const struct calendar_problem *problem = g_ptr_array_index(problems, i);
            CHECK(g_utf8_validate(problem->found, -1, NULL) && *problem->mend &&
                  g_utf8_validate(problem->mend, -1, NULL));
        }
        for (guint i = 0; i < ids->len && i < 40; i++) {
            g_autoptr(GArray) of_area = g_array_new(FALSE, FALSE, sizeof(struct holiday));
            days_check(calendar, g_ptr_array_index(ids, i), of_area);
            g_array_append_vals(days[turn], of_area->data, of_area->len);
        }
        rows_reverse(areas, sizeof(struct area_row));
        rows_reverse(holidays, sizeof(struct holiday));
    }
    CHECK((problem_counts[0] > 0) == (problem_counts[1] > 0));
    if (problem_counts[0] > 0) {
        return; /* of two rows of an area, the first counts */
    }
    CHECK(forth->len == back->len);
    for (guint i = 0; i < forth->len; i++) {
        const struct holiday *a = &g_array_index(forth, struct holiday, i);
        const struct holiday *b = &g_array_index(back, struct holiday, i);
        CHECK(order_of(a, b) == 0 && a->to_minute == b->to_minute && a->status == b->status);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
    const size_t length = end ? (size_t)(end - data) : size;
    bytes_write("areas.csv", data, length);
    bytes_write("au-2026.csv", end ? end + 1 : data, end ? size - length - 1 : 0);
    g_autoptr(GArray) areas = g_array_new(FALSE, TRUE, sizeof(struct area_row));
    g_autoptr(GArray) holidays = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(256);
    g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(issues) found = issues_new();
    CHECK(holiday_directory_read(scratch_directory(), areas, holidays, strings, sources, found,
                                 NULL));
    issues_sort(found);
    for (uint32_t i = 0; i < found->listed->len; i++) {
        g_autofree char *line = issue_line(issues_at(found, i));
        CHECK(g_utf8_validate(line, -1, NULL) && !strchr(line, '\n'));
    }
    calendar_try(areas, holidays);
    return 0;
}
