#include "importers/text/instant.h"

#include <string.h>

#include "importers/text/zone.h"

enum { OFFSET_MINUTES_MAX = 14 * 60 };

/* ---- what a refused text would be, written properly: for messages, never for data ---------------- */

enum instant_guess_kind { GUESS_DAY, GUESS_TIME, GUESS_INSTANT };
enum { INSTANT_GUESS_SIZE = 40 };
enum { NUMBERS_MAX = 8, GUESS_TEXT_MAX = 60 };

/* The text as its numbers in order, and the words between them. */
struct pieces {
    struct piece {
        int32_t value;
        size_t digits;
        bool is_month; /* a name: value is the month */
    } numbers[NUMBERS_MAX];
    size_t count;
    bool am;
    bool pm;
    bool zulu;
    int offset_sign; /* with an offset: its numbers are the last */
    size_t offset_at;
};

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};
static const char *const full_months[] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};

static int32_t month_number(const char *word)
{
    for (int32_t i = 0; i < 12; i++) {
        bool sept = i == 8 && strcmp(word, "sept") == 0;
        if (sept || strcmp(word, months[i]) == 0 || strcmp(word, full_months[i]) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static bool word_is_weekday(const char *word)
{
    static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                           "friday", "saturday", "sunday"};
    for (size_t i = 0; i < G_N_ELEMENTS(weekdays); i++) {
        if (strlen(word) >= 3 && g_str_has_prefix(weekdays[i], word)) {
            return true;
        }
    }
    return false;
}

static bool number_add(struct pieces *pieces, int32_t value, size_t digits, bool is_month)
{
    if (pieces->count == NUMBERS_MAX) {
        return false;
    }
    pieces->numbers[pieces->count++] = (struct piece){value, digits, is_month};
    return true;
}

static bool word_take(struct pieces *pieces, const char *word)
{
    int32_t month = month_number(word);
    if (month) {
        return number_add(pieces, month, 2, true);
    }
    if (strcmp(word, "am") == 0 || strcmp(word, "a") == 0) {
        pieces->am = true;
    } else if (strcmp(word, "pm") == 0 || strcmp(word, "p") == 0) {
        pieces->pm = true;
    } else if (strcmp(word, "z") == 0 || strcmp(word, "utc") == 0) {
        pieces->zulu = true;
    } else if (strcmp(word, "t") != 0 && strcmp(word, "m") != 0 && strcmp(word, "st") != 0 &&
               strcmp(word, "nd") != 0 && strcmp(word, "rd") != 0 && strcmp(word, "th") != 0 &&
               strcmp(word, "at") != 0 && strcmp(word, "h") != 0) {
        return word_is_weekday(word);
    }
    return true;
}

/* 20260903 and 1000 are written together. */
static bool digits_take(struct pieces *pieces, const char *digits, size_t count)
{
    if (count > 8) {
        return false;
    }
    int32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value * 10 + (digits[i] - '0');
    }
    if (count == 8 && pieces->count == 0) {
        return number_add(pieces, value / 10000, 4, false) &&
               number_add(pieces, value / 100 % 100, 2, false) &&
               number_add(pieces, value % 100, 2, false);
    }
    if (count == 4 && pieces->count == 3) {
        return number_add(pieces, value / 100, 2, false) &&
               number_add(pieces, value % 100, 2, false);
    }
    return number_add(pieces, value, count, false);
}

static bool pieces_split(const char *text, struct pieces *pieces)
{
    *pieces = (struct pieces){.count = 0};
    for (const char *at = text; *at;) {
        const char *begin = at;
        if (g_ascii_isdigit(*at)) {
            while (g_ascii_isdigit(*at)) {
                at++;
            }
            if (!digits_take(pieces, begin, (size_t)(at - begin))) {
                return false;
            }
        } else if (g_ascii_isalpha(*at)) {
            while (g_ascii_isalpha(*at)) {
                at++;
            }
            g_autofree char *word = g_ascii_strdown(begin, at - begin);
            if (!word_take(pieces, word)) {
                return false;
            }
        } else {
            bool has_time = pieces->count >= 5;
            if (has_time && (*at == '+' || *at == '-') && g_ascii_isdigit(at[1])) {
                pieces->offset_sign = *at == '+' ? 1 : -1;
                pieces->offset_at = pieces->count;
            } else if (!strchr(" /.-:,T", *at)) {
                return false;
            }
            at++;
        }
    }
    return true;
}

static bool civil_possible(struct civil civil)
{
    return civil.year >= INSTANT_YEAR_MIN && civil.year <= INSTANT_YEAR_MAX && civil.month >= 1 &&
           civil.month <= 12 && civil.day >= 1 && civil.day <= 31 && day_civil_valid(civil);
}

static bool civil_guess(const struct pieces *pieces, struct civil *ret_civil)
{
    if (pieces->count < 3) {
        return false;
    }
    const struct piece *first = &pieces->numbers[0];
    const struct piece *second = &pieces->numbers[1];
    const struct piece *third = &pieces->numbers[2];
    struct civil civil;
    if (first->digits == 4) {
        civil = (struct civil){first->value, second->value, third->value};
    } else {
        int32_t year = third->digits == 2 ? 2000 + third->value : third->value;
        civil = first->is_month ? (struct civil){year, first->value, second->value}
                                : (struct civil){year, second->value, first->value};
        if (!civil_possible(civil)) {
            civil = (struct civil){year, first->value, second->value};
        }
    }
    *ret_civil = civil;
    return civil_possible(civil);
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
    if (twelve) {
        if (hour < 1 || hour > 12) {
            return -1;
        }
        hour = hour % 12 + (pieces->pm ? 12 : 0);
    }
    bool midnight = hour == 24 && minute == 0;
    return minute < 60 && (hour < 24 || midnight) ? hour * 60 + minute : -1;
}

/* False where the numbers are no offset. */
static bool offset_write(const struct pieces *pieces, char *text, size_t size)
{
    if (pieces->offset_sign == 0) {
        g_strlcpy(text, pieces->zulu ? "Z" : "", size);
        return true;
    }
    const struct piece *offset = &pieces->numbers[pieces->offset_at];
    size_t count = pieces->count - pieces->offset_at;
    int32_t hour = offset->value;
    int32_t minute = count >= 2 ? offset[1].value : 0;
    if (count == 1 && offset->digits == 4) {
        hour = offset->value / 100;
        minute = offset->value % 100;
    }
    if (hour > 14 || minute > 59 || hour * 60 + minute > 14 * 60) {
        return false;
    }
    g_snprintf(text, size, "%c%02d:%02d", pieces->offset_sign > 0 ? '+' : '-', hour, minute);
    return true;
}

static bool instant_write(const struct pieces *pieces, enum instant_guess_kind kind, char *guess)
{
    struct civil civil;
    if (!civil_guess(pieces, &civil)) {
        return false;
    }
    size_t end = pieces->offset_sign != 0 ? pieces->offset_at : pieces->count;
    int32_t minute = minute_guess(pieces, 3, end);
    if (kind == GUESS_DAY) {
        g_snprintf(guess, INSTANT_GUESS_SIZE, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
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
    g_snprintf(guess, INSTANT_GUESS_SIZE, "%04d-%02d-%02dT%02d:%02d%s%s", civil.year, civil.month,
               civil.day, minute / 60, minute % 60, second, offset);
    return true;
}

/* Day and month in the Australian order (d/m/Y) unless only the other order gives a date. False
 * where the text has no likely meaning of that kind. */
static bool instant_guess(const char *text, enum instant_guess_kind kind,
                          char guess[INSTANT_GUESS_SIZE])
{
    struct pieces pieces;
    if (strlen(text) > GUESS_TEXT_MAX || !pieces_split(text, &pieces)) {
        return false;
    }
    if (kind != GUESS_TIME) {
        return instant_write(&pieces, kind, guess);
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
    g_snprintf(guess, INSTANT_GUESS_SIZE, "%02d:%02d", minute / 60, minute % 60);
    return true;
}

/* ---- refusals ------------------------------------------------------------------------------------- */

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
