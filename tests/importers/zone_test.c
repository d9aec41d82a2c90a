#include "importers/text/zone.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/core/clock.h"

static int64_t utc_minutes(int32_t year, int32_t month, int32_t day_of_month, int32_t minute)
{
    day date = day_from_civil((struct civil){year, month, day_of_month});
    return (int64_t)date.number * MINUTES_PER_DAY + minute;
}

static int32_t offset_on(const char *timezone, int32_t year, int32_t month, int32_t day_of_month)
{
    const struct clock *clock = zone_clock(timezone);
    cr_assert(clock, "%s", timezone);
    instant noon = {utc_minutes(year, month, day_of_month, 12 * 60)};
    struct local_time local = clock_local(clock, noon);
    return (int32_t)((int64_t)local.date.number * MINUTES_PER_DAY + local.minute -
                     noon.utc_minutes);
}

Test(zone, offsets_are_those_of_the_place)
{
    cr_expect_eq(offset_on("Australia/Sydney", 2026, 1, 15), 11 * 60);
    cr_expect_eq(offset_on("Australia/Sydney", 2026, 7, 15), 10 * 60);
    cr_expect_eq(offset_on("Australia/Brisbane", 2026, 1, 15), 10 * 60);
    cr_expect_eq(offset_on("Australia/Lord_Howe", 2026, 1, 15), 11 * 60);
    cr_expect_eq(offset_on("Australia/Lord_Howe", 2026, 7, 15), 10 * 60 + 30);
    cr_expect_eq(offset_on("Australia/Eucla", 2026, 7, 15), 8 * 60 + 45);
    cr_expect_eq(offset_on("Australia/Adelaide", 2026, 1, 15), 10 * 60 + 30);
    cr_expect_eq(offset_on("America/New_York", 2026, 1, 15), -5 * 60);
    cr_expect_eq(offset_on("Etc/UTC", 2026, 1, 15), 0);
}

Test(zone, rules_go_on_to_the_end_of_the_century)
{
    cr_expect_eq(offset_on("Australia/Sydney", 1972, 1, 15), 11 * 60);
    cr_expect_eq(offset_on("Australia/Sydney", 2050, 1, 15), 11 * 60);
    cr_expect_eq(offset_on("Australia/Sydney", 2050, 7, 15), 10 * 60);
    cr_expect_eq(offset_on("Australia/Sydney", 2099, 7, 15), 10 * 60);
}

Test(zone, clock_begins_before_everything_and_ascends)
{
    const struct clock *clock = zone_clock("Australia/Sydney");
    cr_assert(clock);
    cr_expect_eq(clock->offsets[0].from.utc_minutes, INT64_MIN);
    for (size_t i = 1; i < clock->offset_count; i++) {
        cr_expect_lt(clock->offsets[i - 1].from.utc_minutes, clock->offsets[i].from.utc_minutes);
        cr_expect_neq(clock->offsets[i - 1].offset_minutes, clock->offsets[i].offset_minutes);
    }
}

Test(zone, clock_changes_at_the_right_minute)
{
    /* 2026-10-04T02:00+10:00: clocks forward in Sydney. */
    const struct clock *clock = zone_clock("Australia/Sydney");
    instant jump = {utc_minutes(2026, 10, 3, 16 * 60)};
    cr_expect_eq(clock_local(clock, instant_add(jump, -1)).minute, 1 * 60 + 59);
    cr_expect_eq(clock_local(clock, jump).minute, 3 * 60);
}

Test(zone, one_table_a_zone)
{
    cr_expect_eq(zone_clock("Australia/Perth"), zone_clock("Australia/Perth"));
}

Test(zone, old_names_of_places_are_names)
{
    cr_expect(zone_clock("Australia/ACT"));
    cr_expect(zone_clock("Asia/Calcutta"));
}

Test(zone, only_listed_places_are_zones)
{
    static const char *const refused[] = {
        "",
        "EST",
        "AEST",
        "EST5EDT",
        "GMT",
        "UTC",
        "Z",
        "+10:00",
        "-05",
        "UTC+10",
        "Etc/GMT+10",
        "Etc/GMT-10",
        "localtime",
        "posixrules",
        "Factory",
        "../../etc/passwd",
        "/usr/share/zoneinfo/Australia/Sydney",
        "Australia/../Australia/Sydney",
        "posix/Australia/Sydney",
        "right/Australia/Sydney",
        "australia/sydney",
        "Australia/Sydney ",
        "Australia",
        "Australia/",
        "Australia/Melborne",
        "<+10>-10",
        "tzdata.zi",
        "zone.tab",
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        cr_expect_null(zone_clock(refused[i]), "\"%s\" is no zone", refused[i]);
    }
}

static void expect_mend(const char *timezone, const char *mend)
{
    g_autofree char *given = zone_mend(timezone);
    cr_expect_str_eq(given ? given : "", mend);
}

Test(zone, near_names_are_suggested)
{
    expect_mend("australia/sydney", "write Australia/Sydney");
    expect_mend("Australia/Melborne", "write Australia/Melbourne");
    expect_mend("Sydney", "write Australia/Sydney");
    expect_mend("Lord Howe", "write Australia/Lord_Howe");
    expect_mend("AEDT", "write Australia/Sydney");
    expect_mend("W. Australia Standard Time", "write Australia/Perth");
    expect_mend("+10:00", "an offset does not say when clocks change: write the place");
    expect_mend("UTC+10", "an offset does not say when clocks change: write the place");
    expect_mend("../../etc/passwd", "");
    expect_mend("nowhere at all", "");
}

Test(zone, no_data_is_a_failure_of_the_machine)
{
    g_setenv("TZDIR", "/nonexistent", TRUE);
    g_autoptr(GError) error = NULL;
    cr_expect_not(zone_data_check(&error));
    cr_expect(g_error_matches(error, ZONE_ERROR, ZONE_ERROR_NO_DATA));
    cr_expect_null(zone_clock("Australia/Sydney"));
}
