/* The parts of the policy in the order in which they are asked. Policy: silent. */
#include "engine/core/month.h"

#include <string.h>

#include "engine/core/rules/rules.h"

enum { EXCEPTIONS_PER_SLOT = 2, EXCEPTIONS_PER_APPOINTMENT = 12, EXCEPTIONS_PER_PARTNER = 16 };
enum { LINES_DECIDED_MAX = 3 }; /* D3: taxable, not, and for no supply */

struct day_range month_days_judged(struct period period)
{
    return (struct day_range){day_add(period.first, -1), day_add(period_last(period), 1)};
}

/* How many slots a span can overlap: they start an hour apart, but where the clock goes forward. */
static size_t slots_over(const struct partner_facts *facts, struct interval span)
{
    int64_t slots = interval_minutes(span) / MINUTES_PER_HOUR + 2;
    return slots < MONTH_SLOTS_MAX ? (size_t)slots + facts->clock.offset_count : MONTH_SLOTS_MAX;
}

/* Over hours: all that overlaps them, and their appointments. Of a booking: its reason, or all that it
 * overlaps. */
static size_t findings_max(const struct partner_facts *facts)
{
    /* An appointment, the decision to waive it and the one to authorise it; or one of the hour. */
    size_t count = 3 * facts->appointment_count + facts->decision_count;
    for (size_t i = 0; i < facts->holiday_count; i++) {
        count += slots_over(facts, holiday_span(&facts->clock, &facts->holidays[i]));
    }
    for (size_t i = 0; i < facts->block_count; i++) {
        count += slots_over(facts, facts->blocks[i].span);
    }
    for (size_t i = 0; i < facts->work_count; i++) {
        count += slots_over(facts, facts->works[i].span);
    }
    for (size_t i = 0; i < facts->appointment_count; i++) {
        if (!appointment_may_be_booking(facts, &facts->appointments[i])) {
            continue;
        }
        struct interval span = appointment_span(&facts->appointments[i]);
        count += slots_over(facts, span);
        for (size_t j = 0; j < facts->work_count; j++) {
            count += interval_overlaps(facts->works[j].span, span);
        }
        for (size_t j = 0; j < i; j++) {
            count += appointment_may_be_booking(facts, &facts->appointments[j]) &&
                     interval_overlaps(appointment_span(&facts->appointments[j]), span);
        }
    }
    return count;
}

static struct month_capacity capacity_needed(const struct partner_facts *facts)
{
    return (struct month_capacity){
        .appointments = facts->appointment_count,
        .lines = 2 * facts->rate_count + LINES_DECIDED_MAX,
        .exceptions = (size_t)EXCEPTIONS_PER_SLOT * MONTH_SLOTS_MAX +
                      EXCEPTIONS_PER_APPOINTMENT * facts->appointment_count + facts->holiday_count +
                      facts->block_count + facts->work_count + EXCEPTIONS_PER_PARTNER,
        .found = findings_max(facts),
        .scratch = MONTH_SLOTS_MAX + facts->work_count + facts->appointment_count,
    };
}

/* The next array of `bytes`, of which *taken are. */
static void *array_take(unsigned char *bytes, size_t *taken, size_t count, size_t size)
{
    void *array = bytes ? bytes + *taken : NULL;
    *taken += count * size;
    return array;
}

/* Those of 8 bytes alignment come first, so that each array is aligned after the one before. */
size_t month_result_place(struct month_result *result, const struct partner_facts *facts,
                          void *bytes)
{
    struct month_capacity needed = capacity_needed(facts);
    size_t taken = 0;
    result->capacity = needed;
    result->adhoc = array_take(bytes, &taken, needed.appointments, sizeof(struct booking));
    result->unscheduled =
        array_take(bytes, &taken, needed.appointments, sizeof(struct unscheduled));
    result->lines = array_take(bytes, &taken, needed.lines, sizeof(struct line));
    result->scratch = array_take(bytes, &taken, needed.scratch, sizeof(struct interval));
    result->exceptions = array_take(bytes, &taken, needed.exceptions, sizeof(struct exception));
    result->found = array_take(bytes, &taken, needed.found, sizeof(struct finding));
    return taken;
}

static void span_exception(const struct month_work *work, bool ambiguous, struct interval span,
                           enum exception_subject subject, size_t index)
{
    const struct period *period = &work->question->period;
    if (ambiguous && interval_overlaps(span, clock_days(&work->facts->clock, period->first,
                                                        period_last(*period)))) {
        month_raise(work, EXCEPTION_AMBIGUOUS_LOCAL_TIME, subject, index);
    }
}

/* Of the period's appointments. */
static void appointments_exceptions(const struct month_work *work,
                                    void (*raise)(const struct month_work *, size_t))
{
    const struct partner_facts *facts = work->facts;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        enum standing standing =
            appointment_standing(&facts->appointments[i], work->policy, work->question->as_at);
        day date = clock_local(&facts->clock, facts->appointments[i].start).date;
        if (standing != STANDING_NOT_KNOWN && standing != STANDING_MOVED &&
            period_has(work->question->period, date)) {
            raise(work, i);
        }
    }
}

/* An id with three letters behind it is how one system exports what another shows without them. Where
 * the letters may be digits too (0 to 5), the id has 15 characters. */
static bool same_record(const char *shorter, const char *longer)
{
    size_t length = strlen(shorter);
    bool letters = true;
    if (strlen(longer) != length + 3 || strncmp(shorter, longer, length) != 0) {
        return false;
    }
    for (const char *sign = longer + length; *sign != '\0'; sign++) {
        bool capital = *sign >= 'A' && *sign <= 'Z';
        letters = letters && (capital || (*sign >= 'a' && *sign <= 'z') ||
                              (length == 15 && *sign >= '0' && *sign <= '5'));
    }
    return letters;
}

static void record_exceptions(const struct month_work *work, size_t index)
{
    const struct appointment *all = work->facts->appointments;
    for (size_t i = index; i > 0 && instant_compare(all[i - 1].start, all[index].start) == 0; i--) {
        if (same_record(all[i - 1].appointment_id, all[index].appointment_id)) {
            month_raise(work, EXCEPTION_SAME_RECORD_TWICE, SUBJECT_APPOINTMENT, index);
        }
    }
}

static void spans_exceptions(const struct month_work *work)
{
    const struct partner_facts *facts = work->facts;
    for (size_t i = 0; i < facts->block_count; i++) {
        const struct block *block = &facts->blocks[i];
        bool ambiguous = block->ambiguous_local_time && block->status != TAKEN_CANCELLED;
        span_exception(work, ambiguous, block->span, SUBJECT_BLOCK, i);
    }
    for (size_t i = 0; i < facts->work_count; i++) {
        const struct other_work *other = &facts->works[i];
        bool ambiguous = other->ambiguous_local_time && other->status != TAKEN_CANCELLED;
        span_exception(work, ambiguous, other->span, SUBJECT_WORK, i);
    }
}

void month_compute(const struct partner_facts *facts, const struct policy *policy,
                   const struct month_question *question, struct month_result *result)
{
    struct month_work work = {facts, policy, question, result};
    for (size_t i = 1; i < facts->appointment_count; i++) {
        CHECK(instant_compare(facts->appointments[i - 1].start, facts->appointments[i].start) <= 0);
    }
    result->slot_total = result->slot_begin = result->slot_end = 0;
    result->adhoc_total = result->adhoc_begin = result->adhoc_end = 0;
    result->unscheduled_count = result->line_count = 0;
    result->open_bookings = result->open_in_no_hour = 0;
    result->exception_count = result->found_count = 0;
    slots_expand(&work);
    slots_judge(&work);
    adhoc_judge(&work);
    unscheduled_list(&work);
    bool all_have_rates = lines_make(&work);
    document_decide(&work, all_have_rates);
    appointments_exceptions(&work, completion_exceptions);
    appointments_exceptions(&work, session_exceptions);
    appointments_exceptions(&work, record_exceptions);
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

static const char *finding_id(const struct partner_facts *facts, const struct finding *found)
{
    switch (found->kind) {
    case FOUND_HOLIDAY:
        return facts->holidays[found->index].name;
    case FOUND_BLOCK:
        return facts->blocks[found->index].block_id;
    case FOUND_WORK:
        return facts->works[found->index].work_id;
    case FOUND_MOVED_FROM:
        return facts->appointments[found->index].moved_from;
    case FOUND_CASE:
        return facts->appointments[found->index].case_id;
    case FOUND_DECISION:
        return facts->decisions[found->index].decision_id;
    default:
        return facts->appointments[found->index].appointment_id;
    }
}

size_t month_evidence(const struct partner_facts *facts, const struct month_result *result,
                      struct finding_range found, const char **ids)
{
    size_t count = 0;
    for (uint32_t i = found.begin; i < found.end; i++) {
        if (!result->found[i].is_evidence) {
            continue;
        }
        const char *id = finding_id(facts, &result->found[i]);
        size_t place = count;
        while (place > 0 && strcmp(ids[place - 1], id) > 0) {
            place--;
        }
        if (place > 0 && strcmp(ids[place - 1], id) == 0) {
            continue;
        }
        memmove(&ids[place + 1], &ids[place], (count - place) * sizeof ids[0]);
        ids[place] = id;
        count++;
    }
    return count;
}

const char *const document_kind_words[DOCUMENT_KIND_COUNT + 1] = {"RCTI", "RCI", "RCAN", "ADJ"};

const char *const hour_notes_words[HOUR_NOTES_COUNT + 1] = {
    [0] = "",
    [NOTE_REBOOKED] = "REBOOKED",
    [NOTE_PENDING_COMPLETION] = "PENDING_COMPLETION",
    [NOTE_REBOOKED | NOTE_PENDING_COMPLETION] = "REBOOKED;PENDING_COMPLETION",
    [NOTE_WAIVED] = "WAIVED",
    [NOTE_REBOOKED | NOTE_WAIVED] = "REBOOKED;WAIVED",
    [NOTE_PENDING_COMPLETION | NOTE_WAIVED] = "PENDING_COMPLETION;WAIVED",
    [NOTE_REBOOKED | NOTE_PENDING_COMPLETION | NOTE_WAIVED] = "REBOOKED;PENDING_COMPLETION;WAIVED",
};

const char *unscheduled_reason(const struct unscheduled *unscheduled)
{
    return unscheduled->slot_outcome == OUTCOME_UNSCHEDULED
               ? "NO_SLOT"
               : outcome_words[unscheduled->slot_outcome];
}
