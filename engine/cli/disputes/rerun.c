#include <string.h>

#include "engine/cli/command.h"
#include "engine/cli/paragraph.h"
#include "engine/run/disputes/rerun.h"
#include "engine/run/explain/account.h"
#include "engine/run/month/company.h"
#include "engine/run/month/setting.h"
#include "engine/run/results/restore.h"

/* One partner's month, worked out again. */
typedef struct rerun rerun;
struct rerun {
    const struct options *options;
    const char *partner_id;
    struct month_order order;
    store *store;
    struct explain_filter filter;
    struct issue_head issue;             /* --as-issued: the one that it was issued by */
    struct store_issued_month *frozen;   /* what that issue froze */
    struct temporary_directory holidays; /* of that issue */
    stamp moment;                        /* --as-of */
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
    if (!restore_holidays(rerun->store, &rerun->issue, &rerun->holidays, error)) {
        return false;
    }
    rerun->order = restore_order(&rerun->issue, rerun->order.period, rerun->holidays.path);
    return true;
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

/* ---- what differs from what was issued ------------------------------------------------------- */

static void hour_put_json(const struct changed_hour *hour, guint index)
{
    const struct paid_hour *of = hour->is ? hour->is : hour->was;
    json_next(index);
    json_print("{'date': %s, 'start': %s, 'appointment_id': %s, 'minutes_before': %d, "
               "'minutes_after': %d, 'hourly_rate_before': %s, 'hourly_rate_after': %s, "
               "'before': %s, 'after': %s, 'source': %s}",
               text_date(TEXT_ROOM, of->date), text_time(TEXT_ROOM, of->start_minute),
               of->appointment_id, hour->was ? hour->was->minutes.minutes : 0,
               hour->is ? hour->is->minutes.minutes : 0,
               hour->was ? text_rate(TEXT_ROOM, hour->was->hourly_rate) : "",
               hour->is ? text_rate(TEXT_ROOM, hour->is->hourly_rate) : "", hour->before,
               hour->after, hour->source);
}

static void hour_print(const struct changed_hour *hour)
{
    const struct paid_hour *of = hour->is ? hour->is : hour->was;
    const char *separator = of->appointment_id[0] != '\0' ? " " : "";
    g_autofree char *source =
        hour->source[0] != '\0' ? g_strdup_printf(" (%s)", hour->source) : g_strdup("");
    g_autofree char *text =
        g_strdup_printf("%s %s%s%s: was %s; is %s%s", text_date_short(TEXT_ROOM, of->date),
                        text_time(TEXT_ROOM, of->start_minute), separator, of->appointment_id,
                        hour->before, hour->after, source);
    fputs("    ", stdout);
    paragraph_put(text, 4, 6);
}

static void change_print(const month_change *change)
{
    for (guint i = 0; i < change->causes->len; i++) {
        const struct change_cause *cause = &g_array_index(change->causes, struct change_cause, i);
        sum_put(cause->because, cause->difference, SUM_STEP);
        for (guint k = 0; k < cause->hours->len; k++) {
            hour_print(&g_array_index(cause->hours, struct changed_hour, k));
        }
    }
}

static void change_put_json(const month_change *change)
{
    for (guint i = 0; i < change->causes->len; i++) {
        const struct change_cause *cause = &g_array_index(change->causes, struct change_cause, i);
        fputs(i > 0 ? ",\n      " : "\n      ", stdout);
        json_print("{'because': %s, ", cause->because);
        sum_put_json(cause->difference);
        fputs(", \"hours\": [", stdout);
        for (guint k = 0; k < cause->hours->len; k++) {
            hour_put_json(&g_array_index(cause->hours, struct changed_hour, k), k);
        }
        fputs("]}", stdout);
    }
}

/* What a stage is: by which facts, or with which setting. */
static const char *basis_word(const struct options *options)
{
    return options->as_issued ? "as_issued" : options->as_of ? "as_of" : "now";
}

static void rerun_put_json(const struct rerun *rerun, const struct month_setup *setup,
                           const month_rerun *found, const struct explanation *paid)
{
    const struct store_issued_month *issued = found->issued;
    json_print("{\n  'partner_id': %s, 'period': %s, 'basis': %s, 'as_at': %s, 'batch': %" PRId64
               ",\n  'issued': ",
               rerun->partner_id, setup->run.period_text, basis_word(rerun->options),
               text_stamp(TEXT_ROOM, setup->run.as_at), setup->run.batch);
    if (issued) {
        json_print("{'number': %s, 'voided': %i, ", issued->month.number, issued->open);
        sum_put_json(found->issued_hours.sum);
        fputs("},\n  \"stages\": [", stdout);
    } else {
        fputs("null,\n  \"stages\": [", stdout);
    }
    for (guint i = 0; i < found->stages->len; i++) {
        const struct rerun_stage *stage = &g_array_index(found->stages, struct rerun_stage, i);
        fputs(i > 0 ? ",\n    " : "\n    ", stdout);
        json_print("{'setting': %s, 'status': %s, 'reasons': %s, ", stage->setting,
                   stage->report->row.status, stage->report->row.reasons);
        sum_put_json(stage->hours.sum);
        fputs(",\n     \"causes\": [", stdout);
        if (stage->change) {
            change_put_json(stage->change);
        }
        fputs("]}", stdout);
    }
    fputs("],\n  \"difference\": {", stdout);
    sum_put_json(found->difference);
    fputs("}", stdout);
    explained_json_payments(stdout, paid);
    puts("\n}");
}

static char *issued_label(const struct store_issued_month *issued)
{
    return issued->month.nil
               ? g_strdup("issued without a document")
               : g_strdup_printf("%s %s", issued->open ? "voided" : "issued", issued->month.number);
}

static void rerun_print(const struct rerun *rerun, const struct month_setup *setup,
                        const month_rerun *found, const struct explanation *paid)
{
    g_autoptr(GString) payments = g_string_new(NULL);
    const struct rerun_stage *last =
        &g_array_index(found->stages, struct rerun_stage, found->stages->len - 1);
    const struct store_issued_month *issued = found->issued;
    const char *facts = rerun->options->as_issued ? "with the facts of the issue"
                        : rerun->options->as_of   ? "with the facts of then"
                                                  : "with today's facts";
    const char *timezone = company_timezone(&setup->run.company);
    g_autofree char *as_at = company_moment_text(timezone, setup->run.as_at);
    printf("%s %s, %s\nfacts as at %s, batch %" PRId64 "\n\n", rerun->partner_id,
           last->report->supplier.legal_name, setup->run.period_text, as_at, setup->run.batch);
    sum_heading_put();
    if (issued) {
        g_autofree char *label = issued_label(issued);
        sum_put(label, found->issued_hours.sum, SUM_WHOLE);
    } else {
        puts("nothing was issued");
    }
    for (guint i = 0; i < found->stages->len; i++) {
        const struct rerun_stage *stage = &g_array_index(found->stages, struct rerun_stage, i);
        g_autofree char *label =
            stage->setting ? g_strdup_printf("with %s", stage->setting) : g_strdup(facts);
        if (stage->change) {
            change_print(stage->change);
        }
        sum_put(label, stage->hours.sum, SUM_WHOLE);
    }
    if (last->status == MONTH_HELD) {
        g_autofree char *text =
            g_strdup_printf("It is held (%s): nothing of it is paid until that is mended.",
                            last->report->row.reasons);
        paragraph_put(text, 0, 0);
    }
    if (issued && issued->open) {
        puts("No document stands: the next run issues the month again.");
    }
    explained_text_payments(payments, paid, EXPLAINED_WIDTH);
    print_text(payments);
    printf("\n%s\n", line_sum_is_zero(found->difference) ? "nothing differs; nothing is written"
                                                         : "nothing is written");
}

/* ---- the command ----------------------------------------------------------------------------- */

static bool rerun_differ(const struct rerun *rerun, struct month_setup *setup,
                         enum exit_status *ret_status, GError **error)
{
    const struct options *options = rerun->options;
    g_autoptr(store_issued_month) now = NULL;
    bool in_roster = false;
    if (!partner_month_find(setup, rerun->partner_id, &now, &in_roster, error)) {
        return false;
    }
    const struct store_issued_month *issued = options->as_issued ? rerun->frozen : now;
    g_autoptr(month_rerun) found =
        month_rerun_new(setup, rerun->partner_id, !in_roster, issued, options->set, error);
    if (!found) {
        return false;
    }
    const struct rerun_stage *first = &g_array_index(found->stages, struct rerun_stage, 0);
    struct explanation paid = {.run = &setup->run, .report = first->report};
    g_autoptr(explained_account) account = explained_account_new(rerun->store, &paid, error);
    if (!account) {
        return false;
    }
    (options->json ? rerun_put_json : rerun_print)(rerun, setup, found, &paid);
    return !rerun->frozen || frozen_compare(rerun, first->report, ret_status, error);
}

/* Hour by hour, in place of what differs. */
static bool rerun_explain(const struct rerun *rerun, struct month_setup *setup,
                          enum exit_status *ret_status, GError **error)
{
    const struct options *options = rerun->options;
    for (char **setting = options->set; setting && *setting; setting++) {
        fprintf(stderr, "rcti: tried with %s; nothing is stored\n", *setting);
    }
    g_autoptr(partner_report) report =
        settings_try(&setup->run.policy, options->set, error) &&
                month_setup_sessions(setup, rerun->partner_id, error)
            ? explain_partner(setup, options, &rerun->filter, rerun->frozen != NULL, error)
            : NULL;
    return report &&
           (!rerun->frozen || options->set || frozen_compare(rerun, report, ret_status, error));
}

static bool options_check(const struct options *options, GError **error)
{
    if ((options->as_issued != 0) + (options->now != 0) + (options->as_of != NULL) > 1) {
        return command_usage_set(error, "one of --as-issued, --now and --as-of, not two");
    }
    return !options->as_issued || (!options->as_at && !options->issue_date && !options->holidays) ||
           command_usage_set(error,
                             "--as-issued has the dates and holidays of the issue; leave --as-at, "
                             "--issue-date and --holidays out");
}

/* --as-of: its batch, and its instant unless --as-at says another. */
static bool moment_take(struct rerun *rerun, GError **error)
{
    struct store_view view = {.period = rerun->order.period};
    const char *timezone = NULL;
    if (!store_newest_batch(rerun->store, &view.batch, error) ||
        !company_timezone_load(rerun->store, &view, &timezone, error) ||
        !rerun_moment_read(rerun->store, view.period, rerun->options->as_of, timezone,
                           &rerun->order.batch, &rerun->moment, error)) {
        return false;
    }
    rerun->order.as_at = rerun->options->as_at ? NULL : &rerun->moment;
    return true;
}

static bool setup_begin(const struct rerun *rerun, struct month_setup *setup, GError **error)
{
    struct month_order order = rerun->order;
    order.only_partner = rerun->partner_id;
    return month_setup_begin(rerun->store, &order, NULL, setup, error);
}

static void rerun_clear(rerun *rerun)
{
    store_issued_month_free(rerun->frozen);
    temporary_directory_remove(&rerun->holidays);
    g_string_chunk_free(rerun->strings);
    store_close(rerun->store);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(rerun, rerun_clear)

bool rerun_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    g_auto(rerun) rerun = {.options = options,
                           .partner_id = options->arguments[0],
                           .strings = g_string_chunk_new(1024)};
    g_auto(month_setup) setup = {0};
    return options_check(options, error) && explain_filter_read(options, &rerun.filter, error) &&
           (rerun.store =
                options_store_open(options, options->arguments[1], &rerun.order, error)) &&
           (!options->as_issued || issue_take(&rerun, error)) &&
           (!options->as_of || moment_take(&rerun, error)) && setup_begin(&rerun, &setup, error) &&
           (options->explain || options->date ? rerun_explain : rerun_differ)(&rerun, &setup,
                                                                              ret_status, error);
}
