#include "engine/core/clock.h"

#include <criterion/criterion.h>
#include <signal.h>

/* ---- days -------------------------------------------------------------------------------------- */

static day date(int32_t year, int32_t month, int32_t day_of_month)
{
    return day_from_civil((struct civil){year, month, day_of_month});
}

static bool civil_same(struct civil a, struct civil b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

static void expect_date(day found, int32_t year, int32_t month, int32_t day_of_month)
{
    struct civil civil = day_to_civil(found);
    cr_expect(civil_same(civil, (struct civil){year, month, day_of_month}),
              "found %04d-%02d-%02d, expected %04d-%02d-%02d", civil.year, civil.month, civil.day,
              year, month, day_of_month);
}

Test(day, civil_valid)
{
    static const struct {
        struct civil civil;
        bool valid;
    } rows[] = {
        {{2026, 9, 1}, true},   {{2026, 9, 30}, true},  {{2026, 9, 31}, false},
        {{2026, 2, 28}, true},  {{2026, 2, 29}, false}, {{2024, 2, 29}, true},
        {{2024, 2, 30}, false}, {{2000, 2, 29}, true},  {{1900, 2, 29}, false},
        {{2100, 2, 29}, false}, {{2026, 0, 1}, false},  {{2026, 13, 1}, false},
        {{2026, 1, 0}, false},  {{2026, 1, -1}, false}, {{2026, 1, 32}, false},
        {{2026, 12, 31}, true}, {{1, 1, 1}, true},      {{0, 12, 31}, false},
        {{9999, 12, 31}, true}, {{10000, 1, 1}, false}, {{-4, 2, 29}, false},
        {{2026, -1, 1}, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct civil civil = rows[i].civil;
        cr_expect_eq(day_civil_valid(civil), rows[i].valid, "%d-%d-%d", civil.year, civil.month,
                     civil.day);
    }
}

Test(day, known_numbers)
{
    cr_expect_eq(date(1970, 1, 1).number, 0);
    cr_expect_eq(date(1969, 12, 31).number, -1);
    cr_expect_eq(date(2000, 3, 1).number, 11017);
    cr_expect_eq(date(2026, 9, 1).number, 20697);
    cr_expect_eq(date(1, 1, 1).number, -719162);
    cr_expect_eq(date(9999, 12, 31).number, 2932896);
}

/* Every date there is, against counting them one by one. */
Test(day, every_date_there_and_back)
{
    struct civil expected = {1, 1, 1};
    int64_t wrong = 0;
    for (int32_t number = -719162; number <= 2932896; number++) {
        day at = {number};
        bool right = civil_same(day_to_civil(at), expected) &&
                     day_from_civil(expected).number == number &&
                     (int32_t)day_weekday(at) == (number + 719162) % 7;
        wrong += right ? 0 : 1;
        expected.day++;
        if (!day_civil_valid(expected)) {
            expected.day = 1;
            expected.month++;
        }
        if (!day_civil_valid(expected)) {
            expected.month = 1;
            expected.year++;
        }
    }
    cr_expect_eq(wrong, 0, "0001-01-01 was a Monday, as the calendar is reckoned back");
    cr_expect_eq(expected.year, 10000);
}

Test(day, weekday)
{
    cr_expect_eq(day_weekday(date(1970, 1, 1)), THU);
    cr_expect_eq(day_weekday(date(1969, 12, 28)), SUN);
    cr_expect_eq(day_weekday(date(2000, 2, 29)), TUE);
    cr_expect_eq(day_weekday(date(2026, 8, 31)), MON);
    cr_expect_eq(day_weekday(date(2026, 9, 1)), TUE);
    cr_expect_eq(day_weekday(date(2026, 9, 30)), WED);
}

Test(day, add)
{
    expect_date(day_add(date(2026, 12, 31), 1), 2027, 1, 1);
    expect_date(day_add(date(2024, 2, 28), 1), 2024, 2, 29);
    expect_date(day_add(date(2026, 3, 1), -1), 2026, 2, 28);
    expect_date(day_add(date(2026, 9, 3), 0), 2026, 9, 3);
}

Test(day, add_months)
{
    expect_date(day_add_months(date(2026, 9, 15), 0), 2026, 9, 15);
    expect_date(day_add_months(date(2026, 9, 15), 1), 2026, 10, 15);
    expect_date(day_add_months(date(2026, 9, 15), 4), 2027, 1, 15);
    expect_date(day_add_months(date(2026, 9, 15), 3), 2026, 12, 15);
    expect_date(day_add_months(date(2026, 9, 15), -9), 2025, 12, 15);
    expect_date(day_add_months(date(2026, 9, 15), -8), 2026, 1, 15);
    expect_date(day_add_months(date(2026, 1, 31), 1), 2026, 2, 28);
    expect_date(day_add_months(date(2024, 1, 31), 1), 2024, 2, 29);
    expect_date(day_add_months(date(2024, 2, 29), 12), 2025, 2, 28);
    expect_date(day_add_months(date(2024, 2, 29), 48), 2028, 2, 29);
    expect_date(day_add_months(date(2026, 10, 31), -1), 2026, 9, 30);
    expect_date(day_add_months(date(2026, 8, 31), 120), 2036, 8, 31);
}

Test(day, compare_and_range)
{
    cr_expect_lt(day_compare(date(2026, 8, 31), date(2026, 9, 1)), 0);
    cr_expect_gt(day_compare(date(2026, 9, 1), date(2026, 8, 31)), 0);
    cr_expect_eq(day_compare(date(2026, 9, 1), date(2026, 9, 1)), 0);
    cr_expect_lt(day_compare(DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO), 0, "no overflow");

    struct day_range range = {date(2026, 9, 2), date(2026, 9, 4)};
    cr_expect_not(day_range_has(range, date(2026, 9, 1)));
    cr_expect(day_range_has(range, date(2026, 9, 2)));
    cr_expect(day_range_has(range, date(2026, 9, 4)));
    cr_expect_not(day_range_has(range, date(2026, 9, 5)));

    struct day_range unbounded = {DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO};
    cr_expect(day_range_has(unbounded, date(1, 1, 1)));
    cr_expect(day_range_has(unbounded, date(9999, 12, 31)));
    struct day_range never = {DAY_UNBOUNDED_TO, DAY_UNBOUNDED_TO};
    cr_expect_not(day_range_has(never, date(9999, 12, 31)), "never registered, no agreement");
}

Test(period, month)
{
    struct period september = period_from_month(2026, 9);
    expect_date(september.first, 2026, 9, 1);
    cr_expect_eq(september.day_count, 30);
    expect_date(period_last(september), 2026, 9, 30);
    cr_expect_not(period_has(september, date(2026, 8, 31)));
    cr_expect(period_has(september, date(2026, 9, 1)));
    cr_expect(period_has(september, date(2026, 9, 30)));
    cr_expect_not(period_has(september, date(2026, 10, 1)));

    cr_expect_eq(period_from_month(2026, 2).day_count, 28);
    cr_expect_eq(period_from_month(2028, 2).day_count, 29);
    cr_expect_eq(period_from_month(2100, 2).day_count, 28);
    cr_expect_eq(period_from_month(2026, 12).day_count, 31);
}

Test(period, add_months)
{
    struct period later = period_add_months(period_from_month(2026, 12), 2);
    expect_date(later.first, 2027, 2, 1);
    cr_expect_eq(later.day_count, 28);
    struct period earlier = period_add_months(period_from_month(2025, 2), -12);
    expect_date(earlier.first, 2024, 2, 1);
    cr_expect_eq(earlier.day_count, 29);
    expect_date(period_add_months(period_from_month(2026, 9), 0).first, 2026, 9, 1);
}

/* What no importer lets through stops the program. */
Test(day, no_such_date, .signal = SIGABRT)
{
    date(2026, 2, 29);
}

Test(day, the_first_and_the_last_number)
{
    cr_expect(day_valid(date(1, 1, 1)) && day_valid(date(9999, 12, 31)));
    cr_expect_not(day_valid(day_add(date(1, 1, 1), -1)));
    cr_expect_not(day_valid(day_add(date(9999, 12, 31), 1)));
}

Test(day, number_before_the_first_year, .signal = SIGABRT)
{
    day_to_civil((day){-719163});
}

Test(day, number_after_the_last_year, .signal = SIGABRT)
{
    day_to_civil((day){2932897});
}

Test(day, months_past_the_last_year, .signal = SIGABRT)
{
    day_add_months(date(9999, 12, 1), 1);
}

/* ---- instants ---------------------------------------------------------------------------------- */

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

Test(stamp, valid)
{
    static const int64_t last = 253402300799; /* 9999-12-31T23:59:59Z */
    static const int64_t first = -62135596800;
    cr_expect(stamp_valid((stamp){0}) && stamp_valid((stamp){last}) && stamp_valid((stamp){first}));
    cr_expect(!stamp_valid((stamp){last + 1}) && !stamp_valid((stamp){first - 1}));
    cr_expect(!stamp_valid(STAMP_NEVER) && !stamp_valid(STAMP_START_OF_TIME));
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

/* ---- a zone's clock ---------------------------------------------------------------------------- */

/* Offset tables by hand, from the published changes of 2026:
 *   Sydney     5 April 03:00 back to 02:00 (+11 to +10), 4 October 02:00 on to 03:00
 *   Lord Howe  5 April 02:00 back to 01:30 (+11 to +10:30), 4 October 02:00 on to 02:30
 *   Brisbane   none, +10
 *   Apia       the whole of 30 December 2011 left out (-10 to +14) */

static instant utc(int32_t year, int32_t month, int32_t day_of_month, int32_t hour, int32_t minute)
{
    day date = day_from_civil((struct civil){year, month, day_of_month});
    int32_t minute_of_day = hour * 60 + minute;
    return (instant){(int64_t)date.number * MINUTES_PER_DAY + minute_of_day};
}

enum zone { SYDNEY, LORD_HOWE, BRISBANE, APIA, ZONE_COUNT };

static struct clock_offset offsets[ZONE_COUNT][3];
static struct clock clocks[ZONE_COUNT];

static void zone_set(enum zone zone, instant first_change, instant second_change,
                     const int32_t offset_minutes[3], size_t offset_count)
{
    offsets[zone][0] = (struct clock_offset){{INT64_MIN}, offset_minutes[0]};
    offsets[zone][1] = (struct clock_offset){first_change, offset_minutes[1]};
    offsets[zone][2] = (struct clock_offset){second_change, offset_minutes[2]};
    clocks[zone] = (struct clock){offsets[zone], offset_count};
}

static void zones_set(void)
{
    zone_set(SYDNEY, utc(2026, 4, 4, 16, 0), utc(2026, 10, 3, 16, 0),
             (const int32_t[]){660, 600, 660}, 3);
    zone_set(LORD_HOWE, utc(2026, 4, 4, 15, 0), utc(2026, 10, 3, 15, 30),
             (const int32_t[]){660, 630, 660}, 3);
    zone_set(BRISBANE, (instant){0}, (instant){0}, (const int32_t[]){600, 0, 0}, 1);
    zone_set(APIA, utc(2011, 12, 30, 10, 0), (instant){0}, (const int32_t[]){-600, 840, 0}, 2);
}

TestSuite(clock, .init = zones_set);

static void expect_resolved(enum zone zone, day local_date, int32_t minute,
                            enum local_time_kind kind, instant at)
{
    struct clock_reading reading =
        clock_resolve(&clocks[zone], (struct local_time){local_date, minute});
    cr_expect_eq(reading.kind, kind, "zone %d, %02d:%02d: kind %d, expected %d", zone, minute / 60,
                 minute % 60, reading.kind, kind);
    cr_expect_eq(reading.at.utc_minutes, at.utc_minutes, "zone %d, %02d:%02d: %lld minutes off",
                 zone, minute / 60, minute % 60,
                 (long long)(reading.at.utc_minutes - at.utc_minutes));
}

static void expect_local(enum zone zone, instant at, day local_date, int32_t minute)
{
    struct local_time local = clock_local(&clocks[zone], at);
    cr_expect_eq(day_compare(local.date, local_date), 0, "zone %d: date %d, expected %d", zone,
                 local.date.number, local_date.number);
    cr_expect_eq(local.minute, minute, "zone %d: %02d:%02d, expected %02d:%02d", zone,
                 local.minute / 60, local.minute % 60, minute / 60, minute % 60);
}

Test(clock, plain_times)
{
    expect_resolved(SYDNEY, date(2026, 1, 5), 540, LOCAL_TIME_UNIQUE, utc(2026, 1, 4, 22, 0));
    expect_resolved(SYDNEY, date(2026, 9, 3), 600, LOCAL_TIME_UNIQUE, utc(2026, 9, 3, 0, 0));
    expect_resolved(SYDNEY, date(2026, 11, 3), 600, LOCAL_TIME_UNIQUE, utc(2026, 11, 2, 23, 0));
    expect_resolved(LORD_HOWE, date(2026, 9, 3), 600, LOCAL_TIME_UNIQUE, utc(2026, 9, 2, 23, 30));
    expect_resolved(BRISBANE, date(2026, 10, 4), 150, LOCAL_TIME_UNIQUE, utc(2026, 10, 3, 16, 30));
    expect_resolved(BRISBANE, date(1960, 2, 29), 0, LOCAL_TIME_UNIQUE, utc(1960, 2, 28, 14, 0));
}

Test(clock, minutes_past_midnight_are_of_the_next_day)
{
    expect_resolved(SYDNEY, date(2026, 9, 3), 1440, LOCAL_TIME_UNIQUE, utc(2026, 9, 3, 14, 0));
    expect_resolved(SYDNEY, date(2026, 9, 3), 1499, LOCAL_TIME_UNIQUE, utc(2026, 9, 3, 14, 59));
    expect_resolved(SYDNEY, date(2026, 10, 3), 1440 + 150, LOCAL_TIME_GAP, utc(2026, 10, 3, 16, 0));
}

Test(clock, sydney_forward)
{
    day change = date(2026, 10, 4);
    instant jump = utc(2026, 10, 3, 16, 0);
    expect_resolved(SYDNEY, change, 119, LOCAL_TIME_UNIQUE, utc(2026, 10, 3, 15, 59));
    expect_resolved(SYDNEY, change, 120, LOCAL_TIME_GAP, jump);
    expect_resolved(SYDNEY, change, 150, LOCAL_TIME_GAP, jump);
    expect_resolved(SYDNEY, change, 179, LOCAL_TIME_GAP, jump);
    expect_resolved(SYDNEY, change, 180, LOCAL_TIME_UNIQUE, jump);
    expect_local(SYDNEY, utc(2026, 10, 3, 15, 59), change, 119);
    expect_local(SYDNEY, jump, change, 180);
}

Test(clock, sydney_back)
{
    day change = date(2026, 4, 5);
    expect_resolved(SYDNEY, change, 119, LOCAL_TIME_UNIQUE, utc(2026, 4, 4, 14, 59));
    expect_resolved(SYDNEY, change, 120, LOCAL_TIME_AMBIGUOUS, utc(2026, 4, 4, 15, 0));
    expect_resolved(SYDNEY, change, 179, LOCAL_TIME_AMBIGUOUS, utc(2026, 4, 4, 15, 59));
    expect_resolved(SYDNEY, change, 180, LOCAL_TIME_UNIQUE, utc(2026, 4, 4, 17, 0));
    expect_local(SYDNEY, utc(2026, 4, 4, 15, 59), change, 179);
    expect_local(SYDNEY, utc(2026, 4, 4, 16, 0), change, 120);
    expect_local(SYDNEY, utc(2026, 4, 4, 17, 0), change, 180);
}

/* Half an hour, so that a slot of an hour is partly there. */
Test(clock, lord_howe_forward)
{
    day change = date(2026, 10, 4);
    instant jump = utc(2026, 10, 3, 15, 30);
    expect_resolved(LORD_HOWE, change, 119, LOCAL_TIME_UNIQUE, utc(2026, 10, 3, 15, 29));
    expect_resolved(LORD_HOWE, change, 120, LOCAL_TIME_GAP, jump);
    expect_resolved(LORD_HOWE, change, 149, LOCAL_TIME_GAP, jump);
    expect_resolved(LORD_HOWE, change, 150, LOCAL_TIME_UNIQUE, jump);
    expect_resolved(LORD_HOWE, change, 180, LOCAL_TIME_UNIQUE, utc(2026, 10, 3, 16, 0));
    expect_local(LORD_HOWE, jump, change, 150);
}

Test(clock, lord_howe_back)
{
    day change = date(2026, 4, 5);
    expect_resolved(LORD_HOWE, change, 89, LOCAL_TIME_UNIQUE, utc(2026, 4, 4, 14, 29));
    expect_resolved(LORD_HOWE, change, 90, LOCAL_TIME_AMBIGUOUS, utc(2026, 4, 4, 14, 30));
    expect_resolved(LORD_HOWE, change, 119, LOCAL_TIME_AMBIGUOUS, utc(2026, 4, 4, 14, 59));
    expect_resolved(LORD_HOWE, change, 120, LOCAL_TIME_UNIQUE, utc(2026, 4, 4, 15, 30));
    expect_local(LORD_HOWE, utc(2026, 4, 4, 15, 0), change, 90);
    expect_local(LORD_HOWE, utc(2026, 4, 4, 15, 29), change, 119);
}

Test(clock, local_before_1970)
{
    expect_local(BRISBANE, utc(1969, 12, 31, 13, 59), date(1969, 12, 31), 1439);
    expect_local(BRISBANE, utc(1969, 12, 31, 14, 0), date(1970, 1, 1), 0);
    expect_local(BRISBANE, utc(1960, 2, 28, 14, 0), date(1960, 2, 29), 0);
    expect_local(APIA, utc(1970, 1, 1, 0, 0), date(1969, 12, 31), 840);
}

Test(clock, day_start)
{
    cr_expect_eq(clock_day_start(&clocks[SYDNEY], date(2026, 10, 4)).utc_minutes,
                 utc(2026, 10, 3, 14, 0).utc_minutes);
    cr_expect_eq(clock_day_start(&clocks[SYDNEY], date(2026, 10, 5)).utc_minutes,
                 utc(2026, 10, 4, 13, 0).utc_minutes);
    cr_expect_eq(clock_day_start(&clocks[APIA], date(2011, 12, 30)).utc_minutes,
                 utc(2011, 12, 30, 10, 0).utc_minutes, "a date that was left out");
    cr_expect_eq(clock_day_start(&clocks[APIA], date(2011, 12, 31)).utc_minutes,
                 utc(2011, 12, 30, 10, 0).utc_minutes);
}

Test(clock, days)
{
    static const struct {
        enum zone zone;
        int32_t from[3];
        int32_t to[3];
        int64_t half_hours;
    } rows[] = {
        {SYDNEY, {2026, 9, 3}, {2026, 9, 3}, 48},
        {SYDNEY, {2026, 10, 4}, {2026, 10, 4}, 46},
        {SYDNEY, {2026, 4, 5}, {2026, 4, 5}, 50},
        {LORD_HOWE, {2026, 10, 4}, {2026, 10, 4}, 47},
        {LORD_HOWE, {2026, 4, 5}, {2026, 4, 5}, 49},
        {SYDNEY, {2026, 10, 1}, {2026, 10, 31}, 1486},
        {SYDNEY, {2026, 1, 1}, {2026, 12, 31}, 17520},
        {BRISBANE, {2026, 10, 4}, {2026, 10, 4}, 48},
        {APIA, {2011, 12, 30}, {2011, 12, 30}, 0},
        {APIA, {2011, 12, 29}, {2011, 12, 31}, 96},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct interval days = clock_days(&clocks[rows[i].zone],
                                          date(rows[i].from[0], rows[i].from[1], rows[i].from[2]),
                                          date(rows[i].to[0], rows[i].to[1], rows[i].to[2]));
        cr_expect_eq(interval_minutes(days), rows[i].half_hours * 30, "row %zu", i);
    }
}

/* Midnight itself may be left out or happen twice: then a day begins at the first instant that
 * has its date. */
Test(clock, change_at_midnight)
{
    const struct clock_offset forward[] = {{{INT64_MIN}, 600}, {utc(2026, 10, 3, 14, 0), 660}};
    const struct clock_offset back[] = {{{INT64_MIN}, 660}, {utc(2026, 4, 4, 13, 30), 600}};
    cr_expect_eq(clock_day_start(&(struct clock){forward, 2}, date(2026, 10, 4)).utc_minutes,
                 utc(2026, 10, 3, 14, 0).utc_minutes);
    cr_expect_eq(clock_day_start(&(struct clock){back, 2}, date(2026, 4, 5)).utc_minutes,
                 utc(2026, 4, 4, 13, 0).utc_minutes, "00:30 back to 23:30");
}

/* Every minute of 2026 in every zone: its local time gives it back, or, of two, the first. */
Test(clock, every_minute_there_and_back)
{
    int64_t wrong = 0;
    int64_t second_times[ZONE_COUNT] = {0};
    for (int zone = SYDNEY; zone < ZONE_COUNT; zone++) {
        for (int64_t at = utc(2026, 1, 1, 0, 0).utc_minutes; at < utc(2027, 1, 1, 0, 0).utc_minutes;
             at++) {
            struct local_time local = clock_local(&clocks[zone], (instant){at});
            struct clock_reading reading = clock_resolve(&clocks[zone], local);
            bool second = reading.kind == LOCAL_TIME_AMBIGUOUS && reading.at.utc_minutes < at;
            second_times[zone] += second ? 1 : 0;
            bool right = reading.kind != LOCAL_TIME_GAP && local.minute >= 0 &&
                         local.minute < MINUTES_PER_DAY && (second || reading.at.utc_minutes == at);
            wrong += right ? 0 : 1;
        }
    }
    cr_expect_eq(wrong, 0);
    cr_expect_eq(second_times[SYDNEY], 60);
    cr_expect_eq(second_times[LORD_HOWE], 30);
    cr_expect_eq(second_times[BRISBANE], 0);
}
