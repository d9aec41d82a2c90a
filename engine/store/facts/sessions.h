#ifndef ENGINE_STORE_FACTS_SESSIONS_H
#define ENGINE_STORE_FACTS_SESSIONS_H

#include "engine/core/facts.h"
#include "engine/store/store.h"

/* A6 and A7, the pass over all partners: finds the session verdict of each appointment that starts
 * from two days before the period to two days after it and has a known case, and keeps it in
 * memory for store_partner_load, in place of what the last call found. So it comes before the
 * loading, with the same view. partner_id: only the cases of that partner (NULL: all). Requests
 * for extra sessions of those cases that A7 rejects for asking for too many (approved ones only)
 * are appended to `rejected` (array of struct extra_request), each once, in order of request_id.
 * ret_any_case: whether any case is known at all. */
bool store_sessions_find(store *store, const struct store_view *view, const struct policy *policy,
                         store_zone_clock zone_clock, const char *partner_id, GArray *rejected,
                         GStringChunk *strings, bool *ret_any_case, GError **error);

/* What was found of the appointment of that row. SESSION_CASE_UNKNOWN where nothing was: only
 * appointments of known cases are. */
struct session_finding store_session_finding(const store *store, int64_t row);

#endif
