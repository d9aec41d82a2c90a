#ifndef ENGINE_RUN_STANDING_H
#define ENGINE_RUN_STANDING_H

#include "engine/run/setup.h"

/* Standing data: what partners.csv and rates.csv have month after month, which is looked at once and
 * not each time. */

/* Whether two cells name the same: case, spaces, hyphens and leading zeros aside. */
bool standing_same(const char *one, const char *other);

#endif
