#include "engine/store/facts/in_force.h"

#include "engine/store/statement.h"
#include "engine/store/tables.h"

static const char DOING[] = "looking up the files in force";

bool in_force_load(store *store, const struct store_view *view, struct in_force *ret_in_force,
                   GError **error)
{
    static const char SQL[] = "SELECT file, max(batch) FROM batches JOIN batch_files USING (batch)"
                              " WHERE period = ?1 AND batch <= ?2 GROUP BY file";
    char period[PERIOD_TEXT_SIZE];
    store_period_text(view->period, period);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, period);
    statement_bind_integer(list, 2, view->batch);
    struct in_force found = {{0}};
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int file = words_find(words_input_file, statement_text(list, 0));
        if (file < 0) {
            return statement_damaged(store, "batch_files", error);
        }
        found.batches[file] = sqlite3_column_int64(list, 1);
    }
    *ret_in_force = found;
    return step == STEP_DONE;
}

struct fact_source in_force_source(const struct in_force *in_force, enum input_file file,
                                   uint32_t line, int64_t known_from)
{
    return (struct fact_source){
        .file = words_input_file[file],
        .line = line,
        .earlier_batch = known_from == in_force->batches[file] ? 0 : known_from,
    };
}
