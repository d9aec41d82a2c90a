#include "engine/store/issues/issue_private.h"

/* What is owed to each partner, and where the last payment went. */

static const char DOING[] = "reading what was paid";

GHashTable *store_balances_load(store *store, int64_t before_seq, GError **error)
{
    static const char SQL[] =
        "SELECT partner_id, sum(cents) FROM ("
        " SELECT l.partner_id, l.amount + l.gst AS cents FROM"
        "  (SELECT period, partner_id, max(seq) AS seq FROM issued_months WHERE seq < ?1"
        "   GROUP BY period, partner_id) AS m"
        "  JOIN issued_lines AS l USING (period, partner_id, seq)"
        " UNION ALL SELECT partner_id, -payment FROM payments WHERE seq < ?1)"
        " GROUP BY partner_id";
    g_autoptr(GHashTable) balances = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return NULL;
    }
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        int64_t *cents = g_new(int64_t, 1);
        *cents = sqlite3_column_int64(list, 1);
        g_hash_table_insert(balances, g_strdup(statement_text(list, 0)), cents);
    }
    return step == STEP_DONE ? g_steal_pointer(&balances) : NULL;
}

GHashTable *store_paid_accounts_load(store *store, int64_t before_seq, GError **error)
{
    /* The columns beside a max() are those of its row. */
    static const char SQL[] =
        "SELECT partner_id, replace(replace(bsb, '-', ''), ' ', '') || ' ' ||"
        " replace(replace(account_number, '-', ''), ' ', ''), max(seq) FROM payments"
        " WHERE seq < ?1 AND payment > 0 AND bsb IS NOT NULL AND account_number IS NOT NULL"
        " GROUP BY partner_id";
    g_autoptr(GHashTable) accounts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return NULL;
    }
    statement_bind_integer(list, 1, before_seq);
    enum statement_step step;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        g_hash_table_insert(accounts, g_strdup(statement_text(list, 0)),
                            g_strdup(statement_text(list, 1)));
    }
    return step == STEP_DONE ? g_steal_pointer(&accounts) : NULL;
}
