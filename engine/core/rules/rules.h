#ifndef ENGINE_CORE_RULES_RULES_H
#define ENGINE_CORE_RULES_RULES_H

#include "engine/core/money.h"
#include "engine/core/month.h"

/* What the parts of the rules hand to one another while a month is worked out; month.h is for
 * everybody else. In order:
 *
 *   slots          S1 to S4, P1 to P6, C1: the hours and their verdicts; A8: what is in none
 *   decided        D1, D2: what people decided of an hour or an appointment
 *   completion     C1 to C5: what an appointment counts as, and whether it was marked in time
 *   authorisation  A0 to A7: whether an ad hoc booking may be paid
 *   adhoc          H1 to H4: the bookings' verdicts
 *   document       M1 to M4: lines, totals, and which document is due
 *   adjustment     R1, R2, R5: what a later look at an issued month finds (a header of its own) */
struct month_work {
    const struct partner_facts *facts;
    const struct policy *policy;
    const struct month_question *question;
    struct month_result *result;
};

static inline void month_raise(const struct month_work *work, enum exception_code code,
                               enum exception_subject subject, size_t index)
{
    struct month_result *result = work->result;
    CHECK(result->exception_count < result->capacity.exceptions);
    result->exceptions[result->exception_count++] =
        (struct exception){code, subject, (uint32_t)index};
}

/* Keeps a finding for the verdict whose range is the last one that was begun. */
static inline void month_find(const struct month_work *work, struct finding_range *range,
                              enum found_kind kind, size_t index, bool is_evidence)
{
    struct month_result *result = work->result;
    CHECK(result->found_count < result->capacity.found);
    result->found[result->found_count++] = (struct finding){kind, (uint32_t)index, is_evidence};
    range->end = (uint32_t)result->found_count;
}

static inline struct finding_range month_find_begin(const struct month_work *work)
{
    uint32_t at = (uint32_t)work->result->found_count;
    return (struct finding_range){at, at};
}

/* ---- slots --------------------------------------------------------------------------------- */

/* S1, S2, S4: fills the result's slots, by date and start, of the day before the period to the day
 * after it, with span and rate, and marks those that the clock skips. No verdict yet. */
void slots_expand(const struct month_work *work);
/* P1 to P6 and C1: the verdict of every slot that slots_expand placed. */
void slots_judge(const struct month_work *work);
/* A8: lists the period's live open appointments that belong to no slot, or to one that is not paid
 * because of a holiday or a block. The slots must have their verdicts. */
void unscheduled_list(const struct month_work *work);
/* G3: the span of a holiday on the partner's clock. */
struct interval holiday_span(const struct clock *clock, const struct holiday *holiday);
/* The first holiday, block or work (a FOUND_… of these), from index `from` on, that a span overlaps;
 * SIZE_MAX where there is none. */
size_t fact_over(const struct partner_facts *facts, enum found_kind kind, struct interval span,
                 size_t from);

/* The slot in whose span an instant falls; NULL where there is none. */
const struct hour *slot_at(const struct month_result *result, instant at);
/* Whether an open appointment belongs to no slot, or to one that is not paid because of a holiday or a
 * block (A8). */
bool slot_leaves_out(const struct hour *slot);

/* ---- decided --------------------------------------------------------------------------------- */

/* D1: by which decision an appointment, or the hour that holds it (NULL for a booking), is waived; D2: by
 * which one it is authorised. Its index in the facts; SIZE_MAX: by none. */
size_t decided_waived(const struct partner_facts *facts, const struct appointment *appointment,
                      const struct hour *hour);
size_t decided_authorised(const struct partner_facts *facts, const struct appointment *appointment);
/* Whether it may get a verdict among the ad hoc bookings. */
bool appointment_may_be_booking(const struct partner_facts *facts,
                                const struct appointment *appointment);

/* ---- completion ---------------------------------------------------------------------------- */

/* What an appointment counts as when the facts are judged (as-at, C5). */
enum standing {
    STANDING_NOT_KNOWN, /* booked after as-at */
    STANDING_MOVED,
    STANDING_CANCELLED, /* in time */
    STANDING_LIVE       /* held or to be held */
};
enum standing appointment_standing(const struct appointment *appointment,
                                   const struct policy *policy, stamp as_at);

/* Whether something that is stamped of it happens after the as-at. */
bool appointment_may_change(const struct appointment *appointment, stamp as_at);

/* C2, C3, of a live appointment: FOUND_CLOSED, FOUND_LAPSED or FOUND_PENDING. */
enum found_kind appointment_closing(const struct month_work *work,
                                    const struct appointment *appointment);

/* C4, C5 and what else is odd about an appointment, by its index. */
void completion_exceptions(const struct month_work *work, size_t index);

/* ---- authorisation ------------------------------------------------------------------------- */

/* A0 to A6: why an ad hoc booking is not authorised, the first check that fails; REASON_NONE if it
 * is. Keeps what that rests on. May raise OVER_ALLOCATION and CASE_UNKNOWN for a booking that
 * `listed` says is of the period. */
enum reason adhoc_unauthorised_reason(const struct month_work *work, struct booking *booking,
                                      bool listed);
/* A2 to A5 alone: by who booked it. *ret_found: what MOVED_FROM_OPEN rests on; else not touched. */
enum reason appointment_booker_reason(const struct partner_facts *facts, stamp as_at, size_t index,
                                      struct finding *ret_found);
/* A6 alone: by its case. */
enum reason appointment_session_reason(const struct policy *policy,
                                       const struct appointment *appointment);
/* A6: the exceptions of an appointment's session, whatever calendar it is on. */
void session_exceptions(const struct month_work *work, size_t index);

/* ---- adhoc --------------------------------------------------------------------------------- */

/* H1 to H4: the verdict of every ad hoc booking of the day before the period to the day after it,
 * by start and id. The slots must have their verdicts. */
void adhoc_judge(const struct month_work *work);
/* The span of a booking, in real minutes. */
struct interval appointment_span(const struct appointment *appointment);

/* ---- document ------------------------------------------------------------------------------ */

/* M1, M2: the lines with amounts and GST, and the totals. True unless an hour that pays has no
 * rate in effect (NO_RATE, which is raised). */
bool lines_make(const struct month_work *work);
/* M2: shares the GST of a document out over its taxable lines: each its tenth rounded down, then
 * the missing cents one each to the largest remainders (ties: the earlier line). Lines are in
 * order of kind, rate. Returns the document's GST. */
money lines_share_gst(struct line *lines, size_t line_count, int32_t gst_rounding);
/* M3, M4: which document is due, and whether the partner is held, nil or ready. The lines and
 * totals must be there; all_have_rates is lines_make's answer. */
void document_decide(const struct month_work *work, bool all_have_rates);

#endif
