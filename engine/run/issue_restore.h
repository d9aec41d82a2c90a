#ifndef ENGINE_RUN_ISSUE_RESTORE_H
#define ENGINE_RUN_ISSUE_RESTORE_H

#include "engine/run/run_directory.h"
#include "engine/store/issues/read.h"

/* What was issued is in the store; OUT has copies. Where one is missing (the program was killed
 * between the two, somebody removed it) it is written again, and a sentence of `notes` (char *,
 * owned), which are for the caller to tell, says so. A file that is there is left alone, whatever is
 * in it: rcti verify names it. */

/* Every issue of the period, whose lock `directory` holds. */
bool issue_restore_period(store *store, struct period period, const struct run_directory *directory,
                          GPtrArray *notes, GError **error);
/* The newest issue of the store, unless it is of the period that the caller holds the lock of (NULL:
 * none), or another program writes there: the one that a killed program can have left without its
 * files. */
bool issue_restore_newest(store *store, const char *out, const struct period *locked,
                          GPtrArray *notes, GError **error);

#endif
