#include "engine/core/clock.h"

#include "engine/core/money.h"

/* ---- days ---------------------------------------------------------------------------------- */

static int32_t month_length(int32_t year, int32_t month)
{
    static const int32_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap_year = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap_year ? 29 : lengths[month - 1];
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

/* 0001-01-01 and 9999-12-31. */
enum { DAY_FIRST = -719162, DAY_LAST = 2932896 };

bool day_valid(day date)
{
    return date.number >= DAY_FIRST && date.number <= DAY_LAST;
}

struct civil day_to_civil(day date)
{
    CHECK(day_valid(date));
    int32_t shifted = date.number + 719468;
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

/* ---- instants ------------------------------------------------------------------------------ */

int instant_compare(instant a, instant b)
{
    return (a.utc_minutes > b.utc_minutes) - (a.utc_minutes < b.utc_minutes);
}

instant instant_add(instant at, int64_t minutes)
{
    return (instant){at.utc_minutes + minutes};
}

stamp stamp_from_instant(instant at)
{
    return (stamp){at.utc_minutes * 60};
}

bool stamp_valid(stamp at)
{
    return at.utc_seconds >= (int64_t)DAY_FIRST * SECONDS_PER_DAY &&
           at.utc_seconds < (int64_t)(DAY_LAST + 1) * SECONDS_PER_DAY;
}

instant stamp_minute(stamp at)
{
    int64_t minutes = at.utc_seconds / 60;
    return (instant){at.utc_seconds % 60 < 0 ? minutes - 1 : minutes};
}

bool interval_has(struct interval interval, instant at)
{
    return interval.start.utc_minutes <= at.utc_minutes &&
           at.utc_minutes < interval.end.utc_minutes;
}

bool interval_overlaps(struct interval a, struct interval b)
{
    struct interval common = interval_clip(a, b);
    return common.start.utc_minutes < common.end.utc_minutes;
}

struct interval interval_clip(struct interval a, struct interval b)
{
    struct interval common = {
        instant_compare(a.start, b.start) > 0 ? a.start : b.start,
        instant_compare(a.end, b.end) < 0 ? a.end : b.end,
    };
    if (instant_compare(common.start, common.end) > 0) {
        common.end = common.start;
    }
    return common;
}

int64_t interval_minutes(struct interval interval)
{
    return interval.end.utc_minutes - interval.start.utc_minutes;
}

int64_t interval_covered_minutes(struct interval whole, struct interval *parts, size_t part_count)
{
    for (size_t i = 1; i < part_count; i++) { /* sorts by start */
        struct interval moving = parts[i];
        size_t place = i;
        for (; place > 0 && instant_compare(parts[place - 1].start, moving.start) > 0; place--) {
            parts[place] = parts[place - 1];
        }
        parts[place] = moving;
    }
    int64_t covered_minutes = 0;
    instant covered_to = whole.start;
    for (size_t i = 0; i < part_count; i++) {
        struct interval rest = interval_clip(parts[i], (struct interval){covered_to, whole.end});
        if (interval_minutes(rest) > 0) {
            covered_minutes += interval_minutes(rest);
            covered_to = rest.end;
        }
    }
    return covered_minutes;
}

/* ---- a zone's clock ------------------------------------------------------------------------ */

/* The last row that begins at or before an instant. */
static size_t row_at(const struct clock *clock, int64_t utc_minutes)
{
    CHECK(clock->offset_count > 0);
    size_t low = 0;
    size_t high = clock->offset_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (clock->offsets[middle].from.utc_minutes <= utc_minutes) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* No zone is further than a day from UTC: only the rows around the wanted time can hold it. */
struct clock_reading clock_resolve(const struct clock *clock, struct local_time local)
{
    int64_t wanted = (int64_t)local.date.number * MINUTES_PER_DAY + local.minute;
    size_t first = row_at(clock, wanted - MINUTES_PER_DAY);
    size_t last = row_at(clock, wanted + MINUTES_PER_DAY);
    struct clock_reading reading = {LOCAL_TIME_GAP, {0}};
    int found = 0;
    for (size_t row = first; row <= last; row++) {
        int64_t at = wanted - clock->offsets[row].offset_minutes;
        if (row_at(clock, at) == row && found++ == 0) {
            reading.at.utc_minutes = at;
        }
    }
    if (found > 0) {
        reading.kind = found > 1 ? LOCAL_TIME_AMBIGUOUS : LOCAL_TIME_UNIQUE;
        return reading;
    }
    for (size_t row = first + 1; row <= last; row++) {
        int64_t jump = clock->offsets[row].from.utc_minutes;
        if (jump + clock->offsets[row].offset_minutes > wanted) {
            reading.at.utc_minutes = jump;
            return reading;
        }
    }
    CHECK(false);
    return reading;
}

struct local_time clock_local(const struct clock *clock, instant at)
{
    int64_t local = at.utc_minutes + clock->offsets[row_at(clock, at.utc_minutes)].offset_minutes;
    int64_t date = local / MINUTES_PER_DAY;
    int64_t minute = local % MINUTES_PER_DAY;
    if (minute < 0) {
        minute += MINUTES_PER_DAY;
        date--;
    }
    CHECK(date > INT32_MIN && date < INT32_MAX);
    return (struct local_time){{(int32_t)date}, (int32_t)minute};
}

instant clock_day_start(const struct clock *clock, day date)
{
    return clock_resolve(clock, (struct local_time){date, 0}).at;
}

struct interval clock_days(const struct clock *clock, day from, day to)
{
    return (struct interval){clock_day_start(clock, from), clock_day_start(clock, day_add(to, 1))};
}
