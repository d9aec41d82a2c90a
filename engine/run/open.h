#ifndef ENGINE_RUN_OPEN_H
#define ENGINE_RUN_OPEN_H

#include <glib.h>

#include "engine/core/clock.h"

/* Open items (safeguards.md section 3): what an earlier month leaves undone. */

/* Whether the month comes after the first that was ever issued and is not issued itself. issued: struct
 * period, oldest first. */
bool open_month_is_skipped(const GArray *issued, struct period period);

#endif
