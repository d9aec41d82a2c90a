#ifndef ENGINE_RUN_REGISTER_NUMBERS_H
#define ENGINE_RUN_REGISTER_NUMBERS_H

#include "engine/store/issues/registered.h"

/* The row of numbers: of a partner's month the first document is RCTI-202609-P0001 or RCI-…, what takes a void one's
 * place …-R1, …-R2, and its notes are RCAN-202609-P0001-1, …-2, of either kind. Appends a sentence (char *, owned)
 * for each number that has no place in it or is missing before one that is there. */
bool numbers_check(store *store, int64_t before_seq, GPtrArray *findings, GError **error);

#endif
