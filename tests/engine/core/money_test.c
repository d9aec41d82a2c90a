#include "engine/core/money.h"

#include <criterion/criterion.h>
#include <signal.h>

/* rules.md section 1: "Half a cent goes up in size, whatever the sign." */
Test(money, divide_half_up)
{
    static const struct {
        int64_t value;
        int64_t divisor;
        int64_t quotient;
    } rows[] = {
        {0, 10, 0},
        {4, 10, 0},
        {5, 10, 1},
        {6, 10, 1},
        {14, 10, 1},
        {15, 10, 2},
        {25, 10, 3},
        {29, 60, 0},
        {30, 60, 1},
        {31, 60, 1},
        {89, 60, 1},
        {90, 60, 2},
        {1, 3, 0},
        {2, 3, 1},
        {1, 2, 1},
        {3, 7, 0},
        {4, 7, 1},
        {7, 1, 7},
        {-4, 10, 0},
        {-5, 10, -1},
        {-6, 10, -1},
        {-14, 10, -1},
        {-15, 10, -2},
        {-25, 10, -3},
        {-30, 60, -1},
        {-29, 60, 0},
        {-1, 3, 0},
        {-2, 3, -1},
        {-1, 2, -1},
        {-7, 1, -7},
        {INT64_MAX / 4 - 1, 1, INT64_MAX / 4 - 1},
        {INT64_MIN / 4 + 1, 1, INT64_MIN / 4 + 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(money_divide_half_up(rows[i].value, rows[i].divisor), rows[i].quotient,
                     "%lld / %lld", (long long)rows[i].value, (long long)rows[i].divisor);
    }
}

/* The quotient is the nearest whole number, of two as near the larger in size, and of the value's
 * sign. */
Test(money, divide_half_up_is_nearest)
{
    int wrong = 0;
    for (int64_t divisor = 1; divisor <= 60; divisor++) {
        for (int64_t value = -500; value <= 500; value++) {
            int64_t quotient = money_divide_half_up(value, divisor);
            int64_t size = value < 0 ? -value : value;
            int64_t quotient_size = quotient < 0 ? -quotient : quotient;
            int64_t excess = 2 * (quotient_size * divisor - size);
            bool right = excess <= divisor && excess > -divisor && quotient * value >= 0;
            wrong += right ? 0 : 1;
        }
    }
    cr_expect_eq(wrong, 0);
}

Test(money, line_amount)
{
    static const struct {
        int64_t rate;
        int32_t minutes;
        int64_t cents;
    } rows[] = {
        {15000, 60, 15000},
        {15000, 24 * 60, 360000},
        {15000, 45, 11250},
        {15000, 0, 0},
        {0, 600, 0},
        {15000, -60, -15000},
        {15001, 20, 5000}, /* 5000.33 */
        {15002, 20, 5001}, /* 5000.67 */
        {15001, 30, 7501}, /* 7500.5 */
        {15001, -30, -7501},
        {15003, 10, 2501}, /* 2500.5 */
        {15003, -10, -2501},
        {1, 29, 0},
        {1, 30, 1},
        {1, -29, 0},
        {1, -30, -1},
        {HOURLY_RATE_MAX_CENTS, MONTH_MINUTES_MAX, 4000000000},
        {HOURLY_RATE_MAX_CENTS, -MONTH_MINUTES_MAX, -4000000000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        money amount =
            money_line_amount((hourly_rate){rows[i].rate}, (pay_minutes){rows[i].minutes});
        cr_expect_eq(amount.cents, rows[i].cents, "%d minutes at %lld", rows[i].minutes,
                     (long long)rows[i].rate);
    }
}

Test(money, gst)
{
    static const int64_t rows[][2] = {
        {0, 0},          {1, 0},          {4, 0},          {5, 1},
        {9, 1},          {10, 1},         {14, 1},         {15, 2},
        {360000, 36000}, {360004, 36000}, {360005, 36001}, {-4, 0},
        {-5, -1},        {-14, -1},       {-15, -2},       {-360005, -36001},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(money_gst((money){rows[i][0]}).cents, rows[i][1], "of %lld",
                     (long long)rows[i][0]);
    }
}

Test(money, add_and_subtract)
{
    cr_expect_eq(money_add((money){150}, (money){-200}).cents, -50);
    cr_expect_eq(money_subtract((money){150}, (money){-200}).cents, 350);
    cr_expect_eq(money_subtract((money){150}, (money){200}).cents, -50);
}

/* What no importer lets through stops the program. */
Test(money, divisor_of_zero, .signal = SIGABRT)
{
    money_divide_half_up(1, 0);
}

Test(money, divisor_below_zero, .signal = SIGABRT)
{
    money_divide_half_up(1, -10);
}

Test(money, value_too_large, .signal = SIGABRT)
{
    money_divide_half_up(INT64_MAX / 4, 10);
}

Test(money, value_too_small, .signal = SIGABRT)
{
    money_divide_half_up(INT64_MIN, 10);
}

Test(money, rate_below_zero, .signal = SIGABRT)
{
    money_line_amount((hourly_rate){-1}, (pay_minutes){60});
}

Test(money, rate_too_large, .signal = SIGABRT)
{
    money_line_amount((hourly_rate){HOURLY_RATE_MAX_CENTS + 1}, (pay_minutes){60});
}
