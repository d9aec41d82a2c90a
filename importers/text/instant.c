#include "importers/text/instant.h"

#include <string.h>

#include "importers/text/issue.h"
#include "importers/text/written.h"
#include "importers/text/zone.h"

enum { OFFSET_MINUTES_MAX = 14 * 60 };

/* ---- refusals ------------------------------------------------------------------------------------- */

/* Always false. mend: NULL, or a format. */
G_GNUC_PRINTF(4, 5)
static bool refuse(struct text_problem *problem, enum issue_code code, const char *expected,
                   const char *mend, ...)
{
    *problem = (struct text_problem){.code = code, .expected = expected};
    if (mend) {
        va_list values;
        va_start(values, mend);
        g_vsnprintf(problem->mend, sizeof problem->mend, mend, values);
        va_end(values);
    }
    return false;
}

/* 46266.375: days since 30 December 1899, as spreadsheets count; 0.375: 09:00. True: it is no such one. */
static bool serial_refuse(const char *text, enum issue_code kind, struct text_problem *problem)
{
    enum { FIRST = 30000, LAST = 80000, BEFORE_1970 = 25569 };
    char *end = NULL;
    const double number = g_ascii_strtod(text, &end);
    const size_t length = strspn(text, "0123456789.");
    const bool of_day = kind == ISSUE_BAD_TIME;
    if (length < 3 || *end || text[length] || number < (of_day ? 0 : FIRST) ||
        number > (of_day ? 1 : LAST) || (of_day && !strchr(text, '.'))) {
        return true;
    }
    const int64_t minutes =
        (int64_t)((number - (of_day ? 0 : BEFORE_1970)) * MINUTES_PER_DAY + 0.5);
    const struct civil civil = day_to_civil((day){(int32_t)(minutes / MINUTES_PER_DAY)});
    char date[16] = "";
    char time[8] = "";
    if (!of_day) {
        g_snprintf(date, sizeof date, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    }
    if (kind != ISSUE_BAD_DATE) {
        g_snprintf(time, sizeof time, "%s%02d:%02d", of_day ? "" : "T",
                   (int)(minutes % MINUTES_PER_DAY / 60), (int)(minutes % 60));
    }
    return refuse(
        problem, kind, issue_texts[kind].expected,
        "it is a spreadsheet's number for %s%s: format the column as text and export it again",
        date, time);
}

/* What the text would be, written properly, with its date in that order; false: it has no such meaning.
 * 24:00 is the next day's midnight. */
static bool instant_guess(const char *text, enum issue_code kind, enum date_order order,
                          char guess[WRITTEN_SIZE])
{
    struct written written;
    if (!written_read(text, order, &written) || !written_day_exists(&written) ||
        (kind == ISSUE_BAD_INSTANT && !written.has_time)) {
        return false;
    }
    day date = day_from_civil(written.civil);
    if (kind == ISSUE_BAD_DATE) {
        written_put(guess, date, NULL);
    } else {
        date = written.minute == MINUTES_PER_DAY ? day_add(date, 1) : date;
        written.minute %= MINUTES_PER_DAY;
        written_put(guess, date, &written);
    }
    return true;
}

/* Of a date with words of another language, of which spreadsheets speak; NULL: it has none. */
static const char *words_mend(const char *text)
{
    static const char *const others[] = {"januar", "februar", "märz", "mrz",  "mai",  "juni",
                                         "juli",   "okt",     "dez",  "uhr",  "janv", "févr",
                                         "mars",   "avr",     "juin", "juil", "août", "déc"};
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *small = g_utf8_strdown(valid, -1);
    g_auto(GStrv) words = g_strsplit_set(small, " .,-/0123456789", -1);
    for (char **word = words; *word; word++) {
        for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
            if (g_str_has_prefix(*word, others[i])) {
                return "of words English ones alone are read (6 Oct 2026): export it in figures";
            }
        }
    }
    return NULL;
}

/* Refuses a text that is not in the format, with what it may have meant: both where day and month may
 * change places, for whoever took the wrong one would move it by months. */
static bool format_refuse(const char *text, enum issue_code kind, struct text_problem *problem)
{
    const char *expected = issue_texts[kind].expected;
    char guess[WRITTEN_SIZE];
    char other[WRITTEN_SIZE];
    const bool day_first = instant_guess(text, kind, DATE_ORDER_DAY_MONTH_YEAR, guess);
    const bool month_first = instant_guess(text, kind, DATE_ORDER_MONTH_DAY_YEAR, other);
    if (day_first && month_first && strcmp(guess, other) != 0) {
        return refuse(problem, ISSUE_AMBIGUOUS_FORMAT, expected,
                      "write %s, or %s if the month is first", guess, other);
    }
    if (day_first || month_first) {
        return refuse(problem, ISSUE_AMBIGUOUS_FORMAT, expected, "write %s",
                      day_first ? guess : other);
    }
    if (!serial_refuse(text, kind, problem)) {
        return false;
    }
    struct written written;
    if (kind == ISSUE_BAD_INSTANT && written_read(text, DATE_ORDER_UNKNOWN, &written) &&
        written_day_exists(&written)) {
        written_put(guess, day_from_civil(written.civil), NULL);
        return refuse(problem, ISSUE_BAD_INSTANT, expected, "add the time: %sThh:mm", guess);
    }
    const char *mend = words_mend(text);
    return mend ? refuse(problem, kind, expected, "%s", mend)
                : refuse(problem, kind, expected, NULL);
}

/* Whether the text begins with that form: a run of 0 is a number of so many digits, T a T or a space,
 * and all else stands for itself. */
static bool form_read(const char *text, const char *form, int32_t *ret_numbers)
{
    while (*form) {
        if (*form != '0') {
            if (*text != *form && !(*form == 'T' && *text == ' ')) {
                return false;
            }
            form++;
            text++;
            continue;
        }
        int32_t value = 0;
        for (; *form == '0'; form++, text++) {
            if (*text < '0' || *text > '9') {
                return false;
            }
            value = value * 10 + (*text - '0');
        }
        *ret_numbers++ = value;
    }
    return true;
}

/* ---- days ---------------------------------------------------------------------------------------- */

static bool civil_check(struct civil civil, struct text_problem *problem)
{
    if (written_civil_exists(civil)) {
        return true;
    }
    if (civil.year < INSTANT_YEAR_MIN || civil.year > INSTANT_YEAR_MAX) {
        return refuse(problem, ISSUE_BAD_DATE, "a date of the years 1970 to 2099",
                      "correct the year");
    }
    if (civil.month < 1 || civil.month > 12) {
        return refuse(problem, ISSUE_BAD_DATE, "YYYY-MM-DD", "there is no month %d", civil.month);
    }
    const char *month = written_month_names[civil.month - 1];
    int32_t days = period_from_month(civil.year, civil.month).day_count;
    return civil.month == 2 ? refuse(problem, ISSUE_BAD_DATE, "a date that exists",
                                     "%s %d has %d days", month, civil.year, days)
                            : refuse(problem, ISSUE_BAD_DATE, "a date that exists",
                                     "%s has %d days", month, days);
}

/* Of a text that names a weekday too: it must be that one. */
static bool weekday_check(const struct written *written, struct text_problem *problem)
{
    const weekday real = day_weekday(day_from_civil(written->civil));
    return written->weekday < 0 || written->weekday == (int32_t)real ||
           refuse(problem, ISSUE_BAD_DATE, "a date and its own weekday", "that day is a %s",
                  written_weekday_names[real]);
}

/* Midnight without an offset is the day itself, as spreadsheets write it. */
bool instant_day_parse(const char *text, day *ret_date, struct text_problem *problem)
{
    int32_t read[3];
    struct written written = {.weekday = -1};
    if (strlen(text) == 10 && form_read(text, "0000-00-00", read)) {
        written.civil = (struct civil){read[0], read[1], read[2]};
    } else if (!written_read(text, DATE_ORDER_UNKNOWN, &written) || written.doubtful ||
               written.exact || written.minute != 0 || written.second != 0) {
        return format_refuse(text, ISSUE_BAD_DATE, problem);
    }
    if (!civil_check(written.civil, problem) || !weekday_check(&written, problem)) {
        return false;
    }
    *ret_date = day_from_civil(written.civil);
    return true;
}

/* ---- times of day -------------------------------------------------------------------------------- */

bool instant_minute_parse(const char *text, bool end, int32_t *ret_minute,
                          struct text_problem *problem)
{
    struct written written;
    if (!written_time_read(text, &written)) {
        return serial_refuse(text, ISSUE_BAD_TIME, problem) &&
               refuse(problem, ISSUE_BAD_TIME,
                      end ? "a time from 00:00 to 24:00" : "a time from 00:00 to 23:59", NULL);
    }
    if (written.minute == MINUTES_PER_DAY && !end) {
        return refuse(problem, ISSUE_BAD_TIME, "a time from 00:00 to 23:59", NULL);
    }
    if (written.second != 0) {
        return refuse(problem, ISSUE_NOT_WHOLE_MINUTE, issue_texts[ISSUE_NOT_WHOLE_MINUTE].expected,
                      "%s", issue_texts[ISSUE_NOT_WHOLE_MINUTE].mend);
    }
    if (written.doubtful) {
        return refuse(problem, ISSUE_AMBIGUOUS_FORMAT, issue_texts[ISSUE_BAD_TIME].expected,
                      "write %02d:%02d", written.minute / 60, written.minute % 60);
    }
    *ret_minute = written.minute;
    return true;
}

/* ---- instants ------------------------------------------------------------------------------------ */

/* Z, ±hh:mm, ±hhmm or nothing, up to the end. */
static bool offset_read(const char *text, struct instant_text *read)
{
    int32_t offset[2] = {0};
    read->exact = *text != '\0';
    const bool together = strlen(text) == strlen("+0000");
    const bool behind = text[0] == '-';
    const char *form = together ? (behind ? "-0000" : "+0000") : behind ? "-00:00" : "+00:00";
    const bool formed =
        read->exact && strlen(text) == strlen(form) && form_read(text, form, offset);
    if (formed && together) {
        offset[1] = offset[0] % 100;
        offset[0] /= 100;
    }
    read->offset_minutes = (offset[0] * 60 + offset[1]) * (behind ? -1 : 1);
    return !read->exact || strcmp(text, "Z") == 0 ||
           (formed && offset[1] < 60 && offset[0] * 60 + offset[1] <= OFFSET_MINUTES_MAX);
}

/* The form of the format, in which nearly all are; false: another. */
static bool instant_form_read(const char *text, struct instant_text *read, struct civil *civil)
{
    enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, NUMBERS };
    int32_t at[NUMBERS] = {0};
    bool formed = form_read(text, "0000-00-00T00:00", at);
    size_t length = formed && form_read(text + 16, ":00", &at[SECOND]) ? 19 : 16;
    if (formed && length == 19 && text[length] == '.' && g_ascii_isdigit(text[length + 1])) {
        length += 1 + strspn(text + length + 1, "0123456789"); /* stamps are kept to the second */
    }
    if (!formed || !offset_read(text + length, read)) {
        return false;
    }
    *civil = (struct civil){at[YEAR], at[MONTH], at[DAY]};
    read->local.minute = at[HOUR] * 60 + at[MINUTE];
    read->second = at[SECOND];
    return at[HOUR] < 24 && at[MINUTE] <= 59 && at[SECOND] <= 59;
}

/* Of a day and a time that has too many hours, minutes or seconds. */
static bool instant_refuse(const char *text, struct text_problem *problem)
{
    int32_t at[5];
    int32_t second = 0;
    const bool formed = form_read(text, "0000-00-00T00:00", at);
    if (formed &&
        (at[3] > 24 || at[4] > 59 || (form_read(text + 16, ":00", &second) && second > 59))) {
        return refuse(problem, ISSUE_BAD_INSTANT, "a time from 00:00:00 to 23:59:59", NULL);
    }
    return format_refuse(text, ISSUE_BAD_INSTANT, problem);
}

bool instant_text_parse(const char *text, struct instant_text *ret_text,
                        struct text_problem *problem)
{
    struct instant_text read = {.second = 0};
    struct written written = {.weekday = -1};
    if (!instant_form_read(text, &read, &written.civil)) {
        if (!written_read(text, DATE_ORDER_UNKNOWN, &written) || !written.has_time ||
            written.doubtful || written.minute == MINUTES_PER_DAY) {
            return instant_refuse(text, problem);
        }
        read = (struct instant_text){.local.minute = written.minute,
                                     .second = written.second,
                                     .exact = written.exact,
                                     .offset_minutes = written.offset_minutes};
    }
    if (!civil_check(written.civil, problem) || !weekday_check(&written, problem)) {
        return false;
    }
    read.local.date = day_from_civil(written.civil);
    *ret_text = read;
    return true;
}

/* Always false. */
static bool gap_refuse(const struct clock *clock, const char *timezone, instant jump,
                       struct text_problem *problem)
{
    struct local_time after = clock_local(clock, jump);
    struct local_time before = clock_local(clock, instant_add(jump, -1));
    struct civil civil = day_to_civil(before.date);
    int32_t from = before.minute + 1;
    return refuse(problem, ISSUE_NO_SUCH_LOCAL_TIME, NULL,
                  "in %s the clocks went from %02d:%02d to %02d:%02d on %04d-%02d-%02d: write it "
                  "with its offset",
                  timezone, from / 60, from % 60, after.minute / 60, after.minute % 60, civil.year,
                  civil.month, civil.day);
}

bool instant_place(const struct instant_text *text, const struct clock *clock, const char *timezone,
                   stamp *ret_at, bool *ret_ambiguous, struct text_problem *problem)
{
    int64_t minutes = (int64_t)text->local.date.number * MINUTES_PER_DAY + text->local.minute;
    instant at = {minutes - text->offset_minutes};
    if (!text->exact) {
        struct clock_reading reading = clock_resolve(clock, text->local);
        if (reading.kind == LOCAL_TIME_GAP) {
            return gap_refuse(clock, timezone, reading.at, problem);
        }
        *ret_ambiguous |= reading.kind == LOCAL_TIME_AMBIGUOUS;
        at = reading.at;
    }
    ret_at->utc_seconds = stamp_from_instant(at).utc_seconds + text->second;
    return true;
}

/* ---- arguments ----------------------------------------------------------------------------------- */

/* Always false. */
static bool argument_refuse(const char *name, const char *text, const char *expected,
                            const char *mend, GError **error)
{
    g_autofree char *shown = g_strescape(text, NULL);
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s%s\"%s\": expected %s%s%s",
                name ? name : "", name ? ": " : "", shown, expected, mend[0] ? "; " : "", mend);
    return false;
}

static bool problem_tell(const char *name, const char *text, const struct text_problem *problem,
                         GError **error)
{
    const char *expected = problem->expected ? problem->expected : "a local time that exists";
    return argument_refuse(name, text, expected, problem->mend, error);
}

bool instant_parse_argument(const char *name, const char *text, const char *timezone, stamp *ret_at,
                            GError **error)
{
    struct text_problem problem;
    struct instant_text read = {0};
    stamp at;
    bool ambiguous = false;
    if (!instant_text_parse(text, &read, &problem)) {
        return problem_tell(name, text, &problem, error);
    }
    const struct clock *clock = timezone ? zone_clock(timezone) : NULL;
    if (!read.exact && !clock) {
        g_autofree char *expected = g_strdup_printf("an offset, like %s+10:00", text);
        return argument_refuse(name, text, expected, "", error);
    }
    if (!instant_place(&read, clock, timezone, &at, &ambiguous, &problem)) {
        return problem_tell(name, text, &problem, error);
    }
    if (ambiguous) {
        return argument_refuse(name, text, "a local time that happens once",
                               "write it with its offset", error);
    }
    *ret_at = at;
    return true;
}

bool instant_day_parse_argument(const char *name, const char *text, day *ret_date, GError **error)
{
    struct text_problem problem;
    return instant_day_parse(text, ret_date, &problem) || problem_tell(name, text, &problem, error);
}

bool instant_minute_parse_argument(const char *name, const char *text, int32_t *ret_minute,
                                   GError **error)
{
    struct text_problem problem;
    return instant_minute_parse(text, false, ret_minute, &problem) ||
           problem_tell(name, text, &problem, error);
}

bool instant_period_parse_argument(const char *name, const char *text, struct period *ret_period,
                                   GError **error)
{
    int32_t read[2];
    if (strlen(text) != 7 || !form_read(text, "0000-00", read) ||
        !written_civil_exists((struct civil){read[0], read[1], 1})) {
        return argument_refuse(name, text, "a month, YYYY-MM", "", error);
    }
    *ret_period = period_from_month(read[0], read[1]);
    return true;
}
