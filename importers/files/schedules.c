#include <string.h>

#include "engine/core/near.h"
#include "engine/store/rows.h"
#include "importers/row.h"

enum { PARTNER_ID, WEEKDAY, START, END, EFFECTIVE_FROM, EFFECTIVE_TO, COLUMN_COUNT };

static const struct csv_column columns[COLUMN_COUNT] = {
    {"partner_id", true}, {"weekday", true},         {"start", true},
    {"end", false},       {"effective_from", false}, {"effective_to", false},
};

/* The words of the store first, then the full names. */
enum { WEEKDAYS = SUN + 1, WEEKDAY_NAMES = 2 * WEEKDAYS };

/* Ended by NULL. */
static void weekday_names(const char *names[WEEKDAY_NAMES + 1])
{
    for (size_t i = 0; i < WEEKDAYS; i++) {
        names[i] = words_weekday[i];
        names[WEEKDAYS + i] = instant_weekday_names[i];
    }
    names[WEEKDAY_NAMES] = NULL;
}

/* ---- values -------------------------------------------------------------------------------------- */

static weekday weekday_read(struct row *row)
{
    const char *value = row_value(row, WEEKDAY);
    const char *names[WEEKDAY_NAMES + 1];
    weekday_names(names);
    int found = words_find(names, value);
    if (found >= 0) {
        return (weekday)(found % WEEKDAYS);
    }
    if (row_is_blank(row, WEEKDAY)) {
        row_issue(row, WEEKDAY, ISSUE_BLANK_VALUE, NULL, NULL);
        return MON;
    }
    const char *near = near_find(value, names, WEEKDAY_NAMES);
    size_t length = strlen(value);
    for (size_t i = 0; i < WEEKDAYS && !near && length >= 2; i++) { /* "Tues", "THURS" */
        bool begins = g_ascii_strncasecmp(value, names[WEEKDAYS + i], length) == 0;
        near = begins ? names[i] : NULL;
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

static void hours_read(struct row *row, struct schedule_row *schedule)
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
    if (!row_period_partner(row, &partner, error)) {
        return false;
    }
    struct schedule_row schedule = {.source.line = row->line};
    schedule.weekday = weekday_read(row);
    hours_read(row, &schedule);
    schedule.effective = row_day_range(row, EFFECTIVE_FROM, EFFECTIVE_TO, DAY_UNBOUNDED_FROM);
    if (!partner || row->issue_count > 0) {
        return true;
    }
    schedule.partner_id = partner->partner_id;
    return row_stage(row, START, &schedule, error);
}

bool schedules_read(struct reading *reading, const char *path, GError **error)
{
    struct table table = {.reading = reading,
                          .file = INPUT_SCHEDULES,
                          .format = {.columns = columns, .column_count = COLUMN_COUNT},
                          .partner_column = PARTNER_ID,
                          .key_column = NO_COLUMN,
                          .row_read = schedule_read};
    return table_input_read(&table, path, NULL, error);
}
