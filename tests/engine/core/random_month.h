#ifndef TESTS_ENGINE_CORE_RANDOM_MONTH_H
#define TESTS_ENGINE_CORE_RANDOM_MONTH_H

#include <stdint.h>

#include "tests/engine/core/month_sample.h"

/* Facts that are random, valid and always the same for the same seed. */

enum {
    RANDOM_SCHEDULES = 14,
    RANDOM_RATES = 6,
    RANDOM_BLOCKS = 6,
    RANDOM_WORKS = 6,
    RANDOM_HOLIDAYS = 3,
    RANDOM_APPOINTMENTS = 60,
    RANDOM_DECISIONS = 16
};

struct random_month {
    uint64_t state;
    char ids[RANDOM_APPOINTMENTS][16];
    struct month_sample sample;
};

/* least..most, both included. */
int64_t random_number(struct random_month *month, int64_t least, int64_t most);
/* An interval that begins in the month (or an hour before or after it). */
struct interval random_span(struct random_month *month, int32_t most_minutes);
void random_month_fill(struct random_month *month, uint64_t seed);
/* The same facts in another order, where their order means nothing. */
void random_month_shuffle(struct random_month *month);

#endif
