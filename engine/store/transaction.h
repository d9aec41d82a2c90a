#ifndef ENGINE_STORE_TRANSACTION_H
#define ENGINE_STORE_TRANSACTION_H

#include "engine/store/store_private.h"

/* Where several statements read one thing: taking the lock anew for each costs as much as reading,
 * and nothing may change between them. *ret_own is false within a transaction that is under way
 * (an import, an issue), which then does. */
bool transaction_read_begin(store *store, bool *ret_own, const char *doing, GError **error);
bool transaction_read_end(store *store, bool own, const char *doing, GError **error);

/* One writer: takes the write lock at once, or fails after a few seconds of waiting. */
bool transaction_write_begin(store *store, const char *doing, GError **error);
/* Where it fails, all of the transaction is rolled back. */
bool transaction_commit(store *store, const char *doing, GError **error);
/* All is as it was. Harmless where no transaction is under way. */
void transaction_rollback(store *store);

#endif
