/* Policy: "Public Holidays (national and local, state, territory and regional) are automatically
 * blocked"
 * Policy: "you are not remunerated for the total amount of slots that are blocked for each day"
 * Policy: "you are not compensated twice for any overlapping hours"
 * Policy: "if a customer cancels and appointment you are still remunerated for that 1 x 1hr slot,
 * however you are not compensated twice if another customer books into that slot"
 * Policy: "remunerated regardless if an appointment is scheduled or not"
 *
 * How this is read: each slot gets one outcome, from the first row that fits:
 *
 *   S4 DST_GAP       0             its start does not exist
 *   P1 HOLIDAY       0             overlaps a public holiday of the partner
 *   P2 BLOCKED       0             overlaps a block
 *   P3 OTHER_STREAM  60 - overlap  overlaps other-stream work (setting: or 0)
 *   P5 BOOKED        60            holds a live open appointment
 *   P4 CANCELLED     60            holds only cancelled ones (setting: or 0)
 *   P6 AVAILABLE     60            nothing else
 *
 * and C1 takes back what a BOOKED or OTHER_STREAM slot pays if a live appointment in it lapsed.
 */
#include "engine/core/rules/verdicts.h"

#include "engine/core/rules/completion.h"
#include "engine/core/rules/slots.h"

/* What the open-calendar appointments of one slot come to. */
struct slot_appointments {
    int live;
    int cancelled;
    int cancelled_by_consultant;
    bool lapsed;
    bool pending;
};

struct interval holiday_span(const struct clock *clock, const struct holiday *holiday)
{
    return (struct interval){
        clock_resolve(clock, (struct local_time){holiday->date, holiday->from_minute}).at,
        clock_resolve(clock, (struct local_time){holiday->date, holiday->to_minute}).at};
}

struct index_range appointments_starting_in(const struct partner_facts *facts, struct interval span)
{
    size_t low = 0;
    size_t high = facts->appointment_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (instant_compare(facts->appointments[middle].start, span.start) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    struct index_range range = {low, low};
    while (range.end < facts->appointment_count &&
           interval_has(span, facts->appointments[range.end].start)) {
        range.end++;
    }
    return range;
}

static struct slot_appointments slot_appointments_count(const struct month_work *work,
                                                        struct interval span)
{
    struct slot_appointments found = {0};
    struct index_range range = appointments_starting_in(work->facts, span);
    for (size_t i = range.begin; i < range.end; i++) {
        const struct appointment *appointment = &work->facts->appointments[i];
        if (appointment->calendar != CALENDAR_OPEN) {
            continue;
        }
        enum standing standing = appointment_standing(appointment, work->question->as_at);
        if (standing == STANDING_CANCELLED) {
            found.cancelled++;
            found.cancelled_by_consultant += appointment->cancelled_by == CANCELLED_BY_CONSULTANT;
        } else if (standing == STANDING_LIVE) {
            enum closing closing = appointment_closing(work, appointment);
            found.live++;
            found.lapsed = found.lapsed || closing == CLOSING_LAPSED;
            found.pending = found.pending || closing == CLOSING_PENDING;
        }
    }
    return found;
}

static bool on_holiday(const struct month_work *work, struct interval span)
{
    for (size_t i = 0; i < work->facts->holiday_count; i++) {
        if (interval_overlaps(span, holiday_span(&work->facts->clock, &work->facts->holidays[i]))) {
            return true;
        }
    }
    return false;
}

static bool in_block(const struct month_work *work, struct interval span)
{
    for (size_t i = 0; i < work->facts->block_count; i++) {
        if (interval_overlaps(span, work->facts->blocks[i].span)) {
            return true;
        }
    }
    return false;
}

static int64_t other_stream_minutes(const struct month_work *work, struct interval span)
{
    const struct partner_facts *facts = work->facts;
    CHECK(work->result->scratch_capacity >= facts->work_count);
    size_t count = 0;
    for (size_t i = 0; i < facts->work_count; i++) {
        if (interval_overlaps(span, facts->works[i].span)) {
            work->result->scratch[count++] = facts->works[i].span;
        }
    }
    return interval_covered_minutes(span, work->result->scratch, count);
}

static int32_t other_stream_paid(const struct policy *policy, int64_t overlap_minutes)
{
    if (policy->other_stream_overlap == OTHER_STREAM_SLOT) {
        return 0;
    }
    CHECK(overlap_minutes > 0 && overlap_minutes <= MINUTES_PER_HOUR);
    return MINUTES_PER_HOUR - (int32_t)overlap_minutes;
}

static int32_t cancelled_paid(const struct policy *policy, const struct slot_appointments *found)
{
    bool all_by_consultant = found->cancelled == found->cancelled_by_consultant;
    return policy->consultant_cancellation == SETTING_UNPAID && all_by_consultant
               ? 0
               : MINUTES_PER_HOUR;
}

static void slot_decide(const struct month_work *work, struct hour *slot,
                        const struct slot_appointments *found)
{
    int64_t overlap_minutes = 0;
    if (slot->outcome == OUTCOME_DST_GAP) {
        slot->paid_minutes.minutes = 0;
    } else if (on_holiday(work, slot->span)) {
        slot->outcome = OUTCOME_HOLIDAY;
    } else if (in_block(work, slot->span)) {
        slot->outcome = OUTCOME_BLOCKED;
    } else if ((overlap_minutes = other_stream_minutes(work, slot->span)) > 0) {
        slot->outcome = OUTCOME_OTHER_STREAM;
        slot->paid_minutes.minutes = other_stream_paid(work->policy, overlap_minutes);
    } else if (found->live > 0) {
        slot->outcome = OUTCOME_BOOKED;
        slot->paid_minutes.minutes = MINUTES_PER_HOUR;
    } else if (found->cancelled > 0) {
        slot->outcome = OUTCOME_CANCELLED;
        slot->paid_minutes.minutes = cancelled_paid(work->policy, found);
    } else {
        slot->outcome = OUTCOME_AVAILABLE;
        slot->paid_minutes.minutes = MINUTES_PER_HOUR;
    }
    slot->rule = outcome_rule(slot->outcome);
}

/* C1 and the notes, on rows 4 and 5 of the table only. */
static void slot_penalise(struct hour *slot, const struct slot_appointments *found)
{
    if (slot->outcome != OUTCOME_BOOKED && slot->outcome != OUTCOME_OTHER_STREAM) {
        return;
    }
    if (found->lapsed && slot->paid_minutes.minutes > 0) {
        slot->penalty_minutes = slot->paid_minutes;
        slot->rule = RULE_C1;
    }
    if (found->live > 0 && found->cancelled > 0) {
        slot->notes |= NOTE_REBOOKED;
    }
    if (found->pending) {
        slot->notes |= NOTE_PENDING_COMPLETION;
    }
}

static void slot_exceptions(const struct month_work *work, size_t index,
                            const struct slot_appointments *found)
{
    const struct hour *slot = &work->result->slots[index];
    bool holds_live = slot->outcome == OUTCOME_BOOKED || slot->outcome == OUTCOME_OTHER_STREAM;
    if (holds_live && found->live > 1) {
        month_raise(work, EXCEPTION_DOUBLE_BOOKED, SUBJECT_SLOT, index);
    }
    if (slot->outcome == OUTCOME_CANCELLED && found->cancelled_by_consultant > 0 &&
        slot->paid_minutes.minutes > 0) {
        month_raise(work, EXCEPTION_CANCELLED_BY_CONSULTANT, SUBJECT_SLOT, index);
    }
}

/* One for each provisional holiday that took a slot of the period. */
static void provisional_holidays(const struct month_work *work)
{
    const struct partner_facts *facts = work->facts;
    const struct month_result *result = work->result;
    for (size_t h = 0; h < facts->holiday_count; h++) {
        if (facts->holidays[h].status != HOLIDAY_PROVISIONAL) {
            continue;
        }
        struct interval span = holiday_span(&facts->clock, &facts->holidays[h]);
        for (size_t i = result->slot_begin; i < result->slot_end; i++) {
            if (result->slots[i].outcome == OUTCOME_HOLIDAY &&
                interval_overlaps(result->slots[i].span, span)) {
                month_raise(work, EXCEPTION_PROVISIONAL_HOLIDAY, SUBJECT_HOLIDAY, h);
                break;
            }
        }
    }
}

void verdicts_judge(const struct month_work *work)
{
    struct month_result *result = work->result;
    for (size_t i = 0; i < result->slot_total; i++) {
        struct hour *slot = &result->slots[i];
        struct slot_appointments found = slot_appointments_count(work, slot->span);
        slot_decide(work, slot, &found);
        slot_penalise(slot, &found);
        if (i >= result->slot_begin && i < result->slot_end) {
            slot_exceptions(work, i, &found);
        }
    }
    provisional_holidays(work);
}
