#ifndef ENGINE_RUN_EXPLAIN_ACCOUNT_H
#define ENGINE_RUN_EXPLAIN_ACCOUNT_H

#include "engine/store/issues/issues.h"
#include "reports/value/explanation.h"

/* The money of an explained month, from what was issued: its documents, adjustments made since, and
 * every payment that has to do with it, with what became of each by now; and what was decided. Asks for the one partner's rows alone. Its lists live as long as
 * the account, its strings as long as the report. */
struct explained_account {
    GArray *documents; /* struct explained_document */
    GPtrArray *lists;  /* of whatever else is freed with it */
    GArray *payments;  /* struct explained_payment */
    GArray *decisions; /* struct explained_decision */
};
void explained_account_free(struct explained_account *account);
typedef struct explained_account explained_account;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(explained_account, explained_account_free)

/* Sets explanation->money, which points into the account. NULL and *error where the machine fails. */
struct explained_account *explained_account_new(store *store, struct explanation *explanation,
                                                GError **error);

#endif
