#include "engine/core/rules/adjustment.h"

#include <criterion/criterion.h>

#include "engine/core/rules/rules.h"

/* R1, R2 and R5 as tables, and what holds whatever the lines. */

enum { LINES_MAX = 8, SEEDS = 4000 };

#define LINE(kind, rate, taxable, minutes, amount, gst)                                            \
    {                                                                                              \
        kind, {rate}, taxable, {minutes}, {amount},                                                \
        {                                                                                          \
            gst                                                                                    \
        }                                                                                          \
    }
#define P RATE_PARTNER
#define A RATE_ADHOC

static void lines_expect(const struct line *found, size_t found_count, const struct line *expected,
                         size_t expected_count, const char *what)
{
    cr_assert_eq(found_count, expected_count, "%s: %zu lines", what, found_count);
    for (size_t i = 0; i < found_count; i++) {
        cr_expect_eq(line_compare(&found[i], &expected[i]), 0, "%s: line %zu", what, i);
        cr_expect_eq(found[i].minutes.minutes, expected[i].minutes.minutes, "%s: line %zu", what,
                     i);
        cr_expect_eq(found[i].amount.cents, expected[i].amount.cents, "%s: line %zu", what, i);
        cr_expect_eq(found[i].gst.cents, expected[i].gst.cents, "%s: line %zu: gst %lld", what, i,
                     (long long)found[i].gst.cents);
    }
}

struct lines {
    size_t count;
    struct line lines[LINES_MAX];
};

static const struct {
    const char *what;
    struct lines billed;
    struct lines due;
    struct lines differences;
} rows[] = {
    {"nothing at all", {0, {{0}}}, {0, {{0}}}, {0, {{0}}}},
    {"the same",
     {1, {LINE(P, 15000, true, 60, 15000, 1500)}},
     {1, {LINE(P, 15000, true, 60, 15000, 1500)}},
     {0, {{0}}}},
    {"less",
     {1, {LINE(P, 15000, true, 180, 45000, 4500)}},
     {1, {LINE(P, 15000, true, 60, 15000, 1500)}},
     {1, {LINE(P, 15000, true, -120, -30000, -3000)}}},
    {"nothing left",
     {1, {LINE(P, 15000, true, 180, 45000, 4500)}},
     {0, {{0}}},
     {1, {LINE(P, 15000, true, -180, -45000, -4500)}}},
    {"a line that is new, between two",
     {2, {LINE(P, 15000, true, 60, 15000, 1500), LINE(A, 18000, true, 60, 18000, 1800)}},
     {3,
      {LINE(P, 15000, true, 60, 15000, 1500), LINE(P, 16000, true, 60, 16000, 1600),
       LINE(A, 18000, true, 60, 18000, 1800)}},
     {1, {LINE(P, 16000, true, 60, 16000, 1600)}}},
    {"from one line to another",
     {1, {LINE(P, 15000, false, 120, 30000, 0)}},
     {1, {LINE(P, 16000, false, 120, 32000, 0)}},
     {2, {LINE(P, 15000, false, -120, -30000, 0), LINE(P, 16000, false, 120, 32000, 0)}}},
    {"another taxability is another line",
     {1, {LINE(P, 15000, false, 120, 30000, 0)}},
     {2, {LINE(P, 15000, false, 60, 15000, 0), LINE(P, 15000, true, 60, 15000, 1500)}},
     {2, {LINE(P, 15000, false, -60, -15000, 0), LINE(P, 15000, true, 60, 15000, 1500)}}},
    {"a cent of a line that did not move goes with one that did",
     {2, {LINE(P, 10002, true, 120, 20004, 2001), LINE(A, 10004, true, 60, 10004, 1000)}},
     {2, {LINE(P, 10002, true, 60, 10002, 1000), LINE(A, 10004, true, 60, 10004, 1001)}},
     {1, {LINE(P, 10002, true, -60, -10002, -1000)}}},
    {"… one that is still due rather than one that is gone",
     {3,
      {LINE(P, 10000, true, 60, 10000, 1000), LINE(P, 10002, true, 120, 20004, 2001),
       LINE(A, 10004, true, 60, 10004, 1000)}},
     {2, {LINE(P, 10002, true, 60, 10002, 1000), LINE(A, 10004, true, 60, 10004, 1001)}},
     {2, {LINE(P, 10000, true, -60, -10000, -1000), LINE(P, 10002, true, -60, -10002, -1000)}}},
    {"cents that only changed places are nothing",
     {2, {LINE(P, 10005, true, 60, 10005, 1001), LINE(A, 10005, true, 60, 10005, 1000)}},
     {2, {LINE(P, 10005, true, 60, 10005, 1000), LINE(A, 10005, true, 60, 10005, 1001)}},
     {0, {{0}}}},
    {"GST alone",
     {2, {LINE(P, 10005, true, 60, 10005, 1001), LINE(A, 10005, true, 60, 10005, 1000)}},
     {2, {LINE(P, 10005, true, 60, 10005, 1001), LINE(A, 10005, true, 60, 10005, 1001)}},
     {1, {LINE(A, 10005, true, 0, 0, 1)}}},
    {"GST alone beside a line without GST that moved",
     {2, {LINE(P, 10005, false, 60, 10005, 0), LINE(A, 10005, true, 60, 10005, 1000)}},
     {2, {LINE(P, 10005, false, 120, 20010, 0), LINE(A, 10005, true, 60, 10005, 1001)}},
     {2, {LINE(P, 10005, false, 60, 10005, 0), LINE(A, 10005, true, 0, 0, 1)}}},
    {"minutes that come to nothing are told",
     {0, {{0}}},
     {1, {LINE(P, 0, true, 60, 0, 0)}},
     {1, {LINE(P, 0, true, 60, 0, 0)}}},
};

Test(adjustment, lines)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct line found[2 * LINES_MAX];
        size_t count = adjustment_lines(rows[i].billed.lines, rows[i].billed.count,
                                        rows[i].due.lines, rows[i].due.count, found);
        lines_expect(found, count, rows[i].differences.lines, rows[i].differences.count,
                     rows[i].what);
    }
}

Test(adjustment, lines_that_are_spent_are_dropped)
{
    static const struct line billed[] = {LINE(P, 15000, true, 60, 15000, 1500)};
    static const struct line back[] = {LINE(P, 15000, true, -60, -15000, -1500)};
    static const struct line a_cent_less[] = {LINE(P, 15000, true, -60, -15000, -1499)};
    static const struct line a_cent[] = {LINE(P, 15000, true, 0, 0, 1)};
    struct line state[LINES_MAX];
    cr_expect_eq(adjustment_apply(billed, 1, back, 1, state), 0);
    size_t count = adjustment_apply(billed, 1, a_cent_less, 1, state);
    lines_expect(state, count, a_cent, 1, "a cent is left");
}

/* ---- properties ---------------------------------------------------------------------------------- */

static uint64_t random_state;

static uint32_t dice(uint32_t sides)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % sides;
}

/* A month's lines as the core makes them, few rates and odd cents. */
static size_t random_lines(struct line *lines)
{
    static const int64_t rates[] = {10001, 10002, 10004, 15000};
    size_t count = 0;
    for (int place = 0; place < LINES_MAX; place++) {
        if (dice(3) == 0) {
            continue;
        }
        struct line line = {.kind = place < 4 ? P : A,
                            .hourly_rate = {rates[place / 2 % 2 + (place < 4 ? 0 : 2)]},
                            .taxable = place % 2 == 1,
                            .minutes = {(int32_t)(15 * (1 + dice(12)))}};
        line.amount = money_line_amount(line.hourly_rate, line.minutes);
        lines[count++] = line;
    }
    lines_share_gst(lines, count, dice(4) == 0 ? GST_LINE : GST_TOTAL_INVOICE);
    return count;
}

static void sums_check(const struct line *a, size_t a_count, const struct line *b, size_t b_count,
                       int seed)
{
    struct line_sum left = adjustment_sum(a, a_count);
    struct line_sum right = adjustment_sum(b, b_count);
    cr_expect_eq(left.minutes.minutes, right.minutes.minutes, "seed %d", seed);
    cr_expect_eq(left.subtotal.cents, right.subtotal.cents, "seed %d", seed);
    cr_expect_eq(left.gst.cents, right.gst.cents, "seed %d", seed);
    cr_expect_eq(left.total.cents, right.total.cents, "seed %d", seed);
}

/* Line by line but for the cents of GST that are billed with another. */
static void minutes_check(const struct line *state, size_t state_count, const struct line *due,
                          size_t due_count, int seed)
{
    size_t i = 0;
    for (size_t j = 0; j < state_count; j++) {
        if (state[j].minutes.minutes == 0) {
            cr_expect_eq(state[j].amount.cents, 0, "seed %d", seed);
            continue;
        }
        cr_assert_lt(i, due_count, "seed %d", seed);
        cr_expect_eq(line_compare(&state[j], &due[i]), 0, "seed %d", seed);
        cr_expect_eq(state[j].minutes.minutes, due[i].minutes.minutes, "seed %d", seed);
        cr_expect_eq(state[j].amount.cents, due[i].amount.cents, "seed %d", seed);
        cr_expect(state[j].taxable || state[j].gst.cents == 0, "seed %d", seed);
        i++;
    }
    cr_expect_eq(i, due_count, "seed %d", seed);
}

/* Whatever came before, in whatever order: original and all adjustments are what is due in the end,
 * and then nothing is left to adjust. */
Test(adjustment, any_history_comes_to_what_is_due)
{
    for (int seed = 0; seed < SEEDS; seed++) {
        random_state = (uint64_t)seed;
        struct line state[64];
        struct line next[64];
        struct line differences[64];
        size_t count = random_lines(state);
        for (uint32_t times = 1 + dice(4); times > 0; times--) {
            struct line due[LINES_MAX];
            size_t due_count = random_lines(due);
            size_t moved = adjustment_lines(state, count, due, due_count, differences);
            size_t next_count = adjustment_apply(state, count, differences, moved, next);
            sums_check(next, next_count, due, due_count, seed);
            minutes_check(next, next_count, due, due_count, seed);
            cr_expect_eq(adjustment_lines(next, next_count, due, due_count, differences), 0,
                         "seed %d: applying it twice", seed);
            count = next_count;
            for (size_t i = 0; i < count; i++) {
                state[i] = next[i];
            }
        }
    }
}

/* ---- hours --------------------------------------------------------------------------------------- */

#define SLOT(day_number, hour, pays, rate, taxed)                                                  \
    {                                                                                              \
        .kind = P, .date = {day_number}, .start_minute = (hour)*60, .appointment_id = "",          \
        .minutes = {pays}, .hourly_rate = {rate}, .taxable = (taxed)                               \
    }
#define BOOKING(id, day_number, hour, pays, rate, taxed)                                           \
    {                                                                                              \
        .kind = A, .date = {day_number}, .start_minute = (hour)*60, .appointment_id = (id),        \
        .minutes = {pays}, .hourly_rate = {rate}, .taxable = (taxed)                               \
    }

static const struct {
    const char *what;
    struct paid_hour before;
    struct paid_hour after;
    bool moved;
    bool taxability_changed;
} hour_rows[] = {
    {"the same", SLOT(1, 9, 60, 100, true), SLOT(1, 9, 60, 100, true), false, false},
    {"it paid", SLOT(1, 9, 60, 100, true), SLOT(1, 9, 0, 100, true), true, false},
    {"it pays", SLOT(1, 9, 0, 100, true), SLOT(1, 9, 60, 100, true), true, false},
    {"it paid more", SLOT(1, 9, 60, 100, true), SLOT(1, 9, 30, 100, true), true, false},
    {"at another rate", SLOT(1, 9, 60, 100, true), SLOT(1, 9, 60, 120, true), true, false},
    {"taxable now", SLOT(1, 9, 60, 100, false), SLOT(1, 9, 60, 100, true), true, true},
    {"never paid: rate", SLOT(1, 9, 0, 100, true), SLOT(1, 9, 0, 120, true), false, false},
    {"never paid: taxable", SLOT(1, 9, 0, 100, true), SLOT(1, 9, 0, 100, false), false, false},
    {"paid, then taxable", SLOT(1, 9, 60, 100, false), SLOT(1, 9, 0, 100, true), true, false},
    {"a booking on another day", BOOKING("A1", 1, 9, 60, 100, true),
     BOOKING("A1", 2, 9, 60, 100, true), false, false},
};

Test(adjustment, an_hour_moves)
{
    for (size_t i = 0; i < sizeof hour_rows / sizeof hour_rows[0]; i++) {
        struct hour_move moves[2];
        size_t count = adjustment_moves(&hour_rows[i].before, 1, &hour_rows[i].after, 1, moves);
        cr_assert_eq(count, hour_rows[i].moved, "%s", hour_rows[i].what);
        cr_expect_eq(count > 0 && moves[0].taxability_changed, hour_rows[i].taxability_changed,
                     "%s", hour_rows[i].what);
    }
}

Test(adjustment, hours_that_came_and_went_are_in_order)
{
    static const struct paid_hour before[] = {SLOT(1, 9, 60, 100, true), SLOT(2, 9, 60, 100, true),
                                              BOOKING("A2", 1, 9, 60, 100, true),
                                              BOOKING("A9", 3, 9, 0, 100, true)};
    static const struct paid_hour after[] = {SLOT(2, 9, 60, 100, true), SLOT(3, 8, 60, 100, true),
                                             BOOKING("A1", 1, 9, 60, 100, true),
                                             BOOKING("A3", 3, 8, 60, 100, true)};
    const struct hour_move expected[] = {{&before[0], NULL, false},
                                         {NULL, &after[2], false},
                                         {&before[2], NULL, false},
                                         {NULL, &after[1], false},
                                         {NULL, &after[3], false}};
    struct hour_move moves[8];
    size_t count = adjustment_moves(before, 4, after, 4, moves);
    cr_assert_eq(count, 5);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(moves[i].was, expected[i].was, "move %zu", i);
        cr_expect_eq(moves[i].is, expected[i].is, "move %zu", i);
    }
}

/* ---- documents and payment ----------------------------------------------------------------------- */

Test(adjustment, what_a_run_does_about_an_earlier_month)
{
    /* DOUBLE_BOOKED stands for an exception that holds nobody. */
    static const struct {
        struct issued_standing standing;
        enum month_status status;
        enum exception_code raised;
        bool differs;
        bool taxable;
        bool taxability_changed;
        enum correction correction;
    } decisions[] = {
        {{false, false, DOCUMENT_NONE},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         true,
         false,
         CORRECTION_DOCUMENT},
        {{false, false, DOCUMENT_NONE},
         MONTH_NIL,
         EXCEPTION_DOUBLE_BOOKED,
         false,
         true,
         false,
         CORRECTION_NONE},
        {{false, false, DOCUMENT_NONE},
         MONTH_HELD,
         EXCEPTION_NO_RATE,
         true,
         true,
         false,
         CORRECTION_NONE},
        {{false, true, DOCUMENT_NONE},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         false,
         true,
         false,
         CORRECTION_DOCUMENT},
        {{false, true, DOCUMENT_RCTI},
         MONTH_NIL,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         true,
         false,
         CORRECTION_TAKE_BACK},
        {{false, true, DOCUMENT_NONE},
         MONTH_HELD,
         EXCEPTION_BAD_ABN,
         true,
         true,
         false,
         CORRECTION_NONE},
        {{true, false, DOCUMENT_NONE},
         MONTH_NIL,
         EXCEPTION_DOUBLE_BOOKED,
         false,
         true,
         false,
         CORRECTION_NONE},
        {{true, false, DOCUMENT_NONE},
         MONTH_NIL,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         true,
         false,
         CORRECTION_NIL},
        {{true, false, DOCUMENT_NONE},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         true,
         false,
         CORRECTION_DOCUMENT},
        {{true, false, DOCUMENT_NONE},
         MONTH_HELD,
         EXCEPTION_BAD_ABN,
         true,
         true,
         false,
         CORRECTION_HELD},
        {{true, false, DOCUMENT_RCTI},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         false,
         true,
         false,
         CORRECTION_NONE},
        {{true, false, DOCUMENT_RCTI},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         true,
         false,
         CORRECTION_ADJUSTMENT},
        {{true, false, DOCUMENT_RCTI},
         MONTH_NIL,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         true,
         false,
         CORRECTION_ADJUSTMENT},
        {{true, false, DOCUMENT_RCTI},
         MONTH_HELD,
         EXCEPTION_NO_AGREEMENT,
         true,
         true,
         false,
         CORRECTION_ADJUSTMENT},
        {{true, false, DOCUMENT_RCTI},
         MONTH_HELD,
         EXCEPTION_NO_GLYPH,
         true,
         true,
         false,
         CORRECTION_HELD},
        {{true, false, DOCUMENT_RCTI},
         MONTH_HELD,
         EXCEPTION_NO_GLYPH,
         false,
         true,
         false,
         CORRECTION_NONE},
        {{true, false, DOCUMENT_RCTI},
         MONTH_HELD,
         EXCEPTION_NO_RATE,
         true,
         true,
         false,
         CORRECTION_HELD},
        {{true, false, DOCUMENT_RCTI},
         MONTH_HELD,
         EXCEPTION_BAD_INPUT,
         false,
         true,
         false,
         CORRECTION_HELD},
        {{true, false, DOCUMENT_RCTI},
         MONTH_HELD,
         EXCEPTION_NO_HOLIDAY_DATA,
         false,
         true,
         false,
         CORRECTION_HELD},
        {{true, false, DOCUMENT_RCTI},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         true,
         true,
         CORRECTION_TAXABILITY},
        {{true, false, DOCUMENT_RCTI},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         false,
         false,
         CORRECTION_ADJUSTMENT},
        {{true, false, DOCUMENT_RCI},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         false,
         false,
         CORRECTION_ADJUSTMENT},
        {{true, false, DOCUMENT_RCI},
         MONTH_READY,
         EXCEPTION_DOUBLE_BOOKED,
         true,
         true,
         false,
         CORRECTION_TAXABILITY},
    };
    static struct month_result due;
    struct exception raised = {0};
    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++) {
        const struct line difference = {.taxable = decisions[i].taxable, .minutes = {60}};
        raised.code = decisions[i].raised;
        due.status = decisions[i].status;
        due.exceptions = &raised;
        due.exception_count = 1;
        cr_expect_eq(correction_decide(&decisions[i].standing, &due, &difference,
                                       decisions[i].differs, decisions[i].taxability_changed),
                     decisions[i].correction, "row %zu", i);
    }
}
