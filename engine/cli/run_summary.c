#include "engine/cli/run_summary.h"

#include <stdio.h>
#include <string.h>

#include "reports/quoted.h"
#include "reports/text.h"

enum { LISTED_MAX = 10 }; /* of one code */

static void amount_print(const char *label, money amount)
{
    char text[TEXT_SIZE];
    printf("  %-26s %16s\n", label, text_dollars(text, amount));
}

static void hours_print(const char *label, int64_t minutes)
{
    char text[TEXT_SIZE];
    if (minutes != 0) {
        printf("  %-26s %16s\n", label, text_hours(text, minutes));
    }
}

/* What a payment is made of beside the month's documents (R5); nothing where that is all. */
static void payment_print(const struct run_totals *totals)
{
    if (totals->payment.cents == totals->total.cents && totals->adjustments == 0) {
        return;
    }
    puts("");
    amount_print("earlier months", totals->adjustments_total);
    if (totals->replaced.cents != 0) {
        amount_print("less settled before", (money){-totals->replaced.cents});
    }
    if (totals->carried_in.cents != 0) {
        amount_print("carried from before", totals->carried_in);
    }
    if (totals->carried_out.cents != 0) {
        amount_print("left to later payments", (money){-totals->carried_out.cents});
    }
    amount_print("payments", totals->payment);
}

static void heading_print(const struct run_summary *summary)
{
    char month[TEXT_SIZE];
    char as_at[TEXT_SIZE];
    char issue_date[TEXT_SIZE];
    const struct report_run *run = summary->run;
    const struct run_totals *totals = summary->totals;
    printf("%s, draft: facts as at %s (batch %" G_GINT64_FORMAT "), issue date %s\n\n",
           text_month_words(month, run->period), text_stamp(as_at, run->as_at), run->batch,
           text_date(issue_date, run->issue_date));
    printf("  %-26s %16" G_GINT64_FORMAT "\n", "partners", totals->partners);
    printf("  %-26s %16" G_GINT64_FORMAT "   (%" G_GINT64_FORMAT " tax invoices, %" G_GINT64_FORMAT
           " invoices without GST)\n",
           "  ready", totals->ready, totals->rctis, totals->rcis);
    printf("  %-26s %16" G_GINT64_FORMAT "\n", "  held", totals->held);
    printf("  %-26s %16" G_GINT64_FORMAT "\n", "  nil (nothing to pay)", totals->nil);
    if (totals->adjustments > 0) {
        printf("  %-26s %16" G_GINT64_FORMAT "\n", "documents of earlier months",
               totals->adjustments);
    }
    if (summary->issued_before > 0) {
        printf("  %-26s %16" G_GINT64_FORMAT "   (not in this draft)\n", "issued before",
               summary->issued_before);
    }
    puts("");
}

static void totals_print(const struct run_totals *totals)
{
    hours_print("hours offered", totals->slots * MINUTES_PER_HOUR);
    hours_print("  less public holidays", -totals->holiday_slots * MINUTES_PER_HOUR);
    hours_print("  less blocked", -totals->blocked_slots * MINUTES_PER_HOUR);
    hours_print("  less other streams", -totals->other_stream_minutes);
    hours_print("  less skipped by the clock", -totals->dst_gap_slots * MINUTES_PER_HOUR);
    hours_print("  less cancelled, not paid", -totals->unpaid_cancelled_slots * MINUTES_PER_HOUR);
    hours_print("  less not completed", -totals->penalty_minutes);
    hours_print("hours paid", totals->partner_minutes);
    hours_print("ad hoc hours paid", totals->adhoc_minutes);
    hours_print("  of both held, not billed", totals->held_minutes);
    puts("");
    amount_print("Partner hours", totals->partner_amount);
    amount_print("ad hoc", totals->adhoc_amount);
    amount_print("subtotal", totals->subtotal);
    amount_print("GST", totals->gst);
    amount_print("total", totals->total);
}

/* One code: what it means once, then whom and what it is about. */
static size_t code_print(const exception_list *list, size_t first)
{
    const struct exception_row *row = exception_list_row(list, first);
    size_t end = first;
    size_t text_length = strlen(row->message) - (row->detail[0] ? strlen(row->detail) + 3 : 0);
    printf("\n  %s: %.*s\n", row->code, (int)text_length, row->message);
    for (; end < exception_list_count(list); end++) {
        const struct exception_row *other = exception_list_row(list, end);
        if (strcmp(other->code, row->code) != 0) {
            break;
        }
        if (end - first < LISTED_MAX) {
            printf("    %-14s %s%s%s\n", other->partner_id, other->subject,
                   other->subject[0] && other->detail[0] ? "  " : "", other->detail);
        }
    }
    if (end - first > LISTED_MAX) {
        printf("    and %zu more in exceptions.csv\n", end - first - LISTED_MAX);
    }
    return end;
}

static void exceptions_print(const exception_list *list, enum severity severity,
                             const char *heading)
{
    if (exception_list_count_severity(list, severity) == 0) {
        return;
    }
    printf("\n%s (%zu)\n", heading, exception_list_count_severity(list, severity));
    for (size_t i = 0; i < exception_list_count(list);) {
        i = exception_list_row(list, i)->severity == severity ? code_print(list, i) : i + 1;
    }
}

void run_summary_print(const struct run_summary *summary)
{
    heading_print(summary);
    totals_print(summary->totals);
    payment_print(summary->totals);
    exceptions_print(summary->exceptions, SEVERITY_HELD,
                     "Held: no document and no payment until mended");
    exceptions_print(summary->exceptions, SEVERITY_REVIEW, "To look at before issuing");
    size_t info = exception_list_count_severity(summary->exceptions, SEVERITY_INFO);
    if (info > 0) {
        printf("\nFor the record: %zu more in exceptions.csv\n", info);
    }
    printf("\nfiles   %s\ndigest  %s\n", summary->directory, summary->digest);
}

static void json_amount(const char *name, money amount, const char *after)
{
    char text[TEXT_SIZE];
    printf("  \"%s\": \"%s\"%s\n", name, text_money(text, amount), after);
}

void run_summary_print_json(const struct run_summary *summary)
{
    const struct run_totals *totals = summary->totals;
    const exception_list *list = summary->exceptions;
    char as_at[TEXT_SIZE];
    char issue_date[TEXT_SIZE];
    printf("{\n  \"period\": \"%s\",\n  \"as_at\": \"%s\",\n  \"issue_date\": \"%s\",\n",
           summary->run->period_text, text_stamp(as_at, summary->run->as_at),
           text_date(issue_date, summary->run->issue_date));
    printf("  \"batch\": %" G_GINT64_FORMAT ",\n  \"partners\": %" G_GINT64_FORMAT
           ",\n  \"ready\": %" G_GINT64_FORMAT ",\n  \"held\": %" G_GINT64_FORMAT
           ",\n  \"nil\": %" G_GINT64_FORMAT ",\n  \"issued_before\": %" G_GINT64_FORMAT ",\n",
           summary->run->batch, totals->partners, totals->ready, totals->held, totals->nil,
           summary->issued_before);
    printf("  \"partner_minutes\": %" G_GINT64_FORMAT ",\n  \"adhoc_minutes\": %" G_GINT64_FORMAT
           ",\n",
           totals->partner_minutes, totals->adhoc_minutes);
    json_amount("subtotal", totals->subtotal, ",");
    json_amount("gst", totals->gst, ",");
    json_amount("total", totals->total, ",");
    json_amount("adjustments_total", totals->adjustments_total, ",");
    json_amount("carried_in", totals->carried_in, ",");
    json_amount("carried_out", totals->carried_out, ",");
    json_amount("payment", totals->payment, ",");
    printf("  \"exceptions\": {\"held\": %zu, \"review\": %zu, \"info\": %zu},\n",
           exception_list_count_severity(list, SEVERITY_HELD),
           exception_list_count_severity(list, SEVERITY_REVIEW),
           exception_list_count_severity(list, SEVERITY_INFO));
    fputs("  \"directory\": ", stdout);
    quoted_put_json(stdout, summary->directory);
    printf(",\n  \"digest\": \"%s\"\n}\n", summary->digest);
}
