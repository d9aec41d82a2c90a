#include <string.h>

#include "engine/run/frozen_difference.h"
#include "engine/run/issue_holidays.h"
#include "engine/run/month_run.h"
#include "engine/run/verify.h"
#include "reports/tables/manifest.h"
#include "reports/text.h"

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
    g_autofree char *difference = frozen_difference(is_of_issue ? &frozen->month : NULL, state);
    if (difference) {
        verify_find(again->verify, "%s computed again: %s", again->name, difference);
    }
    return true;
}

static bool partner_check(const struct again *again, const struct month_run_partner *partner,
                          GError **error)
{
    for (size_t i = 0; i < partner->state_count; i++) {
        if (!state_check(again, &partner->states[i], error)) {
            return false;
        }
    }
    if (partner->state_count > 0) {
        g_hash_table_add(again->computed, g_strdup(partner->report->supplier.partner_id));
    }
    return true;
}

static bool partners_check(const struct again *again, month_run *run, report_hash *digest,
                           GError **error)
{
    struct month_run_partner partner = {0};
    bool done = true;
    while (done && (done = month_run_next(run, &partner, error)) && partner.report) {
        run_digest_append(digest, partner.report);
        done = partner_check(again, &partner, error);
        partner_report_free(partner.report);
    }
    return done;
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
            verify_find(again->verify, "%s computed again: %s is frozen, but is not computed",
                        again->name, partner_id);
        }
    }
    return ids != NULL;
}

static bool run_check(const struct again *again, month_run *run, GError **error)
{
    char digest_text[RUN_DIGEST_SIZE];
    g_autoptr(report_hash) digest = run_digest_new(&month_run_setup(run)->run);
    guint found = again->verify->findings->len;
    if (!partners_check(again, run, digest, error) || !missing_find(again, error)) {
        return false;
    }
    run_digest_finish(digest, digest_text);
    if (strcmp(digest_text, again->head->digest) != 0 && again->verify->findings->len == found) {
        verify_find(
            again->verify,
            "%s computed again has another digest: frozen %s; computed %s (the company, the "
            "policy, or a partner without a document)",
            again->name, again->head->digest, digest_text);
    }
    return true;
}

/* A machine that fails is no finding; but where the store does not hold, that is why. */
static bool run_open(const struct again *again, const char *holidays, month_run **ret_run,
                     GError **error)
{
    const struct issue_head *head = again->head;
    char period_text[TEXT_SIZE];
    const struct month_run_order order = {
        .month = issue_order(head, head->period, text_period(period_text, head->period), holidays),
        .before_seq = head->seq};
    GError *cause = NULL;
    *ret_run = month_run_open(again->verify->store, &order, &cause);
    if (*ret_run) {
        return true;
    }
    g_ptr_array_add(again->verify->causes, cause);
    if (run_error_is_machine(cause) && again->verify->findings->len == 0) {
        g_set_error(
            error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
            "%s was not computed again, for the reason above: whether it holds is not known",
            again->name);
        return false;
    }
    verify_find(again->verify, "%s cannot be computed again: standard error says why", again->name);
    return true;
}

static bool issue_check(struct verify *verify, const struct issue_head *head, GError **error)
{
    g_autofree char *name = verify_issue_name(head);
    char *holidays = issue_holidays_make(verify->store, head, error);
    g_autoptr(GHashTable) computed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const struct again again = {verify, head, name, computed};
    g_autoptr(month_run) run = NULL;
    if (!holidays) {
        return false;
    }
    if (strcmp(head->program_version, RCTI_VERSION) != 0) {
        verify_note(verify, "%s was made by rcti %s and is computed again by rcti " RCTI_VERSION,
                    name, head->program_version);
    }
    bool done = run_open(&again, holidays, &run, error) && (!run || run_check(&again, run, error));
    issue_holidays_remove(holidays);
    return done;
}

bool verify_issues(struct verify *verify, GError **error)
{
    for (guint i = 0; i < verify->heads->len; i++) {
        const struct issue_head *head = &g_array_index(verify->heads, struct issue_head, i);
        if (verify_takes(verify, head) && !issue_check(verify, head, error)) {
            return false;
        }
    }
    return true;
}
