#include "holidays/area_tree.h"

#include <stdlib.h>
#include <string.h>

struct row_check {
    const area_tree *tree;
    const struct holiday *rows;
    size_t row_count;
    GHashTable *by_key; /* the first row of each area, date and name, with a problem or not */
    GHashTable *by_day; /* the first that gives a day of each date and name, in whatever area */
    GPtrArray *problems;
};

static guint row_key_hash(gconstpointer key)
{
    const struct holiday *row = key;
    return (g_str_hash(row->area) * 31 + g_str_hash(row->name)) * 31 + (guint)row->date.number;
}

static gboolean row_key_equal(gconstpointer a, gconstpointer b)
{
    const struct holiday *left = a;
    const struct holiday *right = b;
    return day_compare(left->date, right->date) == 0 && strcmp(left->name, right->name) == 0 &&
           strcmp(left->area, right->area) == 0;
}

static guint day_key_hash(gconstpointer key)
{
    const struct holiday *row = key;
    return g_str_hash(row->name) * 31 + (guint)row->date.number;
}

static gboolean day_key_equal(gconstpointer a, gconstpointer b)
{
    const struct holiday *left = a;
    const struct holiday *right = b;
    return day_compare(left->date, right->date) == 0 && strcmp(left->name, right->name) == 0;
}

static bool row_area_check(const struct row_check *check, const struct holiday *row)
{
    if (area_tree_find(check->tree, row->area)) {
        return true;
    }
    const char *near =
        problems_guess(check->problems) ? area_tree_nearest(check->tree, row->area) : NULL;
    problem_add(check->problems, row->source, "area", "UNKNOWN_AREA", row->area,
                "an area of areas.csv; %s%s", near ? "write " : "add it there", near ? near : "");
    return false;
}

static bool row_window_check(const struct row_check *check, const struct holiday *row)
{
    if (row->from_minute < row->to_minute) {
        return true;
    }
    g_autofree char *to = g_strdup_printf("%02d:%02d", row->to_minute / 60, row->to_minute % 60);
    problem_add(check->problems, row->source, "to", "FROM_NOT_BEFORE_TO", to,
                "a time after from, %02d:%02d; a window that runs to midnight ends at 24:00",
                row->from_minute / 60, row->from_minute % 60);
    return false;
}

static bool rows_same(const struct holiday *a, const struct holiday *b)
{
    return a->from_minute == b->from_minute && a->to_minute == b->to_minute &&
           a->effect == b->effect && day_compare(a->target_date, b->target_date) == 0 &&
           strcmp(a->target_name, b->target_name) == 0 && a->status == b->status;
}

static bool row_once_check(const struct row_check *check, const struct holiday *row)
{
    const struct holiday *first = g_hash_table_lookup(check->by_key, row);
    if (first == row) {
        return true;
    }
    problem_add(check->problems, row->source, "name", "DUPLICATE_HOLIDAY", row->name,
                "one row for an area, date and name; %s:%u has it already%s: remove one of the two",
                first->source.file, first->source.line,
                rows_same(first, row) ? "" : ", but differs");
    return false;
}

/* ---- the day that a target may mean -------------------------------------------------------------- */

/* What a row whose target is wrong probably means. */
struct target_mend {
    const char *column;        /* the one to correct: target_date or target_name */
    const struct holiday *day; /* of an area above; NULL where none is like it */
};

static int64_t days_apart(const struct holiday *day_row, day date)
{
    return llabs((int64_t)day_row->date.number - date.number);
}

/* Looks in `year` among the days of the areas above `area`: that name on the nearest date; then that
 * date under another name, the only one or of several the most like; then a name like it on any
 * date. */
static struct target_mend target_mend_find(const struct row_check *check, const struct area *area,
                                           const struct holiday *row, int32_t year)
{
    const struct holiday *named = NULL;
    const struct holiday *dated = NULL;
    const struct holiday *dated_like = NULL;
    const struct holiday *like = NULL;
    bool several = false;
    struct nearest of_date = {.word = row->target_name};
    struct nearest of_any = {.word = row->target_name};
    const size_t count = problems_guess(check->problems) ? check->row_count : 0;
    for (size_t i = 0; i < count; i++) {
        const struct holiday *day_row = &check->rows[i];
        const struct area *of_row = area_tree_find(check->tree, day_row->area);
        if (!of_row || day_row->effect == EFFECT_CANCEL || of_row == area ||
            !area_within(area, of_row) || day_to_civil(day_row->date).year != year) {
            continue;
        }
        if (strcmp(day_row->name, row->target_name) == 0 &&
            (!named ||
             days_apart(day_row, row->target_date) < days_apart(named, row->target_date))) {
            named = day_row;
        }
        if (day_compare(day_row->date, row->target_date) == 0) {
            several = several || (dated && strcmp(dated->name, day_row->name) != 0);
            dated = dated ? dated : day_row;
            dated_like = nearest_offer(&of_date, day_row->name) ? day_row : dated_like;
        }
        like = nearest_offer(&of_any, day_row->name) ? day_row : like;
    }
    if (named) {
        return (struct target_mend){"target_date", named};
    }
    dated = several ? dated_like : dated;
    return (struct target_mend){"target_name", dated ? dated : like};
}

/* ---- targets -------------------------------------------------------------------------------------- */

/* The day that a target names, wherever it is; not a row of `cancel`, which gives no day. */
static const struct holiday *target_anywhere(const struct row_check *check,
                                             const struct holiday *row)
{
    const struct holiday key = {.date = row->target_date, .name = row->target_name};
    return g_hash_table_lookup(check->by_day, &key);
}

/* Also one that an area between has taken away: it still is a day of an area above. Where it is not
 * known what is above, it may be there. */
static bool target_above(const struct row_check *check, const struct area *area,
                         const struct holiday *row)
{
    for (; area->parent; area = area->parent) {
        const struct holiday key = {
            .area = area->parent->row->area, .date = row->target_date, .name = row->target_name};
        const struct holiday *target = g_hash_table_lookup(check->by_key, &key);
        if (target && target->effect != EFFECT_CANCEL) {
            return true;
        }
    }
    return area->parent_unknown;
}

static const char *target_value(const struct holiday *row, const char *column,
                                char date[PROBLEM_DATE_SIZE])
{
    return strcmp(column, "target_name") == 0 ? row->target_name
                                              : problem_date_write(row->target_date, date);
}

static bool target_exists_check(const struct row_check *check, const struct holiday *row,
                                const struct area *area)
{
    if (target_above(check, area, row)) {
        return true;
    }
    struct target_mend mend =
        target_mend_find(check, area, row, day_to_civil(row->target_date).year);
    const struct holiday *elsewhere = target_anywhere(check, row);
    const char *column = elsewhere ? "target_name" : mend.column;
    char found[PROBLEM_DATE_SIZE];
    char date[PROBLEM_DATE_SIZE];
    problem_add(check->problems, row->source, column,
                elsewhere ? "TARGET_NOT_ABOVE" : "UNKNOWN_TARGET", target_value(row, column, found),
                "the date and name of a day of an area above %s%s%s%s; %s%s%s%s", area->row->area,
                elsewhere ? ", which " : "", elsewhere ? elsewhere->area : "",
                elsewhere ? " is not" : "",
                mend.day ? "write " : "spell both as its row does, or write declare and no target",
                mend.day ? problem_date_write(mend.day->date, date) : "", mend.day ? "," : "",
                mend.day ? mend.day->name : "");
    return false;
}

/* A day in place of another stays in its year: a horizon that ends between the two would know of
 * the one and not of the other. */
static bool target_year_check(const struct row_check *check, const struct holiday *row,
                              const struct area *area)
{
    int32_t year = day_to_civil(row->date).year;
    if (row->effect != EFFECT_SUBSTITUTE || day_to_civil(row->target_date).year == year) {
        return true;
    }
    struct target_mend mend =
        area ? target_mend_find(check, area, row, year) : (struct target_mend){0};
    bool named = mend.day && strcmp(mend.column, "target_date") == 0;
    char found[PROBLEM_DATE_SIZE];
    char date[PROBLEM_DATE_SIZE];
    problem_add(check->problems, row->source, "target_date", "TARGET_IN_ANOTHER_YEAR",
                problem_date_write(row->target_date, found), "a date of %d, as in date; %s%s", year,
                named ? "write " : "correct one of the two",
                named ? problem_date_write(mend.day->date, date) : "");
    return false;
}

static bool row_target_check(const struct row_check *check, const struct holiday *row)
{
    bool has_date = day_compare(row->target_date, DAY_UNBOUNDED_FROM) != 0;
    bool has_name = row->target_name[0] != '\0';
    char found[PROBLEM_DATE_SIZE];
    if (row->effect == EFFECT_DECLARE) {
        const char *column = has_name ? "target_name" : "target_date";
        if (has_date || has_name) {
            problem_add(check->problems, row->source, column, "TARGET_OF_DECLARE",
                        target_value(row, column, found),
                        "nothing, since declare only adds a day; write substitute or cancel as the "
                        "effect, or clear the target");
        }
        return !has_date && !has_name;
    }
    if (!has_date || !has_name) {
        const char *column = has_date ? "target_name" : "target_date";
        problem_add(check->problems, row->source, column, "MISSING_TARGET",
                    target_value(row, column, found),
                    "the date and name of the day of an area above that this row takes away; write "
                    "both");
        return false;
    }
    const struct area *area = area_tree_find(check->tree, row->area);
    return target_year_check(check, row, area) && (!area || target_exists_check(check, row, area));
}

GPtrArray *rows_check(const area_tree *tree, const struct holiday *rows, size_t row_count,
                      GPtrArray *problems)
{
    g_autoptr(GHashTable) by_key = g_hash_table_new(row_key_hash, row_key_equal);
    g_autoptr(GHashTable) by_day = g_hash_table_new(day_key_hash, day_key_equal);
    const struct row_check check = {tree, rows, row_count, by_key, by_day, problems};
    for (size_t i = row_count; i > 0; i--) {
        g_hash_table_add(by_key, (gpointer)&rows[i - 1]); /* in place of a later one */
        if (rows[i - 1].effect != EFFECT_CANCEL) {
            g_hash_table_add(by_day, (gpointer)&rows[i - 1]);
        }
    }
    GPtrArray *good = g_ptr_array_new();
    for (size_t i = 0; i < row_count; i++) {
        bool good_area = row_area_check(&check, &rows[i]);
        bool once = row_once_check(&check, &rows[i]);
        bool window = row_window_check(&check, &rows[i]);
        if (row_target_check(&check, &rows[i]) && good_area && once && window) {
            g_ptr_array_add(good, (gpointer)&rows[i]);
        }
    }
    return good;
}
