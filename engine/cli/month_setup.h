#ifndef ENGINE_CLI_MONTH_SETUP_H
#define ENGINE_CLI_MONTH_SETUP_H

#include "engine/cli/command.h"
#include "engine/cli/holiday_setup.h"
#include "engine/store/facts_load.h"
#include "reports/fonts.h"
#include "reports/partner_report.h"

/* What every calculation of a period needs, whichever partner it is for. */
struct month_setup {
    store *store;
    struct store_view view;
    struct report_run run; /* its strings are in `strings` */
    struct shipped_holidays shipped;
    holiday_calendar *calendar;
    struct fonts *fonts;
    GHashTable *held_rows; /* partner_id -> the first error_line that set a row of it aside */
    GArray *held;          /* struct store_held_row */
    GArray *rejected;      /* struct store_rejected_request (A7) */
    GArray *shared;        /* struct store_shared_account */
    GArray *sources;       /* struct store_source: every file of every batch of the period */
    bool case_data;        /* cases.csv has rows at all */
    GStringChunk *strings;
};

/* Opens the store and reads what concerns the run as a whole. only_partner: work out the case
 * sessions of that partner only (NULL: of all). EXIT_ALL_DONE, or a status whose message is on
 * standard error already. Zero *ret_setup before; clear it in any case. */
enum exit_status month_setup_open(const struct options *options, const char *period_text,
                                  const char *only_partner, struct month_setup *ret_setup);
void month_setup_clear(struct month_setup *setup);

#endif
