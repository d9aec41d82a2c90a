#include "engine/store/facts/moved.h"

#include "engine/store/facts/query.h"

static const char DOING[] = "finding whose facts have changed";

/* What the day before the period and the day after it may reach over midnight: an hour may end in the next
 * day, and a booking may overlap one that overlaps it. Nobody's bookings do so for longer. */
enum { AROUND_DAYS = 2, REACH_MINUTES = 6 * 60 };

/* Of the facts t; ?6 is the earlier batch. */
#define ENDED "(t.known_until > ?6 AND t.known_until <= ?2)"
#define MOVED "((t.known_from > ?6 AND t.known_from <= ?2) OR " ENDED ")"
#define WITHIN(column) column " >= ?4 / 1440 AND " column " < ?5 / 1440"

/* Appointments are many, and those of a batch come after all of the batches before it. */
#define NEW_APPOINTMENTS                                                                           \
    "t.row > ifnull((SELECT o.row FROM appointments AS o WHERE o.known_from <= ?6"                 \
    " ORDER BY o.row DESC LIMIT 1), 0) AND t.known_from <= ?2"
#define OF_MOVED_APPOINTMENTS(columns, more)                                                       \
    "SELECT " columns " FROM appointments AS t WHERE " NEW_APPOINTMENTS more                       \
    " UNION ALL SELECT " columns " FROM appointments AS t WHERE " ENDED more

#define EVERYONES                                                                                       \
    "SELECT EXISTS (SELECT 1 FROM policy AS t WHERE t.period = ?1 AND " MOVED ")"                       \
    " OR EXISTS (SELECT 1 FROM areas AS t WHERE " MOVED ")"                                             \
    " OR EXISTS (SELECT 1 FROM holidays AS t WHERE (" WITHIN("t.date") " OR " WITHIN(                   \
        "t.target_date") ") AND " MOVED ")"                                                             \
                         " OR EXISTS (SELECT 1 FROM decisions AS t WHERE t.partner_id IS NULL "         \
                         "AND " MOVED ")"                                                               \
                         " OR EXISTS (SELECT 1 FROM cases AS t WHERE " KNOWN ")"                        \
                         "  <> EXISTS (SELECT 1 FROM cases AS t WHERE " KNOWN_AT(                       \
                             "t",                                                                       \
                             "?6") ")" /* By a partner's zone the sessions of a case are dated (A6). */ \
                                   " OR EXISTS (SELECT 1 FROM partners AS t WHERE t.known_from > "      \
                                   "?6 AND t.known_from <= ?2"                                          \
                                   "  AND t.timezone IS NOT (SELECT o.timezone FROM partners AS "       \
                                   "o WHERE o.partner_id = t.partner_id"                                \
                                   "   AND o.known_from <= ?6 ORDER BY o.row DESC LIMIT 1)"             \
                                   "  AND EXISTS (SELECT 1 FROM appointments AS a WHERE "               \
                                   "a.partner_id = t.partner_id"                                        \
                                   "   AND a.start < ?5))"

/* Whose it is, and from when until when: NULL where any day of the period rests on it. */
#define OF_PERIOD(table)                                                                           \
    "SELECT t.partner_id, NULL, NULL FROM " table " AS t WHERE t.period = ?1 AND " MOVED
#define OF_WINDOW(table)                                                                           \
    "SELECT t.partner_id, t.start, t.\"end\" FROM " table                                          \
    " AS t WHERE t.start < ?5 AND t.\"end\" > ?4 AND " MOVED
#define BOOKING_SPAN "a.partner_id, a.start, a.start + a.duration_minutes"
#define BOOKINGS_OF(cases)                                                                         \
    "SELECT " BOOKING_SPAN " FROM " cases " AS m JOIN theirs ON theirs.moved_id = m.case_id"       \
    " JOIN appointments AS a ON a.case_id = theirs.case_id"                                        \
    " WHERE a.calendar = 'adhoc' AND a.start >= ?4 AND a.start < ?5"

/* Of a booking the sessions before it count (A6), and what was booked before it (A4, A5): of its case, and
 * of all others of the same customer. */
#define CASES                                                                                      \
    "sessions (case_id, start, booked_at) AS MATERIALIZED (" OF_MOVED_APPOINTMENTS(                \
        "t.case_id, t.start, t.booked_at",                                                         \
        " AND t.case_id IS NOT NULL AND (t.start < ?5"                                             \
        " OR t.booked_at IS NULL OR t.booked_at < ?5 * 60)") "),"                                  \
                                                             " ruled (case_id) AS MATERIALIZED "   \
                                                             "(SELECT t.case_id FROM cases AS t "  \
                                                             "WHERE " MOVED                        \
                                                             "  UNION SELECT t.case_id FROM "      \
                                                             "extra_sessions AS t WHERE " MOVED    \
                                                             "),"                                  \
                                                             " moved (case_id) AS (SELECT "        \
                                                             "case_id FROM sessions UNION SELECT " \
                                                             "case_id FROM ruled),"                \
                                                             " theirs (moved_id, case_id) AS "     \
                                                             "MATERIALIZED (SELECT case_id, "      \
                                                             "case_id FROM moved UNION"            \
                                                             "  SELECT n.case_id, o.case_id FROM " \
                                                             "moved JOIN cases AS n ON n.case_id " \
                                                             "= moved.case_id"                     \
                                                             "  JOIN cases AS o ON o.client_key "  \
                                                             "= n.client_key)"

static const char
    PARTNERS
        [] = "WITH " CASES
             " " OF_PERIOD("partners") " UNION " OF_PERIOD("rates") " UNION " OF_PERIOD("schedules") " UNION " OF_PERIOD("held_rows") " UNION " OF_WINDOW(
                 "blocks") " UNION " OF_WINDOW("other_work") " UNION SELECT t.partner_id, NULL, "
                                                             "NULL FROM decisions AS t"
                                                             "  WHERE t.partner_id IS NOT NULL "
                                                             "AND " MOVED
                                                             " UNION SELECT * FROM "
                                                             "(" OF_MOVED_APPOINTMENTS(
                                                                 "t.partner_id, t.start, t.start + "
                                                                 "t.duration_minutes",
                                                                 " AND t.start >= ?4 AND t.start < "
                                                                 "?5") ")"
                                                                       /* Those that say of themselves that they were moved from one of these. */
                                                                       " UNION SELECT " BOOKING_SPAN
                                                                       " FROM "
                                                                       "(" OF_MOVED_APPOINTMENTS(
                                                                           "t.appointment_id",
                                                                           "") ") AS m"
                                                                               " JOIN appointments "
                                                                               "AS a ON "
                                                                               "a.moved_from = "
                                                                               "m.appointment_id "
                                                                               "WHERE a.start >= "
                                                                               "?4 AND a.start < ?5"
                                                                               " UNION"
                                                                               " " BOOKINGS_OF("rul"
                                                                                               "ed") " UNION " BOOKINGS_OF(
                                                                                   "sessions") " AN"
                                                                                               "D "
                                                                                               "(m."
                                                                                               "sta"
                                                                                               "rt "
                                                                                               "<= "
                                                                                               "a."
                                                                                               "sta"
                                                                                               "rt "
                                                                                               "OR "
                                                                                               "m."
                                                                                               "boo"
                                                                                               "ked"
                                                                                               "_at"
                                                                                               " IS"
                                                                                               " NU"
                                                                                               "LL "
                                                                                               "OR "
                                                                                               "a."
                                                                                               "boo"
                                                                                               "ked"
                                                                                               "_at"
                                                                                               " IS"
                                                                                               " NU"
                                                                                               "LL"
                                                                                               "  "
                                                                                               "OR "
                                                                                               "m."
                                                                                               "boo"
                                                                                               "ked"
                                                                                               "_at"
                                                                                               " <="
                                                                                               " a."
                                                                                               "boo"
                                                                                               "ked"
                                                                                               "_at"
                                                                                               ")";

/* The zone of a partner: of the period's partners.csv, else of the newest. */
static const char ZONE[] = "SELECT timezone FROM partners AS t WHERE partner_id = ?3 AND " KNOWN
                           " ORDER BY period = ?1 DESC, period DESC LIMIT 1";

/* Whether the span reaches into the period where the partner is; it may where the zone is not known. */
static bool reaches(const struct fact_query *query, struct period period,
                    store_zone_clock zone_clock, struct interval span, bool *ret_reaches,
                    GError **error)
{
    g_autoptr(statement_lease) read = fact_query_borrow(query, ZONE, error);
    const enum statement_step step = statement_next(query->store, read, DOING, error);
    const struct clock *clock = step == STEP_ROW ? zone_clock(statement_text(read, 0)) : NULL;
    *ret_reaches = true;
    if (clock) {
        struct interval days = clock_days(clock, period.first, period_last(period));
        days.start.utc_minutes -= REACH_MINUTES;
        days.end.utc_minutes += REACH_MINUTES;
        *ret_reaches =
            instant_compare(span.start, days.end) < 0 && instant_compare(span.end, days.start) > 0;
    }
    return step != STEP_FAILED;
}

bool store_moved_partners(store *store, const struct store_view *view, int64_t earlier_batch,
                          store_zone_clock zone_clock, GHashTable *partner_ids, bool *ret_all,
                          GError **error)
{
    static const char ALL[] = EVERYONES;
    struct fact_query query = fact_query_of(store, view, DOING);
    const int64_t first = (int64_t)view->period.first.number - AROUND_DAYS;
    const int64_t end = (int64_t)period_last(view->period).number + 1 + AROUND_DAYS;
    query.window = (struct interval){{first * MINUTES_PER_DAY}, {end * MINUTES_PER_DAY}};
    query.number = earlier_batch;
    int64_t all = 0;
    if (!fact_query_number(&query, ALL, &all, error)) {
        return false;
    }
    *ret_all = all != 0;
    if (*ret_all) {
        return true;
    }
    g_autoptr(statement_lease) list = fact_query_borrow(&query, PARTNERS, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const bool dated = sqlite3_column_type(list, 1) != SQLITE_NULL;
        const struct interval span = {{sqlite3_column_int64(list, 1)},
                                      {sqlite3_column_int64(list, 2)}};
        bool moves = true;
        query.partner_id = statement_text(list, 0);
        if (g_hash_table_contains(partner_ids, query.partner_id)) {
            continue;
        }
        if (dated && !reaches(&query, view->period, zone_clock, span, &moves, error)) {
            return false;
        }
        if (moves) {
            g_hash_table_add(partner_ids, g_strdup(query.partner_id));
        }
    }
    return step == STEP_DONE;
}
