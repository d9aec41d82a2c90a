#ifndef ENGINE_RUN_RUN_EXCEPTIONS_H
#define ENGINE_RUN_RUN_EXCEPTIONS_H

#include "engine/run/month_setup.h"
#include "reports/value/exceptions.h"
#include "reports/value/partner_report.h"

/* Adds the exceptions that are of the run as a whole, or found outside the core: BAD_INPUT's rows,
 * SHARED_ACCOUNT, EXTRA_SESSIONS_REJECTED, CASE_UNKNOWN where no case data is known at all,
 * ISSUED_AFTER_28_DAYS and UNUSED_COLUMNS. */
void run_exceptions_add(const struct month_setup *setup, const struct run_totals *totals,
                        exception_list *list);

#endif
