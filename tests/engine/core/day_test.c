#include "engine/core/clock.h"

#include <criterion/criterion.h>
#include <signal.h>

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
