#include "tests/engine/core/random_month.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The clocks of 2026: Sydney's, and Lord Howe's, which is moved by half an hour. */
static const struct clock_offset offsets[][3] = {
    {{{INT64_MIN}, 660}, {{29588640}, 600}, {{29850720}, 660}},
    {{{INT64_MIN}, 660}, {{29588580}, 630}, {{29850690}, 660}}};

enum { DAYS_FROM_START_OF_DATA = 40 };

static uint64_t bytes_take(struct random_month *month, uint64_t most)
{
    uint64_t taken = 0;
    for (; most > 0; most >>= 8) {
        uint8_t byte = 0;
        if (month->bytes_left > 0) {
            byte = *month->bytes++;
            month->bytes_left--;
        }
        taken = taken << 8 | byte;
    }
    return taken;
}

int64_t random_number(struct random_month *month, int64_t least, int64_t most)
{
    const uint64_t choices = (uint64_t)(most - least) + 1;
    if (month->bytes) {
        return least + (int64_t)(bytes_take(month, choices - 1) % choices);
    }
    uint64_t z = (month->state += 0x9E3779B97F4A7C15U); /* SplitMix64 */
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    z ^= z >> 31;
    return least + (int64_t)(z % choices);
}

/* Bytes choose how many rows there are. */
static size_t row_count(struct random_month *month, size_t most)
{
    return month->bytes ? (size_t)random_number(month, 0, (int64_t)most) : most;
}

static bool chance(struct random_month *month, int percent)
{
    return random_number(month, 1, 100) <= percent;
}

static struct interval month_span(const struct random_month *month)
{
    struct period period = month->sample.question.period;
    return clock_days(&month->sample.facts.clock, period.first, period_last(period));
}

struct interval random_span(struct random_month *month, int32_t most_minutes)
{
    struct interval whole = month_span(month);
    int64_t step = chance(month, 50) ? 1 : 15;
    int64_t start = random_number(month, whole.start.utc_minutes - MINUTES_PER_HOUR,
                                  whole.end.utc_minutes + MINUTES_PER_HOUR);
    start -= start % step;
    return (struct interval){{start}, {start + random_number(month, 1, most_minutes)}};
}

/* One row a weekday, or two that touch or stand apart (S3). */
static size_t schedules_fill(struct random_month *month)
{
    size_t count = 0;
    for (int number = MON; number <= SUN; number++) {
        int32_t start = (int32_t)random_number(month, 0, 40) * 15;
        for (int row = 0; row < 2 && chance(month, 60); row++) {
            int32_t hours = (int32_t)random_number(month, 1, 5);
            month->sample.schedules[count++] = (struct schedule_row){
                .weekday = (weekday)number,
                .start_minute = start,
                .end_minute = start + hours * MINUTES_PER_HOUR,
                .effective = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO},
            };
            if (chance(month, 15)) {
                month->sample.schedules[count - 1].every = (int32_t)random_number(month, 2, 4);
                month->sample.schedules[count - 1].effective.from = day_add(
                    month->sample.question.period.first, (int32_t)random_number(month, -40, 20));
            }
            start += hours * MINUTES_PER_HOUR + (int32_t)random_number(month, 0, 3) * 15;
        }
    }
    return count;
}

/* Distinct dates of each kind; some months begin without a rate. */
static void rates_fill(struct random_month *month)
{
    day first = month->sample.question.period.first;
    for (int i = 0; i < RANDOM_RATES; i++) {
        int32_t days = i / RATE_KIND_COUNT * 9 - (chance(month, 90) ? DAYS_FROM_START_OF_DATA : 0);
        month->sample.rates[i] = (struct rate_row){.kind = (enum rate_kind)(i % RATE_KIND_COUNT),
                                                   .effective_from = day_add(first, days),
                                                   .hourly_rate = {random_number(month, 0, 30000)}};
    }
}

static struct block block_random(struct random_month *month)
{
    return (struct block){.block_id = "B",
                          .reason = "",
                          .span = random_span(month, 2 * MINUTES_PER_DAY),
                          .status = chance(month, 15) ? TAKEN_CANCELLED : TAKEN_STANDS};
}

static struct other_work work_random(struct random_month *month)
{
    return (struct other_work){.work_id = "W",
                               .span = random_span(month, MINUTES_PER_DAY / 4),
                               .status = chance(month, 15) ? TAKEN_CANCELLED : TAKEN_STANDS};
}

static struct holiday holiday_random(struct random_month *month)
{
    bool part = chance(month, 30);
    return (struct holiday){
        .date = day_add(month->sample.question.period.first, (int32_t)random_number(month, -1, 31)),
        .from_minute = part ? 720 : 0,
        .to_minute = MINUTES_PER_DAY,
        .name = "H",
        .area = "",
        .source_text = ""};
}

static void times_fill(struct random_month *month)
{
    struct month_sample *sample = &month->sample;
    sample->facts.block_count = row_count(month, RANDOM_BLOCKS);
    for (size_t i = 0; i < sample->facts.block_count; i++) {
        sample->blocks[i] = block_random(month);
    }
    sample->facts.work_count = row_count(month, RANDOM_WORKS);
    for (size_t i = 0; i < sample->facts.work_count; i++) {
        sample->works[i] = work_random(month);
    }
    sample->facts.holiday_count = row_count(month, RANDOM_HOLIDAYS);
    for (size_t i = 0; i < sample->facts.holiday_count; i++) {
        sample->holidays[i] = holiday_random(month);
    }
}

/* Starts near the quarter hours of the schedule, so that they meet slots and one another. */
static struct appointment appointment_random(struct random_month *month, const char *id)
{
    struct appointment row = {
        .appointment_id = id,
        .case_id = chance(month, 80) ? "ASST-1" : "",
        .customer = CUSTOMER_NONE,
        .calendar = chance(month, 55) ? CALENDAR_OPEN : CALENDAR_ADHOC,
        .start = random_span(month, 1).start,
        .duration_minutes = (int32_t)random_number(month, 15, 240),
        .status = (enum appointment_status)random_number(month, 0, STATUS_COUNT - 1),
        .booked_by = (enum booked_by)random_number(month, 0, BOOKED_BY_COUNT - 1),
        .completed_at = STAMP_NEVER,
        .cancelled_at = STAMP_NEVER,
        .moved_at = STAMP_NEVER,
        .cancelled_by = (enum cancelled_by)random_number(month, 0, CANCELLED_BY_COUNT - 1),
        .approval_ref = chance(month, 20) ? "UST-1" : "",
        .moved_from = "",
        .moved_from_open_booked_at = STAMP_NEVER,
        .session.verdict = (enum session_verdict)random_number(month, 0, SESSION_CASE_UNKNOWN),
    };
    int64_t start_seconds = stamp_from_instant(row.start).utc_seconds;
    row.booked_at.utc_seconds = start_seconds + random_number(month, -900000, 90000);
    if (row.case_id[0]) {
        row.customer = (uint32_t)random_number(month, 0, SAMPLE_CUSTOMERS - 1);
    }
    if (row.status == STATUS_CANCELLED) {
        row.cancelled_at.utc_seconds = start_seconds + random_number(month, -180000, 10000);
    } else if (row.status == STATUS_MOVED && chance(month, 70)) {
        row.moved_at.utc_seconds = start_seconds + random_number(month, -90000, 90000);
    } else if (row.status == STATUS_COMPLETED || row.status == STATUS_NO_SHOW) {
        row.completed_at.utc_seconds = start_seconds + random_number(month, -1000, 800000);
    }
    return row;
}

static int start_compare(const void *left, const void *right)
{
    const struct appointment *a = left;
    const struct appointment *b = right;
    int order = instant_compare(a->start, b->start);
    return order ? order : strcmp(a->appointment_id, b->appointment_id);
}

static void appointments_sort(struct random_month *month)
{
    qsort(month->sample.appointments, month->sample.facts.appointment_count,
          sizeof month->sample.appointments[0], start_compare);
}

static void appointments_fill(struct random_month *month)
{
    const size_t count = row_count(month, RANDOM_APPOINTMENTS);
    month->sample.facts.appointment_count = count;
    for (size_t i = 0; i < count; i++) {
        snprintf(month->ids[i], sizeof month->ids[i], "A%u", (unsigned)i);
        month->sample.appointments[i] = appointment_random(month, month->ids[i]);
    }
    appointments_sort(month);
    for (int i = 0; i < SAMPLE_CUSTOMERS; i++) {
        month->sample.customers[i].adhoc_referral = chance(month, 30);
    }
}

/* D3: for services or for no supply, now and then more than the month comes to. */
static void payment_decide(struct random_month *month, struct decision *decision)
{
    decision->kind = DECISION_PAY;
    decision->nature = (enum decision_nature)random_number(month, 0, NATURE_COUNT - 1);
    decision->amount.cents = random_number(month, -50000, 100000);
    decision->amount_given = true;
    if (chance(month, 50)) {
        decision->date = day_add(decision->period.first, (int32_t)random_number(month, 0, 27));
    }
}

/* D1 of an hour that the schedule may have, D1 and D2 of an appointment, or D3. */
static struct decision decision_random(struct random_month *month)
{
    const struct partner_facts *facts = &month->sample.facts;
    const struct period period = month->sample.question.period;
    struct decision decision = {.decision_id = "D",
                                .kind = chance(month, 60) ? DECISION_WAIVE : DECISION_AUTHORISE,
                                .partner_id = "P0001",
                                .period = period,
                                .date = DAY_UNBOUNDED_FROM,
                                .start_minute = NO_MINUTE,
                                .appointment_id = "",
                                .revoked_by = "",
                                .superseded_by = ""};
    if (chance(month, 15)) {
        payment_decide(month, &decision);
        return decision;
    }
    if (facts->appointment_count > 0 &&
        (decision.kind == DECISION_AUTHORISE || chance(month, 50))) {
        const int64_t place = random_number(month, 0, (int64_t)facts->appointment_count - 1);
        decision.appointment_id = month->ids[place];
        return decision;
    }
    decision.kind = DECISION_WAIVE;
    const int64_t place = random_number(month, 0, (int64_t)facts->schedule_count - 1);
    const struct schedule_row *row = &month->sample.schedules[place];
    decision.date = day_add(period.first, (int32_t)random_number(month, 0, 20));
    while (day_weekday(decision.date) != row->weekday) {
        decision.date = day_add(decision.date, 1);
    }
    decision.start_minute = row->start_minute;
    return decision;
}

/* In half of the months. */
static void decisions_fill(struct random_month *month)
{
    struct partner_facts *facts = &month->sample.facts;
    const bool any = chance(month, 50) && facts->schedule_count > 0;
    facts->decision_count = any ? row_count(month, RANDOM_DECISIONS) : 0;
    for (size_t i = 0; i < facts->decision_count; i++) {
        month->sample.decisions[i] = decision_random(month);
    }
}

static void policy_fill(struct random_month *month)
{
    struct policy *policy = &month->sample.policy;
    *policy = policy_default();
    int32_t *choices[] = {&policy->other_stream_overlap, &policy->consultant_cancellation,
                          &policy->completion_basis,     &policy->moved_after_start,
                          &policy->adhoc_no_show,        &policy->adhoc_late_cancellation,
                          &policy->over_allocation,      &policy->unknown_case,
                          &policy->gst_rounding};
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        *choices[i] = (int32_t)random_number(month, 0, 1);
    }
}

static struct day_range range_random(struct random_month *month)
{
    day first = month->sample.question.period.first;
    struct day_range range = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO};
    if (chance(month, 20)) {
        range.from = day_add(first, (int32_t)random_number(month, 0, 40));
    }
    if (chance(month, 20)) {
        range.to = day_add(first, (int32_t)random_number(month, 0, 40));
    }
    return range;
}

static void month_fill(struct random_month *month)
{
    static const int32_t months[] = {4, 9, 10};
    month_sample_init(&month->sample);
    struct period period = period_from_month(2026, months[random_number(month, 0, 2)]);
    instant after = {(int64_t)period_last(period).number * MINUTES_PER_DAY};
    month->sample.question = (struct month_question){
        .period = period,
        .as_at = stamp_from_instant(instant_add(after, random_number(month, -10, 20) * 1440)),
        .issue_date = day_add(period_last(period), 15)};
    struct partner_facts *facts = &month->sample.facts;
    facts->clock = (struct clock){offsets[chance(month, 20)], 3};
    facts->gst = range_random(month);
    facts->agreement = range_random(month);
    facts->active = range_random(month);
    facts->schedule_count = schedules_fill(month);
    facts->rate_count = RANDOM_RATES;
    facts->customer_count = SAMPLE_CUSTOMERS;
    facts->case_data = true;
    rates_fill(month);
    times_fill(month);
    appointments_fill(month);
    policy_fill(month);
    decisions_fill(month);
}

void random_month_fill(struct random_month *month, uint64_t seed)
{
    month->state = seed;
    month->bytes = NULL;
    month_fill(month);
}

void random_month_fill_from(struct random_month *month, const uint8_t *bytes, size_t count)
{
    static const uint8_t none;
    month->bytes = bytes ? bytes : &none;
    month->bytes_left = count;
    month_fill(month);
}

/* A row of so many; false where there is none. */
static bool row_chosen(struct random_month *month, size_t count, size_t *ret_row)
{
    *ret_row = count > 0 ? (size_t)random_number(month, 0, (int64_t)count - 1) : 0;
    return count > 0;
}

void random_month_change(struct random_month *month)
{
    enum { APPOINTMENT, BLOCK, WORK, HOLIDAY, DECISION, RATE, GST, ACTIVE, AS_AT, KINDS };
    struct month_sample *sample = &month->sample;
    struct partner_facts *facts = &sample->facts;
    size_t row;
    switch (random_number(month, 0, KINDS - 1)) {
    case APPOINTMENT:
        if (row_chosen(month, facts->appointment_count, &row)) {
            sample->appointments[row] =
                appointment_random(month, sample->appointments[row].appointment_id);
            appointments_sort(month);
        }
        break;
    case BLOCK:
        if (row_chosen(month, facts->block_count, &row)) {
            sample->blocks[row] = block_random(month);
        }
        break;
    case WORK:
        if (row_chosen(month, facts->work_count, &row)) {
            sample->works[row] = work_random(month);
        }
        break;
    case HOLIDAY:
        if (row_chosen(month, facts->holiday_count, &row)) {
            sample->holidays[row] = holiday_random(month);
        }
        break;
    case DECISION:
        if (facts->schedule_count > 0 && row_chosen(month, facts->decision_count, &row)) {
            sample->decisions[row] = decision_random(month);
        }
        break;
    case RATE:
        row = (size_t)random_number(month, 0, RANDOM_RATES - 1);
        sample->rates[row].hourly_rate.cents_per_hour = random_number(month, 0, 30000);
        break;
    case GST:
        facts->gst = range_random(month);
        break;
    case ACTIVE:
        facts->active = range_random(month);
        break;
    default:
        sample->question.as_at.utc_seconds += random_number(month, 0, 20) * 86400;
        break;
    }
}

static void rows_shuffle(struct random_month *month, void *rows, size_t count, size_t size)
{
    char *bytes = rows;
    char held[sizeof(struct holiday)];
    CHECK(size <= sizeof held);
    for (size_t i = count; i-- > 1;) {
        size_t j = (size_t)random_number(month, 0, (int64_t)i);
        memcpy(held, bytes + i * size, size);
        memmove(bytes + i * size, bytes + j * size, size);
        memcpy(bytes + j * size, held, size);
    }
}

void random_month_shuffle(struct random_month *month)
{
    rows_shuffle(month, month->sample.schedules, month->sample.facts.schedule_count,
                 sizeof month->sample.schedules[0]);
    rows_shuffle(month, month->sample.rates, RANDOM_RATES, sizeof month->sample.rates[0]);
    rows_shuffle(month, month->sample.blocks, month->sample.facts.block_count,
                 sizeof month->sample.blocks[0]);
    rows_shuffle(month, month->sample.works, month->sample.facts.work_count,
                 sizeof month->sample.works[0]);
    rows_shuffle(month, month->sample.holidays, month->sample.facts.holiday_count,
                 sizeof month->sample.holidays[0]);
}
