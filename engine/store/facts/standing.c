#include "engine/store/facts/standing.h"

#include "engine/core/money.h"
#include "engine/store/facts/query.h"

static const char DOING[] = "reading what stands of a period";

/* ---- what a file does not have ------------------------------------------------------------------- */

bool store_absent_load(store *store, const struct store_view *view, GArray *absent,
                       GStringChunk *strings, GError **error)
{
    static const enum input_file files[] = {INPUT_BLOCKS, INPUT_OTHER_WORK};
    static const char SQL[] =
        "SELECT t.partner_id, {t.key}, t.start, t.\"end\", p.timezone FROM absent_rows AS a"
        " JOIN {table} AS t ON {t.key} = a.id AND t.partner_id = a.partner_id"
        " JOIN partners AS p ON p.partner_id = a.partner_id AND p.period = ?1"
        " WHERE a.period = ?1 AND a.file = '{file}' AND t.status IS NULL"
        " AND " KNOWN " AND " KNOWN_AT("a", "?2") " AND " KNOWN_AT("p", "?2") " ORDER BY 1, 2";
    const struct fact_query query = fact_query_of(store, view, DOING);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(statement_lease) list = fact_query_borrow(&query, fact_sql(files[i], SQL), error);
        enum statement_step step;
        while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
            const struct store_absent row = {
                .file = files[i],
                .partner_id = statement_string(list, 0, strings),
                .id = statement_string(list, 1, strings),
                .span = {{sqlite3_column_int64(list, 2)}, {sqlite3_column_int64(list, 3)}},
                .timezone = statement_string(list, 4, strings),
            };
            g_array_append_val(absent, row);
        }
        if (step == STEP_FAILED) {
            return false;
        }
    }
    return true;
}

#define LEAVE_OF(table)                                                                            \
    "SELECT t.partner_id, t.known_from FROM " table " AS t"                                        \
    " JOIN partners AS p ON p.partner_id = t.partner_id AND p.period = ?1"                         \
    " WHERE t.status IS NULL AND t.start < ?5 AND t.\"end\" > ?4"                                  \
    " AND " KNOWN " AND " KNOWN_AT("p", "?2") " ORDER BY t.known_from, t.line"

bool store_leave_load(store *store, const struct store_view *view, enum input_file file,
                      GArray *leave, GStringChunk *strings, GError **error)
{
    const char *sql = file == INPUT_BLOCKS ? LEAVE_OF("blocks") : LEAVE_OF("other_work");
    struct fact_query query = fact_query_of(store, view, DOING);
    query.window.start.utc_minutes = (int64_t)view->period.first.number * MINUTES_PER_DAY;
    query.window.end.utc_minutes =
        (int64_t)(period_last(view->period).number + 1) * MINUTES_PER_DAY;
    g_autoptr(statement_lease) list = fact_query_borrow(&query, sql, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const struct store_leave row = {.partner_id = statement_string(list, 0, strings),
                                        .batch = sqlite3_column_int64(list, 1)};
        g_array_append_val(leave, row);
    }
    return step == STEP_DONE;
}

/* ---- who says otherwise --------------------------------------------------------------------------- */

/* Rows of the view's period like which the earlier period (?3) has none; ?4 is its last day. */
#define DIFFERS(table, scope, same)                                                                \
    "SELECT t.partner_id FROM " table " AS t WHERE t.period = ?1 AND " KNOWN " AND " scope         \
    " AND NOT EXISTS (SELECT 1 FROM " table " AS o WHERE o.partner_id = t.partner_id"              \
    " AND o.period = ?3 AND " KNOWN_AT("o", "?2") " AND " same ")"
#define SAME(column) "o." column " IS t." column
#define RATES_DIFFER                                                                               \
    DIFFERS("rates", "t.effective_from <= ?4",                                                     \
            SAME("kind") " AND " SAME("effective_from") " AND " SAME("hourly_rate"))
#define SCHEDULES_DIFFER                                                                           \
    DIFFERS("schedules", "ifnull(t.effective_from <= ?4, true)",                                   \
            SAME("weekday") " AND " SAME("start") " AND " SAME("\"end\"") " AND " SAME(            \
                "effective_from") " AND " SAME("effective_to") " AND " SAME("every"))
#define PARTNERS_DIFFER                                                                            \
    DIFFERS("partners", "true",                                                                    \
            SAME("gst_from") " AND " SAME("gst_to") " AND " SAME("active_from") " AND " SAME(      \
                "active_to"))

GPtrArray *store_differing_partners(store *store, const struct store_view *view,
                                    struct period earlier, GError **error)
{
    static const char SQL[] =
        RATES_DIFFER " UNION " SCHEDULES_DIFFER " UNION " PARTNERS_DIFFER " ORDER BY 1";
    char period[PERIOD_TEXT_SIZE];
    store_period_text(earlier, period);
    struct fact_query query = fact_query_of(store, view, DOING);
    query.partner_id = period; /* as ?3 */
    query.window.start.utc_minutes = period_last(earlier).number;
    g_autoptr(statement_lease) list = fact_query_borrow(&query, SQL, error);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    return statement_texts(store, list, ids, DOING, error) ? g_steal_pointer(&ids) : NULL;
}

/* ---- one partner's rows --------------------------------------------------------------------------- */

#define OF_PARTNER OF_TABLE "t.period = ?1 AND t.partner_id = ?3 AND " KNOWN
static const struct fact_selection partner_rows = {.file = INPUT_PARTNERS, .from = OF_PARTNER};
static const struct fact_selection rate_rows = {
    .file = INPUT_RATES, .from = OF_PARTNER " ORDER BY t.kind <> 'partner', t.effective_from"};
static const struct fact_selection schedule_rows = {
    .file = INPUT_SCHEDULES,
    .from = OF_PARTNER
    " ORDER BY instr('MonTueWedThuFriSatSun', t.weekday), t.start, t.effective_from"};

bool store_standing_load(store *store, const struct store_view *view, const char *partner_id,
                         GStringChunk *strings, struct store_standing *ret_standing, GError **error)
{
    struct fact_query query = fact_query_of(store, view, DOING);
    query.partner_id = partner_id;
    g_autoptr(GArray) partners = g_array_new(FALSE, TRUE, sizeof(struct partner_row));
    *ret_standing = (struct store_standing){
        .rates = g_array_new(FALSE, TRUE, sizeof(struct rate_row)),
        .schedules = g_array_new(FALSE, TRUE, sizeof(struct schedule_row)),
    };
    if (!fact_query_in_force(&query, error) ||
        !fact_query_append(&query, &partner_rows, partners, strings, error) ||
        !fact_query_append(&query, &rate_rows, ret_standing->rates, strings, error) ||
        !fact_query_append(&query, &schedule_rows, ret_standing->schedules, strings, error)) {
        return false;
    }
    ret_standing->known = partners->len > 0;
    if (ret_standing->known) {
        ret_standing->partner = g_array_index(partners, struct partner_row, 0);
    }
    return true;
}

void store_standing_clear(store_standing *standing)
{
    g_clear_pointer(&standing->rates, g_array_unref);
    g_clear_pointer(&standing->schedules, g_array_unref);
}
