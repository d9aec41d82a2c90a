#ifndef TESTS_ENGINE_CORE_RANDOM_MONTH_H
#define TESTS_ENGINE_CORE_RANDOM_MONTH_H

#include <stdint.h>

#include "engine/core/month.h"

/* Facts that are random, valid and always the same for the same seed. */

enum {
    RANDOM_SCHEDULES = 14,
    RANDOM_RATES = 6,
    RANDOM_BLOCKS = 6,
    RANDOM_WORKS = 6,
    RANDOM_HOLIDAYS = 3,
    RANDOM_APPOINTMENTS = 60,
    RANDOM_CUSTOMERS = 4
};

struct random_month {
    uint64_t state;
    struct schedule_row schedules[RANDOM_SCHEDULES];
    struct rate_row rates[RANDOM_RATES];
    struct block blocks[RANDOM_BLOCKS + 1]; /* with room for one more */
    struct other_work works[RANDOM_WORKS];
    struct holiday holidays[RANDOM_HOLIDAYS];
    struct appointment appointments[RANDOM_APPOINTMENTS];
    char ids[RANDOM_APPOINTMENTS][16];
    struct customer customers[RANDOM_CUSTOMERS];
    struct partner_facts facts; /* points into this struct */
    struct policy policy;
    struct month_question question;
};

/* least..most, both included. */
int64_t random_number(struct random_month *month, int64_t least, int64_t most);
/* An interval that begins in the month (or an hour before or after it). */
struct interval random_span(struct random_month *month, int32_t most_minutes);
void random_month_fill(struct random_month *month, uint64_t seed);
/* The same facts in another order, where their order means nothing. */
void random_month_shuffle(struct random_month *month);

/* The month of the facts. The caller frees with random_result_free. */
struct month_result *random_month_compute(const struct random_month *month);
/* The same into a result that was used before. */
void random_month_recompute(const struct random_month *month, struct month_result *result);
void random_result_free(struct month_result *result);

#endif
