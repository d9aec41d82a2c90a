#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/json.h"
#include "engine/cli/terminal.h"
#include "engine/run/draft_record.h"
#include "engine/run/month_run.h"
#include "engine/run/restore.h"
#include "engine/run/run_writers.h"
#include "reports/text.h"

/* ---- what a run ends with on standard output ---- */

struct run_summary {
    const struct report_run *run;
    const struct run_totals *totals;
    const exception_list *exceptions; /* sorted */
    int64_t issued_before;            /* partners who are left out because their period is closed */
    const char *digest;
    const char *directory;
};

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
    printf("%s, draft: facts as at %s (batch %" PRId64 "), issue date %s\n\n",
           text_month_words(month, run->period), text_stamp(as_at, run->as_at), run->batch,
           text_date(issue_date, run->issue_date));
    printf("  %-26s %16" PRId64 "\n", "partners", totals->partners);
    printf("  %-26s %16" PRId64 "   (%" PRId64 " tax invoices, %" PRId64 " invoices without GST)\n",
           "  ready", totals->ready, totals->rctis, totals->rcis);
    printf("  %-26s %16" PRId64 "\n", "  held", totals->held);
    printf("  %-26s %16" PRId64 "\n", "  nil (nothing to pay)", totals->nil);
    if (totals->adjustments > 0) {
        printf("  %-26s %16" PRId64 "\n", "documents of earlier months", totals->adjustments);
    }
    if (summary->issued_before > 0) {
        printf("  %-26s %16" PRId64 "   (not in this draft)\n", "issued before",
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

static void run_summary_print(const struct run_summary *summary)
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

static void run_summary_print_json(const struct run_summary *summary)
{
    enum { AMOUNTS = 7 };
    const struct run_totals *totals = summary->totals;
    const exception_list *list = summary->exceptions;
    const money amounts[AMOUNTS] = {
        totals->subtotal,   totals->gst,         totals->total,  totals->adjustments_total,
        totals->carried_in, totals->carried_out, totals->payment};
    char amount[AMOUNTS][TEXT_SIZE];
    char as_at[TEXT_SIZE];
    char issue_date[TEXT_SIZE];
    for (int i = 0; i < AMOUNTS; i++) {
        text_money(amount[i], amounts[i]);
    }
    json_print("{\n  'period': %s,\n  'as_at': %s,\n  'issue_date': %s,\n  'batch': %" PRId64
               ",\n  'partners': %" PRId64 ",\n  'ready': %" PRId64 ",\n  'held': %" PRId64
               ",\n  'nil': %" PRId64 ",\n  'issued_before': %" PRId64
               ",\n  'partner_minutes': %" PRId64 ",\n  'adhoc_minutes': %" PRId64 ",\n",
               summary->run->period_text, text_stamp(as_at, summary->run->as_at),
               text_date(issue_date, summary->run->issue_date), summary->run->batch,
               totals->partners, totals->ready, totals->held, totals->nil, summary->issued_before,
               totals->partner_minutes, totals->adhoc_minutes);
    json_print("  'subtotal': %s,\n  'gst': %s,\n  'total': %s,\n  'adjustments_total': %s,\n"
               "  'carried_in': %s,\n  'carried_out': %s,\n  'payment': %s,\n",
               amount[0], amount[1], amount[2], amount[3], amount[4], amount[5], amount[6]);
    json_print("  'exceptions': {'held': %zu, 'review': %zu, 'info': %zu},\n  'directory': %s,\n"
               "  'digest': %s\n}\n",
               exception_list_count_severity(list, SEVERITY_HELD),
               exception_list_count_severity(list, SEVERITY_REVIEW),
               exception_list_count_severity(list, SEVERITY_INFO), summary->directory,
               summary->digest);
}

/* ---- the draft ---- */

static bool partners_write(month_run *run, struct run_writers *writers, struct draft_record *record,
                           GError **error)
{
    struct month_run_partner partner = {0};
    while (month_run_next(run, &partner, error)) {
        if (!partner.report) {
            return month_run_exceptions(run, writers->exceptions, error) &&
                   month_run_before(run, &writers->before, error);
        }
        draft_record_add(record, partner.report);
        if (!run_writers_take(writers, partner.report, error)) {
            return false;
        }
    }
    return false;
}

/* Everything into the working directory. */
static bool draft_write(month_run *run, const struct options *options,
                        const struct run_directory *directory, struct run_writers *writers,
                        struct draft_record *record, GError **error)
{
    int64_t partners_in = 0;
    if (!month_run_partners_in(run, &partners_in, error) ||
        !run_writers_open(month_run_setup(run), directory, (int64_t)month_run_partner_count(run),
                          options->jobs, terminal_progress(options->quiet), writers, error)) {
        return false;
    }
    g_autoptr(GError) failure = NULL;
    bool good = partners_write(run, writers, record, &failure);
    good = run_writers_close(writers, good, partners_in, failure ? NULL : error) && good;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    return good && run_writers_manifest(writers, NULL, error);
}

/* A draft that can be seen can be issued: the store has it first. */
static bool draft_save(month_run *run, const struct run_writers *writers,
                       struct draft_record *record, GError **error)
{
    const struct month_setup *setup = month_run_setup(run);
    draft_record_close(record, setup, &writers->totals, writers->digest_text);
    return store_draft_save(setup->store, &record->draft, record->partners, error);
}

static void summary_print(const month_run *run, const struct options *options,
                          const struct run_directory *directory, const struct run_writers *writers)
{
    const struct run_summary summary = {.run = &month_run_setup(run)->run,
                                        .totals = &writers->totals,
                                        .exceptions = writers->exceptions,
                                        .issued_before = month_run_closed_count(run),
                                        .digest = writers->digest_text,
                                        .directory = directory->final_path};
    if (options->json) {
        run_summary_print_json(&summary);
    } else {
        run_summary_print(&summary);
    }
}

static enum exit_status draft_make(month_run *run, const struct options *options,
                                   struct run_directory *directory)
{
    g_autoptr(GError) error = NULL;
    struct run_writers writers = {0};
    struct draft_record record = {0};
    enum exit_status status = EXIT_ALL_DONE;
    draft_record_init(&record);
    if (!run_directory_make_draft(directory, &error) ||
        !draft_write(run, options, directory, &writers, &record, &error) ||
        !draft_save(run, &writers, &record, &error) || !run_directory_commit(directory, &error)) {
        status = command_failed(error);
    } else {
        summary_print(run, options, directory, &writers);
        status = writers.totals.held > 0 ? EXIT_PARTNERS_HELD : EXIT_ALL_DONE;
    }
    draft_record_clear(&record);
    run_writers_clear(&writers);
    return status;
}

/* A draft, unless nothing is left to issue (R4). */
static enum exit_status period_run(month_run *run, const struct options *options)
{
    const struct month_setup *setup = month_run_setup(run);
    struct period period = setup->run.period;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct run_directory directory = {0};
    enum exit_status status = EXIT_ALL_DONE;
    bool restored = run_directory_lock(options->out, setup->run.period_text, &directory, &error) &&
                    restore_period(setup->store, period, &directory, notes, &error) &&
                    restore_newest(setup->store, options->out, &period, notes, &error);
    command_notes_tell(notes);
    if (!restored) {
        status = command_failed(error);
    } else if (month_run_partner_count(run) > 0 || month_run_closed_count(run) == 0) {
        status = draft_make(run, options, &directory);
    } else if (!issues_standing_print(setup->store, period,
                                      "nothing is left to issue; no draft was made", options->json,
                                      &error)) {
        status = command_failed(error);
    }
    run_directory_clear(&directory);
    return status;
}

static enum exit_status run_act(const struct options *options)
{
    g_autoptr(GError) error = NULL;
    struct month_run_order order = {.before_seq = ISSUED_NOW,
                                    .watcher = terminal_progress(options->quiet)};
    g_autoptr(store) store =
        options_store_open(options, options->arguments[0], &order.month, &error);
    g_autoptr(month_run) run = store ? month_run_open(store, &order, &error) : NULL;
    return run ? period_run(run, options) : command_failed(error);
}

const struct command run_command = {
    "run",
    "PERIOD",
    "Calculates a month and writes its draft: register, tables, workbook and documents.",
    1,
    1,
    NULL,
    run_act};
