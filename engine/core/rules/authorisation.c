/* Policy: "You cannot self refer into your ad hoc schedule, however you can rebook customers who
 * were originally booked by CS or Consultant Sourcing teams into your ad hoc schedule"
 * Policy: "You cannot move a customer from Open schedule booking to an ad hoc schedule booking as
 * this is considered a self-referral which is not permitted"
 * Policy: "unless pre-approved by the User Support team"
 *
 * How this is read, in this order, the first that fails being the reason:
 *
 *   A0 NOT_ACTIVE       outside the partner's active dates
 *   A3 (settles A2, A4, A5) approval_ref, or booked by user_support
 *   A2 PORTAL_BOOKING   booked by the client
 *   A4 MOVED_FROM_OPEN  by the consultant, moved_from names an open appointment; or the customer's
 *                       history has an open one and no referral
 *   A5 SELF_REFERRAL    by the consultant, and the customer's history has no referral
 *   A6 OVER_ALLOCATION  beyond the sessions of its case (setting over_allocation)
 *   A6 CASE_UNKNOWN     its case is blank or unknown (setting unknown_case)
 */
#include "engine/core/rules/authorisation.h"

#include <string.h>

#include "engine/core/rules/completion.h"

/* "Earlier" compares booked_at (blank is before everything), then the id as bytes. */
static bool booked_earlier(const struct appointment *a, const struct appointment *b)
{
    if (a->booked_at.utc_seconds != b->booked_at.utc_seconds) {
        return a->booked_at.utc_seconds < b->booked_at.utc_seconds;
    }
    return strcmp(a->appointment_id, b->appointment_id) < 0;
}

static bool in_history_of(const struct appointment *earlier, const struct appointment *booking)
{
    return booking->customer != CUSTOMER_NONE && earlier->customer == booking->customer &&
           booked_earlier(earlier, booking);
}

const struct appointment *customer_earliest_open(const struct partner_facts *facts,
                                                 const struct appointment *booking)
{
    const struct appointment *earliest = NULL;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *candidate = &facts->appointments[i];
        if (candidate->calendar == CALENDAR_OPEN && in_history_of(candidate, booking) &&
            (!earliest || booked_earlier(candidate, earliest))) {
            earliest = candidate;
        }
    }
    return earliest;
}

/* "customers who were originally booked by CS or Consultant Sourcing" */
static bool customer_was_referred(const struct partner_facts *facts,
                                  const struct appointment *booking)
{
    if (booking->customer == CUSTOMER_NONE) {
        return false;
    }
    CHECK(booking->customer < facts->customer_count);
    if (facts->customers[booking->customer].adhoc_referral) {
        return true;
    }
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *candidate = &facts->appointments[i];
        bool by_referrer = candidate->booked_by == BOOKED_BY_CS ||
                           candidate->booked_by == BOOKED_BY_CONSULTANT_SOURCING;
        if (candidate->calendar == CALENDAR_ADHOC && by_referrer &&
            in_history_of(candidate, booking)) {
            return true;
        }
    }
    return false;
}

/* Who booked it: A2, A4 and A5, which A3 settles. */
static enum reason booker_reason(const struct month_work *work, const struct appointment *booking)
{
    if (booking->approval_ref[0] != '\0' || booking->booked_by == BOOKED_BY_USER_SUPPORT) {
        return REASON_NONE;
    }
    if (booking->booked_by == BOOKED_BY_CLIENT) {
        return REASON_PORTAL_BOOKING;
    }
    if (booking->booked_by != BOOKED_BY_CONSULTANT) {
        return REASON_NONE;
    }
    if (booking->moved_from_open_booked_at.utc_seconds <= work->question->as_at.utc_seconds) {
        return REASON_MOVED_FROM_OPEN;
    }
    if (customer_was_referred(work->facts, booking)) {
        return REASON_NONE;
    }
    return customer_earliest_open(work->facts, booking) ? REASON_MOVED_FROM_OPEN
                                                        : REASON_SELF_REFERRAL;
}

static bool case_cannot_be_checked(const struct appointment *booking)
{
    return booking->case_id[0] == '\0' || booking->session.verdict == SESSION_CASE_UNKNOWN;
}

static enum reason session_reason(const struct month_work *work, size_t index, bool listed)
{
    const struct appointment *booking = &work->facts->appointments[index];
    if (case_cannot_be_checked(booking)) {
        if (listed && work->facts->case_data) {
            month_raise(work, EXCEPTION_CASE_UNKNOWN, SUBJECT_APPOINTMENT, index);
        }
        return work->policy->unknown_case == SETTING_REVIEW ? REASON_NONE : REASON_CASE_UNKNOWN;
    }
    if (booking->session.verdict != SESSION_OVER) {
        return REASON_NONE;
    }
    if (work->policy->over_allocation != SETTING_REVIEW) {
        return REASON_OVER_ALLOCATION;
    }
    if (listed) {
        month_raise(work, EXCEPTION_OVER_ALLOCATION, SUBJECT_APPOINTMENT, index);
    }
    return REASON_NONE;
}

enum reason adhoc_unauthorised_reason(const struct month_work *work, size_t index, day date,
                                      bool listed)
{
    if (!day_range_has(work->facts->active, date)) {
        return REASON_NOT_ACTIVE;
    }
    enum reason reason = booker_reason(work, &work->facts->appointments[index]);
    return reason == REASON_NONE ? session_reason(work, index, listed) : reason;
}

void session_exceptions(const struct month_work *work)
{
    const struct partner_facts *facts = work->facts;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *appointment = &facts->appointments[i];
        enum standing standing = appointment_standing(appointment, work->question->as_at);
        day date = clock_local(&facts->clock, appointment->start).date;
        if (standing == STANDING_NOT_KNOWN || standing == STANDING_MOVED ||
            !period_has(work->question->period, date)) {
            continue;
        }
        if (appointment->calendar == CALENDAR_OPEN &&
            appointment->session.verdict == SESSION_OVER) {
            month_raise(work, EXCEPTION_OVER_ALLOCATION, SUBJECT_APPOINTMENT, i);
        }
        if (appointment->session.booked_before_outcome) {
            month_raise(work, EXCEPTION_BOOKED_BEFORE_OUTCOME, SUBJECT_APPOINTMENT, i);
        }
        if (appointment->session.case_older_than_12_months) {
            month_raise(work, EXCEPTION_CASE_OLDER_THAN_12_MONTHS, SUBJECT_APPOINTMENT, i);
        }
    }
}
