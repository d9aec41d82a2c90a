#include "tests/engine/core/example_text.h"

#include <string.h>

#include "importers/text/instant.h"
#include "importers/text/zone.h"

struct words words_new(const char *text, const char *zone)
{
    g_auto(GStrv) pieces = g_strsplit(text, ",", -1);
    g_autofree char *parted = g_strjoinv(" , ", pieces);
    g_auto(GStrv) raw = g_strsplit(parted, " ", -1);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (size_t i = 0; raw[i]; i++) {
        if (raw[i][0]) {
            g_strv_builder_add(builder, raw[i]);
        }
    }
    return (struct words){.list = g_strv_builder_end(builder), .zone = zone};
}

void words_clear(struct words *words)
{
    g_strfreev(words->list);
    g_free(words->problem);
}

const char *words_peek(const struct words *words)
{
    return words->list[words->at] ? words->list[words->at] : "";
}

const char *words_next(struct words *words)
{
    return words->list[words->at] ? words->list[words->at++] : "";
}

bool words_take(struct words *words, const char *word)
{
    bool same = strcmp(words_peek(words), word) == 0 && !words_end(words);
    words->at += same;
    return same;
}

bool words_end(const struct words *words)
{
    return !words->list[words->at];
}

char *words_join(struct words *words, const char *stop)
{
    GString *joined = g_string_new("");
    while (!words_end(words) && strcmp(words_peek(words), ",") != 0 &&
           (!stop || strcmp(words_peek(words), stop) != 0)) {
        g_string_append_printf(joined, "%s%s", joined->len ? " " : "", words_next(words));
    }
    return g_string_free(joined, FALSE);
}

bool words_fail(struct words *words, const char *expected)
{
    if (!words->problem) {
        words->problem =
            g_strdup_printf("\"%s\" where %s is expected", words_peek(words), expected);
    }
    return false;
}

bool words_number(struct words *words, int32_t *ret_number)
{
    gint64 number = 0;
    if (!g_ascii_string_to_signed(words_peek(words), 10, 0, 1000000, &number, NULL)) {
        return words_fail(words, "a number");
    }
    words_next(words);
    *ret_number = (int32_t)number;
    return true;
}

bool words_cents(struct words *words, int64_t *ret_cents)
{
    g_auto(GStrv) parts = g_strsplit(words_peek(words), ".", 2);
    gint64 dollars = 0;
    gint64 cents = 0;
    if (!parts[0] || !parts[1] || strlen(parts[1]) != 2 ||
        !g_ascii_string_to_signed(parts[0], 10, 0, 1000000, &dollars, NULL) ||
        !g_ascii_string_to_signed(parts[1], 10, 0, 99, &cents, NULL)) {
        return words_fail(words, "an amount like 150.00");
    }
    words_next(words);
    *ret_cents = dollars * 100 + cents;
    return true;
}

bool words_day(struct words *words, day *ret_date)
{
    struct text_problem problem;
    if (!instant_day_parse(words_peek(words), ret_date, &problem)) {
        return words_fail(words, "a date");
    }
    words_next(words);
    return true;
}

bool words_period(struct words *words, struct period *ret_period)
{
    if (!instant_period_parse_argument(NULL, words_peek(words), ret_period, NULL)) {
        return words_fail(words, "a month like 2026-09");
    }
    words_next(words);
    return true;
}

bool words_range(struct words *words, struct day_range *ret_range)
{
    *ret_range = (struct day_range){DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO};
    return (!words_take(words, "from") || words_day(words, &ret_range->from)) &&
           (!words_take(words, "to") || words_day(words, &ret_range->to));
}

bool words_hours_follow(const struct words *words)
{
    return g_ascii_isdigit(words_peek(words)[0]) && strchr(words_peek(words), ':') != NULL;
}

bool words_hours(struct words *words, int32_t *ret_from, int32_t *ret_to)
{
    struct text_problem problem;
    g_auto(GStrv) ends = g_strsplit(words_peek(words), "-", 2);
    if (!ends[0] || !instant_minute_parse(ends[0], false, ret_from, &problem) ||
        (ends[1] && !instant_minute_parse(ends[1], true, ret_to, &problem))) {
        return words_fail(words, "hours like 09:00-12:00");
    }
    if (!ends[1]) {
        *ret_to = *ret_from + MINUTES_PER_HOUR;
    }
    words_next(words);
    return true;
}

static bool place(struct words *words, const char *text, stamp *ret_at, bool *ret_ambiguous)
{
    struct instant_text read;
    struct text_problem problem;
    return (instant_text_parse(text, &read, &problem) &&
            instant_place(&read, zone_clock(words->zone), words->zone, ret_at, ret_ambiguous,
                          &problem)) ||
           words_fail(words, "a date and a time that exists");
}

bool words_stamp(struct words *words, stamp *ret_at, bool *ret_ambiguous)
{
    const char *date = words_next(words);
    g_autofree char *text = g_strdup_printf("%s %s", date, words_peek(words));
    if (!place(words, text, ret_at, ret_ambiguous)) {
        return false;
    }
    words_next(words);
    return true;
}

bool words_instant(struct words *words, instant *ret_at, bool *ret_ambiguous)
{
    stamp at;
    if (!words_stamp(words, &at, ret_ambiguous)) {
        return false;
    }
    *ret_at = stamp_minute(at);
    return true;
}

/* DATE hh:mm-hh:mm */
static bool hours_span(struct words *words, day date, struct interval *ret_span,
                       bool *ret_ambiguous)
{
    int32_t minutes[2] = {0};
    instant ends[2] = {{0}};
    if (!words_hours(words, &minutes[0], &minutes[1])) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        struct clock_reading reading =
            clock_resolve(zone_clock(words->zone), (struct local_time){date, minutes[i]});
        if (reading.kind == LOCAL_TIME_GAP) {
            return words_fail(words, "a time that exists");
        }
        *ret_ambiguous |= reading.kind == LOCAL_TIME_AMBIGUOUS;
        ends[i] = reading.at;
    }
    *ret_span = (struct interval){ends[0], ends[1]};
    return true;
}

bool words_span(struct words *words, struct interval *ret_span, bool *ret_ambiguous)
{
    guint begin = words->at;
    day from;
    if (!words_day(words, &from)) {
        return false;
    }
    if (words_hours_follow(words) && strchr(words_peek(words), '-')) {
        return hours_span(words, from, ret_span, ret_ambiguous);
    }
    if (words_hours_follow(words)) {
        words->at = begin;
        return words_instant(words, &ret_span->start, ret_ambiguous) &&
               (words_take(words, "to") || words_fail(words, "to")) &&
               words_instant(words, &ret_span->end, ret_ambiguous);
    }
    day to = from;
    if (words_take(words, "to") && !words_day(words, &to)) {
        return false;
    }
    *ret_span = clock_days(zone_clock(words->zone), from, to);
    return true;
}

bool words_choice(struct words *words, const char *const *choices, int *ret_choice)
{
    for (int i = 0; choices[i]; i++) {
        if (words_take(words, choices[i])) {
            *ret_choice = i;
            return true;
        }
    }
    g_autofree char *listed = g_strjoinv(", ", (char **)choices);
    g_autofree char *expected = g_strdup_printf("one of %s", listed);
    return words_fail(words, expected);
}

char *cents_text(int64_t cents)
{
    int64_t size = cents < 0 ? -cents : cents;
    return g_strdup_printf("%s%" G_GINT64_FORMAT ".%02" G_GINT64_FORMAT, cents < 0 ? "-" : "",
                           size / 100, size % 100);
}

char *hours_text(int32_t minutes)
{
    return cents_text(money_divide_half_up((int64_t)minutes * 100, MINUTES_PER_HOUR));
}

char *day_text(day date)
{
    struct civil civil = day_to_civil(date);
    return g_strdup_printf("%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

char *local_text(day date, int32_t minute)
{
    g_autofree char *day = day_text(date);
    return g_strdup_printf("%s %02d:%02d", day, minute / 60, minute % 60);
}

char *stamp_text(const struct clock *clock, stamp at)
{
    struct local_time local = clock_local(clock, stamp_minute(at));
    g_autofree char *minute = local_text(local.date, local.minute);
    return g_strdup_printf("%s:%02d", minute, (int)(at.utc_seconds % 60));
}
