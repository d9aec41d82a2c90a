#ifndef ENGINE_RUN_FROZEN_DIFFERENCE_H
#define ENGINE_RUN_FROZEN_DIFFERENCE_H

#include "engine/store/issues/issues.h"

/* The first thing in which a month that was computed again is not what was frozen, as a plain
 * sentence with partner, date and start, what was frozen and what was computed; NULL where both are
 * the same. `frozen` may be NULL: nothing was. Neither number nor issue_hash is compared where the computed month
 * has none. The caller frees. */
char *frozen_difference(const struct issued_month *frozen, const struct issued_month *computed);

#endif
