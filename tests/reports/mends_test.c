#include <criterion/criterion.h>
#include <string.h>

#include "tests/reports/report_sample.h"

/* "What would have made it payable" names all that is needed. The sample: Tuesdays at 10, 11 and 13, Fridays at
 * 9, 10 and 11, as at the end of September 2026. */

static struct report_sample sample;

static void set_up(void)
{
    report_sample_init(&sample);
}

TestSuite(mends, .init = set_up);

static struct appointment *booked(const char *id, enum calendar calendar, int32_t date,
                                  int32_t hour)
{
    return month_sample_appointment_add(&sample.month, id, calendar,
                                        month_sample_span(date, hour, 0, 60));
}

/* Of the row that begins so on that date. */
static void mend_is(int32_t date, const char *why, const char *mend)
{
    g_autoptr(partner_report) report = report_sample_report(&sample);
    for (size_t i = 0; i < report->not_paid_count; i++) {
        const struct not_paid_row *row = &report->not_paid[i];
        if (day_to_civil(row->at.date).day == date && g_str_has_prefix(row->why, why)) {
            cr_expect_str_eq(row->mend, mend);
            return;
        }
    }
    cr_expect_fail("no row on the %dth: %s", date, why);
}

Test(mends, of_a_blocked_hour_that_more_stands_in_the_way_of)
{
    month_sample_block_add(&sample.month, "B1", month_sample_span(8, 10, 0, 60));
    mend_is(8, "Blocked", "not blocking this hour");
    booked("A1", CALENDAR_OPEN, 8, 10);
    mend_is(8, "Blocked", "not blocking this hour, and complete by 15 Sep");
    mend_is(8, "Appointment outside", "not blocking this hour, and complete by 15 Sep");
    month_sample_work_add(&sample.month, "W1", month_sample_span(8, 10, 30, 60));
    mend_is(
        8, "Blocked",
        "not blocking this hour, and no other stream work in this hour, and complete by 15 Sep");
    month_sample_holiday_add(&sample.month, "Cup Day", 8);
    mend_is(8, "Public holiday", "nothing: public holidays are blocked automatically");
}

Test(mends, of_an_hour_that_the_consultant_cancelled)
{
    sample.run.policy.consultant_cancellation = SETTING_UNPAID;
    struct appointment *cancelled = booked("A1", CALENDAR_OPEN, 8, 10);
    cancelled->status = STATUS_CANCELLED;
    cancelled->cancelled_by = CANCELLED_BY_CONSULTANT;
    cancelled->cancelled_at = month_sample_stamp(7, 10, 0);
    mend_is(8, "Cancelled by the consultant",
            "not cancelling the appointment, and complete by 15 Sep");
    /* Too late, it is none; before its start it would not have paid either. */
    cancelled->cancelled_at = month_sample_stamp(8, 10, 30);
    mend_is(8, "A1 was cancelled", "hold it and complete by 15 Sep");
}

Test(mends, of_a_booking_that_lacks_several_things)
{
    struct appointment *booking = booked("H1", CALENDAR_ADHOC, 9, 15);
    booking->booked_by = BOOKED_BY_CONSULTANT;
    mend_is(9, "Ad hoc booking not authorised: self-referred",
            "a first booking by Customer Service or Consultant Sourcing, or pre-approval by User "
            "Support, and complete by 16 Sep");
    booking->status = STATUS_COMPLETED;
    booking->completed_at = month_sample_stamp(9, 17, 0);
    mend_is(9, "Ad hoc booking not authorised: self-referred",
            "a first booking by Customer Service or Consultant Sourcing, or pre-approval by User "
            "Support");
    booking->case_id = "ASST-1";
    booking->session = (struct session_finding){.verdict = SESSION_OVER, .lacking = 2};
    booking->booked_by = BOOKED_BY_CS;
    mend_is(9, "Ad hoc booking not authorised: beyond",
            "2 approved extra sessions on or before its date");
    booking->status = STATUS_CANCELLED;
    booking->completed_at = STAMP_NEVER;
    booking->cancelled_at = month_sample_stamp(8, 9, 0);
    booking->booked_by = BOOKED_BY_CLIENT;
    booking->session = (struct session_finding){.verdict = SESSION_WITHIN, .lacking = 1};
    mend_is(9, "Ad hoc booking cancelled",
            "holding the session, and complete by 16 Sep, and a booking by Customer Service or "
            "Consultant Sourcing, or pre-approval by User Support, and approved extra sessions on "
            "or before its date");
}

Test(mends, of_a_booking_over_hours_that_are_paid)
{
    struct appointment *booking = booked("H1", CALENDAR_ADHOC, 8, 13);
    booking->booked_by = BOOKED_BY_CLIENT;
    booking->status = STATUS_COMPLETED;
    booking->completed_at = month_sample_stamp(9, 17, 0);
    mend_is(8, "Ad hoc booking not authorised", "nothing: all of its minutes are paid elsewhere");
    booking->duration_minutes = 90;
    mend_is(
        8, "Ad hoc booking not authorised",
        "a booking by Customer Service or Consultant Sourcing, or pre-approval by User Support, "
        "for the 30 min that are paid nowhere else");
}

Test(mends, of_an_appointment_in_no_hour)
{
    booked("A1", CALENDAR_OPEN, 10, 15);
    mend_is(10, "Appointment outside",
            "an appointment in an hour of the Partner schedule, and complete by 17 Sep");
    month_sample_holiday_add(&sample.month, "Cup Day", 10);
    mend_is(10, "Appointment outside", "nothing: public holidays are blocked automatically");
}
