#include "engine/store/facts/partner.h"

#include <string.h>

#include "engine/store/db.h"
#include "engine/store/facts/cases.h"
#include "engine/store/facts/decisions.h"
#include "engine/store/facts/place.h"
#include "engine/store/facts/query.h"
#include "engine/store/facts/sessions.h"

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
