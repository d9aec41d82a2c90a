#include "engine/store/facts/moved.h"

#include "engine/store/facts/query.h"

static const char DOING[] = "finding whose facts have changed";

/* What the day before the period and the day after it may reach over midnight: an hour may end in the next
 * day, and a booking may overlap one that overlaps it. Nobody's bookings do so for longer. */
enum { AROUND_DAYS = 2, REACH_MINUTES = 6 * 60 };

/* Of the facts t; ?6 is the earlier batch. */
#define ENDED "(t.known_until > ?6 AND t.known_until <= ?2)"
#define MOVED "((t.known_from > ?6 AND t.known_from <= ?2) OR " ENDED ")"

/* Appointments are many, and those of a batch come after all of the batches before it. */
#define IS_NEW                                                                                     \
    "t.row > ifnull((SELECT o.row FROM appointments AS o WHERE o.known_from <= ?6"                 \
    " ORDER BY o.row DESC LIMIT 1), 0) AND t.known_from <= ?2"

static const char everyones[] =
    "SELECT EXISTS (SELECT 1 FROM policy AS t WHERE t.period = ?1 AND " MOVED ")"
    " OR EXISTS (SELECT 1 FROM areas AS t WHERE " MOVED ")"
    " OR EXISTS (SELECT 1 FROM holidays AS t WHERE " MOVED
    "  AND (t.date >= ?4 / 1440 AND t.date < ?5 / 1440"
    "   OR t.target_date >= ?4 / 1440 AND t.target_date < ?5 / 1440))"
    " OR EXISTS (SELECT 1 FROM decisions AS t WHERE t.partner_id IS NULL AND " MOVED ")"
    " OR EXISTS (SELECT 1 FROM cases AS t WHERE " KNOWN ")"
    "  <> EXISTS (SELECT 1 FROM cases AS t WHERE " KNOWN_AT("t", "?6") ")";

/* By a partner's zone the sessions of a case are dated (A6). */
static const char zones[] =
    "SELECT EXISTS (SELECT 1 FROM partners AS t WHERE t.known_from > ?6 AND t.known_from <= ?2"
    " AND t.timezone IS NOT (SELECT o.timezone FROM partners AS o WHERE o.partner_id = t.partner_id"
    "  AND o.known_from <= ?6 ORDER BY o.row DESC LIMIT 1)"
    " AND EXISTS (SELECT 1 FROM appointments AS a WHERE a.partner_id = t.partner_id"
    "  AND a.start < ?5))";

#define OF_PERIOD(table)                                                                           \
    "SELECT DISTINCT t.partner_id, NULL, NULL FROM " table " AS t WHERE t.period = ?1 AND " MOVED
#define OF_WINDOW(table)                                                                           \
    "SELECT t.partner_id, t.start, t.\"end\" FROM " table                                          \
    " AS t WHERE t.start < ?5 AND t.\"end\" > ?4 AND " MOVED
#define OF_APPOINTMENT(when)                                                                       \
    "SELECT t.partner_id, t.start, t.start + t.duration_minutes FROM appointments AS t"            \
    " WHERE t.start >= ?4 AND t.start < ?5 AND " when
/* Who says of a booking that it was moved from one of these. */
#define MOVED_FROM(when)                                                                           \
    "SELECT a.partner_id, a.start, a.start + a.duration_minutes FROM appointments AS t"            \
    " JOIN appointments AS a ON a.moved_from = t.appointment_id"                                   \
    " WHERE a.start >= ?4 AND a.start < ?5 AND " when

/* Of a booking the sessions before it count (A6), and what was booked before it (A4, A5): of its case, and
 * of all others of the same customer. */
#define OF_CASES(moved)                                                                            \
    "WITH m (case_id, start, booked_at) AS MATERIALIZED (" moved "),"                              \
    " theirs (moved_id, case_id) AS MATERIALIZED (SELECT case_id, case_id FROM m UNION"            \
    "  SELECT n.case_id, o.case_id FROM (SELECT DISTINCT case_id FROM m) AS m"                     \
    "  JOIN cases AS n ON n.case_id = m.case_id JOIN cases AS o ON o.client_key = n.client_key)"   \
    " SELECT a.partner_id, a.start, a.start + a.duration_minutes FROM m"                           \
    " JOIN theirs ON theirs.moved_id = m.case_id JOIN appointments AS a ON a.case_id = "           \
    "theirs.case_id WHERE a.calendar = 'adhoc' AND a.start >= ?4 AND a.start < ?5"                 \
    " AND (m.start <= a.start OR m.booked_at IS NULL OR a.booked_at IS NULL"                       \
    "  OR m.booked_at <= a.booked_at)"
#define SESSIONS(when)                                                                             \
    "SELECT t.case_id, t.start, t.booked_at FROM appointments AS t WHERE t.case_id IS NOT NULL"    \
    " AND (t.start < ?5 OR t.booked_at IS NULL OR t.booked_at < ?5 * 60) AND " when

/* Whose it is, and from when until when: NULL where any day of the period rests on it. */
static const char *const partners[] = {
    OF_PERIOD("partners"),
    OF_PERIOD("rates"),
    OF_PERIOD("schedules"),
    OF_PERIOD("held_rows"),
    "SELECT DISTINCT t.partner_id, NULL, NULL FROM decisions AS t WHERE t.partner_id IS NOT NULL"
    " AND " MOVED,
    OF_WINDOW("blocks"),
    OF_WINDOW("other_work"),
    OF_APPOINTMENT(IS_NEW),
    OF_APPOINTMENT(ENDED),
    MOVED_FROM(IS_NEW),
    MOVED_FROM(ENDED),
    OF_CASES(SESSIONS(IS_NEW)),
    OF_CASES(SESSIONS(ENDED)),
    OF_CASES("SELECT t.case_id, NULL, NULL FROM cases AS t WHERE " MOVED),
    OF_CASES("SELECT t.case_id, NULL, NULL FROM extra_sessions AS t WHERE " MOVED),
};

/* The zone of a partner: of the period's partners.csv, else of the newest. */
static const char ZONE[] = "SELECT timezone FROM partners AS t WHERE partner_id = ?3 AND " KNOWN
                           " ORDER BY period = ?1 DESC, period DESC LIMIT 1";

/* Whether the span reaches into the period where the partner is; it may where the zone is not known. */
static bool reaches(struct fact_query query, struct period period, const char *partner_id,
                    store_zone_clock zone_clock, struct interval span, bool *ret_reaches,
                    GError **error)
{
    query.partner_id = partner_id;
    g_autoptr(statement_lease) read = fact_query_borrow(&query, ZONE, error);
    const enum statement_step step = statement_next(query.store, read, DOING, error);
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

static bool partners_add(const struct fact_query *query, struct period period,
                         store_zone_clock zone_clock, const char *sql, GHashTable *partner_ids,
                         GError **error)
{
    g_autoptr(statement_lease) list = fact_query_borrow(query, sql, error);
    enum statement_step step;
    while ((step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        const bool dated = sqlite3_column_type(list, 1) != SQLITE_NULL;
        const struct interval span = {{sqlite3_column_int64(list, 1)},
                                      {sqlite3_column_int64(list, 2)}};
        const char *partner_id = statement_text(list, 0);
        bool moves = true;
        if (g_hash_table_contains(partner_ids, partner_id)) {
            continue;
        }
        if (dated && !reaches(*query, period, partner_id, zone_clock, span, &moves, error)) {
            return false;
        }
        if (moves) {
            g_hash_table_add(partner_ids, g_strdup(partner_id));
        }
    }
    return step == STEP_DONE;
}

bool store_moved_partners(store *store, const struct store_view *view, int64_t earlier_batch,
                          store_zone_clock zone_clock, GHashTable *partner_ids, bool *ret_all,
                          GError **error)
{
    struct fact_query query = fact_query_of(store, view, DOING);
    const int64_t first = (int64_t)view->period.first.number - AROUND_DAYS;
    const int64_t end = (int64_t)period_last(view->period).number + 1 + AROUND_DAYS;
    query.window = (struct interval){{first * MINUTES_PER_DAY}, {end * MINUTES_PER_DAY}};
    query.number = earlier_batch;
    int64_t of_all = 0;
    int64_t of_zones = 0;
    if (!fact_query_number(&query, everyones, &of_all, error) ||
        !fact_query_number(&query, zones, &of_zones, error)) {
        return false;
    }
    *ret_all = of_all != 0 || of_zones != 0;
    bool good = true;
    for (size_t i = 0; good && !*ret_all && i < G_N_ELEMENTS(partners); i++) {
        good = partners_add(&query, view->period, zone_clock, partners[i], partner_ids, error);
    }
    return good;
}
