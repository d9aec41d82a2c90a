#include "engine/store/facts/query.h"

#include <string.h>

#include "engine/store/facts/place.h"

struct fact_query fact_query_of(store *store, const struct store_view *view, const char *doing)
{
    struct fact_query query = {.store = store, .doing = doing, .batch = view->batch};
    store_period_text(view->period, query.period);
    return query;
}

static statement_lease *parameters_bind(const struct fact_query *query, statement_lease *lease)
{
    const char *const texts[] = {[1] = query->period, [3] = query->partner_id, [7] = query->only};
    const int64_t numbers[] = {[2] = query->batch,
                               [4] = query->window.start.utc_minutes,
                               [5] = query->window.end.utc_minutes,
                               [6] = query->number};
    for (int i = sqlite3_bind_parameter_count(lease); i > 0; i--) {
        if (i == 1 || i == 3 || i == 7) {
            statement_bind_kept(lease, i, texts[i]);
        } else {
            statement_bind_integer(lease, i, numbers[i]);
        }
    }
    return lease;
}

statement_lease *fact_query_borrow(const struct fact_query *query, const char *sql, GError **error)
{
    return parameters_bind(query, statement_borrow(query->store, sql, query->doing, error));
}

bool fact_query_number(const struct fact_query *query, const char *sql, int64_t *ret_number,
                       GError **error)
{
    g_autoptr(statement_lease) read = fact_query_borrow(query, sql, error);
    return statement_number(query->store, read, query->doing, ret_number, error);
}

bool fact_query_in_force(struct fact_query *query, GError **error)
{
    static const char SQL[] = "SELECT file, max(batch) FROM batches JOIN batch_files USING (batch)"
                              " WHERE period = ?1 AND batch <= ?2 GROUP BY file";
    struct store_in_force *found = &query->store->in_force;
    query->in_force = found->batches;
    if (found->batch == query->batch && g_str_equal(found->period, query->period)) {
        return true;
    }
    *found = (struct store_in_force){.batch = query->batch};
    g_autoptr(statement_lease) list = fact_query_borrow(query, SQL, error);
    enum statement_step step;
    while ((step = statement_next(query->store, list, query->doing, error)) == STEP_ROW) {
        int file = words_find(words_input_file, statement_text(list, 0));
        if (file < 0) {
            return statement_damaged(query->store, "batch_files", error);
        }
        found->batches[file] = sqlite3_column_int64(list, 1);
    }
    if (step == STEP_DONE && !query->store->import) {
        memcpy(found->period, query->period, sizeof found->period);
    }
    return step == STEP_DONE;
}

/* ---- whole rows --------------------------------------------------------------------------------- */

statement_lease *fact_query_select(const struct fact_query *query,
                                   const struct fact_selection *selection, GError **error)
{
    statement_lease *lease = statement_kept(query->store, selection);
    if (!lease) {
        const struct table more = {.columns = selection->more,
                                   .column_count = selection->more_count};
        g_autoptr(GString) text = g_string_new("SELECT {t.all}, t.line, t.known_from");
        g_string_append(text, more.column_count > 0 ? ", " : "");
        columns_append(text, &more, COLUMNS_ALL, "");
        g_string_append(text, selection->from);
        lease = statement_keep(query->store, selection, fact_sql(selection->file, text->str),
                               query->doing, error);
    }
    return parameters_bind(query, lease);
}

bool fact_query_read(const struct fact_query *query, const struct fact_selection *selection,
                     sqlite3_stmt *rows, void *ret_row, GStringChunk *strings, GError **error)
{
    const enum input_file file = selection->file;
    const struct fact_table *table = &fact_tables[file];
    const struct table more = {.name = table->table.name,
                               .columns = selection->more,
                               .column_count = selection->more_count};
    const int line = (int)table->table.column_count;
    const int64_t known_from = sqlite3_column_int64(rows, line + 1);
    const bool in_force = query->in_force && known_from == query->in_force[file];
    struct fact_source *source = (void *)((char *)ret_row + table->source);
    *source = (struct fact_source){.file = "", .line = statement_line(rows, line)};
    if (file < INPUT_FILE_COUNT &&
        !store_source_place(query->store, file, source->line, known_from, source, error)) {
        return false;
    }
    source->earlier_batch = in_force ? 0 : known_from;
    return columns_read(query->store, rows, 0, &table->table, ret_row, strings, error) &&
           columns_read(query->store, rows, line + 2, &more, ret_row, strings, error);
}

bool fact_query_append(const struct fact_query *query, const struct fact_selection *selection,
                       GArray *rows, GStringChunk *strings, GError **error)
{
    g_autoptr(statement_lease) list = fact_query_select(query, selection, error);
    const guint before = rows->len;
    const size_t size = g_array_get_element_size(rows);
    enum statement_step step;
    while ((step = statement_next(query->store, list, query->doing, error)) == STEP_ROW) {
        g_array_set_size(rows, rows->len + 1);
        void *row = rows->data + (rows->len - 1) * size;
        memset(row, 0, size);
        if (!fact_query_read(query, selection, list, row, strings, error)) {
            step = STEP_FAILED;
            break;
        }
    }
    if (step == STEP_FAILED) {
        g_array_set_size(rows, before);
    }
    return step == STEP_DONE;
}

gint fact_appointment_compare(gconstpointer a, gconstpointer b)
{
    const struct appointment *first = a;
    const struct appointment *second = b;
    int by_start = instant_compare(first->start, second->start);
    return by_start != 0 ? by_start : strcmp(first->appointment_id, second->appointment_id);
}
