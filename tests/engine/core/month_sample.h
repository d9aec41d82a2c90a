#ifndef TESTS_ENGINE_CORE_MONTH_SAMPLE_H
#define TESTS_ENGINE_CORE_MONTH_SAMPLE_H

#include "engine/core/month.h"

/* September 2026 of one partner, from facts made by hand: the policy's example of 3 hours on 5
 * Tuesdays and 3 on 4 Fridays, at 150.00 an hour, registered for GST. Tests add to it, or fill it anew
 * (random_month.h); the reports' tests see it as report_sample.h shows it. */
enum { SAMPLE_ROWS = 64, SAMPLE_CUSTOMERS = 4 };

struct month_sample {
    struct schedule_row schedules[SAMPLE_ROWS];
    struct rate_row rates[SAMPLE_ROWS];
    struct block blocks[SAMPLE_ROWS];
    struct other_work works[SAMPLE_ROWS];
    struct holiday holidays[SAMPLE_ROWS];
    struct appointment appointments[SAMPLE_ROWS]; /* added in order of start */
    struct customer customers[SAMPLE_CUSTOMERS];
    struct decision decisions[SAMPLE_ROWS]; /* in force */
    struct partner_facts facts;             /* its arrays are the ones above */
    struct policy policy;
    struct month_question question;
};

void month_sample_init(struct month_sample *sample);
/* An hour a week at this time. */
void month_sample_schedule_add(struct month_sample *sample, weekday weekday_of, int32_t hour);
/* From the minute of one September date, in the partner's zone, so many minutes long. */
struct interval month_sample_span(int32_t date, int32_t hour, int32_t minute, int32_t minutes);
stamp month_sample_stamp(int32_t date, int32_t hour, int32_t minute);
/* A block of one hour or more. */
void month_sample_block_add(struct month_sample *sample, const char *id, struct interval span);
void month_sample_work_add(struct month_sample *sample, const char *id, struct interval span);
void month_sample_holiday_add(struct month_sample *sample, const char *name, int32_t date);
/* Booked by Customer Service in August, an hour long, not marked. */
struct appointment *month_sample_appointment_add(struct month_sample *sample, const char *id,
                                                 enum calendar calendar, struct interval span);
/* The documents' example: 27 hours less a holiday, a blocked day, an hour of onsite work and one
 * that was not marked: 19 hours. */
void month_sample_add_all(struct month_sample *sample);

/* The facts, with the arrays where the sample is now. */
struct partner_facts month_sample_facts(const struct month_sample *sample);
/* Works the month out. The caller frees with month_result_free. */
struct month_result *month_sample_compute(const struct month_sample *sample);
void month_result_free(struct month_result *result);

#endif
