#include "importers/exchanged.h"

#include <string.h>

#include "importers/text/issue.h"
#include "importers/text/written.h"

/* Dates of a column in one month far from the period. */
struct far_month {
    const char *file;
    const char *heading;
    int month; /* year * 12 + month - 1 */
    uint32_t count;
    uint32_t exchangeable; /* of them, those that would be in the period */
    uint32_t line;         /* the first of these, and as it is written: */
    char like[WRITTEN_SIZE];
};

struct exchanged {
    struct period period;
    GArray *months; /* of struct far_month, as they were met */
};

struct exchanged *exchanged_new(struct period period)
{
    struct exchanged *exchanged = g_new0(struct exchanged, 1);
    exchanged->period = period;
    exchanged->months = g_array_new(FALSE, FALSE, sizeof(struct far_month));
    return exchanged;
}

void exchanged_free(struct exchanged *exchanged)
{
    if (exchanged) {
        g_array_unref(exchanged->months);
        g_free(exchanged);
    }
}

static struct far_month *month_of(struct exchanged *exchanged, const char *file,
                                  const char *heading, int month)
{
    for (guint i = exchanged->months->len; i > 0; i--) {
        struct far_month *known = &g_array_index(exchanged->months, struct far_month, i - 1);
        if (known->month == month && strcmp(known->file, file) == 0 &&
            strcmp(known->heading, heading) == 0) {
            return known;
        }
    }
    const struct far_month fresh = {.file = file, .heading = heading, .month = month};
    g_array_append_val(exchanged->months, fresh);
    return &g_array_index(exchanged->months, struct far_month, exchanged->months->len - 1);
}

/* The day of a text whose date is numbers alone, in that order. */
static bool day_by_order(const char *text, enum date_order order, day *ret_date)
{
    struct written written;
    const bool is =
        written_read(text, order, &written) && written.by_order && written_day_exists(&written);
    *ret_date = is ? day_from_civil(written.civil) : (day){0};
    return is;
}

void exchanged_note(struct exchanged *exchanged, const char *file, const char *heading,
                    uint32_t line, const char *text, enum date_order order)
{
    enum { DAYS_NEAR = 31 };
    const enum date_order other = order == DATE_ORDER_DAY_MONTH_YEAR   ? DATE_ORDER_MONTH_DAY_YEAR
                                  : order == DATE_ORDER_MONTH_DAY_YEAR ? DATE_ORDER_DAY_MONTH_YEAR
                                                                       : DATE_ORDER_UNKNOWN;
    const day first = exchanged->period.first;
    const day last = period_last(exchanged->period);
    day date;
    day turned;
    if (other == DATE_ORDER_UNKNOWN || !day_by_order(text, order, &date) ||
        (date.number >= first.number - DAYS_NEAR && date.number <= last.number + DAYS_NEAR)) {
        return;
    }
    const struct civil civil = day_to_civil(date);
    struct far_month *month = month_of(exchanged, file, heading, civil.year * 12 + civil.month - 1);
    month->count++;
    if (day_by_order(text, other, &turned) && day_compare(turned, first) >= 0 &&
        day_compare(turned, last) <= 0 && month->exchangeable++ == 0) {
        month->line = line;
        g_strlcpy(month->like, text, sizeof month->like);
    }
}

void exchanged_check(const struct exchanged *exchanged, struct gates *gates)
{
    const struct civil period = day_to_civil(exchanged->period.first);
    for (guint i = 0; i < exchanged->months->len && gates; i++) {
        const struct far_month *month = &g_array_index(exchanged->months, struct far_month, i);
        if (month->exchangeable < month->count) {
            continue;
        }
        gates_raise(
            gates, GATE_WRONG_PERIOD,
            "%s, %s: %u date%s in %04d-%02d, like %s in line %u, would be in %04d-%02d with "
            "day and month exchanged, and no other date of that month is there: if it is so, "
            "mend the export",
            month->file, month->heading, month->count, month->count == 1 ? "" : "s",
            month->month / 12, month->month % 12 + 1, month->like, month->line, period.year,
            period.month);
    }
}
