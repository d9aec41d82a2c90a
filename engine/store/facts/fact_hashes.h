#ifndef ENGINE_STORE_FACTS_FACT_HASHES_H
#define ENGINE_STORE_FACTS_FACT_HASHES_H

#include "engine/store/issues/issue_private.h"
#include "engine/store/rows.h"

/* What is hashed of a batch: the facts of each input file, the rows set aside, and what was
 * recorded of the import itself. */
enum { HASHED_HELD_ROWS = INPUT_FILE_COUNT, HASHED_BATCHES, HASHED_FILE_COUNT };
const char *hashed_file_name(int file);

/* The hashes of batches first to last, in order (char *, owned by the array): of the rows that each
 * brought and those that it retired. One pass over the table. NULL on failure. */
GPtrArray *fact_hashes_compute(store *store, int file, int64_t first, int64_t last, GError **error);

/* One hash over those that are kept of all batches up to this one. */
bool fact_hashes_join(store *store, int64_t batch, char ret_sha256[SHA256_TEXT_SIZE],
                      GError **error);

#endif
