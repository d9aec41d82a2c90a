#ifndef ENGINE_RUN_LATE_FACTS_H
#define ENGINE_RUN_LATE_FACTS_H

#include "engine/store/issues/issues.h"
#include "reports/value/exceptions.h"

/* R1: facts that came since the last issue and are about an issued period that is too old to be worked
 * out again (BEYOND_RETRO): one exception for each partner and period. */
struct late_facts_question {
    store *store;
    const GArray *issued; /* struct period: every one with an issue before the seq */
    struct period period; /* of the run */
    int32_t retro_months;
    int64_t batch;
    int64_t before_seq;
    const char *only_partner; /* NULL: all */
};
bool late_facts_tell(const struct late_facts_question *question, exception_list *list,
                     GError **error);

#endif
