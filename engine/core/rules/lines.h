#ifndef ENGINE_CORE_RULES_LINES_H
#define ENGINE_CORE_RULES_LINES_H

#include "engine/core/rules/month_work.h"

/* The latest rate of a kind on or before a date. */
struct rate_in_effect rate_in_effect_on(const struct partner_facts *facts, enum rate_kind kind,
                                        day date);

/* The order of lines: kind, rate, taxability (no first). Below 0, 0 or above. */
int line_compare(const struct line *a, const struct line *b);

/* M1, M2: the lines with amounts and GST, and the totals. True unless an hour that pays has no
 * rate in effect (NO_RATE, which is raised). */
bool lines_make(const struct month_work *work);

/* M2: shares the GST of a document out over its taxable lines: each its tenth rounded down, then
 * the missing cents one each to the largest remainders (ties: the earlier line). Lines are in
 * order of kind, rate. Returns the document's GST. */
money lines_share_gst(struct line *lines, size_t line_count, int32_t gst_rounding);

#endif
