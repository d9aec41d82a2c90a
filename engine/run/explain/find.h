#ifndef ENGINE_RUN_EXPLAIN_FIND_H
#define ENGINE_RUN_EXPLAIN_FIND_H

#include "engine/run/explain/account.h"
#include "engine/run/month/month.h"
#include "engine/store/facts/cases.h"
#include "engine/store/facts/subjects.h"

/* The room: account  the money of a month, from what was issued
 *           find     a partner's month explained, and what an id names
 *           pack     all that a ticket needs, in a directory */

/* One partner's month with its explanation. */
struct explained_month {
    struct partner_month *month;
    struct partner_report *report;
    struct explanation *explanation;
    struct explained_account *account;
};
/* Works it out, after month_setup_sessions, and nothing of other partners. The setup must outlive it. `beside_roster`: one whom the period's partners.csv does not have. NULL and *error
 * where the machine fails. */
struct explained_month *explained_month_new(const struct month_setup *setup, const char *partner_id,
                                            bool beside_roster, GError **error);
void explained_month_free(struct explained_month *explained);
typedef struct explained_month explained_month;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(explained_month, explained_month_free)

/* The month that an appointment is of, where its partner is; false where that has no zone. */
bool subject_period(const struct store_subject *subject, struct period *ret_period);
/* Its index in the facts of the month; false where they do not have it. */
bool explained_month_find(const struct explained_month *explained, const char *appointment_id,
                          size_t *ret_index);

#endif
