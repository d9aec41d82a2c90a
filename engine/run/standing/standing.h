#ifndef ENGINE_RUN_STANDING_STANDING_H
#define ENGINE_RUN_STANDING_STANDING_H

#include "engine/run/month/setup.h"

/* Standing data: what partners.csv and rates.csv have month after month, and what is unlikely of it. */

/* Adds what is unlikely of the period's standing data to the list, and notes on what it rests, of
 * partners' own exceptions in the list too (exception_row.facts). */
bool standing_tell(const struct month_setup *setup, exception_list *list, GError **error);

#endif
