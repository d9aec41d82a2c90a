#include "engine/core/day.h"

#include "engine/core/check.h"

static bool year_is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t month_length(int32_t year, int32_t month)
{
    static const int32_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && year_is_leap(year) ? 29 : lengths[month - 1];
}

bool day_civil_valid(struct civil civil)
{
    return civil.year >= 1 && civil.year <= 9999 && civil.month >= 1 && civil.month <= 12 &&
           civil.day >= 1 && civil.day <= month_length(civil.year, civil.month);
}

/* Years are counted from 1 March, so that the leap day is the last of its year. */
day day_from_civil(struct civil civil)
{
    CHECK(day_civil_valid(civil));
    int32_t year = civil.month <= 2 ? civil.year - 1 : civil.year;
    int32_t era = year / 400;
    int32_t year_of_era = year - era * 400;
    int32_t month_from_march = (civil.month + 9) % 12;
    int32_t day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (day){era * 146097 + day_of_era - 719468};
}

struct civil day_to_civil(day date)
{
    int32_t shifted = date.number + 719468;
    CHECK(shifted >= 306 && shifted < 3652365);
    int32_t era = shifted / 146097;
    int32_t day_of_era = shifted - era * 146097;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month_from_march = (5 * day_of_year + 2) / 153;
    int32_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct civil){.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
                          .month = month,
                          .day = day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

weekday day_weekday(day date)
{
    int32_t from_monday = (date.number + 3) % 7; /* 1970-01-01 was a Thursday */
    return (weekday)(from_monday < 0 ? from_monday + 7 : from_monday);
}

day day_add(day date, int32_t days)
{
    return (day){date.number + days};
}

day day_add_months(day date, int32_t months)
{
    struct civil civil = day_to_civil(date);
    int32_t month_number = civil.year * 12 + civil.month - 1 + months;
    int32_t year = month_number / 12;
    int32_t month = month_number % 12 + 1;
    int32_t length = month_length(year, month);
    return day_from_civil((struct civil){year, month, civil.day < length ? civil.day : length});
}

int day_compare(day a, day b)
{
    return (a.number > b.number) - (a.number < b.number);
}

bool day_range_has(struct day_range range, day date)
{
    return range.from.number <= date.number && date.number <= range.to.number;
}

struct period period_from_month(int32_t year, int32_t month)
{
    return (struct period){day_from_civil((struct civil){year, month, 1}),
                           month_length(year, month)};
}

day period_last(struct period period)
{
    return day_add(period.first, period.day_count - 1);
}

bool period_has(struct period period, day date)
{
    return day_range_has((struct day_range){period.first, period_last(period)}, date);
}

struct period period_add_months(struct period period, int32_t months)
{
    struct civil civil = day_to_civil(day_add_months(period.first, months));
    return period_from_month(civil.year, civil.month);
}
