#ifndef ENGINE_RUN_EXPLAIN_DECIDED_TOLD_H
#define ENGINE_RUN_EXPLAIN_DECIDED_TOLD_H

#include "engine/core/facts.h"
#include "reports/value/explanation.h"

/* What people decided, as an explanation tells it. Strings are put into `strings`. */

struct explained_decision explained_decision_of(const struct decision *decision,
                                                GStringChunk *strings);

/* Of the partner's decisions (struct decision: all that are known) those that have to do with the month or with
 * what its money has of it: documents, payments, and whether it is issued. Appends struct explained_decision. */
void decided_tell(const GArray *decisions, const struct explanation *explanation, GArray *told,
                  GStringChunk *strings);

/* What they make of the month as a whole, and of what is owed: sets standing, settled_at and the instalments of
 * the money. */
void decided_stand(const GArray *decisions, const char *partner_id, struct period period,
                   struct explained_money *sums);

#endif
