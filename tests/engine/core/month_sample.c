#include "tests/engine/core/month_sample.h"

#include <stdlib.h>

static const struct clock_offset offsets[] = {{{INT64_MIN}, 600}};

struct interval month_sample_span(int32_t date, int32_t hour, int32_t minute, int32_t minutes)
{
    day local = day_from_civil((struct civil){2026, 9, date});
    instant start = {(int64_t)local.number * MINUTES_PER_DAY + (int64_t)hour * 60 + minute -
                     offsets[0].offset_minutes};
    return (struct interval){start, instant_add(start, minutes)};
}

stamp month_sample_stamp(int32_t date, int32_t hour, int32_t minute)
{
    return stamp_from_instant(month_sample_span(date, hour, minute, 0).start);
}

void month_sample_init(struct month_sample *sample)
{
    *sample = (struct month_sample){
        .facts = {.partner_id = "P0001",
                  .abn = "51824753556",
                  .gst = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO},
                  .agreement = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO},
                  .active = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO},
                  .bank_details = true,
                  .clock = {offsets, 1},
                  .timezone = "Australia/Sydney"},
        .policy = policy_default(),
        .question = {period_from_month(2026, 9), month_sample_stamp(30, 23, 0),
                     day_from_civil((struct civil){2026, 10, 12})},
    };
    for (int kind = 0; kind < RATE_KIND_COUNT; kind++) {
        sample->rates[sample->facts.rate_count++] =
            (struct rate_row){.kind = (enum rate_kind)kind,
                              .effective_from = day_from_civil((struct civil){2026, 1, 1}),
                              .hourly_rate = {kind == RATE_PARTNER ? 15000 : 18000}};
    }
    static const int32_t tuesday_hours[] = {10, 11, 13};
    static const int32_t friday_hours[] = {9, 10, 11};
    for (int i = 0; i < 3; i++) {
        month_sample_schedule_add(sample, TUE, tuesday_hours[i]);
        month_sample_schedule_add(sample, FRI, friday_hours[i]);
    }
}

void month_sample_schedule_add(struct month_sample *sample, weekday weekday_of, int32_t hour)
{
    size_t index = sample->facts.schedule_count++;
    sample->schedules[index] =
        (struct schedule_row){.weekday = weekday_of,
                              .start_minute = hour * 60,
                              .end_minute = hour * 60 + 60,
                              .effective = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO},
                              .source = {"schedules.csv", (uint32_t)index + 2, 0}};
}

void month_sample_block_add(struct month_sample *sample, const char *id, struct interval span)
{
    size_t index = sample->facts.block_count++;
    sample->blocks[index] = (struct block){.block_id = id,
                                           .span = span,
                                           .reason = "unwell",
                                           .source = {"blocks.csv", (uint32_t)index + 2, 0}};
}

void month_sample_work_add(struct month_sample *sample, const char *id, struct interval span)
{
    size_t index = sample->facts.work_count++;
    sample->works[index] =
        (struct other_work){.work_id = id,
                            .stream = STREAM_ONSITE,
                            .span = span,
                            .source = {"other_work.csv", (uint32_t)index + 2, 0}};
}

void month_sample_holiday_add(struct month_sample *sample, const char *name, int32_t date)
{
    size_t index = sample->facts.holiday_count++;
    sample->holidays[index] =
        (struct holiday){.date = day_from_civil((struct civil){2026, 9, date}),
                         .to_minute = MINUTES_PER_DAY,
                         .name = name,
                         .area = "AU-VIC",
                         .source_text = "a gazette",
                         .source = {"au-2026.csv", (uint32_t)index + 2, 0}};
}

struct appointment *month_sample_appointment_add(struct month_sample *sample, const char *id,
                                                 enum calendar calendar, struct interval span)
{
    size_t index = sample->facts.appointment_count++;
    struct appointment *appointment = &sample->appointments[index];
    *appointment = (struct appointment){.appointment_id = id,
                                        .case_id = "ASST-1",
                                        .customer = CUSTOMER_NONE,
                                        .calendar = calendar,
                                        .start = span.start,
                                        .duration_minutes = (int32_t)interval_minutes(span),
                                        .status = STATUS_BOOKED,
                                        .booked_at = month_sample_stamp(1, -24 * 10, 0),
                                        .booked_by = BOOKED_BY_CS,
                                        .completed_at = STAMP_NEVER,
                                        .cancelled_at = STAMP_NEVER,
                                        .moved_at = STAMP_NEVER,
                                        .approval_ref = "",
                                        .moved_from = "",
                                        .moved_from_open_booked_at = STAMP_NEVER,
                                        .source = {"appointments.csv", (uint32_t)index + 2, 0}};
    return appointment;
}

void month_sample_add_all(struct month_sample *sample)
{
    month_sample_holiday_add(sample, "Friday before AFL Grand Final", 25);
    month_sample_block_add(sample, "B1", month_sample_span(11, 0, 0, MINUTES_PER_DAY));
    month_sample_work_add(sample, "W7", month_sample_span(8, 10, 30, 60));
    month_sample_appointment_add(sample, "A000123", CALENDAR_OPEN,
                                 month_sample_span(15, 11, 0, 60));
}

struct partner_facts month_sample_facts(const struct month_sample *sample)
{
    struct partner_facts facts = sample->facts;
    facts.schedules = sample->schedules;
    facts.rates = sample->rates;
    facts.blocks = sample->blocks;
    facts.works = sample->works;
    facts.holidays = sample->holidays;
    facts.appointments = sample->appointments;
    facts.customers = sample->customers;
    facts.decisions = sample->decisions;
    return facts;
}

struct month_result *month_sample_compute(const struct month_sample *sample)
{
    struct partner_facts facts = month_sample_facts(sample);
    struct month_result *result = calloc(1, sizeof *result);
    CHECK(result != NULL);
    void *room = calloc(1, month_result_place(result, &facts, NULL) + 1);
    CHECK(room != NULL);
    month_result_place(result, &facts, room);
    month_compute(&facts, &sample->policy, &sample->question, result);
    return result;
}

void month_result_free(struct month_result *result)
{
    free(result->adhoc); /* the first of the arrays */
    free(result);
}
