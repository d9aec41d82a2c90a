#ifndef ENGINE_RUN_ISSUE_STANDING_H
#define ENGINE_RUN_ISSUE_STANDING_H

#include "engine/store/issues/read.h"

/* Whether an issue of the period was made of the draft (R4). */
bool issue_standing_has(store *store, struct period period, const char *digest, bool *ret_has,
                        GError **error);

#endif
