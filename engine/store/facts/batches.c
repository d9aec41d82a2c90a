#include "engine/store/facts/batches.h"

#include "engine/store/facts/query.h"

static const char DOING[] = "reading when batches were imported";

bool store_batch_at(store *store, stamp at, int64_t *ret_batch, GError **error)
{
    static const char SQL[] =
        "SELECT ifnull(max(batch), 0) FROM batches WHERE unixepoch(imported_at) <= ?6";
    const struct fact_query query = {.store = store, .doing = DOING, .number = at.utc_seconds};
    return fact_query_number(&query, SQL, ret_batch, error);
}

bool store_batch_imported(store *store, int64_t batch, bool *ret_found, stamp *ret_at,
                          GError **error)
{
    static const char SQL[] =
        "SELECT ifnull((SELECT unixepoch(imported_at) FROM batches WHERE batch = ?6), -1)";
    const struct fact_query query = {.store = store, .doing = DOING, .number = batch};
    int64_t seconds = 0;
    if (!fact_query_number(&query, SQL, &seconds, error)) {
        return false;
    }
    *ret_found = seconds >= 0;
    ret_at->utc_seconds = *ret_found ? seconds : ret_at->utc_seconds;
    return true;
}
