#ifndef ENGINE_RUN_DISPUTES_RERUN_H
#define ENGINE_RUN_DISPUTES_RERUN_H

#include "engine/run/correct/month_change.h"

/* One partner's month worked out again, and what it differs in from what was issued: first by the facts (and
 * the time) that it is judged by, then by each setting that is tried. Writes nothing. */

/* One way to judge the month. */
struct rerun_stage {
    const char *setting;      /* "completion_days=6"; NULL of the first, which tries none */
    partner_report *report;   /* as it comes out */
    paid_month hours;         /* points into it */
    enum month_status status; /* of it: whether it could be issued so */
    month_change
        *change; /* from what came before: what was issued, or the stage before; NULL of the
                               * first where nothing was issued */
};

typedef struct month_rerun {
    const struct store_issued_month *issued; /* the caller's; NULL: nothing is issued */
    paid_month issued_hours;
    GArray *stages;    /* struct rerun_stage, at least one */
    GArray *decisions; /* struct decision: the partner's, of all that are known now */
    struct partner_month *month;
    struct line_sum
        difference; /* of the last stage and what was issued; where nothing was, of the last
                                 * and the first */
} month_rerun;

/* The setup has its view, and no settings tried; its policy is afterwards that of the last stage. issued: with
 * verdicts, or NULL; it outlives the rerun, as the setup does. settings: KEY=VALUE each, or NULL.
 * beside_roster: as for partner_month_compute. NULL and *error where a setting is none, or the machine fails. */
month_rerun *month_rerun_new(struct month_setup *setup, const char *partner_id, bool beside_roster,
                             const struct store_issued_month *issued, char *const *settings,
                             GError **error);
void month_rerun_free(month_rerun *rerun);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(month_rerun, month_rerun_free)

/* --as-of BATCH|INSTANT: what was known at a batch, judged as at its import, or at an instant (local to
 * `timezone` unless it says its offset), judged as at that. RUN_ERROR_USAGE where that is no batch of the
 * store, or nothing of the period was known then. */
bool rerun_moment_read(store *store, struct period period, const char *text, const char *timezone,
                       int64_t *ret_batch, stamp *ret_as_at, GError **error);

#endif
