#include "engine/run/issue.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "engine/run/month/payment_date.h"
#include "engine/run/open.h"
#include "engine/run/told.h"
#include "engine/store/proof/proof.h"
#include "importers/text/instant.h"
#include "reports/output_file.h"
#include "reports/text.h"

/* ---- four eyes ---------------------------------------------------------------------------------- */

enum { TEXT_CHARACTERS_MAX = 200 };

/* What does not show, or moves what does: names that look alike would pass for two. */
static bool has_hidden_characters(const char *text)
{
    bool hidden = false;
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        GUnicodeType type = g_unichar_type(c);
        hidden |= !g_unichar_isprint(c) || type == G_UNICODE_PRIVATE_USE ||
                  type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
    }
    return hidden;
}

/* Letters without ink. */
static bool is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == 0x2800 || c == 0x115F || c == 0x1160 || c == 0x3164 ||
           c == 0xFFA0;
}

/* Without spaces at its ends, whatever kind of space. */
static char *trim(const char *text)
{
    while (*text && is_blank(g_utf8_get_char(text))) {
        text = g_utf8_next_char(text);
    }
    const char *end = text + strlen(text);
    while (end > text && is_blank(g_utf8_get_char(g_utf8_prev_char(end)))) {
        end = g_utf8_prev_char(end);
    }
    return g_strndup(text, (gsize)(end - text));
}

char *approval_text(const char *option, const char *text, GError **error)
{
    if (!text || !g_utf8_validate(text, -1, NULL)) {
        run_error_set(error, RUN_ERROR_USAGE, text ? "%s is not UTF-8" : "%s is missing", option);
        return NULL;
    }
    g_autofree char *trimmed = trim(text);
    if (!trimmed[0] || has_hidden_characters(trimmed) ||
        g_utf8_strlen(trimmed, -1) > TEXT_CHARACTERS_MAX) {
        run_error_set(error, RUN_ERROR_USAGE,
                      "%s takes one line of 1 to %d characters, none of them a control character "
                      "or one that does not show",
                      option, (int)TEXT_CHARACTERS_MAX);
        return NULL;
    }
    return g_steal_pointer(&trimmed);
}

/* What a reader takes for the same: one form of each letter, one space between words, no capitals. */
static char *name_fold(const char *name)
{
    g_autofree char *composed = g_utf8_normalize(name, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *small = g_utf8_casefold(composed ? composed : name, -1);
    g_autofree char *again = g_utf8_normalize(small, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autoptr(GString) folded = g_string_new(NULL);
    for (const char *at = again; at && *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (is_blank(c)) {
            bool first = folded->len == 0 || folded->str[folded->len - 1] == ' ';
            g_string_append(folded, first ? "" : " ");
        } else if (!g_unichar_iszerowidth(c)) {
            g_string_append_unichar(folded, c);
        }
    }
    return g_strchomp(g_string_free(g_steal_pointer(&folded), FALSE));
}

static bool same_name(const char *one, const char *other)
{
    g_autofree char *one_folded = name_fold(one);
    g_autofree char *other_folded = name_fold(other);
    return strcmp(one_folded, other_folded) == 0;
}

bool approval_is_of(const char *name, const char *login)
{
    const struct passwd *user = getpwnam(login);
    /* The account's full name is the first part of its comment. */
    g_autofree char *gecos = g_utf8_make_valid(user && user->pw_gecos ? user->pw_gecos : "", -1);
    gecos[strcspn(gecos, ",")] = '\0';
    return same_name(name, login) || (gecos[0] && same_name(name, gecos));
}

bool approval_read(const char *approved_by, struct approval *ret_approval, GError **error)
{
    ret_approval->approved_by = approval_text("--approved-by", approved_by, error);
    if (!ret_approval->approved_by) {
        return false;
    }
    ret_approval->prepared_by = run_login(error);
    if (!ret_approval->prepared_by) {
        return false;
    }
    if (approval_is_of(ret_approval->approved_by, ret_approval->prepared_by)) {
        return run_error_set(
            error, RUN_ERROR_USAGE,
            "--approved-by %s: you prepare this yourself; somebody else has to approve it",
            ret_approval->approved_by);
    }
    return true;
}

void approval_clear(approval *approval)
{
    g_free(approval->prepared_by);
    g_free(approval->approved_by);
    *approval = (struct approval){0};
}

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

/* ---- what a person has to confirm ---------------------------------------------------------------- */

static void payment_date_raise(const struct issue_job *job)
{
    const struct report_run *run = &job->now.run->setup.run;
    g_autofree char *doubts = payment_date_doubts(run);
    if (doubts) {
        gates_raise(job->now.gates, GATE_PAYMENT_DATE, "%s %s",
                    text_date_words(TEXT_ROOM, run->payment_date), doubts);
    }
}

/* Earlier months, after the first that was ever issued, that were imported and never issued. */
static bool skipped_months_raise(const struct issue_job *job, GError **error)
{
    const month_run *run = job->now.run;
    g_autoptr(GArray) imported = g_array_new(FALSE, FALSE, sizeof(struct period));
    g_autoptr(GString) skipped = g_string_new(NULL);
    if (!store_imported_periods(job->store, run->setup.view.batch, imported, error)) {
        return false;
    }
    for (guint i = 0; i < imported->len; i++) {
        const struct period period = g_array_index(imported, struct period, i);
        if (day_compare(period.first, job->order.period.first) < 0 &&
            open_month_is_skipped(run->issued, period) &&
            !decided_settled(run->paid.decided.decisions, "", period)) {
            char text[TEXT_SIZE];
            g_string_append_printf(skipped, "%s%s", skipped->len > 0 ? ", " : "",
                                   text_month_words(text, period));
        }
    }
    if (skipped->len > 0) {
        gates_raise(job->now.gates, GATE_SKIPPED_MONTH, "%s was imported and never issued",
                    skipped->str);
    }
    return true;
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

static bool issue_freeze(const struct issue_job *job, issue_write *write,
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
                                    .approved_by = job->approval.approved_by};
    const GArray *ledger = job->papers.ledger;
    const GArray *ended = job->papers.ended;
    g_autoptr(GArray) confirmations =
        gates_confirmations(job->now.gates, job->approval.prepared_by);
    const GPtrArray *sources = job->now.run->setup.shipped.sources;
    g_autofree char *directory = shipped_holidays_directory(job->order.holidays);
    g_autoptr(GArray) told = told_rows(job->now.exceptions);
    bool good = store_issue_add_told(write, told, error) &&
                store_issue_add_payments(write, (const void *)ledger->data, ledger->len, error) &&
                store_issue_add_payments(write, (const void *)ended->data, ended->len, error) &&
                store_issue_add_repayments(write, job->papers.repaid, error) &&
                store_issue_add_debts(write, job->papers.debts, error) &&
                store_issue_add_confirmations(write, confirmations, error);
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

/* Everything into the working directory; the manifest last. */
static bool issue_write_all(struct issue_job *job, issue_write *write, GError **error)
{
    const struct month_setup *setup = &job->now.run->setup;
    struct manifest_issue issue = {.issue = job->issue,
                                   .prepared_by = job->approval.prepared_by,
                                   .approved_by = job->approval.approved_by,
                                   .previous_seal = write->previous_seal,
                                   .facts_sha256 = job->facts_sha256};
    struct frozen_hashes hashes;
    return store_issue_hash_facts(write, setup->view.batch, job->facts_sha256, error) &&
           issue_papers_open(setup, job->seq, write, &job->papers, error) &&
           run_directory_make(&job->now.directory, job->issue, error) &&
           month_write(&job->now, &job->papers, error) && result_check(job, error) &&
           decided_list_approve(job->now.decided, job->approval.approved_by, error) &&
           issue_freeze(job, write, &hashes, &issue, error) &&
           month_write_manifest(&job->now, &issue, error);
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
           store_issue_commit(g_steal_pointer(write), manifest, size, job->seal, error);
}

/* A file of that name is not of this issue, which was just made: it stays, and another name is taken. */
static char *backup_path_choose(const struct issue_job *job)
{
    char *path = g_strdup_printf("%s.%s-issue-%d", job->store_path, job->period_text, job->issue);
    for (int more = 2; g_file_test(path, G_FILE_TEST_EXISTS); more++) {
        g_free(path);
        path = g_strdup_printf("%s.%s-issue-%d-%d", job->store_path, job->period_text, job->issue,
                               more);
    }
    return path;
}

/* What is issued stands, whatever becomes of these. */
static void issue_place(struct issue_job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) backup_error = NULL;
    job->backup_path = backup_path_choose(job);
    job->unplaced = g_ptr_array_new_with_free_func(g_free);
    if (!run_directory_commit(&job->now.directory, &error)) {
        finding_add(job->unplaced, "it is issued, but %s; the next start writes it again",
                    error->message);
    }
    if (!store_backup(job->store, job->backup_path, &backup_error)) {
        finding_add(job->unplaced, "it is issued, but there is no backup: %s; copy %s yourself",
                    backup_error->message, job->store_path);
        g_clear_pointer(&job->backup_path, g_free);
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
    g_autofree char *path = run_directory_issue_path(&job->now.directory, job->issue);
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
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
    job->now.seen = job->draft.draft.digest;
    payment_date_raise(job);
    if (!skipped_months_raise(job, error) || !issue_write_all(job, write, error) ||
        !issue_commit(job, &write, error)) {
        return false;
    }
    issue_place(job);
    job->now.made = true;
    return true;
}
