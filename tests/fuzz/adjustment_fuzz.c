#include <stdint.h>
#include <stdio.h>

#include "engine/core/rules/rules.h"
#include "tests/engine/core/month_invariants.h"
#include "tests/engine/core/random_month.h"

/* Bytes as the lines of one month, as they become due one after the other, whatever hours may have made them;
 * and what is then paid to whom owes, earns, pays by instalments or is written off. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES_MAX = 12, ROOM = 512 };

static void holds(const char *broken)
{
    if (broken) {
        fprintf(stderr, "broken: %s\n", broken);
    }
    CHECK(!broken);
}

static struct random_month numbers; /* just what it draws */

/* In order of kind, rate and taxability, with GST as of one document; of each kind, rate and taxability once. */
static size_t lines_make_some(struct line *lines)
{
    const int64_t most = random_number(&numbers, 0, LINES_MAX);
    size_t count = 0;
    struct line line = {0};
    for (int64_t i = 0; i < most; i++) {
        line.taxable = random_number(&numbers, 0, 1) == 1;
        line.kind = (enum rate_kind)random_number(&numbers, line.kind, LINE_KIND_COUNT - 1);
        line.hourly_rate.cents_per_hour = 0;
        if (line.kind < RATE_KIND_COUNT) {
            line.hourly_rate.cents_per_hour = random_number(&numbers, 0, 3) * 101;
            line.minutes.minutes = (int32_t)random_number(&numbers, 1, 600);
            line.amount = money_line_amount(line.hourly_rate, line.minutes);
        } else {
            line.taxable = line.taxable && line.kind == LINE_DECISION;
            line.minutes.minutes = 0;
            line.amount.cents = random_number(&numbers, -70000, 70000);
        }
        if ((line.minutes.minutes != 0 || line.amount.cents != 0) &&
            (count == 0 || line_compare(&lines[count - 1], &line) < 0)) {
            lines[count++] = line;
        }
    }
    lines_share_gst(lines, count, random_number(&numbers, 0, 1) ? GST_LINE : GST_TOTAL_INVOICE);
    return count;
}

static money amount_make(void)
{
    return (money){random_number(&numbers, 0, random_number(&numbers, 0, 1) ? 200 : 90000000)};
}

static void settlement_try(void)
{
    const struct settlement_question question = {.earned = amount_make(),
                                                 .brought = amount_make(),
                                                 .taken = amount_make(),
                                                 .by_instalments = random_number(&numbers, 0, 1),
                                                 .instalment = amount_make(),
                                                 .written_off = amount_make(),
                                                 .write_off = amount_make()};
    holds(settlement_broken(&question));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct line billed[ROOM];
    static struct line next[ROOM];
    static struct line differences[ROOM];
    struct line due[LINES_MAX];
    numbers.bytes = size > 0 ? data : (const uint8_t *)"";
    numbers.bytes_left = size;
    settlement_try();
    size_t count = lines_make_some(billed);
    for (int times = 0; times < 5 && numbers.bytes_left > 0; times++) {
        const size_t due_count = lines_make_some(due);
        holds(adjustment_broken(billed, count, due, due_count));
        const size_t moved = adjustment_lines(billed, count, due, due_count, differences);
        count = adjustment_apply(billed, count, differences, moved, next);
        for (size_t i = 0; i < count; i++) {
            billed[i] = next[i];
        }
        settlement_try();
    }
    return 0;
}
