#include <stdio.h>
#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/issue_summary.h"
#include "engine/cli/terminal.h"
#include "engine/run/issue_make.h"
#include "engine/run/issue_restore.h"
#include "engine/run/issue_standing.h"
#include "importers/text/instant.h"
#include "reports/text.h"

enum { DIGEST_DIGITS = RUN_DIGEST_SIZE - 1, PAYMENT_YEAR_MAX = 2069 };

static enum exit_status payment_date_read(const char *text, struct issue_job *job)
{
    g_autofree char *message = NULL;
    if (text && !instant_day_parse_argument(text, &job->payment_date, &message)) {
        return command_wrong_usage("--payment-date: %s", message);
    }
    if (text && day_to_civil(job->payment_date).year > PAYMENT_YEAR_MAX) {
        return command_wrong_usage("--payment-date: the bank's file has two digits for the year, "
                                   "up to %d",
                                   (int)PAYMENT_YEAR_MAX);
    }
    job->payment_date_given = text != NULL;
    return EXIT_ALL_DONE;
}

static enum exit_status digest_read(const struct options *options, char digest[RUN_DIGEST_SIZE])
{
    if (!options->draft) {
        return command_wrong_usage("--draft is missing: the digest that rcti run ended with");
    }
    if (strlen(options->draft) != DIGEST_DIGITS ||
        strspn(options->draft, "0123456789abcdefABCDEF") != DIGEST_DIGITS) {
        return command_wrong_usage("--draft takes a digest, %d hex digits as rcti run printed it",
                                   (int)DIGEST_DIGITS);
    }
    g_autofree char *lower = g_ascii_strdown(options->draft, -1);
    g_strlcpy(digest, lower, RUN_DIGEST_SIZE);
    return EXIT_ALL_DONE;
}

static enum exit_status standing_print(const struct issue_job *job, bool json,
                                       const char *consequence)
{
    g_autoptr(GError) error = NULL;
    return issues_standing_print(job->store, job->period, consequence, json, &error)
               ? EXIT_ALL_DONE
               : command_failed(error);
}

/* A document of supplies that are not made yet would be none. */
static enum exit_status issue_date_check(const struct issue_job *job)
{
    char date[TEXT_SIZE];
    char last[TEXT_SIZE];
    day issue_date = job->draft.draft.issue_date;
    if (day_compare(issue_date, period_last(job->period)) > 0) {
        return EXIT_ALL_DONE;
    }
    return command_wrong_usage("the draft's issue date, %s, is not after the month's last day, %s; "
                               "draft it again with a later one: rcti run %s --issue-date DATE",
                               text_date_words(date, issue_date),
                               text_date_words(last, period_last(job->period)), job->period_text);
}

/* With the period's lock. */
static enum exit_status draft_issue(struct issue_job *job, const char *digest, bool json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    bool issued = false;
    bool found = false;
    bool made = false;
    bool restored = issue_restore_period(job->store, job->period, &job->directory, notes, &error) &&
                    issue_restore_newest(job->store, job->out, &job->period, notes, &error);
    command_notes_tell(notes);
    if (!restored || !issue_standing_has(job->store, job->period, digest, &issued, &error) ||
        !draft_record_load(job->store, job->period, digest, &found, &job->draft, &error)) {
        return command_failed(error);
    }
    if (issued) {
        return standing_print(job, json, "this draft is issued already; nothing has changed");
    }
    if (!found) {
        return command_wrong_usage("%s has no draft %s in %s; draft it and have it reviewed: rcti "
                                   "run %s",
                                   job->period_text, digest, job->store_path, job->period_text);
    }
    enum exit_status status = issue_date_check(job);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    if (!issue_make(job, &made, &error)) {
        return command_failed(error);
    }
    if (!made) {
        return standing_print(job, json, "nothing is left to issue; nothing has changed");
    }
    command_notes_tell(job->unplaced);
    (json ? issue_summary_print_json : issue_summary_print)(job);
    return job->unplaced->len > 0         ? EXIT_MACHINE_FAILED
           : job->writers.totals.held > 0 ? EXIT_PARTNERS_HELD
                                          : EXIT_ALL_DONE;
}

static enum exit_status period_issue(struct issue_job *job, const char *digest, bool json)
{
    g_autoptr(GError) error = NULL;
    draft_record_init(&job->draft);
    job->store = month_store_open(job->store_path, job->period_text, &error);
    return job->store && run_directory_lock(job->out, job->period_text, &job->directory, &error)
               ? draft_issue(job, digest, json)
               : command_failed(error);
}

static enum exit_status issue_act(const struct options *options)
{
    char digest[RUN_DIGEST_SIZE];
    struct issue_job job = {.store_path = options->store,
                            .out = options->out,
                            .holidays = options->holidays,
                            .as_at_text = options->as_at,
                            .issue_date_text = options->issue_date,
                            .jobs = options->jobs,
                            .watcher = terminal_progress(options->quiet),
                            .period_text = options->arguments[0]};
    g_autoptr(GError) error = NULL;
    g_autofree char *message = NULL;
    if (!instant_period_parse_argument(job.period_text, &job.period, &message)) {
        return command_wrong_usage("PERIOD: %s", message);
    }
    enum exit_status status = digest_read(options, digest);
    if (status == EXIT_ALL_DONE && !(status = payment_date_read(options->payment_date, &job))) {
        status = approval_read(options->approved_by, &job.approval, &error)
                     ? period_issue(&job, digest, options->json)
                     : command_failed(error);
    }
    issue_job_clear(&job);
    return status;
}

/* Names and reasons are taken as bytes: a locale without UTF-8 would refuse them. */
static const struct option issue_options[] = {
    {"draft", G_OPTION_ARG_STRING, offsetof(struct options, draft),
     "the digest of the draft that was reviewed", "DIGEST"},
    {"payment-date", G_OPTION_ARG_STRING, offsetof(struct options, payment_date),
     "when the bank pays (the due date)", "DATE"},
    {"approved-by", G_OPTION_ARG_FILENAME, offsetof(struct options, approved_by),
     "who approved it: another person than the one who runs this", "NAME"},
    {0}};

const struct command issue_command = {
    "issue",
    "PERIOD",
    "Issues just the draft that was reviewed: documents with numbers, payment files, and their "
    "seal.",
    1,
    1,
    issue_options,
    issue_act};
