#ifndef ENGINE_CORE_RULES_AUTHORISATION_H
#define ENGINE_CORE_RULES_AUTHORISATION_H

#include "engine/core/rules/month_work.h"

/* A0 to A6: why an ad hoc booking is not authorised, the first check that fails; REASON_NONE if it
 * is. May raise OVER_ALLOCATION and CASE_UNKNOWN for a booking that `listed` says is of the
 * period. */
enum reason adhoc_unauthorised_reason(const struct month_work *work, size_t index, day date,
                                      bool listed);

/* A4: the earliest open-calendar appointment of the customer's earlier history with the partner;
 * NULL where there is none. */
const struct appointment *customer_earliest_open(const struct partner_facts *facts,
                                                 const struct appointment *booking);

/* A6: the exceptions of the period's sessions, whatever calendar they are on. */
void session_exceptions(const struct month_work *work);

#endif
