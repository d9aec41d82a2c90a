#ifndef ENGINE_RUN_ISSUE_REFUSAL_H
#define ENGINE_RUN_ISSUE_REFUSAL_H

#include "engine/run/draft_record.h"

/* Tells on standard error that a draft is not what would be issued now: both totals side by side,
 * the partners that differ, and what changed since the draft. */
bool issue_refusal_print(store *store, const struct draft_record *draft,
                         const struct draft_record *now, GError **error);

#endif
