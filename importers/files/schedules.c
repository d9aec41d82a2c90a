#include <string.h>

#include "engine/core/near.h"
#include "engine/store/rows.h"
#include "importers/row.h"

/* The words of the store, or the full names. */
static void weekday_read(struct row *row, int column, void *field)
{
    enum { WEEKDAYS = SUN + 1, NAMES = 2 * WEEKDAYS };
    weekday *ret_weekday = field;
    const char *value = row_value(row, column);
    const char *names[NAMES + 1] = {NULL};
    memcpy(names, words_weekday, WEEKDAYS * sizeof names[0]);
    memcpy(names + WEEKDAYS, instant_weekday_names, WEEKDAYS * sizeof names[0]);
    int found = words_find(names, value);
    if (found >= 0) {
        *ret_weekday = (weekday)(found % WEEKDAYS);
    } else {
        const char *near = near_find(value, names, NAMES);
        size_t length = strlen(value);
        for (size_t i = 0; i < WEEKDAYS && !near && length >= 2; i++) { /* "Tues", "THURS" */
            bool begins = g_ascii_strncasecmp(value, instant_weekday_names[i], length) == 0;
            near = begins ? words_weekday[i] : NULL;
        }
        row_issue(row, column, ISSUE_BAD_WEEKDAY, NULL,
                  near ? row_print(row, "write %s", near) : NULL);
    }
}

enum { START = 2, END };
enum { NO_MINUTE = -1 };

static const struct input_column columns[] = {
    FIELD(struct schedule_row, partner_id, FILLED, VALUE_PERIOD_PARTNER),
    FIELD(struct schedule_row, weekday, FILLED, VALUE_OWN, .check = weekday_read),
    [START] = FIELD_AS("start", struct schedule_row, start_minute, FILLED, VALUE_MINUTE,
                       .blank = NO_MINUTE),
    [END] = FIELD_AS("end", struct schedule_row, end_minute, OPTIONAL, VALUE_END_MINUTE,
                     .blank = NO_MINUTE),
    FIELD_AS("effective_from", struct schedule_row, effective.from, OPTIONAL, VALUE_DAY_FROM),
    FIELD_AS("effective_to", struct schedule_row, effective.to, OPTIONAL, VALUE_LAST_DAY),
};

static void schedule_check(struct row *row, void *fields)
{
    struct schedule_row *schedule = fields;
    int32_t start = schedule->start_minute;
    int32_t length = schedule->end_minute - start;
    if (*row_value(row, END) == '\0') {
        schedule->end_minute = start + MINUTES_PER_HOUR;
    } else if (start == NO_MINUTE || schedule->end_minute == NO_MINUTE) {
        return;
    } else if (length <= 0) {
        row_issue(row, END, ISSUE_END_BEFORE_START,
                  row_print(row, "a time after %s, the start", row_value(row, START)),
                  "end a row that goes over midnight at 24:00 and begin another at 00:00");
    } else if (length % MINUTES_PER_HOUR != 0) {
        int32_t hour = start / MINUTES_PER_HOUR + length / MINUTES_PER_HOUR;
        row_issue(row, END, ISSUE_NOT_WHOLE_HOURS, NULL,
                  length > MINUTES_PER_HOUR
                      ? row_print(row, "is it to be %02d:%02d?", hour, start % MINUTES_PER_HOUR)
                      : NULL);
    }
}

const struct input_table schedules_table = {TABLE(columns, struct schedule_row),
                                            .partner_column = 0, .key_column = START,
                                            .check = schedule_check};

/* ---- S3: whether two rows overlap ---------------------------------------------------------------- */

/* "Two rows in effect on one date whose hours overlap are an error". The rows may come from two
 * imports, and their dates from a third: what counts is what the store would know. */

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

static struct day_range range_in_effect(const struct schedule_after *after)
{
    return (struct day_range){day_later(after->row.effective.from, after->active.from),
                              day_earlier(after->row.effective.to, after->active.to)};
}

/* Whether a on some date overlaps b on the date so many days later (0 or 1: over midnight). */
static bool rows_meet(const struct schedule_after *a, const struct schedule_after *b,
                      int32_t days_later)
{
    int32_t shift = days_later * MINUTES_PER_DAY;
    return ((int32_t)a->row.weekday + days_later) % 7 == (int32_t)b->row.weekday &&
           a->row.start_minute < b->row.end_minute + shift &&
           b->row.start_minute + shift < a->row.end_minute &&
           weekday_in_both(a->row.weekday, range_in_effect(a),
                           range_shift(range_in_effect(b), -days_later));
}

static bool rows_overlap(const struct schedule_after *a, const struct schedule_after *b)
{
    return rows_meet(a, b, 0) || rows_meet(a, b, 1) || rows_meet(b, a, 1);
}

/* ---- S3: what is said of it ---------------------------------------------------------------------- */

static void minute_write(int32_t minute, char text[8])
{
    minute = minute > MINUTES_PER_DAY ? minute - MINUTES_PER_DAY : minute;
    g_snprintf(text, 8, "%02d:%02d", minute / 60, minute % 60);
}

/* "Mon 09:00 to 10:00"; the caller frees. */
static char *hours_text(const struct schedule_row *row)
{
    char start[8];
    char end[8];
    minute_write(row->start_minute, start);
    minute_write(row->end_minute, end);
    return g_strdup_printf("%s %s to %s", words_weekday[row->weekday], start, end);
}

/* Two rows of this schedules.csv: on the line of the later one. */
static struct issue *file_issue_new(const struct schedule_row *a, const struct schedule_row *b)
{
    const struct schedule_row *first = a->source.line < b->source.line ? a : b;
    const struct schedule_row *second = a->source.line < b->source.line ? b : a;
    char start[8];
    minute_write(second->start_minute, start);
    g_autofree char *hours = hours_text(first);
    g_autofree char *mend =
        g_strdup_printf("the row of line %u has %s: change one of the two, or end its "
                        "effective_to before the other begins",
                        first->source.line, hours);
    struct issue_place place = {words_input_file[INPUT_SCHEDULES], INPUT_SCHEDULES,
                                second->source.line, "start", CSV_COLUMNS_MAX};
    return issue_new(&place, ISSUE_OVERLAP, start, NULL, mend);
}

/* Two rows that were imported before: on the partner's line, whose dates let them meet. */
static struct issue *dates_issue_new(const struct schedule_after *a, const struct schedule_after *b)
{
    g_autofree char *first = hours_text(&a->row);
    g_autofree char *second = hours_text(&b->row);
    g_autofree char *mend = g_strdup_printf(
        "while the partner is active, %s:%u has %s and %s:%u has %s: change active_from or "
        "active_to, or import %s of the period together with it",
        words_input_file[INPUT_SCHEDULES], a->row.source.line, first,
        words_input_file[INPUT_SCHEDULES], b->row.source.line, second,
        words_input_file[INPUT_SCHEDULES]);
    struct issue_place place = {words_input_file[INPUT_PARTNERS], INPUT_PARTNERS, a->partner_line,
                                NULL, 0};
    return issue_new(&place, ISSUE_OVERLAP, a->row.partner_id, NULL, mend);
}

/* ---- S3: the rows of one partner ----------------------------------------------------------------- */

struct partner_check {
    struct reading *reading;
    const char *partner_id;
    GPtrArray *kept; /* of const struct schedule_after *: no two of them overlap */
    bool held;       /* for a row of schedules.csv */
};

/* The row that is kept already and that this one overlaps, or NULL. */
static const struct schedule_after *overlap_find(const GPtrArray *kept,
                                                 const struct schedule_after *after)
{
    for (size_t i = 0; i < kept->len; i++) {
        const struct schedule_after *other = g_ptr_array_index(kept, i);
        if (rows_overlap(other, after)) {
            return other;
        }
    }
    return NULL;
}

/* Puts the issue into the list, or holds the partner for it: then *ret_held. */
static bool issue_settle(const struct partner_check *check, enum input_file file,
                         struct issue *issue, bool *ret_held, GError **error)
{
    struct reading *reading = check->reading;
    *ret_held = reading->hold_bad;
    if (!reading->hold_bad) {
        issues_take(reading->issues, issue);
        return true;
    }
    bool done = reading_hold(reading, file, check->partner_id, "", issue, error);
    issue_free(issue);
    return done;
}

/* A row of this schedules.csv, or one that a set-aside row of it spares: the latter is not told. */
static bool file_row_check(struct partner_check *check, const struct schedule_after *after,
                           GError **error)
{
    bool staged = after->known_row == 0;
    if (!staged && !after->spared && !check->held) {
        return true; /* the file replaces it */
    }
    const struct schedule_after *other = overlap_find(check->kept, after);
    if (!other) {
        g_ptr_array_add(check->kept, (gpointer)(uintptr_t)after);
        return true;
    }
    if (staged && !issue_settle(check, INPUT_SCHEDULES, file_issue_new(&other->row, &after->row),
                                &check->held, error)) {
        return false;
    }
    return !check->reading->hold_bad ||
           store_import_schedule_drop(check->reading->import, after, error);
}

/* The partner's row is the one that is new: it is set aside, and the dates stay as they were. */
static bool dates_check(const struct partner_check *check, const struct schedule_after *rows,
                        size_t count, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        const struct schedule_after *other = overlap_find(check->kept, &rows[i]);
        bool held = false;
        if (other) {
            return issue_settle(check, INPUT_PARTNERS, dates_issue_new(other, &rows[i]), &held,
                                error) &&
                   (!held ||
                    store_import_partner_unstage(check->reading->import, check->partner_id, error));
        }
        g_ptr_array_add(check->kept, (gpointer)(uintptr_t)&rows[i]);
    }
    return true;
}

/* A bad row of partners.csv still has its dates; if it is set aside, those that are known count. */
static bool dates_of_bad_row(struct reading *reading, struct schedule_after *rows, size_t count,
                             GError **error)
{
    g_autoptr(GError) failure = NULL;
    const struct partner_entry *entry =
        partner_book_find(reading->partners, rows[0].row.partner_id, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    bool bad = entry && entry->own && entry->standing == PARTNER_SET_ASIDE;
    if (bad && (!reading->hold_bad || !rows[0].partner_known)) {
        for (size_t i = 0; i < count; i++) {
            rows[i].active = entry->active;
        }
    }
    return true;
}

static bool partner_rows_check(struct reading *reading, struct schedule_after *rows, size_t count,
                               GError **error)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    struct partner_check check = {reading, rows[0].row.partner_id, kept, false};
    if (!reading->present[INPUT_SCHEDULES]) {
        return rows[0].partner_line == 0 || dates_check(&check, rows, count, error);
    }
    if (!dates_of_bad_row(reading, rows, count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!file_row_check(&check, &rows[i], error)) {
            return false;
        }
    }
    return true;
}

bool schedules_check(struct reading *reading, GError **error)
{
    const bool *present = reading->present;
    if (!present[INPUT_PARTNERS] && !present[INPUT_SCHEDULES]) {
        return true;
    }
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct schedule_after));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_import_schedules_after(reading->import, rows, strings, error)) {
        return false;
    }
    struct schedule_after *all = (struct schedule_after *)(void *)rows->data;
    for (size_t first = 0, i = 1; i <= rows->len; i++) {
        bool ends = i == rows->len || g_strcmp0(all[i].row.partner_id, all[first].row.partner_id);
        if (ends && !partner_rows_check(reading, &all[first], i - first, error)) {
            return false;
        }
        first = ends ? i : first;
    }
    return true;
}
