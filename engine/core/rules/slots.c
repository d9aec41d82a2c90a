/* Policy: "You are remunerated for each individual appointment slot (each block = 1hr) that is in
 * your Partner schedule"
 * Policy: "In the month of September, there are 5 Tuesdays and 4 Fridays, so you would have a total
 * of 3x5 for Tuesdays = 15 hour slots + 4x3 for Fridays = 12 hour slots with the total for
 * September being 27 hour slots."
 *
 * How this is read: S1 each schedule row in effect (S2) gives its hours on each date of its
 * weekday; one with `every` n on the first such date on or after effective_from and every n weeks
 * from there. S4 a start that the clock skips is no slot; one that happens twice counts at its first
 * occurrence; a slot spans 60 real minutes or up to the partner's next slot.
 */
#include "engine/core/rules/rules.h"

/* ---- the hours ------------------------------------------------------------------------------ */

static void slot_insert(struct month_result *result, size_t day_begin, day date,
                        int32_t start_minute)
{
    CHECK(result->slot_total < MONTH_SLOTS_MAX);
    size_t place = result->slot_total++;
    for (; place > day_begin && result->slots[place - 1].start_minute > start_minute; place--) {
        result->slots[place] = result->slots[place - 1];
    }
    result->slots[place] = (struct hour){.date = date, .start_minute = start_minute};
}

bool schedule_row_counts(const struct schedule_row *row, day date)
{
    if (day_weekday(date) != row->weekday || !day_range_has(row->effective, date)) {
        return false;
    }
    /* effective.from is unbounded only where each week counts. */
    return row->every <= 1 || (date.number - row->effective.from.number) / 7 % row->every == 0;
}

static void day_expand(const struct month_work *work, day date)
{
    const struct partner_facts *facts = work->facts;
    size_t day_begin = work->result->slot_total;
    for (size_t i = 0; i < facts->schedule_count && day_range_has(facts->active, date); i++) {
        const struct schedule_row *row = &facts->schedules[i];
        bool in_effect = schedule_row_counts(row, date);
        for (int32_t start = row->start_minute;
             in_effect && start + MINUTES_PER_HOUR <= row->end_minute; start += MINUTES_PER_HOUR) {
            slot_insert(work->result, day_begin, date, start);
        }
    }
}

/* From the last slot back, so that the next start, at which a span ends, is at hand. */
static void slots_place(const struct month_work *work)
{
    const struct partner_facts *facts = work->facts;
    instant next = {INT64_MAX};
    for (size_t i = work->result->slot_total; i-- > 0;) {
        struct hour *slot = &work->result->slots[i];
        struct clock_reading reading =
            clock_resolve(&facts->clock, (struct local_time){slot->date, slot->start_minute});
        slot->span = (struct interval){reading.at, instant_add(reading.at, MINUTES_PER_HOUR)};
        slot->hourly_rate = rate_in_effect_on(facts, RATE_PARTNER, slot->date);
        slot->taxable = day_range_has(facts->gst, slot->date);
        if (reading.kind == LOCAL_TIME_GAP) {
            slot->outcome = OUTCOME_DST_GAP;
            slot->span.end = reading.at;
            continue;
        }
        slot->outcome = OUTCOME_AVAILABLE;
        slot->span.end = instant_compare(next, slot->span.end) < 0 ? next : slot->span.end;
        next = slot->span.start;
    }
}

void slots_expand(const struct month_work *work)
{
    struct month_result *result = work->result;
    struct period period = work->question->period;
    struct day_range days = month_days_judged(period);
    for (day date = days.from; day_compare(date, days.to) <= 0; date = day_add(date, 1)) {
        if (day_compare(date, period.first) == 0) {
            result->slot_begin = result->slot_total;
        }
        if (day_compare(date, days.to) == 0) {
            result->slot_end = result->slot_total;
        }
        day_expand(work, date);
    }
    slots_place(work);
}

/* ---- their verdicts -------------------------------------------------------------------------- */

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
 * A block or work that is cancelled overlaps nothing. And C1 takes back what a BOOKED or OTHER_STREAM slot pays if a live appointment in it lapsed.
 */

/* What the open-calendar appointments of one slot come to. */
struct slot_appointments {
    int live;
    int cancelled;
    int cancelled_by_consultant;
    bool lapsed;
    bool pending;
    bool waived; /* one that is, or may come to be, lapsed (D1) */
};

struct interval holiday_span(const struct clock *clock, const struct holiday *holiday)
{
    return (struct interval){
        clock_resolve(clock, (struct local_time){holiday->date, holiday->from_minute}).at,
        clock_resolve(clock, (struct local_time){holiday->date, holiday->to_minute}).at};
}

size_t fact_over(const struct partner_facts *facts, enum found_kind kind, struct interval span,
                 size_t from)
{
    size_t count = kind == FOUND_HOLIDAY ? facts->holiday_count
                   : kind == FOUND_BLOCK ? facts->block_count
                                         : facts->work_count;
    for (; from < count; from++) {
        struct interval other = kind == FOUND_HOLIDAY
                                    ? holiday_span(&facts->clock, &facts->holidays[from])
                                : kind == FOUND_BLOCK ? facts->blocks[from].span
                                                      : facts->works[from].span;
        bool cancelled = kind == FOUND_BLOCK  ? facts->blocks[from].status == TAKEN_CANCELLED
                         : kind == FOUND_WORK ? facts->works[from].status == TAKEN_CANCELLED
                                              : false;
        if (!cancelled && interval_overlaps(span, other)) {
            return from;
        }
    }
    return SIZE_MAX;
}

/* Whether any holiday, block or work overlaps the slot. All that do are kept. */
static bool overlaps_find(const struct month_work *work, struct hour *slot, enum found_kind kind)
{
    size_t at = fact_over(work->facts, kind, slot->span, 0);
    for (; at != SIZE_MAX; at = fact_over(work->facts, kind, slot->span, at + 1)) {
        month_find(work, &slot->found, kind, at, true);
    }
    return slot->found.end > slot->found.begin;
}

/* The slot's own are kept; which of them are evidence tells the verdict. `next` passes over the
 * appointments as the slots do over the month. */
static struct slot_appointments appointments_find(const struct month_work *work, struct hour *slot,
                                                  size_t *next)
{
    const struct partner_facts *facts = work->facts;
    struct slot_appointments found = {0};
    for (; *next < facts->appointment_count; ++*next) {
        const struct appointment *appointment = &facts->appointments[*next];
        if (instant_compare(appointment->start, slot->span.end) >= 0) {
            break;
        }
        if (appointment->calendar != CALENDAR_OPEN ||
            !interval_has(slot->span, appointment->start)) {
            continue;
        }
        size_t i = *next;
        enum standing standing =
            appointment_standing(appointment, work->policy, work->question->as_at);
        if (standing == STANDING_CANCELLED) {
            found.cancelled++;
            found.cancelled_by_consultant += appointment->cancelled_by == CANCELLED_BY_CONSULTANT;
            month_find(work, &slot->found, FOUND_CANCELLED, i, false);
        } else if (standing == STANDING_LIVE) {
            enum found_kind closing = appointment_closing(work, appointment);
            size_t waived =
                closing == FOUND_CLOSED ? SIZE_MAX : decided_waived(work->facts, appointment, slot);
            found.live++;
            found.waived = found.waived || waived != SIZE_MAX;
            found.lapsed = found.lapsed || (closing == FOUND_LAPSED && waived == SIZE_MAX);
            found.pending = found.pending || (closing == FOUND_PENDING && waived == SIZE_MAX);
            month_find(work, &slot->found, closing, i, false);
            if (waived != SIZE_MAX) {
                month_find(work, &slot->found, FOUND_DECISION, waived, false);
            }
        }
    }
    return found;
}

/* P3: what the works over the slot leave of it. */
static int32_t other_stream_paid(const struct month_work *work, const struct hour *slot)
{
    if (work->policy->other_stream_overlap == OTHER_STREAM_SLOT) {
        return 0;
    }
    struct month_result *result = work->result;
    size_t count = slot->found.end - slot->found.begin;
    CHECK(count <= result->capacity.scratch);
    for (size_t i = 0; i < count; i++) {
        const struct finding *found = &result->found[slot->found.begin + i];
        result->scratch[i] = work->facts->works[found->index].span;
    }
    int64_t overlap_minutes = interval_covered_minutes(slot->span, result->scratch, count);
    CHECK(overlap_minutes > 0 && overlap_minutes <= MINUTES_PER_HOUR);
    return MINUTES_PER_HOUR - (int32_t)overlap_minutes;
}

/* P1 to P3, which need no appointment. True where one of them fits. */
static bool slot_taken(const struct month_work *work, struct hour *slot)
{
    if (slot->outcome == OUTCOME_DST_GAP) {
        return true;
    }
    if (overlaps_find(work, slot, FOUND_HOLIDAY)) {
        slot->outcome = OUTCOME_HOLIDAY;
    } else if (overlaps_find(work, slot, FOUND_BLOCK)) {
        slot->outcome = OUTCOME_BLOCKED;
    } else if (overlaps_find(work, slot, FOUND_WORK)) {
        slot->outcome = OUTCOME_OTHER_STREAM;
        slot->paid_minutes.minutes = other_stream_paid(work, slot);
    } else {
        return false;
    }
    return true;
}

/* P4 to P6. */
static void slot_pay(const struct policy *policy, struct hour *slot,
                     const struct slot_appointments *found)
{
    slot->paid_minutes.minutes = MINUTES_PER_HOUR;
    if (found->live > 0) {
        slot->outcome = OUTCOME_BOOKED;
    } else if (found->cancelled > 0) {
        bool all_by_consultant = found->cancelled == found->cancelled_by_consultant;
        slot->outcome = OUTCOME_CANCELLED;
        if (policy->consultant_cancellation == SETTING_UNPAID && all_by_consultant) {
            slot->paid_minutes.minutes = 0;
        }
    }
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
    } else if (found->waived && slot->paid_minutes.minutes > 0) {
        slot->notes |= NOTE_WAIVED;
        slot->rule = RULE_D1;
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

static void evidence_mark(struct month_result *result, const struct hour *slot)
{
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        struct finding *found = &result->found[i];
        bool cancelled = found->kind == FOUND_CANCELLED;
        bool lapsed = found->kind == FOUND_LAPSED;
        bool decision = found->kind == FOUND_DECISION;
        found->is_evidence = found->is_evidence || (lapsed && slot->penalty_minutes.minutes > 0) ||
                             (decision && slot->rule == RULE_D1) ||
                             (slot->outcome == OUTCOME_BOOKED && !cancelled && !decision) ||
                             (slot->outcome == OUTCOME_CANCELLED && cancelled);
    }
}

/* One for each provisional holiday that took a slot of the period. */
static void provisional_holidays(const struct month_work *work)
{
    const struct partner_facts *facts = work->facts;
    for (size_t i = 0; i < facts->holiday_count; i++) {
        if (facts->holidays[i].status == HOLIDAY_PROVISIONAL &&
            month_hours_taken(work->result, (uint32_t)i) > 0) {
            month_raise(work, EXCEPTION_PROVISIONAL_HOLIDAY, SUBJECT_HOLIDAY, i);
        }
    }
}

int32_t month_hours_taken(const struct month_result *result, uint32_t holiday)
{
    int32_t taken = 0;
    for (size_t i = result->slot_begin; i < result->slot_end; i++) {
        struct finding_range range = result->slots[i].found;
        for (uint32_t f = range.begin; f < range.end; f++) {
            taken += result->found[f].kind == FOUND_HOLIDAY && result->found[f].index == holiday;
        }
    }
    return taken;
}

void slots_judge(const struct month_work *work)
{
    struct month_result *result = work->result;
    size_t next = 0;
    for (size_t i = 0; i < result->slot_total; i++) {
        struct hour *slot = &result->slots[i];
        slot->found = month_find_begin(work);
        bool taken = slot_taken(work, slot);
        struct slot_appointments found = appointments_find(work, slot, &next);
        if (!taken) {
            slot_pay(work->policy, slot, &found);
        }
        slot->rule = outcome_says[slot->outcome].rule;
        slot_penalise(slot, &found);
        evidence_mark(result, slot);
        if (i >= result->slot_begin && i < result->slot_end) {
            slot_exceptions(work, i, &found);
        }
    }
    provisional_holidays(work);
}

/* ---- appointments outside ------------------------------------------------------------------- */

/* Policy: "Additional, unauthorised appointments"
 *
 * How this is read: A8 a live open appointment that belongs to no slot (NO_SLOT), or to a slot with
 * outcome HOLIDAY or BLOCKED, pays nothing and is listed by its local date. It belongs to the slot
 * in whose span its start falls.
 */
enum { BESIDE_MINUTES_MIN = 30 };

/* Whether a booking that starts in no hour lies over one that pays: `slot` is the first that ends after
 * its start. */
static bool beside_an_hour(const struct month_result *result, const struct hour *slot,
                           const struct appointment *appointment)
{
    struct interval span = appointment_span(appointment);
    bool beside = false;
    for (; slot < result->slots + result->slot_total &&
           instant_compare(slot->span.start, span.end) < 0;
         slot++) {
        beside = beside || (slot->paid_minutes.minutes > slot->penalty_minutes.minutes &&
                            interval_covered_minutes(slot->span, &span, 1) >= BESIDE_MINUTES_MIN);
    }
    return beside;
}

const struct hour *slot_at(const struct month_result *result, instant at)
{
    for (size_t i = 0; i < result->slot_total; i++) {
        if (interval_has(result->slots[i].span, at)) {
            return &result->slots[i];
        }
    }
    return NULL;
}

bool slot_leaves_out(const struct hour *slot)
{
    return !slot || slot->outcome == OUTCOME_HOLIDAY || slot->outcome == OUTCOME_BLOCKED;
}

void unscheduled_list(const struct month_work *work)
{
    struct month_result *result = work->result;
    const struct hour *slot = result->slots;
    const struct hour *slots_end = slot + result->slot_total;
    for (size_t i = 0; i < work->facts->appointment_count; i++) {
        const struct appointment *appointment = &work->facts->appointments[i];
        struct local_time local = clock_local(&work->facts->clock, appointment->start);
        if (appointment->calendar != CALENDAR_OPEN ||
            !period_has(work->question->period, local.date) ||
            appointment_standing(appointment, work->policy, work->question->as_at) !=
                STANDING_LIVE) {
            continue;
        }
        while (slot < slots_end && instant_compare(slot->span.end, appointment->start) <= 0) {
            slot++;
        }
        bool in_slot = slot < slots_end && interval_has(slot->span, appointment->start);
        result->open_bookings++;
        result->open_in_no_hour += !in_slot;
        if (!in_slot && appointment_closing(work, appointment) == FOUND_LAPSED &&
            beside_an_hour(result, slot, appointment)) {
            month_raise(work, EXCEPTION_BESIDE_AN_HOUR, SUBJECT_APPOINTMENT, i);
        }
        if ((in_slot && !slot_leaves_out(slot)) ||
            decided_authorised(work->facts, appointment) != SIZE_MAX) {
            continue;
        }
        CHECK(result->unscheduled_count < result->capacity.appointments);
        result->unscheduled[result->unscheduled_count++] =
            (struct unscheduled){.appointment = (uint32_t)i,
                                 .appointment_id = appointment->appointment_id,
                                 .date = local.date,
                                 .start_minute = local.minute,
                                 .slot_outcome = in_slot ? slot->outcome : OUTCOME_UNSCHEDULED,
                                 .found = in_slot ? slot->found : (struct finding_range){0, 0}};
    }
}
