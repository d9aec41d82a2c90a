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
    static const struct fact_selection selections[FACT_TABLE_COUNT] = {
        [INPUT_COMPANY] = {.file = INPUT_COMPANY, .from = OF_PERIOD " ORDER BY section, key"},
        [INPUT_POLICY] = {.file = INPUT_POLICY, .from = OF_PERIOD " ORDER BY section, key"},
        [INPUT_PARTNERS] = {.file = INPUT_PARTNERS, .from = OF_PERIOD " ORDER BY partner_id"},
        [INPUT_RATES] = {.file = INPUT_RATES,
                         .from = OF_PERIOD " ORDER BY partner_id, kind, effective_from"},
        [INPUT_HOLIDAYS] = {.file = INPUT_HOLIDAYS,
                            .from = OF_TABLE KNOWN " ORDER BY date, area, name"},
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
        "SELECT EXISTS (SELECT 1 FROM partners AS t WHERE period = ?1 AND partner_id = ?3 "
        "AND " KNOWN
        ") OR EXISTS (SELECT 1 FROM held_rows AS t WHERE period = ?1 AND partner_id = ?3 AND " KNOWN
        ")";
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

/* ---- a partner's appointments ------------------------------------------------------------------- */

static const char DOING_PARTNER[] = "reading a partner's facts";

/* ?6 is what a blank booked_at of the appointment that moved_from names counts as; STAMP_NEVER: it names
 * none. That one is found in either of two indexes: of what is known now, or of what no longer is. */
#define MOVED_FROM                                                                                 \
    "ifnull(CASE WHEN t.moved_from IS NOT NULL THEN"                                               \
    "  (SELECT ifnull(m.booked_at, ?6) FROM appointments AS m"                                     \
    "    WHERE m.appointment_id = t.moved_from AND m.calendar = 'open'"                            \
    "    AND m.known_until IS NULL AND m.known_from <= ?2"                                         \
    "   UNION ALL SELECT ifnull(m.booked_at, ?6) FROM appointments AS m"                           \
    "    WHERE m.appointment_id = t.moved_from AND m.calendar = 'open'"                            \
    "    AND m.known_until > ?2 AND m.known_from <= ?2) END, 9223372036854775807)"

struct known_appointment {
    struct appointment appointment;
    int64_t row;
};
static const struct column more_of_appointment[] = {
    COLUMN_AS(struct known_appointment, "t.row", row),
    COLUMN_AS(struct known_appointment, MOVED_FROM,
              appointment.moved_from_open_booked_at.utc_seconds),
};

/* The cases of the customers whose ad hoc bookings in the window the consultant made. */
#define THEIR_CASES                                                                                \
    "WITH booked (case_id) AS ("                                                                   \
    " SELECT b.case_id FROM appointments AS b WHERE b.partner_id = ?3 AND b.start >= ?4"           \
    "  AND b.start < ?5 AND b.calendar = 'adhoc' AND b.booked_by = 'consultant'"                   \
    "  AND b.case_id IS NOT NULL AND " KNOWN_AT(                                                   \
        "b", "?2") "),"                                                                            \
                   " theirs (case_id) AS ("                                                        \
                   " SELECT case_id FROM booked UNION"                                             \
                   " SELECT o.case_id FROM booked CROSS JOIN cases AS n CROSS JOIN cases AS o"     \
                   "  WHERE n.case_id = booked.case_id AND " KNOWN_AT(                             \
                       "n", "?2") "  AND o.client_key = n.client_key AND " KNOWN_AT("o",           \
                                                                                    "?2") ") "

static const struct fact_selection in_window = {
    INPUT_APPOINTMENTS, OF_TABLE "t.partner_id = ?3 AND t.start >= ?4 AND t.start < ?5 AND " KNOWN,
    MORE(more_of_appointment)};

/* What those customers had with the partner outside the window; found by the case. */
static const struct fact_selection in_history = {
    INPUT_APPOINTMENTS,
    OF_TABLE "t.case_id IN (" THEIR_CASES "SELECT case_id FROM theirs) AND +t.partner_id = ?3"
             " AND NOT (t.start >= ?4 AND t.start < ?5) AND " KNOWN,
    MORE(more_of_appointment)};

/* The customer of that name, a new one where there is none yet. */
static uint32_t customer_index(store_partner *partner, GHashTable *names, const char *name)
{
    gpointer found = NULL;
    if (g_hash_table_lookup_extended(names, name, NULL, &found)) {
        return GPOINTER_TO_UINT(found);
    }
    uint32_t index = partner->customers->len;
    g_array_append_val(partner->customers, (struct customer){.adhoc_referral = false});
    g_hash_table_insert(names, (gpointer)(uintptr_t)name, GUINT_TO_POINTER(index));
    return index;
}

/* The customers whose history matters: all cases of each, and whether one names the partner. */
static bool customers_load(const struct fact_query *query, store_partner *partner,
                           GHashTable *cases, GError **error)
{
    /* Column 1 names the customer: a client_key, else the case; the letter keeps the two apart. */
    static const char SQL[] =
        THEIR_CASES "SELECT x.case_id, ifnull('k' || t.client_key, 'c' || x.case_id),"
                    " ifnull(t.adhoc_referral = ?3, 0) FROM theirs AS x"
                    " LEFT JOIN cases AS t ON t.case_id = x.case_id AND " KNOWN;
    g_autoptr(statement_lease) list = fact_query_borrow(query, SQL, error);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    enum statement_step step;
    while ((step = statement_next(query->store, list, query->doing, error)) == STEP_ROW) {
        const char *case_id = statement_string(list, 0, partner->strings);
        const char *name = statement_string(list, 1, partner->strings);
        uint32_t index = customer_index(partner, names, name);
        if (statement_int32(list, 2) != 0) {
            g_array_index(partner->customers, struct customer, index).adhoc_referral = true;
        }
        g_hash_table_insert(cases, (gpointer)(uintptr_t)case_id, GUINT_TO_POINTER(index));
    }
    return step == STEP_DONE;
}

static bool appointments_load(const struct fact_query *query, store_partner *partner,
                              GError **error)
{
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(struct known_appointment));
    g_autoptr(GHashTable) cases = g_hash_table_new(g_str_hash, g_str_equal);
    if (!fact_query_append(query, &in_window, known, partner->strings, error)) {
        return false;
    }
    bool history = false;
    for (guint i = 0; i < known->len && !history; i++) {
        const struct appointment *booking =
            &g_array_index(known, struct known_appointment, i).appointment;
        history = booking->calendar == CALENDAR_ADHOC &&
                  booking->booked_by == BOOKED_BY_CONSULTANT && booking->case_id[0] != '\0';
    }
    if (history && (!customers_load(query, partner, cases, error) ||
                    !fact_query_append(query, &in_history, known, partner->strings, error))) {
        return false;
    }
    g_array_sort(known, fact_appointment_compare);
    for (guint i = 0; i < known->len; i++) {
        struct known_appointment *found = &g_array_index(known, struct known_appointment, i);
        struct appointment *appointment = &found->appointment;
        appointment->session = store_session_finding(query->store, found->row);
        appointment->customer = appointment->case_id[0] != '\0'
                                    ? customer_index(partner, cases, appointment->case_id)
                                    : CUSTOMER_NONE;
        g_array_append_vals(partner->rows[INPUT_APPOINTMENTS], appointment, 1);
    }
    return true;
}

/* Of bookings that are beyond their case's sessions: how these were counted. */
static bool cases_load(const struct fact_query *query, const struct store_view *view,
                       store_partner *partner, store_zone_clock zone_clock, GError **error)
{
    const GArray *appointments = partner->rows[INPUT_APPOINTMENTS];
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < appointments->len; i++) {
        const struct appointment *row = &g_array_index(appointments, struct appointment, i);
        struct store_case found = {0};
        if (row->calendar != CALENDAR_ADHOC || row->session.verdict != SESSION_OVER ||
            !g_hash_table_add(seen, (gpointer)row->case_id)) {
            continue;
        }
        if (!store_case_load(query->store, view, row->case_id, zone_clock, partner->strings, &found,
                             error)) {
            return false;
        }
        const struct partner_case of = {row->case_id, found.facts};
        g_array_append_val(partner->cases, of);
        g_ptr_array_add(partner->case_rows, found.appointments);
        g_ptr_array_add(partner->case_rows, found.requests);
    }
    return true;
}

/* ---- one partner -------------------------------------------------------------------------------- */

enum { WINDOW_DAYS = 2 }; /* before the period and after it */

#define OF_PARTNER OF_TABLE "t.period = ?1 AND t.partner_id = ?3 AND " KNOWN
#define OVER_WINDOW                                                                                \
    OF_TABLE "t.partner_id = ?3 AND t.start < ?5 AND t.\"end\" > ?4 AND " KNOWN " ORDER BY "       \
             "t.start"

static const struct fact_selection partner_row = {.file = INPUT_PARTNERS, .from = OF_PARTNER};
static const struct fact_selection partner_rows[] = {
    {.file = INPUT_SCHEDULES,
     .from = OF_PARTNER
     " ORDER BY instr('MonTueWedThuFriSatSun', t.weekday), t.start, t.effective_from"},
    {.file = INPUT_RATES, .from = OF_PARTNER " ORDER BY t.kind <> 'partner', t.effective_from"},
    {.file = INPUT_BLOCKS, .from = OVER_WINDOW ", t.block_id"},
    {.file = INPUT_OTHER_WORK, .from = OVER_WINDOW ", t.work_id"},
};

static bool row_load(const struct fact_query *query, store_partner *partner, GError **error)
{
    g_autoptr(statement_lease) read = fact_query_select(query, &partner_row, error);
    enum statement_step step = statement_next(query->store, read, query->doing, error);
    /* Without a row every column is NULL: the partner is then blank and never anything. */
    if (step == STEP_FAILED ||
        !fact_query_read(query, &partner_row, read, &partner->row, partner->strings, error)) {
        return false;
    }
    if (step == STEP_DONE) {
        partner->row.source = (struct fact_source){0};
    }
    return true;
}

static bool dated_facts_load(struct fact_query *query, const struct store_view *view,
                             store_partner *partner, store_zone_clock zone_clock, GError **error)
{
    const struct period period = view->period;
    const struct clock *clock = zone_clock(partner->row.timezone);
    if (!clock) {
        return statement_zone_unknown(query->store, partner->row.timezone, error);
    }
    query->window = clock_days(clock, day_add(period.first, -WINDOW_DAYS),
                               day_add(period_last(period), WINDOW_DAYS));
    for (size_t i = 0; i < G_N_ELEMENTS(partner_rows); i++) {
        if (!fact_query_append(query, &partner_rows[i], partner->rows[partner_rows[i].file],
                               partner->strings, error)) {
            return false;
        }
    }
    return appointments_load(query, partner, error) &&
           cases_load(query, view, partner, zone_clock, error);
}

static bool decisions_load(const struct fact_query *query, store_partner *partner, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct decision));
    if (!store_decisions_load(query->store, query->batch, query->partner_id, all, partner->strings,
                              error)) {
        return false;
    }
    for (guint i = 0; i < all->len; i++) {
        const struct decision *decision = &g_array_index(all, struct decision, i);
        if (decision_in_force(decision)) {
            g_array_append_vals(partner->rows[INPUT_DECISIONS], decision, 1);
        }
    }
    return true;
}

static void facts_fill(store_partner *partner)
{
    const struct supplier *supplier = &partner->row.supplier;
    GArray *const *rows = partner->rows;
    partner->facts = (struct partner_facts){
        .partner_id = supplier->partner_id,
        .abn = supplier->abn,
        .gst = partner->row.gst,
        .agreement = partner->row.agreement,
        .active = partner->row.active,
        .bank_details = supplier->bsb[0] != '\0' && supplier->account_number[0] != '\0',
        .schedules = (const void *)rows[INPUT_SCHEDULES]->data,
        .schedule_count = rows[INPUT_SCHEDULES]->len,
        .rates = (const void *)rows[INPUT_RATES]->data,
        .rate_count = rows[INPUT_RATES]->len,
        .blocks = (const void *)rows[INPUT_BLOCKS]->data,
        .block_count = rows[INPUT_BLOCKS]->len,
        .works = (const void *)rows[INPUT_OTHER_WORK]->data,
        .work_count = rows[INPUT_OTHER_WORK]->len,
        .appointments = (const void *)rows[INPUT_APPOINTMENTS]->data,
        .appointment_count = rows[INPUT_APPOINTMENTS]->len,
        .cases = (const void *)partner->cases->data,
        .case_count = partner->cases->len,
        .decisions = (const void *)rows[INPUT_DECISIONS]->data,
        .decision_count = rows[INPUT_DECISIONS]->len,
        .customers = (const void *)partner->customers->data,
        .customer_count = partner->customers->len,
        .source = partner->row.source,
    };
}

store_partner *store_partner_load(store *store, const struct store_view *view,
                                  const char *partner_id, store_zone_clock zone_clock,
                                  GError **error)
{
    g_autoptr(store_partner) partner = g_new0(store_partner, 1);
    partner->strings = g_string_chunk_new(2048);
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        partner->rows[file] = g_array_new(FALSE, FALSE, (guint)fact_tables[file].size);
    }
    partner->customers = g_array_new(FALSE, FALSE, sizeof(struct customer));
    partner->cases = g_array_new(FALSE, FALSE, sizeof(struct partner_case));
    partner->case_rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    struct fact_query query = fact_query_of(store, view, DOING_PARTNER);
    query.partner_id = partner_id;
    query.number = STAMP_START_OF_TIME.utc_seconds;
    bool own = false;
    if (!transaction_read_begin(store, &own, DOING_PARTNER, error)) {
        return NULL;
    }
    bool done = fact_query_in_force(&query, error) && row_load(&query, partner, error) &&
                decisions_load(&query, partner, error) &&
                (partner->row.supplier.partner_id[0] == '\0' ||
                 dated_facts_load(&query, view, partner, zone_clock, error));
    if (!transaction_read_end(store, own, DOING_PARTNER, done ? error : NULL) || !done) {
        return NULL;
    }
    facts_fill(partner);
    if (partner->row.supplier.partner_id[0] == '\0') {
        partner->facts.partner_id = g_string_chunk_insert(partner->strings, partner_id);
    }
    return g_steal_pointer(&partner);
}

void store_partner_free(store_partner *partner)
{
    if (!partner) {
        return;
    }
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        g_array_unref(partner->rows[file]);
    }
    g_array_unref(partner->customers);
    g_array_unref(partner->cases);
    g_ptr_array_unref(partner->case_rows);
    g_string_chunk_free(partner->strings);
    g_free(partner);
}
