#include "engine/run/explain/debts.h"

#include <string.h>

static money lesser(money a, money b)
{
    return a.cents < b.cents ? a : b;
}

/* What is written off takes of it first; what is claimed again comes back to it first. */
static void step_take(const struct debt_step *step, struct explained_payment *payment, money *left)
{
    const money owed = {-step->carried.cents};
    const money again =
        lesser((money){MAX(-step->written_off.cents, 0)}, payment->later_written_off);
    *left = money_add(*left, again);
    payment->later_written_off = money_subtract(payment->later_written_off, again);
    const money gone = {MAX(left->cents - owed.cents, 0)};
    const money written_off = lesser(gone, (money){MAX(step->written_off.cents, 0)});
    const money came_off = money_subtract(gone, written_off);
    payment->later_written_off = money_add(payment->later_written_off, written_off);
    payment->later_came_off = money_add(payment->later_came_off, came_off);
    *left = money_subtract(*left, gone);
    if (written_off.cents > 0) {
        payment->later_tickets = step->tickets;
    }
    if (came_off.cents > 0) {
        payment->came_off_until = step->payment_date;
    }
}

void debt_follow(const GArray *steps, int64_t seq, const char *abn,
                 struct explained_payment *payment)
{
    money left = {-payment->carried_forward.cents};
    payment->later_tickets = "";
    for (guint i = 0; i < steps->len && payment->carried_forward.cents < 0; i++) {
        const struct debt_step *step = &g_array_index(steps, struct debt_step, i);
        if (step->seq > seq && strcmp(step->abn, abn) == 0) {
            step_take(step, payment, &left);
        }
    }
    payment->still_owed = (money){-left.cents};
}

money debt_came_off(const struct explained_payment *payment, money given)
{
    return (money){MAX(given.cents - payment->payment.cents, 0)};
}
