#ifndef ENGINE_RUN_ISSUE_HOLIDAYS_H
#define ENGINE_RUN_ISSUE_HOLIDAYS_H

#include "engine/run/month_setup.h"
#include "engine/store/issues/read.h"

/* The shipped holidays of an issue, in a directory of their own for as long as it is computed with
 * them. NULL and *error on failure; issue_holidays_remove takes NULL. */
char *issue_holidays_make(store *store, const struct issue_head *head, GError **error);
void issue_holidays_remove(char *directory);

/* A period's calculation with the facts, the dates, the program's name and the holidays of an
 * issue. period_text is kept. */
struct month_order issue_order(const struct issue_head *head, struct period period,
                               const char *period_text, const char *holidays);

#endif
