#ifndef ENGINE_RUN_CORRECT_CORRECT_H
#define ENGINE_RUN_CORRECT_CORRECT_H

#include "engine/run/month/month.h"
#include "engine/store/facts/changes.h"
#include "reports/value/partner_report.h"

/* R1 and R2 of one partner: the issued periods before a run's, worked out again. */

/* On which days a supplier may be issued documents with GST, as a row of partners.csv says. */
struct supplier_standing {
    struct day_range gst;
    struct day_range agreement;
    day covers_from; /* the first supply that the agreement covers */
};
struct supplier_standing supplier_standing_of(const struct partner_row *row);

/* What a run changes in an earlier period. */
struct moved_month {
    const struct report_run *run;         /* of that period */
    struct adjustment_report *adjustment; /* of what was issued; or NULL */
    /* The month as it is now. Without an adjustment it is what never was, or takes a voided one's
     * place. */
    struct partner_report *report;
    bool late;          /* that has a document */
    bool waits;         /* a document that nobody may be issued now: not in this run */
    struct line *lines; /* an adjusted state's own; or NULL */
    struct supplier_standing standing; /* as that period knows it */
    struct issued_month after;         /* the new state: points into the report and the lines */
    money change;                      /* of the position, GST included */
};

/* Why the partner is held in the run: TAXABILITY_CHANGED, or what an earlier period lacks. Or, of
 * another severity, what holds nobody: ADJUSTMENT_WAITS. */
struct moved_hold {
    enum exception_code code;
    char *detail;
};

/* What is found of one partner, by period. */
struct partner_true_up {
    GPtrArray *months; /* struct moved_month */
    GArray *holds;     /* struct moved_hold */
};

/* partner_id -> struct partner_true_up: what true_up_partner fills. */
GHashTable *true_up_found_new(void);
/* Adds what was found of a later period; `more` is empty then. */
void true_up_found_join(GHashTable *found, GHashTable *more);

/* One earlier period; the setup's sessions are worked out. Threads may have one each, with a setup whose store,
 * rejected and strings are their own, and share the rest. */
struct true_up {
    const struct month_setup *setup;
    const struct report_run *run; /* lives as long as what is found */
    int64_t before_seq;
    const GArray *decisions;     /* struct decision: all that are known */
    struct partner_month *month; /* buffers */
    GHashTable *found;
};
/* *ret_settled: nothing was found, and without another fact nothing ever will be. */
bool true_up_partner(const struct true_up *true_up, const char *partner_id, bool *ret_settled,
                     GError **error);

/* Whom a period concerns: those of its roster and those with a state in it before the seq. As bytes
 * in order; NULL and *error where they cannot be read. */
GPtrArray *true_up_partner_ids(const struct month_setup *setup, int64_t before_seq, GError **error);

/* Whether ids in that order have one. */
bool partner_ids_have(const GPtrArray *ids, const char *id);

/* What a report has of the state of its period before it (NULL: there is none): where documents were
 * voided its number's end, RCTI-202609-P0001-R1, and where the state is open what it takes the place of. */
void report_follow(struct partner_report *report, const struct store_issued_month *before);

/* D6: what a month comes to now, beyond what was issued of it (`before`; NULL: nothing), where that is not what the
 * partner's month was settled at; NULL: it is. The caller frees. */
char *settled_difference(const struct month_result *result, const struct store_issued_month *before,
                         const struct decision *settled);

/* R6: what takes the voided document back that a period stands open by (`before`, with verdicts), nothing
 * being due in its place; the period is the one that `month` was worked out of, and `now` came of it. The
 * caller's; NULL in ret_adjustment where it came to nothing. */
bool take_back_make(store *store, const struct store_issued_month *before,
                    const struct partner_month *month, const struct report_run *run,
                    const struct partner_report *now, struct adjustment_report **ret_adjustment,
                    GError **error);

#endif
