#include <string.h>

#include "engine/cli/command.h"
#include "engine/run/correct/returned.h"
#include "engine/store/facts/decisions.h"

/* What became of a payment after its issue (D7): it came back, was made by hand, was paid again. */

struct event {
    const char *what; /* "came back" */
    char *by;         /* "decision T-1042 (D-000001)", "issue 1 of 2026-09"; owned */
    money amount;     /* 0: all that could */
};

static void event_clear(gpointer event)
{
    g_free(((struct event *)event)->by);
}

static void event_print(const struct event *event, bool json, guint index)
{
    if (json) {
        json_next(index);
        json_print("{'what': %s, 'by': %s, 'amount': %s}", event->what, event->by,
                   event->amount.cents != 0 ? text_money(TEXT_ROOM, event->amount) : NULL);
        return;
    }
    g_autofree char *label = g_strdup_printf("%s, %s", event->what, event->by);
    printf("    %-48s %14s\n", label,
           event->amount.cents != 0 ? text_dollars(TEXT_ROOM, event->amount) : "all of it");
}

static bool decisions_take(store *store, const struct issued_payment *payment, int64_t seq,
                           GArray *events, GStringChunk *strings, GError **error)
{
    g_autoptr(GArray) decisions = g_array_new(FALSE, TRUE, sizeof(struct decision));
    int64_t batch = 0;
    if (!store_newest_batch(store, &batch, error) ||
        !store_decisions_load(store, batch, payment->partner_id, decisions, strings, error)) {
        return false;
    }
    for (guint i = 0; i < decisions->len; i++) {
        const struct decision *decision = &g_array_index(decisions, struct decision, i);
        const bool returned = decision->kind == DECISION_RETURNED;
        struct store_payment of;
        bool found = false;
        if ((!returned && decision->kind != DECISION_PAID) || !decision_in_force(decision)) {
            continue;
        }
        if (!store_payment_of(store, decision->number, ISSUED_NOW, &found, &of, strings, error)) {
            return false;
        }
        const struct event event = {
            returned ? "came back" : "paid by hand",
            g_strdup_printf("decision %s (%s)", decision->ticket, decision->decision_id),
            decision->amount};
        if (found && of.seq == seq && strcmp(of.partner_id, payment->partner_id) == 0 &&
            (payment->abn[0] == '\0' || strcmp(of.abn, payment->abn) == 0)) {
            g_array_append_val(events, event);
        } else {
            g_free(event.by);
        }
    }
    return true;
}

bool payment_events_print(store *store, const struct issued_payment *payment, int64_t seq,
                          bool json, GError **error)
{
    g_autoptr(GArray) events = g_array_new(FALSE, TRUE, sizeof(struct event));
    g_autoptr(GArray) again = g_array_new(FALSE, TRUE, sizeof(struct store_repayment));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_array_set_clear_func(events, event_clear);
    if (!decisions_take(store, payment, seq, events, strings, error) ||
        !store_repayments_load(store, ISSUED_NOW, again, strings, error)) {
        return false;
    }
    for (guint i = 0; i < again->len; i++) {
        const struct store_repayment *row = &g_array_index(again, struct store_repayment, i);
        const struct event event = {
            row->row.apart ? "paid again" : "counted with what replaced the void document",
            g_strdup_printf("issue %d of %s", row->issue, text_period(TEXT_ROOM, row->period)),
            row->row.amount};
        if (row->row.paid_seq == seq && strcmp(row->row.partner_id, payment->partner_id) == 0 &&
            (payment->abn[0] == '\0' || strcmp(row->row.paid_abn, payment->abn) == 0)) {
            g_array_append_val(events, event);
        } else {
            g_free(event.by);
        }
    }
    for (guint i = 0; i < events->len; i++) {
        event_print(&g_array_index(events, struct event, i), json, i);
    }
    return true;
}
