#ifndef TESTS_REPORTS_MONTH_SAMPLE_H
#define TESTS_REPORTS_MONTH_SAMPLE_H

#include "reports/value/partner_report.h"

/* September 2026 of one partner, from facts made by hand: the policy's example of 3 hours on 5
 * Tuesdays and 3 on 4 Fridays, at 150.00 an hour, registered for GST. Tests add to it. */
enum { SAMPLE_ROWS = 64 };

struct month_sample {
    struct report_run run;
    struct supplier supplier;
    struct partner_facts facts; /* its arrays are the ones below */
    struct schedule_row schedules[SAMPLE_ROWS];
    struct rate_row rates[SAMPLE_ROWS];
    struct block blocks[SAMPLE_ROWS];
    struct other_work works[SAMPLE_ROWS];
    struct holiday holidays[SAMPLE_ROWS];
    struct appointment appointments[SAMPLE_ROWS]; /* added in order of start */
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

/* Computes the month. The caller frees. */
struct partner_report *month_sample_report(const struct month_sample *sample);

#endif
