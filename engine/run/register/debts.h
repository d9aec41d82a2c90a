#ifndef ENGINE_RUN_REGISTER_DEBTS_H
#define ENGINE_RUN_REGISTER_DEBTS_H

#include <glib.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"

/* When what suppliers owed came off their payments: on the cash basis a decreasing adjustment counts then (GST Act s 29-20). */

/* What an issue left of what a supplier owes under an id. */
struct debt {
    int64_t seq;
    const char *partner_id;
    const char *abn;
    money carried;    /* 0 or less */
    day on;           /* the payment date */
    day collected_on; /* of what owes nothing: the caller's */
};

/* debts: array of struct debt, by seq; of each supplier (ABN, or id without one) all from one that owes on. Sets
 * collected_on of those that owe: the payment date of the issue by which as much has come off as all ids of the
 * supplier then owed, the oldest first, written off or collected; OPEN_NO_DAY while it has not. */
void debts_collect(GArray *debts);

#endif
