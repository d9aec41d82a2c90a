#ifndef ENGINE_RUN_DECIDE_DECIDE_PRIVATE_H
#define ENGINE_RUN_DECIDE_DECIDE_PRIVATE_H

#include "engine/run/month/month.h"
#include "engine/store/facts/decisions.h"

struct decide_order; /* decide.h */

/* What the checks of the kinds look at, each in a function of its own. */
struct decide_look {
    store *store;
    int64_t batch; /* what is known at it; an import that is under way is part of it */
    const struct decide_order *order;
    GArray *decisions; /* struct decision: all that are known, marked */
    GHashTable *by_id; /* decision_id -> which of them, and one */
    GStringChunk *strings;
    month_setup setup;    /* of decide_month's last period */
    partner_month *month; /* … and partner: */
    const char *month_of; /* NULL: none yet */
};

/* Whether a decision, whose subject is there and filled in, can be and can have an effect. Sets *ret_refusal
 * (the caller frees) where not, in a sentence without a full stop. False: the machine failed. */
typedef bool decide_check(struct decide_look *look, const struct decision *decision,
                          char **ret_refusal, GError **error);
decide_check decide_check_waive, decide_check_authorise, decide_check_pay;
decide_check decide_check_hold, decide_check_release, decide_check_settled, decide_check_payment;
decide_check decide_check_write_off, decide_check_instalments, decide_check_revoke;

/* NULL: there is none. Theirs until the next is added. */
const struct decision *decide_find(const struct decide_look *look, const char *decision_id);
/* D8: fills in a document of the supplier (ABN) who owes, where the partner owes under one; refuses where it is
 * under several. */
bool decide_debt_locate(struct decide_look *look, struct decision *decision, char **ret_refusal,
                        GError **error);

/* Refuses; true, to be returned at once. */
bool decide_refuse(char **ret_refusal, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Works out the partner's month into look->month, without the decision that is looked at. Refuses where the
 * period was not imported or has no such partner. */
bool decide_month(struct decide_look *look, const char *partner_id, struct period period,
                  char **ret_refusal, GError **error);

#endif
