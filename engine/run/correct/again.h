#ifndef ENGINE_RUN_CORRECT_AGAIN_H
#define ENGINE_RUN_CORRECT_AGAIN_H

#include "engine/run/month/setup.h"

/* Whom an issued month is worked out again for (R1). What it comes to rests on facts, holidays, settings, the
 * program and the as-at; where an earlier issue's true-up looked at it and nothing of these has changed
 * since, it comes to the same, and is passed by. Each issue keeps whom it left (struct issued_true_up):
 * whose deadlines had not passed, and whoever was held. */

/* Which program that was: a hash of the sources that facts are read, judged and issued by. */
extern const char again_judged_by[];

struct again_question {
    const struct month_setup *setup; /* the run's; the batch, as-at and holidays are its */
    struct period period;            /* the earlier one */
    int64_t before_seq;
};
/* The partner ids (owned); NULL in ret_ids: everybody, for no issue has looked, or by another program, other
 * holidays or a later as-at, or what is everybody's has changed. */
bool again_find(const struct again_question *question, GHashTable **ret_ids, GError **error);

#endif
