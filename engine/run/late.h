#ifndef ENGINE_RUN_LATE_H
#define ENGINE_RUN_LATE_H

#include "engine/run/run.h"
#include "engine/store/gates.h"

/* Tax invoices that come more than 28 days after their value was determined (s 29-70(1B)): by the first
 * issue that computed it, whether or not it held the partner, or by the one at which a late fact changed
 * it. An issue of one asks first: LATE_RCTI. */
typedef struct late_rctis late_rctis;
late_rctis *late_rctis_new(const month_run *run);
void late_rctis_free(late_rctis *late);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(late_rctis, late_rctis_free)

/* The documents of one partner, late ones and replacements with them. */
void late_rctis_take(late_rctis *late, const struct partner_report *report);

/* After the last: works out what each month came to at the issues since its first, as the facts were then;
 * the store's sessions are then those of another period. */
bool late_rctis_raise(const late_rctis *late, struct gates *gates, GError **error);

/* ISSUED_AFTER_28_DAYS: a month whose issue date is more than 28 days after its last day. `partner_id`: "" for
 * the run's own month; else of that partner's late document. */
void late_run_tell(const struct report_run *run, const char *partner_id, exception_list *list);
/* The same of each late document of the report that is one. */
void late_documents_tell(const struct partner_report *report, exception_list *list);

#endif
