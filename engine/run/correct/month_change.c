#include "engine/run/correct/month_change.h"

#include <string.h>

#include "reports/text.h"

/* ---- a state --------------------------------------------------------------------------------- */

struct paid_month paid_month_issued(const struct issued_month *issued)
{
    struct paid_month month = {.hours = NULL};
    if (issued) {
        month.hours = g_new(struct paid_hour, issued->slot_count + issued->adhoc_count + 1);
        month.count = adjustment_hours(issued->slots, issued->slot_count, issued->adhoc,
                                       issued->adhoc_count, month.hours);
        month.lines = issued->lines;
        month.line_count = issued->line_count;
        month.sum = adjustment_sum(issued->lines, issued->line_count);
    }
    return month;
}

struct paid_month paid_month_computed(const struct partner_report *report,
                                      const struct month_result *result)
{
    struct paid_month month = {
        .hours = g_new(struct paid_hour, report->slot_count + report->adhoc_count + 1),
        .lines = result->lines,
        .line_count = result->line_count,
        .sum = adjustment_sum(result->lines, result->line_count)};
    month.count = adjustment_hours(report->slots, report->slot_count, report->adhoc,
                                   report->adhoc_count, month.hours);
    return month;
}

void paid_month_clear(paid_month *month)
{
    g_clear_pointer(&month->hours, g_free);
}

/* ---- their difference ------------------------------------------------------------------------ */

static void cause_clear(void *data)
{
    g_array_unref(((struct change_cause *)data)->hours);
}

static struct change_cause *cause_of(month_change *change, enum change_kind kind,
                                     const char *because, const char *told)
{
    for (guint i = 0; i < change->causes->len; i++) {
        struct change_cause *cause = &g_array_index(change->causes, struct change_cause, i);
        if (cause->kind == kind && strcmp(cause->because, because) == 0) {
            return cause;
        }
    }
    g_auto(GStrv) sentences = g_strsplit(told[0] != '\0' ? told : because, "\n", -1);
    g_autofree char *joined = g_strjoinv("; ", sentences);
    const struct change_cause cause = {
        .kind = kind,
        .because = g_string_chunk_insert_const(change->strings, because),
        .told = g_string_chunk_insert_const(change->strings, joined),
        .hours = g_array_new(FALSE, FALSE, sizeof(struct changed_hour))};
    g_array_append_val(change->causes, cause);
    return &g_array_index(change->causes, struct change_cause, change->causes->len - 1);
}

static const char *verdict_words(month_change *change, const struct paid_hour *hour,
                                 enum rate_kind kind, const GArray *decisions, bool with_rate)
{
    g_autofree char *text = adjustment_verdict_text(hour, kind, decisions);
    g_autofree char *rated =
        with_rate ? g_strdup_printf("%s at %s%s", text, text_rate(TEXT_ROOM, hour->hourly_rate),
                                    hour->taxable ? "" : ", without GST")
                  : NULL;
    return g_string_chunk_insert_const(change->strings, rated ? rated : text);
}

static void hour_add(month_change *change, const struct hour_move *move, const GArray *decisions,
                     move_causes *causes, const char *because)
{
    const struct paid_hour *was = move->was;
    const struct paid_hour *is = move->is;
    const enum rate_kind kind = is ? is->kind : was->kind;
    const bool other_line = was && is && was->minutes.minutes != 0 && is->minutes.minutes != 0 &&
                            (was->hourly_rate.cents_per_hour != is->hourly_rate.cents_per_hour ||
                             was->taxable != is->taxable);
    struct move_told told = {.because = because, .sentences = "", .source = ""};
    if (causes) {
        move_causes_find(causes, was, is, &told);
    }
    const struct changed_hour hour = {was, is,
                                      verdict_words(change, was, kind, decisions, other_line),
                                      verdict_words(change, is, kind, decisions, other_line),
                                      g_string_chunk_insert_const(change->strings, told.source)};
    g_array_append_val(cause_of(change, CHANGE_HOURS, told.because, told.sentences)->hours, hour);
}

/* Largest first, as money, else as hours; what is equal stays in its order of dates. */
static gint cause_order(gconstpointer left, gconstpointer right)
{
    const struct change_cause *a = left;
    const struct change_cause *b = right;
    const int64_t a_cents = ABS(a->difference.total.cents);
    const int64_t b_cents = ABS(b->difference.total.cents);
    return (a_cents < b_cents) - (a_cents > b_cents);
}

/* Prices the hours of each cause, as one step from `was` to `is`. */
static void causes_price(month_change *change, pay_steps *steps)
{
    for (guint i = 0; i < change->causes->len; i++) {
        struct change_cause *cause = &g_array_index(change->causes, struct change_cause, i);
        for (guint k = 0; k < cause->hours->len; k++) {
            const struct changed_hour *hour = &g_array_index(cause->hours, struct changed_hour, k);
            pay_steps_add_hour(steps, hour->was, -1);
            pay_steps_add_hour(steps, hour->is, 1);
        }
        cause->difference = pay_steps_take(steps);
    }
}

/* D3: each a cause of its own, but for those that are told alike. */
static void decided_price(month_change *change, move_causes *causes, pay_steps *steps)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct adjustment_move_row));
    move_causes_decided(causes, rows);
    for (guint i = 0; i < rows->len; i++) {
        const struct adjustment_move_row *row = &g_array_index(rows, struct adjustment_move_row, i);
        const struct line line = {
            .kind = row->kind, .taxable = row->taxable, .amount = row->amount};
        struct change_cause *cause = cause_of(change, CHANGE_DECIDED, row->because, row->sentences);
        pay_steps_add(steps, &line);
        cause->difference = line_sum_add(cause->difference, pay_steps_take(steps));
    }
}

/* What the causes leave of the difference. */
static void rest_price(month_change *change, const char *because)
{
    struct line_sum rest = change->difference;
    for (guint i = 0; i < change->causes->len; i++) {
        const struct change_cause *cause = &g_array_index(change->causes, struct change_cause, i);
        rest = line_sum_subtract(rest, cause->difference);
    }
    if (!line_sum_is_zero(rest)) {
        struct change_cause *cause =
            because ? cause_of(change, CHANGE_HOURS, because, "")
                    : cause_of(change, CHANGE_REST, "amounts that are of no hour", "");
        cause->difference = line_sum_add(cause->difference, rest);
    }
}

month_change *month_change_new(const struct paid_month *was, const struct paid_month *is,
                               const GArray *decisions, move_causes *causes, const char *because,
                               int32_t gst_rounding)
{
    month_change *change = g_new0(month_change, 1);
    change->causes = g_array_new(FALSE, TRUE, sizeof(struct change_cause));
    g_array_set_clear_func(change->causes, cause_clear);
    change->strings = g_string_chunk_new(1024);
    change->difference = line_sum_subtract(is->sum, was->sum);
    g_autofree struct hour_move *moves = g_new(struct hour_move, was->count + is->count + 1);
    const size_t count = adjustment_moves(was->hours, was->count, is->hours, is->count, moves);
    for (size_t i = 0; i < count; i++) {
        hour_add(change, &moves[i], decisions, causes, because);
    }
    g_autoptr(pay_steps) steps = pay_steps_new(gst_rounding);
    pay_steps_add_month(steps, was->hours, was->count, was->lines, was->line_count);
    causes_price(change, steps);
    if (causes) {
        decided_price(change, causes, steps);
    }
    g_array_sort(change->causes, cause_order);
    rest_price(change, because);
    return change;
}

void month_change_free(month_change *change)
{
    if (change) {
        g_array_unref(change->causes);
        g_string_chunk_free(change->strings);
        g_free(change);
    }
}
