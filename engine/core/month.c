#include "engine/core/month.h"

#include <string.h>

#include "engine/core/rules/adhoc.h"
#include "engine/core/rules/authorisation.h"
#include "engine/core/rules/completion.h"
#include "engine/core/rules/document.h"
#include "engine/core/rules/lines.h"
#include "engine/core/rules/slots.h"
#include "engine/core/rules/unscheduled.h"
#include "engine/core/rules/verdicts.h"

enum { EXCEPTIONS_PER_SLOT = 2, EXCEPTIONS_PER_APPOINTMENT = 12, EXCEPTIONS_PER_PARTNER = 16 };

struct day_range month_days_judged(struct period period)
{
    return (struct day_range){day_add(period.first, -1), day_add(period_last(period), 1)};
}

struct month_capacity month_result_needs(const struct partner_facts *facts)
{
    size_t spans = MONTH_SLOTS_MAX + facts->work_count + facts->appointment_count;
    return (struct month_capacity){
        .adhoc = facts->appointment_count,
        .unscheduled = facts->appointment_count,
        .lines = 2 * facts->rate_count,
        .exceptions = (size_t)EXCEPTIONS_PER_SLOT * MONTH_SLOTS_MAX +
                      EXCEPTIONS_PER_APPOINTMENT * facts->appointment_count + facts->holiday_count +
                      facts->block_count + facts->work_count + EXCEPTIONS_PER_PARTNER,
        .scratch = spans,
    };
}

static void facts_check(const struct partner_facts *facts, const struct month_result *result)
{
    struct month_capacity needs = month_result_needs(facts);
    CHECK(result->adhoc_capacity >= needs.adhoc);
    CHECK(result->unscheduled_capacity >= needs.unscheduled);
    CHECK(result->line_capacity >= needs.lines);
    CHECK(result->exception_capacity >= needs.exceptions);
    CHECK(result->scratch_capacity >= needs.scratch);
    for (size_t i = 1; i < facts->appointment_count; i++) {
        CHECK(instant_compare(facts->appointments[i - 1].start, facts->appointments[i].start) <= 0);
    }
}

static void result_clear(struct month_result *result)
{
    result->slot_total = result->slot_begin = result->slot_end = 0;
    result->adhoc_total = result->adhoc_begin = result->adhoc_end = 0;
    result->unscheduled_count = 0;
    result->line_count = 0;
    result->exception_count = 0;
    result->totals = (struct totals){0};
}

static void spans_exceptions(const struct month_work *work)
{
    const struct partner_facts *facts = work->facts;
    struct interval month = clock_days(&facts->clock, work->question->period.first,
                                       period_last(work->question->period));
    for (size_t i = 0; i < facts->block_count; i++) {
        if (facts->blocks[i].ambiguous_local_time &&
            interval_overlaps(facts->blocks[i].span, month)) {
            month_raise(work, EXCEPTION_AMBIGUOUS_LOCAL_TIME, SUBJECT_BLOCK, i);
        }
    }
    for (size_t i = 0; i < facts->work_count; i++) {
        if (facts->works[i].ambiguous_local_time &&
            interval_overlaps(facts->works[i].span, month)) {
            month_raise(work, EXCEPTION_AMBIGUOUS_LOCAL_TIME, SUBJECT_WORK, i);
        }
    }
}

void month_compute(const struct partner_facts *facts, const struct policy *policy,
                   const struct month_question *question, struct month_result *result)
{
    struct month_work work = {facts, policy, question, result};
    facts_check(facts, result);
    result_clear(result);
    slots_expand(&work);
    verdicts_judge(&work);
    adhoc_judge(&work);
    unscheduled_list(&work);
    bool all_have_rates = lines_make(&work);
    document_decide(&work, all_have_rates);
    completion_exceptions(&work);
    session_exceptions(&work);
    spans_exceptions(&work);
    if (facts->hold.no_local_area != NULL) {
        month_raise(&work, EXCEPTION_NO_LOCAL_AREA, SUBJECT_PARTNER, 0);
    }
    CHECK(month_hours_balance(&result->totals));
}

bool month_hours_balance(const struct totals *totals)
{
    int64_t unpaid_slots = (int64_t)totals->holiday_slots + totals->blocked_slots +
                           totals->dst_gap_slots + totals->unpaid_cancelled_slots;
    return (int64_t)totals->slots * MINUTES_PER_HOUR ==
           totals->partner_minutes.minutes + totals->penalty_minutes.minutes +
               totals->other_stream_minutes.minutes + unpaid_slots * MINUTES_PER_HOUR;
}

static const char *const hour_notes_texts[] = {[0] = "",
                                               [NOTE_REBOOKED] = "REBOOKED",
                                               [NOTE_PENDING_COMPLETION] = "PENDING_COMPLETION",
                                               [NOTE_REBOOKED | NOTE_PENDING_COMPLETION] =
                                                   "REBOOKED;PENDING_COMPLETION"};
enum { HOUR_NOTES_COUNT = sizeof hour_notes_texts / sizeof hour_notes_texts[0] };

const char *hour_notes(const struct hour *hour)
{
    CHECK(hour->notes < HOUR_NOTES_COUNT);
    return hour_notes_texts[hour->notes];
}

bool hour_notes_read(const char *text, struct hour *hour)
{
    for (hour->notes = 0; hour->notes < HOUR_NOTES_COUNT; hour->notes++) {
        if (strcmp(text, hour_notes(hour)) == 0) {
            return true;
        }
    }
    return false;
}

const char *booking_notes(const struct booking *booking)
{
    return booking->reason == REASON_NONE ? "" : reason_code(booking->reason);
}

bool booking_notes_read(const char *text, struct booking *booking)
{
    for (int reason = 0; reason <= REASON_NONE; reason++) {
        booking->reason = (enum reason)reason;
        if (strcmp(text, booking_notes(booking)) == 0) {
            return true;
        }
    }
    return false;
}

const char *unscheduled_reason(const struct unscheduled *unscheduled)
{
    return unscheduled->slot_outcome == OUTCOME_UNSCHEDULED
               ? "NO_SLOT"
               : outcome_code(unscheduled->slot_outcome);
}
