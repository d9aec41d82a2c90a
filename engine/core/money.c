#include "engine/core/money.h"

int64_t money_divide_half_up(int64_t value, int64_t divisor)
{
    CHECK(divisor > 0);
    CHECK(value > INT64_MIN / 4 && value < INT64_MAX / 4);
    int64_t size = value < 0 ? -value : value;
    int64_t quotient = (2 * size + divisor) / (2 * divisor);
    return value < 0 ? -quotient : quotient;
}

money money_line_amount(hourly_rate rate, pay_minutes minutes)
{
    CHECK(rate.cents_per_hour >= 0 && rate.cents_per_hour <= HOURLY_RATE_MAX_CENTS);
    return (money){money_divide_half_up(rate.cents_per_hour * minutes.minutes, MINUTES_PER_HOUR)};
}

money money_gst(money amount)
{
    return (money){money_divide_half_up(amount.cents, 10)};
}

money money_add(money a, money b)
{
    return (money){a.cents + b.cents};
}

money money_subtract(money a, money b)
{
    return (money){a.cents - b.cents};
}
