#include "engine/core/policy.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

/* Every setting, as rules.md has it: key, default, what is expected, values that are accepted
 * (with how they are written back where that differs) and values that are not. */

enum { GOOD_MAX = 6, BAD_MAX = 12 };

struct setting_row {
    const char *key;
    const char *default_value;
    const char *expected;
    const char *good[GOOD_MAX][2];
    const char *bad[BAD_MAX];
};

#define PAID_OR_UNPAID(key, chosen)                                                                \
    {                                                                                              \
        key, chosen, "unpaid or paid", {{"unpaid", NULL}, {"paid", NULL}},                         \
        {                                                                                          \
            "", "Paid", "paid ", " paid", "review", "yes", "1"                                     \
        }                                                                                          \
    }
#define REVIEW_OR_UNPAID(key, chosen)                                                              \
    {                                                                                              \
        key, chosen, "unpaid or review", {{"unpaid", NULL}, {"review", NULL}},                     \
        {                                                                                          \
            "", "Review", "review ", "paid", "no", "0"                                             \
        }                                                                                          \
    }
#define WHOLE_NUMBER(key, chosen, text, least, most, below, above)                                 \
    {                                                                                              \
        key, chosen, text, {{least, NULL}, {most, NULL}, {"007", "7"}, {"12", NULL}},              \
        {                                                                                          \
            "", below, above, "+5", "5.0", " 5", "5 ", "five", "0x5", "2147483648",                \
                "99999999999999999999"                                                             \
        }                                                                                          \
    }

static const struct setting_row rows[] = {
    {"other_stream_overlap",
     "minutes",
     "minutes or slot",
     {{"minutes", NULL}, {"slot", NULL}},
     {"", "Slot", "slots", "hours", "0"}},
    PAID_OR_UNPAID("consultant_cancellation", "paid"),
    {"completion_basis",
     "calendar_days",
     "calendar_days or hours",
     {{"calendar_days", NULL}, {"hours", NULL}},
     {"", "days", "calendar-days", "Hours"}},
    WHOLE_NUMBER("completion_days", "7", "a whole number from 1 to 60", "1", "60", "0", "61"),
    {"moved_after_start",
     "stands",
     "stands or moves",
     {{"stands", NULL}, {"moves", NULL}},
     {"", "stand", "moved", "Moves"}},
    PAID_OR_UNPAID("adhoc_late_cancellation", "unpaid"),
    PAID_OR_UNPAID("adhoc_no_show", "unpaid"),
    REVIEW_OR_UNPAID("over_allocation", "unpaid"),
    REVIEW_OR_UNPAID("unknown_case", "review"),
    WHOLE_NUMBER("extra_sessions_max", "4", "a whole number from 0 to 1000", "0", "1000", "-1",
                 "1001"),
    WHOLE_NUMBER("clinical_review_threshold", "12", "a whole number from 0 to 1000", "0", "1000",
                 "-1", "1001"),
    {"gst_rounding",
     "total_invoice",
     "total_invoice or line",
     {{"total_invoice", NULL}, {"line", NULL}},
     {"", "total", "lines", "Line"}},
    WHOLE_NUMBER("retro_months", "12", "a whole number from 0 to 120", "0", "120", "-1", "121"),
    {"adjustment_review",
     "500.00",
     "dollars with at most two decimals, up to 1000000.00",
     {{"0", "0.00"},
      {"0.05", NULL},
      {"150", "150.00"},
      {"150.5", "150.50"},
      {"1000000.00", NULL},
      {"00150.25", "150.25"}},
     {"", "-1", "1000000.01", "1000001", "500.", ".50", "1.234", "1,000", "$5", "5.0.0", "5 ",
      "99999999999999999999"}},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static void expect_value(const struct policy *policy, size_t index, const char *expected)
{
    char text[POLICY_VALUE_SIZE];
    policy_value(policy, index, text);
    cr_expect_str_eq(text, expected, "%s is %s, expected %s", policy_key(index), text, expected);
}

/* Every setting but one is at its default. */
static void expect_others_default(const struct policy *policy, size_t but)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (i != but) {
            expect_value(policy, i, rows[i].default_value);
        }
    }
}

Test(policy, keys_defaults_and_expected_texts)
{
    struct policy policy = policy_default();
    cr_assert_eq(policy_count(), ROW_COUNT);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        cr_expect_str_eq(policy_key(i), rows[i].key, "in the order of struct policy");
        expect_value(&policy, i, rows[i].default_value);
        cr_expect_str_eq(policy_expected(rows[i].key), rows[i].expected);
    }
}

Test(policy, default_fields)
{
    struct policy policy = policy_default();
    cr_expect_eq(policy.other_stream_overlap, OTHER_STREAM_MINUTES);
    cr_expect_eq(policy.consultant_cancellation, SETTING_PAID);
    cr_expect_eq(policy.completion_basis, COMPLETION_CALENDAR_DAYS);
    cr_expect_eq(policy.completion_days, 7);
    cr_expect_eq(policy.adhoc_late_cancellation, SETTING_UNPAID);
    cr_expect_eq(policy.adhoc_no_show, SETTING_UNPAID);
    cr_expect_eq(policy.over_allocation, SETTING_UNPAID_UNAUTHORISED);
    cr_expect_eq(policy.unknown_case, SETTING_REVIEW);
    cr_expect_eq(policy.extra_sessions_max, 4);
    cr_expect_eq(policy.clinical_review_threshold, 12);
    cr_expect_eq(policy.gst_rounding, GST_TOTAL_INVOICE);
    cr_expect_eq(policy.retro_months, 12);
    cr_expect_eq(policy.adjustment_review_cents, 50000);
}

Test(policy, accepted_values_are_written_back)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        for (size_t g = 0; g < GOOD_MAX && rows[i].good[g][0]; g++) {
            const char *value = rows[i].good[g][0];
            const char *written = rows[i].good[g][1] ? rows[i].good[g][1] : value;
            struct policy policy = policy_default();
            cr_expect_eq(policy_set(&policy, rows[i].key, value), POLICY_SET, "%s = %s",
                         rows[i].key, value);
            expect_value(&policy, i, written);
            expect_others_default(&policy, i);

            char text[POLICY_VALUE_SIZE];
            policy_value(&policy, i, text);
            struct policy again = policy_default();
            cr_expect_eq(policy_set(&again, policy_key(i), text), POLICY_SET);
            cr_expect_arr_eq(&again, &policy, sizeof policy, "%s = %s", rows[i].key, text);
        }
    }
}

Test(policy, refused_values_change_nothing)
{
    for (size_t i = 0; i < ROW_COUNT; i++) {
        for (size_t b = 0; b < BAD_MAX && rows[i].bad[b]; b++) {
            struct policy policy = policy_default();
            cr_expect_eq(policy_set(&policy, rows[i].key, rows[i].bad[b]), POLICY_BAD_VALUE,
                         "%s = \"%s\"", rows[i].key, rows[i].bad[b]);
            expect_others_default(&policy, ROW_COUNT);
        }
    }
}

Test(policy, set_fields)
{
    struct policy policy = policy_default();
    policy_set(&policy, "other_stream_overlap", "slot");
    policy_set(&policy, "completion_basis", "hours");
    policy_set(&policy, "over_allocation", "review");
    policy_set(&policy, "unknown_case", "unpaid");
    policy_set(&policy, "gst_rounding", "line");
    policy_set(&policy, "adhoc_no_show", "paid");
    policy_set(&policy, "adjustment_review", "1.5");
    cr_expect_eq(policy.other_stream_overlap, OTHER_STREAM_SLOT);
    cr_expect_eq(policy.completion_basis, COMPLETION_HOURS);
    cr_expect_eq(policy.over_allocation, SETTING_REVIEW);
    cr_expect_eq(policy.unknown_case, SETTING_UNPAID_UNAUTHORISED);
    cr_expect_eq(policy.gst_rounding, GST_LINE);
    cr_expect_eq(policy.adhoc_no_show, SETTING_PAID);
    cr_expect_eq(policy.adjustment_review_cents, 150);
}

/* What was made of the settings before there was that one stays as it was: the digest of an issue. */
Test(policy, a_later_setting_is_none_at_its_default)
{
    struct policy policy = policy_default();
    for (size_t i = 0; i < policy_count(); i++) {
        bool later = strcmp(policy_key(i), "moved_after_start") == 0;
        cr_expect_eq(policy_is_later_default(&policy, i), later, "%s", policy_key(i));
    }
    policy_set(&policy, "moved_after_start", "moves");
    for (size_t i = 0; i < policy_count(); i++) {
        cr_expect_not(policy_is_later_default(&policy, i), "%s", policy_key(i));
    }
}

Test(policy, unknown_keys)
{
    static const char *const keys[] = {"", "completion_day", "Completion_Days",
                                       "adjustment_review_cents", "completion_days "};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct policy policy = policy_default();
        cr_expect_eq(policy_set(&policy, keys[i], "7"), POLICY_UNKNOWN_KEY, "\"%s\"", keys[i]);
        expect_others_default(&policy, ROW_COUNT);
        cr_expect_null(policy_expected(keys[i]));
    }
}

Test(policy, no_such_setting, .signal = SIGABRT)
{
    policy_key(policy_count());
}

Test(policy, no_such_value, .signal = SIGABRT)
{
    struct policy policy = policy_default();
    char text[POLICY_VALUE_SIZE];
    policy_value(&policy, policy_count(), text);
}
