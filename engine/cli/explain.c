#include "engine/cli/command.h"
#include "engine/run/month/month.h"
#include "importers/text/instant.h"

/* What is printed, and how: in words, or with --json the columns of slots.csv, adhoc.csv and
 * unscheduled.csv, and what was not paid with why. */
struct explanation {
    const struct month_setup *setup;
    const struct partner_report *report;
    const struct explain_filter *filter;
    bool json;
};

bool explain_filter_read(const struct options *options, struct explain_filter *ret_filter,
                         GError **error)
{
    struct explain_filter filter = {.by_date = options->date != NULL,
                                    .by_start = options->start != NULL};
    if (filter.by_start && !filter.by_date) {
        return command_usage_set(error, "--start needs --date");
    }
    bool good = (!filter.by_date ||
                 instant_day_parse_argument("--date", options->date, &filter.date, error)) &&
                (!filter.by_start || instant_minute_parse_argument("--start", options->start,
                                                                   &filter.start_minute, error));
    if (good) {
        *ret_filter = filter;
    }
    return good;
}

/* ---- the lists ------------------------------------------------------------------------------- */

enum list { LIST_SLOTS, LIST_ADHOC, LIST_UNSCHEDULED, LIST_NOT_PAID, LIST_COUNT };

/* A row of one of them: when it is, and what it is; the others are NULL. */
struct row {
    day date;
    int32_t start_minute;
    const struct hour *slot;
    const struct booking *booking;
    const char *became; /* of the booking */
    const struct unscheduled *unscheduled;
    const struct not_paid_row *not_paid;
};

static size_t list_count(const struct partner_report *report, enum list list)
{
    const size_t counts[] = {report->slot_count, report->adhoc_count, report->unscheduled_count,
                             report->not_paid_count};
    return counts[list];
}

static struct row list_row(const struct partner_report *report, enum list list, size_t i)
{
    if (list == LIST_SLOTS) {
        const struct hour *slot = &report->slots[i];
        return (struct row){slot->date, slot->start_minute, .slot = slot};
    }
    if (list == LIST_ADHOC) {
        const struct booking *booking = &report->adhoc[i];
        return (struct row){booking->date, booking->start_minute, .booking = booking,
                            .became = report->adhoc_became[i]};
    }
    if (list == LIST_UNSCHEDULED) {
        const struct unscheduled *unscheduled = &report->unscheduled[i];
        return (struct row){unscheduled->date, unscheduled->start_minute,
                            .unscheduled = unscheduled};
    }
    const struct not_paid_row *not_paid = &report->not_paid[i];
    return (struct row){not_paid->at.date, not_paid->at.start_minute, .not_paid = not_paid};
}

static bool takes(const struct explain_filter *filter, const struct row *row)
{
    return (!filter->by_date || day_compare(filter->date, row->date) == 0) &&
           (!filter->by_start || filter->start_minute == row->start_minute);
}

/* `other`: the minutes beside those that are paid. */
static void verdict_put_json(enum outcome outcome, enum rule rule, const char *evidence,
                             const char *notes, struct rate_in_effect rate, int32_t paid_minutes,
                             const char *other, int32_t other_minutes)
{
    json_print(", 'outcome': %s, 'rule': %s, 'policy': %s, 'reading': %s, 'evidence': %s, "
               "'notes': %s, 'paid_minutes': %d, %s: %d, 'hourly_rate': %s",
               outcome_words[outcome], rule_words[rule], rule_says[rule].sentence,
               rule_says[rule].reading, evidence, notes, paid_minutes, other, other_minutes,
               rate.found ? text_rate(TEXT_ROOM, rate.rate) : "");
}

static void row_put_json(const struct row *row)
{
    const struct hour *slot = row->slot;
    const struct booking *booking = row->booking;
    json_print("{'date': %s, 'start': %s", text_date(TEXT_ROOM, row->date),
               text_time(TEXT_ROOM, row->start_minute));
    if (slot) {
        verdict_put_json(slot->outcome, slot->rule, slot->evidence, hour_notes_words[slot->notes],
                         slot->hourly_rate, slot->paid_minutes.minutes, "penalty_minutes",
                         slot->penalty_minutes.minutes);
    } else if (booking) {
        json_print(", 'appointment_id': %s", booking->appointment_id);
        verdict_put_json(booking->outcome, booking->rule, booking->evidence,
                         reason_words[booking->reason], booking->hourly_rate,
                         booking->paid_minutes.minutes, "duration_minutes",
                         booking->duration_minutes);
    } else if (row->unscheduled) {
        json_print(", 'appointment_id': %s, 'reason': %s", row->unscheduled->appointment_id,
                   unscheduled_reason(row->unscheduled));
    } else {
        json_print(", 'minutes': %d, 'why': %s, 'mend': %s, 'source': %s",
                   row->not_paid->minutes.minutes, row->not_paid->why, row->not_paid->mend,
                   row->not_paid->source);
    }
    putchar('}');
}

/* With --date: the rule behind a verdict, in the policy's words and ours. */
static void rule_print(const struct explanation *of, enum rule rule)
{
    if (of->filter->by_date && rule_says[rule].sentence[0]) {
        printf("      %s, policy: \"%s\"\n", rule_words[rule], rule_says[rule].sentence);
    }
    if (of->filter->by_date) {
        printf("      %s: %s\n", rule_words[rule], rule_says[rule].reading);
    }
}

static void row_print(const struct explanation *of, const struct row *row)
{
    const struct hour *slot = row->slot;
    const struct booking *booking = row->booking;
    const struct not_paid_row *not_paid = row->not_paid;
    printf("  %s %s  ", text_date_short(TEXT_ROOM, row->date),
           text_time(TEXT_ROOM, row->start_minute));
    if (slot) {
        printf("%-13s pays %s", outcome_words[slot->outcome],
               text_hours(TEXT_ROOM, slot->paid_minutes.minutes));
        if (slot->penalty_minutes.minutes > 0) {
            printf(", less %s taken back", text_hours(TEXT_ROOM, slot->penalty_minutes.minutes));
        }
        printf("  %s  %s%s%s\n", rule_words[slot->rule], slot->evidence, slot->notes ? "  " : "",
               hour_notes_words[slot->notes]);
        rule_print(of, slot->rule);
    } else if (booking) {
        printf("%s  %s; pays %s of %s  %s  %s%s%s\n", booking->appointment_id, row->became,
               text_hours(TEXT_ROOM, booking->paid_minutes.minutes),
               text_hours(TEXT_ROOM, booking->duration_minutes), rule_words[booking->rule],
               booking->evidence, booking->reason != REASON_NONE ? "  " : "",
               reason_words[booking->reason]);
        rule_print(of, booking->rule);
    } else if (row->unscheduled) {
        printf("%s  %s\n", row->unscheduled->appointment_id, unscheduled_reason(row->unscheduled));
    } else {
        printf("%s: %s%s%s%s%s%s\n", text_hours(TEXT_ROOM, not_paid->minutes.minutes),
               not_paid->why, not_paid->mend[0] ? "; would have made it payable: " : "",
               not_paid->mend, not_paid->source[0] ? " (" : "", not_paid->source,
               not_paid->source[0] ? ")" : "");
    }
}

static void list_explain(const struct explanation *of, enum list list)
{
    static const struct {
        const char *name;
        const char *heading;
    } names[] = {[LIST_SLOTS] = {"slots", "Partner schedule, hour by hour"},
                 [LIST_ADHOC] = {"adhoc", "Ad hoc bookings"},
                 [LIST_UNSCHEDULED] = {"unscheduled", "Appointments outside the paid schedule"},
                 [LIST_NOT_PAID] = {"not_paid", "Not paid, and why"}};
    size_t count = list_count(of->report, list);
    bool first = true;
    if (of->json) {
        json_print(",\n  %s: [", names[list].name);
    } else if (count > 0 || list == LIST_SLOTS) {
        printf("\n%s\n", names[list].heading);
    }
    for (size_t i = 0; i < count; i++) {
        struct row row = list_row(of->report, list, i);
        if (!takes(of->filter, &row)) {
            continue;
        }
        if (of->json) {
            fputs(first ? "\n    " : ",\n    ", stdout);
            row_put_json(&row);
        } else {
            row_print(of, &row);
        }
        first = false;
    }
    fputs(of->json ? "]" : "", stdout);
}

/* ---- the month as a whole -------------------------------------------------------------------- */

static void whole_explain(const struct partner_report *report)
{
    puts("\nHow the hours were counted");
    for (size_t i = 0; i < report->count_count; i++) {
        const struct count_row *row = &report->counts[i];
        printf("  %-34s %-48s %11s\n", row->label, row->detail,
               text_hours(TEXT_ROOM, row->minutes));
    }
    puts("\nLines");
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        if (line->kind >= RATE_KIND_COUNT) {
            g_autofree char *what = line_description(line, report->line_dates[i]);
            printf("  %s: %s, GST %s\n", what, text_money(TEXT_ROOM, line->amount),
                   text_money(TEXT_ROOM, line->gst));
            continue;
        }
        printf("  %-8s %12s at %10s = %12s, GST %10s, %s\n",
               line->kind == RATE_PARTNER ? "partner" : "ad hoc",
               text_hours(TEXT_ROOM, line->minutes.minutes),
               text_rate(TEXT_ROOM, line->hourly_rate), text_money(TEXT_ROOM, line->amount),
               text_money(TEXT_ROOM, line->gst), report->line_dates[i]);
    }
    if (report->exception_count > 0) {
        puts("\nExceptions");
    }
    for (size_t i = 0; i < report->exception_count; i++) {
        const struct exception_row *row = &report->exceptions[i];
        printf("  %-6s %-24s %s%s%s\n", severity_words[row->severity], row->code, row->subject,
               row->subject[0] ? ": " : "", row->message);
    }
    if (!report->row.amounts_blank) {
        printf("\ntotal %s\n", text_dollars(TEXT_ROOM, report->row.totals.total));
    }
}

static void heading_put(const struct explanation *of)
{
    const struct report_run *run = &of->setup->run;
    const struct register_row *row = &of->report->row;
    const struct supplier *supplier = &of->report->supplier;
    const char *as_at = text_stamp(TEXT_ROOM, run->as_at);
    if (!of->json) {
        printf("%s %s, %s: %s%s%s\nfacts as at %s, batch %" PRId64 "\n", supplier->partner_id,
               supplier->legal_name, run->period_text, row->status, row->reasons[0] ? " " : "",
               row->reasons, as_at, run->batch);
        return;
    }
    json_print("{\n  'partner_id': %s, 'period': %s, 'as_at': %s, 'batch': %" PRId64
               ", 'status': %s, 'reasons': %s",
               supplier->partner_id, run->period_text, as_at, run->batch, row->status,
               row->reasons);
    if (!row->amounts_blank) {
        json_print(
            ", 'subtotal': %s, 'gst': %s, 'total': %s", text_money(TEXT_ROOM, row->totals.subtotal),
            text_money(TEXT_ROOM, row->totals.gst), text_money(TEXT_ROOM, row->totals.total));
    }
}

/* ---- what was paid of it, and when ------------------------------------------------------------ */

/* One issue that paid the month, or has a document of it: what came with it. */
struct paid_issue {
    const struct issue_head *head;
    GArray *documents; /* struct issued_document: the partner's, of the payment's supplier */
    const struct issued_payment *payment;
    money brought_forward;
};

static void document_put_json(const struct issued_document *document,
                              const struct adjustment_line *lines, guint count)
{
    json_print("{'number': %s, 'total': %s, 'reasons': [", document->number,
               text_money(TEXT_ROOM, document->total));
    for (guint i = 0; i < count; i++) {
        fputs(i > 0 ? ", " : "", stdout);
        json_print("%s", lines[i].reason);
    }
    fputs("]}", stdout);
}

static void document_print(const struct issued_document *document,
                           const struct adjustment_line *lines, guint count)
{
    g_autofree char *name = g_strdup_printf(
        "%s%s%s", document->number, document->adjusts[0] ? " adjusts " : "", document->adjusts);
    printf("    %-48s %14s%s\n", name, text_dollars(TEXT_ROOM, document->total),
           document->void_reason[0] ? "  void" : "");
    for (guint i = 0; i < count; i++) {
        printf("      %s\n", lines[i].reason);
    }
}

static void paid_put_json(const struct paid_issue *paid)
{
    const struct issue_head *head = paid->head;
    json_print("{'period': %s, 'issue': %d, 'issue_date': %s, 'payment_date': %s, "
               "'brought_forward': %s, 'payment': %s, 'carried_forward': %s, 'documents': [",
               text_period(TEXT_ROOM, head->period), head->issue,
               text_date(TEXT_ROOM, head->issue_date), text_date(TEXT_ROOM, head->payment_date),
               text_money(TEXT_ROOM, paid->brought_forward),
               text_money(TEXT_ROOM, paid->payment->payment),
               text_money(TEXT_ROOM, paid->payment->carried));
}

static void paid_heading_print(const struct paid_issue *paid)
{
    const struct issue_head *head = paid->head;
    char period[TEXT_SIZE];
    printf("  issue %d of %s, %s\n", head->issue, text_period(period, head->period),
           text_date_words(TEXT_ROOM, head->issue_date));
    if (paid->brought_forward.cents != 0) {
        printf("    %-48s %14s\n", "less what was owed before",
               text_dollars(TEXT_ROOM, paid->brought_forward));
    }
}

static void paid_amounts_print(const struct paid_issue *paid)
{
    g_autofree char *label =
        g_strdup_printf("paid on %s", text_date_words(TEXT_ROOM, paid->head->payment_date));
    printf("    %-48s %14s\n", paid->payment->payment.cents > 0 ? label : "paid",
           text_dollars(TEXT_ROOM, paid->payment->payment));
    if (paid->payment->carried.cents != 0) {
        printf("    %-48s %14s\n", "owes; it comes off the next payments",
               text_dollars(TEXT_ROOM, (money){-paid->payment->carried.cents}));
    }
}

static bool paid_put(const struct explanation *of, const struct paid_issue *paid, bool first,
                     GStringChunk *strings, GError **error)
{
    fputs(of->json ? (first ? "\n    " : ",\n    ") : first ? "\nPayment\n" : "", stdout);
    (of->json ? paid_put_json : paid_heading_print)(paid);
    for (guint i = 0; i < paid->documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(paid->documents, struct issued_document, i);
        g_autoptr(GArray) lines = g_array_new(FALSE, TRUE, sizeof(struct adjustment_line));
        if (document->adjusts[0] && !store_adjustment_lines_load(of->setup->store, document->number,
                                                                 lines, strings, error)) {
            return false;
        }
        fputs(of->json && i > 0 ? ", " : "", stdout);
        (of->json ? document_put_json : document_print)(document, (const void *)lines->data,
                                                        lines->len);
    }
    fputs(of->json ? "], \"events\": [" : "", stdout);
    if (!of->json) {
        paid_amounts_print(paid);
    }
    const bool told =
        payment_events_print(of->setup->store, paid->payment, paid->head->seq, of->json, error);
    fputs(of->json ? "]}" : "", stdout);
    return told;
}

/* Whether the payment is for a document of the partner: an older release had one for all of an issue. */
static bool pays_for(const struct issued_payment *payment, const struct issued_document *document)
{
    return strcmp(document->supplier.partner_id, payment->partner_id) == 0 &&
           (payment->abn[0] == '\0' || strcmp(document->supplier.abn, payment->abn) == 0);
}

/* A payment of an issue, where that or one of its documents is of the period. */
static bool payment_explain(const struct explanation *of, struct paid_issue *paid,
                            const GArray *documents, bool *first, GStringChunk *strings,
                            GError **error)
{
    const struct period period = of->setup->run.period;
    bool concerns = day_compare(paid->head->period.first, period.first) == 0;
    g_array_set_size(paid->documents, 0);
    for (guint i = 0; i < documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(documents, struct issued_document, i);
        if (pays_for(paid->payment, document)) {
            concerns = concerns || day_compare(document->period.first, period.first) == 0;
            g_array_append_val(paid->documents, *document);
        }
    }
    if (concerns && !paid_put(of, paid, *first, strings, error)) {
        return false;
    }
    *first = *first && !concerns;
    return true;
}

static bool payments_explain(const struct explanation *of, GError **error)
{
    const char *partner_id = of->report->supplier.partner_id;
    store *store = of->setup->store;
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GArray) own = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
    struct paid_issue paid = {.documents = own};
    money carried = {0};
    bool first = true;
    bool good = store_issues_load(store, NULL, heads, strings, error);
    for (guint i = 0; good && i < heads->len; i++) {
        g_autoptr(GArray) documents = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
        g_autoptr(GArray) payments = g_array_new(FALSE, TRUE, sizeof(struct issued_payment));
        paid.head = &g_array_index(heads, struct issue_head, i);
        good = store_documents_load(store, paid.head->seq, documents, strings, error) &&
               store_payments_load(store, paid.head->seq, payments, strings, error);
        for (guint k = 0; good && k < payments->len; k++) {
            paid.payment = &g_array_index(payments, struct issued_payment, k);
            if (strcmp(paid.payment->partner_id, partner_id) != 0) {
                continue;
            }
            /* An older release did not keep what was brought forward: what the payment before left. */
            const bool kept = paid.payment->abn[0] != '\0';
            paid.brought_forward = kept ? paid.payment->brought : carried;
            carried = paid.payment->carried;
            good = payment_explain(of, &paid, documents, &first, strings, error);
        }
    }
    return good;
}

static bool month_explain(const struct explanation *of, GError **error)
{
    bool good = true;
    heading_put(of);
    for (enum list list = 0; list < LIST_COUNT; list++) {
        list_explain(of, list);
    }
    if (of->json) {
        fputs(",\n  \"payments\": [", stdout);
        good = payments_explain(of, error);
        puts("]\n}");
    } else if (!of->filter->by_date) {
        whole_explain(of->report);
        good = payments_explain(of, error);
    }
    return good;
}

/* ---- --date and --start that nothing is at --------------------------------------------------- */

static bool anything_there(const struct partner_report *report, const struct explain_filter *filter)
{
    bool found = false;
    for (enum list list = 0; list < LIST_NOT_PAID; list++) {
        for (size_t i = 0; i < list_count(report, list); i++) {
            struct row row = list_row(report, list, i);
            found |= takes(filter, &row);
        }
    }
    return found;
}

/* What there is instead, since a missing hour is the question of most disputes. */
static void nothing_there_print(const struct partner_report *report,
                                const struct explain_filter *filter)
{
    printf("%s has no hour, ad hoc booking or appointment on %s%s%s.\n",
           report->supplier.partner_id, text_date_short(TEXT_ROOM, filter->date),
           filter->by_start ? " at " : "",
           filter->by_start ? text_time(TEXT_ROOM, filter->start_minute) : "");
    puts("The Partner schedule of the month offers:");
    for (size_t i = 0; i < report->count_count; i++) {
        if (report->counts[i].kind == COUNT_OFFERED) {
            printf("  %-12s %s\n", report->counts[i].label, report->counts[i].detail);
        }
    }
}

/* ---- the command ------------------------------------------------------------------------------ */

struct partner_report *explain_partner(const struct month_setup *setup,
                                       const struct options *options,
                                       const struct explain_filter *filter, bool beside_roster,
                                       GError **error)
{
    const char *partner_id = options->arguments[0];
    const char *period_text = setup->run.period_text;
    g_autoptr(partner_month) month = partner_month_new();
    g_autoptr(GPtrArray) roster = store_partner_ids(setup->store, &setup->view, error);
    if (!roster) {
        return NULL;
    }
    bool in_roster = g_ptr_array_find_with_equal_func(roster, partner_id, g_str_equal, NULL);
    if (!in_roster && !beside_roster) {
        command_usage_set(error, "%s has no partner %s", period_text, partner_id);
        return NULL;
    }
    if (!partner_month_compute(setup, partner_id, !in_roster, month, error)) {
        return NULL;
    }
    if (filter->by_date && !period_has(setup->view.period, filter->date)) {
        command_usage_set(error, "--date %s is not in %s", options->date, period_text);
        return NULL;
    }
    g_autoptr(partner_report) report = partner_month_build(&setup->run, month);
    const struct explanation of = {setup, report, filter, options->json};
    if (!of.json && filter->by_date && !anything_there(report, filter)) {
        nothing_there_print(report, filter);
    } else if (!month_explain(&of, error)) {
        return NULL;
    }
    return g_steal_pointer(&report);
}

static bool explain_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                        GError **error)
{
    struct explain_filter filter = {0};
    struct month_order order;
    g_autoptr(store) store = explain_filter_read(options, &filter, error)
                                 ? options_store_open(options, options->arguments[1], &order, error)
                                 : NULL;
    g_auto(month_setup) setup = {0};
    g_autoptr(partner_report) report =
        store && month_setup_begin(store, &order, NULL, &setup, error) &&
                month_setup_sessions(&setup, options->arguments[0], error)
            ? explain_partner(&setup, options, &filter, false, error)
            : NULL;
    return report != NULL;
}

static const GOptionEntry explain_options[] = {
    {"date", 0, 0, G_OPTION_ARG_STRING, &options_given.date, "only what is on this date", "DATE"},
    {"start", 0, 0, G_OPTION_ARG_STRING, &options_given.start,
     "only what starts at this time (with --date)", "hh:mm"},
    {0}};

const struct command explain_command = {
    "explain", "PARTNER PERIOD",
    "Explains each hour of a partner's month: verdict, rule, evidence and the policy's sentence.",
    explain_options, explain_act};
