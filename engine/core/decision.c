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

/* Of those that say something of the subject, the last that was not ended counts. */
static void subject_mark(struct decision *decisions, size_t count, const struct decision *of)
{
    const char *counting = "";
    for (size_t i = count; i-- > 0;) {
        if (!contradicts(of, &decisions[i])) {
            continue;
        }
        decisions[i].superseded_by = counting;
        if (counting[0] == '\0' && decisions[i].revoked_by[0] == '\0') {
            counting = decisions[i].decision_id;
        }
    }
}

void decisions_mark_last(struct decision *decisions, size_t count)
{
    struct decision *last = &decisions[count - 1];
    last->revoked_by = last->superseded_by = "";
    if (last->kind != DECISION_REVOKE) {
        if (contradicts(last, last)) {
            subject_mark(decisions, count, last);
        }
        return;
    }
    for (size_t i = 0; i < count - 1; i++) {
        if (strcmp(decisions[i].decision_id, last->revokes) == 0) {
            decisions[i].revoked_by = last->decision_id;
            subject_mark(decisions, count, &decisions[i]);
        }
    }
}

void decisions_mark(struct decision *decisions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        decisions_mark_last(decisions, i + 1);
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
