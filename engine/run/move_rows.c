#include "engine/run/move_rows.h"

#include "engine/core/money.h"
#include "engine/run/move_causes.h"
#include "reports/text.h"

/* The hours of one side. */
struct side {
    struct paid_hour *hours;
    size_t count;
};

static struct side side_new(const struct hour *hours, size_t hour_count,
                            const struct booking *bookings, size_t booking_count)
{
    struct side side = {g_new(struct paid_hour, hour_count + booking_count + 1), 0};
    side.count = adjustment_hours(hours, hour_count, bookings, booking_count, side.hours);
    return side;
}

static const char *keep(struct move_rows *moves, const char *text)
{
    CHECK(text != NULL);
    return text[0] != '\0' ? g_string_chunk_insert_const(moves->strings, text) : "";
}

/* What it was, or is, in words; with its rate where that moved. */
static const char *verdict_words(struct move_rows *moves, const struct paid_hour *hour,
                                 enum rate_kind kind, bool with_rate)
{
    g_autofree char *text = adjustment_verdict_text(hour, kind);
    if (!with_rate) {
        return keep(moves, text);
    }
    char rate[TEXT_SIZE];
    g_autofree char *rated = g_strdup_printf("%s at %s", text, text_rate(rate, hour->hourly_rate));
    return keep(moves, rated);
}

static void row_add(struct move_rows *moves, const struct adjustment_move_row *row, int32_t minutes,
                    const struct paid_hour *line)
{
    struct adjustment_move_row added = *row;
    added.minutes.minutes = minutes;
    added.hourly_rate = line->hourly_rate;
    g_array_append_val(moves->rows, added);
    g_array_append_val(moves->taxable, line->taxable);
}

static void move_add(struct move_rows *moves, const struct hour_move *move, move_causes *causes)
{
    const struct paid_hour *was = move->was;
    const struct paid_hour *is = move->is;
    const struct paid_hour *hour = is ? is : was;
    CHECK(hour != NULL);
    int32_t was_minutes = was ? was->minutes.minutes : 0;
    int32_t is_minutes = is ? is->minutes.minutes : 0;
    bool other_line = was_minutes != 0 && is_minutes != 0 &&
                      (was->hourly_rate.cents_per_hour != is->hourly_rate.cents_per_hour ||
                       was->taxable != is->taxable);
    struct adjustment_move_row row = {
        .kind = hour->kind,
        .date = hour->date,
        .start_minute = hour->start_minute,
        .appointment_id = keep(moves, hour->appointment_id),
        .before = verdict_words(moves, was, hour->kind, other_line),
        .after = verdict_words(moves, is, hour->kind, other_line),
        .rule_before = was ? was->rule : RULE_S1,
        .rule_after = is ? is->rule : RULE_S1,
    };
    const struct moved_hour moved = {was, is};
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
    const struct issued_month *issued = &before->month;
    struct side was =
        side_new(issued->slots, issued->slot_count, issued->adhoc, issued->adhoc_count);
    struct side is = side_new(after->slots, after->slot_count, after->adhoc, after->adhoc_count);
    struct move_rows *moves = g_new0(struct move_rows, 1);
    moves->rows = g_array_new(FALSE, FALSE, sizeof(struct adjustment_move_row));
    moves->taxable = g_array_new(FALSE, FALSE, sizeof(bool));
    moves->strings = g_string_chunk_new(1024);
    g_autofree struct hour_move *hours = g_new(struct hour_move, was.count + is.count + 1);
    size_t count = adjustment_moves(was.hours, was.count, is.hours, is.count, hours);
    for (size_t i = 0; i < count; i++) {
        move_add(moves, &hours[i], causes);
    }
    g_free(was.hours);
    g_free(is.hours);
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
