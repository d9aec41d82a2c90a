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
#include "engine/core/cases.h"

#include "engine/core/check.h"
#include "engine/core/rules/completion.h"

void cases_requests_count(const struct case_facts *facts, const struct policy *policy,
                          bool *ret_counts)
{
    int64_t sessions = facts->entitled_sessions;
    for (size_t i = 0; i < facts->request_count; i++) {
        const struct extra_request *request = &facts->requests[i];
        bool past_threshold = sessions + request->sessions > policy->clinical_review_threshold;
        ret_counts[i] = request->outcome == REQUEST_APPROVED &&
                        request->sessions <= policy->extra_sessions_max &&
                        (!past_threshold || request->clinical_review == REVIEW_APPROVED);
        if (ret_counts[i]) {
            sessions += request->sessions;
        }
    }
}

/* The case's appointment as the rules of completion judge one. */
static struct appointment as_appointment(const struct case_appointment *row)
{
    return (struct appointment){.appointment_id = row->appointment_id,
                                .start = row->start,
                                .status = row->status,
                                .booked_at = row->booked_at,
                                .completed_at = STAMP_NEVER,
                                .cancelled_at = row->cancelled_at,
                                .cancelled_by = row->cancelled_by};
}

static bool uses_a_session(const struct case_appointment *row, stamp as_at)
{
    struct appointment appointment = as_appointment(row);
    switch (appointment_standing(&appointment, as_at)) {
    case STANDING_LIVE:
        return true;
    case STANDING_CANCELLED:
        return cancellation_is_late(row->cancelled_at, row->cancelled_by, row->start);
    default:
        return false;
    }
}

/* The finding of the session that is number k of its case. */
static struct session_finding session_find(const struct case_facts *facts, const bool *counts,
                                           const struct case_appointment *row, int64_t k)
{
    struct session_finding finding = {.verdict = SESSION_WITHIN};
    int64_t needed = facts->sessions_used + k;
    int64_t allowed = facts->entitled_sessions;
    for (size_t i = 0; needed > allowed && i < facts->request_count; i++) {
        const struct extra_request *request = &facts->requests[i];
        if (counts[i] && day_compare(request->outcome_on, row->local_date) <= 0) {
            allowed += request->sessions;
            finding.booked_before_outcome =
                day_compare(row->booked_date, DAY_UNBOUNDED_FROM) != 0 &&
                day_compare(row->booked_date, request->outcome_on) < 0;
        }
    }
    if (needed > allowed) {
        finding = (struct session_finding){.verdict = SESSION_OVER};
    }
    return finding;
}

void cases_sessions_find(const struct case_facts *facts, const bool *counts, stamp as_at,
                         struct session_finding *ret_findings)
{
    int64_t k = 0;
    day first_date = DAY_UNBOUNDED_FROM;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct case_appointment *row = &facts->appointments[i];
        if (!facts->known) {
            ret_findings[i] = (struct session_finding){.verdict = SESSION_CASE_UNKNOWN};
            continue;
        }
        if (!uses_a_session(row, as_at)) {
            ret_findings[i] = (struct session_finding){.verdict = SESSION_WITHIN};
            continue;
        }
        if (++k == 1) {
            first_date = row->local_date;
        }
        ret_findings[i] = session_find(facts, counts, row, k);
        ret_findings[i].case_older_than_12_months =
            day_compare(row->local_date, day_add_months(first_date, 12)) >= 0;
    }
}
