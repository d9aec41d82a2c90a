#include "engine/run/register/debts.h"

#include <string.h>

#include "reports/value/open_items.h"

static struct debt *debt_at(const GArray *debts, guint index)
{
    return &g_array_index(debts, struct debt, index);
}

/* One supplier's: places in debts, by seq. */
static bool is_newest_of_id(const GArray *debts, const GArray *places, guint from, guint at)
{
    const struct debt *debt = debt_at(debts, g_array_index(places, guint, from));
    for (guint i = from + 1; i <= at; i++) {
        const struct debt *later = debt_at(debts, g_array_index(places, guint, i));
        if (strcmp(later->partner_id, debt->partner_id) == 0) {
            return false;
        }
    }
    return true;
}

/* What all ids of the supplier owe after the row `at` and those of its seq; 0 or more. */
static int64_t owed_after(const GArray *debts, const GArray *places, guint at)
{
    int64_t cents = 0;
    for (guint i = 0; i <= at; i++) {
        const struct debt *debt = debt_at(debts, g_array_index(places, guint, i));
        cents -= is_newest_of_id(debts, places, i, at) ? debt->carried.cents : 0;
    }
    return cents;
}

static guint last_of_seq(const GArray *debts, const GArray *places, guint at)
{
    const int64_t seq = debt_at(debts, g_array_index(places, guint, at))->seq;
    while (at + 1 < places->len &&
           debt_at(debts, g_array_index(places, guint, at + 1))->seq == seq) {
        at++;
    }
    return at;
}

static void supplier_collect(const GArray *debts, const GArray *places)
{
    g_autofree int64_t *owed = g_new(int64_t, places->len);
    for (guint i = 0; i < places->len; i++) {
        owed[i] = owed_after(debts, places, last_of_seq(debts, places, i));
    }
    for (guint i = 0; i < places->len; i++) {
        struct debt *debt = debt_at(debts, g_array_index(places, guint, i));
        int64_t left = owed[i];
        if (debt->carried.cents >= 0) {
            continue;
        }
        debt->collected_on = OPEN_NO_DAY;
        for (guint k = i + 1; k < places->len && left > 0; k++) {
            left -= MAX(0, owed[k - 1] - owed[k]);
            if (left <= 0) {
                debt->collected_on = debt_at(debts, g_array_index(places, guint, k))->on;
            }
        }
    }
}

void debts_collect(GArray *debts)
{
    g_autoptr(GHashTable) suppliers = g_hash_table_new_full(
        g_str_hash, g_str_equal, NULL, (GDestroyNotify)(void (*)(void))g_array_unref);
    g_autoptr(GPtrArray) owing = g_ptr_array_new();
    for (guint i = 0; i < debts->len; i++) {
        const struct debt *debt = debt_at(debts, i);
        const char *supplier = debt->abn[0] != '\0' ? debt->abn : debt->partner_id;
        GArray *places = g_hash_table_lookup(suppliers, supplier);
        if (!places && debt->carried.cents < 0) {
            places = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(suppliers, (gpointer)supplier, places);
            g_ptr_array_add(owing, places);
        }
        if (places) {
            g_array_append_val(places, i);
        }
    }
    for (guint i = 0; i < owing->len; i++) {
        supplier_collect(debts, g_ptr_array_index(owing, i));
    }
}
