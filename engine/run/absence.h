#ifndef ENGINE_RUN_ABSENCE_H
#define ENGINE_RUN_ABSENCE_H

#include "engine/run/run.h"

/* What a month's files leave out, and what they say of months that are issued (formats.md section 3):
 *     NOT_IN_EXPORT       blocks and work that began before and still count although the file lacks them
 *     PARTNER_GONE        paid in the last issued period, absent from this one, and nobody says they left
 *     CONTRADICTS_ISSUED  rates, schedules and particulars of this period that are dated into an issued
 *                         one, which was paid otherwise; with the command that applies them
 * Adds them to the run's exceptions. */
bool absence_tell(const month_run *run, exception_list *list, GError **error);

#endif
