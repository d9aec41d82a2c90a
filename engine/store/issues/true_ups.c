#include "engine/store/db.h"
#include "engine/store/issues/issues.h"
#include "engine/store/tables.h"

static const char DOING[] = "reading what earlier true-ups left";

/* ?1 the period, ?2 and ?3 issues. */
static statement_lease *period_borrow(store *store, const char *sql, struct period period,
                                      int64_t seq, int64_t before_seq, GError **error)
{
    statement_lease *lease = statement_borrow(store, sql, DOING, error);
    statement_bind_period(lease, 1, period);
    statement_bind_integer(lease, 2, seq);
    statement_bind_integer(lease, 3, before_seq);
    return lease;
}

bool store_true_up_newest(store *store, struct period period, const char *judged_by,
                          int64_t before_seq, int64_t *ret_seq, GError **error)
{
    static const char SQL[] =
        "SELECT ifnull((SELECT i.seq FROM issues AS i WHERE i.seq < ?3 AND EXISTS (SELECT 1"
        " FROM issue_true_ups AS t WHERE t.seq = i.seq AND t.period = ?1 AND t.partner_id = ''"
        " AND t.judged_by = ?4)"
        " ORDER BY i.seq DESC LIMIT 1), ?2)";
    g_autoptr(statement_lease) read = period_borrow(store, SQL, period, 0, before_seq, error);
    statement_bind_text(read, 4, judged_by);
    return statement_number(store, read, DOING, ret_seq, error);
}

bool store_true_up_left(store *store, struct period period, int64_t seq, int64_t before_seq,
                        GHashTable *partner_ids, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id FROM issue_true_ups WHERE seq = ?2 AND period = ?1 AND partner_id <> ''"
        " UNION SELECT partner_id FROM issued_months WHERE period = ?1 AND seq > ?2 AND seq < ?3"
        " UNION SELECT d.partner_id FROM voids AS v JOIN documents AS d USING (number)"
        " WHERE d.period = ?1 AND v.seq > ?2 AND v.seq < ?3";
    g_autoptr(statement_lease) list = period_borrow(store, SQL, period, seq, before_seq, error);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_hash_table_add(partner_ids, g_strdup(statement_text(list, 0)));
    }
    return step == STEP_DONE;
}

bool store_true_ups_load(store *store, int64_t seq, GArray *true_ups, GStringChunk *strings,
                         GError **error)
{
    g_autoptr(statement_lease) list =
        issue_rows_borrow(store, FROZEN_TRUE_UPS, "",
                          "WHERE t.seq = ?1 ORDER BY t.period, t.partner_id", DOING, error);
    statement_bind_integer(list, 1, seq);
    return issue_rows_read(store, FROZEN_TRUE_UPS, list, true_ups, strings, DOING, error);
}

GHashTable *store_issue_holidays_load(store *store, int64_t seq, GError **error)
{
    static const char SQL[] = "SELECT name, sha256 FROM issue_holidays WHERE seq = ?1";
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    statement_bind_integer(list, 1, seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_hash_table_replace(found, g_strdup(statement_text(list, 0)),
                             g_strdup(statement_text(list, 1)));
    }
    return step == STEP_DONE ? g_steal_pointer(&found) : NULL;
}
