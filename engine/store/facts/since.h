#ifndef ENGINE_STORE_FACTS_SINCE_H
#define ENGINE_STORE_FACTS_SINCE_H

#include "engine/store/store.h"

/* What came into the store after something else. Strings in `strings`, never NULL. */

/* One import. */
struct store_batch {
    int64_t batch;
    const char *period;      /* "2026-09" */
    const char *files;       /* joined by ", ", as bytes in order */
    const char *imported_at; /* UTC, the clock's */
};
/* Those after a batch, in order: array of struct store_batch. */
bool store_batches_since(store *store, int64_t batch, GArray *batches, GStringChunk *strings,
                         GError **error);

#endif
