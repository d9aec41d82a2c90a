#include "holidays/calendar.h"

#include <stdlib.h>
#include <string.h>

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

static guint target_hash(gconstpointer key)
{
    const struct holiday *row = key;
    return g_str_hash(row->target_name) * 31 + (guint)row->target_date.number;
}

static gboolean target_equal(gconstpointer a, gconstpointer b)
{
    const struct holiday *left = a;
    const struct holiday *right = b;
    return day_compare(left->target_date, right->target_date) == 0 &&
           strcmp(left->target_name, right->target_name) == 0;
}

/* The days that the rows take away: rows, by their target. */
static GHashTable *targets_of(const GPtrArray *rows)
{
    GHashTable *targets = g_hash_table_new(target_hash, target_equal);
    for (guint i = 0; i < rows->len; i++) {
        const struct holiday *row = g_ptr_array_index(rows, i);
        if (row->effect != EFFECT_DECLARE) {
            g_hash_table_add(targets, (gpointer)row);
        }
    }
    return targets;
}

/* G1 and G2: those of the area above without this area's targets; then its
 * own. So a target is never a row of the same area. */
static const GArray *area_holidays(struct area *area)
{
    if (area->holidays) {
        return area->holidays;
    }
    const GArray *above = area->parent ? area_holidays(area->parent) : NULL;
    GArray *holidays = area->holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    g_autoptr(GHashTable) targets = targets_of(area->rows);
    for (guint i = 0; above && i < above->len; i++) {
        const struct holiday *holiday = &g_array_index(above, struct holiday, i);
        const struct holiday key = {.target_date = holiday->date, .target_name = holiday->name};
        if (!g_hash_table_contains(targets, &key)) {
            g_array_append_vals(holidays, holiday, 1);
        }
    }
    for (guint i = 0; i < area->rows->len; i++) {
        const struct holiday *row = g_ptr_array_index(area->rows, i);
        if (row->effect != EFFECT_CANCEL) {
            g_array_append_vals(holidays, row, 1);
        }
    }
    holidays_settle(holidays, 0);
    return holidays;
}

holiday_calendar *calendar_new(const struct area_row *areas, size_t area_count,
                               const struct holiday *rows, size_t row_count, GPtrArray *problems)
{
    holiday_calendar *calendar = area_tree_new(areas, area_count, problems);
    g_autoptr(GPtrArray) good = rows_check(calendar, rows, row_count, problems);
    for (guint i = 0; i < good->len; i++) {
        const struct holiday *row = g_ptr_array_index(good, i);
        struct area *area = g_hash_table_lookup(calendar->by_id, row->area);
        g_ptr_array_add(area->rows, (gpointer)row);
        for (area = area->parent; area && row->effect != EFFECT_CANCEL; area = area->parent) {
            g_array_append_val(area->days_below, row->date);
        }
    }
    for (size_t i = 0; i < calendar->area_count; i++) {
        area_holidays(&calendar->areas[i]);
    }
    return calendar;
}

void calendar_holidays(const holiday_calendar *calendar, const char *const *areas, day from, day to,
                       GArray *holidays)
{
    struct day_range dates = {from, to};
    guint start = holidays->len;
    for (size_t i = 0; areas[i]; i++) {
        const struct area *area = area_tree_find(calendar, areas[i]);
        for (guint at = 0; area && at < area->holidays->len; at++) {
            const struct holiday *holiday = &g_array_index(area->holidays, struct holiday, at);
            if (day_range_has(dates, holiday->date)) {
                g_array_append_vals(holidays, holiday, 1);
            }
        }
    }
    holidays_settle(holidays, start);
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
            gap_add(gaps, g_strdup_printf("%s: known for %s", at->row->area,
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
        const struct area *base = area_tree_find(calendar, areas[i]);
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

bool calendar_lacks_local_area(const holiday_calendar *calendar, const char *const *areas,
                               struct period period)
{
    struct day_range dates = {period.first, period_last(period)};
    bool day_below = false;
    for (size_t i = 0; areas[i]; i++) {
        const struct area *area = area_tree_find(calendar, areas[i]);
        if (!area || (area->parent && area->parent->parent)) {
            return false;
        }
        for (guint at = 0; at < area->days_below->len; at++) {
            day_below |= day_range_has(dates, g_array_index(area->days_below, day, at));
        }
    }
    return day_below;
}

static bool is_below_one(const holiday_calendar *calendar, const struct area *area,
                         const char *const *areas)
{
    for (size_t i = 0; areas[i]; i++) {
        const struct area *of = area_tree_find(calendar, areas[i]);
        if (of && of != area && area_within(area, of)) {
            return true;
        }
    }
    return false;
}

void calendar_local_days(const holiday_calendar *calendar, const char *const *areas,
                         struct period period, GString *text)
{
    enum { NAMED_MAX = 3 };
    int more = 0;
    int named = 0;
    for (size_t i = 0; i < calendar->area_count; i++) {
        const struct area *area = &calendar->areas[i];
        for (guint at = 0; is_below_one(calendar, area, areas) && at < area->holidays->len; at++) {
            const struct holiday *row = &g_array_index(area->holidays, struct holiday, at);
            char date[PROBLEM_DATE_SIZE];
            bool own = period_has(period, row->date) && strcmp(row->area, area->row->area) == 0;
            if (own && named < NAMED_MAX) {
                g_string_append_printf(text, "%s%s on %s in %s", named++ > 0 ? "; " : "", row->name,
                                       problem_date_write(row->date, date), area->row->area);
            } else {
                more += own;
            }
        }
    }
    if (more > 0) {
        g_string_append_printf(text, "; and %d more", more);
    }
}
