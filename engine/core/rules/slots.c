/* Policy: "You are remunerated for each individual appointment slot (each block = 1hr) that is in
 * your Partner schedule"
 * Policy: "In the month of September, there are 5 Tuesdays and 4 Fridays, so you would have a total
 * of 3x5 for Tuesdays = 15 hour slots + 4x3 for Fridays = 12 hour slots with the total for
 * September being 27 hour slots."
 *
 * How this is read: S1 each schedule row in effect (S2) gives its hours on each date of its
 * weekday. S4 a start that the clock skips is no slot; one that happens twice counts at its first
 * occurrence; a slot spans 60 real minutes or up to the partner's next slot.
 */
#include "engine/core/rules/slots.h"

#include "engine/core/rules/lines.h"

static bool row_in_effect(const struct partner_facts *facts, const struct schedule_row *row,
                          day date)
{
    return day_weekday(date) == row->weekday && day_range_has(row->effective, date) &&
           day_range_has(facts->active, date);
}

static void slot_insert(struct month_result *result, size_t day_begin, day date,
                        int32_t start_minute)
{
    CHECK(result->slot_total < MONTH_SLOTS_MAX);
    size_t place = result->slot_total++;
    while (place > day_begin && result->slots[place - 1].start_minute > start_minute) {
        result->slots[place] = result->slots[place - 1];
        place--;
    }
    result->slots[place] = (struct hour){.date = date, .start_minute = start_minute};
}

static void day_expand(const struct month_work *work, day date)
{
    const struct partner_facts *facts = work->facts;
    size_t day_begin = work->result->slot_total;
    for (size_t i = 0; i < facts->schedule_count; i++) {
        const struct schedule_row *row = &facts->schedules[i];
        if (!row_in_effect(facts, row, date)) {
            continue;
        }
        for (int32_t start = row->start_minute; start + MINUTES_PER_HOUR <= row->end_minute;
             start += MINUTES_PER_HOUR) {
            slot_insert(work->result, day_begin, date, start);
        }
    }
}

static void slot_place(const struct month_work *work, struct hour *slot)
{
    struct clock_reading reading =
        clock_resolve(&work->facts->clock, (struct local_time){slot->date, slot->start_minute});
    bool skipped = reading.kind == LOCAL_TIME_GAP;
    slot->outcome = skipped ? OUTCOME_DST_GAP : OUTCOME_AVAILABLE;
    slot->span.start = reading.at;
    slot->span.end = skipped ? reading.at : instant_add(reading.at, MINUTES_PER_HOUR);
    slot->hourly_rate = rate_in_effect_on(work->facts, RATE_PARTNER, slot->date);
    slot->taxable = day_range_has(work->facts->gst, slot->date);
}

/* Walked from the last slot back, so that the next start is at hand. */
static void spans_cut_at_next_start(struct month_result *result)
{
    bool has_next = false;
    instant next = {0};
    for (size_t i = result->slot_total; i-- > 0;) {
        struct hour *slot = &result->slots[i];
        if (slot->outcome == OUTCOME_DST_GAP) {
            continue;
        }
        if (has_next && instant_compare(next, slot->span.end) < 0) {
            slot->span.end = next;
        }
        has_next = true;
        next = slot->span.start;
    }
}

void slots_expand(const struct month_work *work)
{
    struct month_result *result = work->result;
    struct period period = work->question->period;
    struct day_range days = month_days_judged(period);
    result->slot_total = 0;
    for (day date = days.from; day_compare(date, days.to) <= 0; date = day_add(date, 1)) {
        if (day_compare(date, period.first) == 0) {
            result->slot_begin = result->slot_total;
        }
        if (day_compare(date, days.to) == 0) {
            result->slot_end = result->slot_total;
        }
        day_expand(work, date);
    }
    for (size_t i = 0; i < result->slot_total; i++) {
        slot_place(work, &result->slots[i]);
    }
    spans_cut_at_next_start(result);
}

const struct hour *slots_find(const struct month_result *result, instant at)
{
    size_t low = 0;
    size_t high = result->slot_total;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (instant_compare(result->slots[middle].span.start, at) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    /* A skipped slot may stand at the same instant with an empty span: look past it. */
    while (low > 0) {
        const struct hour *slot = &result->slots[--low];
        if (slot->outcome != OUTCOME_DST_GAP) {
            return interval_has(slot->span, at) ? slot : NULL;
        }
    }
    return NULL;
}
