#include "engine/run/month/payment_date.h"

#include "engine/core/bank_days.h"
#include "reports/text.h"

enum { PAYMENT_WITHIN_DAYS = 60 };

static day due_date(const struct report_run *run)
{
    return day_add(run->issue_date, run->company.payment_terms_days);
}

day payment_date_by_terms(const struct report_run *run)
{
    const day before = bank_day_at_or_before(due_date(run));
    return day_compare(before, run->issue_date) >= 0 ? before : bank_day_at_or_after(due_date(run));
}

char *payment_date_words(const struct report_run *run)
{
    const day due = due_date(run);
    const char *closed_by = bank_closed_by(due);
    const char *words = text_date_words(TEXT_ROOM, run->payment_date);
    return run->payment_date_by != PAYMENT_DATE_BY_TERMS || !closed_by
               ? g_strdup(words)
               : g_strdup_printf("%s, the bank business day %s %s, which is %s", words,
                                 day_compare(run->payment_date, due) < 0 ? "before" : "after",
                                 text_date_words(TEXT_ROOM, due), closed_by);
}

char *payment_date_doubts(const struct report_run *run)
{
    const int32_t days = run->payment_date.number - run->issue_date.number;
    const int32_t size = days < 0 ? -days : days;
    const char *closed_by = bank_closed_by(run->payment_date);
    if (run->payment_date_by == PAYMENT_DATE_BY_TERMS) {
        return NULL;
    }
    g_autofree char *closed = closed_by ? g_strdup_printf("is %s", closed_by) : NULL;
    g_autofree char *apart =
        days < 0 || days > PAYMENT_WITHIN_DAYS
            ? g_strdup_printf("is %d day%s %s the issue date, %s", size, size == 1 ? "" : "s",
                              days < 0 ? "before" : "after",
                              text_date_words(TEXT_ROOM, run->issue_date))
            : NULL;
    return closed && apart ? g_strconcat(closed, " and ", apart, NULL)
                           : g_strdup(closed ? closed : apart);
}
