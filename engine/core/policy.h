#ifndef ENGINE_CORE_POLICY_H
#define ENGINE_CORE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The settings of rules.md: where the policy is silent, what was chosen. Names and values are
 * those of policy.ini. */

enum other_stream_overlap { OTHER_STREAM_MINUTES, OTHER_STREAM_SLOT };
enum paid_or_unpaid { SETTING_UNPAID, SETTING_PAID };
enum completion_basis { COMPLETION_CALENDAR_DAYS, COMPLETION_HOURS };
enum review_or_unpaid { SETTING_UNPAID_UNAUTHORISED, SETTING_REVIEW };
enum moved_after_start { MOVED_AFTER_START_STANDS, MOVED_AFTER_START_MOVES };
enum gst_rounding { GST_TOTAL_INVOICE, GST_LINE };

struct policy {
    int32_t other_stream_overlap;      /* P3: enum other_stream_overlap */
    int32_t consultant_cancellation;   /* P4: enum paid_or_unpaid */
    int32_t completion_basis;          /* C2: enum completion_basis */
    int32_t completion_days;           /* C2: 1..60 */
    int32_t moved_after_start;         /* C5: enum moved_after_start */
    int32_t adhoc_late_cancellation;   /* H1: enum paid_or_unpaid */
    int32_t adhoc_no_show;             /* H2: enum paid_or_unpaid */
    int32_t over_allocation;           /* A6: enum review_or_unpaid */
    int32_t unknown_case;              /* A6: enum review_or_unpaid */
    int32_t extra_sessions_max;        /* A7: 0..1000 */
    int32_t clinical_review_threshold; /* A7: 0..1000 */
    int32_t gst_rounding;              /* M2: enum gst_rounding */
    int32_t retro_months;              /* R1: 0..120 */
    int32_t adjustment_review_cents;   /* R1: the amount over which an adjustment is reviewed */
};

enum policy_set_result { POLICY_SET, POLICY_UNKNOWN_KEY, POLICY_BAD_VALUE };

enum { POLICY_VALUE_SIZE = 32 };

/* Every setting at its default. */
struct policy policy_default(void);

/* Sets one setting from its text in policy.ini. Unless POLICY_SET, *policy is untouched. */
enum policy_set_result policy_set(struct policy *policy, const char *key, const char *value);

/* The settings in the order of struct policy: key, value as text, and what values there are. */
size_t policy_count(void);
const char *policy_key(size_t index);
/* Writes the value as policy.ini has it. */
void policy_value(const struct policy *policy, size_t index, char text[POLICY_VALUE_SIZE]);
/* Whether the setting came after months were issued and has its default: it is then as if there were
 * none, so that what was made of their settings stays as it was. */
bool policy_is_later_default(const struct policy *policy, size_t index);
/* "minutes or slot", "a whole number from 1 to 60", …; for error messages. NULL: unknown key. */
const char *policy_expected(const char *key);

#endif
