#include "engine/core/policy.h"

#include <string.h>

#include "engine/core/check.h"

enum setting_type { SETTING_CHOICE, SETTING_NUMBER, SETTING_MONEY };

struct setting {
    const char *key;
    size_t offset;
    enum setting_type type;
    const char *choices[2]; /* of SETTING_CHOICE, by enum value */
    int32_t default_value;
    int32_t least;
    int32_t most;
    const char *expected;
};

#define FIELD(name) #name, offsetof(struct policy, name)
#define CHOICE(name, first, second, chosen)                                                        \
    {                                                                                              \
        FIELD(name), SETTING_CHOICE, {first, second}, chosen, 0, 1, first " or " second            \
    }
#define NUMBER(name, chosen, least, most)                                                          \
    {                                                                                              \
        FIELD(name), SETTING_NUMBER, {NULL, NULL}, chosen, least, most,                            \
            "a whole number from " #least " to " #most                                             \
    }

static const struct setting settings[] = {
    CHOICE(other_stream_overlap, "minutes", "slot", OTHER_STREAM_MINUTES),
    CHOICE(consultant_cancellation, "unpaid", "paid", SETTING_PAID),
    CHOICE(completion_basis, "calendar_days", "hours", COMPLETION_CALENDAR_DAYS),
    NUMBER(completion_days, 7, 1, 60),
    CHOICE(adhoc_late_cancellation, "unpaid", "paid", SETTING_UNPAID),
    CHOICE(adhoc_no_show, "unpaid", "paid", SETTING_UNPAID),
    CHOICE(over_allocation, "unpaid", "review", SETTING_UNPAID_UNAUTHORISED),
    CHOICE(unknown_case, "unpaid", "review", SETTING_REVIEW),
    NUMBER(extra_sessions_max, 4, 0, 1000),
    NUMBER(clinical_review_threshold, 12, 0, 1000),
    CHOICE(gst_rounding, "total_invoice", "line", GST_TOTAL_INVOICE),
    NUMBER(retro_months, 12, 0, 120),
    {FIELD(adjustment_review_cents),
     SETTING_MONEY,
     {NULL, NULL},
     50000,
     0,
     100000000,
     "dollars with at most two decimals, up to 1000000.00"},
};

enum { SETTING_COUNT = sizeof settings / sizeof settings[0] };

/* The setting's key in policy.ini has no unit. */
static const char *setting_key(const struct setting *setting)
{
    return setting->type == SETTING_MONEY ? "adjustment_review" : setting->key;
}

static const struct setting *setting_find(const char *key)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (strcmp(setting_key(&settings[i]), key) == 0) {
            return &settings[i];
        }
    }
    return NULL;
}

static int32_t *setting_field(struct policy *policy, const struct setting *setting)
{
    return (int32_t *)(void *)((char *)policy + setting->offset);
}

static int32_t setting_value(const struct policy *policy, const struct setting *setting)
{
    int32_t value = 0;
    memcpy(&value, (const char *)policy + setting->offset, sizeof value);
    return value;
}

/* Digits only, at least one; false where there is anything else or the number is too large. */
static bool digits_parse(const char *text, size_t length, int32_t *ret_value)
{
    int64_t value = 0;
    if (length == 0) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = value * 10 + (text[i] - '0');
        if (value > INT32_MAX) {
            return false;
        }
    }
    *ret_value = (int32_t)value;
    return true;
}

static bool money_parse(const char *text, int32_t *ret_cents)
{
    const char *point = strchr(text, '.');
    size_t whole_length = point ? (size_t)(point - text) : strlen(text);
    size_t decimals = point ? strlen(point + 1) : 0;
    int32_t dollars = 0;
    int32_t cents = 0;
    if (!digits_parse(text, whole_length, &dollars) || dollars > 1000000 || decimals > 2 ||
        (point && !digits_parse(point + 1, decimals, &cents))) {
        return false;
    }
    *ret_cents = dollars * 100 + (decimals == 1 ? cents * 10 : cents);
    return true;
}

static bool setting_parse(const struct setting *setting, const char *value, int32_t *ret_number)
{
    switch (setting->type) {
    case SETTING_CHOICE:
        for (int32_t i = 0; i < 2; i++) {
            if (strcmp(setting->choices[i], value) == 0) {
                *ret_number = i;
                return true;
            }
        }
        return false;
    case SETTING_NUMBER:
        return digits_parse(value, strlen(value), ret_number);
    case SETTING_MONEY:
        return money_parse(value, ret_number);
    }
    return false;
}

struct policy policy_default(void)
{
    struct policy policy = {0};
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        *setting_field(&policy, &settings[i]) = settings[i].default_value;
    }
    return policy;
}

enum policy_set_result policy_set(struct policy *policy, const char *key, const char *value)
{
    const struct setting *setting = setting_find(key);
    if (!setting) {
        return POLICY_UNKNOWN_KEY;
    }
    int32_t number = 0;
    if (!setting_parse(setting, value, &number) || number < setting->least ||
        number > setting->most) {
        return POLICY_BAD_VALUE;
    }
    *setting_field(policy, setting) = number;
    return POLICY_SET;
}

size_t policy_count(void)
{
    return SETTING_COUNT;
}

const char *policy_key(size_t index)
{
    CHECK(index < SETTING_COUNT);
    return setting_key(&settings[index]);
}

/* Decimal digits of a number below 2^31, at least so many. Returns how many were written. */
static size_t digits_write(char *text, int32_t value, size_t least_digits)
{
    char reversed[12];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || count < least_digits);
    for (size_t i = 0; i < count; i++) {
        text[i] = reversed[count - 1 - i];
    }
    text[count] = '\0';
    return count;
}

void policy_value(const struct policy *policy, size_t index, char text[POLICY_VALUE_SIZE])
{
    CHECK(index < SETTING_COUNT);
    const struct setting *setting = &settings[index];
    int32_t value = setting_value(policy, setting);
    if (setting->type == SETTING_CHOICE) {
        CHECK(value == 0 || value == 1);
        CHECK(strlen(setting->choices[value]) < POLICY_VALUE_SIZE);
        memcpy(text, setting->choices[value], strlen(setting->choices[value]) + 1);
    } else if (setting->type == SETTING_NUMBER) {
        digits_write(text, value, 1);
    } else {
        size_t length = digits_write(text, value / 100, 1);
        text[length] = '.';
        digits_write(text + length + 1, value % 100, 2);
    }
}

const char *policy_expected(const char *key)
{
    const struct setting *setting = setting_find(key);
    return setting ? setting->expected : NULL;
}
