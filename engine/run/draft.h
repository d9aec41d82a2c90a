#ifndef ENGINE_RUN_DRAFT_H
#define ENGINE_RUN_DRAFT_H

#include "engine/run/write.h"

/* rcti run: a draft of what is left to issue of a period, in OUT/PERIOD/draft. The store has it
 * before its files can be seen: what can be seen can be issued. */
bool draft_make(struct month_job *job, GError **error);

/* That a draft is not what would be issued now, as RUN_ERROR_REFUSED: both totals side by side, the
 * partners that differ, and what changed since the draft. Always false, to be returned. */
bool draft_record_refuse(store *store, const struct draft_record *draft,
                         const struct draft_record *now, GError **error);

#endif
