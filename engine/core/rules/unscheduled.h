#ifndef ENGINE_CORE_RULES_UNSCHEDULED_H
#define ENGINE_CORE_RULES_UNSCHEDULED_H

#include "engine/core/rules/month_work.h"

/* A8: lists the period's live open appointments that belong to no slot, or to one that is not paid
 * because of a holiday or a block. The slots must have their verdicts. */
void unscheduled_list(const struct month_work *work);

#endif
