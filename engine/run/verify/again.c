#include "engine/run/verify/again.h"

#include <string.h>

#include "engine/run/correct/again.h"
#include "engine/run/issue.h"
#include "engine/run/results/restore.h"
#include "engine/run/verify/kept.h"
#include "engine/store/proof/proof.h"
#include "reports/text.h"

/* What it takes to make an issue again; zero it before use. */
struct making {
    struct verify *verify;
    const struct issue_head *head;
    char *name;                           /* "issue 1 of 2026-09" */
    struct temporary_directory holidays;  /* those of then */
    struct temporary_directory directory; /* where its files go */
    struct against against;
    struct issue_job job;
};

/* Of the seal of the issue, as its manifest names it. */
static const char *key_id_of(const struct verify *verify, int64_t seq)
{
    const char *id = "";
    for (guint i = 0; i < verify->links->len; i++) {
        const struct store_link *link = &g_array_index(verify->links, struct store_link, i);
        id = link->seq == seq ? link->key_id : id;
    }
    return id;
}

static bool making_begin(struct making *making, GError **error)
{
    struct verify *verify = making->verify;
    const struct issue_head *head = making->head;
    making->name =
        g_strdup_printf("issue %d of %s", head->issue, text_period(TEXT_ROOM, head->period));
    const bool placed = restore_holidays(verify->store, head, &making->holidays, error) &&
                        temporary_directory_make(&making->directory, error);
    making->against =
        (struct against){.store = verify->store,
                         .head = head,
                         .name = making->name,
                         .findings = verify->findings,
                         .computed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    making->job = (struct issue_job){
        .approval = {.prepared_by = g_strdup(head->prepared_by),
                     .approved_by = g_strdup(head->approved_by)},
        .order = restore_order(head, head->period, making->holidays.path),
        .now = {.jobs = verify->jobs,
                .watcher = verify->watcher,
                .confirmed = g_array_new(FALSE, FALSE, sizeof(struct confirmation)),
                .directory = {.period_path = g_strdup(making->directory.path)}},
        .against = &making->against,
        .seq = head->seq,
        .issue = head->issue,
        .issued_at = head->issued_at,
        .key_id = key_id_of(verify, head->seq)};
    making->job.order.all_again = verify->whole;
    making->job.order.jobs = verify->jobs;
    return placed &&
           store_issue_confirmations_load(verify->store, head->seq, making->job.now.confirmed,
                                          verify->strings, error) &&
           fact_hashes_join(verify->store, head->batch, making->job.facts_sha256, error);
}

static void making_clear(struct making *making)
{
    issue_job_clear(&making->job);
    g_clear_pointer(&making->against.computed, g_hash_table_unref);
    temporary_directory_remove(&making->holidays);
    temporary_directory_remove(&making->directory);
    g_free(making->name);
}
typedef struct making making;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(making, making_clear)

/* The digest of what was worked out, with the payment date as given by the draft or not. */
static void digest_text(const struct making *making, enum payment_date_by by,
                        char ret_text[RUN_DIGEST_SIZE])
{
    struct report_run run = making->job.now.run->setup.run;
    const GArray *partners = making->job.now.record.partners;
    run.payment_date_by = by;
    g_autoptr(report_hash) digest = run_digest_new(&run);
    for (guint i = 0; i < partners->len; i++) {
        report_hash_text(digest, g_array_index(partners, struct store_draft_partner, i).issue_hash);
    }
    change_list_hash(making->job.now.changes, digest);
    g_strlcpy(ret_text, report_hash_end(digest), RUN_DIGEST_SIZE);
}

/* It is the draft's, of whose payment date nothing is sealed. `found`: as many findings as there were
 * before. */
static void digest_check(struct making *making, guint found)
{
    const struct issue_head *head = making->head;
    struct verify *verify = making->verify;
    char named[RUN_DIGEST_SIZE];
    char plain[RUN_DIGEST_SIZE];
    digest_text(making, PAYMENT_DATE_BY_DRAFT, named);
    digest_text(making, PAYMENT_DATE_BY_ISSUE, plain);
    if (strcmp(head->digest, named) == 0 || strcmp(head->program_version, RCTI_VERSION) != 0) {
        g_strlcpy(making->job.now.digest_text, head->digest, RUN_DIGEST_SIZE);
    } else if (strcmp(head->digest, plain) != 0 && verify->findings->len == found) {
        finding_add(verify->findings,
                    "%s computed again has another digest: frozen %s; computed %s (the company, "
                    "the policy, or a partner without a document)",
                    making->name, head->digest, plain);
    }
}

/* A machine that fails is no finding; but where the store does not hold, that is why. Takes the cause
 * over. */
static bool cause_tell(const struct making *making, GError *cause, GError **error)
{
    struct verify *verify = making->verify;
    /* The only files that are read are those that were written for it just now. */
    const bool by_machine = (cause->domain != RUN_ERROR || cause->code == RUN_ERROR_ISSUES) &&
                            cause->domain != DIRECT_ENTRY_ERROR &&
                            !g_error_matches(cause, STORE_ERROR, STORE_ERROR_REFUSED);
    g_ptr_array_add(verify->causes, cause);
    if (by_machine && verify->findings->len == 0) {
        g_set_error(
            error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
            "%s was not computed again, for the reason above: whether it holds is not known",
            making->name);
        return false;
    }
    finding_add(verify->findings, "%s cannot be computed again: standard error says why",
                making->name);
    return true;
}

/* Whether its true-up left whom it would leave now: so it is where the same sources judged. */
static bool same_judging(const struct making *making, bool *ret_same, GError **error)
{
    g_autoptr(GArray) left = g_array_new(FALSE, TRUE, sizeof(struct issued_true_up));
    if (!store_true_ups_load(making->verify->store, making->head->seq, left,
                             making->verify->strings, error)) {
        return false;
    }
    *ret_same = left->len > 0;
    for (guint i = 0; i < left->len; i++) {
        const struct issued_true_up *row = &g_array_index(left, struct issued_true_up, i);
        *ret_same = *ret_same &&
                    (row->partner_id[0] != '\0' || strcmp(row->judged_by, again_judged_by) == 0);
    }
    return true;
}

static bool issue_make_again(struct making *making, issue_write *write, GError **error)
{
    struct verify *verify = making->verify;
    const struct issue_head *head = making->head;
    const bool same_words = strcmp(head->program_version, RCTI_VERSION) == 0;
    const guint found = verify->findings->len;
    bool judges_alike = false;
    if (!same_judging(making, &judges_alike, error) ||
        !issue_work_out(&making->job, write, error) || !against_missing(&making->against, error)) {
        return false;
    }
    digest_check(making, found);
    return issue_freeze(&making->job, write, error) &&
           store_check_again(verify->store, write, making->name, same_words, judges_alike,
                             verify->findings, error) &&
           kept_files_compare(verify, head, making->name, &making->job, error);
}

bool issue_verify(struct verify *verify, const struct issue_head *head, GError **error)
{
    g_auto(making) making = {.verify = verify, .head = head};
    if (!making_begin(&making, error)) {
        return false;
    }
    GError *cause = NULL;
    g_autoptr(issue_write) write = store_issue_begin_again(verify->store, head, &cause);
    making.job.now.run = write ? month_run_open(verify->store, &making.job.order, &cause) : NULL;
    if (making.job.now.run && issue_make_again(&making, write, &cause)) {
        return true;
    }
    if (g_error_matches(cause, STORE_ERROR, STORE_ERROR_STOPPED) ||
        (making.job.now.run && g_error_matches(cause, STORE_ERROR, STORE_ERROR_DAMAGED))) {
        g_propagate_error(error, cause);
        return false;
    }
    return cause_tell(&making, cause, error);
}
