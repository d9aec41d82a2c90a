#include "engine/run/register/debts.h"

#include <string.h>

#include "reports/value/open_items.h"

/* One supplier's rows. */
struct account {
    GArray *places;      /* guint, in debts, by seq */
    GHashTable *carried; /* id -> its newest row, so far */
    int64_t owed;        /* under all of its ids, in cents, so far */
};

static void account_free(void *data)
{
    struct account *account = data;
    g_array_unref(account->places);
    g_hash_table_unref(account->carried);
    g_free(account);
}

static struct debt *debt_at(const struct account *account, const GArray *debts, guint at)
{
    return &g_array_index(debts, struct debt, g_array_index(account->places, guint, at));
}

static void row_take(struct account *account, const struct debt *debt)
{
    const struct debt *before = g_hash_table_lookup(account->carried, debt->partner_id);
    account->owed += (before ? before->carried.cents : 0) - debt->carried.cents;
    g_hash_table_insert(account->carried, (gpointer)debt->partner_id, (gpointer)debt);
}

/* What was owed after each row and the others of its issue, and how much has come off up to it, the first row's none. */
static void account_sum(struct account *account, const GArray *debts, int64_t *owed, int64_t *off)
{
    const guint count = account->places->len;
    guint end = 0;
    for (guint i = 0; i < count; i++) {
        const int64_t before = account->owed;
        for (; end < count && debt_at(account, debts, end)->seq == debt_at(account, debts, i)->seq;
             end++) {
            row_take(account, debt_at(account, debts, end));
        }
        owed[i] = account->owed;
        off[i] = i == 0 ? 0 : off[i - 1] + MAX(0, before - account->owed);
    }
}

/* The oldest first: each waits until as much has come off as was owed after it, so none is done before one before it. */
static void account_collect(struct account *account, const GArray *debts)
{
    const guint count = account->places->len;
    g_autofree int64_t *owed = g_new(int64_t, count);
    g_autofree int64_t *off = g_new(int64_t, count);
    account_sum(account, debts, owed, off);
    for (guint i = 0; i < count; i++) {
        struct debt *debt = debt_at(account, debts, i);
        guint from = i + 1;
        guint end = owed[i] > 0 ? count : from; /* the first by which it has come off, or none */
        if (debt->carried.cents >= 0) {
            continue;
        }
        while (from < end) {
            const guint middle = from + (end - from) / 2;
            if (off[middle] - off[i] >= owed[i]) {
                end = middle;
            } else {
                from = middle + 1;
            }
        }
        debt->collected_on =
            owed[i] > 0 && end < count ? debt_at(account, debts, end)->on : OPEN_NO_DAY;
    }
}

void debts_collect(GArray *debts)
{
    g_autoptr(GHashTable) accounts =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, account_free);
    for (guint i = 0; i < debts->len; i++) {
        const struct debt *debt = &g_array_index(debts, struct debt, i);
        const char *supplier = debt->abn[0] != '\0' ? debt->abn : debt->partner_id;
        struct account *account = g_hash_table_lookup(accounts, supplier);
        if (!account && debt->carried.cents < 0) {
            account = g_new0(struct account, 1);
            account->places = g_array_new(FALSE, FALSE, sizeof(guint));
            account->carried = g_hash_table_new(g_str_hash, g_str_equal);
            g_hash_table_insert(accounts, (gpointer)supplier, account);
        }
        if (account) {
            g_array_append_val(account->places, i);
        }
    }
    GHashTableIter each;
    void *account = NULL;
    g_hash_table_iter_init(&each, accounts);
    while (g_hash_table_iter_next(&each, NULL, &account)) {
        account_collect(account, debts);
    }
}
