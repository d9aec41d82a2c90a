#include "engine/store/transaction.h"

#include "engine/core/money.h"
#include "engine/store/statement.h"

static bool lease_run(store *store, const char *sql, const char *doing, GError **error)
{
    g_autoptr(statement_lease) run = statement_borrow(store, sql, doing, error);
    return run != NULL && statement_execute(store, run, doing, error);
}

bool transaction_read_begin(store *store, bool *ret_own, const char *doing, GError **error)
{
    static const char BEGIN[] = "BEGIN";
    bool own = sqlite3_get_autocommit(store->db) != 0;
    if (own && !lease_run(store, BEGIN, doing, error)) {
        return false;
    }
    *ret_own = own;
    return true;
}

bool transaction_read_end(store *store, bool own, const char *doing, GError **error)
{
    static const char END[] = "END";
    return !own || lease_run(store, END, doing, error);
}

bool transaction_write_begin(store *store, const char *doing, GError **error)
{
    CHECK(sqlite3_get_autocommit(store->db) != 0);
    return statement_run(store, "BEGIN IMMEDIATE", doing, error);
}

bool transaction_commit(store *store, const char *doing, GError **error)
{
    if (statement_run(store, "COMMIT", doing, error)) {
        return true;
    }
    transaction_rollback(store);
    return false;
}

void transaction_rollback(store *store)
{
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}
