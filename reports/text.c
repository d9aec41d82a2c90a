#include "reports/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "engine/core/money.h"

static const char *const weekdays[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
static const char *const months[12] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};

/* Size without sign. Also right for INT64_MIN, which has no positive twin. */
static uint64_t size_of(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

/* Numbers and dates fill a month's tables: printf would take most of the time that they need. */

static char *put_pair(char *at, int value)
{
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
    return at + 2;
}

/* Behind its last digit. */
static char *put_unsigned(char *at, uint64_t number)
{
    enum { DIGITS_MAX = 20 };
    char reversed[DIGITS_MAX];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0) {
        *at++ = reversed[--count];
    }
    return at;
}

static char *hundredths(char buffer[TEXT_SIZE], int64_t value)
{
    uint64_t size = size_of(value);
    char *at = buffer;
    if (value < 0) {
        *at++ = '-';
    }
    at = put_unsigned(at, size / 100);
    *at++ = '.';
    *put_pair(at, (int)(size % 100)) = '\0';
    return buffer;
}

char *text_number(char buffer[TEXT_SIZE], int64_t number)
{
    char *at = buffer;
    if (number < 0) {
        *at++ = '-';
    }
    *put_unsigned(at, size_of(number)) = '\0';
    return buffer;
}

char *text_money(char buffer[TEXT_SIZE], money amount)
{
    return hundredths(buffer, amount.cents);
}

char *text_dollars(char buffer[TEXT_SIZE], money amount)
{
    char plain[TEXT_SIZE];
    hundredths(plain, amount.cents);
    const char *digits = plain + (plain[0] == '-' ? 1 : 0);
    size_t whole = strcspn(digits, ".");
    size_t length = 0;
    if (digits != plain) {
        buffer[length++] = '-';
    }
    buffer[length++] = '$';
    for (size_t i = 0; digits[i] != '\0'; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) {
            buffer[length++] = ',';
        }
        CHECK(length < TEXT_SIZE - 2);
        buffer[length++] = digits[i];
    }
    buffer[length] = '\0';
    return buffer;
}

char *text_amount(char buffer[TEXT_SIZE], money amount)
{
    text_dollars(buffer, amount);
    char *sign = strchr(buffer, '$');
    memmove(sign, sign + 1, strlen(sign));
    return buffer;
}

char *text_rate(char buffer[TEXT_SIZE], hourly_rate rate)
{
    return hundredths(buffer, rate.cents_per_hour);
}

/* Never decimals: hours times rate is then the amount to the cent. */
static char *hours_put(char buffer[TEXT_SIZE], const char *sign, uint64_t minutes, const char *one,
                       const char *many)
{
    const uint64_t hours = minutes / MINUTES_PER_HOUR;
    const uint64_t left = minutes % MINUTES_PER_HOUR;
    const char *unit = hours == 1 ? one : many;
    if (left == 0) {
        snprintf(buffer, TEXT_SIZE, "%s%" PRIu64 " %s", sign, hours, unit);
    } else if (hours == 0) {
        snprintf(buffer, TEXT_SIZE, "%s%" PRIu64 " min", sign, left);
    } else {
        snprintf(buffer, TEXT_SIZE, "%s%" PRIu64 " %s %" PRIu64 " min", sign, hours, unit, left);
    }
    return buffer;
}

char *text_hours(char buffer[TEXT_SIZE], int64_t minutes)
{
    return hours_put(buffer, minutes < 0 ? "-" : "", size_of(minutes), "h", "h");
}

char *text_hours_words(char buffer[TEXT_SIZE], int64_t minutes)
{
    return hours_put(buffer, "", size_of(minutes), "hour", "hours");
}

char *text_date(char buffer[TEXT_SIZE], day date)
{
    struct civil civil = day_to_civil(date);
    CHECK(civil.year >= 1 && civil.year <= 9999);
    char *at = put_pair(put_pair(buffer, civil.year / 100), civil.year % 100);
    *at++ = '-';
    at = put_pair(at, civil.month);
    *at++ = '-';
    *put_pair(at, civil.day) = '\0';
    return buffer;
}

char *text_date_words(char buffer[TEXT_SIZE], day date)
{
    struct civil civil = day_to_civil(date);
    snprintf(buffer, TEXT_SIZE, "%d %s %d", civil.day, months[civil.month - 1], civil.year);
    return buffer;
}

char *text_day_month(char buffer[TEXT_SIZE], day date)
{
    struct civil civil = day_to_civil(date);
    snprintf(buffer, TEXT_SIZE, "%d %s", civil.day, months[civil.month - 1]);
    return buffer;
}

char *text_date_short(char buffer[TEXT_SIZE], day date)
{
    struct civil civil = day_to_civil(date);
    snprintf(buffer, TEXT_SIZE, "%.3s %d %.3s", weekdays[day_weekday(date)], civil.day,
             months[civil.month - 1]);
    return buffer;
}

char *text_date_numeric(char buffer[TEXT_SIZE], day date)
{
    struct civil civil = day_to_civil(date);
    snprintf(buffer, TEXT_SIZE, "%02d/%02d/%04d", civil.day, civil.month, civil.year);
    return buffer;
}

char *text_month_words(char buffer[TEXT_SIZE], struct period period)
{
    struct civil civil = day_to_civil(period.first);
    snprintf(buffer, TEXT_SIZE, "%s %d", months[civil.month - 1], civil.year);
    return buffer;
}

char *text_period(char buffer[TEXT_SIZE], struct period period)
{
    struct civil civil = day_to_civil(period.first);
    snprintf(buffer, TEXT_SIZE, "%04d-%02d", civil.year, civil.month);
    return buffer;
}

char *text_time(char buffer[TEXT_SIZE], int32_t minute)
{
    CHECK(minute >= 0 && minute < 6000);
    char *at = put_pair(buffer, minute / 60);
    *at++ = ':';
    *put_pair(at, minute % 60) = '\0';
    return buffer;
}

char *text_stamp(char buffer[TEXT_SIZE], stamp at)
{
    int64_t date = at.utc_seconds / SECONDS_PER_DAY;
    int64_t second = at.utc_seconds % SECONDS_PER_DAY;
    if (second < 0) {
        second += SECONDS_PER_DAY;
        date--;
    }
    CHECK(date > INT32_MIN / 2 && date < INT32_MAX / 2);
    struct civil civil = day_to_civil((day){(int32_t)date});
    snprintf(buffer, TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", civil.year, civil.month,
             civil.day, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
    return buffer;
}

char *text_place(char buffer[TEXT_SIZE], const char *timezone)
{
    const char *slash = strrchr(timezone, '/');
    g_strlcpy(buffer, slash ? slash + 1 : timezone, TEXT_SIZE);
    g_strdelimit(buffer, "_", ' ');
    return buffer;
}

char *text_abn(char buffer[TEXT_SIZE], const char *abn)
{
    bool digits = strlen(abn) == 11 && strspn(abn, "0123456789") == 11;
    if (digits) {
        snprintf(buffer, TEXT_SIZE, "%.2s %.3s %.3s %.3s", abn, abn + 2, abn + 5, abn + 8);
    } else {
        snprintf(buffer, TEXT_SIZE, "%s", abn);
    }
    return buffer;
}

char *text_masked(char buffer[TEXT_SIZE], const char *digits)
{
    enum { SHOWN = 3 };
    snprintf(buffer, TEXT_SIZE, "%s", digits);
    size_t length = strlen(buffer);
    for (size_t i = 0; i + SHOWN < length; i++) {
        buffer[i] = 'x';
    }
    return buffer;
}

const char *text_weekday(weekday of)
{
    CHECK((unsigned)of < 7);
    return weekdays[of];
}

int text_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* ---- quoted, as a file format wants it ---- */

void text_append_csv_exact(GString *row, const char *text)
{
    const size_t length = strlen(text);
    /* RFC 4180; spaces at an end are quoted too, since readers drop them elsewhere. */
    const bool quoted =
        length > 0 && (text[strcspn(text, ",\"\r\n")] != '\0' || g_ascii_isspace(text[0]) ||
                       g_ascii_isspace(text[length - 1]));
    if (!quoted) {
        g_string_append_len(row, text, (gssize)length);
        return;
    }
    g_auto(GStrv) parts = g_strsplit(text, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);
    g_string_append_printf(row, "\"%s\"", doubled);
}

void text_append_csv(GString *row, const char *text)
{
    const bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]);
    g_autofree char *harmless = g_strconcat(formula ? "'" : "", text, NULL);
    text_append_csv_exact(row, harmless);
}

static void json_put_string(FILE *file, const char *text)
{
    putc('"', file);
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\') {
            fprintf(file, "\\%c", c);
        } else if (c < 0x20) {
            fprintf(file, "\\u%04x", c);
        } else {
            putc(c, file);
        }
    }
    putc('"', file);
}

/* `letter`: 'z' for a size_t, 'l' for 64 bits, else the conversion's own. */
static void json_put_value(FILE *file, char letter, va_list *values)
{
    const char *text = NULL;
    switch (letter) {
    case 's':
        text = va_arg(*values, const char *);
        if (text) {
            json_put_string(file, text);
        } else {
            fputs("null", file);
        }
        break;
    case 'i':
        fputs(va_arg(*values, int) ? "true" : "false", file);
        break;
    case 'd':
        fprintf(file, "%d", va_arg(*values, int));
        break;
    case 'u':
        fprintf(file, "%u", va_arg(*values, unsigned));
        break;
    case 'z':
        fprintf(file, "%zu", va_arg(*values, size_t));
        break;
    default:
        fprintf(file, "%" PRId64, va_arg(*values, int64_t));
    }
}

void text_put_json(FILE *file, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    for (const char *at = format; *at; at++) {
        if (*at == '%') {
            json_put_value(file, *++at, &values);
            while (*at == 'l' || *at == 'z') {
                at++;
            }
        } else {
            putc(*at == '\'' ? '"' : *at, file);
        }
    }
    va_end(values);
}
