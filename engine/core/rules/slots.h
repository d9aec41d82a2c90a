#ifndef ENGINE_CORE_RULES_SLOTS_H
#define ENGINE_CORE_RULES_SLOTS_H

#include "engine/core/rules/month_work.h"

/* S1, S2, S4: fills the result's slots, by date and start, of the day before the period to the day
 * after it, with span and rate, and marks those that the clock skips. No verdict yet. */
void slots_expand(const struct month_work *work);

/* The slot in whose span an instant falls, or NULL. */
const struct hour *slots_find(const struct month_result *result, instant at);

#endif
