#ifndef ENGINE_STORE_ROW_HASH_H
#define ENGINE_STORE_ROW_HASH_H

#include "engine/store/statement.h"

/* SHA-256 over rows, in the order in which they are given: each value with its type and length, so
 * that no two lists of rows have the same bytes. */

/* Puts the row's columns from `first` on in place of what is in `row_bytes`. */
void row_bytes_fill(GString *row_bytes, sqlite3_stmt *row, int first);
void row_bytes_hash(const GString *row_bytes, GChecksum *checksum);

#endif
