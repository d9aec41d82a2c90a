#include <string.h>

#include "engine/core/check.h"
#include "importers/near.h"
#include "importers/table.h"

enum { PARTNER_ID, WEEKDAY, START, END, EFFECTIVE_FROM, EFFECTIVE_TO, COLUMN_COUNT };

static const struct csv_column columns[COLUMN_COUNT] = {
    {"partner_id", true}, {"weekday", true},         {"start", true},
    {"end", false},       {"effective_from", false}, {"effective_to", false},
};

static const char *const weekdays[] = {"Mon",      "Tue",    "Wed",      "Thu",     "Fri",
                                       "Sat",      "Sun",    "Monday",   "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday", "Sunday"};

/* Rows wait until the file is read: whether two overlap shows only then, and of two that do, one
 * is not to be staged (S3). */
struct waiting_row {
    const struct partner_entry *partner;
    struct partner_schedule_row row;
    bool bad;
};

/* ---- values -------------------------------------------------------------------------------------- */

static weekday weekday_read(struct row *row)
{
    const char *value = row_value(row, WEEKDAY);
    for (size_t i = 0; i < G_N_ELEMENTS(weekdays); i++) {
        if (strcmp(value, weekdays[i]) == 0) {
            return (weekday)(i % 7);
        }
    }
    if (row_is_blank(row, WEEKDAY)) {
        row_issue(row, WEEKDAY, ISSUE_BLANK_VALUE, NULL, NULL);
        return MON;
    }
    const char *near = near_find(value, weekdays, G_N_ELEMENTS(weekdays));
    for (size_t i = 0; i < 7 && !near; i++) { /* "Tues", "THURS" */
        size_t length = strlen(value);
        near = length >= 2 && g_ascii_strncasecmp(value, weekdays[i + 7], length) == 0 ? weekdays[i]
                                                                                       : NULL;
    }
    g_autofree char *mend = near ? g_strdup_printf("write %s", near) : NULL;
    row_issue(row, WEEKDAY, ISSUE_BAD_WEEKDAY, NULL, mend);
    return MON;
}

/* False: there is none, or it is refused. */
static bool minute_read(struct row *row, int column, bool end, int32_t *ret_minute)
{
    struct text_problem problem;
    const char *value = row_value(row, column);
    if (*value == '\0') {
        return false;
    }
    if (!instant_minute_parse(value, end, ret_minute, &problem)) {
        row_problem(row, column, &problem);
        return false;
    }
    return true;
}

static void hours_read(struct row *row, struct partner_schedule_row *schedule)
{
    if (row_is_blank(row, START)) {
        row_issue(row, START, ISSUE_BLANK_VALUE, NULL, NULL);
    }
    bool start = minute_read(row, START, false, &schedule->start_minute);
    bool end = minute_read(row, END, true, &schedule->end_minute);
    if (row_value(row, END)[0] == '\0') {
        schedule->end_minute = schedule->start_minute + MINUTES_PER_HOUR;
    } else if (start && end && schedule->end_minute <= schedule->start_minute) {
        g_autofree char *expected =
            g_strdup_printf("a time after %s, the start", row_value(row, START));
        row_issue(row, END, ISSUE_END_BEFORE_START, expected,
                  "end a row that goes over midnight at 24:00 and begin another at 00:00");
    } else if (start && end &&
               (schedule->end_minute - schedule->start_minute) % MINUTES_PER_HOUR != 0) {
        int32_t whole = schedule->start_minute + (schedule->end_minute - schedule->start_minute) /
                                                     MINUTES_PER_HOUR * MINUTES_PER_HOUR;
        g_autofree char *mend =
            whole > schedule->start_minute
                ? g_strdup_printf("is it to be %02d:%02d?", whole / 60, whole % 60)
                : NULL;
        row_issue(row, END, ISSUE_NOT_WHOLE_HOURS, NULL, mend);
    }
}

static bool schedule_read(struct row *row, GError **error)
{
    const struct partner_entry *partner = NULL;
    if (!row_partner(row, &partner, error)) {
        return false;
    }
    struct waiting_row waiting = {.partner = partner, .row = {.line = row->line}};
    waiting.row.weekday = weekday_read(row);
    hours_read(row, &waiting.row);
    struct day_range effective =
        row_day_range(row, EFFECTIVE_FROM, EFFECTIVE_TO, DAY_UNBOUNDED_FROM);
    waiting.row.effective_from = effective.from;
    waiting.row.effective_to = effective.to;
    if (partner && row->issue_count == 0) {
        waiting.row.partner_id = partner->partner_id;
        GArray *rows = row->table->user_data;
        g_array_append_val(rows, waiting);
    }
    return true;
}

/* ---- S3: "Two rows in effect on one date whose hours overlap are an error" ------------------------ */

static day day_later(day a, day b)
{
    return day_compare(a, b) > 0 ? a : b;
}

static day day_earlier(day a, day b)
{
    return day_compare(a, b) < 0 ? a : b;
}

/* Moves the dates of a range; open ends stay open. */
static struct day_range range_shift(struct day_range range, int32_t days)
{
    if (range.from.number != INT32_MIN) {
        range.from = day_add(range.from, days);
    }
    if (range.to.number != INT32_MAX) {
        range.to = day_add(range.to, days);
    }
    return range;
}

/* Whether some date of that weekday lies in both ranges. */
static bool weekday_in_both(weekday wanted, struct day_range a, struct day_range b)
{
    day from = day_later(a.from, b.from);
    day to = day_earlier(a.to, b.to);
    if (day_compare(from, to) > 0) {
        return false;
    }
    if (from.number == INT32_MIN || to.number == INT32_MAX) {
        return from.number != INT32_MAX;
    }
    int32_t wait = ((int32_t)wanted - (int32_t)day_weekday(from) + 7) % 7;
    return day_compare(day_add(from, wait), to) <= 0;
}

static struct day_range range_in_effect(const struct waiting_row *waiting)
{
    return (struct day_range){day_later(waiting->row.effective_from, waiting->partner->active.from),
                              day_earlier(waiting->row.effective_to, waiting->partner->active.to)};
}

/* Whether a on some date overlaps b on the date so many days later (0 or 1: over midnight). */
static bool rows_meet(const struct waiting_row *a, const struct waiting_row *b, int32_t days_later)
{
    int32_t shift = days_later * MINUTES_PER_DAY;
    return ((int32_t)a->row.weekday + days_later) % 7 == (int32_t)b->row.weekday &&
           a->row.start_minute < b->row.end_minute + shift &&
           b->row.start_minute + shift < a->row.end_minute &&
           weekday_in_both(a->row.weekday, range_in_effect(a),
                           range_shift(range_in_effect(b), -days_later));
}

static bool rows_overlap(const struct waiting_row *a, const struct waiting_row *b)
{
    return rows_meet(a, b, 0) || rows_meet(a, b, 1) || rows_meet(b, a, 1);
}

static bool rows_same_key(const struct waiting_row *a, const struct waiting_row *b)
{
    return a->row.weekday == b->row.weekday && a->row.start_minute == b->row.start_minute &&
           day_compare(a->row.effective_from, b->row.effective_from) == 0;
}

static void minute_write(int32_t minute, char text[8])
{
    minute = minute > MINUTES_PER_DAY ? minute - MINUTES_PER_DAY : minute;
    g_snprintf(text, 8, "%02d:%02d", minute / 60, minute % 60);
}

static struct issue *conflict_issue(const struct table *table, const struct waiting_row *first,
                                    const struct waiting_row *second)
{
    char start[8];
    char first_start[8];
    char first_end[8];
    minute_write(second->row.start_minute, start);
    minute_write(first->row.start_minute, first_start);
    minute_write(first->row.end_minute, first_end);
    if (rows_same_key(first, second)) {
        g_autofree char *expected =
            g_strdup_printf("each key once; line %u has it already", first->row.line);
        return table_issue_new(table, second->row.line, START, ISSUE_DUPLICATE_ROW, start, expected,
                               NULL);
    }
    g_autofree char *mend =
        g_strdup_printf("the row of line %u has %s %s to %s: change one of the two, or end its "
                        "effective_to before the other begins",
                        first->row.line, weekdays[first->row.weekday], first_start, first_end);
    return table_issue_new(table, second->row.line, START, ISSUE_OVERLAP, start, NULL, mend);
}

/* ---- the file ------------------------------------------------------------------------------------ */

static int waiting_compare(const void *left, const void *right)
{
    const struct waiting_row *a = left;
    const struct waiting_row *b = right;
    int order = strcmp(a->partner->partner_id, b->partner->partner_id);
    return order ? order : (a->row.line > b->row.line) - (a->row.line < b->row.line);
}

/* The first good row of the partner that the row at `index` conflicts with, or NULL. */
static const struct waiting_row *conflict_find(const GArray *rows, size_t first, size_t index)
{
    const struct waiting_row *row = &g_array_index(rows, struct waiting_row, index);
    for (size_t i = first; i < index; i++) {
        const struct waiting_row *other = &g_array_index(rows, struct waiting_row, i);
        if (!other->bad && (rows_same_key(other, row) || rows_overlap(other, row))) {
            return other;
        }
    }
    return NULL;
}

static bool waiting_settle(struct table *table, const GArray *rows, size_t first, size_t index,
                           GError **error)
{
    struct waiting_row *waiting = &g_array_index(rows, struct waiting_row, index);
    const struct waiting_row *other = conflict_find(rows, first, index);
    if (other) {
        waiting->bad = true;
        return table_issue_late(table, waiting->row.partner_id,
                                conflict_issue(table, other, waiting), error);
    }
    uint32_t first_line = 0;
    enum stage_result result =
        store_stage_schedule(table->reading->import, &waiting->row, &first_line, error);
    CHECK(result != STAGE_DUPLICATE); /* its key is that of rows_same_key */
    return result == STAGE_DONE;
}

static bool all_settle(struct table *table, GArray *rows, GError **error)
{
    g_array_sort(rows, waiting_compare);
    size_t first = 0;
    for (size_t i = 0; i < rows->len; i++) {
        const struct waiting_row *begin = &g_array_index(rows, struct waiting_row, first);
        const struct waiting_row *row = &g_array_index(rows, struct waiting_row, i);
        if (begin->partner != row->partner) {
            first = i;
        }
        if (!waiting_settle(table, rows, first, i, error)) {
            return false;
        }
    }
    return true;
}

bool schedules_read(struct reading *reading, const char *path, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct waiting_row));
    struct table table = {.reading = reading,
                          .file = INPUT_SCHEDULES,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = PARTNER_ID,
                          .row_read = schedule_read,
                          .user_data = rows};
    return table_input_read(&table, path, NULL, error) && all_settle(&table, rows, error);
}
