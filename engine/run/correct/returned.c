#include "engine/run/correct/returned.h"

#include <string.h>

static money lesser(money a, money b)
{
    return a.cents < b.cents ? a : b;
}

static bool same_payment(const struct store_payment *payment, int64_t seq, const char *partner_id,
                         const char *abn)
{
    return payment->seq == seq && strcmp(payment->partner_id, partner_id) == 0 &&
           strcmp(payment->abn, abn) == 0;
}

bool payment_is_same(const struct store_payment *one, const struct store_payment *other)
{
    return same_payment(one, other->seq, other->partner_id, other->abn);
}

static struct payment_standing *standing_find(const GArray *standings, int64_t seq,
                                              const char *partner_id, const char *abn)
{
    for (guint i = 0; i < standings->len; i++) {
        struct payment_standing *standing = &g_array_index(standings, struct payment_standing, i);
        if (same_payment(&standing->payment, seq, partner_id, abn)) {
            return standing;
        }
    }
    return NULL;
}

const struct payment_standing *payment_standing_find(const GArray *standings,
                                                     const struct store_payment *payment)
{
    return standing_find(standings, payment->seq, payment->partner_id, payment->abn);
}

money payment_standing_moves(const struct payment_standing *standing,
                             const struct decision *decision)
{
    const money open = money_add(standing->left, standing->owed);
    const money most =
        decision->kind == DECISION_PAID
            ? open
            : money_subtract(money_subtract(standing->payment.payment, standing->owed),
                             standing->counted);
    return decision->amount_given ? lesser(decision->amount, most) : most;
}

/* What comes back was paid, by a file or by hand; only where nothing of that is left it is what a file left
 * out. */
static void returned_apply(struct payment_standing *standing, money amount)
{
    const money settled =
        money_subtract(money_subtract(standing->payment.payment, standing->counted),
                       money_add(standing->left, standing->owed));
    const money of_left = {MAX(amount.cents - settled.cents, 0)};
    standing->left = money_subtract(standing->left, of_left);
    standing->owed = money_add(standing->owed, amount);
    standing->returned_sum = money_add(standing->returned_sum, money_subtract(amount, of_left));
}

static void by_hand_apply(struct payment_standing *standing, money amount, bool is_new)
{
    const money of_owed = lesser(amount, standing->owed);
    standing->owed = money_subtract(standing->owed, of_owed);
    standing->left = money_subtract(standing->left, money_subtract(amount, of_owed));
    standing->by_hand_sum = money_add(standing->by_hand_sum, amount);
    standing->by_hand = is_new ? money_add(standing->by_hand, of_owed) : standing->by_hand;
}

static void event_add(GArray *events, struct payment_event event)
{
    if (events) {
        g_array_append_val(events, event);
    }
}

static void decision_apply(struct payment_standing *standing, const struct decision *decision,
                           int64_t issued_batch, GArray *events)
{
    const money amount = payment_standing_moves(standing, decision);
    const money returned_before = standing->returned_sum;
    money unpaid = {0};
    standing->decision = decision;
    if (decision->kind == DECISION_RETURNED) {
        returned_apply(standing, amount);
        unpaid = money_subtract(amount, money_subtract(standing->returned_sum, returned_before));
    } else {
        by_hand_apply(standing, amount, decision->batch > issued_batch);
    }
    event_add(events,
              (struct payment_event){standing->payment, decision, {.seq = 0}, amount, unpaid});
}

static void repayment_apply(struct payment_standing *standing, const struct store_repayment *again,
                            GArray *events)
{
    const money amount = again->row.amount;
    standing->owed = money_subtract(standing->owed, amount);
    standing->again_batch = again->batch;
    if (!again->row.apart) {
        standing->counted = money_add(standing->counted, amount);
    } else if (!again->row.in_file) {
        standing->left = money_add(standing->left, amount);
    }
    event_add(events, (struct payment_event){standing->payment, NULL, *again, amount, {0}});
}

static bool is_of_payment(const struct decision *decision)
{
    return (decision->kind == DECISION_RETURNED || decision->kind == DECISION_PAID) &&
           decision_in_force(decision);
}

/* An issue knew the decisions that its batch had. */
bool payment_history_apply(store *store, const struct decision *decisions, size_t count,
                           int64_t before_seq, const GArray *standings, GArray *events,
                           GStringChunk *strings, GError **error)
{
    g_autoptr(GArray) again = g_array_new(FALSE, TRUE, sizeof(struct store_repayment));
    int64_t issued_batch = 0;
    if (!store_repayments_load(store, before_seq, again, strings, error) ||
        !store_issued_batch(store, before_seq, &issued_batch, error)) {
        return false;
    }
    guint done = 0;
    for (size_t i = 0; i <= count; i++) {
        const int64_t batch = i < count ? decisions[i].batch : INT64_MAX;
        for (; done < again->len; done++) {
            const struct store_repayment *row = &g_array_index(again, struct store_repayment, done);
            struct payment_standing *standing =
                standing_find(standings, row->row.paid_seq, row->row.partner_id, row->row.paid_abn);
            if (row->batch >= batch) {
                break;
            }
            if (standing) {
                repayment_apply(standing, row, events);
            }
        }
        bool found = false;
        struct store_payment payment;
        if (i == count || !is_of_payment(&decisions[i])) {
            continue;
        }
        if (!store_payment_of(store, decisions[i].number, before_seq, &found, &payment, strings,
                              error)) {
            return false;
        }
        struct payment_standing *standing =
            found ? standing_find(standings, payment.seq, payment.partner_id, payment.abn) : NULL;
        if (standing) {
            decision_apply(standing, &decisions[i], issued_batch, events);
        }
    }
    return true;
}

bool payment_standings_load(store *store, const struct decision *decisions, size_t count,
                            int64_t before_seq, GArray *standings, GArray *events,
                            GStringChunk *strings, GError **error)
{
    g_autoptr(GPtrArray) numbers = g_ptr_array_new();
    g_autoptr(GArray) payments = g_array_new(FALSE, TRUE, sizeof(struct store_payment));
    for (size_t i = 0; i < count; i++) {
        if (is_of_payment(&decisions[i])) {
            g_ptr_array_add(numbers, (gpointer)decisions[i].number);
        }
    }
    if (!store_payments_find(store, numbers, before_seq, payments, strings, error)) {
        return false;
    }
    for (guint i = 0; i < payments->len; i++) {
        const struct store_payment *payment = &g_array_index(payments, struct store_payment, i);
        const struct payment_standing standing = {
            .payment = *payment, .left = payment->in_file ? (money){0} : payment->payment};
        g_array_append_val(standings, standing);
    }
    return standings->len == 0 || payment_history_apply(store, decisions, count, before_seq,
                                                        standings, events, strings, error);
}
