/* Policy: "Ad hoc scheduled bookings are calculated separately to your Consultant Partner schedule
 * hours end of month calculation and are in addition to your calculated Consultant Partner hours."
 * Policy: "you are not compensated twice for any overlapping hours"
 *
 * How this is read: each ad hoc booking, moved ones aside, gets one outcome, from the first row
 * that fits:
 *
 *   H1     ADHOC_CANCELLED      0         cancelled in time (a late one: setting)
 *   A0-A6  ADHOC_UNAUTHORISED   0         not authorised
 *   H2     ADHOC_NO_SHOW        0         a no-show (setting)
 *   C1     ADHOC_NOT_COMPLETED  0         lapsed
 *   C3     ADHOC_PENDING        0         pending
 *   H3     ADHOC_OVERLAP        the rest  some of it overlaps hours paid elsewhere
 *   H4     ADHOC_PAID           all       otherwise
 */
#include "engine/core/rules/rules.h"

struct interval appointment_span(const struct appointment *appointment)
{
    return (struct interval){appointment->start,
                             instant_add(appointment->start, appointment->duration_minutes)};
}

/* Notes a span that overlaps the booking. `count` is how many there were before. */
static size_t overlap_add(const struct month_work *work, struct booking *verdict, size_t count,
                          struct interval span, struct finding found)
{
    const struct partner_facts *facts = work->facts;
    if (!interval_overlaps(span, appointment_span(&facts->appointments[verdict->appointment]))) {
        return count;
    }
    CHECK(count < work->result->capacity.scratch);
    work->result->scratch[count] = span;
    month_find(work, &verdict->found, found.kind, found.index, found.is_evidence);
    return count + 1;
}

/* H3: minutes of a booking that are paid elsewhere, each instant once. Those before it in the
 * result have their verdicts already. */
static int64_t minutes_paid_elsewhere(const struct month_work *work, struct booking *verdict)
{
    struct month_result *result = work->result;
    const struct partner_facts *facts = work->facts;
    size_t count = 0;
    for (uint32_t i = 0; i < result->slot_total; i++) {
        if (result->slots[i].paid_minutes.minutes > 0) { /* before any penalty */
            count = overlap_add(work, verdict, count, result->slots[i].span,
                                (struct finding){FOUND_HOUR, i, false});
        }
    }
    for (uint32_t i = 0; i < facts->work_count; i++) {
        if (facts->works[i].status == TAKEN_CANCELLED) {
            continue;
        }
        count = overlap_add(work, verdict, count, facts->works[i].span,
                            (struct finding){FOUND_WORK, i, true});
    }
    for (const struct booking *earlier = result->adhoc; earlier < verdict; earlier++) {
        if (earlier->paid_minutes.minutes > 0) {
            count = overlap_add(work, verdict, count,
                                appointment_span(&facts->appointments[earlier->appointment]),
                                (struct finding){FOUND_BOOKING, earlier->appointment, true});
        }
    }
    return interval_covered_minutes(appointment_span(&facts->appointments[verdict->appointment]),
                                    result->scratch, count);
}

/* A0 to A6, and D2, which settles them: then nothing of what they found is evidence. */
static bool booking_authorised(const struct month_work *work, struct booking *verdict, bool listed)
{
    const struct appointment *appointment = &work->facts->appointments[verdict->appointment];
    const bool additional = appointment->calendar == CALENDAR_OPEN;
    const size_t decided = decided_authorised(work->facts, appointment);
    verdict->reason =
        additional ? REASON_AUTHORISED : adhoc_unauthorised_reason(work, verdict, listed);
    if (verdict->reason != REASON_NONE && decided != SIZE_MAX) {
        for (uint32_t i = verdict->found.begin; i < verdict->found.end; i++) {
            work->result->found[i].is_evidence = false;
        }
        month_find(work, &verdict->found, FOUND_DECISION, decided, true);
        verdict->reason = REASON_AUTHORISED;
    }
    return verdict->reason == REASON_NONE || verdict->reason == REASON_AUTHORISED;
}

/* D1, of one that is not closed in time. */
static bool booking_waived(const struct month_work *work, struct booking *verdict)
{
    const size_t decided =
        decided_waived(work->facts, &work->facts->appointments[verdict->appointment], NULL);
    if (decided == SIZE_MAX) {
        return false;
    }
    month_find(work, &verdict->found, FOUND_DECISION, decided, true);
    verdict->reason =
        verdict->reason == REASON_AUTHORISED ? REASON_AUTHORISED_AND_WAIVED : REASON_WAIVED;
    return true;
}

static void booking_decide(const struct month_work *work, struct booking *verdict, bool listed)
{
    size_t index = verdict->appointment;
    const struct appointment *booking = &work->facts->appointments[index];
    stamp as_at = work->question->as_at;
    bool cancelled = appointment_standing(booking, work->policy, as_at) == STANDING_CANCELLED;
    bool late = cancelled && appointment_cancelled_late(booking);
    if (late && listed) {
        month_raise(work, EXCEPTION_ADHOC_LATE_CANCELLATION, SUBJECT_APPOINTMENT, index);
    }
    if (cancelled && (!late || work->policy->adhoc_late_cancellation == SETTING_UNPAID)) {
        verdict->outcome = OUTCOME_ADHOC_CANCELLED;
        return;
    }
    if (!booking_authorised(work, verdict, listed)) {
        verdict->outcome = OUTCOME_ADHOC_UNAUTHORISED;
        return;
    }
    bool no_show =
        !cancelled && appointment_status_at(booking, work->policy, as_at) == STATUS_NO_SHOW;
    if (no_show && listed) {
        month_raise(work, EXCEPTION_ADHOC_NO_SHOW, SUBJECT_APPOINTMENT, index);
    }
    enum found_kind closing = cancelled ? FOUND_CLOSED : appointment_closing(work, booking);
    if (no_show && work->policy->adhoc_no_show == SETTING_UNPAID) {
        verdict->outcome = OUTCOME_ADHOC_NO_SHOW;
    } else if (closing != FOUND_CLOSED && !booking_waived(work, verdict)) {
        verdict->outcome =
            closing == FOUND_LAPSED ? OUTCOME_ADHOC_NOT_COMPLETED : OUTCOME_ADHOC_PENDING;
    } else {
        int64_t elsewhere = minutes_paid_elsewhere(work, verdict);
        CHECK(elsewhere >= 0 && elsewhere <= verdict->duration_minutes);
        verdict->paid_minutes.minutes = verdict->duration_minutes - (int32_t)elsewhere;
        verdict->outcome = elsewhere > 0 ? OUTCOME_ADHOC_OVERLAP : OUTCOME_ADHOC_PAID;
    }
}

/* H4: payable all the same, but worth knowing. */
static void holiday_and_block_exceptions(const struct month_work *work,
                                         const struct booking *verdict)
{
    const struct partner_facts *facts = work->facts;
    struct interval span = appointment_span(&facts->appointments[verdict->appointment]);
    if (fact_over(facts, FOUND_HOLIDAY, span, 0) != SIZE_MAX) {
        month_raise(work, EXCEPTION_ADHOC_ON_HOLIDAY, SUBJECT_APPOINTMENT, verdict->appointment);
    }
    if (fact_over(facts, FOUND_BLOCK, span, 0) != SIZE_MAX) {
        month_raise(work, EXCEPTION_ADHOC_IN_BLOCK, SUBJECT_APPOINTMENT, verdict->appointment);
    }
}

static void booking_judge(const struct month_work *work, size_t index, struct local_time local)
{
    struct month_result *result = work->result;
    CHECK(result->adhoc_total < result->capacity.appointments);
    size_t earlier = result->adhoc_total++;
    struct booking *verdict = &result->adhoc[earlier];
    const struct appointment *appointment = &work->facts->appointments[index];
    *verdict =
        (struct booking){.appointment = (uint32_t)index,
                         .appointment_id = appointment->appointment_id,
                         .date = local.date,
                         .start_minute = local.minute,
                         .duration_minutes = appointment->duration_minutes,
                         .reason = REASON_NONE,
                         .hourly_rate = rate_in_effect_on(work->facts, RATE_ADHOC, local.date),
                         .taxable = day_range_has(work->facts->gst, local.date),
                         .found = month_find_begin(work)};
    bool listed = period_has(work->question->period, local.date);
    booking_decide(work, verdict, listed);
    const bool by_reason =
        verdict->reason != REASON_NONE &&
        (verdict->outcome == OUTCOME_ADHOC_UNAUTHORISED || verdict->outcome == OUTCOME_ADHOC_PAID);
    verdict->rule =
        by_reason ? reason_says[verdict->reason].rule : outcome_says[verdict->outcome].rule;
    if (listed) {
        if (result->adhoc_end == 0) {
            result->adhoc_begin = earlier;
        }
        result->adhoc_end = earlier + 1;
        if (verdict->paid_minutes.minutes > 0) {
            holiday_and_block_exceptions(work, verdict);
        }
    }
}

/* An ad hoc booking, or an appointment under A8 that was authorised. */
static bool is_booking(const struct month_work *work, const struct appointment *appointment)
{
    return appointment->calendar == CALENDAR_ADHOC ||
           (decided_authorised(work->facts, appointment) != SIZE_MAX &&
            slot_leaves_out(slot_at(work->result, appointment->start)));
}

void adhoc_judge(const struct month_work *work)
{
    struct day_range days = month_days_judged(work->question->period);
    for (size_t i = 0; i < work->facts->appointment_count; i++) {
        const struct appointment *appointment = &work->facts->appointments[i];
        enum standing standing =
            appointment_standing(appointment, work->policy, work->question->as_at);
        struct local_time local = clock_local(&work->facts->clock, appointment->start);
        if (standing != STANDING_NOT_KNOWN && standing != STANDING_MOVED &&
            day_range_has(days, local.date) && is_booking(work, appointment)) {
            booking_judge(work, i, local);
        }
    }
}
