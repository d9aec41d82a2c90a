#include "engine/run/correct/pay_steps.h"

struct pay_steps {
    GArray *lines; /* struct line, in order; also those of no minutes */
    int32_t gst_rounding;
    struct line_sum before; /* what the last step left */
};

pay_steps *pay_steps_new(int32_t gst_rounding)
{
    pay_steps *steps = g_new0(pay_steps, 1);
    steps->lines = g_array_new(FALSE, TRUE, sizeof(struct line));
    steps->gst_rounding = gst_rounding;
    return steps;
}

void pay_steps_free(pay_steps *steps)
{
    if (steps) {
        g_array_unref(steps->lines);
        g_free(steps);
    }
}

void pay_steps_add(pay_steps *steps, const struct line *line)
{
    const struct line added = {.kind = line->kind,
                               .hourly_rate = line->hourly_rate,
                               .taxable = line->taxable,
                               .minutes = line->minutes,
                               .amount = line->kind < RATE_KIND_COUNT ? (money){0} : line->amount};
    struct line *lines = (void *)steps->lines->data;
    guint place = 0;
    while (place < steps->lines->len && line_compare(&lines[place], &added) < 0) {
        place++;
    }
    if (place < steps->lines->len && line_compare(&lines[place], &added) == 0) {
        lines[place].minutes.minutes += added.minutes.minutes;
        lines[place].amount = money_add(lines[place].amount, added.amount);
    } else {
        g_array_insert_val(steps->lines, place, added);
    }
}

void pay_steps_add_hour(pay_steps *steps, const struct paid_hour *hour, int sign)
{
    if (hour) {
        const struct line line = {.kind = hour->kind,
                                  .hourly_rate = hour->hourly_rate,
                                  .taxable = hour->taxable,
                                  .minutes = {sign * hour->minutes.minutes}};
        pay_steps_add(steps, &line);
    }
}

void pay_steps_add_month(pay_steps *steps, const struct paid_hour *hours, size_t count,
                         const struct line *lines, size_t line_count)
{
    for (size_t i = 0; i < count; i++) {
        pay_steps_add_hour(steps, &hours[i], 1);
    }
    for (size_t i = 0; i < line_count; i++) {
        if (lines[i].kind >= RATE_KIND_COUNT) {
            pay_steps_add(steps, &lines[i]);
        }
    }
    pay_steps_take(steps);
}

struct line_sum pay_steps_take(pay_steps *steps)
{
    struct line *lines = (void *)steps->lines->data;
    lines_price(lines, steps->lines->len, steps->gst_rounding);
    const struct line_sum now = adjustment_sum(lines, steps->lines->len);
    const struct line_sum step = line_sum_subtract(now, steps->before);
    steps->before = now;
    return step;
}

struct line_sum line_sum_add(struct line_sum a, struct line_sum b)
{
    return (struct line_sum){{a.minutes.minutes + b.minutes.minutes},
                             money_add(a.subtotal, b.subtotal),
                             money_add(a.gst, b.gst),
                             money_add(a.total, b.total)};
}

struct line_sum line_sum_subtract(struct line_sum a, struct line_sum b)
{
    return (struct line_sum){{a.minutes.minutes - b.minutes.minutes},
                             money_subtract(a.subtotal, b.subtotal),
                             money_subtract(a.gst, b.gst),
                             money_subtract(a.total, b.total)};
}

bool line_sum_is_zero(struct line_sum sum)
{
    return sum.minutes.minutes == 0 && sum.subtotal.cents == 0 && sum.gst.cents == 0;
}
