#include "engine/run/issue_make.h"

#include <stdio.h>
#include <string.h>

#include "engine/run/company.h"
#include "engine/run/issue_documents.h"
#include "engine/run/issue_refusal.h"
#include "engine/run/issue_standing.h"
#include "engine/run/tree.h"
#include "importers/text/instant.h"

void issue_job_clear(struct issue_job *job)
{
    issue_papers_clear(&job->papers);
    run_writers_clear(&job->writers);
    g_clear_pointer(&job->run, month_run_free);
    draft_record_clear(&job->now);
    draft_record_clear(&job->draft);
    run_directory_clear(&job->directory);
    g_clear_pointer(&job->store, store_close);
    g_free(job->backup_path);
}

/* ---- what is calculated -------------------------------------------------------------------- */

/* With the draft's dates, whatever the command line says: that may only repeat them. */
static enum exit_status dates_check(const struct issue_job *job)
{
    const struct options *options = job->options;
    const struct store_draft *draft = &job->draft.draft;
    g_autofree char *message = NULL;
    stamp as_at = draft->as_at;
    day issue_date = draft->issue_date;
    const char *timezone = company_timezone(&month_run_setup(job->run)->run.company);
    if ((options->as_at && !instant_parse_argument(options->as_at, timezone, &as_at, &message)) ||
        (options->issue_date &&
         !instant_day_parse_argument(options->issue_date, &issue_date, &message))) {
        return command_wrong_usage("%s", message);
    }
    if (as_at.utc_seconds != draft->as_at.utc_seconds ||
        day_compare(issue_date, draft->issue_date) != 0) {
        return command_wrong_usage("an issue has the dates of its draft, which are others; leave "
                                   "--as-at and --issue-date out");
    }
    return EXIT_ALL_DONE;
}

static enum exit_status run_open(struct issue_job *job)
{
    const struct store_draft *draft = &job->draft.draft;
    const struct month_run_order order = {.month = {.period_text = job->period_text,
                                                    .period = job->period,
                                                    .as_at_given = true,
                                                    .as_at = draft->as_at,
                                                    .issue_date_given = true,
                                                    .issue_date = draft->issue_date,
                                                    .holidays = job->options->holidays},
                                          .before_seq = job->seq};
    enum exit_status status = month_run_open(job->store, &order, NULL, &job->run);
    if (status == EXIT_ALL_DONE) {
        status = dates_check(job);
    }
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    const struct report_run *run = &month_run_setup(job->run)->run;
    if (!job->payment_date_given) {
        job->payment_date = day_add(run->issue_date, run->company.payment_terms_days);
    }
    return day_compare(job->payment_date, run->issue_date) < 0
               ? command_wrong_usage("--payment-date is before the draft's issue date: name that "
                                     "day or a later one")
               : EXIT_ALL_DONE;
}

/* ---- what is frozen ------------------------------------------------------------------------ */

static bool holidays_keep(const struct issue_job *job, issue_write *write, GError **error)
{
    const struct shipped_holidays *shipped = month_run_setup(job->run)->shipped;
    g_autofree char *directory = shipped_holidays_directory(job->options->holidays);
    for (guint i = 0; i < shipped->sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(shipped->sources, i);
        if (!store_issue_add_holidays(write, directory, source->name, error)) {
            return false;
        }
    }
    return true;
}

struct freezing {
    struct issue_job *job;
    issue_write *write;
    struct manifest_issue *manifest;
    struct issue_frozen tables[ISSUE_FROZEN_COUNT];
    struct manifest_frozen members[ISSUE_FROZEN_COUNT];
};

/* Before the manifest, which has the hashes. What is not what was reviewed is refused afterwards,
 * and shown: nothing of it is frozen. */
static bool issue_freeze(void *data, GError **error)
{
    struct freezing *freezing = data;
    struct issue_job *job = freezing->job;
    const struct report_run *run = &month_run_setup(job->run)->run;
    const struct issue_head head = {.seq = job->seq,
                                    .period = job->period,
                                    .issue = job->issue,
                                    .as_at = run->as_at,
                                    .issue_date = run->issue_date,
                                    .payment_date = job->payment_date,
                                    .batch = run->batch,
                                    .program_version = run->program_version,
                                    .digest = job->writers.digest_text,
                                    .prepared_by = job->approval->prepared_by,
                                    .approved_by = job->approval->approved_by};
    if (strcmp(job->writers.digest_text, job->draft.draft.digest) != 0) {
        return true;
    }
    if (!issue_papers_freeze(&job->papers, freezing->write, error) ||
        !holidays_keep(job, freezing->write, error) ||
        !store_issue_freeze(freezing->write, &head, freezing->tables, error)) {
        return false;
    }
    for (int i = 0; i < ISSUE_FROZEN_COUNT; i++) {
        freezing->members[i] =
            (struct manifest_frozen){freezing->tables[i].table, freezing->tables[i].sha256};
    }
    freezing->manifest->frozen = freezing->members;
    freezing->manifest->frozen_count = ISSUE_FROZEN_COUNT;
    return true;
}

/* ---- what is written ----------------------------------------------------------------------- */

static bool partners_write(struct issue_job *job, issue_write *write, GError **error)
{
    const struct report_run *run = &month_run_setup(job->run)->run;
    struct month_run_partner partner = {0};
    while (month_run_next(job->run, &partner, error)) {
        if (!partner.report) {
            return month_run_exceptions(job->run, job->writers.exceptions, error) &&
                   month_run_before(job->run, &job->writers.before, error);
        }
        issue_papers_add(&job->papers, partner.report);
        if (!issue_documents_freeze(write, run, &partner, error)) {
            partner_report_free(partner.report);
            return false;
        }
        job->state_count += partner.state_count;
        draft_record_add(&job->now, partner.report);
        if (!run_writers_take(&job->writers, partner.report, error)) {
            return false;
        }
    }
    return false;
}

static bool papers_write(struct issue_job *job, GError **error)
{
    const struct month_setup *setup = month_run_setup(job->run);
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    return store_ini_load(job->store, &setup->view, INPUT_COMPANY, rows, setup->strings, error) &&
           issue_papers_write(&job->papers, rows, job->payment_date, job->directory.working_path,
                              job->writers.exceptions, error);
}

/* Everything into the working directory; the manifest last. */
static bool issue_write_all(struct issue_job *job, issue_write *write, GError **error)
{
    const struct month_setup *setup = month_run_setup(job->run);
    struct manifest_issue issue = {.issue = job->issue,
                                   .payment_date = job->payment_date,
                                   .prepared_by = job->approval->prepared_by,
                                   .approved_by = job->approval->approved_by,
                                   .previous_seal = store_issue_previous_seal(write),
                                   .facts_sha256 = job->facts_sha256};
    struct freezing freezing = {.job = job, .write = write, .manifest = &issue};
    int64_t partners_in = 0;
    draft_record_init(&job->now);
    if (!store_issue_hash_facts(write, setup->view.batch, job->facts_sha256, error) ||
        !issue_papers_open(job->store, job->seq, &setup->run, &job->papers, error) ||
        !month_run_partners_in(job->run, &partners_in, error) ||
        !run_directory_make_issue(&job->directory, job->issue, error) ||
        !run_writers_open(setup, job->options, &job->directory,
                          (int64_t)month_run_partner_count(job->run), &job->writers, error)) {
        return false;
    }
    job->writers.issue = &issue;
    job->writers.freeze = issue_freeze;
    job->writers.freeze_data = &freezing;
    g_autoptr(GError) failure = NULL;
    bool good = partners_write(job, write, &failure) && papers_write(job, &failure);
    job->writers.paid = &job->papers.entry;
    good = run_writers_close(&job->writers, good, partners_in, failure ? NULL : error) && good;
    job->writers.issue = NULL;
    job->writers.freeze = NULL;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    draft_record_close(&job->now, setup, &job->writers.totals, job->writers.digest_text);
    return good;
}

/* ---- what is kept -------------------------------------------------------------------------- */

static bool files_keep(const struct issue_job *job, issue_write *write, GError **error)
{
    const char *directory = job->directory.working_path;
    g_autoptr(GPtrArray) paths = tree_files(directory);
    for (guint i = 0; i < paths->len; i++) {
        if (!store_issue_add_file(write, directory, g_ptr_array_index(paths, i), error)) {
            return false;
        }
    }
    return true;
}

/* The write is gone afterwards. */
static bool issue_commit(struct issue_job *job, issue_write *write, GError **error)
{
    g_autofree char *path = g_build_filename(job->directory.working_path, "manifest.json", NULL);
    g_autofree char *manifest = NULL;
    gsize size = 0;
    if (!files_keep(job, write, error) || !run_directory_sync(&job->directory, error) ||
        !g_file_get_contents(path, &manifest, &size, error)) {
        store_issue_abandon(write);
        return false;
    }
    return store_issue_commit(write, manifest, size, job->seal, error);
}

/* A file of that name is not of this issue, which was just made: it stays, and another name is taken. */
static char *backup_path_choose(const struct issue_job *job)
{
    char *path =
        g_strdup_printf("%s.%s-issue-%d", job->options->store, job->period_text, job->issue);
    for (int more = 2; g_file_test(path, G_FILE_TEST_EXISTS); more++) {
        g_free(path);
        path = g_strdup_printf("%s.%s-issue-%d-%d", job->options->store, job->period_text,
                               job->issue, more);
    }
    return path;
}

/* What is issued stands, whatever becomes of these. */
static bool issue_place(struct issue_job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) backup_error = NULL;
    job->backup_path = backup_path_choose(job);
    bool placed = run_directory_commit(&job->directory, &error);
    if (!placed) {
        fprintf(stderr, "rcti: it is issued, but %s; the next start writes it again\n",
                error->message);
    }
    bool copied = store_backup(job->store, job->backup_path, &backup_error);
    if (!copied) {
        fprintf(stderr, "rcti: it is issued, but there is no backup: %s; copy %s yourself\n",
                backup_error->message, job->options->store);
        g_clear_pointer(&job->backup_path, g_free);
    }
    return placed && copied;
}

/* ---- all of it ----------------------------------------------------------------------------- */

static enum issue_outcome stopped(enum exit_status status, enum exit_status *ret_status)
{
    *ret_status = status;
    return ISSUE_STOPPED;
}

/* A payer whom no bank would take is a matter of company.ini. */
static enum exit_status failed(const GError *error)
{
    enum exit_status status = command_failed(error);
    return error->domain == DIRECT_ENTRY_ERROR ? EXIT_INPUT_REJECTED : status;
}

static enum exit_status directory_check(const struct issue_job *job)
{
    g_autofree char *path = run_directory_issue_path(&job->directory, job->issue);
    return g_file_test(path, G_FILE_TEST_EXISTS)
               ? command_wrong_usage("%s is there already, but this store has not issued it: is it "
                                     "another store's? name another --store or --out",
                                     path)
               : EXIT_ALL_DONE;
}

/* Just what was reviewed, and money that agrees. EXIT_ALL_DONE, or what it stops with. */
static enum exit_status result_check(const struct issue_job *job)
{
    g_autoptr(GError) error = NULL;
    if (strcmp(job->writers.digest_text, job->draft.draft.digest) != 0) {
        return issue_refusal_print(job->store, &job->draft, &job->now, &error)
                   ? EXIT_INPUT_REJECTED
                   : command_failed(error);
    }
    g_autofree char *sentence = issue_papers_disagreement(&job->papers, &job->writers.totals);
    if (sentence) {
        fprintf(stderr, "rcti: %s: nothing is issued; this is a defect of the program\n", sentence);
        return EXIT_MACHINE_FAILED;
    }
    return EXIT_ALL_DONE;
}

enum issue_outcome issue_make(struct issue_job *job, enum exit_status *ret_status)
{
    g_autoptr(GError) error = NULL;
    *ret_status = EXIT_ALL_DONE;
    g_autoptr(issue_write) write =
        store_issue_begin(job->store, job->period, &job->seq, &job->issue, &error);
    if (!write) {
        return stopped(command_failed(error), ret_status);
    }
    /* Another process, with another --out, may have been faster. */
    bool issued = false;
    if (!issue_standing_has(job->store, job->period, job->draft.draft.digest, &issued, &error)) {
        return stopped(command_failed(error), ret_status);
    }
    if (issued) {
        return ISSUE_NOTHING_LEFT;
    }
    enum exit_status status = directory_check(job);
    if (status != EXIT_ALL_DONE || (status = run_open(job)) != EXIT_ALL_DONE) {
        return stopped(status, ret_status);
    }
    if (month_run_partner_count(job->run) == 0) {
        return ISSUE_NOTHING_LEFT;
    }
    if (!issue_write_all(job, write, &error)) {
        return stopped(failed(error), ret_status);
    }
    if ((status = result_check(job)) != EXIT_ALL_DONE) {
        return stopped(status, ret_status);
    }
    if (job->state_count == 0) {
        *ret_status = EXIT_PARTNERS_HELD;
        return ISSUE_ALL_HELD;
    }
    if (!issue_commit(job, g_steal_pointer(&write), &error)) {
        return stopped(command_failed(error), ret_status);
    }
    bool placed = issue_place(job);
    *ret_status = !placed                        ? EXIT_MACHINE_FAILED
                  : job->writers.totals.held > 0 ? EXIT_PARTNERS_HELD
                                                 : EXIT_ALL_DONE;
    return placed ? ISSUE_MADE : ISSUE_UNPLACED;
}
