#ifndef ENGINE_RUN_RUN_H
#define ENGINE_RUN_RUN_H

#include "engine/run/before.h"
#include "engine/run/setup.h"
#include "reports/value/exceptions.h"

/* The one calculation behind run, issue, verify and rerun: who is in a period's run, what each is due
 * of it, what moved in the issued periods before it (R1, R2), and what is then paid or carried (R5).
 *
 * In it are the partners of the period's roster and those with a voided document, less those whose
 * period is closed (issued or nil), and whoever else is owed something of an earlier period. Earlier
 * periods are worked out again one at a time; only what moved is kept of them. */
typedef struct month_run month_run;

struct month_run_order {
    struct month_order month;
    int64_t before_seq;       /* ISSUED_NOW, or an issue's own: what was issued before it counts */
    progress_watcher watcher; /* of the earlier periods; NULL: nobody */
};

/* Works out the earlier periods. The store stays the caller's and must outlive the run; nothing is
 * written to it. NULL and *error where it cannot be. */
month_run *month_run_open(store *store, const struct month_run_order *order, GError **error);
void month_run_free(month_run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(month_run, month_run_free)

/* Of the period. Reports point into it and into the run. */
const struct month_setup *month_run_setup(const month_run *run);
/* How many partners month_run_next will give. 0: the period is issued and nothing is left. */
size_t month_run_partner_count(const month_run *run);
/* How many there should be, counted apart: by the database, and the partners beside the roster. */
bool month_run_partners_in(const month_run *run, int64_t *ret_count, GError **error);
/* How many partners of the roster were left out because their period is closed. */
int64_t month_run_closed_count(const month_run *run);

struct month_run_partner {
    /* Complete: adjustments, late documents, payment, carried, replaces, hold, exceptions, numbers
     * (unless a draft) and issue_hash. The caller's. NULL after the last partner. */
    struct partner_report *report;
    /* What an issue freezes: the new state of each period of the partner that changes, the run's
     * own first, then by period; none where the partner is held. issue_hash is "" in earlier
     * periods; number is "" on a draft. Valid until the next call, and as long as the report. */
    const struct issued_month *states;
    size_t state_count;
};

/* The next partner, in order of partner_id as bytes. */
bool month_run_next(month_run *run, struct month_run_partner *ret_partner, GError **error);

/* Exceptions of the run as a whole that come of what was issued: BEYOND_RETRO. */
bool month_run_exceptions(const month_run *run, exception_list *list, GError **error);

/* After the last partner: the month before, for the workbook's closing. Without partners to compare
 * found is false. */
bool month_run_before(month_run *run, const struct month_before **ret_before, GError **error);

#endif
