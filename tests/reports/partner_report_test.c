#include "reports/value/partner_report.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/reports/report_sample.h"

static struct report_sample sample;

static void count_is(const struct partner_report *report, size_t index, const char *label,
                     const char *detail, int32_t minutes)
{
    cr_assert_lt(index, report->count_count);
    const struct count_row *row = &report->counts[index];
    cr_assert_str_eq(row->label, label);
    cr_assert_str_eq(row->detail, detail);
    cr_assert_eq(row->minutes, minutes, "%s %s: %d", label, detail, row->minutes);
}

static const struct not_paid_row *not_paid(const struct partner_report *report, const char *why)
{
    for (size_t i = 0; i < report->not_paid_count; i++) {
        if (strcmp(report->not_paid[i].why, why) == 0) {
            return &report->not_paid[i];
        }
        cr_log_info("not: %s", report->not_paid[i].why);
    }
    cr_assert_fail("nothing is not paid because: %s", why);
    return NULL;
}

/* The policy: "the total for September being 27 hour slots". */
Test(partner_report, policy_example)
{
    report_sample_init(&sample);
    g_autoptr(partner_report) report = report_sample_report(&sample);
    cr_assert_eq(report->count_count, 4);
    count_is(report, 0, "Tuesdays", "5 x 3 hours (10:00, 11:00, 13:00)", 15 * 60);
    count_is(report, 1, "Fridays", "4 x 3 hours (09:00, 10:00, 11:00)", 12 * 60);
    count_is(report, 2, "Hours in your Partner schedule", "", 27 * 60);
    count_is(report, 3, "Hours paid", "", 27 * 60);
    cr_assert_str_eq(report->row.status, "ready");
    cr_assert_str_eq(report->row.document, "RCTI");
    cr_assert_str_eq(report->row.number, "");
    cr_assert_eq(report->row.totals.subtotal.cents, 405000);
    cr_assert_eq(report->row.payment.cents, 445500);
    cr_assert_eq(report->line_count, 1);
    cr_assert_eq(line_total(&report->lines[0]).cents, 445500);
    cr_assert_eq(report->not_paid_count, 0);
}

static void rate_add(day from, int32_t cents)
{
    struct month_sample *month = &sample.month;
    month->rates[month->facts.rate_count++] =
        (struct rate_row){.kind = RATE_PARTNER, .effective_from = from, .hourly_rate = {cents}};
}

/* Lines and count say the dates of a rate, or of a registration, that changes within the month. */
Test(partner_report, what_changes_within_the_month_says_its_dates)
{
    const day middle = day_from_civil((struct civil){2026, 9, 15});
    report_sample_init(&sample);
    rate_add(middle, 16000);
    g_autoptr(partner_report) rates = report_sample_report(&sample);
    cr_assert_eq(rates->line_count, 2);
    cr_expect_str_eq(rates->line_dates[0], "1 to 14 September 2026");
    cr_expect_str_eq(rates->line_dates[1], "15 to 30 September 2026");
    count_is(rates, 3, "Hours paid", "", 27 * 60);
    count_is(rates, 4, "  1 to 14 September 2026", "at 150.00 an hour", 12 * 60);
    count_is(rates, 5, "  15 to 30 September 2026", "at 160.00 an hour", 15 * 60);
    rate_add(day_add(middle, 14), 15000); /* back again on the 29th */
    g_autoptr(partner_report) back = report_sample_report(&sample);
    cr_expect_str_eq(back->line_dates[0], "1 to 14, 29 to 30 September 2026");
    report_sample_init(&sample);
    sample.month.facts.gst.from = middle;
    g_autoptr(partner_report) registered = report_sample_report(&sample);
    cr_assert_eq(registered->line_count, 2);
    cr_expect_str_eq(registered->line_dates[1], "15 to 30 September 2026");
    count_is(registered, 4, "  1 to 14 September 2026", "at 150.00 an hour, without GST", 12 * 60);
    count_is(registered, 5, "  15 to 30 September 2026", "at 150.00 an hour, with GST", 15 * 60);
}

/* A rate of other months, and one before which there was none, say nothing. */
Test(partner_report, what_does_not_change_within_the_month_says_the_month)
{
    report_sample_init(&sample);
    rate_add(day_from_civil((struct civil){2026, 10, 1}), 16000);
    g_autoptr(partner_report) later = report_sample_report(&sample);
    cr_expect_str_eq(later->line_dates[0], "September 2026");
    cr_expect_eq(later->count_count, 4);
    report_sample_init(&sample);
    sample.month.rates[0].effective_from = day_from_civil((struct civil){2026, 9, 1});
    g_autoptr(partner_report) first = report_sample_report(&sample);
    cr_expect_str_eq(first->line_dates[0], "September 2026");
}

/* documents.md section 1, line by line. */
Test(partner_report, hours_counted)
{
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    g_autoptr(partner_report) report = report_sample_report(&sample);
    count_is(report, 2, "Hours in your Partner schedule", "", 27 * 60);
    count_is(report, 3, "less public holidays", "Fri 25 Sep Friday before AFL Grand Final", -180);
    count_is(report, 4, "less blocked", "Fri 11 Sep (block B1)", -180);
    count_is(report, 5, "less other streams", "Tue 8 Sep 10:30-11:30 onsite W7", -60);
    count_is(report, 6, "less not completed in 7 days", "Tue 15 Sep 11:00 A000123, due 22 Sep",
             -60);
    count_is(report, 7, "Hours paid", "", 19 * 60);
    cr_assert_eq(report->count_count, 8);
}

Test(partner_report, not_paid_and_why)
{
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    g_autoptr(partner_report) report = report_sample_report(&sample);
    cr_assert_eq(report->not_paid_count, 9);
    const struct not_paid_row *row =
        not_paid(report, "A000123 was not marked as completed by the end of Tue 22 Sep");
    cr_assert_str_eq(row->mend, "complete by 22 Sep");
    cr_assert_str_eq(row->source, "appointments.csv:2");
    cr_assert_str_eq(row->evidence, "A000123");
    cr_assert_eq(row->rule, RULE_C1);
    cr_assert_eq(row->minutes.minutes, 60);
    row = not_paid(report, "Blocked (block B1)");
    cr_assert_str_eq(row->source, "blocks.csv:2");
    row = not_paid(report, "Public holiday: Friday before AFL Grand Final");
    cr_assert_str_eq(row->source, "au-2026.csv:2");
    row = not_paid(report, "Other stream work, paid elsewhere: onsite W7, Tue 8 Sep 10:30-11:30");
    cr_assert_eq(row->minutes.minutes, 30);
    for (size_t i = 1; i < report->not_paid_count; i++) {
        cr_assert_leq(report->not_paid[i - 1].at.date.number, report->not_paid[i].at.date.number);
    }
}

/* Each of a slot's appointments is named, also where one's id ends as the other's. */
Test(partner_report, lapsed_ids_within_one_another)
{
    report_sample_init(&sample);
    month_sample_appointment_add(&sample.month, "BA10", CALENDAR_OPEN,
                                 month_sample_span(8, 10, 0, 30));
    month_sample_appointment_add(&sample.month, "A10", CALENDAR_OPEN,
                                 month_sample_span(8, 10, 30, 30));
    g_autoptr(partner_report) report = report_sample_report(&sample);
    const struct not_paid_row *row = not_paid(
        report, "BA10 was not marked as completed by the end of Tue 15 Sep; A10 was not marked "
                "as completed by the end of Tue 15 Sep");
    cr_assert_str_eq(row->mend, "complete by 15 Sep");
}

/* What was cancelled after the as-at is told as it was known then: in the reason and its mend. */
Test(partner_report, a_cancellation_that_was_not_known_yet)
{
    report_sample_init(&sample);
    struct appointment *later = month_sample_appointment_add(&sample.month, "A1", CALENDAR_OPEN,
                                                             month_sample_span(8, 10, 0, 60));
    later->status = STATUS_CANCELLED;
    later->cancelled_at = (stamp){sample.run.as_at.utc_seconds + 1};
    g_autoptr(partner_report) report = report_sample_report(&sample);
    const struct not_paid_row *row =
        not_paid(report, "A1 was not marked as completed by the end of Tue 15 Sep");
    cr_assert_str_eq(row->mend, "complete by 15 Sep");
    later->cancelled_at = sample.run.as_at;
    g_autoptr(partner_report) known = report_sample_report(&sample);
    row = not_paid(known, "A1 was cancelled Wed 30 Sep 23:00 (Sydney), after its start, and not "
                          "marked as completed by the end of Tue 15 Sep");
    cr_assert_str_eq(row->mend, "cancel before its start, or hold it and complete by 15 Sep");
}

/* The stamps that decide, where the partner is: when it was marked, and when it was added. */
Test(partner_report, what_was_marked_too_late)
{
    report_sample_init(&sample);
    struct appointment *late = month_sample_appointment_add(&sample.month, "A1", CALENDAR_OPEN,
                                                            month_sample_span(8, 10, 0, 60));
    late->status = STATUS_COMPLETED;
    late->completed_at = month_sample_stamp(16, 0, 0);
    g_autoptr(partner_report) marked = report_sample_report(&sample);
    not_paid(marked, "A1 was marked Wed 16 Sep 00:00 (Sydney), due by the end of Tue 15 Sep");
    late->completed_at.utc_seconds--;
    g_autoptr(partner_report) in_time = report_sample_report(&sample);
    cr_expect_eq(in_time->not_paid_count, 0);
    late->booked_at = month_sample_stamp(9, 14, 30);
    late->completed_at = month_sample_stamp(17, 0, 10);
    g_autoptr(partner_report) added = report_sample_report(&sample);
    not_paid(added,
             "A1 was booked Wed 9 Sep 14:30 (Sydney), after its start, and marked Thu 17 Sep "
             "00:10 (Sydney), due by the end of Wed 16 Sep");
    sample.run.policy.completion_basis = COMPLETION_HOURS;
    late->booked_at = STAMP_START_OF_TIME;
    late->completed_at = month_sample_stamp(15, 10, 0);
    late->completed_at.utc_seconds++;
    g_autoptr(partner_report) hours = report_sample_report(&sample);
    not_paid(hours, "A1 was marked Tue 15 Sep 10:00:01 (Sydney), due by Tue 15 Sep 10:00 (Sydney)");
}

/* A slot of other-stream work that lapses too: two reasons, each with its minutes. */
Test(partner_report, other_stream_and_penalty)
{
    report_sample_init(&sample);
    month_sample_work_add(&sample.month, "W8", month_sample_span(8, 10, 0, 20));
    month_sample_work_add(&sample.month, "W9", month_sample_span(8, 10, 10, 20));
    month_sample_appointment_add(&sample.month, "A1", CALENDAR_OPEN,
                                 month_sample_span(8, 10, 30, 30));
    g_autoptr(partner_report) report = report_sample_report(&sample);
    count_is(report, 3, "less other streams", "Tue 8 Sep 10:00-10:20 onsite W8", -20);
    count_is(report, 4, "less other streams", "Tue 8 Sep 10:10-10:30 onsite W9", -10);
    count_is(report, 5, "less not completed in 7 days", "Tue 8 Sep 10:00 A1, due 15 Sep", -30);
    cr_assert_eq(report->not_paid_count, 2);
    cr_assert_eq(report->not_paid[0].rule, RULE_P3);
    cr_assert_eq(report->not_paid[1].rule, RULE_C1);
    cr_assert_str_eq(report->slots[6].evidence, "A1;W8;W9");
}

/* A weekday whose hours change within the month has a row for each set of hours. */
Test(partner_report, hours_that_change)
{
    report_sample_init(&sample);
    month_sample_schedule_add(&sample.month, TUE, 14);
    sample.month.schedules[6].effective.from = day_from_civil((struct civil){2026, 9, 15});
    g_autoptr(partner_report) report = report_sample_report(&sample);
    count_is(report, 0, "Tuesdays", "2 x 3 hours (10:00, 11:00, 13:00)", 6 * 60);
    count_is(report, 1, "Tuesdays", "3 x 4 hours (10:00, 11:00, 13:00, 14:00)", 12 * 60);
    count_is(report, 2, "Fridays", "4 x 3 hours (09:00, 10:00, 11:00)", 12 * 60);
}

Test(partner_report, pending)
{
    report_sample_init(&sample);
    month_sample_appointment_add(&sample.month, "A1", CALENDAR_OPEN,
                                 month_sample_span(25, 9, 0, 60));
    month_sample_appointment_add(&sample.month, "A2", CALENDAR_ADHOC,
                                 month_sample_span(29, 15, 0, 90));
    g_autoptr(partner_report) report = report_sample_report(&sample);
    cr_assert_eq(report->pending_count, 2);
    cr_assert_str_eq(report->pending[0].at.appointment_id, "A1");
    cr_assert_eq(report->pending[0].complete_by.date.number,
                 day_from_civil((struct civil){2026, 10, 2}).number);
    cr_assert_eq(report->pending[0].complete_by.minute, -1);
    cr_assert_not(report->pending[0].adhoc);
    cr_assert(report->pending[1].adhoc);
    cr_assert_eq(report->pending[1].minutes.minutes, 90);
    cr_assert_eq(report->not_paid_count, 0);
    cr_assert_str_eq(hour_notes_words[report->slots[21].notes], "PENDING_COMPLETION");
    sample.run.policy.completion_basis = COMPLETION_HOURS;
    g_autoptr(partner_report) by_hours = report_sample_report(&sample);
    cr_assert_eq(by_hours->pending[0].complete_by.minute, 9 * 60);
}

Test(partner_report, adhoc_not_paid)
{
    report_sample_init(&sample);
    struct appointment *late = month_sample_appointment_add(&sample.month, "A1", CALENDAR_ADHOC,
                                                            month_sample_span(7, 9, 0, 60));
    late->status = STATUS_CANCELLED;
    late->cancelled_at = month_sample_stamp(7, 8, 0);
    struct appointment *portal = month_sample_appointment_add(&sample.month, "A2", CALENDAR_ADHOC,
                                                              month_sample_span(7, 11, 0, 60));
    portal->booked_by = BOOKED_BY_CLIENT;
    struct appointment *overlap = month_sample_appointment_add(&sample.month, "A3", CALENDAR_ADHOC,
                                                               month_sample_span(8, 11, 30, 60));
    overlap->status = STATUS_COMPLETED;
    overlap->completed_at = month_sample_stamp(8, 13, 0);
    month_sample_appointment_add(&sample.month, "A4", CALENDAR_OPEN,
                                 month_sample_span(9, 11, 30, 60));
    g_autoptr(partner_report) report = report_sample_report(&sample);
    cr_assert_eq(report->not_paid_count, 4);
    not_paid(report,
             "Ad hoc booking cancelled by the client, Mon 7 Sep 08:00 (Sydney), less than 24 "
             "hours before its start");
    const struct not_paid_row *row =
        not_paid(report, "Ad hoc booking not authorised: booked by the client through the portal");
    cr_assert_eq(row->rule, RULE_A2);
    cr_assert_str_eq(row->source, "appointments.csv:3");
    row = not_paid(report, "30 of its 60 minutes overlap hours paid elsewhere (the Partner hour "
                           "of Tue 8 Sep 11:00)");
    cr_assert_eq(row->minutes.minutes, 30);
    not_paid(report, "Appointment outside the paid schedule: no hour of the Partner schedule holds "
                     "it");
    cr_assert_str_eq(unscheduled_reason(&report->unscheduled[0]), "NO_SLOT");
    cr_assert_str_eq(reason_words[report->adhoc[1].reason], "PORTAL_BOOKING");
}

Test(partner_report, adhoc_paid_by_a_setting_says_what_it_was)
{
    report_sample_init(&sample);
    struct appointment *late = month_sample_appointment_add(&sample.month, "A1", CALENDAR_ADHOC,
                                                            month_sample_span(7, 9, 0, 60));
    late->status = STATUS_CANCELLED;
    late->cancelled_at = month_sample_stamp(7, 8, 0);
    struct appointment *no_show = month_sample_appointment_add(&sample.month, "A2", CALENDAR_ADHOC,
                                                               month_sample_span(7, 11, 0, 60));
    no_show->status = STATUS_NO_SHOW;
    no_show->completed_at = month_sample_stamp(7, 12, 0);
    struct appointment *overlap = month_sample_appointment_add(&sample.month, "A3", CALENDAR_ADHOC,
                                                               month_sample_span(8, 11, 30, 60));
    overlap->status = STATUS_NO_SHOW;
    overlap->completed_at = month_sample_stamp(8, 13, 0);
    struct appointment *held = month_sample_appointment_add(&sample.month, "A4", CALENDAR_ADHOC,
                                                            month_sample_span(9, 11, 0, 60));
    held->status = STATUS_COMPLETED;
    held->completed_at = month_sample_stamp(9, 13, 0);
    g_autoptr(partner_report) unpaid = report_sample_report(&sample);
    cr_assert_str_eq(unpaid->adhoc_became[0], "Ad hoc booking cancelled");
    cr_assert_str_eq(unpaid->adhoc_became[1], "Client did not attend");
    sample.run.policy.adhoc_late_cancellation = SETTING_PAID;
    sample.run.policy.adhoc_no_show = SETTING_PAID;
    g_autoptr(partner_report) report = report_sample_report(&sample);
    cr_assert_str_eq(report->adhoc_became[0],
                     "Cancelled by the client less than 24 hours before its start: paid");
    cr_assert_str_eq(report->adhoc_became[1], "Client did not attend: paid");
    cr_assert_str_eq(report->adhoc_became[2], "Client did not attend: paid, but some of it "
                                              "overlaps hours paid elsewhere");
    cr_assert_str_eq(report->adhoc_became[3], "Ad hoc session");
}

/* Its clock times say 20 minutes, or 80; it lasts 50. */
Test(partner_report, a_work_over_a_clock_change_says_how_long_it_is)
{
    report_sample_init(&sample);
    const struct interval work = month_sample_span(8, 10, 10, 50);
    const instant change = month_sample_span(8, 10, 20, 0).start;
    month_sample_work_add(&sample.month, "W1", work);
    static struct clock_offset back[] = {{{INT64_MIN}, 600}, {{0}, 570}};
    static struct clock_offset forward[] = {{{INT64_MIN}, 600}, {{0}, 630}};
    back[1].from = forward[1].from = change;
    sample.month.facts.clock = (struct clock){back, 2};
    g_autoptr(partner_report) earlier = report_sample_report(&sample);
    count_is(earlier, 3, "less other streams",
             "Tue 8 Sep 10:10-10:30 (50 min: the clock went back) onsite W1", -50);
    sample.month.facts.clock = (struct clock){forward, 2};
    g_autoptr(partner_report) later = report_sample_report(&sample);
    cr_assert_not_null(strstr(later->counts[3].detail, "10:10-11:30 (50 min: the clock went forward"
                                                       ") onsite W1"));
}

Test(partner_report, held)
{
    report_sample_init(&sample);
    sample.month.facts.abn = sample.supplier.abn = "51824753557";
    sample.month.facts.agreement.from = DAY_UNBOUNDED_TO;
    g_autoptr(partner_report) report = report_sample_report(&sample);
    cr_assert_str_eq(report->row.status, "held");
    cr_assert(report->row.amounts_blank);
    cr_assert_str_eq(report->row.document, "");
    cr_assert_str_eq(report->row.reasons, "BAD_ABN;NO_AGREEMENT");
    cr_assert_eq(report->row.totals.partner_minutes.minutes, 27 * 60);
    cr_assert_eq(report->line_count, 0);
    cr_assert_str_eq(report->exceptions[0].message,
                     "the ABN fails its checksum: correct abn in partners.csv (51 824 753 557)");
}

Test(partner_report, nil)
{
    report_sample_init(&sample);
    sample.month.facts.schedule_count = 0;
    g_autoptr(partner_report) report = report_sample_report(&sample);
    cr_assert_str_eq(report->row.status, "nil");
    cr_assert_not(report->row.amounts_blank);
    cr_assert_eq(report->count_count, 0);
}

/* The number of an issue; and a hash that is the draft's, and another if an hour changes. */
Test(partner_report, issue_and_hash)
{
    report_sample_init(&sample);
    g_autoptr(partner_report) draft = report_sample_report(&sample);
    sample.run.draft = false;
    g_autoptr(partner_report) issue = report_sample_report(&sample);
    cr_assert_str_eq(issue->row.status, "issued");
    cr_assert_str_eq(issue->row.number, "RCTI-202609-P0001");
    cr_assert_eq(strlen(draft->result_hash), 64);
    cr_assert_str_eq(draft->result_hash, issue->result_hash);
    sample.month.schedules[0].source.line = 99;
    g_autoptr(partner_report) other_line = report_sample_report(&sample);
    cr_assert_str_eq(draft->result_hash, other_line->result_hash);
    month_sample_work_add(&sample.month, "W1", month_sample_span(8, 10, 59, 1));
    g_autoptr(partner_report) other_hour = report_sample_report(&sample);
    cr_assert_str_neq(draft->result_hash, other_hour->result_hash);
}

Test(partner_report, source_of_an_earlier_batch)
{
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    for (size_t i = 0; i < sample.month.facts.appointment_count; i++) {
        sample.month.appointments[i].source.earlier_batch = 1;
    }
    g_autoptr(partner_report) report = report_sample_report(&sample);
    const struct not_paid_row *row =
        not_paid(report, "A000123 was not marked as completed by the end of Tue 22 Sep");
    cr_assert_str_eq(row->source, "appointments.csv:2 (batch 1)");
}

Test(partner_report, exceptions)
{
    report_sample_init(&sample);
    month_sample_holiday_add(&sample.month, "Friday before AFL Grand Final", 25);
    sample.month.holidays[0].status = HOLIDAY_PROVISIONAL;
    month_sample_appointment_add(&sample.month, "A2", CALENDAR_OPEN,
                                 month_sample_span(29, 10, 0, 30));
    month_sample_appointment_add(&sample.month, "A1", CALENDAR_OPEN,
                                 month_sample_span(29, 10, 30, 30));
    g_autoptr(partner_report) report = report_sample_report(&sample);
    cr_assert_eq(report->exception_count, 2);
    cr_assert_str_eq(report->exceptions[0].code, "DOUBLE_BOOKED");
    cr_assert_str_eq(report->exceptions[0].subject, "2026-09-29 10:00");
    cr_assert_str_eq(report->exceptions[0].message,
                     "two live appointments in one hour; the hour is paid once (A2, A1)");
    cr_assert_str_eq(report->exceptions[1].subject, "Friday before AFL Grand Final");
    cr_assert_str_eq(report->exceptions[1].source, "au-2026.csv:2");
    cr_assert_eq(report->holiday_count, 1);
    cr_assert_eq(report->holidays[0].hours, 3);
}
