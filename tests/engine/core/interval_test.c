#include "engine/core/clock.h"

#include <criterion/criterion.h>

static struct interval span(int64_t start, int64_t end)
{
    return (struct interval){{start}, {end}};
}

Test(instant, compare_and_add)
{
    cr_expect_lt(instant_compare((instant){1}, (instant){2}), 0);
    cr_expect_gt(instant_compare((instant){2}, (instant){1}), 0);
    cr_expect_eq(instant_compare((instant){2}, (instant){2}), 0);
    cr_expect_lt(instant_compare((instant){INT64_MIN}, (instant){INT64_MAX}), 0, "no overflow");
    cr_expect_eq(instant_add((instant){100}, 60).utc_minutes, 160);
    cr_expect_eq(instant_add((instant){100}, -160).utc_minutes, -60);
}

Test(stamp, minute_that_it_is_in)
{
    static const struct {
        int64_t seconds;
        int64_t minutes;
    } rows[] = {
        {0, 0},   {1, 0},    {59, 0},   {60, 1},   {61, 1},    {119, 1},
        {-1, -1}, {-59, -1}, {-60, -1}, {-61, -2}, {-120, -2}, {-121, -3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(stamp_minute((stamp){rows[i].seconds}).utc_minutes, rows[i].minutes, "%lld s",
                     (long long)rows[i].seconds);
    }
    cr_expect_eq(stamp_from_instant((instant){2}).utc_seconds, 120);
    cr_expect_eq(stamp_from_instant((instant){-2}).utc_seconds, -120);
    cr_expect_lt(stamp_minute(STAMP_START_OF_TIME).utc_minutes, INT64_MIN / 60 + 1);
    cr_expect_gt(stamp_minute(STAMP_NEVER).utc_minutes, INT64_MAX / 60 - 1);
}

Test(interval, half_open)
{
    cr_expect_not(interval_has(span(10, 20), (instant){9}));
    cr_expect(interval_has(span(10, 20), (instant){10}));
    cr_expect(interval_has(span(10, 20), (instant){19}));
    cr_expect_not(interval_has(span(10, 20), (instant){20}));
    cr_expect_not(interval_has(span(10, 10), (instant){10}), "an empty one has nothing");
    cr_expect_eq(interval_minutes(span(10, 20)), 10);
    cr_expect_eq(interval_minutes(span(-5, 5)), 10);
    cr_expect_eq(interval_minutes(span(7, 7)), 0);
}

/* P1: "touching at an end point is no overlap". Each pair both ways round. */
Test(interval, overlap_and_clip)
{
    static const struct {
        int64_t a[2];
        int64_t b[2];
        int64_t common_minutes;
    } rows[] = {
        {{0, 10}, {10, 20}, 0},  /* touch */
        {{0, 10}, {11, 20}, 0},  /* apart */
        {{0, 10}, {9, 20}, 1},   /* by a minute */
        {{0, 60}, {15, 30}, 15}, /* one within the other */
        {{0, 60}, {0, 60}, 60},  /* the same */
        {{0, 60}, {0, 10}, 10},  /* same start */
        {{0, 60}, {50, 60}, 10}, /* same end */
        {{0, 60}, {30, 30}, 0},  /* an empty one within */
        {{-30, 5}, {-10, 60}, 15},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct interval a = span(rows[i].a[0], rows[i].a[1]);
        struct interval b = span(rows[i].b[0], rows[i].b[1]);
        bool overlaps = rows[i].common_minutes > 0;
        cr_expect_eq(interval_overlaps(a, b), overlaps, "row %zu", i);
        cr_expect_eq(interval_overlaps(b, a), overlaps, "row %zu", i);
        cr_expect_eq(interval_minutes(interval_clip(a, b)), rows[i].common_minutes, "row %zu", i);
        cr_expect_eq(interval_minutes(interval_clip(b, a)), rows[i].common_minutes, "row %zu", i);
    }
    struct interval common = interval_clip(span(0, 60), span(15, 90));
    cr_expect_eq(common.start.utc_minutes, 15);
    cr_expect_eq(common.end.utc_minutes, 60);
}

Test(interval, covered_minutes)
{
    struct interval whole = span(100, 160);
    cr_expect_eq(interval_covered_minutes(whole, NULL, 0), 0);

    struct interval outside[] = {span(0, 100), span(160, 200)};
    cr_expect_eq(interval_covered_minutes(whole, outside, 2), 0);

    struct interval across[] = {span(150, 300), span(0, 110)};
    cr_expect_eq(interval_covered_minutes(whole, across, 2), 20);

    struct interval overlapping[] = {span(120, 140), span(110, 130), span(115, 118),
                                     span(120, 140)};
    cr_expect_eq(interval_covered_minutes(whole, overlapping, 4), 30, "an instant counts once");

    struct interval touching[] = {span(130, 160), span(100, 130)};
    cr_expect_eq(interval_covered_minutes(whole, touching, 2), 60);

    struct interval around[] = {span(0, 1000), span(120, 121)};
    cr_expect_eq(interval_covered_minutes(whole, around, 2), 60);
    cr_expect_eq(interval_covered_minutes(span(100, 100), around, 2), 0);

    struct interval empty[] = {span(130, 130)};
    cr_expect_eq(interval_covered_minutes(whole, empty, 1), 0);
}

Test(interval, parts_are_sorted)
{
    struct interval parts[] = {span(30, 40), span(10, 50), span(20, 25)};
    interval_covered_minutes(span(0, 60), parts, 3);
    cr_expect_eq(parts[0].start.utc_minutes, 10);
    cr_expect_eq(parts[1].start.utc_minutes, 20);
    cr_expect_eq(parts[2].start.utc_minutes, 30);
}

static int64_t random_next(uint32_t *state, uint32_t below)
{
    *state = *state * 1664525u + 1013904223u;
    return (int64_t)((*state >> 16) % below);
}

/* Against looking at every minute. */
Test(interval, covered_minutes_of_random_parts)
{
    uint32_t state = 7;
    int wrong = 0;
    for (int round = 0; round < 20000; round++) {
        struct interval parts[6];
        size_t count = (size_t)random_next(&state, 7);
        for (size_t i = 0; i < count; i++) {
            int64_t start = random_next(&state, 50) - 10;
            parts[i] = span(start, start + random_next(&state, 20));
        }
        struct interval whole = span(5, 5 + random_next(&state, 30));
        int64_t expected = 0;
        for (int64_t at = whole.start.utc_minutes; at < whole.end.utc_minutes; at++) {
            bool covered = false;
            for (size_t i = 0; i < count; i++) {
                covered = covered || interval_has(parts[i], (instant){at});
            }
            expected += covered ? 1 : 0;
        }
        wrong += interval_covered_minutes(whole, parts, count) == expected ? 0 : 1;
    }
    cr_expect_eq(wrong, 0);
}
