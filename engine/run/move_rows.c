#include "engine/run/move_rows.h"

#include "engine/core/check.h"
#include "engine/run/move_causes.h"
#include "reports/text.h"

/* The hours of one side: slots first, then bookings, with their verdicts beside them. */
struct side {
    struct paid_hour *hours;
    struct adjustment_verdict *verdicts;
    enum rule *rules;
    size_t count;
};

static void side_new(struct side *side, size_t capacity)
{
    side->hours = g_new0(struct paid_hour, capacity + 1);
    side->verdicts = g_new0(struct adjustment_verdict, capacity + 1);
    side->rules = g_new0(enum rule, capacity + 1);
    side->count = 0;
}

static void side_clear(struct side *side)
{
    g_free(side->hours);
    g_free(side->verdicts);
    g_free(side->rules);
}

static void side_add(struct side *side, struct paid_hour hour, struct adjustment_verdict verdict,
                     enum rule rule)
{
    verdict.kind = hour.kind;
    verdict.exists = true;
    verdict.minutes = hour.minutes;
    side->hours[side->count] = hour;
    side->verdicts[side->count] = verdict;
    side->rules[side->count++] = rule;
}

/* An issued row and a report's row of it have the same fields. */
#define SLOT_ADD(side, slot)                                                                       \
    side_add(side,                                                                                 \
             (struct paid_hour){                                                                   \
                 .kind = RATE_PARTNER,                                                             \
                 .date = (slot)->date,                                                             \
                 .start_minute = (slot)->start_minute,                                             \
                 .appointment_id = "",                                                             \
                 .minutes = {(slot)->paid_minutes.minutes - (slot)->penalty_minutes.minutes},      \
                 .rate = (slot)->hourly_rate.rate,                                                 \
                 .taxable = (slot)->taxable},                                                      \
             (struct adjustment_verdict){.outcome = (slot)->outcome,                               \
                                         .penalised = (slot)->penalty_minutes.minutes > 0,         \
                                         .evidence = (slot)->evidence,                             \
                                         .notes = hour_notes(slot)},                               \
             (slot)->rule)
#define ADHOC_ADD(side, booking)                                                                   \
    side_add(side,                                                                                 \
             (struct paid_hour){.kind = RATE_ADHOC,                                                \
                                .date = (booking)->date,                                           \
                                .start_minute = (booking)->start_minute,                           \
                                .appointment_id = (booking)->appointment_id,                       \
                                .minutes = (booking)->paid_minutes,                                \
                                .rate = (booking)->hourly_rate.rate,                               \
                                .taxable = (booking)->taxable},                                    \
             (struct adjustment_verdict){.outcome = (booking)->outcome,                            \
                                         .evidence = (booking)->evidence,                          \
                                         .notes = booking_notes(booking)},                         \
             (booking)->rule)

static void side_of_issued(const struct issued_month *month, struct side *ret_side)
{
    side_new(ret_side, month->slot_count + month->adhoc_count);
    for (size_t i = 0; i < month->slot_count; i++) {
        SLOT_ADD(ret_side, &month->slots[i]);
    }
    for (size_t i = 0; i < month->adhoc_count; i++) {
        ADHOC_ADD(ret_side, &month->adhoc[i]);
    }
}

static void side_of_report(const struct partner_report *report, struct side *ret_side)
{
    side_new(ret_side, report->slot_count + report->adhoc_count);
    for (size_t i = 0; i < report->slot_count; i++) {
        SLOT_ADD(ret_side, &report->slots[i]);
    }
    for (size_t i = 0; i < report->adhoc_count; i++) {
        ADHOC_ADD(ret_side, &report->adhoc[i]);
    }
}

static const char *keep(struct move_rows *moves, const char *text)
{
    CHECK(text != NULL);
    return text[0] != '\0' ? g_string_chunk_insert_const(moves->strings, text) : "";
}

/* What it was, or is, in words; with its rate where that moved. */
static const char *verdict_words(struct move_rows *moves, const struct side *side, size_t index,
                                 enum rate_kind kind, bool with_rate)
{
    const struct adjustment_verdict none = {.kind = kind};
    g_autofree char *text =
        adjustment_verdict_text(index == HOUR_NONE ? &none : &side->verdicts[index]);
    if (!with_rate) {
        return keep(moves, text);
    }
    char rate[TEXT_SIZE];
    g_autofree char *rated =
        g_strdup_printf("%s at %s", text, text_rate(rate, side->hours[index].rate));
    return keep(moves, rated);
}

static enum rule rule_of(const struct side *side, size_t index)
{
    return index == HOUR_NONE ? RULE_S1 : side->rules[index];
}

static void row_add(struct move_rows *moves, const struct adjustment_move_row *row, int32_t minutes,
                    const struct paid_hour *line)
{
    struct adjustment_move_row added = *row;
    added.minutes.minutes = minutes;
    added.hourly_rate = line->rate;
    g_array_append_val(moves->rows, added);
    g_array_append_val(moves->taxable, line->taxable);
}

static void move_add(struct move_rows *moves, const struct hour_move *move,
                     const struct side *before, const struct side *after, move_causes *causes)
{
    const struct paid_hour *was = move->before == HOUR_NONE ? NULL : &before->hours[move->before];
    const struct paid_hour *is = move->after == HOUR_NONE ? NULL : &after->hours[move->after];
    const struct paid_hour *hour = is ? is : was;
    CHECK(hour != NULL);
    int32_t was_minutes = was ? was->minutes.minutes : 0;
    int32_t is_minutes = is ? is->minutes.minutes : 0;
    bool other_line =
        was_minutes != 0 && is_minutes != 0 &&
        (was->rate.cents_per_hour != is->rate.cents_per_hour || was->taxable != is->taxable);
    struct adjustment_move_row row = {
        .kind = hour->kind,
        .date = hour->date,
        .start_minute = hour->start_minute,
        .appointment_id = keep(moves, hour->appointment_id),
        .before = verdict_words(moves, before, move->before, hour->kind, other_line),
        .after = verdict_words(moves, after, move->after, hour->kind, other_line),
        .rule_before = rule_of(before, move->before),
        .rule_after = rule_of(after, move->after),
    };
    const struct moved_hour moved = {was, is, was ? &before->verdicts[move->before] : NULL,
                                     is ? &after->verdicts[move->after] : NULL};
    move_causes_find(causes, &moved, &row.because, &row.source);
    row.because = keep(moves, row.because);
    row.source = keep(moves, row.source);
    moves->taxability_changed = moves->taxability_changed || move->taxability_changed;
    if (other_line) {
        row_add(moves, &row, -was_minutes, was);
        row_add(moves, &row, is_minutes, is);
    } else {
        row_add(moves, &row, is_minutes - was_minutes, is_minutes != 0 || !was ? hour : was);
    }
}

struct move_rows *move_rows_new(const struct month_setup *setup, const struct partner_month *month,
                                const struct store_issued_month *before,
                                const struct partner_report *after, GError **error)
{
    g_autoptr(move_causes) causes = move_causes_new(setup, month, before, after, error);
    if (!causes) {
        return NULL;
    }
    struct side was = {0};
    struct side is = {0};
    side_of_issued(&before->month, &was);
    side_of_report(after, &is);
    struct move_rows *moves = g_new0(struct move_rows, 1);
    moves->rows = g_array_new(FALSE, FALSE, sizeof(struct adjustment_move_row));
    moves->taxable = g_array_new(FALSE, FALSE, sizeof(bool));
    moves->strings = g_string_chunk_new(1024);
    g_autofree struct hour_move *hours = g_new(struct hour_move, was.count + is.count + 1);
    size_t count = adjustment_moves(was.hours, was.count, is.hours, is.count, hours);
    for (size_t i = 0; i < count; i++) {
        move_add(moves, &hours[i], &was, &is, causes);
    }
    side_clear(&was);
    side_clear(&is);
    return moves;
}

void move_rows_free(struct move_rows *moves)
{
    if (moves) {
        g_array_unref(moves->rows);
        g_array_unref(moves->taxable);
        g_string_chunk_free(moves->strings);
        g_free(moves);
    }
}
