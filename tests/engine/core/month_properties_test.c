#include <criterion/criterion.h>

#include "tests/engine/core/month_invariants.h"
#include "tests/engine/core/random_month.h"

/* What holds of every month, whatever the facts: over random ones with fixed seeds. */

enum { SEEDS = 400 };

static struct random_month month;

typedef const char *(*month_invariant)(const struct month_sample *, const struct month_result *);

static const char *hours_of_month_broken(const struct month_sample *sample,
                                         const struct month_result *result)
{
    (void)sample;
    return hours_broken(result);
}

static const char *status_of_month_broken(const struct month_sample *sample,
                                          const struct month_result *result)
{
    (void)sample;
    return status_broken(result);
}

static void every_month_holds(month_invariant broken)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *result = month_sample_compute(&month.sample);
        const char *what = broken(&month.sample, result);
        cr_expect(!what, "seed %d: %s", seed, what);
        month_result_free(result);
    }
}

Test(month_properties, hours_balance)
{
    every_month_holds(hours_of_month_broken);
}

Test(month_properties, lines_add_up_to_the_document)
{
    every_month_holds(money_broken);
}

Test(month_properties, status_and_document_agree)
{
    every_month_holds(status_of_month_broken);
}

Test(month_properties, no_minute_is_paid_twice)
{
    every_month_holds(time_broken);
}

/* ---- one thing changed --------------------------------------------------------------------------- */

/* One more block takes hours and gives none. (What the Partner schedule then does not pay, an ad
 * hoc booking may: H3.) */
Test(month_properties, blocking_more_never_pays_more)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *before = month_sample_compute(&month.sample);
        month.sample.blocks[month.sample.facts.block_count++] = (struct block){
            .block_id = "B+", .reason = "", .span = random_span(&month, 3 * MINUTES_PER_DAY)};
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

static void same_check(const struct month_result *a, const struct month_result *b, int seed)
{
    const char *differs = months_differ(a, b);
    cr_expect(!differs, "seed %d: %s", seed, differs);
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
        month_result_free(fresh);
    }
    month_result_free(used);
}

/* R1: whatever becomes known later, one adjustment or several bring the month to what is due. */
Test(month_properties, later_facts_are_adjusted_to_the_cent)
{
    int moved = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        random_month_fill(&month, (uint64_t)seed);
        struct month_result *billed = month_sample_compute(&month.sample);
        for (int changes = 0; changes < 5; changes++) {
            random_month_change(&month);
        }
        struct month_result *due = month_sample_compute(&month.sample);
        const char *what =
            adjustment_broken(billed->lines, billed->line_count, due->lines, due->line_count);
        what = what ? what : moves_broken(billed, due);
        cr_expect(!what, "seed %d: %s", seed, what);
        moved += billed->totals.total.cents != due->totals.total.cents;
        month_result_free(billed);
        month_result_free(due);
    }
    cr_expect_gt(moved, SEEDS / 4);
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
