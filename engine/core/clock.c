#include "engine/core/clock.h"

#include "engine/core/check.h"

static int64_t local_minutes(struct local_time local)
{
    return (int64_t)local.date.number * MINUTES_PER_DAY + local.minute;
}

static int64_t row_end(const struct clock *clock, size_t row)
{
    return row + 1 < clock->offset_count ? clock->offsets[row + 1].from.utc_minutes : INT64_MAX;
}

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
    int64_t wanted = local_minutes(local);
    size_t first = row_at(clock, wanted - MINUTES_PER_DAY);
    size_t last = row_at(clock, wanted + MINUTES_PER_DAY);
    struct clock_reading reading = {LOCAL_TIME_GAP, {0}};
    int found = 0;
    for (size_t row = first; row <= last; row++) {
        int64_t at = wanted - clock->offsets[row].offset_minutes;
        if (at >= clock->offsets[row].from.utc_minutes && at < row_end(clock, row) &&
            found++ == 0) {
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
