#ifndef ENGINE_CORE_MONEY_H
#define ENGINE_CORE_MONEY_H

#include <stdint.h>
#include <stdlib.h>

/* Stops the program, in release builds too, where it would otherwise go on with a broken
 * invariant. Only for defects of the program: bad data never reaches a CHECK. */
#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Money is whole cents, pay time whole minutes, a rate cents per hour without GST (rules.md
 * section 1). One-field structs keep them from being added to one another. */
typedef struct {
    int64_t cents;
} money;

typedef struct {
    int64_t cents_per_hour;
} hourly_rate;

typedef struct {
    int32_t minutes;
} pay_minutes;

enum {
    MINUTES_PER_HOUR = 60,
    HOURLY_RATE_MAX_CENTS = 1000000, /* 10,000.00 an hour */
    MONTH_MINUTES_MAX = 4000 * 60    /* of one line; more than any month can hold */
};

_Static_assert((int64_t)HOURLY_RATE_MAX_CENTS *MONTH_MINUTES_MAX < INT64_MAX / 4,
               "rate times minutes fits 64 bits with room for rounding");

/* Ten thousand million dollars: no sum of a store comes near it, and a million such sums fit 64 bits. */
#define MONEY_MAX_CENTS INT64_C(1000000000000)

/* value / divisor, half a unit going up in size whatever the sign. divisor > 0. */
int64_t money_divide_half_up(int64_t value, int64_t divisor);

/* M1: what minutes at a rate come to. Any sign of minutes. */
money money_line_amount(hourly_rate rate, pay_minutes minutes);

/* M2: a tenth of an amount, half a cent going up in size. */
money money_gst(money amount);

money money_add(money a, money b);
money money_subtract(money a, money b);

#endif
