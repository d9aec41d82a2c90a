/* What would have paid. Policy: silent; each rule is read backwards, and where several stand in the way, all of
 * them are named: a blocked hour that is a holiday as well pays only without either.
 *
 *   an hour      no holiday, block or other stream work over it (P1 to P3); where all its appointments were
 *                cancelled by the consultant and that is not paid, one of them held (P4); each live one in it
 *                that lapsed and is not waived (D1) marked in time (C1)
 *   a booking    held (H1), and unless it is authorised (D2) within the active dates (A0), booked by who may (A2,
 *                A4, A5), a session of a known case (A6); attended (H2), and unless it is waived (D1) marked in
 *                time (C1); it then pays what is paid nowhere else (H3)
 *   one outside  an hour of the schedule at its start (A8), which then has to pay as any other
 */
#include "engine/core/rules/remedy.h"

#include "engine/core/rules/rules.h"

enum { OF_A_BOOKING_MAX = REMEDY_KIND_COUNT };

size_t remedy_capacity(const struct partner_facts *facts)
{
    return facts->holiday_count + facts->block_count + facts->work_count +
           facts->appointment_count + OF_A_BOOKING_MAX;
}

static void remedy_add(struct remedies *remedies, enum remedy_kind kind, size_t index)
{
    remedies->list[remedies->count++] = (struct remedy){kind, (uint32_t)index};
}

static void overlaps_add(const struct partner_facts *facts, enum found_kind found,
                         enum remedy_kind kind, struct interval span, struct remedies *remedies)
{
    for (size_t at = fact_over(facts, found, span, 0); at != SIZE_MAX;
         at = fact_over(facts, found, span, at + 1)) {
        remedy_add(remedies, kind, at);
    }
}

/* What stands in the way of an hour, of which date, start and span are asked for. */
static void hour_add(const struct month_work *work, const struct hour *hour,
                     struct remedies *remedies)
{
    const struct partner_facts *facts = work->facts;
    const struct interval span = hour->span;
    size_t cancelled = facts->appointment_count; /* the first by the consultant */
    bool held = false;                           /* by a live one, or a cancelled one that pays */
    overlaps_add(facts, FOUND_HOLIDAY, REMEDY_HOLIDAY, span, remedies);
    overlaps_add(facts, FOUND_BLOCK, REMEDY_BLOCK, span, remedies);
    overlaps_add(facts, FOUND_WORK, REMEDY_WORK, span, remedies);
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *appointment = &facts->appointments[i];
        if (appointment->calendar != CALENDAR_OPEN || !interval_has(span, appointment->start)) {
            continue;
        }
        const enum standing standing =
            appointment_standing(appointment, work->policy, work->question->as_at);
        const bool unpaid = work->policy->consultant_cancellation == SETTING_UNPAID &&
                            appointment->cancelled_by == CANCELLED_BY_CONSULTANT;
        held = held || standing == STANDING_LIVE || (standing == STANDING_CANCELLED && !unpaid);
        if (standing == STANDING_CANCELLED && unpaid && cancelled == facts->appointment_count) {
            cancelled = i;
        }
    }
    if (!held && cancelled < facts->appointment_count) {
        remedy_add(remedies, REMEDY_HOLD, cancelled);
    }
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *appointment = &facts->appointments[i];
        if (appointment->calendar == CALENDAR_OPEN && interval_has(span, appointment->start) &&
            appointment_standing(appointment, work->policy, work->question->as_at) ==
                STANDING_LIVE &&
            appointment_closing(work, appointment) == FOUND_LAPSED &&
            decided_waived(facts, appointment, hour) == SIZE_MAX) {
            remedy_add(remedies, REMEDY_MARK, i);
        }
    }
    remedies->paid_minutes = MINUTES_PER_HOUR;
}

/* Nothing of a result is asked for; the rules' own functions want it in one piece with the rest. */
static struct month_work work_of(const struct partner_facts *facts, const struct policy *policy,
                                 const struct month_question *question)
{
    return (struct month_work){facts, policy, question, NULL};
}

void remedies_of_hour(const struct partner_facts *facts, const struct policy *policy,
                      const struct month_question *question, const struct hour *hour,
                      struct remedies *remedies)
{
    const struct month_work work = work_of(facts, policy, question);
    remedies->count = 0;
    remedies->paid_minutes = 0;
    if (hour->outcome != OUTCOME_DST_GAP) {
        hour_add(&work, hour, remedies);
    }
}

/* What stands in the way of a booking. */
static void booking_add(const struct month_work *work, const struct booking *booking,
                        struct remedies *remedies)
{
    const struct policy *policy = work->policy;
    const stamp as_at = work->question->as_at;
    const size_t index = booking->appointment;
    const struct appointment *appointment = &work->facts->appointments[index];
    const bool cancelled = appointment_standing(appointment, policy, as_at) == STANDING_CANCELLED;
    const bool pays_late = cancelled && appointment_cancelled_late(appointment) &&
                           policy->adhoc_late_cancellation != SETTING_UNPAID;
    const bool hold = cancelled && !pays_late;
    const bool no_show = !cancelled && policy->adhoc_no_show == SETTING_UNPAID &&
                         appointment_status_at(appointment, policy, as_at) == STATUS_NO_SHOW;
    const bool authorised = decided_authorised(work->facts, appointment) != SIZE_MAX;
    const enum reason session = appointment_session_reason(policy, appointment);
    struct finding found;
    if (!authorised && !day_range_has(work->facts->active, booking->date)) {
        remedy_add(remedies, REMEDY_ACTIVE, index);
    }
    if (hold) {
        remedy_add(remedies, REMEDY_HOLD, index);
    }
    if (!authorised &&
        appointment_booker_reason(work->facts, as_at, index, &found) != REASON_NONE) {
        remedy_add(remedies, REMEDY_REFER, index);
    }
    if (!authorised && session == REASON_CASE_UNKNOWN) {
        remedy_add(remedies, REMEDY_CASE, index);
    } else if (!authorised &&
               (session == REASON_OVER_ALLOCATION || (hold && appointment->session.lacking > 0 &&
                                                      policy->over_allocation != SETTING_REVIEW))) {
        remedy_add(remedies, REMEDY_SESSIONS, index);
    }
    if (no_show) {
        remedy_add(remedies, REMEDY_ATTEND, index);
    }
    if (!cancelled && appointment_closing(work, appointment) != FOUND_CLOSED &&
        decided_waived(work->facts, appointment, NULL) == SIZE_MAX) {
        remedy_add(remedies, REMEDY_MARK, index);
    }
}

/* A booking that would be paid, were the partner active: so it is where that is what another one lacks. */
static bool lacks_activity_alone(const struct month_work *work, const struct booking *booking)
{
    struct remedy list[OF_A_BOOKING_MAX] = {{REMEDY_KIND_COUNT, 0}};
    struct remedies remedies = {.list = list};
    booking_add(work, booking, &remedies);
    return remedies.count == 1 && list[0].kind == REMEDY_ACTIVE;
}

/* H3: the minutes that are paid elsewhere, the booking itself being paid. */
static int32_t minutes_elsewhere(const struct month_work *work, const struct month_result *result,
                                 const struct booking *booking)
{
    const struct partner_facts *facts = work->facts;
    const struct appointment *own = &facts->appointments[booking->appointment];
    const bool activates =
        !day_range_has(facts->active, booking->date) && decided_authorised(facts, own) == SIZE_MAX;
    struct interval *parts = result->scratch;
    size_t count = 0;
    for (size_t i = 0; i < result->slot_total; i++) {
        if (result->slots[i].paid_minutes.minutes > 0) {
            parts[count++] = result->slots[i].span;
        }
    }
    for (size_t i = 0; i < facts->work_count; i++) {
        if (facts->works[i].status != TAKEN_CANCELLED) {
            parts[count++] = facts->works[i].span;
        }
    }
    for (size_t i = 0; i < result->adhoc_total; i++) {
        const struct booking *earlier = &result->adhoc[i];
        if (earlier->appointment < booking->appointment &&
            (earlier->paid_minutes.minutes > 0 ||
             (activates && lacks_activity_alone(work, earlier)))) {
            parts[count++] = appointment_span(&facts->appointments[earlier->appointment]);
        }
    }
    CHECK(count <= result->capacity.scratch);
    return (int32_t)interval_covered_minutes(appointment_span(own), parts, count);
}

void remedies_of_booking(const struct partner_facts *facts, const struct policy *policy,
                         const struct month_question *question, const struct month_result *result,
                         const struct booking *booking, struct remedies *remedies)
{
    const struct month_work work = work_of(facts, policy, question);
    remedies->count = 0;
    booking_add(&work, booking, remedies);
    remedies->paid_minutes = booking->duration_minutes - minutes_elsewhere(&work, result, booking);
}

/* S4: up to the partner's next slot, if that comes before the hour is over. */
static struct interval new_hour_span(const struct month_result *result, instant start)
{
    struct interval span = {start, instant_add(start, MINUTES_PER_HOUR)};
    for (size_t i = 0; i < result->slot_total; i++) {
        const struct hour *slot = &result->slots[i];
        if (slot->outcome != OUTCOME_DST_GAP && instant_compare(slot->span.start, start) > 0 &&
            instant_compare(slot->span.start, span.end) < 0) {
            span.end = slot->span.start;
        }
    }
    return span;
}

void remedies_of_unscheduled(const struct partner_facts *facts, const struct policy *policy,
                             const struct month_question *question,
                             const struct month_result *result,
                             const struct unscheduled *unscheduled, struct remedies *remedies)
{
    const struct month_work work = work_of(facts, policy, question);
    const struct appointment *appointment = &facts->appointments[unscheduled->appointment];
    const struct local_time local = {unscheduled->date, unscheduled->start_minute};
    struct hour hour = {.date = local.date,
                        .start_minute = local.minute,
                        .span = new_hour_span(result, clock_resolve(&facts->clock, local).at)};
    remedies->count = 0;
    if (unscheduled->slot_outcome == OUTCOME_UNSCHEDULED) {
        remedy_add(remedies, REMEDY_SCHEDULE, unscheduled->appointment);
    }
    if (!day_range_has(facts->active, unscheduled->date)) {
        remedy_add(remedies, REMEDY_ACTIVE, unscheduled->appointment);
    }
    for (size_t i = 0; i < result->slot_total; i++) {
        if (interval_has(result->slots[i].span, appointment->start)) {
            hour = result->slots[i];
        }
    }
    hour_add(&work, &hour, remedies);
}
