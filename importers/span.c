#include "importers/span.h"

static void span_check(struct row *row, const struct span_columns *columns, struct interval span)
{
    if (instant_compare(span.end, span.start) <= 0) {
        g_autofree char *expected =
            g_strdup_printf("an instant after the start, %s", row_value(row, columns->start));
        row_issue(row, columns->end, ISSUE_END_BEFORE_START, expected, NULL);
    } else if (columns->days_max > 0 &&
               interval_minutes(span) > (int64_t)columns->days_max * MINUTES_PER_DAY) {
        g_autofree char *expected = g_strdup_printf("at most %d days", columns->days_max);
        row_issue(row, columns->end, ISSUE_SPAN_TOO_LONG, expected, NULL);
    }
}

bool span_instants_read(struct row *row, const struct span_columns *columns,
                        const struct partner_entry *partner, struct interval *ret_span,
                        bool *ret_ambiguous, bool *ret_staged, GError **error)
{
    struct row_instant start;
    struct row_instant end;
    if (!row_minute_instant_read(row, columns->start, partner, NULL, ret_ambiguous, &start,
                                 error) ||
        !row_minute_instant_read(row, columns->end, partner, NULL, ret_ambiguous, &end, error)) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        int column = i == 0 ? columns->start : columns->end;
        if (row_is_blank(row, column)) {
            row_issue(row, column, ISSUE_BLANK_VALUE, NULL, NULL);
        }
    }
    *ret_staged = *ret_staged && start.staged && end.staged;
    if (start.read && end.read) {
        *ret_span = (struct interval){stamp_minute(start.at), stamp_minute(end.at)};
        span_check(row, columns, *ret_span);
    }
    return true;
}
