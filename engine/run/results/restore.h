#ifndef ENGINE_RUN_RESULTS_RESTORE_H
#define ENGINE_RUN_RESULTS_RESTORE_H

#include "engine/run/month/setup.h"
#include "engine/run/results/directory.h"
#include "engine/store/issues/issues.h"

/* What was issued is in the store; OUT has copies. Where one is missing (the program was killed
 * between the two, somebody removed it) it is written again, and a sentence of `notes` (char *,
 * owned), which are for the caller to tell, says so. A file that is there is left alone, whatever is
 * in it: rcti verify names it. Nothing is written to where a link leads. */

/* Every issue of the period, whose lock `directory` holds. */
bool restore_period(store *store, struct period period, const struct run_directory *directory,
                    GPtrArray *notes, GError **error);
/* The newest issue of the store, unless it is of the period that the caller holds the lock of (NULL:
 * none), or another program writes there: the one that a killed program can have left without its
 * files. */
bool restore_newest(store *store, const char *out, const struct period *locked, GPtrArray *notes,
                    GError **error);

/* The backup of the newest issue, where a program was killed, or had no room, before it was made. What fails is
 * told and stops nobody. */
void restore_backup(store *store, GPtrArray *notes);

/* The shipped holidays of an issue, in a directory of their own for as long as it is computed with
 * them. */
bool restore_holidays(store *store, const struct issue_head *head,
                      struct temporary_directory *ret_directory, GError **error);

/* A period's calculation with the facts, the dates, the program's name and the holidays of an
 * issue, which is kept. */
struct month_order restore_order(const struct issue_head *head, struct period period,
                                 const char *holidays);

#endif
