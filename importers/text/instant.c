#include "importers/text/instant.h"

#include <string.h>

#include "importers/text/issue.h"
#include "importers/text/zone.h"

enum { OFFSET_MINUTES_MAX = 14 * 60 };

static const char *const month_names[12] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
const char *const instant_weekday_names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};

/* ---- what a refused text would be, written properly: for messages, never for data ---------------- */

/* The kind of text is the code of one that is refused: ISSUE_BAD_DATE, ISSUE_BAD_TIME or
 * ISSUE_BAD_INSTANT. */

enum { GUESS_SIZE = 40, NUMBERS_MAX = 8, GUESS_TEXT_MAX = 60 };

/* The text as its numbers in order, and what the words between them say. */
struct pieces {
    struct piece {
        int32_t value;
        size_t digits;
        bool is_month; /* a name: value is the month */
    } numbers[GUESS_TEXT_MAX];
    size_t count;
    bool am;
    bool pm;
    bool zulu;
    char sign; /* of an offset, whose numbers are the last; else NUL */
    size_t offset_at;
};

static void number_add(struct pieces *pieces, int32_t value, size_t digits)
{
    pieces->numbers[pieces->count++] = (struct piece){value, digits, false};
}

/* The place of the name that begins so, with three letters or more; -1: none does. */
static int32_t name_find(const char *const *names, int32_t count, const char *word)
{
    for (int32_t i = 0; i < count && strlen(word) >= 3; i++) {
        if (g_ascii_strncasecmp(names[i], word, strlen(word)) == 0) {
            return i;
        }
    }
    return -1;
}

static bool word_take(struct pieces *pieces, const char *word)
{
    static const char *const no_meaning[] = {"t", "m", "st", "nd", "rd", "th", "at", "h", NULL};
    int32_t month = name_find(month_names, 12, word);
    if (month >= 0) {
        pieces->numbers[pieces->count++] = (struct piece){month + 1, 2, true};
        return true;
    }
    bool am = strcmp(word, "am") == 0 || strcmp(word, "a") == 0;
    bool pm = strcmp(word, "pm") == 0 || strcmp(word, "p") == 0;
    bool zulu = strcmp(word, "z") == 0 || strcmp(word, "utc") == 0;
    pieces->am |= am;
    pieces->pm |= pm;
    pieces->zulu |= zulu;
    return am || pm || zulu || g_strv_contains(no_meaning, word) ||
           name_find(instant_weekday_names, 7, word) >= 0;
}

/* 20260903 and 1000 are written together. */
static void digits_take(struct pieces *pieces, const char *digits, size_t count)
{
    int32_t value = (int32_t)g_ascii_strtoll(digits, NULL, 10);
    if (count == 8 && pieces->count == 0) {
        number_add(pieces, value / 10000, 4);
        number_add(pieces, value / 100 % 100, 2);
        number_add(pieces, value % 100, 2);
    } else if (count == 4 && pieces->count == 3) {
        number_add(pieces, value / 100, 2);
        number_add(pieces, value % 100, 2);
    } else {
        number_add(pieces, value, count);
    }
}

static bool pieces_split(const char *text, struct pieces *pieces)
{
    *pieces = (struct pieces){.count = 0};
    g_autofree char *small = g_ascii_strdown(text, -1);
    for (const char *at = small; *at;) {
        size_t digits = strspn(at, "0123456789");
        size_t letters = strspn(at, "abcdefghijklmnopqrstuvwxyz");
        g_autofree char *word = g_strndup(at, letters);
        if (digits > 8 || (letters > 0 && !word_take(pieces, word))) {
            return false;
        }
        if (digits > 0) {
            digits_take(pieces, at, digits);
        } else if (pieces->count >= 5 && strchr("+-", *at) && g_ascii_isdigit(at[1])) {
            pieces->sign = *at;
            pieces->offset_at = pieces->count;
        } else if (letters == 0 && !strchr(" /.-:,", *at)) {
            return false;
        }
        at += MAX(digits + letters, 1);
    }
    return pieces->count <= NUMBERS_MAX;
}

static bool civil_possible(struct civil civil)
{
    return civil.year >= INSTANT_YEAR_MIN && civil.year <= INSTANT_YEAR_MAX &&
           day_civil_valid(civil);
}

/* With month_first the other order of two numbers, of which the day is first otherwise. */
static bool civil_guess(const struct pieces *pieces, bool month_first, struct civil *ret_civil)
{
    const struct piece *at = pieces->numbers;
    if (pieces->count < 3) {
        return false;
    }
    if (at[0].digits == 4) {
        *ret_civil = (struct civil){at[0].value, at[1].value, at[2].value};
        return !month_first && civil_possible(*ret_civil);
    }
    if (month_first ? at[1].is_month : at[0].is_month) {
        return false;
    }
    int32_t year = at[2].digits == 2 ? 2000 + at[2].value : at[2].value;
    *ret_civil = month_first ? (struct civil){year, at[0].value, at[1].value}
                             : (struct civil){year, at[1].value, at[0].value};
    return civil_possible(*ret_civil);
}

/* Minutes of the day from the numbers at `at`; -1 where they are no time. */
static int32_t minute_guess(const struct pieces *pieces, size_t at, size_t end)
{
    bool twelve = pieces->am || pieces->pm;
    if (at >= end || (end - at < 2 && !twelve)) {
        return -1;
    }
    int32_t hour = pieces->numbers[at].value;
    int32_t minute = end - at >= 2 ? pieces->numbers[at + 1].value : 0;
    if (twelve && (hour < 1 || hour > 12)) {
        return -1;
    }
    hour = twelve ? hour % 12 + (pieces->pm ? 12 : 0) : hour;
    bool midnight = hour == 24 && minute == 0;
    return minute < 60 && (hour < 24 || midnight) ? hour * 60 + minute : -1;
}

/* False where the numbers are no offset. */
static bool offset_write(const struct pieces *pieces, char *text, size_t size)
{
    const struct piece *offset = &pieces->numbers[pieces->offset_at];
    size_t count = pieces->count - pieces->offset_at;
    bool together = count == 1 && offset->digits == 4;
    int32_t hour = together ? offset->value / 100 : offset->value;
    int32_t minute = together ? offset->value % 100 : count >= 2 ? offset[1].value : 0;
    if (!pieces->sign) {
        g_strlcpy(text, pieces->zulu ? "Z" : "", size);
        return true;
    }
    g_snprintf(text, size, "%c%02d:%02d", pieces->sign, hour, minute);
    return minute <= 59 && (int64_t)hour * 60 + minute <= OFFSET_MINUTES_MAX;
}

static bool instant_write(const struct pieces *pieces, enum issue_code kind, bool month_first,
                          char *guess)
{
    struct civil civil;
    if (!civil_guess(pieces, month_first, &civil)) {
        return false;
    }
    size_t end = pieces->sign ? pieces->offset_at : pieces->count;
    int32_t minute = minute_guess(pieces, 3, end);
    if (kind == ISSUE_BAD_DATE) {
        g_snprintf(guess, GUESS_SIZE, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
        return end == 3 || minute >= 0;
    }
    if (minute < 0) {
        return false;
    }
    if (minute == MINUTES_PER_DAY) { /* 24:00 is the next day's midnight */
        civil = day_to_civil(day_add(day_from_civil(civil), 1));
        minute = 0;
    }
    char second[8] = "";
    if (end >= 6 && pieces->numbers[5].value < 60 && pieces->numbers[5].value > 0) {
        g_snprintf(second, sizeof second, ":%02d", pieces->numbers[5].value);
    }
    char offset[8];
    if (!offset_write(pieces, offset, sizeof offset)) {
        return false;
    }
    g_snprintf(guess, GUESS_SIZE, "%04d-%02d-%02dT%02d:%02d%s%s", civil.year, civil.month,
               civil.day, minute / 60, minute % 60, second, offset);
    return true;
}

/* False where the text has no likely meaning of that kind, with the day or the month first. */
static bool instant_guess(const char *text, enum issue_code kind, bool month_first,
                          char guess[GUESS_SIZE])
{
    struct pieces pieces;
    if (strlen(text) > GUESS_TEXT_MAX || !pieces_split(text, &pieces)) {
        return false;
    }
    if (kind != ISSUE_BAD_TIME) {
        return instant_write(&pieces, kind, month_first, guess);
    }
    if (pieces.count == 1 && pieces.numbers[0].digits == 4) { /* 1000 */
        pieces.numbers[1] = (struct piece){pieces.numbers[0].value % 100, 2, false};
        pieces.numbers[0].value /= 100;
        pieces.count = 2;
    }
    int32_t minute = minute_guess(&pieces, 0, pieces.count);
    if (minute < 0 || pieces.count > 3) {
        return false;
    }
    g_snprintf(guess, GUESS_SIZE, "%02d:%02d", minute / 60, minute % 60);
    return true;
}

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

/* 46266.375: days since 30 December 1899, as spreadsheets count. */
static bool serial_refuse(const char *text, enum issue_code kind, struct text_problem *problem)
{
    enum { FIRST = 30000, LAST = 80000, BEFORE_1970 = 25569 };
    char *end = NULL;
    const double number = g_ascii_strtod(text, &end);
    const size_t length = strspn(text, "0123456789.");
    if (kind == ISSUE_BAD_TIME || length < 5 || *end || text[length] || number < FIRST ||
        number > LAST) {
        return true;
    }
    const int64_t minutes = (int64_t)((number - BEFORE_1970) * MINUTES_PER_DAY + 0.5);
    const struct civil civil = day_to_civil((day){(int32_t)(minutes / MINUTES_PER_DAY)});
    char time[8] = "";
    if (kind == ISSUE_BAD_INSTANT) {
        g_snprintf(time, sizeof time, "T%02d:%02d", (int)(minutes % MINUTES_PER_DAY / 60),
                   (int)(minutes % 60));
    }
    return refuse(problem, kind, issue_texts[kind].expected,
                  "it is a spreadsheet's number for %04d-%02d-%02d%s: export it as text",
                  civil.year, civil.month, civil.day, time);
}

/* Refuses a text that is not in the format, with what it may have meant: both where day and month may
 * change places, for whoever took the wrong one would move it by months. */
static bool format_refuse(const char *text, enum issue_code kind, struct text_problem *problem)
{
    const char *expected = issue_texts[kind].expected;
    char guess[GUESS_SIZE];
    char other[GUESS_SIZE];
    const bool day_first = instant_guess(text, kind, false, guess);
    const bool month_first = kind != ISSUE_BAD_TIME && instant_guess(text, kind, true, other);
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
    if (kind == ISSUE_BAD_INSTANT && !strchr(text, ':') &&
        (instant_guess(text, ISSUE_BAD_DATE, false, guess) ||
         instant_guess(text, ISSUE_BAD_DATE, true, guess))) {
        return refuse(problem, ISSUE_BAD_INSTANT, expected, "add the time: %sThh:mm", guess);
    }
    return refuse(problem, kind, expected, NULL);
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
    if (civil_possible(civil)) {
        return true;
    }
    if (civil.year < INSTANT_YEAR_MIN || civil.year > INSTANT_YEAR_MAX) {
        return refuse(problem, ISSUE_BAD_DATE, "a date of the years 1970 to 2099",
                      "correct the year");
    }
    if (civil.month < 1 || civil.month > 12) {
        return refuse(problem, ISSUE_BAD_DATE, "YYYY-MM-DD", "there is no month %d", civil.month);
    }
    const char *month = month_names[civil.month - 1];
    int32_t days = period_from_month(civil.year, civil.month).day_count;
    return civil.month == 2 ? refuse(problem, ISSUE_BAD_DATE, "a date that exists",
                                     "%s %d has %d days", month, civil.year, days)
                            : refuse(problem, ISSUE_BAD_DATE, "a date that exists",
                                     "%s has %d days", month, days);
}

bool instant_day_parse(const char *text, day *ret_date, struct text_problem *problem)
{
    int32_t read[3];
    if (strlen(text) != 10 || !form_read(text, "0000-00-00", read)) {
        return format_refuse(text, ISSUE_BAD_DATE, problem);
    }
    struct civil civil = {read[0], read[1], read[2]};
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
    int32_t read[2];
    if (strlen(text) != 5 || !form_read(text, "00:00", read)) {
        return format_refuse(text, ISSUE_BAD_TIME, problem);
    }
    int32_t minute = read[0] * 60 + read[1];
    if (read[1] > 59 || minute > MINUTES_PER_DAY || (minute == MINUTES_PER_DAY && !end)) {
        return refuse(problem, ISSUE_BAD_TIME,
                      end ? "a time from 00:00 to 24:00" : "a time from 00:00 to 23:59", NULL);
    }
    *ret_minute = minute;
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

bool instant_text_parse(const char *text, struct instant_text *ret_text,
                        struct text_problem *problem)
{
    enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, NUMBERS };
    int32_t at[NUMBERS] = {0};
    struct instant_text read = {.second = 0};
    bool formed = form_read(text, "0000-00-00T00:00", at);
    size_t length = formed && form_read(text + 16, ":00", &at[SECOND]) ? 19 : 16;
    if (formed && length == 19 && text[length] == '.' && g_ascii_isdigit(text[length + 1])) {
        length += 1 + strspn(text + length + 1, "0123456789"); /* stamps are kept to the second */
    }
    if (!formed || !offset_read(text + length, &read)) {
        return format_refuse(text, ISSUE_BAD_INSTANT, problem);
    }
    struct civil civil = {at[YEAR], at[MONTH], at[DAY]};
    if (!civil_check(civil, problem)) {
        return false;
    }
    if (at[HOUR] == 24) { /* the next day's midnight, or one of this day: say which */
        return format_refuse(text, ISSUE_BAD_INSTANT, problem);
    }
    if (at[HOUR] > 24 || at[MINUTE] > 59 || at[SECOND] > 59) {
        return refuse(problem, ISSUE_BAD_INSTANT, "a time from 00:00:00 to 23:59:59", NULL);
    }
    read.local = (struct local_time){day_from_civil(civil), at[HOUR] * 60 + at[MINUTE]};
    read.second = at[SECOND];
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
        !civil_possible((struct civil){read[0], read[1], 1})) {
        return argument_refuse(name, text, "a month, YYYY-MM", "", error);
    }
    *ret_period = period_from_month(read[0], read[1]);
    return true;
}
