#include "reports/value/calendar.h"

#define MARK_SAYS(code, letter, meaning, colour) [MARK_##code] = {letter, meaning, colour},
const struct mark_says mark_says[MARK_COUNT] = {MARK_TABLE(MARK_SAYS)};

enum month_mark hour_mark(const struct hour *slot)
{
    static const enum month_mark by_outcome[OUTCOME_COUNT] = {
        [OUTCOME_DST_GAP] = MARK_GAP,     [OUTCOME_HOLIDAY] = MARK_HOLIDAY,
        [OUTCOME_BLOCKED] = MARK_BLOCKED, [OUTCOME_OTHER_STREAM] = MARK_OTHER_STREAM,
        [OUTCOME_BOOKED] = MARK_BOOKED,   [OUTCOME_CANCELLED] = MARK_CANCELLED,
    }; /* of any other: MARK_PAID */
    const bool paid = slot->paid_minutes.minutes > 0;
    if (slot->penalty_minutes.minutes > 0) {
        return MARK_NOT_COMPLETED;
    }
    if (paid && (slot->notes & NOTE_PENDING_COMPLETION) != 0) {
        return MARK_PENDING;
    }
    if (!paid && slot->outcome == OUTCOME_CANCELLED) {
        return MARK_UNPAID_CANCELLED;
    }
    return by_outcome[slot->outcome];
}

struct month_days month_days_of(struct period period, const struct partner_report *report)
{
    struct month_days calendar = {
        .period = period, .monday = day_add(period.first, -(int32_t)day_weekday(period.first))};
    for (size_t i = 0; i < report->slot_count; i++) {
        const int32_t number = day_to_civil(report->slots[i].date).day;
        if (calendar.counts[number]++ == 0) {
            calendar.slots[number] = &report->slots[i];
        }
        calendar.marked[hour_mark(&report->slots[i])] = true;
    }
    return calendar;
}

int32_t month_days_number(const struct month_days *calendar, day date)
{
    return period_has(calendar->period, date) ? day_to_civil(date).day : 0;
}

size_t month_days_most(const struct month_days *calendar, day monday)
{
    size_t most = 0;
    for (int32_t i = 0; i < 7; i++) {
        most = MAX(most, calendar->counts[month_days_number(calendar, day_add(monday, i))]);
    }
    return most;
}

bool month_days_explains(const struct month_days *calendar, enum month_mark mark)
{
    return calendar->marked[mark] || mark < MARK_PENDING;
}
