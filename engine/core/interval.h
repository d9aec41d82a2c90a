#ifndef ENGINE_CORE_INTERVAL_H
#define ENGINE_CORE_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

#endif
