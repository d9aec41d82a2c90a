#ifndef ENGINE_RUN_EXPLAIN_DEBTS_H
#define ENGINE_RUN_EXPLAIN_DEBTS_H

#include "reports/value/explanation.h"

/* What becomes of what a partner owes: which payment it comes off, and what of it is not claimed any more. */

/* What an issue, or what is decided since the last one, left of what a supplier owes. */
struct debt_step {
    int64_t seq;
    const char *abn;
    money carried;     /* 0 or less */
    money written_off; /* below 0: what is claimed again */
    const char *tickets;
    day payment_date;
};

/* Fills later_… and still_owed of what a payment of that issue and ABN left, by the steps (struct debt_step, by
 * seq) after it. */
void debt_follow(const GArray *steps, int64_t seq, const char *abn,
                 struct explained_payment *payment);

/* How much of what was owed an issue's payment is less by: what its documents give, each by itself, less what is
 * paid. */
money debt_came_off(const struct explained_payment *payment, money given);

#endif
