#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/issue.h"
#include "engine/run/month/payment_date.h"
#include "engine/run/results/restore.h"
#include "engine/store/proof/proof.h"

/* ---- what is issued already --------------------------------------------------------------------- */

bool issues_standing_print(store *store, const struct month_order *order, const char *consequence,
                           bool json, GError **error)
{
    const char *period_text = text_period(TEXT_ROOM, order->period);
    const struct month_order now = {.as_at_text = order->as_at_text,
                                    .issue_date_text = order->issue_date_text,
                                    .holidays = order->holidays,
                                    .draft = true};
    g_autoptr(open_list) open = open_list_new();
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GArray) links = g_array_new(FALSE, TRUE, sizeof(struct store_link));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_issues_load(store, &order->period, heads, strings, error) ||
        !store_links_load(store, links, strings, error) ||
        !open_items_now(store, &now, open, error)) {
        return false;
    }
    if (json) {
        json_print("{\n  'period': %s,\n  'changed': %i,\n", period_text, false);
        open_print_json(open);
        json_print("  'issues': [");
    }
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        const char *seal = "";
        for (guint at = 0; at < links->len; at++) {
            const struct store_link *link = &g_array_index(links, struct store_link, at);
            seal = link->seq == head->seq ? link->seal : seal;
        }
        if (json) {
            json_next(i);
            json_print("{'issue': %d, 'issue_date': %s, 'digest': %s, 'prepared_by': %s, "
                       "'approved_by': %s, 'seal': %s}",
                       head->issue, text_date(TEXT_ROOM, head->issue_date), head->digest,
                       head->prepared_by, head->approved_by, seal);
        } else {
            printf("%s is issued: issue %d of %s, prepared by %s, approved by %s, seal %s\n",
                   period_text, head->issue, text_date_words(TEXT_ROOM, head->issue_date),
                   head->prepared_by, head->approved_by, seal);
        }
    }
    puts(json ? "]\n}" : consequence);
    if (!json) {
        open_print(open);
    }
    return true;
}

/* ---- what it ends with -------------------------------------------------------------------------- */

/* What has to reach the partners, and by what. */
static void folders_tell(const struct issue_job *job)
{
    const char *place = job->now.directory.final_path;
    g_autofree char *mail = g_build_filename(place, "mail", NULL);
    g_autofree char *einvoices = g_build_filename(place, "einvoices", NULL);
    if (g_file_test(mail, G_FILE_TEST_IS_DIR)) {
        printf("to send   rcti send %s\n", job->period_text);
    } else {
        printf("to send   %s/deliveries.csv\n", place);
    }
    if (g_file_test(einvoices, G_FILE_TEST_IS_DIR)) {
        printf("to give   %s, to the access point\n", einvoices);
    }
}

static void left_out_print(const struct issue_job *job)
{
    const struct direct_entry_result *entry = &job->papers.entry;
    if (entry->left_out->len == 0) {
        return;
    }
    printf("\nTo be paid by hand, for they are not in payments.aba: %s\n",
           text_dollars(TEXT_ROOM, entry->left_out_total));
    for (guint i = 0; i < entry->left_out->len; i++) {
        const struct payment_left_out *left =
            &g_array_index(entry->left_out, struct payment_left_out, i);
        const struct supplier *supplier = &left->payment->supplier;
        printf("  %-14s %s  %s  %s: %s\n", supplier->partner_id, supplier->legal_name,
               text_dollars(TEXT_ROOM, left->payment->amount), payment_refusals[left->refusal].code,
               payment_refusals[left->refusal].text);
    }
}

static void files_print(const struct issue_job *job)
{
    const struct direct_entry_result *entry = &job->papers.entry;
    printf("\nfiles     %s\n", job->now.directory.final_path);
    if (entry->written) {
        g_autofree char *on = payment_date_words(&job->now.run->setup.run);
        printf("to pay    %s/payments.aba: %d payment%s, %s, on %s\n",
               job->now.directory.final_path, entry->count, entry->count == 1 ? "" : "s",
               text_dollars(TEXT_ROOM, entry->total), on);
    } else {
        puts("to pay    nobody: there is no payments.aba");
    }
    printf("to book   %s/bills-xero.csv\n", job->now.directory.final_path);
    folders_tell(job);
    if (job->backup_path) {
        printf("backup    %s\n", job->backup_path);
    }
}

/* The caller frees. */
static char *facts_words(const struct issue_job *job)
{
    return g_strdup_printf("rcti facts %s --as-issued --issue %d --out DIR", job->period_text,
                           job->issue);
}

static void summary_print(const struct issue_job *job)
{
    enum { LABEL_WIDTH = 30 };
    const struct report_run *run = &job->now.run->setup.run;
    const struct run_totals *totals = &job->now.totals;
    printf("%s, issue %d of %s: prepared by %s, approved by %s\n\n",
           text_month_words(TEXT_ROOM, run->period), job->issue,
           text_date_words(TEXT_ROOM, run->issue_date), job->approval.prepared_by,
           job->approval.approved_by);
    printf("  %-*s %16u\n", LABEL_WIDTH, "documents", job->papers.document_count);
    printf("  %-*s %16" PRId64 "\n", LABEL_WIDTH, "partners issued", totals->ready);
    printf("  %-*s %16" PRId64 "\n", LABEL_WIDTH, "partners held", totals->held);
    printf("  %-*s %16" PRId64 "\n\n", LABEL_WIDTH, "partners nil", totals->nil);
    documents_amounts_print(totals, LABEL_WIDTH);
    payment_amounts_print(totals, LABEL_WIDTH);
    left_out_print(job);
    open_print(job->now.open);
    changes_print(job->now.changes, job->now.directory.final_path);
    files_print(job);
    printf("\nfor the minutes: seal %s\n", job->seal);
    if (job->key) {
        printf("of the key %s\n", job->key->id);
    }
    g_autofree char *facts = facts_words(job);
    printf("for an auditor, who computes it again:\n  %s\n", facts);
}

static void summary_print_json(const struct issue_job *job)
{
    const struct report_run *run = &job->now.run->setup.run;
    const struct run_totals *totals = &job->now.totals;
    const GArray *left_out = job->papers.entry.left_out;
    g_autofree char *facts = facts_words(job);
    json_print("{\n  'period': %s,\n  'issue': %d,\n  'issue_date': %s,\n  'payment_date': %s,\n"
               "  'prepared_by': %s,\n  'approved_by': %s,\n  'documents': %u,\n"
               "  'issued': %" PRId64 ",\n  'held': %" PRId64 ",\n  'nil': %" PRId64 ",\n",
               job->period_text, job->issue, text_date(TEXT_ROOM, run->issue_date),
               text_date(TEXT_ROOM, run->payment_date), job->approval.prepared_by,
               job->approval.approved_by, job->papers.document_count, totals->ready, totals->held,
               totals->nil);
    amounts_print_json(totals);
    open_print_json(job->now.open);
    changes_print_json(job->now.changes, job->now.directory.final_path);
    fputs("  \"left_out\": [", stdout);
    for (guint i = 0; i < left_out->len; i++) {
        const struct payment_left_out *left = &g_array_index(left_out, struct payment_left_out, i);
        json_next(i);
        json_print("{'partner_id': %s, 'payment': %s, 'code': %s}",
                   left->payment->supplier.partner_id, text_money(TEXT_ROOM, left->payment->amount),
                   payment_refusals[left->refusal].code);
    }
    json_print("],\n  'directory': %s,\n  'backup': %s,\n  'digest': %s,\n  'seal': %s,\n",
               job->now.directory.final_path, job->backup_path ? job->backup_path : "",
               job->now.digest_text, job->seal);
    if (job->key) {
        json_print("  'seal_key': %s,\n", job->key->id);
    }
    json_print("  'facts': %s\n}\n", facts);
}

/* ---- the command -------------------------------------------------------------------------------- */

enum { DIGEST_DIGITS = RUN_DIGEST_SIZE - 1 };

static bool digest_check(const char *digest, GError **error)
{
    if (!digest) {
        return command_usage_set(error, "--draft is missing: the digest that rcti run ended with");
    }
    return (strlen(digest) == DIGEST_DIGITS &&
            strspn(digest, "0123456789abcdefABCDEF") == DIGEST_DIGITS) ||
           command_usage_set(error, "--draft takes a digest, %d hex digits as rcti run printed it",
                             (int)DIGEST_DIGITS);
}

/* With the period's lock. */
static bool draft_issue(struct issue_job *job, const char *digest, bool json,
                        enum exit_status *ret_status, GError **error)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct draft_record *draft = &job->draft;
    bool issued = false;
    bool found = false;
    bool restored =
        restore_period(job->store, job->order.period, &job->now.directory, notes, error) &&
        restore_newest(job->store, job->now.out, &job->order.period, notes, error);
    restore_backup(job->store, notes);
    command_notes_tell(notes);
    if (!restored || !issue_draft_is_made(job->store, job->order.period, digest, &issued, error) ||
        !store_draft_load(job->store, job->order.period, digest, &found, &draft->draft,
                          draft->partners, draft->strings, error)) {
        return false;
    }
    if (issued) {
        return issues_standing_print(job->store, &job->order,
                                     "this draft is issued already; nothing has changed", json,
                                     error);
    }
    if (!found) {
        return command_usage_set(error,
                                 "%s has no draft %s in %s; draft it and have it reviewed: rcti "
                                 "run %s",
                                 job->period_text, digest, job->store_path, job->period_text);
    }
    /* A document of supplies that are not made yet would be none. */
    day issue_date = draft->draft.issue_date;
    day last_day = period_last(job->order.period);
    if (day_compare(issue_date, last_day) <= 0) {
        return command_usage_set(error,
                                 "the draft's issue date, %s, is not after the month's last day, "
                                 "%s; draft it again with a later one: rcti run %s --issue-date "
                                 "DATE",
                                 text_date_words(TEXT_ROOM, issue_date),
                                 text_date_words(TEXT_ROOM, last_day), job->period_text);
    }
    if (!issue_make(job, error)) {
        return false;
    }
    if (!job->now.made) {
        return issues_standing_print(job->store, &job->order,
                                     "nothing is left to issue; nothing has changed", json, error);
    }
    command_notes_tell(job->unplaced);
    (json ? summary_print_json : summary_print)(job);
    *ret_status = job->unplaced->len > 0     ? EXIT_MACHINE_FAILED
                  : job->now.totals.held > 0 ? EXIT_PARTNERS_HELD
                                             : EXIT_ALL_DONE;
    return true;
}

bool issue_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    g_auto(issue_job) job = {.store_path = options->store,
                             .period_text = options->arguments[0],
                             .now = {.confirm = options->confirm,
                                     .out = options->out,
                                     .jobs = options->jobs,
                                     .watcher = terminal_progress(options->quiet)}};
    if (!options_order(options, job.period_text, &job.order, error) ||
        !digest_check(options->draft, error)) {
        return false;
    }
    draft_record_init(&job.draft);
    g_autofree char *digest = g_ascii_strdown(options->draft, -1);
    g_autoptr(seal_key) key = NULL;
    if (!options_key_read(options, &key, error)) {
        return false;
    }
    job.key = key;
    return approval_read(options->approved_by, &job.approval, error) &&
           (job.store = month_store_open(job.store_path, job.period_text, error)) &&
           options_store_whole(options, job.store, OLDER_BY_ALL, error) &&
           run_directory_lock(job.now.out, job.order.period, &job.now.directory, error) &&
           draft_issue(&job, digest, options->json, ret_status, error);
}
