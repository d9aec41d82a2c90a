#include "engine/core/clock.h"

#include <criterion/criterion.h>

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

static day date(int32_t year, int32_t month, int32_t day_of_month)
{
    return day_from_civil((struct civil){year, month, day_of_month});
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
