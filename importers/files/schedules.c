#include <string.h>

#include "engine/core/month.h"
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
    memcpy(names + WEEKDAYS, written_weekday_names, WEEKDAYS * sizeof names[0]);
    int found = words_find(names, value);
    if (found >= 0) {
        *ret_weekday = (weekday)(found % WEEKDAYS);
    } else {
        const char *near = near_find(value, names, NAMES);
        size_t length = strlen(value);
        for (size_t i = 0; i < WEEKDAYS && !near && length >= 2; i++) { /* "Tues", "THURS" */
            bool begins = g_ascii_strncasecmp(value, written_weekday_names[i], length) == 0;
            near = begins ? words_weekday[i] : NULL;
        }
        row_issue(row, column, ISSUE_BAD_WEEKDAY, NULL, issue_near_mend(row->texts, near));
    }
}

enum { START = 2, END, EVERY = 6 };

static const struct input_column columns[] = {
    FIELD(struct schedule_row, partner_id, FILLED, VALUE_PERIOD_PARTNER),
    FIELD(struct schedule_row, weekday, FILLED, VALUE_OWN, .check = weekday_read),
    [START] = FIELD_AS("start", struct schedule_row, start_minute, FILLED, VALUE_MINUTE,
                       .blank = NO_MINUTE),
    [END] = FIELD_AS("end", struct schedule_row, end_minute, OPTIONAL, VALUE_END_MINUTE,
                     .blank = NO_MINUTE),
    FIELD_AS("effective_from", struct schedule_row, effective.from, OPTIONAL, VALUE_DAY_FROM),
    FIELD_AS("effective_to", struct schedule_row, effective.to, OPTIONAL, VALUE_LAST_DAY),
    [EVERY] = FIELD(struct schedule_row, every, OPTIONAL, VALUE_NUMBER, .least = 1, .most = 4),
};

static void schedule_check(struct row *row, void *fields)
{
    struct schedule_row *schedule = fields;
    if (schedule->every == 1) {
        schedule->every = 0; /* each week, as a blank one says */
    } else if (schedule->every > 1 &&
               day_compare(schedule->effective.from, DAY_UNBOUNDED_FROM) == 0) {
        row_issue(row, EVERY, ISSUE_BLANK_VALUE,
                  "an effective_from beside it, from which the weeks are counted (S1)",
                  "fill effective_from in, or leave every blank");
    }
    int32_t start = schedule->start_minute;
    int32_t length = schedule->end_minute - start;
    if (*row_value(row, END) == '\0') {
        schedule->end_minute = start + MINUTES_PER_HOUR;
    } else if (start == NO_MINUTE || schedule->end_minute == NO_MINUTE) {
        return;
    } else if (length <= 0) {
        row_issue(row, END, ISSUE_END_BEFORE_START,
                  issue_print(row->texts, "a time after %s, the start", row_value(row, START)),
                  "end a row that goes over midnight at 24:00 and begin another at 00:00");
    } else if (length % MINUTES_PER_HOUR != 0) {
        int32_t hour = start / MINUTES_PER_HOUR + length / MINUTES_PER_HOUR;
        row_issue(row, END, ISSUE_NOT_WHOLE_HOURS, NULL,
                  length > MINUTES_PER_HOUR ? issue_print(row->texts, "is it to be %02d:%02d?",
                                                          hour, start % MINUTES_PER_HOUR)
                                            : NULL);
    }
}

const struct input_table schedules_table = {TABLE(columns, struct schedule_row),
                                            .partner_column = 0, .key_column = START,
                                            .check = schedule_check};

/* ---- S3: whether two rows overlap ---------------------------------------------------------------- */

/* "Two rows in effect on one date whose hours overlap are an error". The rows may come from two
 * imports, and their dates from a third: what counts is what the store would know. */

/* Whether a on some date overlaps b on the date so many days later (0 or 1: over midnight). Dates are
 * numbers here, so that open ends can be moved; 0 was a Thursday. */
enum { WEEKS_TOGETHER = 12 }; /* after which rows of every 1 to 4 weeks meet as before */

static bool rows_meet(const struct schedule_after *a, const struct schedule_after *b,
                      int32_t days_later)
{
    const struct day_range a_days = a->row.effective;
    const struct day_range b_days = b->row.effective;
    int32_t shift = days_later * MINUTES_PER_DAY;
    int64_t b_from = MAX(b_days.from.number, b->active.from.number);
    int64_t b_to = MIN(b_days.to.number, b->active.to.number);
    int64_t from = MAX(MAX(a_days.from.number, a->active.from.number), b_from - days_later);
    int64_t to = MIN(MIN(a_days.to.number, a->active.to.number), b_to - days_later);
    int64_t wait = (((int64_t)a->row.weekday - from - THU) % 7 + 7) % 7;
    if (((int32_t)a->row.weekday + days_later) % 7 != (int32_t)b->row.weekday ||
        a->row.start_minute >= b->row.end_minute + shift ||
        b->row.start_minute + shift >= a->row.end_minute) {
        return false;
    }
    bool each_week = a->row.every <= 1 && b->row.every <= 1; /* else both begin somewhere */
    int64_t date = from + wait;
    for (int week = 0; week < WEEKS_TOGETHER && date <= to; week++, date += 7) {
        if (each_week || (schedule_row_counts(&a->row, (day){(int32_t)date}) &&
                          schedule_row_counts(&b->row, (day){(int32_t)(date + days_later)}))) {
            return true;
        }
    }
    return false;
}

/* ---- S3: what is said of it ---------------------------------------------------------------------- */

static const char *minute_text(GStringChunk *texts, int32_t minute)
{
    minute = minute > MINUTES_PER_DAY ? minute - MINUTES_PER_DAY : minute;
    return issue_print(texts, "%02d:%02d", minute / 60, minute % 60);
}

/* "Mon 09:00 to 10:00" */
static const char *hours_text(GStringChunk *texts, const struct schedule_row *row)
{
    return issue_print(texts, "%s %s to %s", words_weekday[row->weekday],
                       minute_text(texts, row->start_minute), minute_text(texts, row->end_minute));
}

/* Where a row of this import is: in which file, on which of its lines, under which heading. */
static struct issue_place row_place_find(const struct reading *reading,
                                         const struct schedule_row *row)
{
    struct issue_place place = {words_input_file[INPUT_SCHEDULES], INPUT_SCHEDULES,
                                row->source.line, "start", CSV_COLUMNS_MAX};
    for (guint i = 0; i < reading->exports_read->len; i++) {
        const struct export_read *read =
            &g_array_index(reading->exports_read, struct export_read, i);
        if (read->file == INPUT_SCHEDULES && row->source.line > read->base &&
            row->source.line <= read->base + read->lines) {
            place.file = read->name;
            place.line = row->source.line - read->base;
            place.column = read->starts[row->weekday] ? read->starts[row->weekday] : "start";
            break;
        }
    }
    return place;
}

/* Two rows of this schedules.csv: on the line of the later one. */
static bool file_issue(struct reading *reading, const char *partner_id,
                       const struct schedule_row *a, const struct schedule_row *b, GError **error)
{
    GStringChunk *texts = reading->strings;
    const struct schedule_row *first = a->source.line < b->source.line ? a : b;
    const struct schedule_row *second = a->source.line < b->source.line ? b : a;
    const struct issue_place other = row_place_find(reading, first);
    const struct issue_place place = row_place_find(reading, second);
    const char *beside = strcmp(other.file, place.file) == 0
                             ? ""
                             : issue_print(texts, " of %s", issue_escape(texts, other.file));
    const char *mend =
        first->source.line == second->source.line
            ? issue_print(texts, "this row has %s too: change one of the two",
                          hours_text(texts, first))
            : issue_print(texts,
                          "the row of line %u%s has %s: change one of the two, or end its "
                          "effective_to before the other begins",
                          other.line, beside, hours_text(texts, first));
    return reading_issue(reading, partner_id, "", &place, ISSUE_OVERLAP,
                         minute_text(texts, second->start_minute), NULL, mend, error);
}

/* Two rows that were imported before: on the partner's line, whose dates let them meet. */
static bool dates_issue(struct reading *reading, const char *partner_id,
                        const struct schedule_after *a, const struct schedule_after *b,
                        GError **error)
{
    GStringChunk *texts = reading->strings;
    const char *file = words_input_file[INPUT_SCHEDULES];
    struct issue_place place = {words_input_file[INPUT_PARTNERS], INPUT_PARTNERS, a->partner_line,
                                NULL, 0};
    const char *mend = issue_print(
        texts,
        "while the partner is active, %s:%u has %s and %s:%u has %s: change active_from or "
        "active_to, or import %s of the period together with it",
        file, a->row.source.line, hours_text(texts, &a->row), file, b->row.source.line,
        hours_text(texts, &b->row), file);
    return reading_issue(reading, partner_id, "", &place, ISSUE_OVERLAP, a->row.partner_id, NULL,
                         mend, error);
}

/* ---- S3: the rows of one partner ----------------------------------------------------------------- */

/* The row that is kept already (of const struct schedule_after *) and that this one overlaps; else
 * NULL, and it is kept too. */
static const struct schedule_after *overlap_find(GPtrArray *kept,
                                                 const struct schedule_after *after)
{
    for (size_t i = 0; i < kept->len; i++) {
        const struct schedule_after *other = g_ptr_array_index(kept, i);
        if (rows_meet(other, after, 0) || rows_meet(other, after, 1) ||
            rows_meet(after, other, 1)) {
            return other;
        }
    }
    g_ptr_array_add(kept, (gpointer)(uintptr_t)after);
    return NULL;
}

/* Each row is compared with all of its partner: far more than a week has hours is a mistake, and takes
 * no more time than so many. The number of rows that stay; those of this import beyond are an issue. */
enum { ROWS_MAX = 5000 };

static bool rows_cut(struct reading *reading, const struct schedule_after *rows, size_t *count,
                     GError **error)
{
    if (*count <= ROWS_MAX) {
        return true;
    }
    const struct schedule_after *over = &rows[ROWS_MAX];
    const struct issue_place place = row_place_find(reading, &over->row);
    const char *found =
        issue_print(reading->strings, "%zu rows of %s", *count, over->row.partner_id);
    bool done = reading_issue(reading, reading->hold_bad ? over->row.partner_id : NULL, "", &place,
                              ISSUE_TOO_MANY_ROWS, found, NULL, NULL, error);
    for (size_t i = ROWS_MAX; done && reading->hold_bad && i < *count; i++) {
        done = store_import_schedule_drop(reading->import, &rows[i], error);
    }
    *count = ROWS_MAX;
    return done;
}

/* Of a schedules.csv: its rows, and those that a set-aside row of it spares, which are not told. */
static bool rows_check(struct reading *reading, const struct schedule_after *rows, size_t count,
                       GError **error)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    bool held = false;
    for (const struct schedule_after *after = rows; after < rows + count; after++) {
        bool staged = after->known_row == 0;
        bool replaced = !staged && !after->spared && !held;
        const struct schedule_after *other = replaced ? NULL : overlap_find(kept, after);
        if (other && staged) {
            held = reading->hold_bad;
            if (!file_issue(reading, held ? after->row.partner_id : NULL, &other->row, &after->row,
                            error)) {
                return false;
            }
        }
        if (other && reading->hold_bad &&
            !store_import_schedule_drop(reading->import, after, error)) {
            return false;
        }
    }
    return true;
}

/* Without one: the partner's row is the one that is new: it is set aside, and the dates stay as they
 * were. */
static bool dates_check(struct reading *reading, const struct schedule_after *rows, size_t count,
                        GError **error)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    const struct schedule_after *other = NULL;
    size_t at = 0;
    while (at < count && !other) {
        other = overlap_find(kept, &rows[at++]);
    }
    const char *partner_id = reading->hold_bad ? rows[0].row.partner_id : NULL;
    return !other ||
           (dates_issue(reading, partner_id, other, &rows[at - 1], error) &&
            (!partner_id || store_import_partner_unstage(reading->import, partner_id, error)));
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
    if (!reading->present[INPUT_SCHEDULES]) {
        return rows[0].partner_line == 0 || dates_check(reading, rows, count, error);
    }
    return rows_cut(reading, rows, &count, error) &&
           dates_of_bad_row(reading, rows, count, error) && rows_check(reading, rows, count, error);
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
