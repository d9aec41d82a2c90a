#ifndef REPORTS_VALUE_BUILD_H
#define REPORTS_VALUE_BUILD_H

#include "reports/value/partner_report.h"

/* What the parts of partner_report hand to one another while a report is built. */
struct report_build {
    const struct report_run *run;
    const struct partner_facts *facts;
    const struct month_result *result;
    struct partner_report *report;
    const char **ids; /* room for all findings */
};

/* Strings that live as long as the report. */
const char *report_copy(struct report_build *build, const char *text);
const char *report_format(struct report_build *build, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The ids that a verdict rests on; joined by ";" they are the evidence column. */
const char *report_evidence(struct report_build *build, struct finding_range found,
                            const char *separator);
/* The same but for the decisions: what it overlaps, or was in its way. */
const char *report_evidence_undecided(struct report_build *build, struct finding_range found,
                                      const char *separator);
/* The ids of its appointments that were found so, from one kind to another, joined by ", "; and the
 * line of the first of them, kept where there is none. */
const char *report_appointments(struct report_build *build, struct finding_range found,
                                enum found_kind from, enum found_kind to, const char **ret_source);
/* "file:line", "" where the fact has no source. */
const char *report_source(struct report_build *build, struct fact_source source);
/* "Tue 1 Sep 10:00". */
const char *report_moment(struct report_build *build, day date, int32_t minute);
/* "Tue 8 Sep 10:30-11:30". */
const char *report_span(struct report_build *build, struct interval span);
/* Of the decisions that a verdict rests on: "T-1", "T-1 and T-2"; "" where it rests on none. */
const char *report_tickets(struct report_build *build, struct finding_range found);
/* D1: whether what was found of an appointment of an hour is waived. */
bool report_is_waived(const struct report_build *build, const struct hour *slot, uint32_t found);
/* Why an appointment was not marked in time, with the stamps that decided it. */
const char *report_lapsed_why(struct report_build *build, const struct appointment *appointment);
/* H3: what the minutes of a booking overlap: "hours paid elsewhere", unless C1 took them back. */
const char *report_overlapped(const struct report_build *build, const struct booking *booking);
/* "onsite W7". */
const char *report_work(struct report_build *build, const struct other_work *work);

/* When an appointment has to be marked: the last local date in time, with completion_basis = hours
 * its time of day too, else minute is -1. */
struct local_time report_deadline_of(const struct report_build *build,
                                     const struct appointment *appointment);
/* "Tue 15 Sep 00:10 (Sydney)", where the partner is; where hours count, its seconds too. */
const char *report_stamp(struct report_build *build, stamp at);
/* "22 Sep", "22 Sep 10:00". */
const char *report_deadline_text(struct report_build *build, const struct appointment *appointment);

/* "the client", "Customer Service". */
extern const char *const report_bookers[BOOKED_BY_COUNT];
extern const char *const report_cancellers[CANCELLED_BY_COUNT];

/* ---- what would have made it payable: all that is needed ---- */

/* Of an hour that a block, other stream work or a cancellation took, with what it would be taken back for. */
const char *report_hour_mend(struct report_build *build, const struct hour *slot);
/* Of a booking that pays nothing. */
const char *report_booking_mend(struct report_build *build, const struct booking *booking);
const char *report_unscheduled_mend(struct report_build *build,
                                    const struct unscheduled *unscheduled);
/* Of an appointment that lapsed, that alone: "complete by 22 Sep". */
const char *report_mark_mend(struct report_build *build, const struct appointment *appointment);

/* ---- sessions of a case (A6, A7) ---- */

/* What the requests of the case lack for a session of that date; without any, that there is none. */
const char *report_requests_mend(struct report_build *build, const struct appointment *appointment,
                                 day date);
/* Why a booking is beyond the sessions of its case: those that were counted, what it is entitled to, and
 * each request with its state and why it does not count; a sentence each, appended to `sentences`. Another
 * consultant's session is no more than its date. */
void report_sessions_tell(struct report_build *build, const struct booking *booking,
                          GPtrArray *sentences);

/* The parts. Each fills its arrays of the report. */
void report_build_not_paid(struct report_build *build);
void report_build_counts(struct report_build *build);
void report_build_exceptions(struct report_build *build);
void report_build_hash(struct report_build *build);

#endif
