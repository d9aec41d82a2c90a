#ifndef ENGINE_CORE_RULES_ADHOC_H
#define ENGINE_CORE_RULES_ADHOC_H

#include "engine/core/rules/month_work.h"

/* H1 to H4: the verdict of every ad hoc booking of the day before the period to the day after it,
 * by start and id. The slots must have their verdicts. */
void adhoc_judge(const struct month_work *work);

/* The span of a booking, in real minutes. */
struct interval appointment_span(const struct appointment *appointment);

/* H3 (a): whether the hour is paid elsewhere: as a partner slot, before any penalty. */
bool slot_pays_its_span(const struct hour *slot);

#endif
