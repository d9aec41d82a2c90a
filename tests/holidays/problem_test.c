#include <criterion/criterion.h>

#include "tests/holidays/world.h"

/* Every problem of areas.csv and holidays.csv, word for word, and what is left without the row. */

static void expect_problems(holiday_world *world, const char *expected)
{
    cr_expect_str_eq(world_problems(world), expected);
}

Test(areas, duplicate_area)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_area(world, "AU-VIC", "AU-NSW");
    expect_problems(world, "areas.csv:8:area: DUPLICATE_AREA \"AU-VIC\": expected each area once; "
                           "it is in areas.csv:4 already: remove one of the two rows\n");
    cr_expect(area_tree_find(world_rest(world), "AU-VIC"));
}

Test(areas, unknown_parent)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_area(world, "VIC-BALLARAT", "AU-VICT");
    world_area(world, "HOBART", "TASMANIA");
    expect_problems(world, "areas.csv:8:parent: UNKNOWN_PARENT \"AU-VICT\": expected an area of "
                           "areas.csv; write AU-VIC\n"
                           "areas.csv:9:parent: UNKNOWN_PARENT \"TASMANIA\": expected an area of "
                           "areas.csv; add a row for it\n");
    cr_expect(area_tree_find(world_rest(world), "VIC-BALLARAT"), "named once, not everywhere");
}

Test(areas, parent_may_be_written_otherwise)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_area(world, "A", "Vic-Gelong");
    world_area(world, "B", "VIC");
    expect_problems(world, "areas.csv:8:parent: UNKNOWN_PARENT \"Vic-Gelong\": expected an area of "
                           "areas.csv; write VIC-GEELONG\n"
                           "areas.csv:9:parent: UNKNOWN_PARENT \"VIC\": expected an area of "
                           "areas.csv; write AU-VIC\n");
}

Test(areas, missing_parent)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_area(world, "VIC-BALLARAT", "");
    expect_problems(world, "areas.csv:8:parent: MISSING_PARENT \"\": expected the area above "
                           "VIC-BALLARAT; write its state, or AU if it is a state itself\n");
}

Test(areas, ring)
{
    g_autoptr(holiday_world) world = world_new();
    world_area(world, "AU", "");
    world_area(world, "HANGS-ON-IT", "B");
    world_area(world, "C", "A");
    world_area(world, "A", "B");
    world_area(world, "B", "C");
    world_area(world, "SELF", "SELF");
    expect_problems(world, "areas.csv:4:parent: AREA_RING \"A\": expected an area that is not "
                           "below C, but C below A below B is below C again; correct the parent "
                           "of one of them\n"
                           "areas.csv:7:parent: AREA_RING \"SELF\": expected an area that is not "
                           "below SELF, but SELF is below SELF again; correct the parent of one "
                           "of them\n");
}

Test(areas, two_rings)
{
    g_autoptr(holiday_world) world = world_new();
    world_area(world, "AU", "B");
    world_area(world, "B", "AU");
    world_area(world, "C", "D");
    world_area(world, "D", "C");
    cr_expect(strstr(world_problems(world), "areas.csv:2:parent: AREA_RING \"B\""));
    cr_expect(area_tree_find(world_rest(world), "D"));
}

/* What is above the area is not known: its rows are not blamed for that. */
Test(areas, bad_parent_is_reported_once)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_area(world, "AU-TAS", "AUSTRALIA-AND-MORE");
    world_area(world, "TAS-HOBART", "AU-TAS");
    world_declare(world, "AU", "2026-09-21", "National Day");
    world_substitute(world, "AU-TAS", "2026-09-22", "Day", "2026-09-21", "National Day");
    world_substitute(world, "TAS-HOBART", "2026-09-23", "Day", "2026-09-21", "National Day");
    expect_problems(world, "areas.csv:8:parent: UNKNOWN_PARENT \"AUSTRALIA-AND-MORE\": expected "
                           "an area of areas.csv; add a row for it\n");
}

Test(rows, unknown_area)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "VIC-GEELNOG", "2026-10-21", "Geelong Cup Day");
    world_declare(world, "TASMANIA", "2026-10-22", "Show Day");
    expect_problems(world, "holidays.csv:2:area: UNKNOWN_AREA \"VIC-GEELNOG\": expected an area "
                           "of areas.csv; write VIC-GEELONG\n"
                           "holidays.csv:3:area: UNKNOWN_AREA \"TASMANIA\": expected an area of "
                           "areas.csv; add it there\n");
}

Test(rows, from_not_before_to)
{
    g_autoptr(holiday_world) world = world_new_tree();
    struct holiday *row = world_declare(world, "AU-VIC", "2026-10-21", "Backwards");
    row->from_minute = 14 * 60 + 30;
    row->to_minute = 12 * 60;
    row = world_declare(world, "AU-VIC", "2026-10-22", "Empty");
    row->from_minute = 720;
    row->to_minute = 720;
    world_declare(world, "AU-VIC", "2026-10-23", "Fine")->from_minute = 1439;
    expect_problems(world, "holidays.csv:2:to: FROM_NOT_BEFORE_TO \"12:00\": expected a time after "
                           "from, 14:30; a window that runs to midnight ends at 24:00\n"
                           "holidays.csv:3:to: FROM_NOT_BEFORE_TO \"12:00\": expected a time after "
                           "from, 12:00; a window that runs to midnight ends at 24:00\n");
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-01-01", "2026-12-31"),
                     "2026-10-23 23:59-24:00 Fine @AU-VIC\n");
}

/* The shipped row comes first and stays, whether the input's row says the same or not. */
Test(rows, duplicate_holiday)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day")->source =
        (struct fact_source){"au-2026.csv", 77, 0};
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day")->status = HOLIDAY_PROVISIONAL;
    world_declare(world, "AU-NSW", "2026-11-03", "Melbourne Cup Day");
    world_declare(world, "AU-VIC", "2026-11-04", "Melbourne Cup Day");
    expect_problems(world, "holidays.csv:3:name: DUPLICATE_HOLIDAY \"Melbourne Cup Day\": expected "
                           "one row for an area, date and name; au-2026.csv:77 has it already: "
                           "remove one of the two\n"
                           "holidays.csv:4:name: DUPLICATE_HOLIDAY \"Melbourne Cup Day\": expected "
                           "one row for an area, date and name; au-2026.csv:77 has it already, "
                           "but differs: remove one of the two\n");
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-11-03", "2026-11-03"),
                     "2026-11-03 Melbourne Cup Day @AU-VIC\n");
}

Test(rows, unknown_target)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_declare(world, "AU-VIC", "2026-12-26", "Boxing Day");
    world_declare(world, "AU-VIC", "2026-12-26", "Other Day");
    world_declare(world, "AU-VIC", "2027-11-02", "Melbourne Cup Day");
    const struct {
        const char *date;
        const char *name;
    } targets[] = {
        {"2026-11-04", "Melbourne Cup Day"}, /* the date is wrong */
        {"2026-11-03", "Cup"},               /* the name is wrong, the date has one */
        {"2026-12-26", "Boxing day"},        /* … the date has two */
        {"2026-12-26", "Nothing like it"},   /* … */
        {"2026-11-02", "melbourne cup"},     /* both are a little wrong */
        {"2026-06-01", "Regatta"},           /* … altogether */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_autofree char *date = g_strdup_printf("2026-02-%02zu", i + 1);
        world_substitute(world, "VIC-GEELONG", date, "Ours", targets[i].date, targets[i].name);
    }
#define ABOVE "expected the date and name of a day of an area above VIC-GEELONG; "
    expect_problems(world, "holidays.csv:6:target_date: UNKNOWN_TARGET \"2026-11-04\": " ABOVE
                           "write 2026-11-03,Melbourne Cup Day\n"
                           "holidays.csv:7:target_name: UNKNOWN_TARGET \"Cup\": " ABOVE
                           "write 2026-11-03,Melbourne Cup Day\n"
                           "holidays.csv:8:target_name: UNKNOWN_TARGET \"Boxing day\": " ABOVE
                           "write 2026-12-26,Boxing Day\n"
                           "holidays.csv:9:target_name: UNKNOWN_TARGET \"Nothing like it\": " ABOVE
                           "spell both as its row does, or write declare and no target\n"
                           "holidays.csv:10:target_name: UNKNOWN_TARGET \"melbourne cup\": " ABOVE
                           "write 2026-11-03,Melbourne Cup Day\n"
                           "holidays.csv:11:target_name: UNKNOWN_TARGET \"Regatta\": " ABOVE
                           "spell both as its row does, or write declare and no target\n");
#undef ABOVE
    cr_expect_str_eq(world_holidays(world, "VIC-GEELONG", "2026-01-01", "2026-11-30"),
                     "2026-11-03 Melbourne Cup Day @AU-VIC\n", "such a row takes nothing away");
}

/* A day of the area itself, of one below, and of one beside it. */
Test(rows, target_not_above)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_declare(world, "AU-NSW", "2026-10-05", "Labour Day");
    world_declare(world, "AU-VIC", "2026-03-09", "Labour Day");
    world_substitute(world, "AU-VIC", "2026-11-04", "Later", "2026-11-03", "Melbourne Cup Day");
    world_cancel(world, "AU", "2026-10-05", "Labour Day")->name = "None";
    world_substitute(world, "VIC-GEELONG", "2026-10-06", "Ours", "2026-10-05", "Labour Day");
    expect_problems(world, "holidays.csv:5:target_name: TARGET_NOT_ABOVE \"Melbourne Cup Day\": "
                           "expected the date and name of a day of an area above AU-VIC, which "
                           "AU-VIC is not; spell both as its row does, or write declare and no "
                           "target\n"
                           "holidays.csv:6:target_name: TARGET_NOT_ABOVE \"Labour Day\": expected "
                           "the date and name of a day of an area above AU, which AU-NSW is not; "
                           "spell both as its row does, or write declare and no target\n"
                           "holidays.csv:7:target_name: TARGET_NOT_ABOVE \"Labour Day\": expected "
                           "the date and name of a day of an area above VIC-GEELONG, which AU-NSW "
                           "is not; write 2026-03-09,Labour Day\n");
    cr_expect_str_eq(world_holidays(world, "AU-VIC", "2026-01-01", "2026-12-31"),
                     "2026-03-09 Labour Day @AU-VIC\n2026-11-03 Melbourne Cup Day @AU-VIC\n");
}

/* A row of cancel gives no day, so it is no target; a faulty row is blamed, not what names it. */
Test(rows, target_is_a_cancel_or_a_faulty_row)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU", "2026-09-21", "National Day");
    world_cancel(world, "AU-VIC", "2026-09-21", "National Day")->name = "Not kept";
    world_substitute(world, "VIC-GEELONG", "2026-09-22", "Ours", "2026-09-21", "Not kept");
    world_declare(world, "AU-VIC", "2026-10-01", "Backwards")->to_minute = 0;
    world_cancel(world, "VIC-GEELONG", "2026-10-01", "Backwards");
    expect_problems(world, "holidays.csv:4:target_name: UNKNOWN_TARGET \"Not kept\": expected the "
                           "date and name of a day of an area above VIC-GEELONG; write "
                           "2026-09-21,National Day\n"
                           "holidays.csv:5:to: FROM_NOT_BEFORE_TO \"00:00\": expected a time after "
                           "from, 00:00; a window that runs to midnight ends at 24:00\n");
}

Test(rows, target_in_another_year)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2025-11-04", "Melbourne Cup Day");
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_declare(world, "AU-VIC", "2026-12-31", "New Year's Eve");
    world_substitute(world, "VIC-GEELONG", "2026-02-18", "Geelong Cup Day", "2025-11-04",
                     "Melbourne Cup Day");
    world_substitute(world, "VIC-GEELONG", "2027-01-02", "Late", "2026-12-31", "New Year's Eve");
    world_cancel(world, "NSW-ALBURY", "2026-12-31", "New Year's Eve")->area = "VIC-GEELONG-PORT";
    world_cancel(world, "VIC-GEELONG", "2026-12-31", "New Year's Eve")->date =
        date_of("2027-01-01");
    expect_problems(world, "holidays.csv:5:target_date: TARGET_IN_ANOTHER_YEAR \"2025-11-04\": "
                           "expected a date of 2026, as in date; write 2026-11-03\n"
                           "holidays.csv:6:target_date: TARGET_IN_ANOTHER_YEAR \"2026-12-31\": "
                           "expected a date of 2027, as in date; correct one of the two\n");
}

Test(rows, target_and_effect_go_together)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "AU-VIC", "2026-11-03", "Melbourne Cup Day");
    world_substitute(world, "VIC-GEELONG", "2026-10-21", "Cup", "2026-11-03", "Melbourne Cup Day")
        ->effect = EFFECT_DECLARE;
    world_declare(world, "VIC-GEELONG", "2026-10-22", "Cup")->effect = EFFECT_SUBSTITUTE;
    world_substitute(world, "VIC-GEELONG", "2026-10-23", "Cup", "2026-11-03", "x")->target_name =
        "";
    expect_problems(
        world, "holidays.csv:3:target_name: TARGET_OF_DECLARE \"Melbourne Cup Day\": expected "
               "nothing, since declare only adds a day; write substitute or cancel as the effect, "
               "or clear the target\n"
               "holidays.csv:4:target_date: MISSING_TARGET \"\": expected the date and name of the "
               "day of an area above that this row takes away; write both\n"
               "holidays.csv:5:target_name: MISSING_TARGET \"\": expected the date and name of the "
               "day of an area above that this row takes away; write both\n");
}

Test(rows, every_problem_of_a_row)
{
    g_autoptr(holiday_world) world = world_new_tree();
    world_declare(world, "NOWHERE-AT-ALL", "2026-10-21", "Cup");
    struct holiday *row = world_substitute(world, "NOWHERE-AT-ALL", "2026-10-21", "Cup",
                                           "2025-11-04", "Melbourne Cup Day");
    row->to_minute = 0;
    const char *problems = world_problems(world);
    cr_expect(strstr(problems, "holidays.csv:3:area: UNKNOWN_AREA"));
    cr_expect(strstr(problems, "holidays.csv:3:name: DUPLICATE_HOLIDAY"));
    cr_expect(strstr(problems, "holidays.csv:3:to: FROM_NOT_BEFORE_TO"));
    cr_expect(strstr(problems, "holidays.csv:3:target_date: TARGET_IN_ANOTHER_YEAR"));
}
