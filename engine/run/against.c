#include "engine/run/against.h"

#include "engine/core/money.h"
#include "engine/store/proof/proof.h"

bool against_take(const struct against *against, const struct issued_month *state, GError **error)
{
    g_autoptr(store_issued_month) frozen = NULL;
    if (!store_issued_month_load(against->store, state->period, state->partner_id,
                                 against->head->seq + 1, true, &frozen, error)) {
        return false;
    }
    const bool is_of_issue = frozen && frozen->seq == against->head->seq;
    g_autofree char *difference = month_difference(is_of_issue ? &frozen->month : NULL, state,
                                                   against->head->program_version);
    if (difference) {
        finding_add(against->findings, "%s computed again: %s", against->name, difference);
    }
    g_hash_table_add(against->computed, g_strdup(state->partner_id));
    return true;
}

bool against_missing(const struct against *against, GError **error)
{
    const struct issue_head *head = against->head;
    g_autoptr(GPtrArray) ids =
        store_issued_partner_ids(against->store, head->period, head->seq + 1, false, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        const char *partner_id = g_ptr_array_index(ids, i);
        g_autoptr(store_issued_month) frozen = NULL;
        if (g_hash_table_contains(against->computed, partner_id)) {
            continue;
        }
        if (!store_issued_month_load(against->store, head->period, partner_id, head->seq + 1, false,
                                     &frozen, error)) {
            return false;
        }
        if (frozen && frozen->seq == head->seq) {
            finding_add(against->findings, "%s computed again: %s is frozen, but is not computed",
                        against->name, partner_id);
        }
    }
    return ids != NULL;
}
