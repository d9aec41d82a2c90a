#ifndef TESTS_ENGINE_CORE_RANDOM_MONTH_H
#define TESTS_ENGINE_CORE_RANDOM_MONTH_H

#include <stdint.h>

#include "tests/engine/core/month_sample.h"

/* Facts that are random and valid: always the same for the same seed, or for the same bytes (tests/fuzz), which
 * choose as well how many rows there are. */

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
    const uint8_t *bytes; /* NULL: by the seed; past their end each number is the least */
    size_t bytes_left;
    char ids[RANDOM_APPOINTMENTS][16];
    struct month_sample sample;
};

/* least..most, both included. */
int64_t random_number(struct random_month *month, int64_t least, int64_t most);
/* An interval that begins in the month (or an hour before or after it). */
struct interval random_span(struct random_month *month, int32_t most_minutes);
void random_month_fill(struct random_month *month, uint64_t seed);
void random_month_fill_from(struct random_month *month, const uint8_t *bytes, size_t count);
/* Some of the facts as they are known later: the same month, with one row or range of it another. */
void random_month_change(struct random_month *month);
/* The same facts in another order, where their order means nothing. */
void random_month_shuffle(struct random_month *month);

#endif
