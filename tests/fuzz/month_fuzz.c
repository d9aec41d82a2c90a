#include <stdint.h>
#include <stdio.h>

#include "tests/engine/core/month_invariants.h"
#include "tests/engine/core/random_month.h"

/* Bytes as the facts of a month, and then what becomes known of it, change by change: each state holds what
 * holds of every month; the order of rows and, once the as-at has passed, time change nothing; one adjustment
 * after the other, and one for all, come to what is due. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The words first: a debugger is not always at hand. */
static void holds(const char *broken)
{
    if (broken) {
        fprintf(stderr, "broken: %s\n", broken);
    }
    CHECK(!broken);
}

static struct random_month month;
static struct month_sample original;

static void order_try(const struct month_result *result)
{
    original = month.sample;
    random_month_shuffle(&month);
    struct month_result *again = month_sample_compute(&month.sample);
    holds(months_differ(result, again));
    month_result_free(again);
    month.sample = original;
}

static void time_try(const struct month_result *result)
{
    const struct partner_facts facts = month_sample_facts(&month.sample);
    if (month_as_at_passed(&facts, &month.sample.policy, &month.sample.question)) {
        original = month.sample;
        month.sample.question.as_at.utc_seconds += random_number(&month, 1, 400) * 86400;
        struct month_result *again = month_sample_compute(&month.sample);
        holds(months_differ(result, again));
        month_result_free(again);
        month.sample = original;
    }
}

/* What was billed of the month so far. */
struct billed {
    struct line lines[512];
    size_t count;
};

static void bill(struct billed *billed, const struct month_result *due)
{
    static struct line differences[512];
    static struct billed next;
    holds(adjustment_broken(billed->lines, billed->count, due->lines, due->line_count));
    const size_t count =
        adjustment_lines(billed->lines, billed->count, due->lines, due->line_count, differences);
    next.count = adjustment_apply(billed->lines, billed->count, differences, count, next.lines);
    *billed = next;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct billed billed;
    billed.count = 0;
    random_month_fill_from(&month, data, size);
    struct month_result *first = month_sample_compute(&month.sample);
    holds(month_broken(&month.sample, first));
    order_try(first);
    time_try(first);
    bill(&billed, first);
    struct month_result *last = month_sample_compute(&month.sample);
    holds(months_differ(first, last));
    for (int changes = 0; changes < 6 && month.bytes_left > 0; changes++) {
        random_month_change(&month);
        struct month_result *next = month_sample_compute(&month.sample);
        holds(month_broken(&month.sample, next));
        holds(moves_broken(last, next));
        bill(&billed, next);
        month_result_free(last);
        last = next;
    }
    holds(moves_broken(first, last));
    holds(adjustment_broken(first->lines, first->line_count, last->lines, last->line_count));
    month_result_free(first);
    month_result_free(last);
    return 0;
}
