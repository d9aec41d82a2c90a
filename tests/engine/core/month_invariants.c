#include "tests/engine/core/month_invariants.h"

#include <stdlib.h>
#include <string.h>

/* Ends the function with what does not hold. */
#define HOLDS(condition, words)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            return (words);                                                                        \
        }                                                                                          \
    } while (0)

/* ---- hours --------------------------------------------------------------------------------------- */

/* The totals counted anew from the verdicts, each hour of the schedule once. */
const char *hours_broken(const struct month_result *result)
{
    int64_t unpaid = 0;
    int64_t partner = 0;
    int64_t adhoc = 0;
    for (size_t i = result->slot_begin; i < result->slot_end; i++) {
        const struct hour *slot = &result->slots[i];
        const int32_t paid = slot->paid_minutes.minutes;
        HOLDS(paid >= 0 && paid <= MINUTES_PER_HOUR, "an hour pays less than 0 or more than 60");
        HOLDS(slot->penalty_minutes.minutes == 0 || slot->penalty_minutes.minutes == paid,
              "a part of an hour is taken back");
        unpaid += MINUTES_PER_HOUR - paid + slot->penalty_minutes.minutes;
        partner += paid - slot->penalty_minutes.minutes;
    }
    for (size_t i = result->adhoc_begin; i < result->adhoc_end; i++) {
        const struct booking *booking = &result->adhoc[i];
        HOLDS(booking->paid_minutes.minutes >= 0 &&
                  booking->paid_minutes.minutes <= booking->duration_minutes,
              "a booking pays less than 0 or more than it lasts");
        adhoc += booking->paid_minutes.minutes;
    }
    HOLDS(partner == result->totals.partner_minutes.minutes, "partner minutes are no sum");
    HOLDS(adhoc == result->totals.adhoc_minutes.minutes, "ad hoc minutes are no sum");
    HOLDS(partner + unpaid == (int64_t)result->totals.slots * MINUTES_PER_HOUR,
          "paid and unpaid are not the hours offered");
    HOLDS(month_hours_balance(&result->totals), "the hours do not balance");
    return NULL;
}

/* ---- money --------------------------------------------------------------------------------------- */

static bool raised(const struct month_result *result, enum exception_code code)
{
    for (size_t i = 0; i < result->exception_count; i++) {
        if (result->exceptions[i].code == code) {
            return true;
        }
    }
    return false;
}

static const char *line_broken(const struct line *line)
{
    const int64_t tenth = line->taxable ? line->amount.cents : 0;
    HOLDS(llabs(10 * line->gst.cents - tenth) < 10, "the GST of a line is no tenth of it");
    if (line->kind >= RATE_KIND_COUNT) {
        HOLDS(line->minutes.minutes == 0 && line->amount.cents != 0, "a decided line is empty");
        return NULL;
    }
    HOLDS(line->minutes.minutes > 0, "a line has no minutes");
    /* Half a cent up: twice 60 times the amount is within 60 of twice the product. */
    const int64_t over =
        120 * line->amount.cents - 2 * line->hourly_rate.cents_per_hour * line->minutes.minutes;
    HOLDS(over > -60 && over <= 60, "a line is not its rate times its minutes");
    return NULL;
}

const char *money_broken(const struct month_sample *sample, const struct month_result *result)
{
    int64_t amount = 0;
    int64_t gst = 0;
    int64_t taxable = 0;
    int64_t minutes[LINE_KIND_COUNT] = {0};
    for (size_t i = 0; i < result->line_count; i++) {
        const struct line *line = &result->lines[i];
        const char *broken = line_broken(line);
        HOLDS(!broken, broken);
        HOLDS(i == 0 || line_compare(&result->lines[i - 1], line) < 0, "lines are in no order");
        amount += line->amount.cents;
        gst += line->gst.cents;
        taxable += line->taxable ? line->amount.cents : 0;
        minutes[line->kind] += line->minutes.minutes;
    }
    const struct totals *totals = &result->totals;
    HOLDS(amount == totals->subtotal.cents, "the lines are not the subtotal");
    HOLDS(gst == totals->gst.cents, "the lines' GST is not the document's");
    HOLDS(amount + gst == totals->total.cents, "the lines are not the total");
    if (sample->policy.gst_rounding == GST_TOTAL_INVOICE) {
        HOLDS(gst == (taxable < 0 ? -((5 - taxable) / 10) : (taxable + 5) / 10),
              "GST is not a tenth of the taxable subtotal");
    }
    HOLDS(raised(result, EXCEPTION_NO_RATE) ||
              (minutes[RATE_PARTNER] == totals->partner_minutes.minutes &&
               minutes[RATE_ADHOC] == totals->adhoc_minutes.minutes),
          "minutes are in no line");
    return NULL;
}

const char *status_broken(const struct month_result *result)
{
    bool held = false;
    for (size_t i = 0; i < result->exception_count; i++) {
        held = held || exception_says[result->exceptions[i].code].severity == SEVERITY_HELD;
    }
    HOLDS(held == (result->status == MONTH_HELD), "held without a reason, or not with one");
    HOLDS((result->document != DOCUMENT_NONE) == (result->status == MONTH_READY),
          "a document without a month to bill, or none for one");
    HOLDS(result->status != MONTH_READY ||
              (result->totals.subtotal.cents >= 0 && result->totals.gst.cents >= 0),
          "a document is below zero");
    return NULL;
}

/* ---- time ---------------------------------------------------------------------------------------- */

enum { MINUTES_SEEN = (31 + 6) * MINUTES_PER_DAY };

/* The minutes from three days before the month on, and which of them are paid. */
struct minutes {
    int64_t first;
    bool paid[MINUTES_SEEN];
};

static int64_t span_marked(const struct minutes *minutes, struct interval span)
{
    int64_t marked = 0;
    for (int64_t at = span.start.utc_minutes; at < span.end.utc_minutes; at++) {
        const int64_t place = at - minutes->first;
        marked += place >= 0 && place < MINUTES_SEEN && minutes->paid[place];
    }
    return marked;
}

/* Marks a span; returns how many of its minutes were not marked before. */
static int64_t span_mark(struct minutes *minutes, struct interval span)
{
    int64_t fresh = 0;
    for (int64_t at = span.start.utc_minutes; at < span.end.utc_minutes; at++) {
        const int64_t place = at - minutes->first;
        if (place >= 0 && place < MINUTES_SEEN) {
            fresh += !minutes->paid[place];
            minutes->paid[place] = true;
        }
    }
    return fresh;
}

/* P3: what a slot pays and what is paid for other work in it come to no more than an hour. Slots
 * do not share a minute. */
static const char *slots_mark(struct minutes *minutes, const struct month_result *result)
{
    for (size_t i = 0; i < result->slot_total; i++) {
        const struct hour *slot = &result->slots[i];
        HOLDS(slot->paid_minutes.minutes == 0 ||
                  slot->paid_minutes.minutes + span_marked(minutes, slot->span) <= MINUTES_PER_HOUR,
              "an hour is paid that other work is paid for");
        HOLDS(i == 0 || slot->outcome == OUTCOME_DST_GAP ||
                  instant_compare(result->slots[i - 1].span.end, slot->span.start) <= 0,
              "two hours share a minute");
    }
    for (size_t i = 0; i < result->slot_total; i++) {
        if (result->slots[i].paid_minutes.minutes > 0) {
            span_mark(minutes, result->slots[i].span);
        }
    }
    return NULL;
}

/* H3: an ad hoc booking is paid for the minutes that nobody was paid for before. */
const char *time_broken(const struct month_sample *sample, const struct month_result *result)
{
    static struct minutes minutes;
    minutes = (struct minutes){.first = (int64_t)(sample->question.period.first.number - 3) *
                                        MINUTES_PER_DAY};
    for (size_t i = 0; i < sample->facts.work_count; i++) {
        if (sample->works[i].status == TAKEN_STANDS) {
            span_mark(&minutes, sample->works[i].span);
        }
    }
    const char *broken = slots_mark(&minutes, result);
    HOLDS(!broken, broken);
    for (size_t i = 0; i < result->adhoc_total; i++) {
        const struct booking *booking = &result->adhoc[i];
        const struct appointment *fact = &sample->appointments[booking->appointment];
        const struct interval span = {fact->start,
                                      instant_add(fact->start, fact->duration_minutes)};
        const bool pays =
            booking->outcome == OUTCOME_ADHOC_PAID || booking->outcome == OUTCOME_ADHOC_OVERLAP;
        HOLDS(booking->paid_minutes.minutes == (pays ? span_mark(&minutes, span) : 0),
              "a booking is not paid for just the minutes that nothing else is paid for");
    }
    return NULL;
}

const char *month_broken(const struct month_sample *sample, const struct month_result *result)
{
    const char *broken = hours_broken(result);
    broken = broken ? broken : money_broken(sample, result);
    broken = broken ? broken : status_broken(result);
    return broken ? broken : time_broken(sample, result);
}

/* ---- two results --------------------------------------------------------------------------------- */

static bool slot_same(const struct hour *a, const struct hour *b)
{
    return day_compare(a->date, b->date) == 0 && a->start_minute == b->start_minute &&
           a->outcome == b->outcome && a->rule == b->rule &&
           a->paid_minutes.minutes == b->paid_minutes.minutes &&
           a->penalty_minutes.minutes == b->penalty_minutes.minutes && a->notes == b->notes &&
           a->hourly_rate.rate.cents_per_hour == b->hourly_rate.rate.cents_per_hour;
}

static bool booking_same(const struct booking *a, const struct booking *b)
{
    return a->appointment == b->appointment && a->outcome == b->outcome && a->rule == b->rule &&
           a->reason == b->reason && a->paid_minutes.minutes == b->paid_minutes.minutes;
}

static bool line_same(const struct line *a, const struct line *b)
{
    return line_compare(a, b) == 0 && a->minutes.minutes == b->minutes.minutes &&
           a->amount.cents == b->amount.cents && a->gst.cents == b->gst.cents;
}

const char *months_differ(const struct month_result *a, const struct month_result *b)
{
    HOLDS(a->slot_total == b->slot_total && a->slot_begin == b->slot_begin &&
              a->slot_end == b->slot_end,
          "other hours");
    HOLDS(a->adhoc_total == b->adhoc_total && a->adhoc_begin == b->adhoc_begin &&
              a->adhoc_end == b->adhoc_end,
          "other bookings");
    HOLDS(a->line_count == b->line_count, "other lines");
    for (size_t i = 0; i < a->slot_total; i++) {
        HOLDS(slot_same(&a->slots[i], &b->slots[i]), "another hour");
    }
    for (size_t i = 0; i < a->adhoc_total; i++) {
        HOLDS(booking_same(&a->adhoc[i], &b->adhoc[i]), "another booking");
    }
    for (size_t i = 0; i < a->line_count; i++) {
        HOLDS(line_same(&a->lines[i], &b->lines[i]), "another line");
    }
    HOLDS(a->unscheduled_count == b->unscheduled_count, "other appointments in no hour");
    HOLDS(a->exception_count == b->exception_count, "other exceptions");
    HOLDS(a->status == b->status && a->document == b->document, "another status or document");
    HOLDS(a->totals.total.cents == b->totals.total.cents, "another total");
    return NULL;
}

/* ---- after issue --------------------------------------------------------------------------------- */

static bool sums_same(const struct line *a, size_t a_count, const struct line *b, size_t b_count)
{
    const struct line_sum left = adjustment_sum(a, a_count);
    const struct line_sum right = adjustment_sum(b, b_count);
    return left.minutes.minutes == right.minutes.minutes &&
           left.subtotal.cents == right.subtotal.cents && left.gst.cents == right.gst.cents &&
           left.total.cents == right.total.cents;
}

/* Line by line but for the cents of GST that are billed with another. */
static const char *state_broken(const struct line *state, size_t state_count,
                                const struct line *due, size_t due_count)
{
    size_t i = 0;
    for (size_t j = 0; j < state_count; j++) {
        HOLDS(state[j].taxable || state[j].gst.cents == 0, "GST on a line without");
        if (state[j].minutes.minutes == 0 && state[j].amount.cents == 0) {
            continue;
        }
        HOLDS(i < due_count && line_compare(&state[j], &due[i]) == 0, "a line is not due");
        HOLDS(state[j].minutes.minutes == due[i].minutes.minutes &&
                  state[j].amount.cents == due[i].amount.cents,
              "a line is not what is due of it");
        i++;
    }
    HOLDS(i == due_count, "a line that is due is not billed");
    return NULL;
}

const char *adjustment_broken(const struct line *billed, size_t billed_count,
                              const struct line *due, size_t due_count)
{
    enum { ROOM = 512 };
    static struct line differences[ROOM];
    static struct line state[ROOM];
    static struct line again[ROOM];
    CHECK(2 * billed_count + due_count <= ROOM);
    HOLDS(adjustment_lines(due, due_count, due, due_count, again) == 0,
          "what has not changed is adjusted");
    const size_t count = adjustment_lines(billed, billed_count, due, due_count, differences);
    for (size_t i = 0; i < count; i++) {
        HOLDS(i == 0 || line_compare(&differences[i - 1], &differences[i]) < 0,
              "differences are in no order");
        HOLDS(differences[i].minutes.minutes != 0 || differences[i].amount.cents != 0 ||
                  differences[i].gst.cents != 0,
              "a difference is none");
    }
    const size_t state_count = adjustment_apply(billed, billed_count, differences, count, state);
    HOLDS(sums_same(state, state_count, due, due_count), "billed and adjusted is not what is due");
    const char *broken = state_broken(state, state_count, due, due_count);
    HOLDS(!broken, broken);
    HOLDS(adjustment_lines(state, state_count, due, due_count, again) == 0,
          "what is adjusted is adjusted again");
    for (size_t i = 0; i < count; i++) {
        differences[i] = line_undone(&differences[i]);
    }
    const size_t back = adjustment_apply(state, state_count, differences, count, again);
    HOLDS(sums_same(again, back, billed, billed_count), "undone it is not what was billed");
    return NULL;
}

static size_t hours_of(const struct month_result *result, struct paid_hour *ret_paid)
{
    return adjustment_hours(
        &result->slots[result->slot_begin], result->slot_end - result->slot_begin,
        &result->adhoc[result->adhoc_begin], result->adhoc_end - result->adhoc_begin, ret_paid);
}

const char *moves_broken(const struct month_result *before, const struct month_result *after)
{
    enum { ROOM = MONTH_SLOTS_MAX + SAMPLE_ROWS };
    static struct paid_hour was[ROOM];
    static struct paid_hour is[ROOM];
    static struct hour_move moves[2 * ROOM];
    const size_t was_count = hours_of(before, was);
    const size_t is_count = hours_of(after, is);
    int64_t minutes[RATE_KIND_COUNT] = {0};
    HOLDS(adjustment_moves(was, was_count, was, was_count, moves) == 0,
          "an hour moved that is the same");
    const size_t count = adjustment_moves(was, was_count, is, is_count, moves);
    for (size_t i = 0; i < count; i++) {
        const struct hour_move *move = &moves[i];
        HOLDS(!move->was || !move->is || move->was->kind == move->is->kind,
              "an hour became a booking");
        minutes[move->was ? move->was->kind : move->is->kind] +=
            (move->is ? move->is->minutes.minutes : 0) -
            (move->was ? move->was->minutes.minutes : 0);
    }
    HOLDS(minutes[RATE_PARTNER] ==
              after->totals.partner_minutes.minutes - before->totals.partner_minutes.minutes,
          "partner minutes moved otherwise than their hours");
    HOLDS(minutes[RATE_ADHOC] ==
              after->totals.adhoc_minutes.minutes - before->totals.adhoc_minutes.minutes,
          "ad hoc minutes moved otherwise than their bookings");
    return NULL;
}

const char *settlement_broken(const struct settlement_question *question)
{
    const struct settlement found = settlement_make(question);
    const int64_t owed = question->brought.cents + question->taken.cents;
    const int64_t in = question->earned.cents - owed + found.written_off.cents;
    HOLDS(in - found.restored.cents == found.payment.cents + found.carried.cents,
          "a cent is nowhere");
    HOLDS(found.payment.cents >= 0 && found.carried.cents <= 0, "a payment is below zero");
    HOLDS(found.came_off.cents >= 0 && found.put_off.cents >= 0, "less than nothing came off");
    HOLDS(found.came_off.cents <= owed && found.came_off.cents <= question->earned.cents,
          "more came off than was owed or earned");
    HOLDS(found.restored.cents >= 0 && found.restored.cents <= question->written_off.cents,
          "more is restored than was written off");
    HOLDS(found.written_off.cents >= 0 && found.written_off.cents <= question->write_off.cents,
          "more is written off than was decided");
    HOLDS(question->by_instalments
              ? found.came_off.cents + found.restored.cents <= question->instalment.cents
              : found.put_off.cents == 0,
          "more came off than an instalment, or some was put off without one");
    return NULL;
}
