#include "holidays/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/money.h"

/* What an area has, worked out once: 10,000 partners share a few hundred areas. */
struct area_days {
    GPtrArray *rows;    /* its own, of struct holiday_row */
    GArray *holidays;   /* G1 and G2 applied: struct holiday by date, from_minute, name */
    GArray *days_below; /* the dates (day) of the holidays of the areas below it, sorted */
};

struct holiday_calendar {
    GStringChunk *strings;
    area_tree *tree;
    struct holiday_row *rows;
    size_t row_count;
    struct area_days *days; /* by the area's index */
};

/* One that several areas share differs in status and area only: the best known one first. */
static int holiday_order(gconstpointer a, gconstpointer b)
{
    const struct holiday *left = a;
    const struct holiday *right = b;
    int order = day_compare(left->date, right->date);
    order = order ? order : left->from_minute - right->from_minute;
    order = order ? order : strcmp(left->name, right->name);
    order = order ? order : left->to_minute - right->to_minute;
    order = order ? order : (int)left->status - (int)right->status;
    return order ? order : strcmp(left->area, right->area);
}

static bool holiday_same(const struct holiday *a, const struct holiday *b)
{
    return day_compare(a->date, b->date) == 0 && a->from_minute == b->from_minute &&
           a->to_minute == b->to_minute && strcmp(a->name, b->name) == 0;
}

/* Sorts what begins at `start` and leaves each day there once. */
static void holidays_settle(GArray *holidays, guint start)
{
    if (holidays->len - start < 2) {
        return;
    }
    struct holiday *all = &g_array_index(holidays, struct holiday, start);
    guint count = holidays->len - start;
    qsort(all, count, sizeof *all, holiday_order);
    guint kept = 1;
    for (guint i = 1; i < count; i++) {
        if (!holiday_same(&all[kept - 1], &all[i])) {
            all[kept++] = all[i];
        }
    }
    g_array_set_size(holidays, start + kept);
}

static void rows_copy(holiday_calendar *calendar, const struct holiday_row *rows, size_t row_count)
{
    calendar->rows = g_new0(struct holiday_row, row_count + 1);
    calendar->row_count = row_count;
    for (size_t i = 0; i < row_count; i++) {
        struct holiday_row *row = &calendar->rows[i];
        *row = rows[i];
        row->area = g_string_chunk_insert_const(calendar->strings, rows[i].area);
        row->name = g_string_chunk_insert_const(calendar->strings, rows[i].name);
        row->target_name = g_string_chunk_insert_const(calendar->strings, rows[i].target_name);
        row->source_text = g_string_chunk_insert_const(calendar->strings, rows[i].source_text);
        row->source.file = g_string_chunk_insert_const(calendar->strings, rows[i].source.file);
    }
}

/* Gives a row to its area and, where it is a holiday, its date to the areas above. */
static void row_place(holiday_calendar *calendar, struct holiday_row *row)
{
    const struct area *area = area_tree_find(calendar->tree, row->area);
    g_ptr_array_add(calendar->days[area->index].rows, row);
    if (row->effect != EFFECT_CANCEL) {
        for (const struct area *at = area->parent; at; at = at->parent) {
            g_array_append_val(calendar->days[at->index].days_below, row->date);
        }
    }
}

static bool holiday_is_target(const struct holiday *holiday, const GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct holiday_row *row = g_ptr_array_index(rows, i);
        if (row->effect != EFFECT_DECLARE && day_compare(row->target_date, holiday->date) == 0 &&
            strcmp(row->target_name, holiday->name) == 0) {
            return true;
        }
    }
    return false;
}

/* G1 and G2: those of the area above without this area's targets; then its
 * own. So a target is never a row of the same area. */
static GArray *area_holidays(holiday_calendar *calendar, const struct area *area)
{
    struct area_days *days = &calendar->days[area->index];
    if (days->holidays) {
        return days->holidays;
    }
    const GPtrArray *rows = days->rows;
    CHECK(rows);
    GArray *above = area->parent ? area_holidays(calendar, area->parent) : NULL;
    if (above && rows->len == 0) {
        return days->holidays = g_array_ref(above);
    }
    GArray *holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    for (guint i = 0; above && i < above->len; i++) {
        const struct holiday *holiday = &g_array_index(above, struct holiday, i);
        if (!holiday_is_target(holiday, rows)) {
            g_array_append_vals(holidays, holiday, 1);
        }
    }
    for (guint i = 0; i < rows->len; i++) {
        const struct holiday_row *row = g_ptr_array_index(rows, i);
        if (row->effect != EFFECT_CANCEL) {
            struct holiday holiday = {
                .date = row->date,
                .from_minute = row->from_minute,
                .to_minute = row->to_minute,
                .name = row->name,
                .area = row->area,
                .status = row->status,
                .source_text = row->source_text,
                .source = row->source,
            };
            g_array_append_val(holidays, holiday);
        }
    }
    holidays_settle(holidays, 0);
    return days->holidays = holidays;
}

static int day_order(gconstpointer a, gconstpointer b)
{
    return day_compare(*(const day *)a, *(const day *)b);
}

holiday_calendar *calendar_new(const struct area_row *areas, size_t area_count,
                               const struct holiday_row *rows, size_t row_count,
                               GPtrArray *problems)
{
    holiday_calendar *calendar = g_new0(holiday_calendar, 1);
    calendar->strings = g_string_chunk_new(16384);
    calendar->tree = area_tree_new(areas, area_count, problems);
    rows_copy(calendar, rows, row_count);
    size_t kept_count = calendar->tree->area_count;
    calendar->days = g_new0(struct area_days, kept_count + 1);
    for (size_t i = 0; i < kept_count; i++) {
        calendar->days[i].rows = g_ptr_array_new();
        calendar->days[i].days_below = g_array_new(FALSE, FALSE, sizeof(day));
    }
    g_autoptr(GPtrArray) good = rows_check(calendar->tree, calendar->rows, row_count, problems);
    for (guint i = 0; i < good->len; i++) {
        row_place(calendar, g_ptr_array_index(good, i));
    }
    for (size_t i = 0; i < kept_count; i++) {
        area_holidays(calendar, &calendar->tree->areas[i]);
        g_array_sort(calendar->days[i].days_below, day_order);
    }
    return calendar;
}

void calendar_free(holiday_calendar *calendar)
{
    if (!calendar) {
        return;
    }
    for (size_t i = 0; i < calendar->tree->area_count; i++) {
        g_ptr_array_unref(calendar->days[i].rows);
        g_array_unref(calendar->days[i].holidays);
        g_array_unref(calendar->days[i].days_below);
    }
    g_free(calendar->days);
    g_free(calendar->rows);
    area_tree_free(calendar->tree);
    g_string_chunk_free(calendar->strings);
    g_free(calendar);
}

bool calendar_has_area(const holiday_calendar *calendar, const char *area)
{
    return area_tree_find(calendar->tree, area) != NULL;
}

/* Where the dates of a sorted array of elements that begin with their date reach `from`. */
static guint days_find(const GArray *sorted, size_t element_size, day from)
{
    guint low = 0;
    guint high = sorted->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        day date;
        memcpy(&date, sorted->data + middle * element_size, sizeof date);
        if (day_compare(date, from) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void calendar_holidays(const holiday_calendar *calendar, const char *const *areas, day from, day to,
                       GArray *holidays)
{
    _Static_assert(offsetof(struct holiday, date) == 0, "days_find reads the date there");
    guint start = holidays->len;
    for (size_t i = 0; areas[i]; i++) {
        const struct area *area = area_tree_find(calendar->tree, areas[i]);
        if (!area) {
            continue;
        }
        const GArray *all = calendar->days[area->index].holidays;
        for (guint at = days_find(all, sizeof(struct holiday), from); at < all->len; at++) {
            const struct holiday *holiday = &g_array_index(all, struct holiday, at);
            if (day_compare(holiday->date, to) > 0) {
                break;
            }
            g_array_append_vals(holidays, holiday, 1);
        }
    }
    holidays_settle(holidays, start);
}

/* Whether an area below it has a holiday in the dates. */
static bool area_has_day_below(const holiday_calendar *calendar, const struct area *area,
                               struct day_range dates)
{
    const GArray *below = calendar->days[area->index].days_below;
    guint at = days_find(below, sizeof(day), dates.from);
    return at < below->len && day_range_has(dates, g_array_index(below, day, at));
}

static void gap_add(GPtrArray *gaps, char *gap)
{
    if (g_ptr_array_find_with_equal_func(gaps, gap, g_str_equal, NULL)) {
        g_free(gap);
    } else {
        g_ptr_array_add(gaps, gap);
    }
}

/* The root need not say anything, for it may have no days of its own; whoever is based in it must
 * have its word. */
static void area_gaps_add(const struct area *base, struct day_range dates, GPtrArray *gaps)
{
    for (const struct area *at = base; at; at = at->parent) {
        bool silent_root = !at->parent && !at->spans && at != base;
        if (!silent_root && !area_complete(at, dates)) {
            g_autofree char *known = area_complete_text(at);
            gap_add(gaps, g_strdup_printf("%s: known for %s", at->area_id,
                                          known[0] != '\0' ? known : "no year"));
        }
    }
}

bool calendar_covers(const holiday_calendar *calendar, const char *const *areas,
                     struct day_range dates, GString *gaps_text)
{
    g_autoptr(GPtrArray) gaps = g_ptr_array_new_with_free_func(g_free);
    if (!areas[0]) {
        gap_add(gaps, g_strdup("no area"));
    }
    for (size_t i = 0; areas[i]; i++) {
        const struct area *base = area_tree_find(calendar->tree, areas[i]);
        if (base) {
            area_gaps_add(base, dates, gaps);
        } else {
            gap_add(gaps, g_strdup_printf("%s: no such area", areas[i]));
        }
    }
    for (guint i = 0; gaps_text && i < gaps->len; i++) {
        g_string_append_printf(gaps_text, "%s%s", i > 0 ? "; " : "", (const char *)gaps->pdata[i]);
    }
    return gaps->len == 0;
}

char *calendar_complete_text(const holiday_calendar *calendar, const char *area)
{
    return area_complete_text(area_tree_find(calendar->tree, area));
}

bool calendar_area_within(const holiday_calendar *calendar, const char *area, const char *within)
{
    const struct area *inner = area_tree_find(calendar->tree, area);
    const struct area *outer = area_tree_find(calendar->tree, within);
    return inner && outer && (inner == outer || area_above(outer, inner));
}

bool calendar_lacks_local_area(const holiday_calendar *calendar, const char *const *areas,
                               struct period period)
{
    struct day_range dates = {period.first, period_last(period)};
    bool day_below = false;
    for (size_t i = 0; areas[i]; i++) {
        const struct area *area = area_tree_find(calendar->tree, areas[i]);
        if (!area || (area->parent && area->parent->parent)) {
            return false;
        }
        day_below = day_below || area_has_day_below(calendar, area, dates);
    }
    return day_below;
}
