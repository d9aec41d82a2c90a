#include "engine/cli/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "engine/run/month.h"
#include "importers/text/instant.h"
#include "reports/text.h"

/* What is printed, and how: in words, or with --json the columns of slots.csv, adhoc.csv and
 * unscheduled.csv, and what was not paid with why. */
struct explanation {
    const struct month_setup *setup;
    const struct partner_report *report;
    const struct explain_filter *filter;
    bool json;
};

enum exit_status explain_filter_read(const struct options *options, struct explain_filter *filter)
{
    g_autofree char *message = NULL;
    filter->by_date = options->date != NULL;
    filter->by_start = options->start != NULL;
    if (filter->by_start && !filter->by_date) {
        return command_wrong_usage("--start needs --date");
    }
    if (filter->by_date && !instant_day_parse_argument(options->date, &filter->date, &message)) {
        return command_wrong_usage("--date: %s", message);
    }
    if (filter->by_start &&
        !instant_minute_parse_argument(options->start, &filter->start_minute, &message)) {
        return command_wrong_usage("--start: %s", message);
    }
    return EXIT_ALL_DONE;
}

static bool takes(const struct explain_filter *filter, day date, int32_t start_minute)
{
    return (!filter->by_date || day_compare(filter->date, date) == 0) &&
           (!filter->by_start || filter->start_minute == start_minute);
}

/* ---- the lists: each with its name as JSON and its heading ---------------------------------- */

static void list_open(const struct explanation *of, const char *name, const char *heading,
                      bool has_rows)
{
    if (of->json) {
        printf(",\n  \"%s\": [", name);
    } else if (has_rows) {
        printf("\n%s\n", heading);
    }
}

/* Begins a row with its date and start; false where it is left out. */
static bool row_open(const struct explanation *of, guint *index, day date, int32_t start_minute)
{
    char date_text[TEXT_SIZE];
    char time_text[TEXT_SIZE];
    if (!takes(of->filter, date, start_minute)) {
        return false;
    }
    text_time(time_text, start_minute);
    if (of->json) {
        fputs(*index == 0 ? "\n    {" : ",\n    {", stdout);
        json_print("'date': %s, 'start': %s", text_date(date_text, date), time_text);
    } else {
        printf("  %s %s  ", text_date_short(date_text, date), time_text);
    }
    ++*index;
    return true;
}

/* `other`: the minutes beside those that are paid. */
static void verdict_put(enum outcome outcome, enum rule rule, const char *evidence,
                        const char *notes, struct rate_in_effect rate, int32_t paid_minutes,
                        const char *other, int32_t other_minutes)
{
    char text[TEXT_SIZE];
    json_print(", 'outcome': %s, 'rule': %s, 'policy': %s, 'reading': %s, 'evidence': %s, "
               "'notes': %s, 'paid_minutes': %d, %s: %d, 'hourly_rate': %s}",
               outcome_code(outcome), rule_code(rule), rule_sentence(rule), rule_reading(rule),
               evidence, notes, paid_minutes, other, other_minutes,
               rate.found ? text_rate(text, rate.rate) : "");
}

/* With --date: the rule behind a verdict, in the policy's words and ours. */
static void rule_print(const struct explanation *of, enum rule rule)
{
    if (!of->filter->by_date) {
        return;
    }
    if (rule_sentence(rule)[0]) {
        printf("      %s, policy: \"%s\"\n", rule_code(rule), rule_sentence(rule));
    }
    printf("      %s: %s\n", rule_code(rule), rule_reading(rule));
}

static void slots_explain(const struct explanation *of)
{
    guint shown = 0;
    list_open(of, "slots", "Partner schedule, hour by hour", true);
    for (size_t i = 0; i < of->report->slot_count; i++) {
        const struct hour *slot = &of->report->slots[i];
        if (!row_open(of, &shown, slot->date, slot->start_minute)) {
            continue;
        }
        if (of->json) {
            verdict_put(slot->outcome, slot->rule, slot->evidence, hour_notes(slot),
                        slot->hourly_rate, slot->paid_minutes.minutes, "penalty_minutes",
                        slot->penalty_minutes.minutes);
            continue;
        }
        printf("%-13s pays %d min", outcome_code(slot->outcome), slot->paid_minutes.minutes);
        if (slot->penalty_minutes.minutes > 0) {
            printf(", less %d taken back", slot->penalty_minutes.minutes);
        }
        printf("  %s  %s%s%s\n", rule_code(slot->rule), slot->evidence, slot->notes ? "  " : "",
               hour_notes(slot));
        rule_print(of, slot->rule);
    }
    fputs(of->json ? "]" : "", stdout);
}

static void adhoc_explain(const struct explanation *of)
{
    guint shown = 0;
    list_open(of, "adhoc", "Ad hoc bookings", of->report->adhoc_count > 0);
    for (size_t i = 0; i < of->report->adhoc_count; i++) {
        const struct booking *booking = &of->report->adhoc[i];
        if (!row_open(of, &shown, booking->date, booking->start_minute)) {
            continue;
        }
        if (of->json) {
            json_print(", 'appointment_id': %s", booking->appointment_id);
            verdict_put(booking->outcome, booking->rule, booking->evidence, booking_notes(booking),
                        booking->hourly_rate, booking->paid_minutes.minutes, "duration_minutes",
                        booking->duration_minutes);
            continue;
        }
        printf("%s  %s; pays %d of %d min  %s  %s%s%s\n", booking->appointment_id,
               of->report->adhoc_became[i], booking->paid_minutes.minutes,
               booking->duration_minutes, rule_code(booking->rule), booking->evidence,
               booking->reason != REASON_NONE ? "  " : "", booking_notes(booking));
        rule_print(of, booking->rule);
    }
    fputs(of->json ? "]" : "", stdout);
}

static void unscheduled_explain(const struct explanation *of)
{
    guint shown = 0;
    list_open(of, "unscheduled", "Appointments outside the paid schedule",
              of->report->unscheduled_count > 0);
    for (size_t i = 0; i < of->report->unscheduled_count; i++) {
        const struct unscheduled *row = &of->report->unscheduled[i];
        if (!row_open(of, &shown, row->date, row->start_minute)) {
            continue;
        }
        if (of->json) {
            json_print(", 'appointment_id': %s, 'reason': %s}", row->appointment_id,
                       unscheduled_reason(row));
        } else {
            printf("%s  %s\n", row->appointment_id, unscheduled_reason(row));
        }
    }
    fputs(of->json ? "]" : "", stdout);
}

static void not_paid_explain(const struct explanation *of)
{
    guint shown = 0;
    list_open(of, "not_paid", "Not paid, and why", of->report->not_paid_count > 0);
    for (size_t i = 0; i < of->report->not_paid_count; i++) {
        const struct not_paid_row *row = &of->report->not_paid[i];
        if (!row_open(of, &shown, row->at.date, row->at.start_minute)) {
            continue;
        }
        if (of->json) {
            json_print(", 'minutes': %d, 'why': %s, 'mend': %s, 'source': %s}",
                       row->minutes.minutes, row->why, row->mend, row->source);
        } else {
            printf("%d min: %s%s%s%s%s%s\n", row->minutes.minutes, row->why,
                   row->mend[0] ? "; would have made it payable: " : "", row->mend,
                   row->source[0] ? " (" : "", row->source, row->source[0] ? ")" : "");
        }
    }
    fputs(of->json ? "]" : "", stdout);
}

/* ---- the month as a whole -------------------------------------------------------------------- */

static void whole_explain(const struct partner_report *report)
{
    char hours[TEXT_SIZE];
    char rate[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char gst[TEXT_SIZE];
    puts("\nHow the hours were counted");
    for (size_t i = 0; i < report->count_count; i++) {
        const struct count_row *row = &report->counts[i];
        printf("  %-34s %-48s %8s\n", row->label, row->detail, text_hours(hours, row->minutes));
    }
    puts("\nLines");
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        printf("  %-8s %8s hours at %10s = %12s, GST %10s\n",
               line->kind == RATE_PARTNER ? "partner" : "ad hoc",
               text_hours(hours, line->minutes.minutes), text_rate(rate, line->hourly_rate),
               text_money(amount, line->amount), text_money(gst, line->gst));
    }
    if (report->exception_count > 0) {
        puts("\nExceptions");
    }
    for (size_t i = 0; i < report->exception_count; i++) {
        const struct exception_row *row = &report->exceptions[i];
        printf("  %-6s %-24s %s%s%s\n", severity_name(row->severity), row->code, row->subject,
               row->subject[0] ? ": " : "", row->message);
    }
    if (!report->row.amounts_blank) {
        printf("\ntotal %s\n", text_dollars(amount, report->row.totals.total));
    }
}

static void heading_put(const struct explanation *of)
{
    char as_at[TEXT_SIZE];
    char subtotal[TEXT_SIZE];
    char gst[TEXT_SIZE];
    char total[TEXT_SIZE];
    const struct report_run *run = &of->setup->run;
    const struct register_row *row = &of->report->row;
    const struct supplier *supplier = &of->report->supplier;
    text_stamp(as_at, run->as_at);
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
        json_print(", 'subtotal': %s, 'gst': %s, 'total': %s",
                   text_money(subtotal, row->totals.subtotal), text_money(gst, row->totals.gst),
                   text_money(total, row->totals.total));
    }
}

static void month_explain(const struct explanation *of)
{
    heading_put(of);
    slots_explain(of);
    adhoc_explain(of);
    unscheduled_explain(of);
    not_paid_explain(of);
    if (of->json) {
        puts("\n}");
    } else if (!of->filter->by_date) {
        whole_explain(of->report);
    }
}

/* ---- --date and --start that nothing is at --------------------------------------------------- */

static bool anything_there(const struct partner_report *report, const struct explain_filter *filter)
{
    bool found = false;
    for (size_t i = 0; i < report->slot_count; i++) {
        found |= takes(filter, report->slots[i].date, report->slots[i].start_minute);
    }
    for (size_t i = 0; i < report->adhoc_count; i++) {
        found |= takes(filter, report->adhoc[i].date, report->adhoc[i].start_minute);
    }
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        found |= takes(filter, report->unscheduled[i].date, report->unscheduled[i].start_minute);
    }
    return found;
}

/* What there is instead, since a missing hour is the question of most disputes. */
static void nothing_there_print(const struct partner_report *report,
                                const struct explain_filter *filter)
{
    char date[TEXT_SIZE];
    char start[TEXT_SIZE];
    printf("%s has no hour, ad hoc booking or appointment on %s%s%s.\n",
           report->supplier.partner_id, text_date_short(date, filter->date),
           filter->by_start ? " at " : "",
           filter->by_start ? text_time(start, filter->start_minute) : "");
    puts("The Partner schedule of the month offers:");
    for (size_t i = 0; i < report->count_count; i++) {
        if (report->counts[i].kind == COUNT_OFFERED) {
            printf("  %-12s %s\n", report->counts[i].label, report->counts[i].detail);
        }
    }
}

/* ---- the command ------------------------------------------------------------------------------ */

enum exit_status explain_partner(const struct month_setup *setup, const struct options *options,
                                 const struct explain_filter *filter, bool beside_roster,
                                 struct partner_report **ret_report)
{
    const char *partner_id = options->arguments[0];
    const char *period_text = setup->run.period_text;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) roster = store_partner_ids(setup->store, &setup->view, &error);
    if (!roster) {
        return command_failed(error);
    }
    bool in_roster = g_ptr_array_find_with_equal_func(roster, partner_id, g_str_equal, NULL);
    if (!in_roster && !beside_roster) {
        return command_wrong_usage("%s has no partner %s", period_text, partner_id);
    }
    g_autoptr(partner_month) month = partner_month_new();
    if (!partner_month_compute(setup, partner_id, !in_roster, month, &error)) {
        return command_failed(error);
    }
    if (filter->by_date && !period_has(setup->view.period, filter->date)) {
        return command_wrong_usage("--date %s is not in %s", options->date, period_text);
    }
    g_autoptr(partner_report) report = partner_month_build(&setup->run, month);
    const struct explanation of = {setup, report, filter, options->json};
    if (!of.json && filter->by_date && !anything_there(report, filter)) {
        nothing_there_print(report, filter);
    } else {
        month_explain(&of);
    }
    if (ret_report) {
        *ret_report = g_steal_pointer(&report);
    }
    return EXIT_ALL_DONE;
}

static enum exit_status explain_act(const struct options *options)
{
    struct explain_filter filter = {0};
    enum exit_status status = explain_filter_read(options, &filter);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    g_autoptr(GError) error = NULL;
    struct month_order order = {0};
    g_autoptr(store) store = options_store_open(options, options->arguments[1], &order, &error);
    g_auto(month_setup) setup = {0};
    return store && month_setup_begin(store, &order, NULL, &setup, &error) &&
                   month_setup_sessions(&setup, options->arguments[0], &error)
               ? explain_partner(&setup, options, &filter, false, NULL)
               : command_failed(error);
}

static const struct option explain_options[] = {
    {"date", G_OPTION_ARG_STRING, offsetof(struct options, date), "only what is on this date",
     "DATE"},
    {"start", G_OPTION_ARG_STRING, offsetof(struct options, start),
     "only what starts at this time (with --date)", "hh:mm"},
    {0}};

const struct command explain_command = {
    "explain",
    "PARTNER PERIOD",
    "Explains each hour of a partner's month: verdict, rule, evidence and the policy's sentence.",
    2,
    2,
    explain_options,
    explain_act};
