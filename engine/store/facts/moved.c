#include "engine/store/facts/moved.h"

#include "engine/store/facts/query.h"

static const char DOING[] = "finding whose facts have changed";

/* What the day before the period and the day after it may reach over midnight: an hour may end in the next
 * day, and a booking may overlap one that overlaps it. Nobody's bookings do so for longer. */
enum { AROUND_DAYS = 2, REACH_MINUTES = 6 * 60 };

/* Of the facts t; ?6 is the earlier batch. */
#define ENDED "(t.known_until > ?6 AND t.known_until <= ?2)"
#define MOVED "((t.known_from > ?6 AND t.known_from <= ?2) OR " ENDED ")"

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
    " AND t.partner_id IN (SELECT partner_id FROM partners GROUP BY partner_id" /* nearly nobody */
    "  HAVING min(ifnull(timezone, '')) <> max(ifnull(timezone, '')) OR min(known_from) > ?6)"
    " AND t.timezone IS NOT (SELECT o.timezone FROM partners AS o WHERE o.partner_id = t.partner_id"
    "  AND o.known_from <= ?6 ORDER BY o.row DESC LIMIT 1)"
    " AND EXISTS (SELECT 1 FROM appointments AS a WHERE a.partner_id = t.partner_id"
    "  AND a.start < ?5))";

#define OF_PERIOD(table)                                                                           \
    "SELECT DISTINCT t.partner_id, NULL, NULL FROM " table " AS t WHERE t.period = ?1 AND " MOVED
#define OF_WINDOW(table)                                                                           \
    "SELECT t.partner_id, t.start, t.\"end\" FROM " table                                          \
    " AS t WHERE t.start < ?5 AND t.\"end\" > ?4 AND " MOVED

/* Of the many appointments only those of the window are looked at, partner by partner. */
#define EACH_PARTNER                                                                               \
    "WITH RECURSIVE p (id) AS (SELECT min(partner_id) FROM appointments UNION ALL SELECT"          \
    " (SELECT min(b.partner_id) FROM appointments AS b WHERE b.partner_id > p.id) FROM p"          \
    " WHERE p.id IS NOT NULL)"
#define IN_WINDOW(alias)                                                                           \
    " FROM p CROSS JOIN appointments AS " alias " WHERE " alias ".partner_id = p.id AND " alias    \
    ".start >= ?4 AND " alias ".start < ?5"

/* Rows of a batch come after those of all batches before it; ?6 is the last that the earlier one knew. */
#define NEW_OF_WINDOW IN_WINDOW("t") " AND t.row > ?6 AND t.known_from <= ?2"
static const char new_appointments[] =
    EACH_PARTNER " SELECT t.partner_id, t.start, t.start + t.duration_minutes" NEW_OF_WINDOW;

/* Who says of a booking that it was moved from one of these. */
#define MOVED_FROM(until)                                                                          \
    "SELECT a.partner_id, a.start, a.start + a.duration_minutes FROM appointments AS a"            \
    " INDEXED BY appointments_by_moved_from CROSS JOIN appointments AS t"                          \
    " WHERE a.moved_from IS NOT NULL AND a.start >= ?4 AND a.start < ?5"                           \
    " AND t.appointment_id = a.moved_from AND t.known_until IS " until " AND " MOVED

/* Of a booking the sessions before it count (A6), and what was booked before it (A4, A5): of its case, and
 * of all others of the same customer. */
#define OF_CASES(table)                                                                            \
    " SELECT a.partner_id, a.start, a.\"end\" FROM a JOIN theirs ON theirs.case_id = a.case_id"    \
    " JOIN " table " AS t ON t.case_id = theirs.moved_id WHERE " MOVED
#define ADHOC_AND_THEIR_CASES                                                                      \
    ", a (partner_id, case_id, start, \"end\", booked_at) AS MATERIALIZED (SELECT a.partner_id,"   \
    " a.case_id, a.start, a.start + a.duration_minutes, a.booked_at" IN_WINDOW(                    \
        "a") " AND a.calendar = 'adhoc' AND a.case_id IS NOT NULL),"                               \
             " theirs (case_id, moved_id) AS MATERIALIZED (SELECT case_id, case_id FROM a UNION"   \
             "  SELECT o.case_id, n.case_id FROM (SELECT DISTINCT case_id FROM a) AS own JOIN "    \
             "cases AS o"                                                                          \
             "  ON o.case_id = own.case_id JOIN cases AS n ON n.client_key = o.client_key)"
#define BEFORE_IT                                                                                  \
    " AND (t.start <= a.start OR t.booked_at IS NULL OR a.booked_at IS NULL"                       \
    "  OR t.booked_at <= a.booked_at)"
static const char of_cases[] = EACH_PARTNER ADHOC_AND_THEIR_CASES OF_CASES("appointments") BEFORE_IT
    " UNION ALL" OF_CASES("cases") " UNION ALL" OF_CASES("extra_sessions");

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
    "SELECT t.partner_id, t.start, t.start + t.duration_minutes FROM appointments AS t"
    " WHERE t.start >= ?4 AND t.start < ?5 AND " ENDED,
    MOVED_FROM("NULL"),
    MOVED_FROM("NOT NULL"),
    of_cases,
};

/* The zone of a partner: of the period's partners.csv, else of the newest. */
static const char ZONE[] = "SELECT timezone FROM partners AS t WHERE partner_id = ?3 AND " KNOWN
                           " ORDER BY period = ?1 DESC, period DESC LIMIT 1";

/* The days of the period where a partner is, with what reaches over their ends; unknown where the zone is. */
struct reach {
    char *partner_id; /* of whom it was last asked */
    bool known;
    struct interval days;
};

static bool reach_find(struct reach *reach, const struct fact_query *window, struct period period,
                       const char *partner_id, store_zone_clock zone_clock, GError **error)
{
    if (g_strcmp0(reach->partner_id, partner_id) == 0) {
        return true;
    }
    g_free(reach->partner_id);
    reach->partner_id = g_strdup(partner_id);
    struct fact_query query = *window;
    query.partner_id = reach->partner_id;
    g_autoptr(statement_lease) read = fact_query_borrow(&query, ZONE, error);
    const enum statement_step step = statement_next(query.store, read, DOING, error);
    const struct clock *clock = step == STEP_ROW ? zone_clock(statement_text(read, 0)) : NULL;
    reach->known = clock != NULL;
    if (clock) {
        reach->days = clock_days(clock, period.first, period_last(period));
        reach->days.start.utc_minutes -= REACH_MINUTES;
        reach->days.end.utc_minutes += REACH_MINUTES;
    }
    return step != STEP_FAILED;
}

/* Whether the span may reach into the period where the partner is. */
static bool reaches(const struct reach *reach, struct interval span)
{
    return !reach->known || (instant_compare(span.start, reach->days.end) < 0 &&
                             instant_compare(span.end, reach->days.start) > 0);
}

static bool partners_add(const struct fact_query *query, struct period period,
                         store_zone_clock zone_clock, const char *sql, GHashTable *partner_ids,
                         GError **error)
{
    struct reach reach = {.partner_id = NULL};
    g_autoptr(statement_lease) list = fact_query_borrow(query, sql, error);
    enum statement_step step;
    bool good = true;
    while (good && (step = statement_next(query->store, list, DOING, error)) == STEP_ROW) {
        const bool dated = sqlite3_column_type(list, 1) != SQLITE_NULL;
        const struct interval span = {{sqlite3_column_int64(list, 1)},
                                      {sqlite3_column_int64(list, 2)}};
        const char *partner_id = statement_text(list, 0);
        if (g_hash_table_contains(partner_ids, partner_id)) {
            continue;
        }
        good = !dated || reach_find(&reach, query, period, partner_id, zone_clock, error);
        if (good && (!dated || reaches(&reach, span))) {
            g_hash_table_add(partner_ids, g_strdup(partner_id));
        }
    }
    g_free(reach.partner_id);
    return good && step == STEP_DONE;
}

/* The last row of the appointments that the earlier batch (the query's number) knew; 0 where there is none. They are in
 * the order of their batches, so it is looked for by halves. */
static bool last_row_find(const struct fact_query *query, int64_t *ret_row, GError **error)
{
    static const char LAST[] = "SELECT ifnull(max(row), 0) FROM appointments";
    static const char NEXT[] = "SELECT ifnull((SELECT t.known_from > ?2 FROM appointments AS t"
                               " WHERE t.row > ?6 ORDER BY t.row LIMIT 1), 1)";
    struct fact_query next = *query;
    next.batch = query->number;
    int64_t from = 0; /* known, or 0 */
    int64_t end = 0;  /* none behind it is */
    if (!fact_query_number(query, LAST, &end, error)) {
        return false;
    }
    while (from < end) {
        int64_t is_new = 0;
        next.number = from + (end - from) / 2;
        if (!fact_query_number(&next, NEXT, &is_new, error)) {
            return false;
        }
        if (is_new) {
            end = next.number;
        } else {
            from = next.number + 1;
        }
    }
    *ret_row = end;
    return true;
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
    struct fact_query rows = query;
    if (!fact_query_number(&query, everyones, &of_all, error) ||
        !fact_query_number(&query, zones, &of_zones, error)) {
        return false;
    }
    *ret_all = of_all != 0 || of_zones != 0;
    if (*ret_all) {
        return true;
    }
    bool good = last_row_find(&query, &rows.number, error) &&
                partners_add(&rows, view->period, zone_clock, new_appointments, partner_ids, error);
    for (size_t i = 0; good && i < G_N_ELEMENTS(partners); i++) {
        good = partners_add(&query, view->period, zone_clock, partners[i], partner_ids, error);
    }
    return good;
}
