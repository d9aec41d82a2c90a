#ifndef ENGINE_STORE_FACTS_SESSION_FINDINGS_H
#define ENGINE_STORE_FACTS_SESSION_FINDINGS_H

#include <glib.h>

#include "engine/core/facts.h"

/* What the pass over the cases found, by the row of the appointment: in memory, in a word each,
 * because a month has many and only the loading of partners asks for them. */
GHashTable *session_findings_new(void);
void session_finding_keep(GHashTable *findings, int64_t row, const struct session_finding *finding);
/* SESSION_CASE_UNKNOWN where nothing was found: only appointments of known cases are. */
struct session_finding session_finding_get(GHashTable *findings, int64_t row);

#endif
