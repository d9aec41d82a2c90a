/* The sessions of a case: what a booking beyond them lacked (A6, A7). */
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

/* What one request lacks to allow a session of that date; NULL where it is declined or allows it. */
static const char *request_lacks(struct report_build *build, const struct extra_request *request,
                                 day date)
{
    const struct policy *policy = &build->run->policy;
    const char *id = request->request_id;
    char text[TEXT_SIZE];
    if (request->outcome == REQUEST_PENDING) {
        return report_format(build, "the approval of %s (pending)", id);
    }
    if (request->outcome != REQUEST_APPROVED) {
        return NULL;
    }
    const char *approved = strchr(text_date_short(text, request->outcome_on), ' ') + 1;
    if (request->sessions > policy->extra_sessions_max) {
        return report_format(build, "%s for at most %d sessions (approved %s for %d)", id,
                             policy->extra_sessions_max, approved, request->sessions);
    }
    if (!request->counts) {
        return report_format(build,
                             "an approved clinical review of %s (approved %s, clinical review %s)",
                             id, approved, reviews[request->clinical_review]);
    }
    return day_compare(request->outcome_on, date) > 0
               ? report_format(build, "approval of %s on or before its date (approved %s)", id,
                               approved)
               : NULL;
}

/* Judges the requests of the case: which of them count. `findings` is of its appointments. */
static void case_judge_again(const struct report_build *build, const struct case_facts *facts)
{
    g_autofree struct session_finding *findings =
        g_new0(struct session_finding, facts->appointment_count + 1);
    case_judge(facts, &build->run->policy, build->run->as_at, findings);
}

const char *report_requests_mend(struct report_build *build, const struct appointment *appointment,
                                 day date)
{
    const struct case_facts *facts = case_find(build, appointment->case_id);
    g_autoptr(GString) lacking = g_string_new(NULL);
    if (facts) {
        case_judge_again(build, facts);
    }
    for (size_t i = 0; facts && i < facts->request_count; i++) {
        const char *lacks = request_lacks(build, &facts->requests[i], date);
        if (lacks) {
            g_string_append_printf(lacking, "%s%s", lacking->len > 0 ? "; or " : "", lacks);
        }
    }
    return lacking->len > 0 ? report_copy(build, lacking->str)
                            : reason_says[REASON_OVER_ALLOCATION].mend;
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
    case_judge_again(build, facts);
    g_autoptr(GString) counted = g_string_new(NULL);
    int count = 0;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct case_appointment *row = &facts->appointments[i];
        if (!appointment_uses_session(&row->appointment, &build->run->policy, build->run->as_at)) {
            continue;
        }
        g_string_append_printf(counted, "%s%s", count++ > 0 ? ", " : "",
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
    g_ptr_array_add(sentences, (char *)report_format(build, "That makes %d with this one",
                                                     facts->sessions_used + count));
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
