#include <stdio.h>
#include <string.h>

#include "engine/cli/issue_summary.h"
#include "engine/run/issue_make.h"
#include "engine/run/issue_restore.h"
#include "engine/run/issue_standing.h"
#include "importers/text/instant.h"
#include "reports/text.h"

enum { DIGEST_DIGITS = RUN_DIGEST_SIZE - 1, PAYMENT_YEAR_MAX = 2069 };

static enum exit_status payment_date_read(struct issue_job *job)
{
    const char *text = job->options->payment_date;
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

static enum exit_status standing_print(const struct issue_job *job, const char *consequence)
{
    g_autoptr(GError) error = NULL;
    return issue_standing_print(job->store, job->period, consequence, job->options->json, &error)
               ? EXIT_ALL_DONE
               : command_failed(error);
}

static enum exit_status outcome_print(struct issue_job *job, enum issue_outcome outcome,
                                      enum exit_status status)
{
    switch (outcome) {
    case ISSUE_MADE:
    case ISSUE_UNPLACED:
        (job->options->json ? issue_summary_print_json : issue_summary_print)(job);
        break;
    case ISSUE_NOTHING_LEFT:
        return standing_print(job, "nothing is left to issue; nothing has changed");
    case ISSUE_ALL_HELD:
        fprintf(stderr, "rcti: nothing to issue: every partner of the draft is held\n");
        break;
    case ISSUE_STOPPED:
        break;
    }
    return status;
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
static enum exit_status draft_issue(struct issue_job *job, const char *digest)
{
    g_autoptr(GError) error = NULL;
    bool issued = false;
    bool found = false;
    if (!issue_restore_period(job->store, job->period, &job->directory, &error) ||
        !issue_restore_newest(job->store, job->options->out, &job->period, &error) ||
        !issue_standing_has(job->store, job->period, digest, &issued, &error) ||
        !draft_record_load(job->store, job->period, digest, &found, &job->draft, &error)) {
        return command_failed(error);
    }
    if (issued) {
        return standing_print(job, "this draft is issued already; nothing has changed");
    }
    if (!found) {
        return command_wrong_usage("%s has no draft %s in %s; draft it and have it reviewed: rcti "
                                   "run %s",
                                   job->period_text, digest, job->options->store, job->period_text);
    }
    enum exit_status status = issue_date_check(job);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    enum issue_outcome outcome = issue_make(job, &status);
    return outcome_print(job, outcome, status);
}

static enum exit_status period_issue(struct issue_job *job, const char *digest)
{
    g_autoptr(GError) error = NULL;
    enum exit_status status = EXIT_ALL_DONE;
    job->store = month_store_open(job->options->store, job->period_text, &status);
    if (!job->store) {
        return status;
    }
    draft_record_init(&job->draft);
    return run_directory_lock(job->options->out, job->period_text, &job->directory, &error)
               ? draft_issue(job, digest)
               : command_failed(error);
}

enum exit_status issue_command(const struct options *options)
{
    char digest[RUN_DIGEST_SIZE];
    struct approval approval = {0};
    struct issue_job job = {
        .options = options, .approval = &approval, .period_text = options->arguments[0]};
    g_autofree char *message = NULL;
    if (!instant_period_parse_argument(job.period_text, &job.period, &message)) {
        return command_wrong_usage("PERIOD: %s", message);
    }
    enum exit_status status = digest_read(options, digest);
    if (status == EXIT_ALL_DONE && !(status = payment_date_read(&job)) &&
        !(status = approval_read(options, &approval))) {
        status = period_issue(&job, digest);
    }
    issue_job_clear(&job);
    approval_clear(&approval);
    return status;
}
