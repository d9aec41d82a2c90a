#ifndef ENGINE_RUN_ACCOUNTS_H
#define ENGINE_RUN_ACCOUNTS_H

#include "engine/run/month/setup.h"

/* What was read by sources.ini, for the workbook's Sources: array of struct report_account, with strings of
 * the setup; the caller unrefs. NULL where the machine fails. */
GArray *accounts_list(const struct month_setup *setup, GError **error);

#endif
