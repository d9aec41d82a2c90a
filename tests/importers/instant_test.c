#include "importers/text/instant.h"

#include <criterion/criterion.h>
#include <string.h>

#include "importers/text/issue.h"
#include "importers/text/zone.h"

enum day_or_instant { AS_DAY, AS_INSTANT, AS_TIME, AS_END };

static bool parse(enum day_or_instant as, const char *text, struct text_problem *problem)
{
    day date;
    int32_t minute = 0;
    struct instant_text read;
    switch (as) {
    case AS_DAY:
        return instant_day_parse(text, &date, problem);
    case AS_INSTANT:
        return instant_text_parse(text, &read, problem);
    case AS_TIME:
    case AS_END:
        return instant_minute_parse(text, as == AS_END, &minute, problem);
    }
    return false;
}

static void expect_taken(enum day_or_instant as, const char *text)
{
    struct text_problem problem = {.mend = ""};
    cr_expect(parse(as, text, &problem), "\"%s\": %s", text, problem.mend);
}

/* What is suggested in place of a text is itself taken, each of two. */
static void expect_refused(enum day_or_instant as, const char *text, enum issue_code code,
                           const char *mend)
{
    struct text_problem problem = {.mend = ""};
    cr_assert_not(parse(as, text, &problem), "\"%s\" was taken", text);
    cr_expect_str_eq(issue_texts[problem.code].name, issue_texts[code].name, "\"%s\"", text);
    cr_expect_str_eq(problem.mend, mend, "\"%s\": %s", text, problem.mend);
    if (g_str_has_prefix(problem.mend, "write 2")) {
        g_auto(GStrv) both = g_strsplit(problem.mend + strlen("write "), ", or ", 2);
        g_auto(GStrv) other = g_strsplit(both[1] ? both[1] : both[0], " if", 2);
        expect_taken(as, both[0]);
        expect_taken(as, other[0]);
    }
}

Test(day, is_written_one_way)
{
    expect_taken(AS_DAY, "2026-09-03");
    expect_taken(AS_DAY, "1970-01-01");
    expect_taken(AS_DAY, "2099-12-31");
    expect_taken(AS_DAY, "2028-02-29");
}

Test(day, that_does_not_exist)
{
    expect_refused(AS_DAY, "2026-09-31", ISSUE_BAD_DATE, "September has 30 days");
    expect_refused(AS_DAY, "2026-02-29", ISSUE_BAD_DATE, "February 2026 has 28 days");
    expect_refused(AS_DAY, "2026-09-00", ISSUE_BAD_DATE, "September has 30 days");
    expect_refused(AS_DAY, "2026-13-01", ISSUE_BAD_DATE, "there is no month 13");
    expect_refused(AS_DAY, "1969-12-31", ISSUE_BAD_DATE, "correct the year");
    expect_refused(AS_DAY, "2100-01-01", ISSUE_BAD_DATE, "correct the year");
    expect_refused(AS_DAY, "0000-00-00", ISSUE_BAD_DATE, "correct the year");
}

static void expect_day(const char *text, const char *same)
{
    struct text_problem problem = {.mend = ""};
    day date = {0};
    day other = {1};
    cr_expect(instant_day_parse(text, &date, &problem), "\"%s\": %s", text, problem.mend);
    cr_assert(instant_day_parse(same, &other, &problem));
    cr_expect_eq(date.number, other.number, "\"%s\"", text);
}

Test(day, written_in_one_meaning_is_taken)
{
    static const char *const texts[] = {"2026-9-3",
                                        "2026/09/03",
                                        "2026.09.03",
                                        "20260903",
                                        "3 Sep 2026",
                                        "3-Sep-2026",
                                        "03/Sep/2026",
                                        "3rd of September, 2026",
                                        "3 Sept. 2026",
                                        "3-SEP-26",
                                        "Sep 3, 2026",
                                        "September 3 2026",
                                        "Thursday, 3rd September 2026",
                                        "Thu 3 Sep 2026",
                                        "2026-Sep-03",
                                        " 2026-09-03 ",
                                        "2026-09-03T00:00",
                                        "2026-09-03 0:00:00",
                                        "3 Sep 2026 12:00 AM",
                                        "3\xC2\xA0Sep\u202F2026"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        expect_day(texts[i], "2026-09-03");
    }
    expect_day("3-Sep-99", "1999-09-03");
}

/* One value never tells in which order it is. */
Test(day, of_numbers_alone_is_suggested_but_never_taken)
{
    const char *both = "write 2026-09-03, or 2026-03-09 if the month is first";
    expect_refused(AS_DAY, "03/09/2026", ISSUE_AMBIGUOUS_FORMAT, both);
    expect_refused(AS_DAY, "3/9/26", ISSUE_AMBIGUOUS_FORMAT, both);
    expect_refused(AS_DAY, "9/9/2026", ISSUE_AMBIGUOUS_FORMAT, "write 2026-09-09");
    expect_refused(AS_DAY, "09/23/2026", ISSUE_AMBIGUOUS_FORMAT, "write 2026-09-23");
    expect_refused(AS_DAY, "23/09/2026", ISSUE_AMBIGUOUS_FORMAT, "write 2026-09-23");
    expect_refused(AS_DAY, "3.9.2026", ISSUE_AMBIGUOUS_FORMAT, both);
    expect_refused(AS_DAY, "2026-09-03T10:00", ISSUE_AMBIGUOUS_FORMAT, "write 2026-09-03");
    expect_refused(AS_DAY, "2026-09-03T00:00Z", ISSUE_AMBIGUOUS_FORMAT, "write 2026-09-03");
}

Test(day, without_a_likely_meaning)
{
    expect_refused(AS_DAY, "31/31/2026", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "31 Sep 2026", ISSUE_BAD_DATE, "September has 30 days");
    expect_refused(AS_DAY, "Friday, 3 September 2026", ISSUE_BAD_DATE, "that day is a Thursday");
    expect_refused(AS_DAY, "3-Sep-45", ISSUE_BAD_DATE,
                   ""); /* 1945 of some programs, 2045 of others */
    expect_refused(AS_DAY, "2026-09/03", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "3 Sep", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "3 9 2026", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "3 Se 2026", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "3. Okt. 2026", ISSUE_BAD_DATE,
                   "of words English ones alone are read (6 Oct 2026): export it in figures");
    expect_refused(AS_DAY, "2026-09-03 to 2026-09-04", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "46268", ISSUE_BAD_DATE,
                   "it is a spreadsheet's number for 2026-09-03: format the column "
                   "as text and export it again");
    expect_refused(AS_DAY, "4626", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "1.00E+05", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "soon", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "2026-09-0३", ISSUE_BAD_DATE, "");
    expect_refused(AS_DAY, "99999999999999999999/1/1", ISSUE_BAD_DATE, "");
}

Test(time, of_the_day)
{
    expect_taken(AS_TIME, "00:00");
    expect_taken(AS_TIME, "23:59");
    expect_taken(AS_END, "24:00");
    expect_refused(AS_TIME, "24:00", ISSUE_BAD_TIME, "");
    expect_refused(AS_END, "24:01", ISSUE_BAD_TIME, "");
    expect_refused(AS_TIME, "12:60", ISSUE_BAD_TIME, "");
    expect_refused(AS_TIME, "9.30", ISSUE_AMBIGUOUS_FORMAT, "write 09:30");
    expect_refused(AS_TIME, "0930", ISSUE_AMBIGUOUS_FORMAT, "write 09:30");
    expect_refused(AS_TIME, "13:15 pm", ISSUE_BAD_TIME, "");
    expect_refused(AS_TIME, "0:15 am", ISSUE_BAD_TIME, "");
    expect_refused(AS_TIME, "9", ISSUE_BAD_TIME, "");
    expect_refused(AS_TIME, "9:00 10:00", ISSUE_BAD_TIME, "");
    expect_refused(AS_TIME, "9-10", ISSUE_BAD_TIME, "");
    expect_refused(AS_TIME, "10:00:30", ISSUE_NOT_WHOLE_MINUTE, "take the seconds off");
    expect_refused(AS_TIME, "0.375", ISSUE_BAD_TIME,
                   "it is a spreadsheet's number for 09:00: format the column "
                   "as text and export it again");
}

Test(time, written_in_one_meaning_is_taken)
{
    static const struct {
        const char *text;
        int32_t minute;
    } rows[] = {{"9:00", 540},
                {"9:00 am", 540},
                {"9:00AM", 540},
                {"9am", 540},
                {"9 a.m.", 540},
                {"1:30pm", 810},
                {"1:30 p.m", 810},
                {"12:15 am", 15},
                {"12:15 PM", 735},
                {"12 PM", 720},
                {"9.30am", 570},
                {"10:00:00", 600},
                {"10:00:00.000", 600},
                {" 9:00", 540},
                {"9:00\xE2\x80\xAF"
                 "AM",
                 540},
                {"24:00", 1440}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct text_problem problem = {.mend = ""};
        int32_t minute = -1;
        cr_expect(instant_minute_parse(rows[i].text, true, &minute, &problem), "%s", rows[i].text);
        cr_expect_eq(minute, rows[i].minute, "%s: %d", rows[i].text, minute);
    }
}

Test(instant, forms_that_are_taken)
{
    expect_taken(AS_INSTANT, "2026-09-03T10:00");
    expect_taken(AS_INSTANT, "2026-09-03 10:00");
    expect_taken(AS_INSTANT, "2026-09-03T10:00:59");
    expect_taken(AS_INSTANT, "2026-09-03T10:00Z");
    expect_taken(AS_INSTANT, "2026-09-03T10:00:00+10:00");
    expect_taken(AS_INSTANT, "2026-09-03 10:00-03:30");
    expect_taken(AS_INSTANT, "2026-09-03T10:00+14:00");
    expect_taken(AS_INSTANT, "2026-09-03T10:00+1000");
    expect_taken(AS_INSTANT, "2026-09-03T10:00:00.000Z");
    expect_taken(AS_INSTANT, "2026-09-03T10:00:15.5");
    expect_taken(AS_INSTANT, "2026-09-03T10:00:00.000+0000");
}

Test(instant, fractions_and_short_offsets_are_the_same_instant)
{
    static const char *const texts[] = {"2026-09-03T10:00:15-03:30", "2026-09-03T10:00:15-0330",
                                        "2026-09-03T10:00:15.999-0330"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct instant_text read;
        struct text_problem problem;
        cr_assert(instant_text_parse(texts[i], &read, &problem));
        cr_expect_eq(read.offset_minutes, -210);
        cr_expect_eq(read.second, 15);
        cr_expect(read.exact);
    }
}

Test(instant, written_in_one_meaning_is_taken)
{
    static const struct {
        const char *text;
        const char *same;
    } rows[] = {
        {"3 Sep 2026 10:00am", "2026-09-03T10:00"},
        {"3 September 2026, 1:30 PM", "2026-09-03T13:30"},
        {"Sep 3, 2026 at 9 am", "2026-09-03T09:00"},
        {"2026-09-03t10:00", "2026-09-03T10:00"},
        {"2026-09-03  10:00", "2026-09-03T10:00"},
        {"2026-09-03 9:05:07", "2026-09-03T09:05:07"},
        {"2026/9/3 9:00 PM", "2026-09-03T21:00"},
        {"2026-09-03T10:00:15,5", "2026-09-03T10:00:15"},
        {"2026-09-03T10:00z", "2026-09-03T10:00Z"},
        {"2026-09-03 10:00:00 UTC", "2026-09-03T10:00Z"},
        {"2026-09-03T10:00+10", "2026-09-03T10:00+10:00"},
        {"2026-09-03 10:00:00 +1030", "2026-09-03T10:00+10:30"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct instant_text read = {.second = -1};
        struct instant_text same;
        struct text_problem problem = {.mend = ""};
        cr_expect(instant_text_parse(rows[i].text, &read, &problem), "%s: %s", rows[i].text,
                  problem.mend);
        cr_assert(instant_text_parse(rows[i].same, &same, &problem));
        cr_expect(read.local.date.number == same.local.date.number &&
                      read.local.minute == same.local.minute && read.second == same.second &&
                      read.exact == same.exact && read.offset_minutes == same.offset_minutes,
                  "%s", rows[i].text);
    }
}

Test(instant, forms_that_are_refused)
{
    static const struct {
        const char *text;
        const char *mend;
    } rows[] = {
        {"03/09/2026 10:00", "write 2026-09-03T10:00, or 2026-03-09T10:00 if the month is first"},
        {"23/9/26 9:05", "write 2026-09-23T09:05"},
        {"9/23/2026 10:00:30", "write 2026-09-23T10:00:30"},
        {"03/03/2026 1:30 PM", "write 2026-03-03T13:30"},
        {"2026-09-03T24:00", "write 2026-09-04T00:00"},
        {"2026-12-31 24:00", "write 2027-01-01T00:00"},
        {"20260903T1000", "write 2026-09-03T10:00"},
        {"2026-09-03 10.30", "write 2026-09-03T10:30"},
        {"2026-09-03 9:00-10:00", "write 2026-09-03T09:00-10:00"}, /* hours, or an offset? */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect_refused(AS_INSTANT, rows[i].text, ISSUE_AMBIGUOUS_FORMAT, rows[i].mend);
    }
}

Test(instant, without_a_likely_meaning)
{
    expect_refused(AS_INSTANT, "2026-09-03", ISSUE_BAD_INSTANT, "add the time: 2026-09-03Thh:mm");
    expect_refused(AS_INSTANT, "2026-09-03T10:60", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "2026-09-03T10:00:60", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "2026-09-03T10:00+14:01", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "2026-09-03T10:00+10:60", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "2026-09-03T10:00+1060", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "46266.375", ISSUE_BAD_INSTANT,
                   "it is a spreadsheet's number for 2026-09-01T09:00: format the column "
                   "as text and export it again");
    expect_refused(AS_INSTANT, "2026-09-31T10:00", ISSUE_BAD_DATE, "September has 30 days");
    expect_refused(AS_INSTANT, "2026-09-03T10:00 EST", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "10:00", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "5 Sep 2026", ISSUE_BAD_INSTANT, "add the time: 2026-09-05Thh:mm");
    expect_refused(AS_INSTANT, "2026-09-03 9:00 to 10:00", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "2026-09-03 9", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "2026-09-03T1", ISSUE_BAD_INSTANT, "");
    expect_refused(AS_INSTANT, "2026-09-03T10:00\n", ISSUE_BAD_INSTANT, "");
}

/* ---- places -------------------------------------------------------------------------------------- */

struct placed {
    bool done;
    bool ambiguous;
    stamp at;
    struct text_problem problem;
};

static struct placed place(const char *text, const char *timezone)
{
    struct placed placed = {.done = false};
    struct instant_text read;
    cr_assert(instant_text_parse(text, &read, &placed.problem), "%s", text);
    placed.done = instant_place(&read, zone_clock(timezone), timezone, &placed.at,
                                &placed.ambiguous, &placed.problem);
    return placed;
}

/* The instant is that of a text with an offset. */
static void expect_same(const char *text, const char *timezone, const char *exact, bool ambiguous)
{
    struct placed local = place(text, timezone);
    struct placed utc = place(exact, timezone);
    cr_assert(local.done && utc.done, "%s", text);
    cr_expect_eq(local.at.utc_seconds, utc.at.utc_seconds, "%s in %s", text, timezone);
    cr_expect_eq(local.ambiguous, ambiguous, "%s in %s", text, timezone);
}

Test(place, exact_instants_know_no_zone)
{
    expect_same("2026-09-03T10:00Z", "Australia/Sydney", "2026-09-03T10:00+00:00", false);
    expect_same("2026-09-03T10:00+10:00", "Australia/Perth", "2026-09-03T00:00Z", false);
    expect_same("2026-09-03T20:30-03:30", "Australia/Perth", "2026-09-04T00:00Z", false);
    /* even within what is a gap there */
    expect_same("2026-10-04T02:30+10:00", "Australia/Sydney", "2026-10-03T16:30Z", false);
}

Test(place, local_times)
{
    expect_same("2026-09-03T10:00", "Australia/Sydney", "2026-09-03T10:00+10:00", false);
    expect_same("2026-12-03T10:00:07", "Australia/Sydney", "2026-12-03T10:00:07+11:00", false);
    expect_same("2026-09-03T10:00", "Australia/Eucla", "2026-09-03T10:00+08:45", false);
    expect_same("2026-09-03T10:00", "Australia/Lord_Howe", "2026-09-03T10:00+10:30", false);
}

Test(place, gap_is_refused_and_names_the_change)
{
    struct placed placed = place("2026-10-04T02:30", "Australia/Sydney");
    cr_expect_not(placed.done);
    cr_expect_eq(placed.problem.code, ISSUE_NO_SUCH_LOCAL_TIME);
    cr_expect_str_eq(placed.problem.mend, "in Australia/Sydney the clocks went from 02:00 to 03:00 "
                                          "on 2026-10-04: write it with its offset");
    cr_expect_not(place("2026-10-04T02:00", "Australia/Sydney").done);
    expect_same("2026-10-04T01:59", "Australia/Sydney", "2026-10-04T01:59+10:00", false);
    expect_same("2026-10-04T03:00", "Australia/Sydney", "2026-10-04T03:00+11:00", false);
}

Test(place, half_hour_gap_of_lord_howe)
{
    cr_expect_not(place("2026-10-04T02:00", "Australia/Lord_Howe").done);
    cr_expect_not(place("2026-10-04T02:29", "Australia/Lord_Howe").done);
    expect_same("2026-10-04T02:30", "Australia/Lord_Howe", "2026-10-04T02:30+11:00", false);
}

Test(place, ambiguous_is_the_first)
{
    expect_same("2026-04-05T02:30", "Australia/Sydney", "2026-04-05T02:30+11:00", true);
    expect_same("2026-04-05T03:00", "Australia/Sydney", "2026-04-05T03:00+10:00", false);
    expect_same("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-05T01:45+11:00", true);
    expect_same("2026-04-05T01:29", "Australia/Lord_Howe", "2026-04-05T01:29+11:00", false);
}

/* ---- arguments ----------------------------------------------------------------------------------- */

static void expect_argument(const char *text, const char *timezone, const char *message)
{
    g_autoptr(GError) given = NULL;
    stamp at;
    bool taken = instant_parse_argument(NULL, text, timezone, &at, &given);
    cr_expect_eq(taken, *message == '\0', "%s", text);
    cr_expect_str_eq(given ? given->message : "", message);
}

Test(argument, needs_an_offset_or_a_zone)
{
    expect_argument("2026-10-12T09:00+11:00", NULL, "");
    expect_argument("2026-10-12T09:00Z", NULL, "");
    expect_argument("2026-10-12T09:00", "Australia/Sydney", "");
    expect_argument("2026-10-12T09:00", NULL,
                    "\"2026-10-12T09:00\": expected an offset, like 2026-10-12T09:00+10:00");
    expect_argument("2026-04-05T02:30", "Australia/Sydney",
                    "\"2026-04-05T02:30\": expected a local time that happens once; write it with "
                    "its offset");
    expect_argument("23/10/2026 9:00", NULL,
                    "\"23/10/2026 9:00\": expected YYYY-MM-DDThh:mm; write 2026-10-23T09:00");
}

Test(argument, period)
{
    g_autoptr(GError) error = NULL;
    struct period period;
    cr_expect(instant_period_parse_argument("PERIOD", "2026-09", &period, &error));
    cr_expect_eq(period.day_count, 30);
    cr_expect_not(instant_period_parse_argument("PERIOD", "2026-9", &period, &error));
    cr_expect(g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE));
    cr_expect_str_eq(error->message, "PERIOD: \"2026-9\": expected a month, YYYY-MM");
}

/* ---- the order of a column ------------------------------------------------------------------------ */

static void expect_order(const char *const *texts, enum date_order order, const char *told)
{
    struct date_evidence evidence = {.count = 0};
    for (uint32_t i = 0; texts[i]; i++) {
        date_evidence_add(&evidence, texts[i], i + 2);
    }
    g_autofree char *text =
        date_evidence_text(&evidence, DATE_ORDER_UNKNOWN, "date_order", "blocks.csv");
    cr_expect_eq(date_evidence_order(&evidence), order, "%s", text);
    cr_expect_str_eq(text, told);
}

Test(order, one_value_decides_the_column)
{
    const char *const texts[] = {"10/5/2026", "5/10/2026 9:00 AM", "9/15/2026", "2026-09-01", "TBC",
                                 NULL};
    expect_order(texts, DATE_ORDER_MONTH_DAY_YEAR,
                 "3 values like 10/5/2026; 1 fits only month day year: date_order = month day "
                 "year in [blocks.csv] of sources.ini");
}

Test(order, a_weekday_decides_too)
{
    const char *const texts[] = {"Mon 5/10/2026", NULL};
    expect_order(texts, DATE_ORDER_DAY_MONTH_YEAR,
                 "1 value like Mon 5/10/2026; 1 fits only day month year: date_order = day month "
                 "year in [blocks.csv] of sources.ini");
}

Test(order, where_both_fit_it_asks)
{
    const char *const texts[] = {"10/5/2026", "5/10/2026", "9/9/2026", NULL};
    expect_order(texts, DATE_ORDER_UNKNOWN,
                 "3 values like 10/5/2026, and each can be day month year (10 May 2026) or month "
                 "day year (5 October 2026): say which as date_order in [blocks.csv] of "
                 "sources.ini");
}

Test(order, where_neither_fits_it_names_the_rows)
{
    const char *const texts[] = {"15/9/2026", "9/15/2026", "9/16/2026",
                                 "9/17/2026", "9/18/2026", NULL};
    expect_order(texts, DATE_ORDER_UNKNOWN,
                 "5 values like 15/9/2026, and no order fits all: 1 fits only day month year (line "
                 "2), 4 fit only month day year (lines 3, 4, 5 and 1 more): write them all in one "
                 "order");
}

Test(order, a_year_of_two_digits_may_be_first)
{
    const char *const texts[] = {"26/10/05", "26-10-31", NULL};
    expect_order(texts, DATE_ORDER_YEAR_MONTH_DAY,
                 "2 values like 26/10/05; 1 fits only year month day: date_order = year month day "
                 "in [blocks.csv] of sources.ini");
}

Test(order, in_it_a_text_is_written_anew)
{
    static const struct {
        const char *text;
        enum date_order order;
        const char *ours; /* NULL: it cannot be */
    } rows[] = {
        {"10/5/2026", DATE_ORDER_DAY_MONTH_YEAR, "2026-05-10"},
        {"10/5/2026", DATE_ORDER_MONTH_DAY_YEAR, "2026-10-05"},
        {"10/5/2026", DATE_ORDER_YEAR_MONTH_DAY, NULL},
        {"10/5/2026", DATE_ORDER_UNKNOWN, NULL},
        {"13/5/2026", DATE_ORDER_MONTH_DAY_YEAR, NULL},
        {"5.10.26 1:30 pm", DATE_ORDER_DAY_MONTH_YEAR, "2026-10-05T13:30"},
        {"5/10/2026 13:30:07 +1100", DATE_ORDER_DAY_MONTH_YEAR, "2026-10-05T13:30:07+11:00"},
        {"2026-10-05", DATE_ORDER_DAY_MONTH_YEAR, "2026-10-05"},
        {"5/10/2026 9.30", DATE_ORDER_DAY_MONTH_YEAR, NULL},
        {"5/10/2026 24:00", DATE_ORDER_DAY_MONTH_YEAR, NULL},
        {"Tue 5/10/2026", DATE_ORDER_DAY_MONTH_YEAR, NULL}, /* a Monday */
        {"5/10-2026", DATE_ORDER_DAY_MONTH_YEAR, NULL},
        {"10:30", DATE_ORDER_DAY_MONTH_YEAR, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        char text[WRITTEN_SIZE] = "";
        const bool done = written_rewrite(rows[i].text, rows[i].order, text);
        cr_expect_eq(done, rows[i].ours != NULL, "%s: %s", rows[i].text, text);
        cr_expect_str_eq(text, rows[i].ours ? rows[i].ours : "", "%s", rows[i].text);
    }
}
