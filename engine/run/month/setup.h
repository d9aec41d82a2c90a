#ifndef ENGINE_RUN_MONTH_SETUP_H
#define ENGINE_RUN_MONTH_SETUP_H

#include <glib.h>

#include "engine/run/month/company.h"
#include "engine/store/facts/sessions.h"
#include "holidays/calendar.h"

/* ---- errors ---- */

/* Why a command does not do what it was asked. Errors of other domains are the machine's, but for
 * STORE_ERROR_REFUSED (wrong usage) and DIRECT_ENTRY_ERROR (input). Nothing here prints. */
#define RUN_ERROR run_error_quark()
GQuark run_error_quark(void);

enum run_error {
    RUN_ERROR_HELD,    /* every partner is */
    RUN_ERROR_USAGE,   /* the command line asks for what cannot be */
    RUN_ERROR_ISSUES,  /* the data are wrong; the message is a line a cause, each with its places */
    RUN_ERROR_REFUSED, /* a gate: what was reviewed is not what is there now */
    RUN_ERROR_DEFECT,  /* the program's own sums disagree */
    RUN_ERROR_OLDER    /* the store is not all that it was, or not the one that is meant */
};

/* Sets the error; false, to be returned at once. */
bool run_error_set(GError **error, enum run_error code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* true where there are no issues; else RUN_ERROR_ISSUES with their text by cause (issues_text). */
bool run_issues_check(struct issues *issues, const char *consequence, GError **error);

/* Who runs the program, by the system's name; the caller frees. NULL where it knows none. */
char *run_login(GError **error);

/* ---- progress ---- */

/* Told what is worked on, how many of all are done, and the time left; below zero: it is over, and
 * nothing of it is to be seen any more. Called by whichever thread works, never by two at once. */
typedef void (*progress_watcher)(const char *what, int64_t done, int64_t all, int64_t left_seconds);

/* One long piece of work. */
struct progress {
    progress_watcher watcher; /* NULL: nobody watches */
    const char *what;
    int64_t all;
    int64_t started_us;
    int64_t told_us; /* 0: not yet */
};

struct progress progress_start(const char *what, int64_t all, progress_watcher watcher);
/* Tells the watcher, ten times a second at most. */
void progress_tell(struct progress *progress, int64_t done);
void progress_end(struct progress *progress);

/* ---- holidays ---- */

/* The holidays of the installed program, or of --holidays DIR, as rows. Zero it before use. */
struct shipped_holidays {
    GArray *areas;      /* struct area_row */
    GArray *holidays;   /* struct holiday */
    GPtrArray *sources; /* struct holiday_source */
    GStringChunk *strings;
};

/* Where they are: `directory`, for NULL what RCTI_HOLIDAYS names, without that the program's own (data.h). The
 * caller frees. */
char *shipped_holidays_directory(const char *directory);

/* directory: as above. What is wrong with the rows goes to issues; false and *error where they cannot
 * be read. */
bool shipped_holidays_read(const char *directory, struct issues *issues,
                           struct shipped_holidays *ret_shipped, GError **error);
typedef struct shipped_holidays shipped_holidays;
void shipped_holidays_clear(shipped_holidays *shipped);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(shipped_holidays, shipped_holidays_clear)

/* The areas of a period. Zero it before use. */
struct period_areas {
    GArray *rows; /* struct area_row: those of the program, then those of the period's areas.csv */
    guint shipped_count;  /* of the program */
    GHashTable *ever_own; /* the ids that areas.csv of any period ever had */
};
/* Strings are put into `strings`, which must outlive them. */
bool period_areas_load(store *store, const struct store_view *view,
                       const struct shipped_holidays *shipped, GStringChunk *strings,
                       struct period_areas *ret_areas, GError **error);
typedef struct period_areas period_areas;
void period_areas_clear(period_areas *areas);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(period_areas, period_areas_clear)

/* The calendar of the shipped rows, of `newer` (the input's) and of those `stored` rows whose date,
 * area and name neither has: what came with an earlier import gives way to them. GArrays of struct
 * holiday, or NULL. `areas`: those of the tree, in place of areas->rows where that is not NULL; stored
 * days of an area that just another period's areas.csv has are left out. What is wrong with the tree or a
 * target goes to issues. */
holiday_calendar *holiday_setup_calendar(const struct shipped_holidays *shipped,
                                         const struct period_areas *areas, const GArray *tree,
                                         const GArray *stored, const GArray *newer,
                                         struct issues *issues);

/* ---- a period ---- */

/* Which calculation of a period: as a command line asks for it, or as an issue was made. */
struct month_order {
    struct period period;
    int64_t batch;          /* facts as known at it; 0: the newest */
    const stamp *as_at;     /* NULL: now */
    const day *issue_date;  /* NULL: today where the company is */
    const char *as_at_text; /* instead of as_at: as on the command line, where the company is */
    const char *issue_date_text;          /* likewise; NULL: not given */
    const day *payment_date;              /* NULL: none is named */
    enum payment_date_by payment_date_by; /* of payment_date: who named it */
    const char *payment_date_text; /* instead of payment_date: as on the command line, of a draft */
    const char *holidays;          /* their directory; NULL: that of the program */
    const char *program_version;   /* to be named in what is written; NULL: this program's */
    bool draft;
    /* For one partner alone: what only a run of all has (the names of others, the files, what concerns
     * nobody's hours) is not read. NULL: for all. */
    const char *only_partner;
    /* Of a whole run (run.h): */
    int64_t before_seq;       /* ISSUED_NOW, or an issue's own: what was issued before it counts */
    int jobs;                 /* how many partners of an earlier period at once; 0 is 1 */
    bool all_again;           /* work everybody's earlier months out, whatever changed */
    progress_watcher watcher; /* of the earlier periods; NULL: nobody */
};

/* --payment-date, up to the last year that the bank's file can say; else RUN_ERROR_USAGE. */
bool payment_date_read(const char *text, day *ret_date, GError **error);

/* The order's issue date, else today, where the company of its period is. */
bool month_order_today(store *store, const struct month_order *order, day *ret_today,
                       GError **error);

/* What every calculation of a period needs, whichever partner it is for. */
struct month_setup {
    store *store; /* the caller's */
    struct store_view view;
    struct report_run run; /* its strings are in `strings` */
    struct company_settings company;
    bool borrows; /* the next two are another setup's */
    struct shipped_holidays shipped;
    struct fonts *fonts;
    holiday_calendar *calendar;
    GHashTable *held_rows;    /* partner_id -> the first error_line that set a row of it aside */
    const char *only_partner; /* the order's */
    GHashTable *names;        /* partner_id -> legal name, of whoever was ever in partners.csv */
    GArray *held;             /* struct held_row */
    GArray *rejected;         /* struct extra_request (A7) */
    struct period_areas areas;
    GArray *reanchored; /* struct store_reanchored (S1) */
    GArray *sources;    /* struct store_source: every file of every batch of the period */
    bool case_data;     /* cases.csv has rows at all */
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

/* Works out the case sessions of that partner only (NULL: of all), as of the order's for one. The
 * store keeps those of one setup at a time: those of the last call. */
bool month_setup_sessions(struct month_setup *setup, const char *only_partner, GError **error);

typedef struct month_setup month_setup;
void month_setup_clear(month_setup *setup);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(month_setup, month_setup_clear)

#endif
