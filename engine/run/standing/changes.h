#ifndef ENGINE_RUN_STANDING_CHANGES_H
#define ENGINE_RUN_STANDING_CHANGES_H

#include "engine/run/month/setup.h"
#include "reports/value/changes.h"

/* What changed of the standing data since the last issue (delivery.md section 3): of the run's period, against what
 * was approved of it or, before its first issue, of the issued period next to it; of each other issued period,
 * which is corrected by it (R1); of the input's holidays, and of the program's own (or --holidays).
 *
 * setup: of the period, and of the batch, which the data are of. before_seq: as of then; partner_id: of one
 * partner, or NULL. The caller frees; NULL and *error on failure. */
change_list *changes_find(const struct month_setup *setup, int64_t before_seq,
                          const char *partner_id, GError **error);

#endif
