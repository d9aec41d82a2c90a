#include "engine/core/policy.h"

#include <string.h>

#include "engine/core/money.h"

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
    bool later; /* policy_is_later_default */
};

#define FIELD(name) #name, offsetof(struct policy, name)
#define CHOICE_OF(name, first, second, chosen, later)                                              \
    {                                                                                              \
        FIELD(name), SETTING_CHOICE, {first, second}, chosen, 0, 1, first " or " second, later     \
    }
#define CHOICE(name, first, second, chosen) CHOICE_OF(name, first, second, chosen, false)
#define NUMBER(name, chosen, least, most)                                                          \
    {                                                                                              \
        FIELD(name), SETTING_NUMBER, {NULL, NULL}, chosen, least, most,                            \
            "a whole number from " #least " to " #most, false                                      \
    }

static const struct setting settings[] = {
    CHOICE(other_stream_overlap, "minutes", "slot", OTHER_STREAM_MINUTES),
    CHOICE(consultant_cancellation, "unpaid", "paid", SETTING_PAID),
    CHOICE(completion_basis, "calendar_days", "hours", COMPLETION_CALENDAR_DAYS),
    NUMBER(completion_days, 7, 1, 60),
    CHOICE_OF(moved_after_start, "stands", "moves", MOVED_AFTER_START_STANDS, true),
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
     "dollars with at most two decimals, up to 1000000.00",
     false},
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

/* Digits, and of money one or two more after a point: the number, of money in cents. false where
 * there is anything else or the number is too large. */
static bool number_parse(enum setting_type type, const char *text, int32_t *ret_number)
{
    int decimals = type == SETTING_MONEY ? 2 : 0;
    int64_t value = 0;
    const char *point = NULL;
    const char *at = text;
    for (; *at != '\0'; at++) {
        if (*at == '.' && decimals > 0 && !point && at > text) {
            point = at;
            continue;
        }
        if (*at < '0' || *at > '9' || value > INT32_MAX / 10 || (point && decimals-- == 0)) {
            return false;
        }
        value = value * 10 + (*at - '0');
    }
    if (at == text || at[-1] == '.') {
        return false;
    }
    for (; decimals > 0; decimals--) {
        value *= 10;
    }
    *ret_number = (int32_t)value;
    return value <= INT32_MAX;
}

static bool setting_parse(const struct setting *setting, const char *value, int32_t *ret_number)
{
    if (setting->type != SETTING_CHOICE) {
        return number_parse(setting->type, value, ret_number);
    }
    *ret_number = strcmp(setting->choices[1], value) == 0;
    return strcmp(setting->choices[*ret_number], value) == 0;
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

void policy_value(const struct policy *policy, size_t index, char text[POLICY_VALUE_SIZE])
{
    CHECK(index < SETTING_COUNT);
    const struct setting *setting = &settings[index];
    int32_t value = 0;
    memcpy(&value, (const char *)policy + setting->offset, sizeof value);
    CHECK(value >= 0);
    if (setting->type == SETTING_CHOICE) {
        CHECK(value <= 1 && strlen(setting->choices[value]) < POLICY_VALUE_SIZE);
        memcpy(text, setting->choices[value], strlen(setting->choices[value]) + 1);
        return;
    }
    char reversed[POLICY_VALUE_SIZE];
    size_t least_digits = setting->type == SETTING_MONEY ? 3 : 1;
    size_t count = 0;
    for (size_t digits = 0; value > 0 || digits < least_digits; digits++, value /= 10) {
        if (setting->type == SETTING_MONEY && digits == 2) {
            reversed[count++] = '.';
        }
        reversed[count++] = (char)('0' + value % 10);
    }
    for (size_t i = 0; i < count; i++) {
        text[i] = reversed[count - 1 - i];
    }
    text[count] = '\0';
}

bool policy_is_later_default(const struct policy *policy, size_t index)
{
    CHECK(index < SETTING_COUNT);
    struct policy copy = *policy;
    return settings[index].later &&
           *setting_field(&copy, &settings[index]) == settings[index].default_value;
}

const char *policy_expected(const char *key)
{
    const struct setting *setting = setting_find(key);
    return setting ? setting->expected : NULL;
}
