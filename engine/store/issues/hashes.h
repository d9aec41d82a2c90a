#ifndef ENGINE_STORE_ISSUES_HASHES_H
#define ENGINE_STORE_ISSUES_HASHES_H

#include "engine/store/issues/seal.h"
#include "engine/store/tables.h"

/* SHA-256 over rows: each value with its type and length, so that no two lists of rows have the same
 * bytes. */

/* ---- the facts that were issued from ---- */

/* What is hashed of a batch: the facts of each input file, the rows set aside, and what was
 * recorded of the import itself. */
enum { HASHED_HELD_ROWS = FACT_HELD_ROWS, HASHED_BATCHES, HASHED_FILE_COUNT };
const char *hashed_file_name(int file);

/* The hashes of batches first to last, in order (char *, owned by the array): of the rows that each
 * brought and those that it retired. One pass over the table. NULL on failure. */
GPtrArray *fact_hashes_compute(store *store, int file, int64_t first, int64_t last, GError **error);
/* Keeps those of the batches up to this one that are not kept yet. */
bool fact_hashes_insert(store *store, int64_t batch, GError **error);
/* One hash over those that are kept of all batches up to this one. */
bool fact_hashes_join(store *store, int64_t batch, char ret_sha256[SHA256_TEXT_SIZE],
                      GError **error);

/* ---- the rows that an issue froze ---- */

enum { ISSUE_FROZEN_COUNT = 9 };
struct issue_frozen {
    const char *table;
    char sha256[SHA256_TEXT_SIZE];
};
/* In the order of the tables in the manifest. */
bool frozen_hashes_compute(store *store, int64_t seq,
                           struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error);
/* Computes and keeps them. */
bool frozen_hashes_insert(store *store, int64_t seq,
                          struct issue_frozen ret_frozen[ISSUE_FROZEN_COUNT], GError **error);

#endif
