#ifndef ENGINE_CORE_RULES_DOCUMENT_H
#define ENGINE_CORE_RULES_DOCUMENT_H

#include "engine/core/rules/month_work.h"

/* M3, M4: which document is due, and whether the partner is held, nil or ready. The lines and
 * totals must be there; all_have_rates is lines_make's answer. */
void document_decide(const struct month_work *work, bool all_have_rates);

/* 11 digits that pass the ABN's checksum. */
bool abn_valid(const char *abn);

#endif
