#ifndef ENGINE_RUN_MONTH_SETUP_H
#define ENGINE_RUN_MONTH_SETUP_H

#include "engine/run/holiday_setup.h"
#include "engine/run/run_error.h"
#include "engine/store/facts/read.h"
#include "engine/store/facts/sessions.h"
#include "reports/pdf/font.h"
#include "reports/value/partner_report.h"

/* Which calculation of a period: as a command line asks for it, or as an issue was made. */
struct month_order {
    const char *period_text;
    struct period period;
    int64_t batch; /* facts as known at it; 0: the newest */
    bool as_at_given;
    stamp as_at;            /* without it, as_at_text, else now */
    const char *as_at_text; /* as on the command line, where the company is; may be NULL */
    bool issue_date_given;
    day issue_date;              /* without it, issue_date_text, else today where the company is */
    const char *issue_date_text; /* may be NULL */
    const char *holidays;        /* their directory; NULL: that of the program */
    const char *program_version; /* to be named in what is written; NULL: this program's */
    bool draft;
};

/* What every calculation of a period needs, whichever partner it is for. */
struct month_setup {
    store *store; /* the caller's */
    struct store_view view;
    struct report_run run;                  /* its strings are in `strings` */
    const struct shipped_holidays *shipped; /* own_shipped, or another setup's */
    struct shipped_holidays own_shipped;
    holiday_calendar *calendar;
    struct fonts *fonts; /* own_fonts, or another setup's */
    struct fonts *own_fonts;
    GHashTable *held_rows; /* partner_id -> the first error_line that set a row of it aside */
    GArray *held;          /* struct held_row */
    GArray *rejected;      /* struct store_rejected_request (A7) */
    GArray *shared;        /* struct store_shared_account */
    GArray *sources;       /* struct store_source: every file of every batch of the period */
    bool case_data;        /* cases.csv has rows at all */
    GStringChunk *strings;
};

/* Opens a store that must be there; NULL and *error where it cannot be. */
store *month_store_open(const char *path, const char *period_text, GError **error);

/* Reads what concerns the run as a whole from an open store, which stays the caller's. `like` (may
 * be NULL): a setup that outlives this one and whose fonts and shipped holidays serve. Zero
 * *ret_setup before; clear it in any case. Then, before any partner is worked out,
 * month_setup_sessions. */
bool month_setup_begin(store *store, const struct month_order *order,
                       const struct month_setup *like, struct month_setup *ret_setup,
                       GError **error);

/* Works out the case sessions of that partner only (NULL: of all). The store keeps those of one
 * setup at a time: those of the last call. */
bool month_setup_sessions(struct month_setup *setup, const char *only_partner, GError **error);

void month_setup_clear(struct month_setup *setup);

#endif
