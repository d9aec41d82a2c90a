#include "engine/store/facts/moved.h"

#include "engine/store/facts/query.h"

static const char DOING[] = "finding whose facts have changed";

enum { AROUND_DAYS = 7 }; /* of the period: more than any calculation looks at */

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

#define OF_PERIOD(table) "SELECT t.partner_id FROM " table " AS t WHERE t.period = ?1 AND " MOVED
#define OF_WINDOW(table)                                                                           \
    "SELECT t.partner_id FROM " table " AS t WHERE t.start < ?5 AND t.\"end\" > ?4 AND " MOVED

/* A later session matters to an earlier booking where it was booked before it. */
#define MOVED_CASES                                                                                \
    "moved (case_id) AS (SELECT t.case_id FROM cases AS t WHERE " MOVED                            \
    " UNION SELECT t.case_id FROM extra_sessions AS t WHERE " MOVED                                \
    " UNION SELECT case_id FROM (" OF_MOVED_APPOINTMENTS(                                          \
        "t.case_id",                                                                               \
        " AND t.case_id IS NOT NULL AND (t.start < ?5 OR t.booked_at IS NULL"                      \
        " OR t.booked_at < ?5 * 60)") "))," /* And all other cases of the same customers. */       \
                                      " theirs (case_id) AS (SELECT case_id FROM moved UNION "     \
                                      "SELECT o.case_id FROM moved"                                \
                                      "  JOIN cases AS n ON n.case_id = moved.case_id JOIN cases " \
                                      "AS o ON o.client_key = n.client_key)"

static const char
    PARTNERS[] = "WITH " MOVED_CASES
                 " " OF_PERIOD("partners") " UNION " OF_PERIOD("rates") " UNION " OF_PERIOD("schedu"
                                                                                            "les") " UNION " OF_PERIOD("held_rows") " UNION " OF_WINDOW(
                     "blocks") " UNION " OF_WINDOW("other_work") " UNION SELECT t.partner_id FROM "
                                                                 "decisions AS t WHERE "
                                                                 "t.partner_id IS "
                                                                 "NOT NULL AND " MOVED
                                                                 " UNION SELECT partner_id FROM "
                                                                 "(" OF_MOVED_APPOINTMENTS(
                                                                     "t.partner_id",
                                                                     " AND t.start >= ?4 AND "
                                                                     "t.start < "
                                                                     "?5") ")"
                                                                           /* Those that say of themselves that they were moved from one of these. */
                                                                           " UNION SELECT "
                                                                           "a.partner_id "
                                                                           "FROM "
                                                                           "(" OF_MOVED_APPOINTMENTS(
                                                                               "t.appointment_id",
                                                                               "") ") AS m"
                                                                                   " JOIN "
                                                                                   "appointments "
                                                                                   "AS a ON "
                                                                                   "a.moved_from = "
                                                                                   "m.appointment_"
                                                                                   "id "
                                                                                   "WHERE a.start "
                                                                                   ">= ?4 "
                                                                                   "AND a.start < "
                                                                                   "?5"
                                                                                   " UNION SELECT "
                                                                                   "a.partner_id "
                                                                                   "FROM "
                                                                                   "theirs JOIN "
                                                                                   "appointments "
                                                                                   "AS a "
                                                                                   "USING (case_id)"
                                                                                   " WHERE "
                                                                                   "a.calendar = "
                                                                                   "'adhoc' AND "
                                                                                   "a.start "
                                                                                   ">= ?4 AND "
                                                                                   "a.start < "
                                                                                   "?5";

bool store_moved_partners(store *store, const struct store_view *view, int64_t earlier_batch,
                          GHashTable *partner_ids, bool *ret_all, GError **error)
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
        g_hash_table_add(partner_ids, g_strdup(statement_text(list, 0)));
    }
    return step == STEP_DONE;
}
