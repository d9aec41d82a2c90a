#ifndef ENGINE_STORE_FACTS_BATCHES_H
#define ENGINE_STORE_FACTS_BATCHES_H

#include "engine/store/store.h"

/* When what is known became known. */

/* The newest batch that was imported at the instant or before it; 0: there was none yet. */
bool store_batch_at(store *store, stamp at, int64_t *ret_batch, GError **error);
/* When a batch was imported; false in ret_found where there is no such batch. */
bool store_batch_imported(store *store, int64_t batch, bool *ret_found, stamp *ret_at,
                          GError **error);

#endif
