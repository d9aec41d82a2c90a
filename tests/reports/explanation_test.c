#include <criterion/criterion.h>
#include <string.h>

#include "reports/explained/explained.h"
#include "reports/value/calendar.h"
#include "tests/reports/report_sample.h"

/* An explanation as a value, and what its writers make of it. The sample: Tuesdays at 10, 11 and 13, Fridays
 * at 9, 10 and 11 in September 2026, as at the 30th. */

static struct report_sample sample;
static struct partner_facts facts;
static struct month_result *result;
static struct partner_report *report;
static struct explanation *of;

static void set_up(void)
{
    report_sample_init(&sample);
}

static void explain(void)
{
    facts = month_sample_facts(&sample.month);
    facts.timezone = "Australia/Melbourne";
    result = month_sample_compute(&sample.month);
    report = partner_report_new(&sample.run, &sample.supplier, &facts, result);
    of = explanation_new(&sample.run, &facts, result, report);
}

static void tear_down(void)
{
    g_clear_pointer(&of, explanation_free);
    g_clear_pointer(&report, partner_report_free);
    g_clear_pointer(&result, month_result_free);
}

TestSuite(explanation, .init = set_up, .fini = tear_down);

static const struct explained *row_of(int32_t date, int32_t hour)
{
    for (size_t i = 0; i < of->row_count; i++) {
        const struct explained *row = &of->rows[i];
        if (day_to_civil(row->at.date).day == date && row->at.start_minute == hour * 60) {
            return row;
        }
    }
    cr_assert_fail("no row on the %dth at %d", date, hour);
    return NULL;
}

static bool says(const struct explained *row, const char *part)
{
    for (const char *const *sentence = row->sentences; *sentence; sentence++) {
        if (strstr(*sentence, part)) {
            return true;
        }
    }
    return false;
}

static struct appointment *booked(const char *id, int32_t date, int32_t hour)
{
    return month_sample_appointment_add(&sample.month, id, CALENDAR_OPEN,
                                        month_sample_span(date, hour, 0, 60));
}

Test(explanation, minutes_that_are_not_paid_have_a_reason)
{
    month_sample_add_all(&sample.month);
    explain();
    int32_t unpaid = 0;
    int32_t with_reason = 0;
    for (size_t i = 0; i < of->row_count; i++) {
        const struct explained *row = &of->rows[i];
        unpaid += row->duration_minutes - row->paid_minutes;
        for (size_t k = 0; k < row->why_count; k++) {
            with_reason += row->why[k].minutes.minutes;
        }
        cr_expect(row->sentences[0] != NULL);
        cr_expect((row->mends[0] != NULL) == (row->paid_minutes < row->duration_minutes));
    }
    cr_expect_eq(unpaid, with_reason);
    cr_expect_gt(unpaid, 0);
}

Test(explanation, who_cancelled_stands_beside_who_came_instead)
{
    struct appointment *cancelled = booked("A1", 8, 10);
    cancelled->status = STATUS_CANCELLED;
    cancelled->cancelled_at = month_sample_stamp(8, 8, 0);
    struct appointment *instead = booked("A2", 8, 10);
    instead->status = STATUS_COMPLETED;
    instead->completed_at = month_sample_stamp(8, 11, 0);
    explain();
    const struct explained *row = row_of(8, 10);
    cr_expect(says(row, "A1 was cancelled by the client Tue 8 Sep 08:00 (Melbourne)"));
    cr_expect(says(row, "A2 was booked into the hour: it is paid once"));
    cr_expect(says(row, "A2 was marked as completed Tue 8 Sep 11:00 (Melbourne), in time"));
    const struct explained_appointment first = explanation_appointment(of, &facts, result, 0);
    const struct explained_appointment second = explanation_appointment(of, &facts, result, 1);
    cr_expect_not(first.matters);
    cr_expect(second.matters && second.row == row && first.row == row);
    g_free((void *)first.sentences);
    g_free((void *)second.sentences);
}

/* What is taken back is nowhere said to be paid. */
Test(explanation, an_hour_of_two_that_is_taken_back_is_not_paid_once)
{
    struct appointment *marked = booked("A1", 8, 10);
    marked->status = STATUS_COMPLETED;
    marked->completed_at = month_sample_stamp(8, 11, 0);
    booked("A2", 8, 10);
    explain();
    const struct explained *row = row_of(8, 10);
    cr_expect_eq(row->paid_minutes, 0);
    cr_expect(says(row, "A1, A2 are in this hour: each has to be marked in time"));
    cr_expect_not(says(row, "paid once"));
    cr_expect_str_eq(row->policy[0], rule_says[RULE_C1].sentence);
}

Test(explanation, hours_of_a_day_that_are_alike_are_one_sentence)
{
    month_sample_block_add(&sample.month, "B1", month_sample_span(8, 0, 0, 24 * 60));
    explain();
    g_autoptr(GString) letter = g_string_new(NULL);
    const struct explain_filter filter = {.by_date = true, .date = row_of(8, 10)->at.date};
    explained_letter(letter, of, &filter, EXPLAINED_WIDTH);
    cr_expect(g_str_has_prefix(letter->str,
                               "Tuesday 8 September 2026, 10:00, 11:00 and 13:00 (Melbourne time), "
                               "3 hours of\nthe Partner schedule: not paid."),
              "%s", letter->str);
}

Test(explanation, the_marks_are_those_of_the_document)
{
    month_sample_add_all(&sample.month);
    explain();
    const struct month_days days = month_days_of(sample.run.period, report);
    size_t hours = 0;
    for (size_t i = 1; i < G_N_ELEMENTS(days.counts); i++) {
        hours += days.counts[i];
    }
    cr_expect_eq(hours, report->slot_count);
    cr_expect(days.marked[MARK_HOLIDAY] && days.marked[MARK_BLOCKED] &&
              days.marked[MARK_OTHER_STREAM] && days.marked[MARK_NOT_COMPLETED]);
    for (enum month_mark mark = 0; mark < MARK_COUNT; mark++) {
        for (enum month_mark other = 0; other < mark; other++) {
            cr_expect_str_neq(mark_says[mark].letter, mark_says[other].letter);
        }
    }
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void wrapped_is(const char *text, int column, int indent, int width, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    explained_wrap(out, text, column, indent, width);
    cr_expect_str_eq(out->str, expected);
}

Test(explanation, lines_break_between_words)
{
    wrapped_is("one two three", 0, 0, 7, "one two\nthree");
    wrapped_is("one two three", 4, 2, 8, "one\n  two\n  three");
    wrapped_is("", 0, 0, 10, "");
    wrapped_is("longerthanall it", 0, 2, 6, "longerthanall\n  it");
    wrapped_is("Zoë Zoë", 0, 0, 7, "Zoë Zoë");
    wrapped_is("李慧 李慧", 0, 0, 8, "李慧\n李慧");
}
