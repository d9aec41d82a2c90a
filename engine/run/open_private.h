#ifndef ENGINE_RUN_OPEN_PRIVATE_H
#define ENGINE_RUN_OPEN_PRIVATE_H

#include "engine/core/clock.h"
#include "engine/store/issues/repaid.h"
#include "reports/value/open_items.h"

/* What the parts of open share: open.c has the documents and the list as a whole, open_run.c what a run
 * leaves and who owes, open_months.c whatever needs a month to be worked out again; and late.c, which asks
 * for the same days. */

struct open_question; /* open.h, as is: */
typedef struct open_run open_run;
struct month_order; /* setup.h */
struct month_setup;

enum { RCTI_WITHIN_DAYS = 28 }; /* of the day on which its value was determined */

bool open_same_period(struct period one, struct period other);

/* Another period's setup, with the sessions of all or of one partner; ret_found false: it cannot be worked
 * out, for a reason of the data. */
bool open_setup_begin(const struct month_setup *like, const struct month_order *order,
                      const char *only_partner, struct month_setup *setup, bool *ret_found,
                      GError **error);

/* Whether the run gives the partner's period a state; NULL: there is no run. */
bool open_is_settled(const open_run *after, struct period period, const char *partner_id);
/* What of a payment that came back the run pays again, or counts with what takes a voided document's place. */
money open_paid_again(const open_run *after, const struct store_payment *payment);
/* Those held in the run's own period. */
const open_list *open_run_held(const open_run *after);

/* What to do about one who is held by that (EXCEPTION_CODE_COUNT: by nothing of the month itself) and, perhaps,
 * by a decision (NULL: by none). The caller frees. */
char *open_held_next(enum exception_code first, const struct decision *held, const char *period);

/* Each adds one kind. issued: every period that is, struct period, oldest first. */
bool open_held_add(const struct open_question *question, open_list *list, GError **error);
bool open_not_issued_add(const struct open_question *question, const GArray *issued,
                         open_list *list, GError **error);
bool open_beyond_add(const struct open_question *question, const GArray *issued, open_list *list,
                     GError **error);
/* Listed at once; counted where it has outlived a payment, or where none is to be expected. */
bool open_owed_add(const struct open_question *question, open_list *list, GError **error);

#endif
