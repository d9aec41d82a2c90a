#include "engine/store/words.h"

#include <string.h>

const char *const words_rate_kind[RATE_KIND_COUNT] = {
    [RATE_PARTNER] = "partner",
    [RATE_ADHOC] = "adhoc",
};

const char *const words_weekday[SUN + 1] = {
    [MON] = "Mon", [TUE] = "Tue", [WED] = "Wed", [THU] = "Thu",
    [FRI] = "Fri", [SAT] = "Sat", [SUN] = "Sun",
};

const char *const words_calendar[CALENDAR_COUNT] = {
    [CALENDAR_OPEN] = "open",
    [CALENDAR_ADHOC] = "adhoc",
};

const char *const words_status[STATUS_COUNT] = {
    [STATUS_BOOKED] = "booked",   [STATUS_COMPLETED] = "completed",
    [STATUS_NO_SHOW] = "no_show", [STATUS_CANCELLED] = "cancelled",
    [STATUS_MOVED] = "moved",
};

const char *const words_booked_by[BOOKED_BY_COUNT] = {
    [BOOKED_BY_CLIENT] = "client",
    [BOOKED_BY_CS] = "cs",
    [BOOKED_BY_CONSULTANT_SOURCING] = "consultant_sourcing",
    [BOOKED_BY_CONSULTANT] = "consultant",
    [BOOKED_BY_USER_SUPPORT] = "user_support",
};

const char *const words_cancelled_by[CANCELLED_BY_COUNT] = {
    [CANCELLED_BY_CLIENT] = "client",
    [CANCELLED_BY_CONSULTANT] = "consultant",
    [CANCELLED_BY_COMPANY] = "converge",
};

const char *const words_stream[STREAM_COUNT] = {
    [STREAM_RAPID_RESPONSE] = "rapid_response",
    [STREAM_ONSITE] = "onsite",
    [STREAM_OTHER] = "other",
};

const char *const words_outcome[REQUEST_OUTCOME_COUNT] = {
    [REQUEST_PENDING] = "pending",
    [REQUEST_APPROVED] = "approved",
    [REQUEST_DECLINED] = "declined",
};

const char *const words_clinical_review[CLINICAL_REVIEW_COUNT] = {
    [REVIEW_NOT_REQUIRED] = "not_required",
    [REVIEW_PENDING] = "pending",
    [REVIEW_APPROVED] = "approved",
    [REVIEW_DECLINED] = "declined",
};

const char *const words_effect[EFFECT_COUNT] = {
    [EFFECT_DECLARE] = "declare",
    [EFFECT_SUBSTITUTE] = "substitute",
    [EFFECT_CANCEL] = "cancel",
};

const char *const words_holiday_status[HOLIDAY_STATUS_COUNT] = {
    [HOLIDAY_GAZETTED] = "gazetted",
    [HOLIDAY_RULE] = "rule",
    [HOLIDAY_PROVISIONAL] = "provisional",
};

const char *const words_input_file[INPUT_FILE_COUNT] = {
    [INPUT_COMPANY] = "company.ini",
    [INPUT_POLICY] = "policy.ini",
    [INPUT_PARTNERS] = "partners.csv",
    [INPUT_RATES] = "rates.csv",
    [INPUT_SCHEDULES] = "schedules.csv",
    [INPUT_BLOCKS] = "blocks.csv",
    [INPUT_CASES] = "cases.csv",
    [INPUT_EXTRA_SESSIONS] = "extra_sessions.csv",
    [INPUT_APPOINTMENTS] = "appointments.csv",
    [INPUT_OTHER_WORK] = "other_work.csv",
    [INPUT_HOLIDAYS] = "holidays.csv",
};

int words_find(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], word) == 0) {
            return (int)i;
        }
    }
    return -1;
}
