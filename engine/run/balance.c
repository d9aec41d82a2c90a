#include "engine/run/balance.h"

#include "engine/store/facts/decisions.h"

static void payments_add(const GArray *standings, struct store_balance *balance)
{
    for (guint i = 0; i < standings->len; i++) {
        const struct payment_standing *standing =
            &g_array_index(standings, struct payment_standing, i);
        balance->returned = money_add(balance->returned, standing->returned_sum);
        balance->by_hand = money_add(balance->by_hand, standing->by_hand_sum);
        balance->open = money_add(balance->open, money_add(standing->left, standing->owed));
    }
}

bool store_balance_find(store *store, struct store_balance *ret_balance, GError **error)
{
    g_autoptr(GArray) decisions = g_array_new(FALSE, TRUE, sizeof(struct decision));
    g_autoptr(GArray) standings = g_array_new(FALSE, TRUE, sizeof(struct payment_standing));
    g_autoptr(GArray) carried = g_array_new(FALSE, TRUE, sizeof(struct store_carried));
    g_autoptr(GArray) written_off = g_array_new(FALSE, TRUE, sizeof(struct issued_debt));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
    int64_t batch = 0;
    *ret_balance = (struct store_balance){.documents = {0}};
    if (!store_newest_batch(store, &batch, error) ||
        !store_decisions_load(store, batch, NULL, decisions, strings, error) ||
        !payment_standings_load(store, (const void *)decisions->data, decisions->len, ISSUED_NOW,
                                standings, NULL, strings, error) ||
        !store_carried_load(store, ISSUED_NOW, carried, strings, error) ||
        !store_written_off_load(store, ISSUED_NOW, written_off, strings, error) ||
        !store_issued_sums(store, &ret_balance->documents, &ret_balance->by_file, error)) {
        return false;
    }
    payments_add(standings, ret_balance);
    for (guint i = 0; i < carried->len; i++) {
        const struct store_carried *row = &g_array_index(carried, struct store_carried, i);
        ret_balance->carried = money_add(ret_balance->carried, row->carried);
        if (decided_instalments(decisions, row->partner_id)) {
            ret_balance->instalments = money_add(ret_balance->instalments, row->carried);
        }
    }
    for (guint i = 0; i < written_off->len; i++) {
        ret_balance->written_off = money_add(
            ret_balance->written_off, g_array_index(written_off, struct issued_debt, i).balance);
    }
    return true;
}

money store_balance_difference(const struct store_balance *balance)
{
    money rest = money_subtract(balance->documents, balance->by_file);
    rest = money_add(rest, money_subtract(balance->returned, balance->by_hand));
    rest = money_subtract(rest, money_add(balance->open, balance->carried));
    return money_add(rest, balance->written_off);
}
