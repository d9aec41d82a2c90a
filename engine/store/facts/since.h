#ifndef ENGINE_STORE_FACTS_SINCE_H
#define ENGINE_STORE_FACTS_SINCE_H

#include "engine/store/store.h"

/* Issues and voids after a seq, in order: "issue 2 of 2026-09", "void of RCTI-202609-P0001"; array
 * of const char *, strings in `strings`. */
bool store_links_since(store *store, int64_t seq, GPtrArray *names, GStringChunk *strings,
                       GError **error);

#endif
