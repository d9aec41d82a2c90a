#include "importers/text/instant_guess.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "engine/core/day.h"
#include "importers/text/instant.h"

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

bool instant_guess(const char *text, enum instant_guess_kind kind, char guess[INSTANT_GUESS_SIZE])
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
