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
#include <string.h>

#include "engine/core/rules/rules.h"

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

/* A4: the earliest open-calendar appointment of the customer's earlier history with the partner;
 * appointment_count where there is none. */
static size_t customer_earliest_open(const struct partner_facts *facts,
                                     const struct appointment *booking)
{
    size_t earliest = facts->appointment_count;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *candidate = &facts->appointments[i];
        if (candidate->calendar == CALENDAR_OPEN && in_history_of(candidate, booking) &&
            (earliest == facts->appointment_count ||
             booked_earlier(candidate, &facts->appointments[earliest]))) {
            earliest = i;
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
enum reason appointment_booker_reason(const struct partner_facts *facts, stamp as_at, size_t index,
                                      struct finding *ret_found)
{
    const struct appointment *booking = &facts->appointments[index];
    if (booking->approval_ref[0] != '\0' || booking->booked_by == BOOKED_BY_USER_SUPPORT) {
        return REASON_NONE;
    }
    if (booking->booked_by == BOOKED_BY_CLIENT) {
        return REASON_PORTAL_BOOKING;
    }
    if (booking->booked_by != BOOKED_BY_CONSULTANT) {
        return REASON_NONE;
    }
    if (booking->moved_from_open_booked_at.utc_seconds <= as_at.utc_seconds) {
        *ret_found = (struct finding){FOUND_MOVED_FROM, (uint32_t)index, true};
        return REASON_MOVED_FROM_OPEN;
    }
    if (customer_was_referred(facts, booking)) {
        return REASON_NONE;
    }
    size_t open = customer_earliest_open(facts, booking);
    if (open == facts->appointment_count) {
        return REASON_SELF_REFERRAL;
    }
    *ret_found = (struct finding){FOUND_OPEN, (uint32_t)open, true};
    return REASON_MOVED_FROM_OPEN;
}

static enum reason booker_reason(const struct month_work *work, struct booking *verdict)
{
    struct finding found;
    const enum reason reason =
        appointment_booker_reason(work->facts, work->question->as_at, verdict->appointment, &found);
    if (reason == REASON_MOVED_FROM_OPEN) {
        month_find(work, &verdict->found, found.kind, found.index, found.is_evidence);
    }
    return reason;
}

static bool case_is_unknown(const struct appointment *booking)
{
    return booking->case_id[0] == '\0' || booking->session.verdict == SESSION_CASE_UNKNOWN;
}

enum reason appointment_session_reason(const struct policy *policy,
                                       const struct appointment *appointment)
{
    if (case_is_unknown(appointment)) {
        return policy->unknown_case == SETTING_REVIEW ? REASON_NONE : REASON_CASE_UNKNOWN;
    }
    return appointment->session.verdict == SESSION_OVER && policy->over_allocation != SETTING_REVIEW
               ? REASON_OVER_ALLOCATION
               : REASON_NONE;
}

/* A6. The case is evidence where it is told and the reason. */
static enum reason session_reason(const struct month_work *work, struct booking *verdict,
                                  bool listed)
{
    const size_t index = verdict->appointment;
    const struct appointment *booking = &work->facts->appointments[index];
    const enum reason reason = appointment_session_reason(work->policy, booking);
    const bool is_unknown = case_is_unknown(booking);
    if (listed && is_unknown && work->facts->case_data) {
        month_raise(work, EXCEPTION_CASE_UNKNOWN, SUBJECT_APPOINTMENT, index);
    } else if (listed && !is_unknown && reason == REASON_NONE &&
               booking->session.verdict == SESSION_OVER) {
        month_raise(work, EXCEPTION_OVER_ALLOCATION, SUBJECT_APPOINTMENT, index);
    }
    if (reason != REASON_NONE && booking->case_id[0] != '\0') {
        month_find(work, &verdict->found, FOUND_CASE, index, true);
    }
    return reason;
}

enum reason adhoc_unauthorised_reason(const struct month_work *work, struct booking *booking,
                                      bool listed)
{
    if (!day_range_has(work->facts->active, booking->date)) {
        return REASON_NOT_ACTIVE;
    }
    enum reason reason = booker_reason(work, booking);
    return reason == REASON_NONE ? session_reason(work, booking, listed) : reason;
}

void session_exceptions(const struct month_work *work, size_t index)
{
    const struct appointment *appointment = &work->facts->appointments[index];
    if (appointment->calendar == CALENDAR_OPEN && appointment->session.verdict == SESSION_OVER) {
        month_raise(work, EXCEPTION_OVER_ALLOCATION, SUBJECT_APPOINTMENT, index);
    }
    if (appointment->session.booked_before_outcome) {
        month_raise(work, EXCEPTION_BOOKED_BEFORE_OUTCOME, SUBJECT_APPOINTMENT, index);
    }
    if (appointment->session.case_older_than_12_months) {
        month_raise(work, EXCEPTION_CASE_OLDER_THAN_12_MONTHS, SUBJECT_APPOINTMENT, index);
    }
}

/* ---- the sessions of a case ------------------------------------------------------------------ */

/* Policy: "Additional, unauthorised appointments"
 * Policy: "if they cancel a session within 24 hours of the start time, they will have a session
 * deducted from their allocation."
 * Policy: "If you request more than four at once, it will be automatically rejected."
 * Policy: "Clients can have a total of 12 sessions per 12 months from the date of the first session
 * without clinical review."
 *
 * How this is read: A6 a case's sessions are its appointments that use one: all but moved ones and
 * those cancelled in time, except by the client less than 24 hours before the start. In order of
 * start the k-th is within the allocation when sessions_used + k <= entitled_sessions + the extra
 * sessions that count on its date. A7 says which requests count.
 */

static bool request_counts(const struct extra_request *request, int64_t sessions_before,
                           const struct policy *policy)
{
    bool past_threshold = sessions_before + request->sessions > policy->clinical_review_threshold;
    return request->outcome == REQUEST_APPROVED &&
           request->sessions <= policy->extra_sessions_max &&
           (!past_threshold || request->clinical_review == REVIEW_APPROVED);
}

static void requests_judge(const struct case_facts *facts, const struct policy *policy)
{
    int64_t sessions = facts->entitled_sessions;
    for (size_t i = 0; i < facts->request_count; i++) {
        struct extra_request *request = &facts->requests[i];
        request->counts = request_counts(request, sessions, policy);
        sessions += request->counts ? request->sessions : 0;
    }
}

bool appointment_uses_session(const struct appointment *appointment, const struct policy *policy,
                              stamp as_at)
{
    enum standing standing = appointment_standing(appointment, policy, as_at);
    return standing == STANDING_LIVE ||
           (standing == STANDING_CANCELLED && appointment_cancelled_late(appointment));
}

/* The finding of the session that is number k of its case. */
static struct session_finding session_find(const struct case_facts *facts,
                                           const struct case_appointment *row, int64_t k)
{
    struct session_finding finding = {.verdict = SESSION_WITHIN};
    int64_t needed = facts->sessions_used + k;
    int64_t allowed = facts->entitled_sessions;
    for (size_t i = 0; needed > allowed && i < facts->request_count; i++) {
        const struct extra_request *request = &facts->requests[i];
        if (request->counts && day_compare(request->outcome_on, row->local_date) <= 0) {
            allowed += request->sessions;
            finding.booked_before_outcome =
                day_compare(row->booked_date, DAY_UNBOUNDED_FROM) != 0 &&
                day_compare(row->booked_date, request->outcome_on) < 0;
        }
    }
    if (needed > allowed) {
        const int64_t lacking = needed - allowed;
        finding = (struct session_finding){.verdict = SESSION_OVER};
        finding.lacking = (uint16_t)(lacking < UINT16_MAX ? lacking : UINT16_MAX);
    }
    return finding;
}

void case_judge(const struct case_facts *facts, const struct policy *policy, stamp as_at,
                struct session_finding *ret_findings)
{
    requests_judge(facts, policy);
    int64_t k = 0;
    bool may_change = false;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        may_change |= appointment_may_change(&facts->appointments[i].appointment, as_at);
    }
    day first_date = DAY_UNBOUNDED_FROM;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct case_appointment *row = &facts->appointments[i];
        ret_findings[i] = (struct session_finding){.verdict = facts->known ? SESSION_WITHIN
                                                                           : SESSION_CASE_UNKNOWN};
        if (!facts->known) {
            continue;
        }
        if (!appointment_uses_session(&row->appointment, policy, as_at)) {
            ret_findings[i].lacking = session_find(facts, row, k + 1).lacking;
            continue;
        }
        if (++k == 1) {
            first_date = row->local_date;
        }
        ret_findings[i] = session_find(facts, row, k);
        ret_findings[i].case_older_than_12_months =
            day_compare(row->local_date, day_add_months(first_date, 12)) >= 0;
    }
    for (size_t i = 0; i < facts->appointment_count; i++) {
        ret_findings[i].may_change = may_change;
    }
}

bool case_judged_alike(const struct policy *a, const struct policy *b)
{
    return a->extra_sessions_max == b->extra_sessions_max &&
           a->clinical_review_threshold == b->clinical_review_threshold &&
           a->moved_after_start == b->moved_after_start;
}
