#ifndef ENGINE_CORE_CLOCK_H
#define ENGINE_CORE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "engine/core/day.h"
#include "engine/core/interval.h"

/* A zone's clock as data, so that the core can place local times and still knows no zone
 * database: from this instant, that offset. The first row begins at INT64_MIN, rows ascend. */
struct clock_offset {
    instant from;
    int32_t offset_minutes; /* local = UTC + offset */
};

struct clock {
    const struct clock_offset *offsets;
    size_t offset_count; /* at least 1 */
};

enum { MINUTES_PER_DAY = 24 * 60 };

/* A date and minutes since its midnight. minute may be 0..2879: 24:00 is the next midnight. */
struct local_time {
    day date;
    int32_t minute;
};

enum local_time_kind {
    LOCAL_TIME_UNIQUE,
    LOCAL_TIME_GAP,      /* clocks forward: it does not exist */
    LOCAL_TIME_AMBIGUOUS /* clocks back: it happens twice */
};

struct clock_reading {
    enum local_time_kind kind;
    instant at; /* its first occurrence; for a gap, the instant at which the clock jumps over it */
};

struct clock_reading clock_resolve(const struct clock *clock, struct local_time local);
struct local_time clock_local(const struct clock *clock, instant at);
/* The first instant whose local date is `date`. */
instant clock_day_start(const struct clock *clock, day date);
/* The first instant of `from` to the last of `to`, both dates included. */
struct interval clock_days(const struct clock *clock, day from, day to);

#endif
