#ifndef ENGINE_RUN_PAYMENT_H
#define ENGINE_RUN_PAYMENT_H

#include "engine/run/correct.h"
#include "engine/run/run.h"

/* R5: what a run pays a partner, by supplier (ABN): another ABN is another supplier, and what one owes
 * never comes off what the other is paid. */

/* Hands what moved in earlier periods (NULL: nothing did) and what takes back the period's own document
 * (likewise) over to the report of a partner who is not held and adds the new states to the run's; then
 * settles each payee, with the debts of ids that are gone, and tells what to look at. */
void payment_decide(month_run *run, struct partner_true_up *true_up,
                    struct adjustment_report *taken_back, struct partner_report *report);

/* "bsb account" without spaces and hyphens in either; the caller frees. */
char *payment_account_text(const char *bsb, const char *account_number);

#endif
