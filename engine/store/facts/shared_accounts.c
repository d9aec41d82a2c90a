#include "engine/store/facts/facts_load.h"
#include "engine/store/facts/known.h"
#include "engine/store/statement.h"

static const char DOING[] = "looking for shared accounts";

/* A placeholder that half the partners have as their account would make a list by list of them. */
enum { OTHERS_NAMED_MAX = 20 };

/* The partners of one account, from `first` up to `end`, each with the others. */
static void group_add(GPtrArray *partners, guint first, guint end, GArray *shared,
                      GStringChunk *strings)
{
    for (guint i = first; i < end; i++) {
        g_autoptr(GString) others = g_string_new(NULL);
        guint named = 0;
        for (guint other = first; other < end && named < OTHERS_NAMED_MAX; other++) {
            if (other != i) {
                g_string_append_printf(others, "%s%s", named++ > 0 ? ", " : "",
                                       (const char *)g_ptr_array_index(partners, other));
            }
        }
        if (end - first - 1 > named) {
            g_string_append_printf(others, " and %u others", end - first - 1 - named);
        }
        struct store_shared_account account = {g_ptr_array_index(partners, i),
                                               g_string_chunk_insert(strings, others->str)};
        g_array_append_val(shared, account);
    }
}

static gint shared_compare(gconstpointer a, gconstpointer b)
{
    const struct store_shared_account *first = a;
    const struct store_shared_account *second = b;
    return g_strcmp0(first->partner_id, second->partner_id);
}

/* Rows come account by account; a group ends where the account changes. */
static bool groups_read(store *store, sqlite3_stmt *list, GArray *shared, GStringChunk *strings,
                        GError **error)
{
    g_autoptr(GPtrArray) partners = g_ptr_array_new();
    g_autoptr(GString) account = g_string_new(NULL);
    enum statement_step step;
    guint first = 0;
    while ((step = statement_next(store, list, DOING, error)) == STEP_ROW) {
        const char *next = statement_text(list, 0);
        if (!g_str_equal(next, account->str)) {
            group_add(partners, first, partners->len, shared, strings);
            first = partners->len;
            g_string_assign(account, next);
        }
        g_ptr_array_add(partners, g_string_chunk_insert(strings, statement_text(list, 1)));
    }
    group_add(partners, first, partners->len, shared, strings);
    return step == STEP_DONE;
}

bool store_shared_accounts_load(store *store, const struct store_view *view, GArray *shared,
                                GStringChunk *strings, GError **error)
{
    static const char SQL[] =
        "WITH accounts AS MATERIALIZED ("
        " SELECT partner_id, replace(replace(bsb, '-', ''), ' ', '') || '/' ||"
        "  replace(replace(account_number, '-', ''), ' ', '') AS account"
        "  FROM partners AS t WHERE period = ?1 AND " KNOWN_AT(
            "t", "?2") "  AND bsb IS NOT NULL AND account_number IS NOT NULL)"
                       " SELECT account, partner_id FROM accounts WHERE account IN"
                       "  (SELECT account FROM accounts GROUP BY account HAVING count(*) > 1)"
                       " ORDER BY account, partner_id";
    char period[PERIOD_TEXT_SIZE];
    store_period_text(view->period, period);
    g_autoptr(statement_lease) list = statement_borrow(store, SQL, DOING, error);
    if (list == NULL) {
        return false;
    }
    statement_bind_kept(list, 1, period);
    statement_bind_integer(list, 2, view->batch);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct store_shared_account));
    if (!groups_read(store, list, found, strings, error)) {
        return false;
    }
    g_array_sort(found, shared_compare);
    g_array_append_vals(shared, found->data, found->len);
    return true;
}
