#include "engine/store/facts/query.h"

#include <string.h>

struct fact_query fact_query_of(store *store, const struct store_view *view, const char *doing)
{
    struct fact_query query = {.store = store, .doing = doing, .batch = view->batch};
    store_period_text(view->period, query.period);
    return query;
}

static void parameters_bind(const struct fact_query *query, sqlite3_stmt *statement)
{
    const int count = sqlite3_bind_parameter_count(statement);
    const int64_t numbers[] = {query->window.start.utc_minutes, query->window.end.utc_minutes,
                               query->number};
    if (count >= 1) {
        statement_bind_kept(statement, 1, query->period);
    }
    if (count >= 2) {
        statement_bind_integer(statement, 2, query->batch);
    }
    if (count >= 3) {
        statement_bind_kept(statement, 3, query->partner_id);
    }
    for (int i = 0; i < (int)G_N_ELEMENTS(numbers) && i + 4 <= count; i++) {
        statement_bind_integer(statement, i + 4, numbers[i]);
    }
}

statement_lease *fact_query_borrow(const struct fact_query *query, const char *sql, GError **error)
{
    statement_lease *lease = statement_borrow(query->store, sql, query->doing, error);
    if (lease) {
        parameters_bind(query, lease);
    }
    return lease;
}

bool fact_query_number(const struct fact_query *query, const char *sql, int64_t *ret_number,
                       GError **error)
{
    g_autoptr(statement_lease) read = fact_query_borrow(query, sql, error);
    if (!read || statement_next(query->store, read, query->doing, error) != STEP_ROW) {
        return false;
    }
    *ret_number = sqlite3_column_int64(read, 0);
    return true;
}

bool fact_query_in_force(struct fact_query *query, GError **error)
{
    static const char SQL[] = "SELECT file, max(batch) FROM batches JOIN batch_files USING (batch)"
                              " WHERE period = ?1 AND batch <= ?2 GROUP BY file";
    struct store_in_force *found = &query->store->in_force;
    if (found->batch == query->batch && g_str_equal(found->period, query->period)) {
        memcpy(query->in_force, found->batches, sizeof query->in_force);
        return true;
    }
    g_autoptr(statement_lease) list = fact_query_borrow(query, SQL, error);
    if (!list) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(query->store, list, query->doing, error)) == STEP_ROW) {
        int file = words_find(words_input_file, statement_text(list, 0));
        if (file < 0) {
            return statement_damaged(query->store, "batch_files", error);
        }
        query->in_force[file] = sqlite3_column_int64(list, 1);
    }
    if (step == STEP_DONE && !query->store->import) {
        found->batch = query->batch;
        memcpy(found->period, query->period, sizeof found->period);
        memcpy(found->batches, query->in_force, sizeof found->batches);
    }
    return step == STEP_DONE;
}

/* ---- whole rows --------------------------------------------------------------------------------- */

statement_lease *fact_query_select(const struct fact_query *query,
                                   const struct fact_selection *selection, GError **error)
{
    statement_lease *lease = statement_kept(query->store, selection);
    if (!lease) {
        g_autofree char *text = g_strconcat("SELECT {t.all}, t.line, t.known_from", selection->more,
                                            " FROM {table} AS t", selection->tail, NULL);
        lease = statement_keep(query->store, selection, fact_sql(selection->file, text),
                               query->doing, error);
    }
    if (lease) {
        parameters_bind(query, lease);
    }
    return lease;
}

bool fact_query_read(const struct fact_query *query, enum input_file file, sqlite3_stmt *rows,
                     void *ret_row, GStringChunk *strings, GError **error)
{
    const struct fact_table *table = &fact_tables[file];
    const int line = (int)table->table.column_count;
    const int64_t known_from = sqlite3_column_int64(rows, line + 1);
    struct fact_source *source = (void *)((char *)ret_row + table->source);
    *source = (struct fact_source){
        .file = words_input_file[file],
        .line = statement_line(rows, line),
        .earlier_batch = known_from == query->in_force[file] ? 0 : known_from,
    };
    return columns_read(query->store, rows, 0, &table->table, ret_row, strings, error);
}

int fact_query_more(enum input_file file)
{
    return (int)fact_tables[file].table.column_count + 2;
}

bool fact_query_append(const struct fact_query *query, const struct fact_selection *selection,
                       GArray *rows, GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = fact_query_select(query, selection, error);
    if (!list) {
        return false;
    }
    const guint before = rows->len;
    const size_t size = fact_tables[selection->file].size;
    enum statement_step step;
    while ((step = statement_next(query->store, list, query->doing, error)) == STEP_ROW) {
        g_array_set_size(rows, rows->len + 1);
        void *row = rows->data + (rows->len - 1) * size;
        memset(row, 0, size);
        if (!fact_query_read(query, selection->file, list, row, strings, error)) {
            step = STEP_FAILED;
            break;
        }
    }
    if (step == STEP_FAILED) {
        g_array_set_size(rows, before);
    }
    return step == STEP_DONE;
}
