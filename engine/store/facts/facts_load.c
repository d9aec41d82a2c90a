#include "engine/store/facts/facts_load.h"

#include "engine/core/check.h"
#include "engine/store/facts/in_force.h"
#include "engine/store/facts/known.h"
#include "engine/store/statement.h"
#include "engine/store/tables.h"

/* What is known of a period as a whole. Each function appends only when everything was read: the
 * arrays of the caller stay as they were on failure. */

static const char DOING[] = "reading what is known of the period";

/* Borrows a statement with ?1 the period and ?2 the batch. */
static statement_lease *view_borrow(store *store, const struct store_view *view, const char *sql,
                                    char period[PERIOD_TEXT_SIZE], GError **error)
{
    statement_lease *lease = statement_borrow(store, sql, DOING, error);
    if (lease != NULL) {
        store_period_text(view->period, period);
        statement_bind_kept(lease, 1, period);
        statement_bind_integer(lease, 2, view->batch);
    }
    return lease;
}

bool store_newest_batch(store *store, int64_t *ret_batch, GError **error)
{
    static const char SQL[] = "SELECT ifnull(max(batch), 0) FROM batches";
    g_autoptr(statement_lease) read = statement_borrow(store, SQL, DOING, error);
    if (read == NULL || statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_batch = sqlite3_column_int64(read, 0);
    return true;
}

bool store_period_imported(store *store, const struct store_view *view, bool *ret_imported,
                           GError **error)
{
    static const char SQL[] =
        "SELECT EXISTS (SELECT 1 FROM batches WHERE period = ?1 AND batch <= ?2)";
    char period[PERIOD_TEXT_SIZE];
    g_autoptr(statement_lease) read = view_borrow(store, view, SQL, period, error);
    if (read == NULL || statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_imported = sqlite3_column_int(read, 0) != 0;
    return true;
}

bool store_ini_load(store *store, const struct store_view *view, enum input_file file, GArray *rows,
                    GStringChunk *strings, GError **error)
{
    static const char COMPANY[] =
        "SELECT section, key, value, line FROM company AS t"
        " WHERE period = ?1 AND " KNOWN_AT("t", "?2") " ORDER BY section, key";
    static const char POLICY[] =
        "SELECT section, key, value, line FROM policy AS t"
        " WHERE period = ?1 AND " KNOWN_AT("t", "?2") " ORDER BY section, key";
    CHECK(file == INPUT_COMPANY || file == INPUT_POLICY);
    char period[PERIOD_TEXT_SIZE];
    g_autoptr(statement_lease) list =
        view_borrow(store, view, file == INPUT_COMPANY ? COMPANY : POLICY, period, error);
    if (list == NULL) {
        return false;
    }
    guint before = rows->len;
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct ini_row row = {statement_string(list, 0, strings),
                              statement_string(list, 1, strings),
                              statement_string(list, 2, strings), statement_line(list, 3)};
        g_array_append_val(rows, row);
    }
    if (step == STEP_FAILED) {
        g_array_set_size(rows, before);
    }
    return step == STEP_DONE;
}

GPtrArray *store_partner_ids(store *store, const struct store_view *view, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id FROM partners AS t WHERE period = ?1 AND " KNOWN_AT(
            "t", "?2") " UNION SELECT partner_id FROM held_rows AS h WHERE period = ?1 "
                       "AND " KNOWN_AT("h", "?2") " ORDER BY partner_id";
    char period[PERIOD_TEXT_SIZE];
    g_autoptr(statement_lease) list = view_borrow(store, view, SQL, period, error);
    if (list == NULL) {
        return NULL;
    }
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_ptr_array_add(ids, g_strdup(statement_text(list, 0)));
    }
    return step == STEP_DONE ? g_steal_pointer(&ids) : NULL;
}

bool store_partners_count(store *store, const struct store_view *view, int64_t *ret_count,
                          GError **error)
{
    static const char SQL[] =
        "SELECT (SELECT count(*) FROM partners AS t WHERE period = ?1 AND " KNOWN_AT(
            "t", "?2") ") + (SELECT count(DISTINCT partner_id) FROM held_rows AS h"
                       "  WHERE period = ?1 AND " KNOWN_AT(
                           "h",
                           "?2") " AND NOT EXISTS (SELECT 1 FROM partners AS t WHERE t.period = ?1"
                                 "  AND t.partner_id = h.partner_id AND " KNOWN_AT("t", "?2") "))";
    char period[PERIOD_TEXT_SIZE];
    g_autoptr(statement_lease) read = view_borrow(store, view, SQL, period, error);
    if (read == NULL || statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_count = sqlite3_column_int64(read, 0);
    return true;
}

static gint source_compare(gconstpointer a, gconstpointer b)
{
    const struct store_source *first = a;
    const struct store_source *second = b;
    int by_file = (int)first->file - (int)second->file;
    return by_file != 0 ? by_file : (first->batch > second->batch) - (first->batch < second->batch);
}

bool store_all_sources_load(store *store, const struct store_view *view, GArray *sources,
                            GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT file, sha256, row_count, unused_columns, batch,"
        " batch = max(batch) OVER (PARTITION BY file) FROM batches JOIN batch_files USING (batch)"
        " WHERE period = ?1 AND batch <= ?2";
    char period[PERIOD_TEXT_SIZE];
    g_autoptr(statement_lease) list = view_borrow(store, view, SQL, period, error);
    if (list == NULL) {
        return false;
    }
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct store_source));
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int file = words_find(words_input_file, statement_text(list, 0));
        if (file < 0) {
            return statement_damaged(store, "batch_files", error);
        }
        struct store_source source = {
            .file = (enum input_file)file,
            .sha256 = statement_string(list, 1, strings),
            .row_count = statement_line(list, 2),
            .batch = sqlite3_column_int64(list, 4),
            .unused_columns = statement_string(list, 3, strings),
            .in_force = statement_int32(list, 5) != 0,
        };
        g_array_append_val(found, source);
    }
    if (step == STEP_FAILED) {
        return false;
    }
    g_array_sort(found, source_compare);
    g_array_append_vals(sources, found->data, found->len);
    return true;
}

bool store_sources_load(store *store, const struct store_view *view, GArray *sources,
                        GStringChunk *strings, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct store_source));
    if (!store_all_sources_load(store, view, all, strings, error)) {
        return false;
    }
    for (guint i = 0; i < all->len; i++) {
        const struct store_source *source = &g_array_index(all, struct store_source, i);
        if (source->in_force) {
            g_array_append_vals(sources, source, 1);
        }
    }
    return true;
}

static bool holiday_read(store *store, const struct in_force *in_force, sqlite3_stmt *list,
                         struct holiday_row *ret_row, GStringChunk *strings, GError **error)
{
    int effect = words_find(words_effect, statement_text(list, 5));
    int status = words_find(words_holiday_status, statement_text(list, 8));
    if (effect < 0 || status < 0) {
        return statement_damaged(store, "holidays", error);
    }
    *ret_row = (struct holiday_row){
        .date = statement_day(list, 0, DAY_UNBOUNDED_FROM),
        .area = statement_string(list, 1, strings),
        .name = statement_string(list, 2, strings),
        .from_minute = statement_int32(list, 3),
        .to_minute = statement_int32(list, 4),
        .effect = (enum holiday_effect)effect,
        .target_date = statement_day(list, 6, DAY_UNBOUNDED_FROM),
        .target_name = statement_string(list, 7, strings),
        .status = (enum holiday_status)status,
        .source_text = statement_string(list, 9, strings),
        .source = in_force_source(in_force, INPUT_HOLIDAYS, statement_line(list, 10),
                                  sqlite3_column_int64(list, 11)),
    };
    return true;
}

bool store_holidays_load(store *store, const struct store_view *view, GArray *rows,
                         GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT date, area, name, \"from\", \"to\", effect, target_date, target_name, status,"
        " source, line, known_from FROM holidays AS t WHERE " KNOWN_AT(
            "t", "?2") " ORDER BY date, area, name";
    char period[PERIOD_TEXT_SIZE];
    struct in_force in_force;
    if (!in_force_load(store, view, &in_force, error)) {
        return false;
    }
    g_autoptr(statement_lease) list = view_borrow(store, view, SQL, period, error);
    if (list == NULL) {
        return false;
    }
    guint before = rows->len;
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct holiday_row row;
        if (!holiday_read(store, &in_force, list, &row, strings, error)) {
            step = STEP_FAILED;
            break;
        }
        g_array_append_val(rows, row);
    }
    if (step == STEP_FAILED) {
        g_array_set_size(rows, before);
    }
    return step == STEP_DONE;
}

static gint held_row_compare(gconstpointer a, gconstpointer b)
{
    const struct store_held_row *first = a;
    const struct store_held_row *second = b;
    int by_file = (int)first->file - (int)second->file;
    if (by_file != 0) {
        return by_file;
    }
    if (first->line != second->line) {
        return first->line < second->line ? -1 : 1;
    }
    int by_text = g_strcmp0(first->error_line, second->error_line);
    return by_text != 0 ? by_text : g_strcmp0(first->partner_id, second->partner_id);
}

bool store_held_rows_load(store *store, const struct store_view *view, GArray *rows,
                          GStringChunk *strings, GError **error)
{
    static const char SQL[] = "SELECT file, partner_id, line, error_line FROM held_rows AS t"
                              " WHERE period = ?1 AND " KNOWN_AT("t", "?2");
    char period[PERIOD_TEXT_SIZE];
    g_autoptr(statement_lease) list = view_borrow(store, view, SQL, period, error);
    if (list == NULL) {
        return false;
    }
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct store_held_row));
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int file = words_find(words_input_file, statement_text(list, 0));
        if (file < 0) {
            return statement_damaged(store, "held_rows", error);
        }
        struct store_held_row row = {statement_string(list, 1, strings), (enum input_file)file,
                                     statement_line(list, 2), statement_string(list, 3, strings)};
        g_array_append_val(found, row);
    }
    if (step == STEP_FAILED) {
        return false;
    }
    g_array_sort(found, held_row_compare);
    g_array_append_vals(rows, found->data, found->len);
    return true;
}
