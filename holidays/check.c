#include "holidays/check.h"

#include <stdlib.h>
#include <string.h>

struct row_check {
    const area_tree *tree;
    const struct holiday_row *rows;
    size_t row_count;
    GHashTable *by_key; /* the first row of each area, date and name, with a problem or not */
    GPtrArray *problems;
};

static guint row_key_hash(gconstpointer key)
{
    const struct holiday_row *row = key;
    return (g_str_hash(row->area) * 31 + g_str_hash(row->name)) * 31 + (guint)row->date.number;
}

static gboolean row_key_equal(gconstpointer a, gconstpointer b)
{
    const struct holiday_row *left = a;
    const struct holiday_row *right = b;
    return day_compare(left->date, right->date) == 0 && strcmp(left->name, right->name) == 0 &&
           strcmp(left->area, right->area) == 0;
}

static void row_problem_add(const struct row_check *check, const struct holiday_row *row,
                            const char *column, const char *code, char *mend)
{
    char date[PROBLEM_DATE_SIZE];
    const char *found = row->name;
    if (strcmp(column, "target_date") == 0) {
        problem_date_write(row->target_date, date);
        found = date;
    } else if (strcmp(column, "target_name") == 0) {
        found = row->target_name;
    } else if (strcmp(column, "area") == 0) {
        found = row->area;
    }
    problem_add(check->problems, row->source, column, code, found, mend);
}

static bool row_area_check(const struct row_check *check, const struct holiday_row *row)
{
    if (area_tree_find(check->tree, row->area)) {
        return true;
    }
    const char *near = area_tree_nearest(check->tree, row->area);
    row_problem_add(check, row, "area", "UNKNOWN_AREA",
                    near ? g_strdup_printf("an area of areas.csv; write %s", near)
                         : g_strdup("an area of areas.csv; add it there"));
    return false;
}

static bool row_window_check(const struct row_check *check, const struct holiday_row *row)
{
    if (row->from_minute < row->to_minute) {
        return true;
    }
    g_autofree char *to = g_strdup_printf("%02d:%02d", row->to_minute / 60, row->to_minute % 60);
    problem_add(check->problems, row->source, "to", "FROM_NOT_BEFORE_TO", to,
                g_strdup_printf("a time after from, %02d:%02d; a window that runs to "
                                "midnight ends at 24:00",
                                row->from_minute / 60, row->from_minute % 60));
    return false;
}

static bool rows_same(const struct holiday_row *a, const struct holiday_row *b)
{
    return a->from_minute == b->from_minute && a->to_minute == b->to_minute &&
           a->effect == b->effect && day_compare(a->target_date, b->target_date) == 0 &&
           strcmp(a->target_name, b->target_name) == 0 && a->status == b->status;
}

static bool row_once_check(const struct row_check *check, const struct holiday_row *row)
{
    const struct holiday_row *first = g_hash_table_lookup(check->by_key, row);
    if (first == row) {
        return true;
    }
    row_problem_add(
        check, row, "name", "DUPLICATE_HOLIDAY",
        g_strdup_printf("one row for an area, date and name; %s:%u %s: remove "
                        "one of the two",
                        first->source.file, first->source.line,
                        rows_same(first, row) ? "has it already" : "has it already, but differs"));
    return false;
}

/* ---- the day that a target may mean -------------------------------------------------------------- */

/* What a row whose target is wrong probably means. */
struct target_mend {
    const char *column;            /* the one to correct: target_date or target_name */
    const struct holiday_row *day; /* of an area above; NULL where none is like it */
};

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

/* Looks in `year` among the days of the areas above `area`: that name on another date; then that
 * date under another name; then a name like it on any date. */
static struct target_mend target_mend_find(const area_tree *tree, const struct area *area,
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

/* ---- targets -------------------------------------------------------------------------------------- */

/* The day that a target names, wherever it is; not a row of `cancel`, which gives no day. */
static const struct holiday_row *target_anywhere(const struct row_check *check,
                                                 const struct holiday_row *row)
{
    for (size_t i = 0; i < check->row_count; i++) {
        const struct holiday_row *day_row = &check->rows[i];
        if (day_row->effect != EFFECT_CANCEL && day_compare(day_row->date, row->target_date) == 0 &&
            strcmp(day_row->name, row->target_name) == 0) {
            return day_row;
        }
    }
    return NULL;
}

/* Also one that an area between has taken away: it still is a day of an area above. */
static bool target_above(const struct row_check *check, const struct area *area,
                         const struct holiday_row *row)
{
    for (const struct area *at = area->parent; at; at = at->parent) {
        const struct holiday_row key = {
            .area = at->area_id, .date = row->target_date, .name = row->target_name};
        const struct holiday_row *target = g_hash_table_lookup(check->by_key, &key);
        if (target && target->effect != EFFECT_CANCEL) {
            return true;
        }
    }
    return false;
}

static char *target_mend_text(const struct area *area, const struct holiday_row *elsewhere,
                              struct target_mend mend)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "the date and name of a day of an area above %s", area->area_id);
    if (elsewhere) {
        g_string_append_printf(text, ", which %s is not", elsewhere->area);
    }
    if (mend.day) {
        char date[PROBLEM_DATE_SIZE];
        problem_date_write(mend.day->date, date);
        g_string_append_printf(text, "; write %s,%s", date, mend.day->name);
    } else {
        g_string_append(text, "; spell both as its row does, or write declare and no target");
    }
    return g_strdup(text->str);
}

static bool target_exists_check(const struct row_check *check, const struct holiday_row *row,
                                const struct area *area)
{
    if (area->above_unknown || target_above(check, area, row)) {
        return true;
    }
    struct target_mend mend = target_mend_find(check->tree, area, check->rows, check->row_count,
                                               row, day_to_civil(row->target_date).year);
    const struct holiday_row *elsewhere = target_anywhere(check, row);
    row_problem_add(check, row, elsewhere ? "target_name" : mend.column,
                    elsewhere ? "TARGET_NOT_ABOVE" : "UNKNOWN_TARGET",
                    target_mend_text(area, elsewhere, mend));
    return false;
}

/* A day in place of another stays in its year: a horizon that ends between the two would know of
 * the one and not of the other. */
static bool target_year_check(const struct row_check *check, const struct holiday_row *row,
                              const struct area *area)
{
    int32_t year = day_to_civil(row->date).year;
    if (row->effect != EFFECT_SUBSTITUTE || day_to_civil(row->target_date).year == year) {
        return true;
    }
    char date[PROBLEM_DATE_SIZE] = "";
    if (area) {
        struct target_mend mend =
            target_mend_find(check->tree, area, check->rows, check->row_count, row, year);
        if (mend.day && strcmp(mend.column, "target_date") == 0) {
            problem_date_write(mend.day->date, date);
        }
    }
    row_problem_add(check, row, "target_date", "TARGET_IN_ANOTHER_YEAR",
                    date[0] != '\0'
                        ? g_strdup_printf("a date of %d, as in date; write %s", year, date)
                        : g_strdup_printf("a date of %d, as in date; correct one of the "
                                          "two",
                                          year));
    return false;
}

static bool row_target_check(const struct row_check *check, const struct holiday_row *row)
{
    bool has_date = day_compare(row->target_date, DAY_UNBOUNDED_FROM) != 0;
    bool has_name = row->target_name[0] != '\0';
    if (row->effect == EFFECT_DECLARE) {
        if (has_date || has_name) {
            row_problem_add(check, row, has_name ? "target_name" : "target_date",
                            "TARGET_OF_DECLARE",
                            g_strdup("nothing, since declare only adds a day; write "
                                     "substitute or cancel as the effect, or clear the target"));
        }
        return !has_date && !has_name;
    }
    if (!has_date || !has_name) {
        row_problem_add(check, row, has_date ? "target_name" : "target_date", "MISSING_TARGET",
                        g_strdup("the date and name of the day of an area above that "
                                 "this row takes away; write both"));
        return false;
    }
    const struct area *area = area_tree_find(check->tree, row->area);
    return target_year_check(check, row, area) && (!area || target_exists_check(check, row, area));
}

static bool row_is_good(const struct row_check *check, const struct holiday_row *row)
{
    bool area = row_area_check(check, row);
    bool once = row_once_check(check, row);
    bool window = row_window_check(check, row);
    bool target = row_target_check(check, row);
    return area && once && window && target;
}

GPtrArray *rows_check(const area_tree *tree, const struct holiday_row *rows, size_t row_count,
                      GPtrArray *problems)
{
    g_autoptr(GHashTable) by_key = g_hash_table_new(row_key_hash, row_key_equal);
    const struct row_check check = {tree, rows, row_count, by_key, problems};
    for (size_t i = 0; i < row_count; i++) {
        if (!g_hash_table_contains(by_key, &rows[i])) {
            g_hash_table_add(by_key, (gpointer)&rows[i]);
        }
    }
    GPtrArray *good = g_ptr_array_new();
    for (size_t i = 0; i < row_count; i++) {
        if (row_is_good(&check, &rows[i])) {
            g_ptr_array_add(good, (gpointer)&rows[i]);
        }
    }
    return good;
}
