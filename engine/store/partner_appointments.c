#include <string.h>

#include "engine/core/check.h"
#include "engine/store/known.h"
#include "engine/store/partner_private.h"
#include "engine/store/words.h"

static const char DOING[] = "reading a partner's appointments";

/* Parameters: ?1 the partner, ?2 the batch, ?3 and ?4 the window, ?5 what a blank booked_at of the
 * appointment that moved_from names counts as.
 *
 * Column 15 finds that appointment in one of two indexes: of what is known now, or of what no
 * longer is. Column 17 names the customer: a client_key, else the case alone; the letter keeps
 * the two apart. */
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
    " c.case_id IS NOT NULL, ifnull('k' || c.client_key, 'c' || a.case_id),"                       \
    " CASE WHEN c.client_key IS NULL THEN c.adhoc_referral IS ?1 ELSE EXISTS"                      \
    "  (SELECT 1 FROM cases AS r WHERE r.client_key = c.client_key AND r.adhoc_referral = ?1"      \
    "   AND " KNOWN_AT("r",                                                                        \
                       "?2") ") END,"                                                              \
                             " f.verdict, f.booked_before_outcome, f.case_older_than_12_months"

#define APPOINTMENT_JOINS                                                                          \
    " LEFT JOIN cases AS c ON c.case_id = a.case_id AND " KNOWN_AT(                                \
        "c", "?2") " LEFT JOIN temp.session_findings AS f ON f.appointment_row = a.row"

static const char WINDOW_SQL[] =
    APPOINTMENT_COLUMNS " FROM appointments AS a" APPOINTMENT_JOINS
                        " WHERE a.partner_id = ?1 AND a.start >= ?3 AND a.start < ?4 AND " KNOWN_AT(
                            "a", "?2") " ORDER BY a.start, a.appointment_id";

/* The rest of what the customers of the window's ad hoc bookings by the consultant had here. */
static const char HISTORY_SQL[] =
    "WITH booked (case_id) AS ("
    " SELECT b.case_id FROM appointments AS b WHERE b.partner_id = "
    "?1 AND b.start >= ?3"
    "  AND b.start < ?4 AND b.calendar = 'adhoc' AND b.booked_by = "
    "'consultant'"
    "  AND b.case_id IS NOT NULL AND " KNOWN_AT(
        "b", "?2") "),"
                   " theirs (case_id) AS ("
                   " SELECT case_id FROM booked UNION"
                   " SELECT o.case_id FROM booked CROSS JOIN cases AS n "
                   "CROSS JOIN cases AS o"
                   "  WHERE n.case_id = booked.case_id AND " KNOWN_AT(
                       "n", "?2") "  AND o.client_key = n.client_key "
                                  "AND " KNOWN_AT("o", "?2") ")" APPOINTMENT_COLUMNS
                                                             " FROM theirs CROSS "
                                                             "JOIN appointments AS "
                                                             "a" APPOINTMENT_JOINS
                                                             " WHERE a.case_id = "
                                                             "theirs.case_id AND "
                                                             "a.partner_id = ?1"
                                                             " AND NOT (a.start >= "
                                                             "?3 AND a.start < ?4) "
                                                             "AND " KNOWN_AT("a", "?2");

/* The words of a row as enums. */
static bool enums_read(const struct partner_query *query, sqlite3_stmt *list,
                       struct appointment *appointment, GError **error)
{
    int calendar = WORDS_FIND(words_calendar, statement_text(list, 2));
    int status = WORDS_FIND(words_status, statement_text(list, 5));
    int booked_by = WORDS_FIND(words_booked_by, statement_text(list, 7));
    int cancelled_by = WORDS_FIND(words_cancelled_by, statement_text(list, 10));
    if (calendar < 0 || status < 0 || booked_by < 0 || cancelled_by < 0) {
        return statement_damaged(query->store, "appointments", error);
    }
    appointment->calendar = (enum calendar)calendar;
    appointment->status = (enum appointment_status)status;
    appointment->booked_by = (enum booked_by)booked_by;
    appointment->cancelled_by = (enum cancelled_by)cancelled_by;
    return true;
}

/* What the pass over the cases kept; it keeps only what is not plainly within the allocation. */
static struct session_finding finding_read(sqlite3_stmt *list)
{
    if (sqlite3_column_type(list, 19) == SQLITE_NULL) {
        bool case_known = statement_int32(list, 16) != 0;
        return (struct session_finding){
            .verdict = case_known ? SESSION_WITHIN : SESSION_CASE_UNKNOWN,
        };
    }
    return (struct session_finding){
        .verdict = (enum session_verdict)statement_int32(list, 19),
        .booked_before_outcome = statement_int32(list, 20) != 0,
        .case_older_than_12_months = statement_int32(list, 21) != 0,
    };
}

/* The customers so far, by the name that column 17 gives them. */
static uint32_t customer_index(sqlite3_stmt *list, struct store_partner *partner,
                               GHashTable *customers)
{
    const char *name = statement_text(list, 17);
    if (name[0] == '\0') {
        return CUSTOMER_NONE;
    }
    gpointer found = NULL;
    if (g_hash_table_lookup_extended(customers, name, NULL, &found)) {
        return GPOINTER_TO_UINT(found);
    }
    uint32_t index = partner->customers->len;
    struct customer customer = {.adhoc_referral = statement_int32(list, 18) != 0};
    g_array_append_val(partner->customers, customer);
    g_hash_table_insert(customers, g_string_chunk_insert(partner->strings, name),
                        GUINT_TO_POINTER(index));
    return index;
}

static bool appointment_read(const struct partner_query *query, sqlite3_stmt *list,
                             struct store_partner *partner, GHashTable *customers, GError **error)
{
    struct appointment appointment = {
        .appointment_id = statement_string(list, 0, partner->strings),
        .case_id = statement_string(list, 1, partner->strings),
        .customer = customer_index(list, partner, customers),
        .start = statement_instant(list, 3),
        .duration_minutes = statement_int32(list, 4),
        .booked_at = statement_stamp(list, 6, STAMP_START_OF_TIME),
        .completed_at = statement_stamp(list, 8, STAMP_NEVER),
        .cancelled_at = statement_stamp(list, 9, STAMP_NEVER),
        .approval_ref = statement_string(list, 11, partner->strings),
        .moved_from = statement_string(list, 12, partner->strings),
        .moved_from_open_booked_at = statement_stamp(list, 15, STAMP_NEVER),
        .session = finding_read(list),
        .ambiguous_local_time = statement_int32(list, 13) != 0,
        .source = {words_input_file[INPUT_APPOINTMENTS], statement_line(list, 14)},
    };
    if (!enums_read(query, list, &appointment, error)) {
        return false;
    }
    g_array_append_val(partner->appointments, appointment);
    return true;
}

static bool list_load(const struct partner_query *query, const char *sql,
                      struct store_partner *partner, GHashTable *customers, GError **error)
{
    g_autoptr(statement_lease) list = statement_borrow(query->store, sql, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, partner->row.partner_id);
    statement_bind_integer(list, 2, query->view->batch);
    statement_bind_integer(list, 3, query->window.start.utc_minutes);
    statement_bind_integer(list, 4, query->window.end.utc_minutes);
    statement_bind_integer(list, 5, STAMP_START_OF_TIME.utc_seconds);
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        if (!appointment_read(query, list, partner, customers, error)) {
            return false;
        }
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
    g_autoptr(GHashTable) customers = g_hash_table_new(g_str_hash, g_str_equal);
    if (!list_load(query, WINDOW_SQL, partner, customers, error)) {
        return false;
    }
    if (!history_matters(partner->appointments)) {
        return true;
    }
    if (!list_load(query, HISTORY_SQL, partner, customers, error)) {
        return false;
    }
    g_array_sort(partner->appointments, appointment_compare);
    return true;
}
