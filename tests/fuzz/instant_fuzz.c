#include <stdint.h>
#include <string.h>

#include "engine/core/money.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"

/* Any text as a day, a time or an instant: no crash, and what is suggested in place of a refused
 * text is taken. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *suggestion(const struct text_problem *problem)
{
    CHECK(memchr(problem->mend, '\0', sizeof problem->mend));
    bool suggests = problem->code == ISSUE_AMBIGUOUS_FORMAT;
    CHECK(!suggests || strncmp(problem->mend, "write ", 6) == 0);
    return suggests ? problem->mend + 6 : NULL;
}

static void day_try(const char *text)
{
    struct text_problem problem;
    day date;
    if (instant_day_parse(text, &date, &problem)) {
        CHECK(date.number >= 0);
    } else if (suggestion(&problem)) {
        CHECK(instant_day_parse(suggestion(&problem), &date, &problem));
    }
}

static void minute_try(const char *text)
{
    struct text_problem problem;
    int32_t minute = 0;
    if (instant_minute_parse(text, true, &minute, &problem)) {
        CHECK(minute >= 0 && minute <= MINUTES_PER_DAY);
    } else if (suggestion(&problem)) {
        CHECK(instant_minute_parse(suggestion(&problem), true, &minute, &problem));
    }
}

static void instant_try(const char *text)
{
    static const char *const zones[] = {"Australia/Lord_Howe", "America/New_York"};
    struct text_problem problem;
    struct instant_text read;
    if (!instant_text_parse(text, &read, &problem)) {
        if (suggestion(&problem)) {
            CHECK(instant_text_parse(suggestion(&problem), &read, &problem));
        }
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        stamp at = {-1};
        bool ambiguous = false;
        bool placed =
            instant_place(&read, zone_clock(zones[i]), zones[i], &at, &ambiguous, &problem);
        CHECK(placed || problem.code == ISSUE_NO_SUCH_LOCAL_TIME);
        CHECK(!read.exact || (placed && !ambiguous));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    day_try(text);
    minute_try(text);
    instant_try(text);
    if (size % 16 == 0) { /* it compares with every name */
        g_autofree char *mend = zone_mend(text);
        CHECK(!mend || g_str_has_prefix(mend, "write ") || g_str_has_prefix(mend, "an offset "));
    }
    CHECK(!zone_clock(text) || strchr(text, '/'));
    return 0;
}
