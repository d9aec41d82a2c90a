#ifndef ENGINE_CORE_CLOCK_H
#define ENGINE_CORE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Time: dates, instants and spans of them, and where a zone's clock joins the two. */

/* ---- days ---------------------------------------------------------------------------------- */

/* A civil date as the number of days since 1970-01-01, without a zone. */
typedef struct {
    int32_t number;
} day;

/* Open ends of a range of dates ("blank is no bound"). */
#define DAY_UNBOUNDED_FROM ((day){INT32_MIN})
#define DAY_UNBOUNDED_TO ((day){INT32_MAX})

typedef enum { MON, TUE, WED, THU, FRI, SAT, SUN } weekday;

struct civil {
    int32_t year;  /* 1..9999 */
    int32_t month; /* 1..12 */
    int32_t day;   /* 1..31 */
};

/* A range of dates, both included. */
struct day_range {
    day from;
    day to;
};

/* A calendar month: its first day and how many it has (28 to 31). */
struct period {
    day first;
    int32_t day_count;
};
#define PERIOD_NONE ((struct period){DAY_UNBOUNDED_FROM, 0})

bool day_civil_valid(struct civil civil);
/* civil must be valid. */
day day_from_civil(struct civil civil);
/* Whether it is a date of the years 1 to 9999, as day_to_civil needs it. */
bool day_valid(day date);
struct civil day_to_civil(day date);
weekday day_weekday(day date);
day day_add(day date, int32_t days);
/* The same day of the month so many months on; the month's last day where it has no such day. */
day day_add_months(day date, int32_t months);
int day_compare(day a, day b);
bool day_range_has(struct day_range range, day date);

/* year 1..9999, month 1..12. */
struct period period_from_month(int32_t year, int32_t month);
day period_last(struct period period);
bool period_has(struct period period, day date);
/* The calendar month that is so many months later (or, negative, earlier). */
struct period period_add_months(struct period period, int32_t months);

/* ---- instants ------------------------------------------------------------------------------ */

/* Starts and ends: whole minutes since 1970-01-01T00:00Z. */
typedef struct {
    int64_t utc_minutes;
} instant;

/* Stamps (booked_at, completed_at, cancelled_at, as-at): seconds since 1970-01-01T00:00Z. */
typedef struct {
    int64_t utc_seconds;
} stamp;

/* A blank booked_at counts as the start of time; what never happened is at the end of it. */
#define STAMP_START_OF_TIME ((stamp){INT64_MIN})
#define STAMP_NEVER ((stamp){INT64_MAX})

/* Half-open: start is in it, end is not; so touching at an end point is no overlap (P1). */
struct interval {
    instant start;
    instant end;
};

int instant_compare(instant a, instant b);
instant instant_add(instant at, int64_t minutes);
stamp stamp_from_instant(instant at);
/* Whether it is a second of a day of the years 1 to 9999. */
bool stamp_valid(stamp at);
/* The minute that a stamp is in. */
instant stamp_minute(stamp at);

bool interval_has(struct interval interval, instant at);
bool interval_overlaps(struct interval a, struct interval b);
/* The part of a that is in b; empty (start == end) where they do not overlap. */
struct interval interval_clip(struct interval a, struct interval b);
int64_t interval_minutes(struct interval interval);

/* Minutes of `whole` that the union of parts covers: an instant counts once however many parts
 * cover it. Sorts parts in place and ignores what lies outside `whole`. */
int64_t interval_covered_minutes(struct interval whole, struct interval *parts, size_t part_count);

/* ---- a zone's clock ------------------------------------------------------------------------ */

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

enum { MINUTES_PER_DAY = 24 * 60, SECONDS_PER_DAY = MINUTES_PER_DAY * 60 };

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
