#include "engine/store/facts/unmarked.h"

#include "engine/store/facts/query.h"

static const char DOING[] = "looking for what is not marked as completed";

/* The most completion_days that there are (C2), and a day for zones and another for the day itself. */
#define LONGEST_SECONDS "(60 + 2) * 86400"

GPtrArray *store_unmarked_partners(store *store, const struct store_view *view, GError **error)
{
    static const char SQL[] =
        "SELECT p.partner_id FROM partners AS p WHERE p.period = ?1 AND " KNOWN_AT(
            "p",
            "?2") " AND EXISTS (SELECT 1 FROM appointments AS t WHERE t.partner_id = p.partner_id"
                  " AND t.start >= ?4 AND t.start < ?5 AND t.start * 60 <= ?6"
                  " AND max(t.start * 60, ifnull(t.booked_at, 0)) > ?6 - " LONGEST_SECONDS
                  " AND " KNOWN " AND CASE t.status"
                  " WHEN 'booked' THEN 1"
                  " WHEN 'cancelled' THEN t.cancelled_at >= t.start * 60 OR t.cancelled_at > ?6"
                  " WHEN 'moved' THEN t.moved_at >= t.start * 60 OR t.moved_at > ?6"
                  " ELSE t.completed_at > ?6 END) ORDER BY p.partner_id";
    enum { DAYS_BESIDE = 2 };
    struct fact_query query = fact_query_of(store, view, DOING);
    const int64_t first = (int64_t)view->period.first.number - DAYS_BESIDE;
    const int64_t end = (int64_t)period_last(view->period).number + 1 + DAYS_BESIDE;
    query.window = (struct interval){{first * MINUTES_PER_DAY}, {end * MINUTES_PER_DAY}};
    query.number = view->as_at.utc_seconds;
    g_autoptr(statement_lease) list = fact_query_borrow(&query, SQL, error);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    return statement_texts(store, list, ids, DOING, error) ? g_steal_pointer(&ids) : NULL;
}
