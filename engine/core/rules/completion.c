/* Policy: "If you have a scheduled appointment and do not mark it as completed within 7 days of it
 * occurring you will not be remunerated for that hour slot (you will receive a negative x 1 hr in
 * your end of month Consultant Partner calculation)."
 *
 * How this is read: C2 counts days by the calendar of the partner's zone (setting
 * completion_basis: or real hours) from the appointment, or from when it was booked if that was
 * after its start. C3 judges at as-at. C5 a cancellation stamped at or after the start is none, and so
 * is a move (setting moved_after_start: or a move all the same): otherwise a lapsed hour could be
 * healed by cancelling or moving it. One without a stamp moves whenever it was made.
 *
 *   marked            as-at               standing
 *   in time           -                   closed
 *   too late          -                   lapsed
 *   not (yet)         deadline reached    lapsed
 *   not (yet)         before the deadline pending
 */
#include "engine/core/rules/rules.h"

static bool cancelled_in_time(const struct appointment *appointment, stamp as_at)
{
    return appointment->status == STATUS_CANCELLED &&
           appointment->cancelled_at.utc_seconds <= as_at.utc_seconds &&
           appointment->cancelled_at.utc_seconds <
               stamp_from_instant(appointment->start).utc_seconds;
}

/* A move without a stamp is one, whenever it was made. */
static bool moved(const struct appointment *appointment, const struct policy *policy, stamp as_at)
{
    const int64_t moved_seconds = appointment->moved_at.utc_seconds;
    return appointment->status == STATUS_MOVED &&
           (moved_seconds == STAMP_NEVER.utc_seconds ||
            (moved_seconds <= as_at.utc_seconds &&
             (moved_seconds < stamp_from_instant(appointment->start).utc_seconds ||
              policy->moved_after_start == MOVED_AFTER_START_MOVES)));
}

static bool marked(const struct appointment *appointment, stamp as_at)
{
    return (appointment->status == STATUS_COMPLETED || appointment->status == STATUS_NO_SHOW) &&
           appointment->completed_at.utc_seconds <= as_at.utc_seconds;
}

static bool retrospective(const struct appointment *appointment)
{
    return appointment->booked_at.utc_seconds > stamp_from_instant(appointment->start).utc_seconds;
}

enum standing appointment_standing(const struct appointment *appointment,
                                   const struct policy *policy, stamp as_at)
{
    if (appointment->booked_at.utc_seconds > as_at.utc_seconds) {
        return STANDING_NOT_KNOWN;
    }
    if (moved(appointment, policy, as_at)) {
        return STANDING_MOVED;
    }
    return cancelled_in_time(appointment, as_at) ? STANDING_CANCELLED : STANDING_LIVE;
}

enum appointment_status appointment_status_at(const struct appointment *appointment,
                                              const struct policy *policy, stamp as_at)
{
    if (moved(appointment, policy, as_at) || cancelled_in_time(appointment, as_at) ||
        marked(appointment, as_at)) {
        return appointment->status;
    }
    return STATUS_BOOKED;
}

stamp month_completion_deadline(const struct partner_facts *facts, const struct policy *policy,
                                const struct appointment *appointment)
{
    stamp from = retrospective(appointment) ? appointment->booked_at
                                            : stamp_from_instant(appointment->start);
    if (policy->completion_basis == COMPLETION_HOURS) {
        return (stamp){from.utc_seconds + (int64_t)policy->completion_days * SECONDS_PER_DAY};
    }
    day date = clock_local(&facts->clock, stamp_minute(from)).date;
    return stamp_from_instant(
        clock_day_start(&facts->clock, day_add(date, policy->completion_days + 1)));
}

enum found_kind appointment_closing(const struct month_work *work,
                                    const struct appointment *appointment)
{
    stamp as_at = work->question->as_at;
    bool is_marked = marked(appointment, as_at);
    int64_t judged_seconds = is_marked ? appointment->completed_at.utc_seconds : as_at.utc_seconds;
    stamp deadline = month_completion_deadline(work->facts, work->policy, appointment);
    bool too_late = work->policy->completion_basis == COMPLETION_HOURS
                        ? judged_seconds > deadline.utc_seconds
                        : judged_seconds >= deadline.utc_seconds;
    if (too_late) {
        return FOUND_LAPSED;
    }
    return is_marked ? FOUND_CLOSED : FOUND_PENDING;
}

/* What was never stamped does not happen any more. */
static bool happens_after(stamp event, stamp as_at)
{
    return event.utc_seconds != STAMP_NEVER.utc_seconds && event.utc_seconds > as_at.utc_seconds;
}

bool appointment_may_change(const struct appointment *appointment, stamp as_at)
{
    return happens_after(appointment->booked_at, as_at) ||
           happens_after(appointment->cancelled_at, as_at) ||
           happens_after(appointment->moved_at, as_at) ||
           happens_after(appointment->completed_at, as_at) ||
           happens_after(appointment->moved_from_open_booked_at, as_at);
}

bool month_as_at_passed(const struct partner_facts *facts, const struct policy *policy,
                        const struct month_question *question)
{
    const struct day_range days = month_days_judged(question->period);
    const struct interval judged = clock_days(&facts->clock, days.from, days.to);
    const stamp as_at = question->as_at;
    bool passed = true;
    for (size_t i = 0; i < facts->appointment_count && passed; i++) {
        const struct appointment *appointment = &facts->appointments[i];
        /* Others are the history of a customer, which counts by when it was booked. */
        passed =
            !interval_has(judged, appointment->start) ||
            (!appointment_may_change(appointment, as_at) && !appointment->session.may_change &&
             month_completion_deadline(facts, policy, appointment).utc_seconds < as_at.utc_seconds);
    }
    return passed;
}

bool appointment_cancelled_late(const struct appointment *appointment)
{
    return appointment->cancelled_by == CANCELLED_BY_CLIENT &&
           stamp_from_instant(appointment->start).utc_seconds -
                   appointment->cancelled_at.utc_seconds <
               SECONDS_PER_DAY;
}

void completion_exceptions(const struct month_work *work, size_t index)
{
    const struct appointment *appointment = &work->facts->appointments[index];
    stamp as_at = work->question->as_at;
    bool live = appointment_standing(appointment, work->policy, as_at) == STANDING_LIVE;
    if (live && appointment->status == STATUS_CANCELLED &&
        appointment->cancelled_at.utc_seconds <= as_at.utc_seconds) {
        month_raise(work, EXCEPTION_CANCELLED_AFTER_START, SUBJECT_APPOINTMENT, index);
    }
    if (live && appointment->status == STATUS_MOVED &&
        appointment->moved_at.utc_seconds <= as_at.utc_seconds) {
        month_raise(work, EXCEPTION_MOVED_AFTER_START, SUBJECT_APPOINTMENT, index);
    }
    if (marked(appointment, as_at) && appointment->completed_at.utc_seconds <
                                          stamp_from_instant(appointment->start).utc_seconds) {
        month_raise(work, EXCEPTION_COMPLETED_BEFORE_START, SUBJECT_APPOINTMENT, index);
    }
    if (live && retrospective(appointment)) {
        month_raise(work, EXCEPTION_RETROSPECTIVE_BOOKING, SUBJECT_APPOINTMENT, index);
    }
    if (appointment->ambiguous_local_time) {
        month_raise(work, EXCEPTION_AMBIGUOUS_LOCAL_TIME, SUBJECT_APPOINTMENT, index);
    }
}
