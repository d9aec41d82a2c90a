#include "engine/core/interval.h"

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

static void intervals_sort_by_start(struct interval *parts, size_t part_count)
{
    for (size_t i = 1; i < part_count; i++) {
        struct interval moving = parts[i];
        size_t place = i;
        while (place > 0 && instant_compare(parts[place - 1].start, moving.start) > 0) {
            parts[place] = parts[place - 1];
            place--;
        }
        parts[place] = moving;
    }
}

int64_t interval_covered_minutes(struct interval whole, struct interval *parts, size_t part_count)
{
    intervals_sort_by_start(parts, part_count);
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
