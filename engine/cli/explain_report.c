#include "engine/cli/explain_report.h"

#include <stdio.h>
#include <string.h>

#include "engine/run/partner_month.h"
#include "engine/store/facts/changes.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"
#include "reports/text.h"

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

static void when_print(day date, int32_t start_minute)
{
    char date_text[TEXT_SIZE];
    char time_text[TEXT_SIZE];
    printf("%s %s", text_date_short(date_text, date), text_time(time_text, start_minute));
}

/* The rule behind a verdict, in the policy's words and ours. */
static void rule_print(enum rule rule)
{
    if (rule_sentence(rule)[0]) {
        printf("      %s, policy: \"%s\"\n", rule_code(rule), rule_sentence(rule));
    }
    printf("      %s: %s\n", rule_code(rule), rule_reading(rule));
}

static void slots_explain(const struct partner_report *report, const struct explain_filter *filter)
{
    puts("\nPartner schedule, hour by hour");
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        if (!explain_takes(filter, slot->date, slot->start_minute)) {
            continue;
        }
        printf("  ");
        when_print(slot->date, slot->start_minute);
        printf("  %-13s pays %d min", outcome_code(slot->outcome), slot->paid_minutes.minutes);
        if (slot->penalty_minutes.minutes > 0) {
            printf(", less %d taken back", slot->penalty_minutes.minutes);
        }
        printf("  %s  %s%s%s\n", rule_code(slot->rule), slot->evidence, slot->notes ? "  " : "",
               hour_notes(slot));
        if (filter->by_date) {
            rule_print(slot->rule);
        }
    }
}

static void adhoc_explain(const struct partner_report *report, const struct explain_filter *filter)
{
    if (report->adhoc_count > 0) {
        puts("\nAd hoc bookings");
    }
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *booking = &report->adhoc[i];
        if (!explain_takes(filter, booking->date, booking->start_minute)) {
            continue;
        }
        printf("  ");
        when_print(booking->date, booking->start_minute);
        printf("  %s  %s; pays %d of %d min  %s  %s%s%s\n", booking->appointment_id,
               report->adhoc_became[i], booking->paid_minutes.minutes, booking->duration_minutes,
               rule_code(booking->rule), booking->evidence,
               booking->reason != REASON_NONE ? "  " : "", booking_notes(booking));
        if (filter->by_date) {
            rule_print(booking->rule);
        }
    }
}

static void unscheduled_explain(const struct partner_report *report,
                                const struct explain_filter *filter)
{
    if (report->unscheduled_count > 0) {
        puts("\nAppointments outside the paid schedule");
    }
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        const struct unscheduled *row = &report->unscheduled[i];
        if (explain_takes(filter, row->date, row->start_minute)) {
            printf("  ");
            when_print(row->date, row->start_minute);
            printf("  %s  %s\n", row->appointment_id, unscheduled_reason(row));
        }
    }
}

static void not_paid_explain(const struct partner_report *report,
                             const struct explain_filter *filter)
{
    if (report->not_paid_count > 0) {
        puts("\nNot paid, and why");
    }
    for (size_t i = 0; i < report->not_paid_count; i++) {
        const struct not_paid_row *row = &report->not_paid[i];
        if (explain_takes(filter, row->date, row->start_minute)) {
            printf("  ");
            when_print(row->date, row->start_minute);
            printf("  %d min: %s%s%s%s%s%s\n", row->minutes.minutes, row->why,
                   row->mend[0] ? "; would have made it payable: " : "", row->mend,
                   row->source[0] ? " (" : "", row->source, row->source[0] ? ")" : "");
        }
    }
}

static void counts_explain(const struct partner_report *report)
{
    char hours[TEXT_SIZE];
    puts("\nHow the hours were counted");
    for (size_t i = 0; i < report->count_count; i++) {
        const struct count_row *row = &report->counts[i];
        printf("  %-34s %-48s %8s\n", row->label, row->detail, text_hours(hours, row->minutes));
    }
}

static void lines_explain(const struct partner_report *report)
{
    char hours[TEXT_SIZE];
    char rate[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char gst[TEXT_SIZE];
    puts("\nLines");
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        printf("  %-8s %8s hours at %10s = %12s, GST %10s\n",
               line->kind == RATE_PARTNER ? "partner" : "ad hoc",
               text_hours(hours, line->minutes.minutes), text_rate(rate, line->hourly_rate),
               text_money(amount, line->amount), text_money(gst, line->gst));
    }
}

static void exceptions_explain(const struct partner_report *report)
{
    if (report->exception_count > 0) {
        puts("\nExceptions");
    }
    for (size_t i = 0; i < report->exception_count; i++) {
        const struct exception_row *row = &report->exceptions[i];
        printf("  %-6s %-24s %s%s%s\n", severity_name(row->severity), row->code, row->subject,
               row->subject[0] ? ": " : "", row->message);
    }
}

static const struct clock *clock_of(const char *timezone, void *user_data)
{
    (void)user_data;
    return zone_clock(timezone);
}

static void report_explain(const struct month_setup *setup, const struct partner_report *report,
                           const struct explain_filter *filter)
{
    char as_at[TEXT_SIZE];
    char total[TEXT_SIZE];
    printf("%s %s, %s: %s%s%s\nfacts as at %s, batch %" G_GINT64_FORMAT "\n",
           report->supplier.partner_id, report->supplier.legal_name, setup->run.period_text,
           report->row.status, report->row.reasons[0] ? " " : "", report->row.reasons,
           text_stamp(as_at, setup->run.as_at), setup->run.batch);
    slots_explain(report, filter);
    adhoc_explain(report, filter);
    unscheduled_explain(report, filter);
    not_paid_explain(report, filter);
    if (!filter->by_date) {
        counts_explain(report);
        lines_explain(report);
        exceptions_explain(report);
        if (!report->row.amounts_blank) {
            printf("\ntotal %s\n", text_dollars(total, report->row.totals.total));
        }
    }
}

/* --date and --start that nothing is at: what there is instead, since a missing hour is the
 * question of most disputes. */
static bool anything_there(const struct partner_report *report, const struct explain_filter *filter)
{
    bool found = false;
    for (size_t i = 0; i < report->slot_count; i++) {
        found |= explain_takes(filter, report->slots[i].date, report->slots[i].start_minute);
    }
    for (size_t i = 0; i < report->adhoc_count; i++) {
        found |= explain_takes(filter, report->adhoc[i].date, report->adhoc[i].start_minute);
    }
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        found |=
            explain_takes(filter, report->unscheduled[i].date, report->unscheduled[i].start_minute);
    }
    return found;
}

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

enum exit_status explain_report_print(const struct month_setup *setup,
                                      const struct options *options,
                                      const struct partner_report *report,
                                      const struct explain_filter *filter)
{
    if (filter->by_date && !period_has(setup->view.period, filter->date)) {
        return command_wrong_usage("--date %s is not in %s", options->date, setup->run.period_text);
    }
    if (options->json) {
        explain_print_json(&setup->run, report, filter);
    } else if (!anything_there(report, filter) && filter->by_date) {
        nothing_there_print(report, filter);
    } else {
        report_explain(setup, report, filter);
    }
    return EXIT_ALL_DONE;
}

/* Of one who left and has a payment there all the same. */
static struct partner_report *left_partner_report(const struct month_setup *setup,
                                                  const char *partner_id,
                                                  struct partner_month *month, GError **error)
{
    bool found = false;
    struct store_view view = setup->view;
    if (!store_partner_newest_period(setup->store, partner_id, view.batch, &found, &view.period,
                                     error)) {
        return NULL;
    }
    g_autoptr(store_partner) particulars =
        found ? store_partner_load(setup->store, &view, partner_id, clock_of, NULL, error) : NULL;
    return (!found || particulars) &&
                   partner_month_compute(setup, partner_id,
                                         found ? &particulars->row.supplier : NULL, month, error)
               ? partner_month_build(&setup->run, month)
               : NULL;
}

enum exit_status explain_partner(const struct month_setup *setup, const struct options *options,
                                 const struct explain_filter *filter, bool beside_roster,
                                 struct partner_report **ret_report)
{
    const char *partner_id = options->arguments[0];
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) known = store_partner_ids(setup->store, &setup->view, &error);
    if (!known) {
        return command_failed(error);
    }
    bool in_roster = g_ptr_array_find_with_equal_func(known, partner_id, g_str_equal, NULL);
    if (!in_roster && !beside_roster) {
        return command_wrong_usage("%s has no partner %s", setup->run.period_text, partner_id);
    }
    g_autoptr(partner_month) month = partner_month_new();
    g_autoptr(partner_report) report = in_roster
                                           ? partner_month_report(setup, partner_id, month, &error)
                                           : left_partner_report(setup, partner_id, month, &error);
    if (!report) {
        return command_failed(error);
    }
    enum exit_status status = explain_report_print(setup, options, report, filter);
    if (status == EXIT_ALL_DONE && ret_report) {
        *ret_report = g_steal_pointer(&report);
    }
    return status;
}
