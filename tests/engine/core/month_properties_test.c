#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/engine/core/random_month.h"

/* What holds of every month, whatever the facts: over random ones with fixed seeds. */

enum { SEEDS = 400, MINUTES_SEEN = (31 + 6) * MINUTES_PER_DAY };

static struct random_month month;

/* ---- hours --------------------------------------------------------------------------------------- */

/* The totals counted anew from the verdicts, each hour of the schedule once. */
static void hours_check(const struct month_result *result, int seed)
{
    int64_t unpaid = 0;
    int64_t partner = 0;
    for (size_t i = result->slot_begin; i < result->slot_end; i++) {
        const struct hour *slot = &result->slots[i];
        cr_expect(slot->paid_minutes.minutes >= 0 && slot->paid_minutes.minutes <= MINUTES_PER_HOUR,
                  "seed %d", seed);
        cr_expect(slot->penalty_minutes.minutes == 0 ||
                      slot->penalty_minutes.minutes == slot->paid_minutes.minutes,
                  "seed %d", seed);
        unpaid += MINUTES_PER_HOUR - slot->paid_minutes.minutes + slot->penalty_minutes.minutes;
        partner += slot->paid_minutes.minutes - slot->penalty_minutes.minutes;
    }
    cr_expect_eq(partner, result->totals.partner_minutes.minutes, "seed %d", seed);
    cr_expect_eq(partner + unpaid, (int64_t)result->totals.slots * MINUTES_PER_HOUR, "seed %d",
                 seed);
    cr_expect(month_hours_balance(&result->totals), "seed %d", seed);
}

Test(month_properties, hours_balance)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *result = month_sample_compute(&month.sample);
        hours_check(result, seed);
        month_result_free(result);
    }
}

/* ---- money --------------------------------------------------------------------------------------- */

static void money_check(const struct month_result *result, int seed)
{
    int64_t amount = 0;
    int64_t gst = 0;
    int64_t taxable = 0;
    for (size_t i = 0; i < result->line_count; i++) {
        const struct line *line = &result->lines[i];
        int64_t tenth = line->taxable ? line->amount.cents : 0;
        cr_expect(llabs(10 * line->gst.cents - tenth) < 10, "seed %d: line %zu", seed, i);
        cr_expect_gt(line->minutes.minutes, 0, "seed %d: line %zu", seed, i);
        amount += line->amount.cents;
        gst += line->gst.cents;
        taxable += tenth;
    }
    cr_expect_eq(amount, result->totals.subtotal.cents, "seed %d", seed);
    cr_expect_eq(gst, result->totals.gst.cents, "seed %d", seed);
    cr_expect_eq(amount + gst, result->totals.total.cents, "seed %d", seed);
    if (month.sample.policy.gst_rounding == GST_TOTAL_INVOICE) {
        cr_expect_eq(gst, (taxable + 5) / 10, "seed %d", seed);
    }
}

Test(month_properties, lines_add_up_to_the_document)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *result = month_sample_compute(&month.sample);
        money_check(result, seed);
        month_result_free(result);
    }
}

Test(month_properties, status_and_document_agree)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *result = month_sample_compute(&month.sample);
        bool held = false;
        for (size_t i = 0; i < result->exception_count; i++) {
            held = held || exception_says[result->exceptions[i].code].severity == SEVERITY_HELD;
        }
        cr_expect_eq(held, result->status == MONTH_HELD, "seed %d", seed);
        cr_expect_eq(result->document != DOCUMENT_NONE, result->status == MONTH_READY, "seed %d",
                     seed);
        month_result_free(result);
    }
}

/* ---- time ---------------------------------------------------------------------------------------- */

/* The minutes from three days before the month on. */
static bool paid[MINUTES_SEEN];

static int64_t first_minute(void)
{
    return (int64_t)(month.sample.question.period.first.number - 3) * MINUTES_PER_DAY;
}

/* Marks a span; returns how many of its minutes were not marked before. */
static int64_t span_mark(struct interval span)
{
    int64_t fresh = 0;
    for (int64_t at = span.start.utc_minutes; at < span.end.utc_minutes; at++) {
        int64_t place = at - first_minute();
        if (place >= 0 && place < MINUTES_SEEN) {
            fresh += !paid[place];
            paid[place] = true;
        }
    }
    return fresh;
}

static int64_t span_marked(struct interval span)
{
    int64_t marked = 0;
    for (int64_t at = span.start.utc_minutes; at < span.end.utc_minutes; at++) {
        int64_t place = at - first_minute();
        marked += place >= 0 && place < MINUTES_SEEN && paid[place];
    }
    return marked;
}

static void works_mark(void)
{
    memset(paid, 0, sizeof paid);
    for (size_t i = 0; i < month.sample.facts.work_count; i++) {
        if (month.sample.works[i].status == TAKEN_STANDS) {
            span_mark(month.sample.works[i].span);
        }
    }
}

/* P3: what a slot pays and what is paid for other work in it come to no more than an hour. Slots
 * do not share a minute. */
static void slots_mark(const struct month_result *result, int seed)
{
    for (size_t i = 0; i < result->slot_total; i++) {
        const struct hour *slot = &result->slots[i];
        if (slot->paid_minutes.minutes > 0) {
            cr_expect_leq(slot->paid_minutes.minutes + span_marked(slot->span), MINUTES_PER_HOUR,
                          "seed %d: slot %zu", seed, i);
        }
        cr_expect(i == 0 || slot->outcome == OUTCOME_DST_GAP ||
                      instant_compare(result->slots[i - 1].span.end, slot->span.start) <= 0,
                  "seed %d: slot %zu", seed, i);
    }
    for (size_t i = 0; i < result->slot_total; i++) {
        if (result->slots[i].paid_minutes.minutes > 0) {
            span_mark(result->slots[i].span);
        }
    }
}

/* H3: an ad hoc booking is paid for the minutes that nobody was paid for before. */
Test(month_properties, no_minute_is_paid_twice)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *result = month_sample_compute(&month.sample);
        works_mark();
        slots_mark(result, seed);
        for (size_t i = 0; i < result->adhoc_total; i++) {
            const struct booking *booking = &result->adhoc[i];
            const struct appointment *fact = &month.sample.appointments[booking->appointment];
            if (booking->outcome == OUTCOME_ADHOC_PAID ||
                booking->outcome == OUTCOME_ADHOC_OVERLAP) {
                int64_t fresh = span_mark((struct interval){
                    fact->start, instant_add(fact->start, fact->duration_minutes)});
                cr_expect_eq(booking->paid_minutes.minutes, fresh, "seed %d: %s", seed,
                             fact->appointment_id);
            } else {
                cr_expect_eq(booking->paid_minutes.minutes, 0, "seed %d: %s", seed,
                             fact->appointment_id);
            }
        }
        month_result_free(result);
    }
}

/* ---- one thing changed --------------------------------------------------------------------------- */

/* One more block takes hours and gives none. (What the Partner schedule then does not pay, an ad
 * hoc booking may: H3.) */
Test(month_properties, blocking_more_never_pays_more)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *before = month_sample_compute(&month.sample);
        month.sample.blocks[RANDOM_BLOCKS] = (struct block){
            .block_id = "B+", .reason = "", .span = random_span(&month, 3 * MINUTES_PER_DAY)};
        month.sample.facts.block_count++;
        struct month_result *after = month_sample_compute(&month.sample);
        cr_expect_leq(after->totals.partner_minutes.minutes, before->totals.partner_minutes.minutes,
                      "seed %d", seed);
        cr_expect_leq(after->totals.penalty_minutes.minutes, before->totals.penalty_minutes.minutes,
                      "seed %d", seed);
        cr_expect_geq(after->totals.blocked_slots, before->totals.blocked_slots, "seed %d", seed);
        cr_expect_eq(after->totals.slots, before->totals.slots, "seed %d", seed);
        cr_expect_eq(after->totals.holiday_slots, before->totals.holiday_slots, "seed %d", seed);
        month_result_free(before);
        month_result_free(after);
    }
}

static bool slot_same(const struct hour *a, const struct hour *b)
{
    return day_compare(a->date, b->date) == 0 && a->start_minute == b->start_minute &&
           a->outcome == b->outcome && a->rule == b->rule &&
           a->paid_minutes.minutes == b->paid_minutes.minutes &&
           a->penalty_minutes.minutes == b->penalty_minutes.minutes && a->notes == b->notes &&
           a->hourly_rate.rate.cents_per_hour == b->hourly_rate.rate.cents_per_hour;
}

static bool adhoc_same(const struct booking *a, const struct booking *b)
{
    return a->appointment == b->appointment && a->outcome == b->outcome && a->rule == b->rule &&
           a->reason == b->reason && a->paid_minutes.minutes == b->paid_minutes.minutes;
}

static bool line_same(const struct line *a, const struct line *b)
{
    return a->kind == b->kind && a->hourly_rate.cents_per_hour == b->hourly_rate.cents_per_hour &&
           a->taxable == b->taxable && a->minutes.minutes == b->minutes.minutes &&
           a->amount.cents == b->amount.cents && a->gst.cents == b->gst.cents;
}

static void same_check(const struct month_result *a, const struct month_result *b, int seed)
{
    cr_assert_eq(a->slot_total, b->slot_total, "seed %d", seed);
    cr_assert_eq(a->adhoc_total, b->adhoc_total, "seed %d", seed);
    cr_assert_eq(a->line_count, b->line_count, "seed %d", seed);
    for (size_t i = 0; i < a->slot_total; i++) {
        cr_expect(slot_same(&a->slots[i], &b->slots[i]), "seed %d: slot %zu", seed, i);
    }
    for (size_t i = 0; i < a->adhoc_total; i++) {
        cr_expect(adhoc_same(&a->adhoc[i], &b->adhoc[i]), "seed %d: booking %zu", seed, i);
    }
    for (size_t i = 0; i < a->line_count; i++) {
        cr_expect(line_same(&a->lines[i], &b->lines[i]), "seed %d: line %zu", seed, i);
    }
    cr_expect_eq(a->unscheduled_count, b->unscheduled_count, "seed %d", seed);
    cr_expect_eq(a->exception_count, b->exception_count, "seed %d", seed);
    cr_expect_eq(a->status, b->status, "seed %d", seed);
    cr_expect_eq(a->totals.total.cents, b->totals.total.cents, "seed %d", seed);
}

Test(month_properties, order_of_rows_does_not_matter)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *before = month_sample_compute(&month.sample);
        random_month_shuffle(&month);
        struct month_result *after = month_sample_compute(&month.sample);
        same_check(before, after, seed);
        month_result_free(before);
        month_result_free(after);
    }
}

/* C3, and what a true-up rests on that passes a month by: once the as-at has passed, every later one gives
 * the same. */
Test(month_properties, once_the_as_at_has_passed_time_changes_nothing)
{
    int passed = 0;
    int open = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        const struct partner_facts facts = month_sample_facts(&month.sample);
        struct month_question *question = &month.sample.question;
        const day first = question->period.first;
        for (int32_t days = (int32_t)random_number(&month, 1, 5); days < 60; days += 5) {
            question->as_at =
                stamp_from_instant((instant){(int64_t)(first.number + days) * MINUTES_PER_DAY});
            if (!month_as_at_passed(&facts, &month.sample.policy, question)) {
                open++;
                continue;
            }
            struct month_result *before = month_sample_compute(&month.sample);
            question->as_at = stamp_from_instant((instant){
                (int64_t)(first.number + days + random_number(&month, 1, 400)) * MINUTES_PER_DAY});
            struct month_result *after = month_sample_compute(&month.sample);
            same_check(before, after, seed);
            month_result_free(before);
            month_result_free(after);
            passed++;
        }
    }
    cr_expect_gt(passed, SEEDS);
    cr_expect_gt(open, SEEDS);
}

/* One result can serve one partner after the other: nothing of the last one stays. */
Test(month_properties, a_result_that_was_used_before_is_as_good)
{
    random_month_fill(&month, SEEDS);
    struct month_result *used = month_sample_compute(&month.sample);
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *fresh = month_sample_compute(&month.sample);
        struct partner_facts facts = month_sample_facts(&month.sample);
        month_compute(&facts, &month.sample.policy, &month.sample.question, used);
        same_check(fresh, used, seed);
        cr_expect_eq(fresh->document, used->document, "seed %d", seed);
        cr_expect_eq(fresh->slot_begin, used->slot_begin, "seed %d", seed);
        cr_expect_eq(fresh->slot_end, used->slot_end, "seed %d", seed);
        cr_expect_eq(fresh->adhoc_begin, used->adhoc_begin, "seed %d", seed);
        cr_expect_eq(fresh->adhoc_end, used->adhoc_end, "seed %d", seed);
        month_result_free(fresh);
    }
    month_result_free(used);
}

/* Not a property of the core but of this test: the random facts meet every outcome. */
Test(month_properties, every_outcome_occurs)
{
    bool seen[OUTCOME_COUNT] = {false};
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *result = month_sample_compute(&month.sample);
        for (size_t i = 0; i < result->slot_total; i++) {
            seen[result->slots[i].outcome] = true;
        }
        for (size_t i = 0; i < result->adhoc_total; i++) {
            seen[result->adhoc[i].outcome] = true;
        }
        seen[OUTCOME_UNSCHEDULED] = seen[OUTCOME_UNSCHEDULED] || result->unscheduled_count > 0;
        month_result_free(result);
    }
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        cr_expect(seen[i], "no random month has the outcome %s", outcome_words[i]);
    }
}
