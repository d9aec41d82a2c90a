#include <string.h>

#include "engine/core/check.h"
#include "engine/store/facts/known.h"
#include "engine/store/facts/partner_private.h"
#include "engine/store/facts/session_findings.h"
#include "engine/store/tables.h"

static const char DOING[] = "reading a partner's appointments";

/* Parameters: ?1 the partner, ?2 the batch, ?3 and ?4 the window, ?5 what a blank booked_at of the
 * appointment that moved_from names counts as. That one is found in either of two indexes: of what
 * is known now, or of what no longer is. */
#define APPOINTMENT_COLUMNS                                                                        \
    "SELECT a.appointment_id, a.case_id, a.calendar, a.start, a.duration_minutes, a.status,"       \
    " a.booked_at, a.booked_by, a.completed_at, a.cancelled_at, a.cancelled_by,"                   \
    " a.approval_ref, a.moved_from, a.ambiguous_local_time, a.line,"                               \
    " CASE WHEN a.moved_from IS NOT NULL THEN"                                                     \
    "  (SELECT ifnull(m.booked_at, ?5) FROM appointments AS m"                                     \
    "    WHERE m.appointment_id = a.moved_from AND m.calendar = 'open'"                            \
    "    AND m.known_until IS NULL AND m.known_from <= ?2"                                         \
    "   UNION ALL SELECT ifnull(m.booked_at, ?5) FROM appointments AS m"                           \
    "    WHERE m.appointment_id = a.moved_from AND m.calendar = 'open'"                            \
    "    AND m.known_until > ?2 AND m.known_from <= ?2) END,"                                      \
    " a.row, a.known_from"

static const char WINDOW_SQL[] =
    APPOINTMENT_COLUMNS " FROM appointments AS a"
                        " WHERE a.partner_id = ?1 AND a.start >= ?3 AND a.start < ?4"
                        " AND " KNOWN_AT("a", "?2");

/* The cases of the customers whose ad hoc bookings in the window the consultant made. */
#define BOOKED_CASES                                                                               \
    "WITH booked (case_id) AS ("                                                                   \
    " SELECT b.case_id FROM appointments AS b WHERE b.partner_id = ?1 AND b.start >= ?3"           \
    "  AND b.start < ?4 AND b.calendar = 'adhoc' AND b.booked_by = 'consultant'"                   \
    "  AND b.case_id IS NOT NULL AND " KNOWN_AT(                                                   \
        "b", "?2") "),"                                                                            \
                   " theirs (case_id) AS ("                                                        \
                   " SELECT case_id FROM booked UNION"                                             \
                   " SELECT o.case_id FROM booked CROSS JOIN cases AS n CROSS JOIN cases AS o"     \
                   "  WHERE n.case_id = booked.case_id AND " KNOWN_AT(                             \
                       "n", "?2") "  AND o.client_key = n.client_key AND " KNOWN_AT("o",           \
                                                                                    "?2") ") "

/* Column 1 names the customer: a client_key, else the case; the letter keeps the two apart. */
static const char CUSTOMERS_SQL[] =
    BOOKED_CASES "SELECT t.case_id, ifnull('k' || c.client_key, 'c' || t.case_id),"
                 " ifnull(c.adhoc_referral = ?1, 0) FROM theirs AS t"
                 " LEFT JOIN cases AS c ON c.case_id = t.case_id AND " KNOWN_AT("c", "?2");

/* What those customers had with the partner outside the window. */
static const char HISTORY_SQL[] =
    BOOKED_CASES APPOINTMENT_COLUMNS " FROM theirs AS t CROSS JOIN appointments AS a"
                                     " WHERE a.case_id = t.case_id AND a.partner_id = ?1"
                                     " AND NOT (a.start >= ?3 AND a.start < ?4)"
                                     " AND " KNOWN_AT("a", "?2");

static statement_lease *query_borrow(const struct partner_query *query,
                                     const struct store_partner *partner, const char *sql,
                                     GError **error)
{
    statement_lease *lease = statement_borrow(query->store, sql, DOING, error);
    if (lease == NULL) {
        return NULL;
    }
    statement_bind_kept(lease, 1, partner->row.partner_id);
    statement_bind_integer(lease, 2, query->view->batch);
    statement_bind_integer(lease, 3, query->window.start.utc_minutes);
    statement_bind_integer(lease, 4, query->window.end.utc_minutes);
    if (sqlite3_bind_parameter_count(lease) == 5) {
        statement_bind_integer(lease, 5, STAMP_START_OF_TIME.utc_seconds);
    }
    return lease;
}

/* The words of a row as enums. */
static bool enums_read(const struct partner_query *query, sqlite3_stmt *list,
                       struct appointment *appointment, GError **error)
{
    int calendar = words_find(words_calendar, statement_text(list, 2));
    int status = words_find(words_status, statement_text(list, 5));
    int booked_by = words_find(words_booked_by, statement_text(list, 7));
    int cancelled_by = words_find(words_cancelled_by, statement_text(list, 10));
    if (calendar < 0 || status < 0 || booked_by < 0 || cancelled_by < 0) {
        return statement_damaged(query->store, "appointments", error);
    }
    appointment->calendar = (enum calendar)calendar;
    appointment->status = (enum appointment_status)status;
    appointment->booked_by = (enum booked_by)booked_by;
    appointment->cancelled_by = (enum cancelled_by)cancelled_by;
    return true;
}

static bool list_load(const struct partner_query *query, const char *sql,
                      struct store_partner *partner, GError **error)
{
    g_autoptr(statement_lease) list = query_borrow(query, partner, sql, error);
    if (list == NULL) {
        return false;
    }
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        struct appointment appointment = {
            .appointment_id = statement_string(list, 0, partner->strings),
            .case_id = statement_string(list, 1, partner->strings),
            .customer = CUSTOMER_NONE,
            .start = statement_instant(list, 3),
            .duration_minutes = statement_int32(list, 4),
            .booked_at = statement_stamp(list, 6, STAMP_START_OF_TIME),
            .completed_at = statement_stamp(list, 8, STAMP_NEVER),
            .cancelled_at = statement_stamp(list, 9, STAMP_NEVER),
            .approval_ref = statement_string(list, 11, partner->strings),
            .moved_from = statement_string(list, 12, partner->strings),
            .moved_from_open_booked_at = statement_stamp(list, 15, STAMP_NEVER),
            .session =
                session_finding_get(query->store->session_findings, sqlite3_column_int64(list, 16)),
            .ambiguous_local_time = statement_int32(list, 13) != 0,
            .source = in_force_source(&query->in_force, INPUT_APPOINTMENTS,
                                      statement_line(list, 14), sqlite3_column_int64(list, 17)),
        };
        if (!enums_read(query, list, &appointment, error)) {
            return false;
        }
        g_array_append_val(partner->appointments, appointment);
    }
    return step == STEP_DONE;
}

/* The customer of that name, a new one where there is none yet. */
static uint32_t customer_index(struct store_partner *partner, GHashTable *names, const char *name)
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
static bool customers_load(const struct partner_query *query, struct store_partner *partner,
                           GHashTable *cases, GError **error)
{
    g_autoptr(statement_lease) list = query_borrow(query, partner, CUSTOMERS_SQL, error);
    if (list == NULL) {
        return false;
    }
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
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

static bool history_matters(const GArray *appointments)
{
    for (guint i = 0; i < appointments->len; i++) {
        const struct appointment *booking = &g_array_index(appointments, struct appointment, i);
        if (booking->calendar == CALENDAR_ADHOC && booking->booked_by == BOOKED_BY_CONSULTANT &&
            booking->case_id[0] != '\0') {
            return true;
        }
    }
    return false;
}

static gint appointment_compare(gconstpointer a, gconstpointer b)
{
    const struct appointment *first = a;
    const struct appointment *second = b;
    int by_start = instant_compare(first->start, second->start);
    return by_start != 0 ? by_start : strcmp(first->appointment_id, second->appointment_id);
}

bool partner_appointments_load(const struct partner_query *query, struct store_partner *partner,
                               GError **error)
{
    if (!list_load(query, WINDOW_SQL, partner, error)) {
        return false;
    }
    g_autoptr(GHashTable) cases = g_hash_table_new(g_str_hash, g_str_equal);
    if (history_matters(partner->appointments) &&
        (!customers_load(query, partner, cases, error) ||
         !list_load(query, HISTORY_SQL, partner, error))) {
        return false;
    }
    g_array_sort(partner->appointments, appointment_compare);
    for (guint i = 0; i < partner->appointments->len; i++) {
        struct appointment *appointment =
            &g_array_index(partner->appointments, struct appointment, i);
        if (appointment->case_id[0] != '\0') {
            appointment->customer = customer_index(partner, cases, appointment->case_id);
        }
    }
    return true;
}
