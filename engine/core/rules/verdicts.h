#ifndef ENGINE_CORE_RULES_VERDICTS_H
#define ENGINE_CORE_RULES_VERDICTS_H

#include "engine/core/rules/month_work.h"

/* P1 to P6 and C1: the verdict of every slot that slots_expand placed. */
void verdicts_judge(const struct month_work *work);

/* G3: the span of a holiday on the partner's clock. */
struct interval holiday_span(const struct clock *clock, const struct holiday *holiday);

/* The first and one past the last of the appointments that start in a span. */
struct index_range {
    size_t begin;
    size_t end;
};
struct index_range appointments_starting_in(const struct partner_facts *facts,
                                            struct interval span);

#endif
