#ifndef ENGINE_RUN_ISSUE_STANDING_H
#define ENGINE_RUN_ISSUE_STANDING_H

#include "engine/store/issues/read.h"

/* R4: what of a period is issued already, to be said instead of issuing it again. */

/* Whether an issue of the period was made of the draft. */
bool issue_standing_has(store *store, struct period period, const char *digest, bool *ret_has,
                        GError **error);
/* "2026-09 is issued: issue 1 of 12 October 2026, approved by …, seal …", a line an issue, and then
 * `consequence`; on standard output. */
bool issue_standing_print(store *store, struct period period, const char *consequence, bool json,
                          GError **error);

#endif
