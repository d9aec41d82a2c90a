#include "engine/run/issue.h"

#include <string.h>

#include "engine/run/asked.h"
#include "engine/run/results/older.h"
#include "engine/run/standing/told.h"
#include "engine/store/backup.h"
#include "engine/store/proof/proof.h"
#include "importers/text/instant.h"
#include "reports/documents/libraries.h"
#include "reports/output_file.h"
#include "reports/text.h"

/* ---- an issue ----------------------------------------------------------------------------------- */

bool issue_draft_is_made(store *store, struct period period, const char *digest, bool *ret_made,
                         GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_issues_load(store, &period, heads, strings, error)) {
        return false;
    }
    *ret_made = false;
    for (guint i = 0; i < heads->len; i++) {
        *ret_made |= strcmp(g_array_index(heads, struct issue_head, i).digest, digest) == 0;
    }
    return true;
}

void issue_job_clear(issue_job *job)
{
    issue_papers_clear(&job->papers);
    month_job_clear(&job->now);
    draft_record_clear(&job->draft);
    g_clear_pointer(&job->store, store_close);
    g_free(job->backup_path);
    approval_clear(&job->approval);
    g_clear_pointer(&job->unplaced, g_ptr_array_unref);
}

/* ---- what is calculated ------------------------------------------------------------------------- */

/* With the draft's dates, whatever the command line says: that may only repeat them. */
static bool dates_check(const struct issue_job *job, GError **error)
{
    const struct store_draft *draft = &job->draft.draft;
    stamp as_at = draft->as_at;
    day issue_date = draft->issue_date;
    const char *timezone = company_timezone(&job->now.run->setup.run.company);
    if ((job->order.as_at_text &&
         !instant_parse_argument("--as-at", job->order.as_at_text, timezone, &as_at, error)) ||
        (job->order.issue_date_text &&
         !instant_day_parse_argument("--issue-date", job->order.issue_date_text, &issue_date,
                                     error))) {
        return false;
    }
    if (as_at.utc_seconds != draft->as_at.utc_seconds ||
        day_compare(issue_date, draft->issue_date) != 0) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "an issue has the dates of its draft, which are others; leave "
                             "--as-at and --issue-date out");
    }
    return true;
}

/* Likewise the day of payment; but where the draft was given none, who issues may name it. */
static bool payment_date_take(const struct issue_job *job, struct month_order *order,
                              day *ret_named, GError **error)
{
    const struct store_draft *draft = &job->draft.draft;
    const char *text = job->order.payment_date_text;
    const bool by_draft = day_compare(draft->payment_date, DAY_UNBOUNDED_FROM) != 0;
    if (text && !payment_date_read(text, ret_named, error)) {
        return false;
    }
    if (by_draft && text && day_compare(*ret_named, draft->payment_date) != 0) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "the draft was made to be paid on %s and was reviewed so: leave "
                             "--payment-date out, or draft it again with another one",
                             text_date_words(TEXT_ROOM, draft->payment_date));
    }
    order->payment_date = by_draft ? &draft->payment_date : text ? ret_named : NULL;
    order->payment_date_by = by_draft ? PAYMENT_DATE_BY_DRAFT : PAYMENT_DATE_BY_ISSUE;
    return true;
}

static bool run_open(struct issue_job *job, GError **error)
{
    const struct store_draft *draft = &job->draft.draft;
    struct month_order order = {.period = job->order.period,
                                .as_at = &draft->as_at,
                                .issue_date = &draft->issue_date,
                                .holidays = job->order.holidays,
                                .before_seq = job->seq};
    day named;
    if (!payment_date_take(job, &order, &named, error)) {
        return false;
    }
    job->now.run = month_run_open(job->store, &order, error);
    return job->now.run && dates_check(job, error);
}

/* ---- what is frozen ----------------------------------------------------------------------------- */

/* The hashes of what was frozen, which the manifest has. */
struct frozen_hashes {
    struct issue_frozen tables[ISSUE_FROZEN_COUNT];
    struct manifest_frozen members[ISSUE_FROZEN_COUNT];
};

/* Just what was reviewed, and money that agrees. */
static bool result_check(const struct issue_job *job, GError **error)
{
    if (strcmp(job->now.digest_text, job->draft.draft.digest) != 0) {
        return draft_record_refuse(job->store, &job->draft, &job->now.record, error);
    }
    g_autofree char *sentence = issue_papers_disagreement(&job->papers, &job->now.totals);
    if (sentence) {
        return run_error_set(error, RUN_ERROR_DEFECT,
                             "%s: nothing is issued; this is a defect of the program", sentence);
    }
    return job->papers.state_count > 0 || job->papers.repaid->len > 0 ||
           run_error_set(error, RUN_ERROR_HELD,
                         "nothing to issue: every partner of the draft is held");
}

static bool rows_freeze(const struct issue_job *job, issue_write *write,
                        struct frozen_hashes *hashes, struct manifest_issue *manifest,
                        GError **error)
{
    const struct report_run *run = &job->now.run->setup.run;
    const struct issue_head head = {.seq = job->seq,
                                    .period = job->order.period,
                                    .issue = job->issue,
                                    .as_at = run->as_at,
                                    .issue_date = run->issue_date,
                                    .payment_date = run->payment_date,
                                    .batch = run->batch,
                                    .program_version = run->program_version,
                                    .digest = job->now.digest_text,
                                    .prepared_by = job->approval.prepared_by,
                                    .approved_by = job->approval.approved_by,
                                    .issued_at = job->issued_at};
    const GArray *ledger = job->papers.ledger;
    const GArray *ended = job->papers.ended;
    const GPtrArray *sources = job->now.run->setup.shipped.sources;
    g_autofree char *directory = shipped_holidays_directory(job->order.holidays);
    g_autoptr(GArray) told = told_rows(job->now.exceptions);
    bool good = store_issue_add_told(write, told, error) &&
                store_issue_add_payments(write, (const void *)ledger->data, ledger->len, error) &&
                store_issue_add_payments(write, (const void *)ended->data, ended->len, error) &&
                store_issue_add_repayments(write, job->papers.repaid, error) &&
                store_issue_add_debts(write, job->papers.debts, error) &&
                store_issue_add_true_ups(write, job->now.run->true_ups, error) &&
                store_issue_add_confirmations(write, job->now.confirmed, error);
    for (guint i = 0; good && i < sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(sources, i);
        good = store_issue_add_holidays(write, directory, source->name, error);
    }
    if (!good || !store_issue_freeze(write, &head, hashes->tables, error)) {
        return false;
    }
    manifest->frozen = hashes->members;
    for (int i = 0; i < ISSUE_FROZEN_COUNT; i++) {
        if (hashes->tables[i].sha256[0] != '\0') {
            hashes->members[manifest->frozen_count++] =
                (struct manifest_frozen){hashes->tables[i].table, hashes->tables[i].sha256};
        }
    }
    return true;
}

bool issue_work_out(struct issue_job *job, issue_write *write, GError **error)
{
    if (!issue_papers_open(&job->now.run->setup, job->seq, write, &job->papers, error)) {
        return false;
    }
    job->papers.against = job->against;
    job->papers.prepared_by = job->approval.prepared_by;
    job->papers.approved_by = job->approval.approved_by;
    job->now.approval = &job->approval;
    return run_directory_make(&job->now.directory, job->issue, error) &&
           month_write(&job->now, &job->papers, error);
}

bool issue_freeze(const struct issue_job *job, issue_write *write, GError **error)
{
    g_autofree char *libraries = libraries_used(job->now.run->setup.fonts);
    struct manifest_issue issue = {.issue = job->issue,
                                   .prepared_by = job->approval.prepared_by,
                                   .approved_by = job->approval.approved_by,
                                   .seal_key = job->key_id ? job->key_id : "",
                                   .libraries = libraries,
                                   .previous_seal = write->previous_seal,
                                   .facts_sha256 = job->facts_sha256};
    struct frozen_hashes hashes;
    return rows_freeze(job, write, &hashes, &issue, error) &&
           month_write_manifest(&job->now, &issue, error);
}

static bool issue_write_all(struct issue_job *job, issue_write *write, GError **error)
{
    return store_issue_hash_facts(write, job->now.run->setup.view.batch, job->facts_sha256,
                                  error) &&
           issue_work_out(job, write, error) && result_check(job, error) &&
           decided_list_approve(job->now.decided, job->approval.approved_by, error) &&
           issue_freeze(job, write, error);
}

/* ---- what is kept ------------------------------------------------------------------------------- */

static bool issue_commit(struct issue_job *job, issue_write **write, GError **error)
{
    const char *directory = job->now.directory.working_path;
    g_autofree char *path = g_build_filename(directory, "manifest.json", NULL);
    g_autofree char *manifest = NULL;
    gsize size = 0;
    g_autoptr(GPtrArray) paths = output_files_list(directory, NULL, error);
    bool good = paths != NULL;
    for (guint i = 0; good && i < paths->len; i++) {
        good = store_issue_add_file(*write, directory, g_ptr_array_index(paths, i), error);
    }
    return good && run_directory_sync(&job->now.directory, error) &&
           g_file_get_contents(path, &manifest, &size, error) &&
           store_issue_commit(g_steal_pointer(write), manifest, size, job->key, job->seal, error);
}

/* What is issued stands, whatever becomes of these. */
static void issue_place(struct issue_job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) backup_error = NULL;
    g_auto(store_backup) backup = {.issue = 0};
    bool made = false;
    job->unplaced = g_ptr_array_new_with_free_func(g_free);
    if (!run_directory_commit(&job->now.directory, &error)) {
        finding_add(job->unplaced, "it is issued, but %s; the next start writes it again",
                    error->message);
    }
    if (store_backup_make(job->store, &made, &backup, &backup_error)) {
        job->backup_path = store_backups_path(job->store_path);
    } else {
        finding_add(job->unplaced,
                    "it is issued, but there is no backup: %s; the next start makes it",
                    backup_error->message);
    }
    g_autoptr(GError) seals_error = NULL;
    if (!older_keep(job->store, job->store_path, &seals_error)) {
        finding_add(job->unplaced, "it is issued, but %s; the next start writes it",
                    seals_error->message);
    }
}

/* ---- all of it ---------------------------------------------------------------------------------- */

bool issue_make(struct issue_job *job, GError **error)
{
    g_autoptr(issue_write) write = store_issue_begin(job->store, job->order.period, error);
    /* Another process, with another --out, may have been faster. */
    bool issued = false;
    if (!write || !issue_draft_is_made(job->store, job->order.period, job->draft.draft.digest,
                                       &issued, error)) {
        return false;
    }
    job->seq = write->seq;
    job->issue = write->issue;
    if (issued) {
        return true;
    }
    char key_before[SEAL_KEY_ID_SIZE];
    if (!seal_key_check(job->store, job->key, key_before, error)) {
        return false;
    }
    job->key_id = job->key ? job->key->id : "";
    g_autofree char *path = run_directory_issue_path(&job->now.directory, job->issue);
    if (path_is_there(path)) {
        return run_error_set(error, RUN_ERROR_USAGE,
                             "%s is there already, but this store has not issued it: is it another "
                             "store's? name another --store or --out",
                             path);
    }
    if (!run_open(job, error)) {
        return false;
    }
    if (job->now.run->partner_ids->len == 0) {
        return true;
    }
    job->now.gates = gates_new("issue", job->order.period);
    if (key_before[0] != '\0') {
        gates_raise(job->now.gates, GATE_SEAL_KEY,
                    "the seals so far are of the key %s, and this one would be of the key %s",
                    key_before, job->key_id);
    }
    job->now.seen = job->draft.draft.digest;
    if (!asked_raise(job->now.run, job->now.gates, error) || !issue_write_all(job, write, error) ||
        !issue_commit(job, &write, error)) {
        return false;
    }
    issue_place(job);
    job->now.made = true;
    return true;
}
