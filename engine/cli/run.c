#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/paragraph.h"
#include "engine/run/draft.h"
#include "engine/run/month/company.h"
#include "engine/run/month/payment_date.h"

/* ---- what a run ends with on standard output ---- */

enum {
    LABEL_WIDTH = 26,
    LISTED_MAX = 10 /* of one code */
};

static void hours_print(const char *label, int64_t minutes)
{
    if (minutes != 0) {
        printf("  %-26s %16s\n", label, text_hours(TEXT_ROOM, minutes));
    }
}

static void amount_print(const char *label, int width, money amount)
{
    printf("  %-*s %16s\n", width, label, text_dollars(TEXT_ROOM, amount));
}

static void amount_print_if(const char *label, int width, money amount)
{
    if (amount.cents != 0) {
        amount_print(label, width, amount);
    }
}

void documents_amounts_print(const struct run_totals *totals, int width)
{
    amount_print("subtotal", width, totals->subtotal);
    amount_print("GST", width, totals->gst);
    amount_print("total", width, totals->total);
}

void payment_amounts_print(const struct run_totals *totals, int width)
{
    amount_print("earlier months", width, totals->adjustments_total);
    amount_print_if("less settled before", width, (money){-totals->replaced.cents});
    amount_print_if("carried from before", width, totals->carried_in);
    amount_print_if("came back", width, totals->returned);
    amount_print_if("less paid by hand", width, (money){-totals->by_hand.cents});
    amount_print_if("written off", width, totals->written_off);
    amount_print_if("left to later payments", width, (money){-totals->carried_out.cents});
    amount_print("payments", width, totals->payment);
}

void amounts_print_json(const struct run_totals *totals)
{
    const struct {
        const char *name;
        money amount;
    } rows[] = {
        {"subtotal", totals->subtotal},     {"gst", totals->gst},
        {"total", totals->total},           {"adjustments_total", totals->adjustments_total},
        {"carried_in", totals->carried_in}, {"returned", totals->returned},
        {"by_hand", totals->by_hand},       {"written_off", totals->written_off},
        {"put_off", totals->put_off},       {"carried_out", totals->carried_out},
        {"payment", totals->payment}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        json_print("  %s: %s,\n", rows[i].name, text_money(TEXT_ROOM, rows[i].amount));
    }
}

static void heading_print(const struct month_job *job)
{
    const struct report_run *run = &job->run->setup.run;
    const struct run_totals *totals = &job->totals;
    if (!job->run->is_over) {
        printf("%s is not over: hours to come are counted as if nothing more happened, and this "
               "cannot be issued\n",
               text_month_words(TEXT_ROOM, run->period));
    }
    g_autofree char *as_at = company_moment_text(company_timezone(&run->company), run->as_at);
    printf("%s, draft: issue date %s\nfacts as at %s, batch %" PRId64 "\n",
           text_month_words(TEXT_ROOM, run->period), text_date(TEXT_ROOM, run->issue_date), as_at,
           run->batch);
    g_autofree char *payment = payment_date_words(run);
    g_autofree char *doubts = payment_date_doubts(run);
    printf("to be paid on %s%s%s\n\n", payment, doubts ? ", which " : "", doubts ? doubts : "");
    printf("  %-26s %16" PRId64 "\n", "partners", totals->partners);
    printf("  %-26s %16" PRId64 "   (%" PRId64 " tax invoices, %" PRId64 " without GST)\n",
           "  ready", totals->ready, totals->rctis, totals->rcis);
    printf("  %-26s %16" PRId64 "\n", "  held", totals->held);
    printf("  %-26s %16" PRId64 "\n", "  nil (nothing to pay)", totals->nil);
    if (totals->adjustments > 0) {
        printf("  %-26s %16" PRId64 "\n", "documents of earlier months", totals->adjustments);
    }
    if (job->run->closed_count > 0) {
        printf("  %-26s %16" PRId64 "   (not in this draft)\n", "issued before",
               job->run->closed_count);
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
    amount_print("Partner hours", LABEL_WIDTH, totals->partner_amount);
    amount_print("ad hoc", LABEL_WIDTH, totals->adhoc_amount);
    if (totals->decisions_amount.cents != 0) {
        amount_print("decisions", LABEL_WIDTH, totals->decisions_amount);
    }
    documents_amounts_print(totals, LABEL_WIDTH);
    if (totals->payment.cents != totals->total.cents || totals->adjustments != 0) {
        puts("");
        payment_amounts_print(totals, LABEL_WIDTH);
    }
}

/* One code: what it means once, then whom and what it is about. */
static size_t code_print(const exception_list *list, size_t first)
{
    const struct exception_row *row = &g_array_index(list->rows, struct exception_row, first);
    size_t end = first;
    printf("\n  %s: %s\n", row->code, row->text);
    for (; end < list->rows->len; end++) {
        const struct exception_row *other = &g_array_index(list->rows, struct exception_row, end);
        if (strcmp(other->code, row->code) != 0) {
            break;
        }
        if (end - first < LISTED_MAX) {
            bool about = other->subject[0] || other->detail[0];
            printf("    %-14s %s%s%s%s%s\n", other->partner_id, other->name,
                   other->name[0] && about ? "  " : "", other->subject,
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
    if (list->severity_counts[severity] == 0) {
        return;
    }
    printf("\n%s (%zu)\n", heading, list->severity_counts[severity]);
    for (size_t i = 0; i < list->rows->len;) {
        const struct exception_row *row = &g_array_index(list->rows, struct exception_row, i);
        i = row->severity == severity ? code_print(list, i) : i + 1;
    }
}

/* What is new of what people decided: before all else, with its sum. */
static void decisions_print(const struct month_job *job)
{
    enum { INDENT = 6 };
    const GArray *rows = job->decided->rows;
    money sum = {0};
    guint count = 0;
    for (guint i = 0; i < rows->len; i++) {
        const struct report_decision *row = &g_array_index(rows, struct report_decision, i);
        count += row->is_new;
        sum = money_add(sum, row->moves);
    }
    if (count == 0) {
        return;
    }
    printf("New decisions (%u)", count);
    if (sum.cents != 0) {
        printf(", %s of pay without GST together", text_dollars(TEXT_ROOM, sum));
    }
    puts("");
    for (guint i = 0; i < count; i++) {
        const struct report_decision *row = &g_array_index(rows, struct report_decision, i);
        g_autofree char *why = g_strdup_printf("ticket %s: %s", row->ticket, row->reason);
        g_autofree char *who =
            g_strdup_printf("entered by %s, approved by %s", row->entered_by, row->approved_by);
        const char *const lines[] = {row->does, why, who};
        printf("  %s  %s: %s\n", row->decision_id, row->kind, row->subject);
        for (size_t line = 0; line < G_N_ELEMENTS(lines); line++) {
            printf("%*s", INDENT, "");
            paragraph_put(lines[line], INDENT, INDENT);
        }
    }
    puts("");
}

static void decisions_print_json(const struct month_job *job)
{
    const GArray *rows = job->decided->rows;
    guint count = 0;
    json_print("  'new_decisions': [");
    for (guint i = 0; i < rows->len; i++) {
        const struct report_decision *row = &g_array_index(rows, struct report_decision, i);
        if (row->is_new) {
            json_next(count++);
            json_print("{'decision_id': %s, 'kind': %s, 'subject': %s, 'does': %s, 'moves': %s, "
                       "'ticket': %s}",
                       row->decision_id, row->kind, row->subject, row->does,
                       text_money(TEXT_ROOM, row->moves), row->ticket);
        }
    }
    json_print("],\n");
}

/* What the issue will ask, while it can still be mended. */
static void gates_print(const GArray *raised)
{
    if (raised->len > 0) {
        printf("\nThe issue will ask to confirm (%u)\n", raised->len);
    }
    for (guint i = 0; i < raised->len; i++) {
        const struct gate *gate = &g_array_index(raised, struct gate, i);
        printf("  %s: %s; %s\n", gate_words[gate->code], gate->saw, gate_mends[gate->code]);
    }
}

static void gates_print_json(const GArray *raised)
{
    json_print("  'gates': [");
    for (guint i = 0; i < raised->len; i++) {
        const struct gate *gate = &g_array_index(raised, struct gate, i);
        json_next(i);
        json_print("{'code': %s, 'saw': %s}", gate_words[gate->code], gate->saw);
    }
    json_print("],\n");
}

static void summary_print(const struct month_job *job)
{
    decisions_print(job);
    heading_print(job);
    totals_print(&job->totals);
    exceptions_print(job->exceptions, SEVERITY_HELD,
                     "Held: no document and no payment until mended");
    exceptions_print(job->exceptions, SEVERITY_REVIEW, "To look at before issuing");
    size_t info = job->exceptions->severity_counts[SEVERITY_INFO];
    if (info > 0) {
        printf("\nFor the record: %zu more in exceptions.csv\n", info);
    }
    gates_print(job->gates->raised);
    open_print(job->open);
    changes_print(job->changes, job->directory.final_path);
    printf("\nfiles   %s\ndigest  %s\n", job->directory.final_path, job->digest_text);
}

static void summary_print_json(const struct month_job *job)
{
    const struct report_run *run = &job->run->setup.run;
    const struct run_totals *totals = &job->totals;
    const exception_list *list = job->exceptions;
    json_print("{\n  'period': %s,\n  'over': %i,\n  'as_at': %s,\n  'issue_date': %s,\n  "
               "'payment_date': %s,\n"
               "  'batch': %" PRId64 ",\n  'partners': %" PRId64 ",\n  'ready': %" PRId64
               ",\n  'held': %" PRId64 ",\n  'nil': %" PRId64 ",\n  'issued_before': %" PRId64
               ",\n  'partner_minutes': %" PRId64 ",\n  'adhoc_minutes': %" PRId64 ",\n",
               run->period_text, job->run->is_over, text_stamp(TEXT_ROOM, run->as_at),
               text_date(TEXT_ROOM, run->issue_date), text_date(TEXT_ROOM, run->payment_date),
               run->batch, totals->partners, totals->ready, totals->held, totals->nil,
               job->run->closed_count, totals->partner_minutes, totals->adhoc_minutes);
    amounts_print_json(totals);
    open_print_json(job->open);
    changes_print_json(job->changes, job->directory.final_path);
    decisions_print_json(job);
    gates_print_json(job->gates->raised);
    json_print("  'exceptions': {'held': %zu, 'review': %zu, 'info': %zu},\n  'directory': %s,\n"
               "  'digest': %s\n}\n",
               list->severity_counts[SEVERITY_HELD], list->severity_counts[SEVERITY_REVIEW],
               list->severity_counts[SEVERITY_INFO], job->directory.final_path, job->digest_text);
}

/* ---- the command ---------------------------------------------------------------------------- */

bool run_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    struct month_order order;
    g_autoptr(store) store = options_store_open(options, options->arguments[0], &order, error);
    order.watcher = terminal_progress(options->quiet);
    g_auto(month_job)
        job = {.out = options->out,
               .jobs = options->jobs,
               .watcher = order.watcher,
               .run = store && options_store_whole(options, store, OLDER_BY_ALL, error)
                          ? month_run_open(store, &order, error)
                          : NULL};
    if (!job.run) {
        return false;
    }
    bool done = draft_make(&job, error);
    command_notes_tell(job.notes);
    if (!done || (!job.made && !issues_standing_print(store, &order,
                                                      "nothing is left to issue; no draft was made",
                                                      options->json, error))) {
        return false;
    }
    if (job.made) {
        (options->json ? summary_print_json : summary_print)(&job);
    }
    *ret_status = job.totals.held > 0 ? EXIT_PARTNERS_HELD : EXIT_ALL_DONE;
    return true;
}
