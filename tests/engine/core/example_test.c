#include <criterion/criterion.h>
#include <string.h>

#include "tests/engine/core/example.h"

/* The language of the examples: that what is wrong does not pass. */

/* The failures of one example made of these lines, one a line. */
static char *failures_of(const char *lines)
{
    g_autofree char *text = g_strdup_printf("```example S1 a title\n%s```\n", lines);
    g_autoptr(GPtrArray) examples = examples_read(text);
    g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func(g_free);
    cr_assert_eq(examples->len, 1);
    example_run(examples->pdata[0], failures);
    g_ptr_array_add(failures, NULL);
    return g_strjoinv("\n", (char **)failures->pdata);
}

static void expect_failure(const char *lines, const char *expected)
{
    g_autofree char *failures = failures_of(lines);
    cr_expect_str_eq(failures, expected);
}

Test(example, holds)
{
    expect_failure("schedule Fri 09:00-12:00\nmonth = slots 12\n", "");
}

Test(example, says_where_what_and_what_instead)
{
    expect_failure("schedule Fri 09:00\n\nslot 2026-09-04 09:00 = HOLIDAY P1, pays 0\n",
                   "engine/policy/RULES.md:4: a title: expected slot 2026-09-04 09:00 = HOLIDAY "
                   "P1, pays 0, got AVAILABLE P6, pays 60, spans 60, rate 150.00, evidence none");
}

Test(example, must_expect_something)
{
    expect_failure("schedule Fri 09:00\n", "engine/policy/RULES.md:1: a title: it expects nothing");
}

Test(example, unknown_words_fail)
{
    expect_failure("timetable Fri 09:00\nmonth = slots 4\n",
                   "engine/policy/RULES.md:2: a title: \"timetable\" where a fact, or \" = \" and "
                   "what is expected, is expected");
    expect_failure("year = slots 4\n",
                   "engine/policy/RULES.md:2: a title: \"year\" where something that can be "
                   "expected is expected");
    expect_failure("schedule Fri 09:00 weekly\nmonth = slots 4\n",
                   "engine/policy/RULES.md:2: a title: \"weekly\" where the end of the line is "
                   "expected");
    expect_failure("set colour blue\nmonth = slots 0\n",
                   "engine/policy/RULES.md:2: a title: \"blue\" where a setting is expected");
    expect_failure("appointment A1 open 2026-09-04 09:00, colour blue\nmonth = slots 0\n",
                   "engine/policy/RULES.md:2: a title: \"colour\" where something that an "
                   "appointment has is expected");
    expect_failure("exception NO_SUCH_CODE = none\n",
                   "engine/policy/RULES.md:2: a title: \"\" where an exception's code before it is "
                   "expected");
    expect_failure("month = hours 0\n", /* nothing is called hours */
                   "engine/policy/RULES.md:2: a title: expected month = hours 0, got slots 0, "
                   "holiday_slots 0, blocked_slots 0, dst_gap_slots 0, unpaid_cancelled_slots 0, "
                   "other_stream_minutes 0, penalty_minutes 0, partner_minutes 0, partner_hours "
                   "0.00, adhoc_minutes 0, adhoc_hours 0.00, partner_amount 0.00, adhoc_amount "
                   "0.00, decisions_amount 0.00, subtotal 0.00, gst 0.00, total 0.00");
}

Test(example, a_time_that_does_not_exist_fails)
{
    expect_failure("zone Australia/Sydney\nblock B1 2026-10-04 02:30 to 2026-10-04 04:00\n"
                   "month = slots 0\n",
                   "engine/policy/RULES.md:3: a title: \"02:30\" where a date and a time that "
                   "exists is expected");
}

/* Penalty, notes and reasons may not be passed over. */
Test(example, what_matters_must_be_said)
{
    g_autofree char *failures =
        failures_of("schedule Fri 09:00\nappointment A1 open 2026-09-04 09:00\n"
                    "slot 2026-09-04 09:00 = BOOKED C1, pays 60\n");
    cr_expect_not_null(strstr(failures, "takes back 60"));
}

Test(example, an_exception_is_raised_once)
{
    g_autofree char *failures = failures_of("case ASST-1 entitled 0\n"
                                            "appointment A1 open 2026-09-04 09:00, case ASST-1\n"
                                            "appointment A2 open 2026-09-11 09:00, case ASST-1\n"
                                            "exception OVER_ALLOCATION = review\n");
    cr_expect_not_null(strstr(failures, "got review, 2 times"));
}

Test(example, titles_and_rules_are_read)
{
    g_autoptr(GPtrArray) examples = examples_read(
        "text\n```example P1 P2 both S1\nmonth = slots 0\n```\n```\nno = example\n```\n");
    cr_assert_eq(examples->len, 1);
    const struct example *example = examples->pdata[0];
    cr_expect_str_eq(example->title, "both S1");
    cr_expect_eq(example->first_rule, RULE_P1);
    cr_expect(example->rules[RULE_P1] && example->rules[RULE_P2] && !example->rules[RULE_S1]);
    cr_expect_eq(example->number, 2);
    cr_expect_eq(example->lines->len, 1);
}
