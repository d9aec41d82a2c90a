#ifndef ENGINE_RUN_STANDING_SHIPPED_H
#define ENGINE_RUN_STANDING_SHIPPED_H

#include "engine/run/month/setup.h"
#include "engine/store/facts/standing_changes.h"
#include "engine/store/issues/issues.h"
#include "reports/value/changes.h"

/* What differs of the program's own holidays (or those of --holidays) between an issue and a run, of everybody: a year's file
 * that is new or gone is one row of the list; of one that changed each row is appended to `changes`, with batch 0 and
 * the file as its source. ret_was: those of the issue, which own rows of `changes`; zero it before. Nothing of an issue
 * whose store did not keep them. */
bool shipped_changes_find(const struct month_setup *setup, const struct issue_head *since,
                          struct shipped_holidays *ret_was, store_standing_changes *changes,
                          change_list *list, GError **error);

#endif
