#ifndef ENGINE_RUN_CAUSES_H
#define ENGINE_RUN_CAUSES_H

#include "engine/core/rules/adjustment.h"
#include "engine/run/month.h"
#include "engine/store/facts/changes.h"
#include "reports/value/partner_report.h"

/* What facts that came after an issue say of it. */

/* Why an hour of an issued month now pays otherwise: the facts that were new, changed or gone since,
 * a setting, a rate, or time that passed. */
typedef struct move_causes move_causes;

/* Of one partner's month, which *month has as it is now and `after` shows. All are kept. NULL and
 * *error where the machine fails. */
move_causes *move_causes_new(const struct month_setup *setup, const struct partner_month *month,
                             const struct store_issued_month *before,
                             const struct partner_report *after, GError **error);
void move_causes_free(move_causes *causes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(move_causes, move_causes_free)

/* One hour or booking, as it was (NULL: there was none) and as it is. Never blank: "block B9 is new",
 * "A000123 was not marked as completed by 22 Sep"; and where that stands: "blocks.csv:4 (batch 7)",
 * "" where no file moved it. The strings live as long as the causes. */
void move_causes_find(move_causes *causes, const struct paid_hour *was, const struct paid_hour *is,
                      const char **ret_because, const char **ret_source);

/* The issued period that the fact is about; false unless it is before the oldest that is corrected. */
bool late_fact_period(const GArray *issued, struct period oldest,
                      const struct store_late_fact *fact, struct period *ret_period);

/* R1: facts that came since the last issue before the seq and are about an issued period (of
 * `issued`, struct period) that is too old to be worked out again (BEYOND_RETRO): one exception for
 * each partner and period. */
bool late_facts_tell(const struct month_setup *setup, const GArray *issued, int64_t before_seq,
                     exception_list *list, GError **error);

#endif
