#ifndef ENGINE_RUN_CORRECT_PAYMENT_H
#define ENGINE_RUN_CORRECT_PAYMENT_H

#include "engine/run/correct/correct.h"
#include "engine/run/correct/decided.h"

/* R5: what a run pays a partner, by supplier (ABN): another ABN is another supplier, and what one owes
 * never comes off what the other is paid. */

/* What payments before left, and who is in the run. Strings are the caller's. */
struct payments_before {
    GArray *carried; /* struct store_carried: what each owes; 0 once another id has taken it over */
    GArray *known;   /* struct store_known_partner: whom the newest documents name; by partner */
    GHashTable *accounts;         /* what store_paid_accounts_load gives */
    GHashTable *abns;             /* partner_id -> ABN, of the roster (both owned) */
    struct decided decided;       /* what decisions say of payments */
    const GPtrArray *roster;      /* of the period */
    const GPtrArray *partner_ids; /* of the run */
};
/* Zero *before first; the lists of ids are the caller's to set. */
bool payments_before_load(store *store, const struct store_view *view, int64_t before_seq,
                          GStringChunk *strings, struct payments_before *before, GError **error);
void payments_before_clear(struct payments_before *before);

/* A partner of the run who is not held. */
struct payment_question {
    struct payments_before *before;
    const struct report_run *run;
    const struct partner_month *month;    /* as worked out last */
    struct partner_true_up *true_up;      /* what moved in earlier periods; NULL: nothing */
    struct adjustment_report *taken_back; /* of the period's own voided document; or NULL */
};
/* Hands what moved over to the report and adds the new states (struct issued_month); then settles each
 * payee, with the debts of ids that are gone and what is paid again, and tells what to look at. */
void payment_decide(const struct payment_question *question, struct partner_report *report,
                    GArray *states);

/* What a cell names, whatever its capitals, spaces, hyphens and leading zeros: "062 000" is 062-000, and
 * account 0012345 is 12345. The caller frees. */
char *cell_key(const char *text);
bool cell_same(const char *one, const char *other);

#endif
