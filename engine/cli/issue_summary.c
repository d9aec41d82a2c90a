#include "engine/cli/issue_summary.h"

#include <inttypes.h>
#include <stdio.h>

#include "reports/quoted.h"
#include "reports/text.h"

static void amount_print(const char *label, money amount)
{
    char text[TEXT_SIZE];
    printf("  %-30s %16s\n", label, text_dollars(text, amount));
}

static void counts_print(const struct issue_job *job)
{
    const struct run_totals *totals = &job->writers.totals;
    printf("  %-30s %16u\n", "documents", job->papers.bills.bills->len);
    printf("  %-30s %16" PRId64 "\n", "partners issued", totals->ready);
    printf("  %-30s %16" PRId64 "\n", "partners held", totals->held);
    printf("  %-30s %16" PRId64 "\n\n", "partners nil", totals->nil);
}

static void money_print(const struct issue_job *job)
{
    const struct run_totals *totals = &job->writers.totals;
    const struct issue_papers *papers = &job->papers;
    amount_print("subtotal", totals->subtotal);
    amount_print("GST", totals->gst);
    amount_print("total", totals->total);
    amount_print("earlier months", totals->adjustments_total);
    if (totals->replaced.cents != 0) {
        amount_print("less settled before", (money){-totals->replaced.cents});
    }
    if (papers->balance.cents != 0) {
        amount_print("carried from before", papers->balance);
    }
    if (papers->carried.cents != 0) {
        amount_print("left to later payments", (money){-papers->carried.cents});
    }
    amount_print("payments", totals->payment);
}

static void left_out_print(const struct issue_job *job)
{
    const struct direct_entry_result *entry = &job->papers.entry;
    char total[TEXT_SIZE];
    if (entry->left_out->len == 0) {
        return;
    }
    printf("\nTo be paid by hand, for they are not in payments.aba: %s\n",
           text_dollars(total, entry->left_out_total));
    for (guint i = 0; i < entry->left_out->len; i++) {
        const struct payment_left_out *left =
            &g_array_index(entry->left_out, struct payment_left_out, i);
        printf("  %-14s %16s  %s: %s\n", left->payment->partner_id,
               text_dollars(total, left->payment->amount), payment_refusal_code(left->refusal),
               payment_refusal_text(left->refusal));
    }
}

static void files_print(const struct issue_job *job)
{
    const struct direct_entry_result *entry = &job->papers.entry;
    char total[TEXT_SIZE];
    char date[TEXT_SIZE];
    printf("\nfiles     %s\n", job->directory.final_path);
    if (entry->written) {
        printf("to pay    %s/payments.aba: %d payment%s, %s, on %s\n", job->directory.final_path,
               entry->count, entry->count == 1 ? "" : "s", text_dollars(total, entry->total),
               text_date_words(date, job->payment_date));
    } else {
        puts("to pay    nobody: there is no payments.aba");
    }
    printf("to book   %s/bills-xero.csv\n", job->directory.final_path);
    printf("to send   %s/deliveries.csv\n", job->directory.final_path);
    if (job->backup_path) {
        printf("backup    %s\n", job->backup_path);
    }
}

void issue_summary_print(const struct issue_job *job)
{
    const struct report_run *run = &month_run_setup(job->run)->run;
    char month[TEXT_SIZE];
    char date[TEXT_SIZE];
    printf("%s, issue %d of %s: prepared by %s, approved by %s\n\n",
           text_month_words(month, run->period), job->issue, text_date_words(date, run->issue_date),
           job->approval.prepared_by, job->approval.approved_by);
    counts_print(job);
    money_print(job);
    left_out_print(job);
    files_print(job);
    printf("\nfor the minutes: seal %s\n", job->seal);
}

static void text_put(const char *key, const char *text)
{
    printf("  \"%s\": ", key);
    quoted_put_json(stdout, text);
    puts(",");
}

static void money_put(const char *key, money amount)
{
    char text[TEXT_SIZE];
    text_put(key, text_money(text, amount));
}

static void left_out_put(const struct direct_entry_result *entry)
{
    fputs("  \"left_out\": [", stdout);
    for (guint i = 0; i < entry->left_out->len; i++) {
        const struct payment_left_out *left =
            &g_array_index(entry->left_out, struct payment_left_out, i);
        char amount[TEXT_SIZE];
        fputs(i == 0 ? "{\"partner_id\": " : ", {\"partner_id\": ", stdout);
        quoted_put_json(stdout, left->payment->partner_id);
        printf(", \"payment\": \"%s\", \"code\": \"%s\"}",
               text_money(amount, left->payment->amount), payment_refusal_code(left->refusal));
    }
    puts("],");
}

void issue_summary_print_json(const struct issue_job *job)
{
    const struct report_run *run = &month_run_setup(job->run)->run;
    const struct run_totals *totals = &job->writers.totals;
    char date[TEXT_SIZE];
    puts("{");
    text_put("period", job->period_text);
    printf("  \"issue\": %d,\n", job->issue);
    text_put("issue_date", text_date(date, run->issue_date));
    text_put("payment_date", text_date(date, job->payment_date));
    text_put("prepared_by", job->approval.prepared_by);
    text_put("approved_by", job->approval.approved_by);
    printf("  \"documents\": %u,\n  \"issued\": %" PRId64 ",\n  \"held\": %" PRId64
           ",\n  \"nil\": %" PRId64 ",\n",
           job->papers.bills.bills->len, totals->ready, totals->held, totals->nil);
    money_put("subtotal", totals->subtotal);
    money_put("gst", totals->gst);
    money_put("total", totals->total);
    money_put("adjustments_total", totals->adjustments_total);
    money_put("carried_in", job->papers.balance);
    money_put("carried_out", job->papers.carried);
    money_put("payment", totals->payment);
    left_out_put(&job->papers.entry);
    text_put("directory", job->directory.final_path);
    text_put("backup", job->backup_path ? job->backup_path : "");
    text_put("digest", job->writers.digest_text);
    printf("  \"seal\": \"%s\"\n}\n", job->seal);
}
