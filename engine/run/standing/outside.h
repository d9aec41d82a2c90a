#ifndef ENGINE_RUN_STANDING_OUTSIDE_H
#define ENGINE_RUN_STANDING_OUTSIDE_H

#include "engine/run/month/setup.h"

/* What the import found and let in, and no partner's month can tell: rows set aside and decisions refused,
 * rows that are counted from another day than before (S1), extra sessions beyond the policy's most (A7), columns
 * that no line of sources.ini reads. */
void outside_tell(const struct month_setup *setup, exception_list *list);

#endif
