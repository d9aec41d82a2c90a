#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/month/month.h"
#include "engine/run/restore.h"

/* One partner's month, worked out again. */
typedef struct rerun rerun;
struct rerun {
    const struct options *options;
    const char *partner_id;
    struct month_order order;
    store *store;
    struct explain_filter filter;
    struct issue_head issue;           /* --as-issued: the one that it was issued by */
    struct store_issued_month *frozen; /* what that issue froze */
    char *holidays;                    /* the directory of that issue's */
    GStringChunk *strings;
};

/* ---- which issue --------------------------------------------------------------------------- */

/* Takes the issue if it has the partner. */
static bool issue_try(struct rerun *rerun, const struct issue_head *head, GError **error)
{
    g_autoptr(store_issued_month) month = NULL;
    if (!store_issued_month_load(rerun->store, rerun->order.period, rerun->partner_id,
                                 head->seq + 1, true, &month, error)) {
        return false;
    }
    if (month && month->seq == head->seq) {
        rerun->issue = *head;
        rerun->frozen = g_steal_pointer(&month);
    }
    return true;
}

/* *ret_seq: the issue, of whichever month, that has the document that stands; 0: none does. */
static bool standing_find(const struct rerun *rerun, int64_t *ret_seq, GError **error)
{
    bool found = false;
    struct issued_document document = {0};
    g_autoptr(store_issued_month) now = NULL;
    if (!store_issued_month_load(rerun->store, rerun->order.period, rerun->partner_id, ISSUED_NOW,
                                 false, &now, error) ||
        (now && !now->open &&
         !store_document_load(rerun->store, now->month.number, &found, &document, rerun->strings,
                              error))) {
        return false;
    }
    *ret_seq = found ? document.seq : 0;
    return true;
}

/* The issue of the document that stands; else the newest of the period that has the partner, or of any:
 * a late document that was voided. */
static bool issue_find(struct rerun *rerun, GError **error)
{
    int64_t standing = 0;
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    bool good = standing_find(rerun, &standing, error) &&
                store_issues_load(rerun->store, NULL, heads, rerun->strings, error);
    for (int any = 0; any <= 1; any++) {
        for (guint i = heads->len; good && !rerun->frozen && i > 0; i--) {
            const struct issue_head *head = &g_array_index(heads, struct issue_head, i - 1);
            bool is_own = day_compare(head->period.first, rerun->order.period.first) == 0;
            bool asked = standing != 0 ? head->seq == standing : is_own || any == 1;
            good = !asked || issue_try(rerun, head, error);
        }
    }
    return good;
}

static bool issue_take(struct rerun *rerun, GError **error)
{
    const char *period_text = rerun->options->arguments[1];
    if (!issue_find(rerun, error)) {
        return false;
    }
    if (!rerun->frozen) {
        return command_usage_set(error,
                                 "nothing of %s was issued to %s; rcti explain %s %s works it out",
                                 period_text, rerun->partner_id, rerun->partner_id, period_text);
    }
    rerun->holidays = restore_holidays(rerun->store, &rerun->issue, error);
    rerun->order = restore_order(&rerun->issue, rerun->order.period, rerun->holidays);
    return rerun->holidays != NULL;
}

/* ---- --set --------------------------------------------------------------------------------- */

static bool setting_try(struct policy *policy, const char *setting, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(setting, "=", 2);
    if (g_strv_length(parts) != 2) {
        return command_usage_set(error, "--set takes KEY=VALUE, not %s", setting);
    }
    switch (policy_set(policy, g_strstrip(parts[0]), g_strstrip(parts[1]))) {
    case POLICY_SET:
        fprintf(stderr, "rcti: tried with %s; nothing is stored\n", setting);
        return true;
    case POLICY_UNKNOWN_KEY:
        return command_usage_set(error, "--set: the policy has no setting %s", parts[0]);
    case POLICY_BAD_VALUE:
        break;
    }
    return command_usage_set(error, "--set: %s takes %s, not %s", parts[0],
                             policy_expected(parts[0]), parts[1]);
}

/* ---- the answer ---------------------------------------------------------------------------- */

/* A month without a document may have been paid for those of earlier months, or taken one back. */
static bool nil_issue_tell(const struct rerun *rerun, GError **error)
{
    g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    g_autoptr(GArray) payments = g_array_new(FALSE, TRUE, sizeof(struct issued_payment));
    int64_t seq = rerun->issue.seq;
    if (!store_partner_documents_load(rerun->store, seq, rerun->partner_id, documents,
                                      rerun->strings, error) ||
        !store_partner_payments_load(rerun->store, seq, rerun->partner_id, payments, rerun->strings,
                                     error)) {
        return false;
    }
    for (guint i = 0; i < documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        bool is_earlier = day_compare(document->period.first, rerun->issue.period.first) < 0;
        fprintf(stderr, "rcti: that issue has %s%s, %s\n", document->number,
                is_earlier ? " of earlier months" : "", text_dollars(TEXT_ROOM, document->total));
    }
    for (guint i = 0; i < payments->len; i++) {
        const struct issued_payment *payment = &g_array_index(payments, struct issued_payment, i);
        fprintf(stderr, "rcti: and pays %s\n", text_dollars(TEXT_ROOM, payment->payment));
    }
    return true;
}

/* That the document has been voided since, and what came after it. */
static bool void_tell(const struct rerun *rerun, GError **error)
{
    const char *number = rerun->frozen->month.number;
    bool found = false;
    bool is_taken_back = false;
    struct issued_document document = {0};
    struct issued_document note = {0};
    g_autoptr(store_issued_month) now = NULL;
    if (!store_document_load(rerun->store, number, &found, &document, rerun->strings, error) ||
        !store_take_back_load(rerun->store, number, &is_taken_back, &note, rerun->strings, error) ||
        !store_issued_month_load(rerun->store, rerun->order.period, rerun->partner_id, ISSUED_NOW,
                                 false, &now, error)) {
        return false;
    }
    if (found && document.void_reason[0]) {
        const bool is_replaced = now && !now->open && now->month.number[0];
        fprintf(stderr, "rcti: %s is void since (%s); %s%s\n", number, document.void_reason,
                is_taken_back ? note.number
                : is_replaced ? now->month.number
                              : "nothing",
                is_taken_back ? " takes it back"
                : is_replaced ? " takes its place"
                              : " has taken its place yet");
    }
    return true;
}

/* Whether the months come out as they were issued, which standard error tells. */
static bool frozen_compare(const struct rerun *rerun, const struct partner_report *report,
                           enum exit_status *ret_status, GError **error)
{
    const struct issue_head *issue = &rerun->issue;
    const struct issued_month *frozen = &rerun->frozen->month;
    struct issued_month computed = month_state(rerun->order.period, report);
    computed.number = ""; /* what was voided before it is not asked for */
    g_autofree char *difference = month_difference(frozen, &computed, issue->program_version);
    fprintf(stderr, "rcti: as issued: issue %d of %s on %s, %s\n", issue->issue,
            text_period(TEXT_ROOM, issue->period), text_date_words(TEXT_ROOM, issue->issue_date),
            frozen->nil ? "without a document" : frozen->number);
    if (!(frozen->nil ? nil_issue_tell : void_tell)(rerun, error)) {
        return false;
    }
    if (difference) {
        fprintf(stderr, "rcti: it does not come out as it was issued: %s\n", difference);
        *ret_status = EXIT_NOT_VERIFIED;
    } else {
        fputs("rcti: every verdict and line is as it was issued\n", stderr);
    }
    return true;
}

static bool rerun_explain(const struct rerun *rerun, enum exit_status *ret_status, GError **error)
{
    const struct options *options = rerun->options;
    g_auto(month_setup) setup = {0};
    struct month_order order = rerun->order;
    order.only_partner = rerun->partner_id;
    if (!month_setup_begin(rerun->store, &order, NULL, &setup, error)) {
        return false;
    }
    for (char **setting = options->set; setting && *setting; setting++) {
        if (!setting_try(&setup.run.policy, *setting, error)) {
            return false;
        }
    }
    g_autoptr(partner_report) report =
        month_setup_sessions(&setup, rerun->partner_id, error)
            ? explain_partner(&setup, options, &rerun->filter, rerun->frozen != NULL, error)
            : NULL;
    return report &&
           (!rerun->frozen || options->set || frozen_compare(rerun, report, ret_status, error));
}

static bool options_check(const struct options *options, GError **error)
{
    if (options->as_issued && options->now) {
        return command_usage_set(error, "--as-issued or --now, not both");
    }
    return !options->as_issued || (!options->as_at && !options->issue_date && !options->holidays) ||
           command_usage_set(error,
                             "--as-issued has the dates and holidays of the issue; leave --as-at, "
                             "--issue-date and --holidays out");
}

static void rerun_clear(rerun *rerun)
{
    store_issued_month_free(rerun->frozen);
    restore_holidays_remove(rerun->holidays);
    g_string_chunk_free(rerun->strings);
    store_close(rerun->store);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(rerun, rerun_clear)

static bool rerun_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    g_auto(rerun) rerun = {.options = options,
                           .partner_id = options->arguments[0],
                           .strings = g_string_chunk_new(1024)};
    return options_check(options, error) && explain_filter_read(options, &rerun.filter, error) &&
           (rerun.store =
                options_store_open(options, options->arguments[1], &rerun.order, error)) &&
           (!options->as_issued || issue_take(&rerun, error)) &&
           rerun_explain(&rerun, ret_status, error);
}

static const GOptionEntry rerun_options[] = {
    {"as-issued", 0, 0, G_OPTION_ARG_NONE, &options_given.as_issued,
     "with the facts, dates and holidays of the issue", NULL},
    {"now", 0, 0, G_OPTION_ARG_NONE, &options_given.now, "with today's facts (the default)", NULL},
    {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options_given.set,
     "try a setting of the policy; nothing is stored", "KEY=VALUE"},
    {"date", 0, 0, G_OPTION_ARG_STRING, &options_given.date, "only what is on this date", "DATE"},
    {"start", 0, 0, G_OPTION_ARG_STRING, &options_given.start,
     "only what starts at this time (with --date)", "hh:mm"},
    {0}};

const struct command rerun_command = {
    "rerun", "PARTNER PERIOD",
    "Works a partner's month out again: as it was issued, or with today's facts.", rerun_options,
    rerun_act};
