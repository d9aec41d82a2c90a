#include "reports/text.h"

#include <criterion/criterion.h>

static char buffer[TEXT_SIZE];

Test(text, money)
{
    cr_assert_str_eq(text_money(buffer, (money){405000}), "4050.00");
    cr_assert_str_eq(text_money(buffer, (money){-1230}), "-12.30");
    cr_assert_str_eq(text_money(buffer, (money){-5}), "-0.05");
    cr_assert_str_eq(text_money(buffer, (money){0}), "0.00");
    cr_assert_str_eq(text_money(buffer, (money){INT64_MIN}), "-92233720368547758.08");
    cr_assert_str_eq(text_dollars(buffer, (money){405000}), "$4,050.00");
    cr_assert_str_eq(text_dollars(buffer, (money){-1230}), "-$12.30");
    cr_assert_str_eq(text_dollars(buffer, (money){99999}), "$999.99");
    cr_assert_str_eq(text_dollars(buffer, (money){100000000}), "$1,000,000.00");
    cr_assert_str_eq(text_dollars(buffer, (money){INT64_MAX}), "$92,233,720,368,547,758.07");
    cr_assert_str_eq(text_rate(buffer, (hourly_rate){15050}), "150.50");
}

/* rules.md M1: "Hours are shown as minutes / 60 with two decimals." */
Test(text, hours)
{
    cr_assert_str_eq(text_place(buffer, "Australia/Sydney"), "Sydney");
    cr_assert_str_eq(text_place(buffer, "Australia/Lord_Howe"), "Lord Howe");
    cr_assert_str_eq(text_hours(buffer, 1620), "27 h");
    cr_assert_str_eq(text_hours(buffer, 460), "7 h 40 min");
    cr_assert_str_eq(text_hours(buffer, 0), "0 h");
    cr_assert_str_eq(text_hours(buffer, -180), "-3 h");
    cr_assert_str_eq(text_hours(buffer, -40), "-40 min");
    cr_assert_str_eq(text_hours(buffer, -61), "-1 h 1 min");
    cr_assert_str_eq(text_hours_words(buffer, -60), "1 hour");
    cr_assert_str_eq(text_hours_words(buffer, 1800), "30 hours");
    cr_assert_str_eq(text_hours_words(buffer, 80), "1 hour 20 min");
    cr_assert_str_eq(text_hours_words(buffer, 20), "20 min");
}

Test(text, dates)
{
    day date = day_from_civil((struct civil){2026, 9, 1});
    struct period september = period_from_month(2026, 9);
    cr_assert_str_eq(text_date(buffer, date), "2026-09-01");
    cr_assert_str_eq(text_date_words(buffer, date), "1 September 2026");
    cr_assert_str_eq(text_date_short(buffer, date), "Tue 1 Sep");
    cr_assert_str_eq(text_date_short(buffer, (day){date.number + 5}), "Sun 6 Sep");
    cr_assert_str_eq(text_date_numeric(buffer, date), "01/09/2026");
    cr_assert_str_eq(text_month_words(buffer, september), "September 2026");
    cr_assert_str_eq(text_period(buffer, september), "2026-09");
    cr_assert_str_eq(text_weekday(TUE), "Tuesday");
}

Test(text, times)
{
    cr_assert_str_eq(text_time(buffer, 0), "00:00");
    cr_assert_str_eq(text_time(buffer, 9 * 60), "09:00");
    cr_assert_str_eq(text_time(buffer, 24 * 60), "24:00");
    cr_assert_str_eq(text_stamp(buffer, (stamp){0}), "1970-01-01T00:00:00Z");
    cr_assert_str_eq(text_stamp(buffer, (stamp){-1}), "1969-12-31T23:59:59Z");
    cr_assert_str_eq(text_stamp(buffer, (stamp){1791795600}), "2026-10-12T09:00:00Z");
}

Test(text, numbers_of_people)
{
    cr_assert_str_eq(text_abn(buffer, "51824753556"), "51 824 753 556");
    cr_assert_str_eq(text_abn(buffer, "5182475355"), "5182475355");
    cr_assert_str_eq(text_abn(buffer, "5182475355X"), "5182475355X");
    cr_assert_str_eq(text_abn(buffer, ""), "");
    cr_assert_str_eq(text_masked(buffer, "10203037"), "xxxxx037");
    cr_assert_str_eq(text_masked(buffer, "37"), "37");
    cr_assert_str_eq(text_masked(buffer, ""), "");
}
