#ifndef ENGINE_RUN_ISSUE_REFUSAL_H
#define ENGINE_RUN_ISSUE_REFUSAL_H

#include "engine/run/draft_record.h"

/* That a draft is not what would be issued now, as RUN_ERROR_REFUSED: both totals side by side, the
 * partners that differ, and what changed since the draft. Always false, to be returned. */
bool issue_refuse(store *store, const struct draft_record *draft, const struct draft_record *now,
                  GError **error);

#endif
