#include "tests/holidays/world.h"

#include <criterion/criterion.h>

struct holiday_world {
    GArray *areas; /* of struct area_row */
    GArray *rows;  /* of struct holiday */
    GPtrArray *owned;
    GPtrArray *problems;
    holiday_calendar *calendar;
};

static int32_t number_of(const char *text)
{
    return (int32_t)g_ascii_strtoll(text, NULL, 10);
}

day date_of(const char *text)
{
    struct civil civil = {number_of(text), number_of(text + 5), number_of(text + 8)};
    cr_assert(day_civil_valid(civil), "%s is no date", text);
    return day_from_civil(civil);
}

static struct period month_of(const char *text)
{
    return period_from_month(number_of(text), number_of(text + 5));
}

holiday_world *world_new(void)
{
    holiday_world *made = g_new0(holiday_world, 1);
    made->areas = g_array_new(FALSE, FALSE, sizeof(struct area_row));
    made->rows = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    made->owned = g_ptr_array_new_with_free_func(g_free);
    made->problems = g_ptr_array_new_with_free_func((GDestroyNotify)calendar_problem_free);
    return made;
}

void world_free(holiday_world *world)
{
    g_array_unref(world->areas);
    g_array_unref(world->rows);
    g_ptr_array_unref(world->owned);
    g_ptr_array_unref(world->problems);
    area_tree_free(world->calendar);
    g_free(world);
}

holiday_world *world_new_tree(void)
{
    holiday_world *made = world_new();
    world_area(made, "AU", "");
    world_area(made, "AU-NSW", "AU");
    world_area(made, "AU-VIC", "AU");
    world_area(made, "NSW-ALBURY", "AU-NSW");
    world_area(made, "VIC-GEELONG", "AU-VIC");
    world_area(made, "VIC-GEELONG-PORT", "VIC-GEELONG");
    return made;
}

/* A copy that dies with the world's rows. */
static const char *world_text(holiday_world *world, const char *text)
{
    char *copy = g_strdup(text);
    g_ptr_array_add(world->owned, copy);
    return copy;
}

void world_area(holiday_world *world, const char *area, const char *parent)
{
    struct area_row row = {
        .area = world_text(world, area),
        .parent = world_text(world, parent),
        .name = world_text(world, area),
        .definition = "",
        .source = {world_text(world, "areas.csv"), world->areas->len + 2, 0},
    };
    g_array_append_val(world->areas, row);
}

void world_complete(holiday_world *world, const char *from, const char *to)
{
    struct area_row *row = &g_array_index(world->areas, struct area_row, world->areas->len - 1);
    struct day_range *spans = g_new(struct day_range, row->complete_count + 1);
    g_ptr_array_add(world->owned, spans);
    for (size_t i = 0; i < row->complete_count; i++) {
        spans[i] = row->complete[i];
    }
    spans[row->complete_count++] = (struct day_range){date_of(from), date_of(to)};
    row->complete = spans;
}

static struct holiday *world_row(holiday_world *world, const char *area, const char *date,
                                 const char *name)
{
    struct holiday row = {
        .date = date_of(date),
        .area = world_text(world, area),
        .name = world_text(world, name),
        .to_minute = MINUTES_PER_DAY,
        .target_date = DAY_UNBOUNDED_FROM,
        .target_name = "",
        .source_text = world_text(world, "Gazette"),
        .source = {world_text(world, "holidays.csv"), world->rows->len + 2, 0},
    };
    g_array_append_val(world->rows, row);
    return &g_array_index(world->rows, struct holiday, world->rows->len - 1);
}

struct holiday *world_declare(holiday_world *world, const char *area, const char *date,
                              const char *name)
{
    return world_row(world, area, date, name);
}

struct holiday *world_substitute(holiday_world *world, const char *area, const char *date,
                                 const char *name, const char *target_date, const char *target_name)
{
    struct holiday *row = world_row(world, area, date, name);
    row->effect = EFFECT_SUBSTITUTE;
    row->target_date = date_of(target_date);
    row->target_name = world_text(world, target_name);
    return row;
}

struct holiday *world_cancel(holiday_world *world, const char *area, const char *target_date,
                             const char *target_name)
{
    struct holiday *row =
        world_substitute(world, area, target_date, target_name, target_date, target_name);
    row->effect = EFFECT_CANCEL;
    return row;
}

static void world_build(holiday_world *world)
{
    cr_assert_null(world->calendar);
    world->calendar = calendar_new(
        (const struct area_row *)(const void *)world->areas->data, world->areas->len,
        (const struct holiday *)(const void *)world->rows->data, world->rows->len, world->problems);
    g_array_set_size(world->rows, 0);
}

static const char *world_problem_lines(holiday_world *world)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < world->problems->len; i++) {
        const struct calendar_problem *problem = g_ptr_array_index(world->problems, i);
        g_string_append_printf(text, "%s:%u:%s: %s \"%s\": expected %s\n", problem->source.file,
                               problem->source.line, problem->column, problem->code, problem->found,
                               problem->mend);
    }
    return world_text(world, text->str);
}

const char *world_problems(holiday_world *world)
{
    world_build(world);
    return world_problem_lines(world);
}

const holiday_calendar *world_calendar(holiday_world *world)
{
    if (!world->calendar) {
        world_build(world);
        cr_assert_str_eq(world_problem_lines(world), "");
    }
    return world->calendar;
}

const holiday_calendar *world_rest(const holiday_world *world)
{
    return world->calendar;
}

static void window_append(GString *text, const struct holiday *holiday)
{
    if (holiday->from_minute != 0 || holiday->to_minute != MINUTES_PER_DAY) {
        g_string_append_printf(text, " %02d:%02d-%02d:%02d", holiday->from_minute / 60,
                               holiday->from_minute % 60, holiday->to_minute / 60,
                               holiday->to_minute % 60);
    }
}

const char *world_holidays(holiday_world *world, const char *areas, const char *from,
                           const char *to)
{
    g_auto(GStrv) list = g_strsplit(areas, ";", -1);
    g_autoptr(GArray) holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    const holiday_calendar *calendar = world->calendar ? world->calendar : world_calendar(world);
    calendar_holidays(calendar, (const char *const *)list, date_of(from), date_of(to), holidays);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < holidays->len; i++) {
        const struct holiday *holiday = &g_array_index(holidays, struct holiday, i);
        struct civil civil = day_to_civil(holiday->date);
        g_string_append_printf(text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
        window_append(text, holiday);
        g_string_append_printf(text, " %s @%s%s\n", holiday->name, holiday->area,
                               holiday->status == HOLIDAY_PROVISIONAL ? " ?" : "");
    }
    return world_text(world, text->str);
}

const char *world_gaps(holiday_world *world, const char *areas, const char *month)
{
    g_auto(GStrv) list = g_strsplit(areas, ";", -1);
    g_autoptr(GString) gaps = g_string_new(NULL);
    struct period period = month_of(month);
    struct day_range dates = {period.first, period_last(period)};
    bool covered = calendar_covers(world_calendar(world), (const char *const *)list, dates, gaps);
    cr_assert_eq(covered, gaps->len == 0, "an area is named just where one is not covered");
    return world_text(world, gaps->str);
}

const char *world_uncovered(holiday_world *world, const char *areas, const char *month)
{
    g_auto(GStrv) parts = g_strsplit(world_gaps(world, areas, month), ":", 2);
    return world_text(world, parts[0] ? parts[0] : "");
}

bool world_lacks_local_area(holiday_world *world, const char *areas, const char *month)
{
    g_auto(GStrv) list = g_strsplit(areas, ";", -1);
    return calendar_lacks_local_area(world_calendar(world), (const char *const *)list,
                                     month_of(month));
}
