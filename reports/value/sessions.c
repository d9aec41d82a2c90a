/* The sessions of a case: what a booking beyond them lacked (A6, A7). */
#include <stdlib.h>
#include <string.h>

#include "reports/text.h"
#include "reports/value/build.h"
#include "reports/value/explanation.h"

static const char *const reviews[CLINICAL_REVIEW_COUNT] = {"not asked for", "pending", "approved",
                                                           "declined"};

/* NULL where it is not known. */
static const struct case_facts *case_find(const struct report_build *build, const char *case_id)
{
    const struct partner_facts *facts = build->facts;
    for (size_t i = 0; i < facts->case_count; i++) {
        if (strcmp(facts->cases[i].case_id, case_id) == 0) {
            return &facts->cases[i].facts;
        }
    }
    return NULL;
}

/* "7 September"; of another year than the month's "7 September 2025". */
static const char *date_text(struct report_build *build, day date)
{
    const bool is_same = day_to_civil(date).year == day_to_civil(build->run->period.first).year;
    return report_copy(build, (is_same ? text_day_month : text_date_words)(TEXT_ROOM, date));
}

/* ---- what would have made it payable --------------------------------------------------------- */

static gint request_compare(gconstpointer a, gconstpointer b)
{
    const struct extra_request *first = a;
    const struct extra_request *second = b;
    const int by_date = day_compare(first->outcome_on, second->outcome_on);
    return by_date != 0 ? by_date : strcmp(first->request_id, second->request_id);
}

/* Tried: whether the booking would be a session of its case, were that request approved by its date, for no
 * more than one may ask for, and with `reviewed` its clinical review too. */
static bool request_would_do(const struct report_build *build, const struct case_facts *facts,
                             const struct extra_request *request, bool reviewed,
                             const struct appointment *appointment, day date)
{
    g_autofree struct session_finding *findings =
        g_new0(struct session_finding, facts->appointment_count + 1);
    g_autofree struct extra_request *requests =
        g_memdup2(facts->requests, facts->request_count * sizeof *facts->requests);
    struct extra_request *changed = requests + (request - facts->requests);
    struct case_facts then = *facts;
    then.requests = requests;
    changed->outcome = REQUEST_APPROVED;
    changed->sessions = MIN(changed->sessions, build->run->policy.extra_sessions_max);
    changed->outcome_on = day_compare(changed->outcome_on, date) > 0 ? date : changed->outcome_on;
    changed->clinical_review = reviewed ? REVIEW_APPROVED : changed->clinical_review;
    qsort(requests, facts->request_count, sizeof *requests, request_compare);
    case_judge(&then, &build->run->policy, build->run->as_at, findings);
    for (size_t i = 0; i < facts->appointment_count; i++) {
        if (strcmp(facts->appointments[i].appointment.appointment_id,
                   appointment->appointment_id) == 0) {
            return findings[i].verdict == SESSION_WITHIN;
        }
    }
    return false;
}

/* What one request lacks to allow the session; NULL where it is declined, or would not do alone. */
static const char *request_lacks(struct report_build *build, const struct case_facts *facts,
                                 const struct extra_request *request,
                                 const struct appointment *appointment, day date)
{
    const struct policy *policy = &build->run->policy;
    const char *id = request->request_id;
    char text[TEXT_SIZE];
    const bool does = request_would_do(build, facts, request, false, appointment, date);
    if (request->outcome == REQUEST_DECLINED ||
        (!does && !request_would_do(build, facts, request, true, appointment, date))) {
        return NULL;
    }
    if (request->outcome == REQUEST_PENDING) {
        return does ? report_format(build, "the approval of %s (pending)", id)
                    : report_format(build,
                                    "the approval of %s (pending) and of its clinical review", id);
    }
    const char *approved = strchr(text_date_short(text, request->outcome_on), ' ') + 1;
    const char *reviewed = does ? "" : ", with an approved clinical review";
    if (request->sessions > policy->extra_sessions_max) {
        return report_format(build, "%s for at most %d sessions (approved %s for %d)%s", id,
                             policy->extra_sessions_max, approved, request->sessions, reviewed);
    }
    if (day_compare(request->outcome_on, date) > 0) {
        return report_format(build, "approval of %s on or before its date (approved %s)%s", id,
                             approved, reviewed);
    }
    return report_format(build,
                         "an approved clinical review of %s (approved %s, clinical review %s)", id,
                         approved, reviews[request->clinical_review]);
}

const char *report_requests_mend(struct report_build *build, const struct appointment *appointment,
                                 day date)
{
    const struct case_facts *facts = case_find(build, appointment->case_id);
    const int lacking = appointment->session.lacking;
    g_autoptr(GString) doing = g_string_new(NULL);
    for (size_t i = 0; facts && i < facts->request_count; i++) {
        const char *lacks = request_lacks(build, facts, &facts->requests[i], appointment, date);
        if (lacks) {
            g_string_append_printf(doing, "%s%s", doing->len > 0 ? "; or " : "", lacks);
        }
    }
    return doing->len > 0 ? report_copy(build, doing->str)
           : lacking > 1
               ? report_format(build, "%d %s", lacking, reason_says[REASON_OVER_ALLOCATION].mend)
               : reason_says[REASON_OVER_ALLOCATION].mend;
}

/* Judges the requests of the case, and counts its sessions up to an appointment. */
static int sessions_count(const struct report_build *build, const struct case_facts *facts,
                          const char *appointment_id)
{
    const struct report_run *run = build->run;
    g_autofree struct session_finding *findings =
        g_new0(struct session_finding, facts->appointment_count + 1);
    int count = facts->sessions_used;
    case_judge(facts, &run->policy, run->as_at, findings);
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *session = &facts->appointments[i].appointment;
        count += appointment_uses_session(session, &run->policy, run->as_at);
        if (strcmp(session->appointment_id, appointment_id) == 0) {
            break;
        }
    }
    return count;
}

/* ---- how they were counted ------------------------------------------------------------------- */

char *extra_request_told(const struct extra_request *request, const struct policy *policy,
                         const day *session, int32_t year)
{
    const bool is_dated = day_valid(request->outcome_on);
    const bool is_same = is_dated && day_to_civil(request->outcome_on).year == year;
    char date[TEXT_SIZE] = "without a date";
    if (is_dated) {
        (is_same ? text_day_month : text_date_words)(date, request->outcome_on);
    }
    g_autoptr(GString) told = g_string_new(NULL);
    g_string_append_printf(told, "%s: %d extra session%s", request->request_id,
                           (int)request->sessions, request->sessions == 1 ? "" : "s");
    if (request->outcome == REQUEST_PENDING) {
        g_string_append(told, ", not decided yet");
        return g_string_free(g_steal_pointer(&told), FALSE);
    }
    g_string_append_printf(told, " %s %s",
                           request->outcome == REQUEST_APPROVED ? "approved" : "declined", date);
    if (request->clinical_review != REVIEW_NOT_REQUIRED) {
        g_string_append_printf(told, ", clinical review %s", reviews[request->clinical_review]);
    }
    if (request->outcome == REQUEST_APPROVED && request->sessions > policy->extra_sessions_max) {
        g_string_append_printf(told, ": does not count, because one request may ask for %d at most",
                               (int)policy->extra_sessions_max);
    } else if (request->outcome == REQUEST_APPROVED && !request->counts) {
        g_string_append_printf(told,
                               ": does not count, because with it the case has more than %d "
                               "sessions and the clinical review is not approved",
                               (int)policy->clinical_review_threshold);
    } else if (request->outcome == REQUEST_APPROVED) {
        g_string_append(told, session && day_compare(request->outcome_on, *session) > 0
                                  ? ": counts from that day on, which is after this session"
                              : session ? ": counted"
                                        : ": counts from that day on");
    }
    return g_string_free(g_steal_pointer(&told), FALSE);
}

/* "A11601 on Mon 7 Sep", "a session with another consultant on 8 September". */
static const char *session_told(struct report_build *build, const struct case_appointment *row,
                                const char *this_id)
{
    const struct appointment *session = &row->appointment;
    const bool is_own = strcmp(session->partner_id, build->facts->partner_id) == 0;
    const char *date = date_text(build, row->local_date);
    if (strcmp(session->appointment_id, this_id) == 0) {
        return "this one";
    }
    return is_own ? report_format(build, "%s on %s%s", session->appointment_id, date,
                                  session->status == STATUS_CANCELLED ? " (cancelled late)" : "")
                  : report_format(build, "a session with another consultant on %s", date);
}

void report_sessions_tell(struct report_build *build, const struct booking *booking,
                          GPtrArray *sentences)
{
    const struct appointment *appointment = &build->facts->appointments[booking->appointment];
    const struct case_facts *facts = case_find(build, appointment->case_id);
    if (!facts) {
        return;
    }
    const int count = sessions_count(build, facts, appointment->appointment_id);
    g_autoptr(GString) counted = g_string_new(NULL);
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct case_appointment *row = &facts->appointments[i];
        if (!appointment_uses_session(&row->appointment, &build->run->policy, build->run->as_at)) {
            continue;
        }
        g_string_append_printf(counted, "%s%s", counted->len > 0 ? ", " : "",
                               session_told(build, row, appointment->appointment_id));
        if (strcmp(row->appointment.appointment_id, appointment->appointment_id) == 0) {
            break;
        }
    }
    g_ptr_array_add(sentences, (char *)report_format(build,
                                                     "Case %s is entitled to %d session%s; %d "
                                                     "%s used before those counted here",
                                                     appointment->case_id, facts->entitled_sessions,
                                                     facts->entitled_sessions == 1 ? "" : "s",
                                                     facts->sessions_used,
                                                     facts->sessions_used == 1 ? "was" : "were"));
    g_ptr_array_add(sentences, (char *)report_format(build, "Counted here: %s", counted->str));
    g_ptr_array_add(sentences,
                    (char *)report_format(build, "That makes %d sessions with this one", count));
    const int32_t year = day_to_civil(build->run->period.first).year;
    for (size_t i = 0; i < facts->request_count; i++) {
        g_autofree char *told =
            extra_request_told(&facts->requests[i], &build->run->policy, &booking->date, year);
        g_ptr_array_add(sentences, (char *)report_copy(build, told));
    }
    if (facts->request_count == 0) {
        g_ptr_array_add(sentences, (char *)"No extra sessions were asked for");
    }
}
