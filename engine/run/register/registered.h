#ifndef ENGINE_RUN_REGISTER_REGISTERED_H
#define ENGINE_RUN_REGISTER_REGISTERED_H

#include "engine/run/decide/approval.h"
#include "engine/run/issue_papers.h"
#include "reports/value/registered.h"

/* The register of documents (delivery.md section 3): put together from what was issued, decided and delivered,
 * as it was before a seq. */

/* An issue that is being made: its own rows come from what it leaves. */
struct registered_issue {
    const month_run *run;
    const struct issue_papers *papers; /* written */
    const struct approval *approval;
};

struct registered_order {
    store *store;
    int64_t before_seq;
    int64_t batch; /* by whose facts decisions and names are known */
    day from;      /* DAY_UNBOUNDED_FROM and _TO: all */
    day to;
    const char *abn;                      /* of one supplier; NULL: of all */
    const struct registered_issue *issue; /* NULL: none is being made */
};
/* Of all there is, what does not hold is among its findings: a gap in the row of numbers that nothing explains, a
 * document whose bill is missing or of another amount, a bill of no document. The caller frees. NULL on failure. */
registered_list *registered_find(const struct registered_order *order, GError **error);

#endif
