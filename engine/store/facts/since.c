#include "engine/store/facts/since.h"

#include "engine/store/statement.h"

static const char DOING[] = "listing what came since";

bool store_batches_since(store *store, int64_t batch, GArray *batches, GStringChunk *strings,
                         GError **error)
{
    static const char SQL[] =
        "SELECT batch, period, imported_at, (SELECT group_concat(file, ', ')"
        "  FROM (SELECT file FROM batch_files AS f WHERE f.batch = b.batch ORDER BY file))"
        " FROM batches AS b WHERE batch > ?1 ORDER BY batch";
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_integer(list, 1, batch);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const struct store_batch row = {.batch = sqlite3_column_int64(list, 0),
                                        .period = statement_string(list, 1, strings),
                                        .imported_at = statement_string(list, 2, strings),
                                        .files = statement_string(list, 3, strings)};
        g_array_append_val(batches, row);
    }
    return step == STEP_DONE;
}
