#include "importers/text/written.h"

#include <glib.h>
#include <string.h>

enum { OFFSET_MINUTES_MAX = 14 * 60, TEXT_MAX = 60 };

const char *const date_order_words[DATE_ORDER_COUNT + 1] = {
    [DATE_ORDER_UNKNOWN] = "",
    [DATE_ORDER_DAY_MONTH_YEAR] = "day month year",
    [DATE_ORDER_MONTH_DAY_YEAR] = "month day year",
    [DATE_ORDER_YEAR_MONTH_DAY] = "year month day"};
const char *const written_month_names[12] = {"January",   "February", "March",    "April",
                                             "May",       "June",     "July",     "August",
                                             "September", "October",  "November", "December"};
const char *const written_weekday_names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};

/* ---- pieces --------------------------------------------------------------------------------------- */

/* In small letters, without spaces at its ends, one where there are more, spreadsheets' hard and narrow
 * ones too. False: too long, or of other characters. */
static bool text_simplify(const char *text, char ret_simple[TEXT_MAX + 1])
{
    size_t length = 0;
    while (*text) {
        const bool hard = strncmp(text, "\xC2\xA0", 2) == 0;
        const bool narrow = strncmp(text, "\xE2\x80\xAF", 3) == 0;
        const bool space = *text == ' ' || hard || narrow;
        if (length == TEXT_MAX || (!space && !g_ascii_isgraph(*text))) {
            return false;
        }
        if (!space || (length > 0 && ret_simple[length - 1] != ' ')) {
            ret_simple[length++] = (char)(space ? ' ' : g_ascii_tolower(*text));
        }
        text += narrow ? 3 : hard ? 2 : 1;
    }
    length -= length > 0 && ret_simple[length - 1] == ' ' ? 1 : 0;
    ret_simple[length] = '\0';
    return length > 0;
}

/* Each takes what it finds from **at and moves it on; false leaves it alone. */

static bool word_take(const char **at, const char *word)
{
    const size_t length = strlen(word);
    const bool is = strncmp(*at, word, length) == 0;
    *at += is ? length : 0;
    return is;
}

/* A number of so many digits; returns how many, 0: none, or more of them. */
static size_t number_take(const char **at, size_t most, int32_t *ret_number)
{
    const size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > most) {
        return 0;
    }
    *ret_number = 0;
    for (size_t i = 0; i < digits; i++) {
        *ret_number = *ret_number * 10 + (*(*at)++ - '0');
    }
    return digits;
}

/* One of the names, or its first letters, three or more, with a point behind it or without. Its place;
 * -1: none. */
static int32_t name_take(const char **at, const char *const *names, int32_t count)
{
    const size_t length = strspn(*at, "abcdefghijklmnopqrstuvwxyz");
    for (int32_t i = 0; i < count && length >= 3; i++) {
        if (g_ascii_strncasecmp(names[i], *at, length) == 0) {
            *at += length;
            word_take(at, ".");
            return i;
        }
    }
    return -1;
}

/* Of a year with two digits only what all programs take for one year is taken. */
static bool year_take(const char **at, int32_t *ret_year)
{
    enum { LAST_OF_2000 = 29, FIRST_OF_1900 = 70 };
    const size_t digits = number_take(at, 4, ret_year);
    if (digits == 2 && (*ret_year <= LAST_OF_2000 || *ret_year >= FIRST_OF_1900)) {
        *ret_year += *ret_year <= LAST_OF_2000 ? 2000 : 1900;
        return true;
    }
    return digits == 4;
}

/* 5, 5th; digits: how many. */
static size_t day_take(const char **at, int32_t *ret_day)
{
    const size_t digits = number_take(at, 2, ret_day);
    if (digits > 0 && !word_take(at, "st") && !word_take(at, "nd") && !word_take(at, "rd")) {
        word_take(at, "th");
    }
    return digits;
}

/* ---- dates ---------------------------------------------------------------------------------------- */

/* "october 5, 2026" */
static bool month_day_take(const char **at, struct civil *ret_civil)
{
    const int32_t month = name_take(at, written_month_names, 12);
    ret_civil->month = month + 1;
    return month >= 0 && word_take(at, " ") && day_take(at, &ret_civil->day) > 0 &&
           (word_take(at, ", ") || word_take(at, ",") || word_take(at, " ")) &&
           year_take(at, &ret_civil->year);
}

/* "5 oct 2026", "5-oct-26", "5th of october, 2026": what follows the day. */
static bool named_month_take(const char **at, struct civil *ret_civil)
{
    word_take(at, " of");
    *at += strchr(" -/.", **at) && **at ? 1 : 0;
    const int32_t month = name_take(at, written_month_names, 12);
    ret_civil->month = month + 1;
    word_take(at, ",");
    *at += strchr(" -/", **at) && **at ? 1 : 0;
    return month >= 0 && year_take(at, &ret_civil->year);
}

/* 2026-10-5, 2026/10/05, 2026-oct-05, 20261005: what follows the year. */
static bool year_first_take(const char **at, struct civil *ret_civil)
{
    const char first = **at;
    const char separator[2] = {first, '\0'};
    if (first == '\0' || !strchr("-/.", first) || !word_take(at, separator)) {
        return false;
    }
    const int32_t month = name_take(at, written_month_names, 12);
    ret_civil->month = month + 1;
    return (month >= 0 || number_take(at, 2, &ret_civil->month) > 0) && word_take(at, separator) &&
           number_take(at, 2, &ret_civil->day) > 0;
}

/* 10/5/2026 from its start, in that order. */
static bool numbers_take(const char **at, enum date_order order, struct civil *ret_civil)
{
    int32_t first = 0;
    int32_t second = 0;
    int32_t third = 0;
    if (number_take(at, 2, &first) == 0 || !**at || !strchr("/-.", **at)) {
        return false;
    }
    const char separator[2] = {**at, '\0'};
    if (!word_take(at, separator) || number_take(at, 2, &second) == 0 ||
        !word_take(at, separator)) {
        return false;
    }
    const char *last = *at;
    if (order == DATE_ORDER_YEAR_MONTH_DAY) {
        char year[3];
        g_snprintf(year, sizeof year, "%02d", first);
        const char *year_at = year;
        *ret_civil = (struct civil){.month = second};
        return number_take(at, 2, &ret_civil->day) > 0 && year_take(&year_at, &ret_civil->year);
    }
    if (order == DATE_ORDER_UNKNOWN || !year_take(&last, &third)) {
        return false;
    }
    *at = last;
    *ret_civil = order == DATE_ORDER_MONTH_DAY_YEAR ? (struct civil){third, first, second}
                                                    : (struct civil){third, second, first};
    return true;
}

static bool date_take(const char **at, enum date_order order, struct written *written)
{
    struct civil *civil = &written->civil;
    written->weekday = name_take(at, written_weekday_names, 7);
    if (written->weekday >= 0) {
        word_take(at, ",");
        word_take(at, " ");
    }
    const char *begin = *at;
    const size_t digits = strspn(begin, "0123456789");
    int32_t number = 0;
    if (digits == 0) {
        return month_day_take(at, civil);
    }
    if (digits == 8 && number_take(at, 8, &number) > 0) {
        *civil = (struct civil){number / 10000, number / 100 % 100, number % 100};
        return true;
    }
    if (digits == 4) {
        number_take(at, 4, &civil->year);
        return year_first_take(at, civil);
    }
    if (day_take(at, &civil->day) > 0 && named_month_take(at, civil)) {
        return true;
    }
    *at = begin;
    written->by_order = true;
    return numbers_take(at, order, civil);
}

/* ---- times ---------------------------------------------------------------------------------------- */

/* am, a.m. and the like; false: neither. */
static bool half_take(const char **at, bool *ret_afternoon)
{
    static const char *const forms[] = {"am", "a.m.", "a.m", "pm", "p.m.", "p.m"};
    const char *behind = *at;
    word_take(&behind, " ");
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (word_take(&behind, forms[i])) {
            *ret_afternoon = *forms[i] == 'p';
            *at = behind;
            return true;
        }
    }
    return false;
}

/* :30, :30.5: no part of it is kept but the second. */
static bool second_take(const char **at, int32_t *ret_second)
{
    if (!word_take(at, ":")) {
        return true;
    }
    if (number_take(at, 2, ret_second) != 2 || *ret_second > 59) {
        return false;
    }
    if ((**at == '.' || **at == ',') && g_ascii_isdigit((*at)[1])) {
        *at += 1 + strspn(*at + 1, "0123456789");
    }
    return true;
}

/* 9:00, 09:00:00.0, 9:00 am, 9am; doubtful 9.30 and 0930. */
static bool time_take(const char **at, struct written *written)
{
    int32_t hour = 0;
    int32_t minute = 0;
    bool afternoon = false;
    bool alone = false;
    if (strspn(*at, "0123456789") == 4) {
        number_take(at, 4, &hour);
        minute = hour % 100;
        hour /= 100;
        written->doubtful = true;
    } else if (number_take(at, 2, &hour) == 0) {
        return false;
    } else if (word_take(at, ":")) {
        if (number_take(at, 2, &minute) != 2 || !second_take(at, &written->second)) {
            return false;
        }
    } else if (**at == '.' && strspn(*at + 1, "0123456789") == 2) {
        (*at)++;
        number_take(at, 2, &minute);
        written->doubtful = true;
    } else {
        alone = true;
    }
    if (half_take(at, &afternoon)) {
        if (hour < 1 || hour > 12) {
            return false;
        }
        hour = hour % 12 + (afternoon ? 12 : 0);
        written->doubtful = false;
    } else if (alone) {
        return false;
    }
    written->has_time = true;
    written->minute = hour * 60 + minute;
    return minute <= 59 && written->minute + (written->second > 0) <= MINUTES_PER_DAY;
}

/* Z, UTC, +10:00, +1000, +10, after a space or without. What goes back may as well be the end of a span
 * of hours: 9:00-10:00. */
static bool offset_take(const char **at, struct written *written)
{
    int32_t hour = 0;
    int32_t minute = 0;
    word_take(at, " ");
    written->exact = **at != '\0';
    if (!written->exact || word_take(at, "z") || word_take(at, "utc")) {
        return true;
    }
    const bool behind = **at == '-';
    if (!behind && **at != '+') {
        return false;
    }
    (*at)++;
    const size_t digits = number_take(at, 4, &hour);
    if (digits == 4) {
        minute = hour % 100;
        hour /= 100;
    } else if (digits != 2 || (word_take(at, ":") && number_take(at, 2, &minute) != 2)) {
        return false;
    }
    written->doubtful |= behind;
    written->offset_minutes = (hour * 60 + minute) * (behind ? -1 : 1);
    return minute <= 59 && hour * 60 + minute <= OFFSET_MINUTES_MAX;
}

/* ---- both ----------------------------------------------------------------------------------------- */

bool written_time_read(const char *text, struct written *ret_written)
{
    char simple[TEXT_MAX + 1] = "";
    const char *at = simple;
    *ret_written = (struct written){.weekday = -1};
    return text_simplify(text, simple) && time_take(&at, ret_written) && *at == '\0';
}

bool written_read(const char *text, enum date_order order, struct written *ret_written)
{
    char simple[TEXT_MAX + 1] = "";
    const char *at = simple;
    *ret_written = (struct written){.weekday = -1};
    if (!text_simplify(text, simple) || !date_take(&at, order, ret_written)) {
        return false;
    }
    if (*at == '\0') {
        return true;
    }
    return (word_take(&at, "t") || word_take(&at, ", ") || word_take(&at, " at ") ||
            word_take(&at, " ")) &&
           time_take(&at, ret_written) && offset_take(&at, ret_written) && *at == '\0';
}

bool written_civil_exists(struct civil civil)
{
    return civil.year >= INSTANT_YEAR_MIN && civil.year <= INSTANT_YEAR_MAX &&
           day_civil_valid(civil);
}

bool written_day_exists(const struct written *written)
{
    const struct civil civil = written->civil;
    return written_civil_exists(civil) &&
           (written->weekday < 0 ||
            (int32_t)day_weekday(day_from_civil(civil)) == written->weekday);
}

void written_put(char ret_text[WRITTEN_SIZE], day date, const struct written *written)
{
    const struct civil civil = day_to_civil(date);
    int length =
        g_snprintf(ret_text, WRITTEN_SIZE, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    if (written && written->has_time) {
        length += g_snprintf(ret_text + length, WRITTEN_SIZE - (gulong)length, "T%02d:%02d",
                             written->minute / 60, written->minute % 60);
    }
    if (written && written->second > 0) {
        length +=
            g_snprintf(ret_text + length, WRITTEN_SIZE - (gulong)length, ":%02d", written->second);
    }
    if (written && written->exact) {
        const int32_t minutes = ABS(written->offset_minutes);
        g_snprintf(ret_text + length, WRITTEN_SIZE - (gulong)length, "%c%02d:%02d",
                   written->offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
    }
}

bool written_rewrite(const char *text, enum date_order order, char ret_text[WRITTEN_SIZE])
{
    struct written written;
    if (!written_read(text, order, &written) || !written_day_exists(&written) || written.doubtful ||
        written.minute == MINUTES_PER_DAY) {
        return false;
    }
    written_put(ret_text, day_from_civil(written.civil), &written);
    return true;
}

/* ---- the order of a column ------------------------------------------------------------------------ */

void date_evidence_add(struct date_evidence *evidence, const char *text, uint32_t line)
{
    unsigned fitting = 0;
    for (int order = DATE_ORDER_DAY_MONTH_YEAR; order < DATE_ORDER_COUNT; order++) {
        struct written written;
        const bool fits = written_read(text, (enum date_order)order, &written) &&
                          written.by_order && written_day_exists(&written);
        fitting |= fits ? 1U << order : 0;
    }
    if (fitting == 0) {
        return; /* no day in any order: its row is wrong, and says nothing of the others */
    }
    if (evidence->count++ == 0) {
        g_strlcpy(evidence->like, text, sizeof evidence->like);
    }
    const uint32_t place = evidence->fitting[fitting].count++;
    if (place < WRITTEN_LINES) {
        evidence->fitting[fitting].lines[place] = line;
    }
}

/* The orders in which all of them exist, as bits. */
static unsigned orders_common(const struct date_evidence *evidence)
{
    unsigned common = ~0U;
    for (unsigned set = 0; set < G_N_ELEMENTS(evidence->fitting); set++) {
        common &= evidence->fitting[set].count > 0 ? set : ~0U;
    }
    return evidence->count > 0 ? common : 0;
}

bool date_evidence_fits(const struct date_evidence *evidence)
{
    return orders_common(evidence) != 0;
}

enum date_order date_evidence_order(const struct date_evidence *evidence)
{
    const unsigned common = orders_common(evidence);
    for (int order = DATE_ORDER_DAY_MONTH_YEAR; order < DATE_ORDER_COUNT; order++) {
        if (common == 1U << order) {
            return (enum date_order)order;
        }
    }
    return DATE_ORDER_UNKNOWN;
}

/* "(lines 4, 9, 11 and 20 more)" */
static void lines_append(GString *text, const struct date_evidence *evidence, unsigned set)
{
    const uint32_t count = evidence->fitting[set].count;
    for (uint32_t i = 0; i < MIN(count, WRITTEN_LINES); i++) {
        g_string_append_printf(text, "%s%u",
                               i > 0        ? ", "
                               : count == 1 ? " (line "
                                            : " (lines ",
                               evidence->fitting[set].lines[i]);
    }
    if (count > WRITTEN_LINES) {
        g_string_append_printf(text, " and %u more", count - WRITTEN_LINES);
    }
    g_string_append_c(text, ')');
}

/* "day month year (5 October 2026) or month day year (10 May 2026)" */
static void readings_append(GString *text, const struct date_evidence *evidence, unsigned common)
{
    const gsize begin = text->len;
    for (int order = DATE_ORDER_DAY_MONTH_YEAR; order < DATE_ORDER_COUNT; order++) {
        struct written written;
        if (common & 1U << order &&
            written_read(evidence->like, (enum date_order)order, &written)) {
            g_string_append_printf(text, "%s%s (%d %s %d)", text->len > begin ? " or " : "",
                                   date_order_words[order], written.civil.day,
                                   written_month_names[written.civil.month - 1],
                                   written.civil.year);
        }
    }
}

char *date_evidence_text(const struct date_evidence *evidence, enum date_order said,
                         const char *key, const char *file)
{
    const unsigned common = orders_common(evidence);
    const enum date_order order = date_evidence_order(evidence);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%u value%s like %s", evidence->count, evidence->count == 1 ? "" : "s",
                    evidence->like);
    if (said != DATE_ORDER_UNKNOWN) {
        /* The others of the column fit it: these say nothing of them. */
        const char *them = evidence->count == 1 ? "it" : "them";
        g_string_append_printf(
            text, "; %s no %s, which sources.ini says for [%s]: correct %s, or %s if all are so",
            evidence->count == 1 ? "it is" : "they are", date_order_words[said], file, them, key);
    } else if (order != DATE_ORDER_UNKNOWN) {
        const uint32_t only = evidence->fitting[1U << order].count;
        g_autofree char *some = only > 0 ? g_strdup_printf("%u fit%s", only, only == 1 ? "s" : "")
                                         : g_strdup("together they fit");
        g_string_append_printf(text, "; %s only %s: %s = %s in [%s] of sources.ini", some,
                               date_order_words[order], key, date_order_words[order], file);
    } else if (common != 0) {
        g_string_append(text, ", and each can be ");
        readings_append(text, evidence, common);
        g_string_append_printf(text, ": say which as %s in [%s] of sources.ini", key, file);
    } else {
        const gsize begin = text->len;
        for (int one = DATE_ORDER_DAY_MONTH_YEAR; one < DATE_ORDER_COUNT; one++) {
            const unsigned set = 1U << one;
            if (evidence->fitting[set].count > 0) {
                g_string_append_printf(text, "%s%u fit%s only %s",
                                       text->len > begin ? ", " : ", and no order fits all: ",
                                       evidence->fitting[set].count,
                                       evidence->fitting[set].count == 1 ? "s" : "",
                                       date_order_words[one]);
                lines_append(text, evidence, set);
            }
        }
        g_string_append(text, ": write them all in one order");
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
