#include "importers/text/hours.h"

#include <string.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"
#include "importers/text/issue.h"
#include "importers/text/lines.h"

/* "9", "9:00", "1:30 pm", "12am" as minutes; -1: it is no time, or may be one of two. */
static int hour_read(const char *text, int *ret_half)
{
    enum { EARLY = 7 }; /* "1", "4:30" and "6" may be of the afternoon */
    g_autofree char *plain = text_without(text, " ");
    const size_t digits = strspn(plain, "0123456789");
    const char *at = plain + digits;
    const size_t minutes = *at == ':' ? strspn(at + 1, "0123456789") : 0;
    if (digits == 0 || digits > 2 || (*at == ':' && minutes != 2)) {
        return -1;
    }
    int hour = (int)g_ascii_strtoll(plain, NULL, 10);
    const int minute = minutes > 0 ? (int)g_ascii_strtoll(at + 1, NULL, 10) : 0;
    /* "a.m."; a point anywhere else may be a decimal one. */
    g_autofree char *half = text_without(at + (minutes > 0 ? minutes + 1 : 0), ".");
    if (*half == '\0' && strchr(at, '.')) {
        return -1;
    }
    const int named = g_ascii_strcasecmp(half, "am") == 0   ? 1
                      : g_ascii_strcasecmp(half, "pm") == 0 ? 2
                                                            : 0;
    const bool halves = named || *ret_half;
    if ((*half && !named) || minute > 59 || hour > 24 || (halves && (hour < 1 || hour > 12)) ||
        (!halves && hour < EARLY && plain[0] != '0')) {
        return -1;
    }
    const int which = named ? named : *ret_half;
    *ret_half = named;
    hour = which ? hour % 12 + (which == 2 ? 12 : 0) : hour;
    return hour * MINUTES_PER_HOUR + minute;
}

bool hours_read(const char *text, GStringChunk *texts, const char **ret_start, const char **ret_end)
{
    g_autoptr(GString) plain = g_string_new(text);
    g_string_replace(plain, "–", "-", 0);
    g_string_replace(plain, " to ", "-", 0);
    g_auto(GStrv) ends = g_strsplit(plain->str, "-", 3);
    const size_t count = g_strv_length(ends);
    int half = 0;
    const int end = count == 2 ? hour_read(ends[1], &half) : 0;
    const int named = half;
    int start = count <= 2 ? hour_read(ends[0], &half) : -1;
    /* "9-12pm": in the morning, if it is not to end before it begins. */
    if (named && !half && start >= end && end >= 0) {
        start -= start >= 12 * MINUTES_PER_HOUR ? 12 * MINUTES_PER_HOUR : 0;
    }
    if (start < 0 || end < 0 || start >= MINUTES_PER_DAY) {
        return false;
    }
    const int last = count == 2 && end == 0 ? MINUTES_PER_DAY : end;
    *ret_start = issue_print(texts, "%02d:%02d", start / 60, start % 60);
    *ret_end = count == 2 ? issue_print(texts, "%02d:%02d", last / 60, last % 60) : "";
    return true;
}

int32_t hours_duration(const char *text)
{
    enum { HOURS_MAX = 24, DECIMALS_MAX = 4 };
    g_autofree char *small = g_ascii_strdown(text, -1);
    g_autofree char *plain = text_without(small, " ");
    const size_t digits = strspn(plain, "0123456789");
    const char *at = plain + digits;
    const bool clock = *at == ':';
    const size_t more = *at && strchr(":.,", *at) ? strspn(at + 1, "0123456789") : 0;
    const char *rest = at + (more > 0 ? more + 1 : 0);
    static const char *const units[] = {"", "h", "hr", "hrs", "hour", "hours", NULL};
    if (digits == 0 || digits > 2 || more > DECIMALS_MAX || (clock && more != 2) ||
        !g_strv_contains(units, rest)) {
        return -1;
    }
    const int64_t hours = g_ascii_strtoll(plain, NULL, 10);
    const int64_t part = more > 0 ? g_ascii_strtoll(at + 1, NULL, 10) : 0;
    int64_t scale = 1;
    for (size_t i = 0; i < more; i++) {
        scale *= 10;
    }
    const int64_t sixtieths = part * MINUTES_PER_HOUR;
    if (hours > HOURS_MAX || (clock ? part >= MINUTES_PER_HOUR : sixtieths % scale != 0)) {
        return -1;
    }
    return (int32_t)(hours * MINUTES_PER_HOUR + (clock ? part : sixtieths / scale));
}
