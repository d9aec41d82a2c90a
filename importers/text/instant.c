#include "importers/text/instant.h"

#include <string.h>

#include "importers/text/instant_guess.h"
#include "importers/text/zone.h"

enum { OFFSET_MINUTES_MAX = 14 * 60 };

static const char expected_day[] = "YYYY-MM-DD";
static const char expected_minute[] = "hh:mm";
static const char expected_instant[] = "YYYY-MM-DDThh:mm";

static void problem_set(struct text_problem *problem, enum issue_code code, const char *expected)
{
    problem->code = code;
    problem->expected = expected;
    problem->mend[0] = '\0';
}

/* Refuses a text that is not in the format, with what it may have meant. */
static bool format_refuse(const char *text, enum instant_guess_kind kind,
                          struct text_problem *problem)
{
    static const char *const expected[] = {expected_day, expected_minute, expected_instant};
    static const enum issue_code codes[] = {ISSUE_BAD_DATE, ISSUE_BAD_TIME, ISSUE_BAD_INSTANT};
    char guess[INSTANT_GUESS_SIZE];
    if (instant_guess(text, kind, guess)) {
        problem_set(problem, ISSUE_AMBIGUOUS_FORMAT, expected[kind]);
        g_snprintf(problem->mend, sizeof problem->mend, "write %s", guess);
    } else {
        problem_set(problem, codes[kind], expected[kind]);
    }
    return false;
}

/* `count` digits; false where there is anything else. */
static bool digits_read(const char *text, size_t count, int32_t *ret_value)
{
    int32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = value * 10 + (text[i] - '0');
    }
    *ret_value = value;
    return true;
}

/* ---- days ---------------------------------------------------------------------------------------- */

static bool civil_read(const char *text, struct civil *ret_civil)
{
    return digits_read(text, 4, &ret_civil->year) && text[4] == '-' &&
           digits_read(text + 5, 2, &ret_civil->month) && text[7] == '-' &&
           digits_read(text + 8, 2, &ret_civil->day);
}

static bool civil_check(struct civil civil, struct text_problem *problem)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    if (civil.year < INSTANT_YEAR_MIN || civil.year > INSTANT_YEAR_MAX) {
        problem_set(problem, ISSUE_BAD_DATE, "a date of the years 1970 to 2099");
        g_strlcpy(problem->mend, "correct the year", sizeof problem->mend);
        return false;
    }
    if (civil.month < 1 || civil.month > 12) {
        problem_set(problem, ISSUE_BAD_DATE, expected_day);
        g_snprintf(problem->mend, sizeof problem->mend, "there is no month %d", civil.month);
        return false;
    }
    struct period month = period_from_month(civil.year, civil.month);
    if (civil.day < 1 || civil.day > month.day_count) {
        problem_set(problem, ISSUE_BAD_DATE, "a date that exists");
        char year[8] = "";
        if (civil.month == 2) {
            g_snprintf(year, sizeof year, " %d", civil.year);
        }
        g_snprintf(problem->mend, sizeof problem->mend, "%s%s has %d days", names[civil.month - 1],
                   year, month.day_count);
        return false;
    }
    return true;
}

bool instant_day_parse(const char *text, day *ret_date, struct text_problem *problem)
{
    struct civil civil;
    if (strlen(text) != 10 || !civil_read(text, &civil)) {
        return format_refuse(text, GUESS_DAY, problem);
    }
    if (!civil_check(civil, problem)) {
        return false;
    }
    *ret_date = day_from_civil(civil);
    return true;
}

/* ---- times of day -------------------------------------------------------------------------------- */

bool instant_minute_parse(const char *text, bool end, int32_t *ret_minute,
                          struct text_problem *problem)
{
    int32_t hour = 0;
    int32_t minute = 0;
    if (strlen(text) != 5 || text[2] != ':' || !digits_read(text, 2, &hour) ||
        !digits_read(text + 3, 2, &minute)) {
        return format_refuse(text, GUESS_TIME, problem);
    }
    if (end && hour == 24 && minute == 0) {
        *ret_minute = MINUTES_PER_DAY;
        return true;
    }
    if (hour > 23 || minute > 59) {
        problem_set(problem, ISSUE_BAD_TIME,
                    end ? "a time from 00:00 to 24:00" : "a time from 00:00 to 23:59");
        return false;
    }
    *ret_minute = hour * 60 + minute;
    return true;
}

/* ---- instants ------------------------------------------------------------------------------------ */

/* Z, ±hh:mm or nothing, up to the end. */
static bool offset_read(const char *text, struct instant_text *read)
{
    int32_t hour = 0;
    int32_t minute = 0;
    read->exact = *text != '\0';
    read->offset_minutes = 0;
    if (!read->exact || strcmp(text, "Z") == 0) {
        return true;
    }
    if ((*text != '+' && *text != '-') || strlen(text) != 6 || text[3] != ':' ||
        !digits_read(text + 1, 2, &hour) || !digits_read(text + 4, 2, &minute)) {
        return false;
    }
    read->offset_minutes = (hour * 60 + minute) * (*text == '-' ? -1 : 1);
    return minute < 60 && hour * 60 + minute <= OFFSET_MINUTES_MAX;
}

/* YYYY-MM-DDThh:mm[:ss] in form; the numbers may still be impossible. */
static bool instant_form_read(const char *text, struct civil *civil, int32_t *hour, int32_t *minute,
                              struct instant_text *read)
{
    if (strlen(text) < 16 || !civil_read(text, civil) || (text[10] != 'T' && text[10] != ' ') ||
        !digits_read(text + 11, 2, hour) || text[13] != ':' || !digits_read(text + 14, 2, minute)) {
        return false;
    }
    const char *rest = text + 16;
    read->second = 0;
    if (*rest == ':') {
        if (!digits_read(rest + 1, 2, &read->second)) {
            return false;
        }
        rest += 3;
    }
    return offset_read(rest, read);
}

static bool instant_refuse(const char *text, struct text_problem *problem)
{
    char guess[INSTANT_GUESS_SIZE];
    format_refuse(text, GUESS_INSTANT, problem);
    if (problem->code == ISSUE_BAD_INSTANT && !strchr(text, ':') &&
        instant_guess(text, GUESS_DAY, guess)) {
        g_snprintf(problem->mend, sizeof problem->mend, "add the time: %sThh:mm", guess);
    }
    return false;
}

bool instant_text_parse(const char *text, struct instant_text *ret_text,
                        struct text_problem *problem)
{
    struct civil civil;
    int32_t hour = 0;
    int32_t minute = 0;
    struct instant_text read = {.second = 0};
    if (!instant_form_read(text, &civil, &hour, &minute, &read)) {
        return instant_refuse(text, problem);
    }
    if (!civil_check(civil, problem)) {
        return false;
    }
    if (hour == 24) { /* the next day's midnight, or one of this day: say which */
        return format_refuse(text, GUESS_INSTANT, problem);
    }
    if (hour > 24 || minute > 59 || read.second > 59) {
        problem_set(problem, ISSUE_BAD_INSTANT, "a time from 00:00:00 to 23:59:59");
        return false;
    }
    read.local = (struct local_time){day_from_civil(civil), hour * 60 + minute};
    *ret_text = read;
    return true;
}

static void gap_refuse(const struct clock *clock, const char *timezone, instant jump,
                       struct text_problem *problem)
{
    struct local_time after = clock_local(clock, jump);
    struct local_time before = clock_local(clock, instant_add(jump, -1));
    struct civil civil = day_to_civil(before.date);
    int32_t from = before.minute + 1;
    problem_set(problem, ISSUE_NO_SUCH_LOCAL_TIME, NULL);
    g_snprintf(problem->mend, sizeof problem->mend,
               "in %s the clocks went from %02d:%02d to %02d:%02d on %04d-%02d-%02d: write it "
               "with its offset",
               timezone, from / 60, from % 60, after.minute / 60, after.minute % 60, civil.year,
               civil.month, civil.day);
}

bool instant_place(const struct instant_text *text, const struct clock *clock, const char *timezone,
                   stamp *ret_at, bool *ret_ambiguous, struct text_problem *problem)
{
    if (text->exact) {
        int64_t minutes = (int64_t)text->local.date.number * MINUTES_PER_DAY + text->local.minute -
                          text->offset_minutes;
        ret_at->utc_seconds = minutes * 60 + text->second;
        return true;
    }
    struct clock_reading reading = clock_resolve(clock, text->local);
    if (reading.kind == LOCAL_TIME_GAP) {
        gap_refuse(clock, timezone, reading.at, problem);
        return false;
    }
    if (reading.kind == LOCAL_TIME_AMBIGUOUS) {
        *ret_ambiguous = true;
    }
    ret_at->utc_seconds = stamp_from_instant(reading.at).utc_seconds + text->second;
    return true;
}

/* ---- arguments ----------------------------------------------------------------------------------- */

static char *problem_message(const char *text, const struct text_problem *problem)
{
    g_autofree char *shown = g_strescape(text, NULL);
    const char *expected = problem->expected ? problem->expected : "a local time that exists";
    return g_strconcat("\"", shown, "\": expected ", expected, problem->mend[0] ? "; " : "",
                       problem->mend, NULL);
}

bool instant_parse_argument(const char *text, const char *timezone, stamp *ret_at,
                            char **ret_message)
{
    struct text_problem problem;
    struct instant_text read;
    bool ambiguous = false;
    if (!instant_text_parse(text, &read, &problem)) {
        *ret_message = problem_message(text, &problem);
        return false;
    }
    const struct clock *clock = timezone ? zone_clock(timezone) : NULL;
    if (!read.exact && !clock) {
        *ret_message = g_strdup_printf("\"%s\": expected an offset, like %s+10:00", text, text);
        return false;
    }
    stamp at;
    if (!instant_place(&read, clock, timezone, &at, &ambiguous, &problem)) {
        *ret_message = problem_message(text, &problem);
        return false;
    }
    if (ambiguous) {
        *ret_message = g_strdup_printf(
            "\"%s\": expected a local time that happens once; write it with its offset", text);
        return false;
    }
    *ret_at = at;
    return true;
}

bool instant_day_parse_argument(const char *text, day *ret_date, char **ret_message)
{
    struct text_problem problem;
    if (!instant_day_parse(text, ret_date, &problem)) {
        *ret_message = problem_message(text, &problem);
        return false;
    }
    return true;
}

bool instant_minute_parse_argument(const char *text, int32_t *ret_minute, char **ret_message)
{
    struct text_problem problem;
    if (!instant_minute_parse(text, false, ret_minute, &problem)) {
        *ret_message = problem_message(text, &problem);
        return false;
    }
    return true;
}

bool instant_period_parse_argument(const char *text, struct period *ret_period, char **ret_message)
{
    struct civil civil = {0, 0, 1};
    if (strlen(text) != 7 || !digits_read(text, 4, &civil.year) || text[4] != '-' ||
        !digits_read(text + 5, 2, &civil.month) || civil.year < INSTANT_YEAR_MIN ||
        civil.year > INSTANT_YEAR_MAX || civil.month < 1 || civil.month > 12) {
        g_autofree char *shown = g_strescape(text, NULL);
        *ret_message = g_strdup_printf("\"%s\": expected a month, YYYY-MM", shown);
        return false;
    }
    *ret_period = period_from_month(civil.year, civil.month);
    return true;
}
