#ifndef ENGINE_RUN_CORRECT_EARLIER_H
#define ENGINE_RUN_CORRECT_EARLIER_H

#include "engine/run/correct/correct.h"

/* The issued periods before a run's own, oldest first, worked out again for whom it has to be (R1, R2): the partners
 * of each on as many threads as the order has jobs, each with a connection of its own. What is found is put
 * together in the order of the ids, so that it is the same for any number. */

/* The parts of a run (run.h) that it takes, and those that it fills. */
struct earlier {
    const struct month_order *order;
    const struct month_setup *setup;
    const GPtrArray *closed;     /* whose period is closed: of them nothing is worked out */
    const GArray *decisions;     /* struct decision: all that are known */
    struct partner_month *month; /* buffers */
    GArray *issued;              /* struct period: every one with an issue */
    GPtrArray *runs;             /* struct report_run of each that was worked out */
    GHashTable *moved;
    GArray *true_ups;
};

bool earlier_periods(const struct earlier *earlier, GError **error);

/* Leaves a partner's period to be worked out again by the next run; "" for partner_id: the period as a whole. A
 * run in which somebody's period is closed looks at some alone, and says nothing. */
void true_up_left(const struct earlier *earlier, struct period period, const char *partner_id);

#endif
