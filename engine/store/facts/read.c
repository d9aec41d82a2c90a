#include "engine/store/facts/read.h"

#include <string.h>

#include "engine/store/db.h"
#include "engine/store/facts/cases.h"
#include "engine/store/facts/decisions.h"
#include "engine/store/facts/place.h"
#include "engine/store/facts/query.h"
#include "engine/store/facts/sessions.h"

/* ---- the period as a whole ---------------------------------------------------------------------- */

static const char DOING[] = "reading what is known of the period";

bool store_newest_batch(store *store, int64_t *ret_batch, GError **error)
{
    const struct fact_query query = {.store = store, .doing = DOING};
    return fact_query_number(&query, "SELECT ifnull(max(batch), 0) FROM batches", ret_batch, error);
}

bool store_period_imported(store *store, const struct store_view *view, bool *ret_imported,
                           GError **error)
{
    const struct fact_query query = fact_query_of(store, view, DOING);
    int64_t imported = 0;
    if (!fact_query_number(
            &query, "SELECT EXISTS (SELECT 1 FROM batches WHERE period = ?1 AND batch <= ?2)",
            &imported, error)) {
        return false;
    }
    *ret_imported = imported != 0;
    return true;
}

bool store_imported_periods(store *store, int64_t batch, GArray *periods, GError **error)
{
    static const char SQL[] = "SELECT DISTINCT period FROM batches WHERE batch <= ?2 ORDER BY 1";
    const struct fact_query query = {.store = store, .doing = DOING, .batch = batch};
    g_autoptr(statement_lease) list = fact_query_borrow(&query, SQL, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        struct period period;
        if (!store_period_parse(statement_text(list, 0), &period)) {
            return statement_damaged(store, "batches", error);
        }
        g_array_append_val(periods, period);
    }
    return step == STEP_DONE;
}

/* Of structs that begin with the file; a stable sort. */
static gint file_compare(gconstpointer a, gconstpointer b)
{
    return *(const int *)a - *(const int *)b;
}

static bool rows_load(store *store, const struct store_view *view,
                      const struct fact_selection *selection, const char *partner_id, GArray *rows,
                      GStringChunk *strings, GError **error)
{
    struct fact_query query = fact_query_of(store, view, DOING);
    query.partner_id = partner_id;
    if (!fact_query_in_force(&query, error) ||
        !fact_query_append(&query, selection, rows, strings, error)) {
        return false;
    }
    if (selection->file == FACT_HELD_ROWS) {
        g_array_sort(rows, file_compare);
    }
    return true;
}

bool store_rows_load(store *store, const struct store_view *view, enum input_file file,
                     GArray *rows, GStringChunk *strings, GError **error)
{
#define OF_PERIOD OF_TABLE "t.period = ?1 AND " KNOWN
#define OF_ALL OF_TABLE KNOWN
#define BY_ORDER " ORDER BY {order}"
    static const struct fact_selection selections[FACT_TABLE_COUNT] = {
        [INPUT_COMPANY] = {.file = INPUT_COMPANY, .from = OF_PERIOD " ORDER BY section, key"},
        [INPUT_POLICY] = {.file = INPUT_POLICY, .from = OF_PERIOD " ORDER BY section, key"},
        [INPUT_PARTNERS] = {.file = INPUT_PARTNERS, .from = OF_PERIOD " ORDER BY partner_id"},
        [INPUT_RATES] = {.file = INPUT_RATES,
                         .from = OF_PERIOD " ORDER BY partner_id, kind, effective_from"},
        [INPUT_AREAS] = {.file = INPUT_AREAS, .from = OF_PERIOD BY_ORDER},
        [INPUT_SCHEDULES] = {.file = INPUT_SCHEDULES, .from = OF_PERIOD BY_ORDER},
        [INPUT_BLOCKS] = {.file = INPUT_BLOCKS, .from = OF_ALL BY_ORDER},
        [INPUT_CASES] = {.file = INPUT_CASES, .from = OF_ALL BY_ORDER},
        [INPUT_EXTRA_SESSIONS] = {.file = INPUT_EXTRA_SESSIONS, .from = OF_ALL BY_ORDER},
        [INPUT_APPOINTMENTS] = {.file = INPUT_APPOINTMENTS, .from = OF_ALL BY_ORDER},
        [INPUT_OTHER_WORK] = {.file = INPUT_OTHER_WORK, .from = OF_ALL BY_ORDER},
        [INPUT_HOLIDAYS] = {.file = INPUT_HOLIDAYS, .from = OF_ALL BY_ORDER},
        [FACT_HELD_ROWS] = {.file = FACT_HELD_ROWS,
                            .from = OF_PERIOD " ORDER BY line, error_line, partner_id"},
    };
    return rows_load(store, view, &selections[file], NULL, rows, strings, error);
}

bool store_partner_held_rows_load(store *store, const struct store_view *view,
                                  const char *partner_id, GArray *rows, GStringChunk *strings,
                                  GError **error)
{
    static const struct fact_selection selection = {
        .file = FACT_HELD_ROWS,
        .from = OF_PERIOD " AND t.partner_id = ?3 ORDER BY line, error_line"};
    return rows_load(store, view, &selection, partner_id, rows, strings, error);
}

static const struct column area_more[] = {
    COLUMN_AS(struct store_area, "t.period = ?1 AND " KNOWN, of_period)};

bool store_areas_load(store *store, const struct store_view *view, GArray *areas,
                      GStringChunk *strings, GError **error)
{
    static const struct fact_selection selection = {
        INPUT_AREAS, OF_TABLE "t.known_from <= ?2 ORDER BY t.row", MORE(area_more)};
    const struct fact_query query = fact_query_of(store, view, DOING);
    return fact_query_append(&query, &selection, areas, strings, error);
}

/* Of partners.csv, or of a row that was set aside. */
#define PARTNER_IDS                                                                                \
    "SELECT partner_id FROM partners AS t WHERE period = ?1 AND " KNOWN                            \
    " UNION SELECT partner_id FROM held_rows AS t WHERE period = ?1 AND file <> 'decisions.csv'"   \
    " AND " KNOWN

GPtrArray *store_partner_ids(store *store, const struct store_view *view, GError **error)
{
    const struct fact_query query = fact_query_of(store, view, DOING);
    g_autoptr(statement_lease) list =
        fact_query_borrow(&query, PARTNER_IDS " ORDER BY partner_id", error);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    return statement_texts(store, list, ids, DOING, error) ? g_steal_pointer(&ids) : NULL;
}

bool store_partner_listed(store *store, const struct store_view *view, const char *partner_id,
                          bool *ret_listed, GError **error)
{
    static const char SQL[] =
        "SELECT EXISTS (SELECT 1 FROM (" PARTNER_IDS ") WHERE partner_id = ?3)";
    struct fact_query query = fact_query_of(store, view, DOING);
    query.partner_id = partner_id;
    int64_t listed = 0;
    if (!fact_query_number(&query, SQL, &listed, error)) {
        return false;
    }
    *ret_listed = listed != 0;
    return true;
}

/* The second column by the first; the last row of each counts. */
static GHashTable *texts_load(store *store, const struct store_view *view, const char *partner_id,
                              const char *sql, GError **error)
{
    struct fact_query query = fact_query_of(store, view, DOING);
    query.partner_id = partner_id;
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement_lease) list = fact_query_borrow(&query, sql, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_hash_table_replace(texts, g_strdup(statement_text(list, 0)),
                             g_strdup(statement_text(list, 1)));
    }
    return step == STEP_DONE ? g_steal_pointer(&texts) : NULL;
}

GHashTable *store_partner_names_load(store *store, const struct store_view *view,
                                     const char *partner_id, GError **error)
{
#define NAMES "SELECT partner_id, legal_name FROM partners AS t WHERE "
#define NAMES_ORDER " ORDER BY period = ?1, period"
    static const char ALL[] = NAMES KNOWN NAMES_ORDER;
    static const char ONE[] = NAMES "partner_id = ?3 AND " KNOWN NAMES_ORDER;
    return texts_load(store, view, partner_id, partner_id ? ONE : ALL, error);
}

GHashTable *store_partner_abns_load(store *store, const struct store_view *view, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id, ifnull(abn, '') FROM partners AS t WHERE period = ?1 AND " KNOWN;
    return texts_load(store, view, NULL, SQL, error);
}

bool store_partners_count(store *store, const struct store_view *view, int64_t *ret_count,
                          GError **error)
{
    const struct fact_query query = fact_query_of(store, view, DOING);
    return fact_query_number(&query, "SELECT count(*) FROM (" PARTNER_IDS ")", ret_count, error);
}

bool store_partner_newest_period(store *store, const char *partner_id, int64_t batch,
                                 bool *ret_found, struct period *ret_period, GError **error)
{
    static const char SQL[] =
        "SELECT max(period) FROM partners AS t WHERE partner_id = ?3 AND " KNOWN;
    const struct fact_query query = {
        .store = store, .doing = DOING, .batch = batch, .partner_id = partner_id};
    g_autoptr(statement_lease) read = fact_query_borrow(&query, SQL, error);
    if (statement_next(store, read, DOING, error) != STEP_ROW) {
        return false;
    }
    *ret_found = store_period_parse(statement_text(read, 0), ret_period);
    return true;
}

bool store_sources_load(store *store, const struct store_view *view, GArray *sources,
                        GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT file, sha256, row_count, unused_columns, batch,"
        " batch = max(batch) OVER (PARTITION BY file) OR file = 'decisions.csv',"
        " NOT EXISTS (SELECT 1 FROM decisions WHERE known_from = batch AND line = 0)"
        " FROM batches JOIN batch_files USING (batch)"
        " WHERE period = ?1 AND batch <= ?2 ORDER BY batch";
    const struct fact_query query = fact_query_of(store, view, DOING);
    g_autoptr(statement_lease) list = fact_query_borrow(&query, SQL, error);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct store_source));
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int file = words_find(words_input_file, statement_text(list, 0));
        if (file < 0) {
            return statement_damaged(store, "batch_files", error);
        }
        struct fact_source place;
        const int64_t batch = sqlite3_column_int64(list, 4);
        if (!store_source_place(store, (enum input_file)file, statement_line(list, 6), batch,
                                &place, error)) {
            return false;
        }
        struct store_source source = {
            .file = (enum input_file)file,
            .name = place.file,
            .sha256 = statement_string(list, 1, strings),
            .row_count = statement_line(list, 2),
            .batch = batch,
            .unused_columns = statement_string(list, 3, strings),
            .in_force = statement_int32(list, 5) != 0,
        };
        g_array_append_val(found, source);
    }
    if (step == STEP_DONE) {
        g_array_sort(found, file_compare);
        g_array_append_vals(sources, found->data, found->len);
    }
    return step == STEP_DONE;
}

bool store_accounts_load(store *store, const struct store_view *view, GArray *rows,
                         GStringChunk *strings, GError **error)
{
    /* What was last read of each file. */
    static const struct fact_selection selection = {.file = FACT_SOURCES,
                                                    .from = OF_TABLE
                                                    "t.period = ?1 AND t.section LIKE '" SOURCE_READ
                                                    "%' AND " KNOWN " ORDER BY t.row"};
    const struct fact_query query = fact_query_of(store, view, DOING);
    return fact_query_append(&query, &selection, rows, strings, error);
}

bool store_confirmations_load(store *store, const struct store_view *view, GArray *confirmations,
                              GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "SELECT batch, code, token, saw, confirmed_by, confirmed_at FROM batches"
        " JOIN batch_confirmations USING (batch) WHERE period = ?1 AND batch <= ?2 ORDER BY 1, 2, "
        "3";
    const struct fact_query query = fact_query_of(store, view, DOING);
    g_autoptr(statement_lease) list = fact_query_borrow(&query, SQL, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const struct store_confirmation row = {
            sqlite3_column_int64(list, 0),
            {.code = statement_string(list, 1, strings),
             .token = statement_string(list, 2, strings),
             .saw = statement_string(list, 3, strings),
             .confirmed_by = statement_string(list, 4, strings),
             .confirmed_at = statement_string(list, 5, strings)}};
        g_array_append_val(confirmations, row);
    }
    return step == STEP_DONE;
}

/* ---- schedules that count from another date ------------------------------------------------------ */

/* A row that both months have as it is tells nothing of another at the same hour. */
#define SCHEDULE_OF(alias, period)                                                                 \
    " FROM schedules AS " alias " WHERE " alias ".period = " period " AND " KNOWN_AT(alias, "?2")
#define SAME_HOUR(a, b)                                                                            \
    " AND " a ".partner_id = " b ".partner_id AND " a ".weekday = " b ".weekday AND " a            \
    ".start = " b ".start AND " a ".\"end\" = " b ".\"end\" AND " a ".every = " b ".every AND " a  \
    ".effective_to IS " b ".effective_to"
#define MONTH_BEFORE "strftime('%Y-%m', ?1 || '-01', '-1 month')"
#define EFFECTIVE_BEFORE                                                                           \
    "(SELECT min(b.effective_from)" SCHEDULE_OF("b", MONTH_BEFORE)                                 \
        SAME_HOUR("b", "t") " AND NOT EXISTS (SELECT 1" SCHEDULE_OF("n", "?1")                     \
            SAME_HOUR("n", "b") " AND n.effective_from = b.effective_from))"

static const struct column reanchored_more[] = {
    COLUMN_AS(struct store_reanchored, EFFECTIVE_BEFORE, before)};

bool store_reanchored_load(store *store, const struct store_view *view, GArray *reanchored,
                           GStringChunk *strings, GError **error)
{
    static const struct fact_selection selection = {
        INPUT_SCHEDULES,
        OF_TABLE "t.period = ?1 AND t.every > 1 AND " KNOWN
                 " AND NOT EXISTS (SELECT 1" SCHEDULE_OF("o", MONTH_BEFORE)
                     SAME_HOUR("o", "t") " AND o.effective_from = t.effective_from)"
                                         " AND " EFFECTIVE_BEFORE
                                         " IS NOT NULL ORDER BY t.partner_id, t.line",
        MORE(reanchored_more)};
    const struct fact_query query = fact_query_of(store, view, DOING);
    return fact_query_append(&query, &selection, reanchored, strings, error);
}
