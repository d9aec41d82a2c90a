/* Decisions among themselves. Policy: silent. */
#include <string.h>

#include "engine/core/facts.h"

static bool same_period(const struct decision *a, const struct decision *b)
{
    return strcmp(a->partner_id, b->partner_id) == 0 &&
           day_compare(a->period.first, b->period.first) == 0;
}

/* Whether the two say different things of one subject, of which only one can count. */
static bool contradicts(const struct decision *a, const struct decision *b)
{
    switch (a->kind) {
    case DECISION_HOLD:
    case DECISION_RELEASE:
        return (b->kind == DECISION_HOLD || b->kind == DECISION_RELEASE) && same_period(a, b);
    case DECISION_SETTLED:
        return b->kind == DECISION_SETTLED && same_period(a, b);
    case DECISION_INSTALMENTS:
        return b->kind == DECISION_INSTALMENTS && strcmp(a->partner_id, b->partner_id) == 0;
    default:
        return false;
    }
}

void decisions_mark(struct decision *decisions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        decisions[i].revoked_by = decisions[i].superseded_by = "";
    }
    for (size_t later = 0; later < count; later++) {
        const struct decision *revocation = &decisions[later];
        for (size_t i = 0; revocation->kind == DECISION_REVOKE && i < later; i++) {
            if (strcmp(decisions[i].decision_id, revocation->revokes) == 0) {
                decisions[i].revoked_by = revocation->decision_id;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct decision *decision = &decisions[i];
        for (size_t later = count; later-- > i + 1 && decision->superseded_by[0] == '\0';) {
            if (decisions[later].revoked_by[0] == '\0' &&
                contradicts(decision, &decisions[later])) {
                decision->superseded_by = decisions[later].decision_id;
            }
        }
    }
}

bool decision_pays(const struct decision *decision, struct period period)
{
    return decision->kind == DECISION_PAY && day_compare(decision->period.first, period.first) == 0;
}

day decision_tax_date(const struct decision *decision)
{
    return day_compare(decision->date, DAY_UNBOUNDED_FROM) != 0 ? decision->date
                                                                : period_last(decision->period);
}

bool decision_in_force(const struct decision *decision)
{
    return decision->kind != DECISION_REVOKE && decision->revoked_by[0] == '\0' &&
           decision->superseded_by[0] == '\0';
}
