#ifndef ENGINE_CORE_CASES_H
#define ENGINE_CORE_CASES_H

#include "engine/core/facts.h"
#include "engine/core/policy.h"

/* A6 and A7 span partners, so they are worked out one case at a time, in a pass of their own
 * before the months of the partners. */

enum request_outcome { REQUEST_PENDING, REQUEST_APPROVED, REQUEST_DECLINED, REQUEST_OUTCOME_COUNT };
enum clinical_review {
    REVIEW_NOT_REQUIRED, /* also where blank */
    REVIEW_PENDING,
    REVIEW_APPROVED,
    REVIEW_DECLINED,
    CLINICAL_REVIEW_COUNT
};

/* A row of extra_sessions.csv. */
struct extra_request {
    const char *request_id;
    const char *case_id;
    day requested_on;
    int32_t sessions;
    enum request_outcome outcome;
    day outcome_on; /* DAY_UNBOUNDED_TO where blank */
    enum clinical_review clinical_review;
    struct fact_source source;
};

/* An appointment of the case, with any partner, on either calendar. */
struct case_appointment {
    const char *appointment_id;
    enum appointment_status status;
    stamp booked_at;
    stamp cancelled_at;
    enum cancelled_by cancelled_by;
    instant start;
    day local_date;  /* of start, in its partner's zone */
    day booked_date; /* of booked_at there; DAY_UNBOUNDED_FROM where blank */
};

struct case_facts {
    bool known; /* false: cases.csv has no such case */
    int32_t entitled_sessions;
    int32_t sessions_used;
    const struct extra_request *requests; /* by outcome_on, then request_id as bytes */
    size_t request_count;
    const struct case_appointment *appointments; /* by start, then appointment_id as bytes */
    size_t appointment_count;
};

/* A7: whether each request counts. ret_counts has request_count places. An approved request for
 * more than extra_sessions_max does not (EXTRA_SESSIONS_REJECTED). */
void cases_requests_count(const struct case_facts *facts, const struct policy *policy,
                          bool *ret_counts);

/* A6: a finding for each appointment of the case (appointment_count places). One that uses no
 * session is SESSION_WITHIN. counts is the answer of cases_requests_count. */
void cases_sessions_find(const struct case_facts *facts, const bool *counts, stamp as_at,
                         struct session_finding *ret_findings);

#endif
