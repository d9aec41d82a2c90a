#ifndef ENGINE_STORE_ISSUES_ISSUE_HASHES_H
#define ENGINE_STORE_ISSUES_ISSUE_HASHES_H

#include "engine/store/issues/issue_private.h"

/* The rows that an issue froze, table by table. */
enum { FROZEN_TABLE_COUNT = ISSUE_FROZEN_COUNT };
const char *frozen_table_name(int table);
bool frozen_table_hash(store *store, int table, int64_t seq, char ret_sha256[SHA256_TEXT_SIZE],
                       GError **error);

#endif
