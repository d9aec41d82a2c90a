#ifndef ENGINE_STORE_FACTS_UNMARKED_H
#define ENGINE_STORE_FACTS_UNMARKED_H

#include "engine/store/store.h"

/* The partners of the period with an appointment of it (or of two days beside it) that has begun at the
 * view's as-at, was not marked, cancelled or moved by then, and may not have lapsed yet. More than wait for
 * a mark, but few more. As bytes in order, owned strings; NULL on failure. */
GPtrArray *store_unmarked_partners(store *store, const struct store_view *view, GError **error);

#endif
