#ifndef ENGINE_RUN_RESULTS_LANE_H
#define ENGINE_RUN_RESULTS_LANE_H

#include <glib.h>
#include <stdbool.h>

/* Reports on their way through threads, lane by lane: each lane has threads of one kind and works in the order in which
 * it is given; where one fails, all of them stop. */

/* What the lanes of one job share. */
struct lanes {
    void *job; /* what their work gets as user_data */
    GMutex mutex;
    bool failed;   /* what still comes is not worked on */
    GError *error; /* the first of theirs; the caller's */
};
void lanes_begin(struct lanes *lanes, void *job);
void lanes_end(struct lanes *lanes);
/* Whether none has failed so far. */
bool lanes_good(struct lanes *lanes);

struct lane {
    struct lanes *of;
    GThreadPool *threads; /* NULL: not open */
    GCond room;
    guint most; /* in hand at once: whoever pushes one more waits */
    guint in_hand;
};
/* work(data, job) ends with lane_done. false: the machine has no thread for it. */
bool lane_open(struct lane *lane, struct lanes *of, GFunc work, int threads, guint most,
               GError **error);
/* Waits for all that was pushed. Of one that is not open it does nothing. */
void lane_end(struct lane *lane);
/* Waits where too many are in hand already; the lane takes the data in any case. false: one has failed; stop, and end
 * the lanes. */
bool lane_push(struct lane *lane, void *data);
/* Takes the error over. */
void lane_done(struct lane *lane, bool good, GError *error);

#endif
