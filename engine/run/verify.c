#include "engine/run/verify.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/run/correct/again.h"
#include "engine/run/results/restore.h"
#include "engine/run/run.h"
#include "engine/store/proof/proof.h"
#include "importers/text/zone.h"
#include "reports/output_file.h"
#include "reports/tables/manifest.h"
#include "reports/text.h"

/* Whether the issue is of the period asked for. */
static bool verify_takes(const struct verify *verify, const struct issue_head *head)
{
    return !verify->period || day_compare(verify->period->first, head->period.first) == 0;
}

/* "issue 1 of 2026-09"; the caller frees. */
static char *verify_issue_name(const struct issue_head *head)
{
    return g_strdup_printf("issue %d of %s", head->issue, text_period(TEXT_ROOM, head->period));
}

/* ---- files -------------------------------------------------------------------------------------- */

/* A file that is there is what was issued, byte for byte; what else lies there could be taken for one
 * of them. */
static bool issue_files_check(struct verify *verify, const struct issue_head *head,
                              const struct run_directory *directory, GError **error)
{
    g_autofree char *issue_path = run_directory_issue_path(directory, head->issue);
    g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(struct issue_file));
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    if (!store_issue_files_load(verify->store, head->seq, files, verify->strings, error)) {
        return false;
    }
    for (guint i = 0; i < files->len; i++) {
        const struct issue_file *file = &g_array_index(files, struct issue_file, i);
        g_autofree char *path = g_build_filename(issue_path, file->path, NULL);
        g_autoptr(GError) failure = NULL;
        struct output_hash hash = {0};
        g_hash_table_add(known, (gpointer)file->path);
        if (!output_hash_of(path, &hash, &failure)) {
            finding_add(verify->findings, "%s", failure->message);
        } else if (strcmp(hash.sha256, file->sha256) != 0) {
            finding_add(verify->findings, "%s is not what was issued: its bytes have changed",
                        path);
        }
    }
    g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) paths = output_files_list(issue_path, unread, NULL);
    for (guint i = 0; i < unread->len; i++) {
        finding_add(verify->findings, "%s: what lies in it beside the issue's files is not known",
                    (const char *)g_ptr_array_index(unread, i));
    }
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!g_hash_table_contains(known, path)) {
            finding_add(verify->findings, "%s/%s was not issued: it is none of the issue's files",
                        issue_path, path);
        }
    }
    return true;
}

/* All of a period, which its first issue stands for. */
static bool files_check(struct verify *verify, const struct issue_head *first, GError **error)
{
    const struct period period = first->period;
    g_auto(run_directory) directory = {0};
    if (first->issue != 1) {
        return true;
    }
    bool done = run_directory_lock(verify->out, period, &directory, error) &&
                restore_period(verify->store, period, &directory, verify->restored, error);
    for (guint i = 0; done && i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (day_compare(head->period.first, period.first) == 0) {
            done = issue_files_check(verify, head, &directory, error);
        }
    }
    return done;
}

/* ---- issues computed again ---------------------------------------------------------------------- */

/* One issue, computed again. */
struct again {
    struct verify *verify;
    const struct issue_head *head;
    const char *name;     /* "issue 1 of 2026-09" */
    GHashTable *computed; /* partner_id (owned): those that the issue froze of its own period */
};

static bool state_check(const struct again *again, const struct issued_month *state, GError **error)
{
    g_autoptr(store_issued_month) frozen = NULL;
    if (!store_issued_month_load(again->verify->store, state->period, state->partner_id,
                                 again->head->seq + 1, true, &frozen, error)) {
        return false;
    }
    bool is_of_issue = frozen && frozen->seq == again->head->seq;
    g_autofree char *difference =
        month_difference(is_of_issue ? &frozen->month : NULL, state, again->head->program_version);
    if (difference) {
        finding_add(again->verify->findings, "%s computed again: %s", again->name, difference);
    }
    return true;
}

/* Whoever was issued to and is not computed any more. */
static bool missing_find(const struct again *again, GError **error)
{
    const struct issue_head *head = again->head;
    store *store = again->verify->store;
    g_autoptr(GPtrArray) ids =
        store_issued_partner_ids(store, head->period, head->seq + 1, false, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        const char *partner_id = g_ptr_array_index(ids, i);
        g_autoptr(store_issued_month) frozen = NULL;
        if (g_hash_table_contains(again->computed, partner_id)) {
            continue;
        }
        if (!store_issued_month_load(store, head->period, partner_id, head->seq + 1, false, &frozen,
                                     error)) {
            return false;
        }
        if (frozen && frozen->seq == head->seq) {
            finding_add(again->verify->findings,
                        "%s computed again: %s is frozen, but is not computed", again->name,
                        partner_id);
        }
    }
    return ids != NULL;
}

static gint true_up_order(gconstpointer left, gconstpointer right)
{
    const struct issued_true_up *a = left;
    const struct issued_true_up *b = right;
    const int by_period = day_compare(a->period.first, b->period.first);
    return by_period != 0 ? by_period : strcmp(a->partner_id, b->partner_id);
}

/* Whom the issue left to be worked out again: the issues after it passed the others by. Another program may
 * leave others. */
static bool true_ups_check(const struct again *again, month_run *run, GError **error)
{
    g_autoptr(GArray) frozen = g_array_new(FALSE, TRUE, sizeof(struct issued_true_up));
    if (!store_true_ups_load(again->verify->store, again->head->seq, frozen, again->verify->strings,
                             error)) {
        return false;
    }
    g_array_sort(run->true_ups, true_up_order);
    bool comparable = frozen->len > 0;
    for (guint i = 0; i < frozen->len; i++) {
        const struct issued_true_up *left = &g_array_index(frozen, struct issued_true_up, i);
        comparable = comparable &&
                     (left->partner_id[0] != '\0' || strcmp(left->judged_by, again_judged_by) == 0);
    }
    bool same = !comparable || frozen->len == run->true_ups->len;
    for (guint i = 0; comparable && same && i < frozen->len; i++) {
        same = true_up_order(&g_array_index(frozen, struct issued_true_up, i),
                             &g_array_index(run->true_ups, struct issued_true_up, i)) == 0;
    }
    if (!same) {
        finding_add(again->verify->findings,
                    "%s computed again leaves others to be worked out again in earlier months",
                    again->name);
    }
    return true;
}

static bool run_check(const struct again *again, month_run *run, GError **error)
{
    char digest_text[RUN_DIGEST_SIZE];
    char named_text[RUN_DIGEST_SIZE];
    /* The draft's digest has the payment date where the draft was given one. */
    struct report_run named_run = run->setup.run;
    named_run.payment_date_by = PAYMENT_DATE_BY_DRAFT;
    g_autoptr(report_hash) digest = run_digest_new(&run->setup.run);
    g_autoptr(report_hash) named = run_digest_new(&named_run);
    guint found = again->verify->findings->len;
    struct partner_report *next = NULL;
    bool done = true;
    while (done && (done = month_run_next(run, &next, error)) && next) {
        g_autoptr(partner_report) report = next;
        report_hash_text(digest, report->issue_hash);
        report_hash_text(named, report->issue_hash);
        for (guint i = 0; done && i < run->states->len; i++) {
            done = state_check(again, &g_array_index(run->states, struct issued_month, i), error);
        }
        if (run->states->len > 0) {
            g_hash_table_add(again->computed, g_strdup(report->supplier.partner_id));
        }
    }
    if (!done || !missing_find(again, error) || !true_ups_check(again, run, error)) {
        return false;
    }
    g_strlcpy(digest_text, report_hash_end(digest), RUN_DIGEST_SIZE);
    g_strlcpy(named_text, report_hash_end(named), RUN_DIGEST_SIZE);
    const bool same = strcmp(again->head->program_version, RCTI_VERSION) != 0 ||
                      strcmp(digest_text, again->head->digest) == 0 ||
                      strcmp(named_text, again->head->digest) == 0;
    if (!same && again->verify->findings->len == found) {
        finding_add(
            again->verify->findings,
            "%s computed again has another digest: frozen %s; computed %s (the company, the "
            "policy, or a partner without a document)",
            again->name, again->head->digest, digest_text);
    }
    return true;
}

/* A machine that fails is no finding; but where the store does not hold, that is why. Takes the cause
 * over. */
static bool cause_tell(const struct again *again, GError *cause, GError **error)
{
    bool by_machine = cause->domain != RUN_ERROR && cause->domain != DIRECT_ENTRY_ERROR &&
                      !g_error_matches(cause, STORE_ERROR, STORE_ERROR_REFUSED);
    g_ptr_array_add(again->verify->causes, cause);
    if (by_machine && again->verify->findings->len == 0) {
        g_set_error(
            error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
            "%s was not computed again, for the reason above: whether it holds is not known",
            again->name);
        return false;
    }
    finding_add(again->verify->findings, "%s cannot be computed again: standard error says why",
                again->name);
    return true;
}

static bool issue_check(struct verify *verify, const struct issue_head *head, GError **error)
{
    g_autofree char *name = verify_issue_name(head);
    char *holidays = restore_holidays(verify->store, head, error);
    g_autoptr(GHashTable) computed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const struct again again = {verify, head, name, computed};
    struct month_order order = restore_order(head, head->period, holidays);
    GError *cause = NULL;
    if (!holidays) {
        return false;
    }
    order.all_again = verify->whole;
    if (strcmp(head->program_version, RCTI_VERSION) != 0) {
        finding_add(verify->notes,
                    "%s was made by rcti %s and is computed again by rcti " RCTI_VERSION
                    ": verdicts, minutes and amounts are compared, not the words",
                    name, head->program_version);
    }
    g_autoptr(month_run) run = month_run_open(verify->store, &order, &cause);
    bool done = run ? run_check(&again, run, error) : cause_tell(&again, cause, error);
    restore_holidays_remove(holidays);
    return done;
}

/* ---- the parts ---------------------------------------------------------------------------------- */

typedef bool head_check(struct verify *verify, const struct issue_head *head, GError **error);

/* Each of the issues that are asked for, until one cannot be checked. */
static bool heads_check(struct verify *verify, head_check *check, GError **error)
{
    bool good = true;
    for (guint i = 0; good && i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        good = !verify_takes(verify, head) || check(verify, head, error);
    }
    return good;
}

static bool store_start(struct verify *verify, GError **error)
{
    GStatBuf file;
    if (g_stat(verify->store_path, &file) == 0 && file.st_size == 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                    "%s is empty: a store has at least its tables; restore it from a copy",
                    verify->store_path);
        return false;
    }
    return zone_data_check(error) &&
           (verify->store = store_open(verify->store_path, error)) != NULL;
}

/* A store whose bytes or rows were changed is no disk that fails: it is what does not hold. Takes the
 * cause over. */
static bool cause_take(struct verify *verify, GError **cause, GError **error)
{
    if (g_error_matches(*cause, STORE_ERROR, STORE_ERROR_DAMAGED) ||
        g_error_matches(*cause, STORE_ERROR, STORE_ERROR_FOREIGN)) {
        finding_add(verify->findings, "%s", (*cause)->message);
        g_clear_error(cause);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(cause));
    return false;
}

/* Each part is tried, but nothing without a store. */
bool verify_store(struct verify *verify, GError **error)
{
    static bool (*const checks[])(store *, GPtrArray *, GError **) = {
        store_check_integrity, store_check_chain, store_check_facts, store_check_files};
    static head_check *const parts[] = {files_check, issue_check};
    GError *cause = NULL;
    bool good = store_start(verify, &cause) || cause_take(verify, &cause, error);
    if (!verify->store) {
        return good;
    }
    for (size_t i = 0; good && i < G_N_ELEMENTS(checks); i++) {
        good =
            checks[i](verify->store, verify->findings, &cause) || cause_take(verify, &cause, error);
    }
    good =
        good && ((store_links_load(verify->store, verify->links, verify->strings, &cause) &&
                  store_issues_load(verify->store, NULL, verify->heads, verify->strings, &cause)) ||
                 cause_take(verify, &cause, error));
    for (size_t i = 0; good && i < G_N_ELEMENTS(parts); i++) {
        good = heads_check(verify, parts[i], &cause) || cause_take(verify, &cause, error);
    }
    return good;
}

/* ---- what it proves ----------------------------------------------------------------------------- */

bool verify_count(struct verify *verify, struct verify_counts *counts, GError **error)
{
    *counts = (struct verify_counts){.seal = ""};
    for (guint i = 0; i < verify->links->len; i++) {
        const struct store_link *link = &g_array_index(verify->links, struct store_link, i);
        counts->voids += link->is_void;
        counts->seal = link->seal;
    }
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    for (guint i = 0; i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (!verify_takes(verify, head)) {
            continue;
        }
        counts->issues++;
        if (!store_documents_load(verify->store, head->seq, documents, verify->strings, error)) {
            return false;
        }
    }
    counts->documents = documents->len;
    counts->voids = verify->period ? 0 : counts->voids;
    for (guint i = 0; verify->period && i < documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        counts->voids += !document->adjusts[0] && document->void_reason[0];
    }
    return true;
}

static char *link_name(const struct verify *verify, const struct store_link *link)
{
    for (guint i = 0; i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (head->seq == link->seq) {
            return verify_issue_name(head);
        }
    }
    return g_strdup_printf("%s %" G_GINT64_FORMAT, link->is_void ? "void" : "issue", link->seq);
}

char *verify_against(struct verify *verify)
{
    g_autofree char *seal = g_ascii_strdown(verify->against, -1);
    for (guint i = 0; i < verify->links->len; i++) {
        const struct store_link *link = &g_array_index(verify->links, struct store_link, i);
        if (strcmp(link->seal, seal) == 0) {
            guint after = verify->links->len - i - 1;
            g_autofree char *name = link_name(verify, link);
            finding_add(verify->notes, "the seal is that of %s; %u link%s came after it", name,
                        after, after == 1 ? "" : "s");
            return g_steal_pointer(&name);
        }
    }
    finding_add(
        verify->findings,
        "the seal %s is none of this store's: what it sealed was changed or taken out since, "
        "or it is of another store",
        seal);
    return g_strdup("");
}
