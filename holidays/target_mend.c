#include "holidays/target_mend.h"

#include <stdlib.h>
#include <string.h>

#include "holidays/nearest.h"

/* The days that a row of an area may name: those of the areas above in that year. */
static GPtrArray *days_above(const area_tree *tree, const struct area *area,
                             const struct holiday_row *rows, size_t row_count, int32_t year)
{
    GPtrArray *above = g_ptr_array_new();
    for (size_t i = 0; i < row_count; i++) {
        const struct area *of_row = area_tree_find(tree, rows[i].area);
        if (of_row && rows[i].effect != EFFECT_CANCEL && area_above(of_row, area) &&
            day_to_civil(rows[i].date).year == year) {
            g_ptr_array_add(above, (gpointer)&rows[i]);
        }
    }
    return above;
}

static int64_t days_apart(day a, day b)
{
    return llabs((int64_t)a.number - b.number);
}

static const struct holiday_row *day_by_name(const GPtrArray *above, const struct holiday_row *row)
{
    const struct holiday_row *closest = NULL;
    for (guint i = 0; i < above->len; i++) {
        const struct holiday_row *candidate = g_ptr_array_index(above, i);
        if (strcmp(candidate->name, row->target_name) == 0 &&
            (!closest || days_apart(candidate->date, row->target_date) <
                             days_apart(closest->date, row->target_date))) {
            closest = candidate;
        }
    }
    return closest;
}

/* The only name of that date, or of several the most like. */
static const struct holiday_row *day_by_date(const GPtrArray *above, const struct holiday_row *row)
{
    const struct holiday_row *first = NULL;
    const struct holiday_row *like = NULL;
    bool several = false;
    struct nearest nearest = nearest_start(row->target_name);
    for (guint i = 0; i < above->len; i++) {
        const struct holiday_row *candidate = g_ptr_array_index(above, i);
        if (day_compare(candidate->date, row->target_date) == 0) {
            several = several || (first && strcmp(first->name, candidate->name) != 0);
            first = first ? first : candidate;
            like = nearest_offer(&nearest, candidate->name) ? candidate : like;
        }
    }
    return several ? like : first;
}

static const struct holiday_row *day_by_like_name(const GPtrArray *above,
                                                  const struct holiday_row *row)
{
    const struct holiday_row *like = NULL;
    struct nearest nearest = nearest_start(row->target_name);
    for (guint i = 0; i < above->len; i++) {
        const struct holiday_row *candidate = g_ptr_array_index(above, i);
        like = nearest_offer(&nearest, candidate->name) ? candidate : like;
    }
    return like;
}

struct target_mend target_mend_find(const area_tree *tree, const struct area *area,
                                    const struct holiday_row *rows, size_t row_count,
                                    const struct holiday_row *row, int32_t year)
{
    g_autoptr(GPtrArray) above = days_above(tree, area, rows, row_count, year);
    const struct holiday_row *named = day_by_name(above, row);
    if (named) {
        return (struct target_mend){"target_date", named};
    }
    const struct holiday_row *dated = day_by_date(above, row);
    return (struct target_mend){"target_name", dated ? dated : day_by_like_name(above, row)};
}
