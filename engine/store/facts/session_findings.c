#include "engine/store/facts/session_findings.h"

#include <stdint.h>

/* The bits of the word; the verdict is above them. */
enum { BOOKED_BEFORE_OUTCOME = 1, CASE_OLDER = 2, VERDICT_SHIFT = 2 };

GHashTable *session_findings_new(void)
{
    return g_hash_table_new(g_direct_hash, g_direct_equal);
}

void session_finding_keep(GHashTable *findings, int64_t row, const struct session_finding *finding)
{
    guint word = (guint)finding->verdict << VERDICT_SHIFT;
    word |= finding->booked_before_outcome ? BOOKED_BEFORE_OUTCOME : 0;
    word |= finding->case_older_than_12_months ? CASE_OLDER : 0;
    g_hash_table_insert(findings, (gpointer)(intptr_t)row, GUINT_TO_POINTER(word));
}

struct session_finding session_finding_get(GHashTable *findings, int64_t row)
{
    gpointer found = NULL;
    if (!g_hash_table_lookup_extended(findings, (gconstpointer)(intptr_t)row, NULL, &found)) {
        return (struct session_finding){.verdict = SESSION_CASE_UNKNOWN};
    }
    guint word = GPOINTER_TO_UINT(found);
    return (struct session_finding){
        .verdict = (enum session_verdict)(word >> VERDICT_SHIFT),
        .booked_before_outcome = (word & BOOKED_BEFORE_OUTCOME) != 0,
        .case_older_than_12_months = (word & CASE_OLDER) != 0,
    };
}
