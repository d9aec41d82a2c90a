#include <string.h>

#include "tests/engine/core/example_world.h"

/* Areas and holidays (G1 to G4). An example without areas has its holidays apply to the partner. */

static void span_add(GArray *spans, day from, day to)
{
    struct day_range span = {from, to};
    g_array_append_val(spans, span);
}

/* 2026, 2026..2027 or 2026-01-01..2026-06-30 */
static bool complete_read(struct words *words, GArray *spans)
{
    g_auto(GStrv) ends = g_strsplit(words_next(words), "..", 2);
    const char *last = ends[0] && ends[1] ? ends[1] : ends[0];
    bool years = ends[0] && strlen(ends[0]) == 4;
    g_autofree char *text =
        g_strdup_printf(years ? "%s-01-01 %s-12-31" : "%s %s", ends[0] ? ends[0] : "", last);
    g_auto(example_words) dates = words_new(text, words->zone);
    day from;
    day to;
    if (!words_day(&dates, &from) || !words_day(&dates, &to)) {
        return words_fail(words, "a year or two dates with .. between before it");
    }
    span_add(spans, from, to);
    return true;
}

/* area VIC-GEELONG below AU-VIC, complete 2026 2027-01-01..2027-06-30 */
static bool area_read(example_world *world, struct words *words)
{
    struct area_row row = {
        .parent = "", .name = "", .definition = "", .source = {"areas.csv", 2, 0}};
    row.area = world_string(world, words_next(words));
    if (words_take(words, "below")) {
        row.parent = world_string(world, words_next(words));
    }
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(struct day_range));
    g_ptr_array_add(world->spans, spans);
    if (words_take(words, ",")) {
        if (!words_take(words, "complete")) {
            return words_fail(words, "complete");
        }
        while (!words_end(words)) {
            if (!complete_read(words, spans)) {
                return false;
            }
        }
    }
    row.complete = (const struct day_range *)(void *)spans->data;
    row.complete_count = spans->len;
    g_array_append_val(world->areas, row);
    return true;
}

/* based AU-NSW VIC-GEELONG */
static bool based_read(example_world *world, struct words *words)
{
    while (!words_end(words)) {
        g_ptr_array_add(world->based, (void *)world_string(world, words_next(words)));
    }
    return true;
}

static const char *name_read(example_world *world, struct words *words)
{
    g_autofree char *name = words_join(words, "instead");
    return world_string(world, name);
}

static bool target_read(example_world *world, struct words *words, struct holiday *row)
{
    if (!words_take(words, "of")) {
        return words_fail(words, "of");
    }
    row->effect = EFFECT_SUBSTITUTE;
    if (!words_day(words, &row->target_date)) {
        return false;
    }
    row->target_name = name_read(world, words);
    return true;
}

static void holiday_add(example_world *world, const struct holiday *row)
{
    struct holiday holiday = {.date = row->date,
                              .from_minute = row->from_minute,
                              .to_minute = row->to_minute,
                              .name = row->name,
                              .area = row->area,
                              .status = row->status,
                              .source_text = ""};
    g_array_append_val(world->holidays, holiday);
}

/* holiday 2026-09-25 [09:00-12:00] [provisional] [at AREA] NAME [instead of DATE NAME] */
static bool holiday_read(example_world *world, struct words *words)
{
    struct holiday row = {.area = "",
                          .to_minute = MINUTES_PER_DAY,
                          .target_date = DAY_UNBOUNDED_FROM,
                          .target_name = "",
                          .source_text = "",
                          .source = {"holidays.csv", world->holiday_rows->len + 2, 0}};
    if (!words_day(words, &row.date) ||
        (words_hours_follow(words) && !words_hours(words, &row.from_minute, &row.to_minute))) {
        return false;
    }
    row.status = words_take(words, "provisional") ? HOLIDAY_PROVISIONAL : HOLIDAY_GAZETTED;
    bool has_area = words_take(words, "at");
    if (has_area) {
        row.area = world_string(world, words_next(words));
    }
    row.name = name_read(world, words);
    if (words_take(words, "instead") && !target_read(world, words, &row)) {
        return false;
    }
    if (has_area) {
        g_array_append_val(world->holiday_rows, row);
    } else {
        holiday_add(world, &row);
    }
    return true;
}

/* no-holiday 2026-11-03 at VIC-GEELONG Melbourne Cup Day: a row with effect cancel */
static bool no_holiday_read(example_world *world, struct words *words)
{
    struct holiday row = {.to_minute = MINUTES_PER_DAY,
                          .effect = EFFECT_CANCEL,
                          .source_text = "",
                          .source = {"holidays.csv", world->holiday_rows->len + 2, 0}};
    if (!words_day(words, &row.date) || !(words_take(words, "at") || words_fail(words, "at"))) {
        return false;
    }
    row.area = world_string(world, words_next(words));
    row.name = name_read(world, words);
    row.target_date = row.date;
    row.target_name = row.name;
    g_array_append_val(world->holiday_rows, row);
    return true;
}

const struct world_word world_area_words[] = {
    {"area", area_read},
    {"based", based_read},
    {"holiday", holiday_read},
    {"no-holiday", no_holiday_read},
    {NULL, NULL},
};

static void problem_free(void *problem)
{
    calendar_problem_free(problem);
}

bool world_holidays_find(example_world *world, char **ret_problem)
{
    if (world->areas->len == 0 && world->holiday_rows->len == 0 && world->based->len == 0) {
        return true;
    }
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(problem_free);
    world->calendar =
        calendar_new((const struct area_row *)(void *)world->areas->data, world->areas->len,
                     (const struct holiday *)(void *)world->holiday_rows->data,
                     world->holiday_rows->len, problems);
    if (problems->len > 0) {
        const struct calendar_problem *problem = problems->pdata[0];
        *ret_problem = g_strdup_printf("%s %s \"%s\": %s", problem->column, problem->code,
                                       problem->found, problem->mend);
        return false;
    }
    g_ptr_array_add(world->based, NULL);
    const char *const *based = (const char *const *)world->based->pdata;
    struct day_range days = month_days_judged(world->question.period);
    calendar_holidays(world->calendar, based, days.from, days.to, world->holidays);
    struct period period = world->question.period;
    struct day_range dates = {period.first, period_last(period)};
    if (!calendar_covers(world->calendar, based, dates, NULL)) {
        world->facts.hold.no_holiday_data = "its areas";
    }
    if (calendar_lacks_local_area(world->calendar, based, period)) {
        world->facts.hold.no_local_area = "its areas";
    }
    return true;
}
