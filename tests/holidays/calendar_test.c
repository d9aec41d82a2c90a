#include "holidays/calendar.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/holidays/world.h"

/* rules.md G1 to G4: what applies to whom. The problems of the rows are in problem_test.c. */

static void cup_days(holiday_world *world)
{
    world_declare(world, "AU", "2026-01-26", "Australia Day");
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_substitute(world, "VIC-GEELONG", "2026-02-18", "Geelong Cup Day", "2026-11-03",
                     "Melbourne Cup Day");
}

Test(G1, area_has_those_above_it)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-01-26", "Australia Day");
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_declare(world, "AU-NSW", "2026-10-05", "Labour Day");
    world_declare(world, "VIC-GEELONG", "2026-10-21", "Geelong Cup Day");

    cr_expect_str_eq(world_holidays(world, "AU", "2026-01-01", "2026-12-31"),
                     "2026-01-26 Australia Day @AU\n");
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-01-01", "2026-12-31"),
                     "2026-01-26 Australia Day @AU\n"
                     "2026-11-03 Melbourne Cup Day @AU-VIC\n");
    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG-PORT", "2026-01-01", "2026-12-31"),
                     "2026-01-26 Australia Day @AU\n"
                     "2026-10-21 Geelong Cup Day @VIC-GEELONG\n"
                     "2026-11-03 Melbourne Cup Day @AU-VIC\n");
    cr_expect_str_eq(world_holidays(world, "NSW-ALBURY", "2026-01-01", "2026-12-31"),
                     "2026-01-26 Australia Day @AU\n"
                     "2026-10-05 Labour Day @AU-NSW\n");
}

Test(G1, dates_asked_for_are_included_at_both_ends)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-08-31", "Before");
    world_declare(world, "AU-VIC", "2026-09-01", "First");
    world_declare(world, "AU-VIC", "2026-09-30", "Last");
    world_declare(world, "AU-VIC", "2026-10-01", "After");

    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-09-01", "2026-09-30"),
                     "2026-09-01 First @AU-VIC\n2026-09-30 Last @AU-VIC\n");
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-09-02", "2026-09-29"), "");
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-09-30", "2026-09-01"), "");
}

Test(G1, several_areas_are_put_together)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-01-26", "Australia Day");
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_declare(world, "AU-NSW", "2026-10-05", "Labour Day");

    const char *expected = "2026-01-26 Australia Day @AU\n"
                           "2026-10-05 Labour Day @AU-NSW\n"
                           "2026-11-03 Melbourne Cup Day @AU-VIC\n";
    cr_expect_str_eq(world_holidays(world, "AU-VIC;AU-NSW", "2026-01-01", "2026-12-31"), expected);
    cr_expect_str_eq(world_holidays(world, "AU-NSW;AU-VIC", "2026-01-01", "2026-12-31"), expected);
    cr_expect_str_eq(world_holidays(world, "AU-NSW;AU-VIC;AU-NSW;AU;VIC-GEELONG;NOWHERE",
                                    "2026-01-01", "2026-12-31"),
                     expected, "named twice, above one another, or unknown: no difference");
}

/* Based in Geelong, the cup day has moved; based in Melbourne too, it is kept there. */
Test(G1, replaced_day_applies_through_another_area)
{
    g_autoptr(holiday_world) world = world_new_tree();
    cup_days(world);

    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-11-01", "2026-11-30"), "");
    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG;AU-VIC", "2026-02-01", "2026-12-31"),
                     "2026-02-18 Geelong Cup Day @VIC-GEELONG\n"
                     "2026-11-03 Melbourne Cup Day @AU-VIC\n");
}

Test(G1, shared_day_is_given_once)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-04-03", "Good Friday");
    world_declare(world, "AU-NSW", "2026-04-03", "Good Friday");
    world_declare(world, "AU-VIC", "2026-12-25", "Christmas Day")->status = HOLIDAY_PROVISIONAL;
    world_declare(world, "AU-NSW", "2026-12-25", "Christmas Day")->status = HOLIDAY_RULE;
    world_declare(world, "AU-VIC", "2026-12-28", "Boxing Day")->status = HOLIDAY_PROVISIONAL;
    world_declare(world, "AU-NSW", "2026-12-28", "Boxing Day")->status = HOLIDAY_PROVISIONAL;
    world_declare(world, "AU-VIC", "2026-12-31", "New Year's Eve")->from_minute = 18 * 60;
    world_declare(world, "AU-NSW", "2026-12-31", "New Year's Eve")->from_minute = 19 * 60;

    const char *expected = "2026-04-03 Good Friday @AU-NSW\n"
                           "2026-12-25 Christmas Day @AU-NSW\n"
                           "2026-12-28 Boxing Day @AU-NSW ?\n"
                           "2026-12-31 18:00-24:00 New Year's Eve @AU-VIC\n"
                           "2026-12-31 19:00-24:00 New Year's Eve @AU-NSW\n";
    cr_expect_str_eq(world_holidays(world, "AU-VIC;AU-NSW", "2026-01-01", "2026-12-31"), expected,
                     "provisional only where every area says so");
    cr_expect_str_eq(world_holidays(world, "AU-NSW;AU-VIC", "2026-01-01", "2026-12-31"), expected);
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-12-25", "2026-12-25"),
                     "2026-12-25 Christmas Day @AU-VIC ?\n");
}

Test(G1, what_was_there_before_stays)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-01-26", "Australia Day");
    const char *const areas[] = {"AU-VIC", NULL};
    g_autoptr(GArray) holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    for (int i = 0; i < 2; i++) {
        calendar_holidays(world_calendar(world), areas, date_of("2026-01-01"),
                          date_of("2026-12-31"), holidays);
    }
    cr_expect_eq(holidays->len, 2);
}

Test(G2, substitute_takes_a_target_months_away)
{
    g_autoptr(holiday_world) world = world_new_tree();
    cup_days(world);

    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-02-01", "2026-02-28"),
                     "2026-02-18 Geelong Cup Day @VIC-GEELONG\n");
    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-11-01", "2026-11-30"), "");
    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG-PORT", "2026-01-27", "2026-12-31"),
                     "2026-02-18 Geelong Cup Day @VIC-GEELONG\n", "and the areas below it");
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-11-01", "2026-11-30"),
                     "2026-11-03 Melbourne Cup Day @AU-VIC\n", "but not the area above");
}

Test(G2, cancel_gives_no_day)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-09-21", "National Day");
    world_cancel(world, "AU-NSW", "2026-09-21", "National Day")->date = date_of("2026-09-22");

    cr_expect_str_eq(world_holidays(world, "AU-NSW", "2026-01-01", "2026-12-31"), "");
    cr_expect_str_eq(world_holidays(world, "NSW-ALBURY", "2026-01-01", "2026-12-31"), "");
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-01-01", "2026-12-31"),
                     "2026-09-21 National Day @AU\n");
}

Test(G2, day_declared_again_below_a_cancel)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-09-21", "National Day");
    world_cancel(world, "AU-VIC", "2026-09-21", "National Day");
    world_declare(world, "VIC-GEELONG", "2026-09-21", "National Day");

    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG-PORT", "2026-01-01", "2026-12-31"),
                     "2026-09-21 National Day @VIC-GEELONG\n");
}

/* The state no longer has it, but it still is a day of an area above. */
Test(G2, target_already_removed_higher_up)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-09-21", "National Day");
    world_cancel(world, "AU-VIC", "2026-09-21", "National Day");
    world_substitute(world, "VIC-GEELONG", "2026-09-23", "Our Day", "2026-09-21", "National Day");

    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-01-01", "2026-12-31"), "");
    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-01-01", "2026-12-31"),
                     "2026-09-23 Our Day @VIC-GEELONG\n");
}

Test(G2, substitute_of_a_substitute)
{
    g_autoptr(holiday_world) world = world_new_tree();
    cup_days(world);
    world_substitute(world, "VIC-GEELONG-PORT", "2026-03-05", "Port Day", "2026-02-18",
                     "Geelong Cup Day");

    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG-PORT", "2026-02-01", "2026-12-31"),
                     "2026-03-05 Port Day @VIC-GEELONG-PORT\n");
    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-02-01", "2026-12-31"),
                     "2026-02-18 Geelong Cup Day @VIC-GEELONG\n");
}

/* Victoria's section 8A: two half-days in place of one day. */
Test(G2, two_half_days_for_one_target)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_substitute(world, "VIC-GEELONG", "2026-02-18", "Half-day one", "2026-11-03",
                     "Melbourne Cup Day")
        ->from_minute = 12 * 60;
    world_substitute(world, "VIC-GEELONG", "2026-10-21", "Half-day two", "2026-11-03",
                     "Melbourne Cup Day")
        ->to_minute = 12 * 60;

    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-01-01", "2026-12-31"),
                     "2026-02-18 12:00-24:00 Half-day one @VIC-GEELONG\n"
                     "2026-10-21 00:00-12:00 Half-day two @VIC-GEELONG\n");
}

/* The country and the state both list the day: taking it away takes both. */
Test(G2, target_listed_by_two_areas_above)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-04-03", "Good Friday");
    world_declare(world, "AU-VIC", "2026-04-03", "Good Friday");
    world_cancel(world, "VIC-GEELONG", "2026-04-03", "Good Friday");

    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-01-01", "2026-12-31"),
                     "2026-04-03 Good Friday @AU\n");
    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-01-01", "2026-12-31"), "");
}

/* A part of the day in place of the whole, with the same date and name. */
Test(G2, substitute_on_the_target_s_own_date)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_substitute(world, "VIC-GEELONG", "2026-11-03", "Melbourne Cup Day", "2026-11-03",
                     "Melbourne Cup Day")
        ->from_minute = 12 * 60;

    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-01-01", "2026-12-31"),
                     "2026-11-03 12:00-24:00 Melbourne Cup Day @VIC-GEELONG\n");
}

/* Only date and name together are the target. */
Test(G2, neighbours_of_the_target_stay)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-12-25", "Christmas Day");
    world_declare(world, "AU", "2026-12-25", "Other Day");
    world_declare(world, "AU", "2027-12-25", "Christmas Day");
    world_cancel(world, "AU-VIC", "2026-12-25", "Christmas Day");

    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-01-01", "2027-12-31"),
                     "2026-12-25 Other Day @AU\n2027-12-25 Christmas Day @AU\n");
}

Test(G3, part_days_in_order)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-12-24", "Evening")->from_minute = 19 * 60;
    world_declare(world, "AU-VIC", "2026-12-24", "Morning")->to_minute = 11 * 60 + 30;
    world_declare(world, "AU", "2026-12-24", "Whole day");
    world_declare(world, "AU", "2026-12-24", "Another evening")->from_minute = 19 * 60;

    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-12-24", "2026-12-24"),
                     "2026-12-24 00:00-11:30 Morning @AU-VIC\n"
                     "2026-12-24 Whole day @AU\n"
                     "2026-12-24 19:00-24:00 Another evening @AU\n"
                     "2026-12-24 19:00-24:00 Evening @AU-VIC\n",
                     "by date, from, name");
}

Test(G4, whole_period_within_the_spans)
{
    g_autoptr(holiday_world) world = world_new();
    world_area(world, "AU", "");
    world_area(world, "AU-VIC", "AU");
    world_complete(world, "2027-01-01", "2027-08-30");
    world_complete(world, "2026-01-01", "2026-06-20");
    world_complete(world, "2026-06-21", "2026-12-31");
    world_complete(world, "2028-03-01", "2028-03-01");
    world_complete(world, "2028-03-02", "2028-03-31");
    world_complete(world, "2028-05-01", "2028-05-15");
    world_complete(world, "2028-05-17", "2028-05-31");

    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2025-12"), "AU-VIC");
    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2026-01"), "");
    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2026-06"), "", "within two spans together");
    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2026-12"), "");
    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2027-07"), "");
    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2027-08"), "AU-VIC", "the last day lacks");
    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2028-03"), "");
    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2028-05"), "AU-VIC", "a day within lacks");
}

Test(G4, silent_area_takes_its_parent_s)
{
    g_autoptr(holiday_world) world = world_new();
    world_area(world, "VIC-GEELONG-PORT", "VIC-GEELONG");
    world_area(world, "VIC-GEELONG", "AU-VIC");
    world_area(world, "AU-VIC", "AU");
    world_complete(world, "2026-01-01", "2026-12-31");
    world_area(world, "AU", "");

    cr_expect_str_eq(world_uncovered(world, "VIC-GEELONG-PORT", "2026-09"), "");
    cr_expect_str_eq(world_uncovered(world, "VIC-GEELONG-PORT", "2027-01"), "VIC-GEELONG-PORT");
    cr_expect_str_eq(world_uncovered(world, "AU", "2026-09"), "AU",
                     "nobody says that AU's own days are known");
}

/* A bound of an area above is one of the area, whatever that says itself; and so is a bound of
 * its own. */
Test(G4, areas_above_are_included)
{
    g_autoptr(holiday_world) world = world_new();
    world_area(world, "AU", "");
    world_complete(world, "2026-01-01", "2028-12-31");
    world_area(world, "AU-VIC", "AU");
    world_complete(world, "2026-01-01", "2027-08-31");
    world_area(world, "VIC-GEELONG", "AU-VIC");
    world_complete(world, "2026-01-01", "2026-12-31");
    world_complete(world, "2027-09-01", "2027-12-31");

    cr_expect_str_eq(world_uncovered(world, "VIC-GEELONG", "2026-12"), "");
    cr_expect_str_eq(world_uncovered(world, "VIC-GEELONG", "2027-01"), "VIC-GEELONG");
    cr_expect_str_eq(world_uncovered(world, "VIC-GEELONG", "2027-10"), "AU-VIC");
    cr_expect_str_eq(world_uncovered(world, "AU-VIC", "2027-01"), "");
    cr_expect_str_eq(world_uncovered(world, "AU", "2028-12"), "");
    cr_expect_str_eq(world_uncovered(world, "AU", "2029-01"), "AU");
}

Test(G4, every_area_of_the_partner_counts)
{
    g_autoptr(holiday_world) world = world_new();
    world_area(world, "AU", "");
    world_area(world, "AU-NSW", "AU");
    world_complete(world, "2026-01-01", "2026-12-31");
    world_area(world, "AU-VIC", "AU");
    world_complete(world, "2026-01-01", "2026-06-30");
    world_area(world, "AU-WA", "AU");
    world_area(world, "WA-PERTH", "AU-WA");
    world_complete(world, "2026-01-01", "2026-12-31");

    cr_expect_str_eq(world_uncovered(world, "AU-NSW;AU-VIC", "2026-06"), "");
    cr_expect_str_eq(world_uncovered(world, "AU-NSW;AU-VIC", "2026-07"), "AU-VIC");
    cr_expect_str_eq(world_uncovered(world, "AU-NSW;AU-VIC;AU-WA", "2027-01"), "AU-NSW");
    cr_expect_str_eq(world_uncovered(world, "AU-WA", "2026-01"), "AU-WA",
                     "nothing is said of it, nor above it");
    cr_expect_str_eq(world_uncovered(world, "WA-PERTH", "2026-01"), "AU-WA",
                     "only the root may be silent");
    cr_expect_str_eq(world_uncovered(world, "AU-NSW;NOWHERE", "2026-01"), "NOWHERE");
    cr_expect_str_eq(world_uncovered(world, "", "2026-01"), "no area");
}

Test(G4, gaps_say_which_area_ends_when)
{
    g_autoptr(holiday_world) world = world_new();
    world_area(world, "AU", "");
    world_complete(world, "2024-01-01", "2027-12-31");
    world_area(world, "AU-VIC", "AU");
    world_complete(world, "2024-01-01", "2027-08-31");
    world_area(world, "VIC-GEELONG", "AU-VIC");
    world_complete(world, "2024-01-01", "2024-12-31");
    world_complete(world, "2026-01-01", "2026-12-31");
    world_area(world, "VIC-GEELONG-PORT", "VIC-GEELONG");
    world_area(world, "VIC-TOWN", "AU-VIC");
    world_complete(world, "1970-01-01", "1970-12-31");

    cr_expect_str_eq(world_gaps(world, "AU-VIC;VIC-GEELONG", "2027-09"),
                     "AU-VIC: known for 2024-01-01..2027-08-31; "
                     "VIC-GEELONG: known for 2024;2026",
                     "each area once");
    cr_expect_str_eq(world_gaps(world, "VIC-GEELONG-PORT", "2025-03"),
                     "VIC-GEELONG-PORT: known for 2024;2026; VIC-GEELONG: known for 2024;2026");
    cr_expect_str_eq(world_gaps(world, "VIC-TOWN", "2026-03"), "VIC-TOWN: known for no year",
                     "1970 is no year");
    cr_expect_str_eq(world_gaps(world, "AU-NSW", "2026-03"), "AU-NSW: no such area");
}

Test(G4, local_area_may_be_missing)
{
    g_autoptr(holiday_world) world = world_new_tree();
    cup_days(world);
    world_declare(world, "AU-NSW", "2026-10-05", "Labour Day");
    world_cancel(world, "NSW-ALBURY", "2026-10-05", "Labour Day");
    world_declare(world, "VIC-GEELONG-PORT", "2026-07-31", "Port Day");

    cr_expect(world_lacks_local_area(world, "AU-VIC", "2026-02"), "a substitute of Geelong");
    cr_expect_not(world_lacks_local_area(world, "AU-VIC", "2026-11"), "its target is no day of it");
    cr_expect_not(world_lacks_local_area(world, "AU-VIC", "2026-01"), "a day above");
    cr_expect(world_lacks_local_area(world, "AU-VIC", "2026-07"), "two levels below, last day");
    cr_expect_not(world_lacks_local_area(world, "AU-VIC", "2026-08"));
    cr_expect_not(world_lacks_local_area(world, "AU-NSW", "2026-10"), "a cancel is no holiday");
    cr_expect(world_lacks_local_area(world, "AU-NSW;AU-VIC", "2026-02"));
    cr_expect_not(world_lacks_local_area(world, "AU-VIC;NSW-ALBURY", "2026-02"),
                  "based in a local area too");
    cr_expect_not(world_lacks_local_area(world, "VIC-GEELONG", "2026-07"));
    cr_expect(world_lacks_local_area(world, "AU", "2026-10"), "a state's day");
    cr_expect_not(world_lacks_local_area(world, "AU", "2026-01"));
    cr_expect_not(world_lacks_local_area(world, "NOWHERE", "2026-02"));
}

Test(calendar, knows_its_areas)
{
    g_autoptr(holiday_world) world = world_new_tree();
    const holiday_calendar *calendar = world_calendar(world);
    cr_expect(area_tree_find(calendar, "VIC-GEELONG"));
    cr_expect_not(area_tree_find(calendar, "vic-geelong"));
    cr_expect_not(area_tree_find(calendar, ""));
}

Test(calendar, holiday_keeps_what_its_row_says)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day")->status = HOLIDAY_PROVISIONAL;
    const char *const areas[] = {"VIC-GEELONG", NULL};
    g_autoptr(GArray) holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    calendar_holidays(world_calendar(world), areas, date_of("2026-11-03"), date_of("2026-11-03"),
                      holidays);

    cr_assert_eq(holidays->len, 1);
    const struct holiday *holiday = &g_array_index(holidays, struct holiday, 0);
    cr_expect_eq(holiday->from_minute, 0);
    cr_expect_eq(holiday->to_minute, 1440);
    cr_expect_str_eq(holiday->area, "AU-VIC");
    cr_expect(holiday->status == HOLIDAY_PROVISIONAL);
    cr_expect_str_eq(holiday->source_text, "Gazette");
    cr_expect_str_eq(holiday->source.file, "holidays.csv");
    cr_expect_eq(holiday->source.line, 2);
}

Test(calendar, may_be_empty)
{
    g_autoptr(holiday_world) world = world_new();
    cr_expect_str_eq(world_holidays(world, "AU", "2026-01-01", "2026-12-31"), "");
    cr_expect_not(area_tree_find(world_calendar(world), "AU"));
}
