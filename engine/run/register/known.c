#include "engine/run/register/known.h"

#include <string.h>

#include "engine/run/month/company.h"
#include "engine/run/register/debts.h"
#include "importers/text/zone.h"
#include "reports/text.h"
#include "reports/value/open_items.h"

const char *register_keep(const register_work *work, const char *text)
{
    return g_string_chunk_insert_const(work->list->strings, text);
}

static gpointer place_of(guint index)
{
    return GUINT_TO_POINTER(index + 1);
}

static guint place_find(GHashTable *places, const char *key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(places, key)); /* 0: none */
}

struct store_registered *register_document_find(const register_work *work, const char *number)
{
    const guint place = place_find(work->by_number, number);
    return place > 0 ? &g_array_index(work->documents, struct store_registered, place - 1) : NULL;
}

static char *payment_key(int64_t seq, const char *partner_id, const char *abn)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s %s", seq, partner_id, abn);
}

/* ---- what is read ------------------------------------------------------------------------------ */

const struct issue_head *register_head_of(const register_work *work, int64_t seq)
{
    guint from = 0;
    guint to = work->heads->len;
    while (from < to) {
        const guint middle = from + (to - from) / 2;
        const struct issue_head *head = &g_array_index(work->heads, struct issue_head, middle);
        if (head->seq == seq) {
            return head;
        }
        from = head->seq < seq ? middle + 1 : from;
        to = head->seq < seq ? to : middle;
    }
    return NULL;
}

int64_t register_seq_of_issue(const register_work *work)
{
    return work->order->issue->head.seq;
}

static void issue_head_add(const register_work *work)
{
    const struct issue_head *head = &work->order->issue->head;
    while (work->heads->len > 0 &&
           g_array_index(work->heads, struct issue_head, work->heads->len - 1).seq >= head->seq) {
        g_array_set_size(work->heads,
                         work->heads->len - 1); /* one that is made again has later ones */
    }
    g_array_append_vals(work->heads, head, 1);
}

static void issue_read(const register_work *work)
{
    const struct registered_issue *issue = work->order->issue;
    const struct issue_head *head = &issue->head;
    const GArray *const ledgers[] = {issue->ledger, issue->ended};
    for (guint i = 0; i < issue->documents->len; i++) {
        const struct registered_made *made =
            &g_array_index(issue->documents, struct registered_made, i);
        struct store_registered row = {.document = made->document,
                                       .no_supply = made->no_supply,
                                       .voided_at = STAMP_NEVER,
                                       .delivery = DELIVERY_UNMADE,
                                       .delivered_at = STAMP_NEVER};
        row.document.seq = head->seq;
        row.document.issued_in = head->period;
        row.document.issue = head->issue;
        row.document.issue_date = head->issue_date;
        row.document.void_reason = "";
        g_array_append_val(work->documents, row);
    }
    for (size_t k = 0; k < G_N_ELEMENTS(ledgers); k++) {
        for (guint i = 0; i < ledgers[k]->len; i++) {
            const struct known_payment payment = {
                .seq = head->seq, .row = g_array_index(ledgers[k], struct issued_payment, i)};
            g_array_append_val(work->payments, payment);
        }
    }
}

static bool payments_read(const register_work *work, const struct registered_question *question,
                          GError **error)
{
    g_autoptr(GArray) paid = g_array_new(FALSE, TRUE, sizeof(struct store_paid));
    const bool done =
        store_paid_load(work->order->store, question, paid, work->list->strings, error);
    for (guint i = 0; i < paid->len; i++) {
        const struct store_paid *row = &g_array_index(paid, struct store_paid, i);
        const struct known_payment payment = {.seq = row->seq, .row = row->payment};
        g_array_append_val(work->payments, payment);
    }
    return done;
}

/* The document of a payment by which it is known: an original before notes, the newest month first. */
static bool is_before(const struct issued_document *one, const struct issued_document *other)
{
    const bool note = one->adjusts[0] != '\0';
    const int by_period = day_compare(one->period.first, other->period.first);
    return note != (other->adjusts[0] != '\0') ? !note
           : by_period != 0                    ? by_period > 0
                                               : strcmp(one->number, other->number) < 0;
}

struct known_payment *register_payment_find(const register_work *work, int64_t seq,
                                            const char *partner_id, const char *abn)
{
    g_autofree char *key = payment_key(seq, partner_id, abn);
    const guint place = place_find(work->by_payment, key);
    return place > 0 ? &g_array_index(work->payments, struct known_payment, place - 1) : NULL;
}

struct registered_bill register_document_bill(const struct store_registered *row)
{
    struct registered_bill bill = {
        .amount = row->document.subtotal, .gst = row->document.gst, .total = row->document.total};
    registered_bill_label((enum registered_kind)row->document.kind, row->no_supply, &bill);
    return bill;
}

static void undone_add(const register_work *work, const struct store_registered *row)
{
    const struct issued_document *document = &row->document;
    const char *number = document->adjusts[0] != '\0' ? document->adjusts : document->number;
    const struct registered_bill bill = register_document_bill(row);
    struct registered_bill *sum = g_hash_table_lookup(work->undone, number);
    if (!sum) {
        sum = g_new0(struct registered_bill, 1);
        g_hash_table_insert(work->undone, (gpointer)number, sum);
    }
    registered_bill_undo(sum, &bill);
}

static void documents_place(const register_work *work)
{
    for (guint i = 0; i < work->payments->len; i++) {
        const struct known_payment *payment =
            &g_array_index(work->payments, struct known_payment, i);
        g_hash_table_insert(work->by_payment,
                            payment_key(payment->seq, payment->row.partner_id, payment->row.abn),
                            place_of(i));
    }
    for (guint i = 0; i < work->documents->len; i++) {
        const struct store_registered *row =
            &g_array_index(work->documents, struct store_registered, i);
        const struct issued_document *document = &row->document;
        struct known_payment *payment = register_payment_find(
            work, document->seq, document->supplier.partner_id, document->supplier.abn);
        g_hash_table_insert(work->by_number, (gpointer)document->number, place_of(i));
        if (document->replaces[0] != '\0') {
            g_hash_table_insert(work->replacing, (gpointer)document->replaces,
                                (gpointer)document->number);
        }
        if (row->voided_at.utc_seconds != STAMP_NEVER.utc_seconds) {
            undone_add(work, row);
        }
        if (payment && (!payment->first || is_before(document, &payment->first->document))) {
            payment->first = row;
        }
    }
}

/* ---- what became of payments -------------------------------------------------------------------- */

day register_day_of(const register_work *work, stamp at)
{
    return clock_local(work->clock, stamp_minute(at)).date;
}

static void payments_date(const register_work *work)
{
    for (guint i = 0; i < work->payments->len; i++) {
        struct known_payment *payment = &g_array_index(work->payments, struct known_payment, i);
        const struct issue_head *head = register_head_of(work, payment->seq);
        const bool left = payment->row.payment.cents > 0 && !payment->row.in_file;
        payment->paid_on = head && !left ? head->payment_date : OPEN_NO_DAY;
    }
    for (guint i = 0; i < work->events->len; i++) {
        const struct payment_event *event = &g_array_index(work->events, struct payment_event, i);
        const struct store_payment *of = &event->payment;
        struct known_payment *payment =
            register_payment_find(work, of->seq, of->partner_id, of->abn);
        if (payment && event->amount.cents != 0) {
            payment->paid_on = event->decision ? register_day_of(work, event->decision->entered_at)
                                               : event->again.payment_date;
        }
    }
    for (guint i = 0; i < work->standings->len; i++) {
        const struct payment_standing *standing =
            &g_array_index(work->standings, struct payment_standing, i);
        const struct store_payment *of = &standing->payment;
        struct known_payment *payment =
            register_payment_find(work, of->seq, of->partner_id, of->abn);
        if (payment && standing->left.cents + standing->owed.cents > 0) {
            payment->paid_on = OPEN_NO_DAY;
        }
    }
}

/* What comes off a payment below 0 waits for the payments after it. */
static void debts_date(const register_work *work)
{
    g_autoptr(GArray) debts = g_array_new(FALSE, TRUE, sizeof(struct debt));
    for (guint i = 0; i < work->payments->len; i++) {
        const struct known_payment *payment =
            &g_array_index(work->payments, struct known_payment, i);
        const struct issue_head *head = register_head_of(work, payment->seq);
        const struct debt debt = {.seq = payment->seq,
                                  .partner_id = payment->row.partner_id,
                                  .abn = payment->row.abn,
                                  .carried = payment->row.carried,
                                  .on = head ? head->payment_date : OPEN_NO_DAY,
                                  .collected_on = payment->paid_on};
        g_array_append_val(debts, debt);
    }
    debts_collect(debts);
    for (guint i = 0; i < work->payments->len; i++) {
        g_array_index(work->payments, struct known_payment, i).collected_on =
            g_array_index(debts, struct debt, i).collected_on;
    }
}

/* What the issue that is being made pays again. */
static void issue_repaid_read(const register_work *work)
{
    const struct registered_issue *issue = work->order->issue;
    const struct issue_head *head = register_head_of(work, register_seq_of_issue(work));
    CHECK(head); /* issue_head_add */
    for (guint i = 0; i < issue->repaid->len; i++) {
        const struct issued_repayment *row =
            &g_array_index(issue->repaid, struct issued_repayment, i);
        const struct store_payment of = {
            .seq = row->paid_seq, .partner_id = row->partner_id, .abn = row->paid_abn};
        struct payment_standing *standing =
            (struct payment_standing *)payment_standing_find(work->standings, &of);
        struct payment_event event = {.payment = standing ? standing->payment : of,
                                      .again = {.row = *row,
                                                .seq = head->seq,
                                                .period = head->period,
                                                .issue = head->issue,
                                                .payment_date = head->payment_date},
                                      .amount = row->amount};
        if (standing) {
            standing->owed = money_subtract(standing->owed, row->amount);
            standing->left = row->apart && !row->in_file ? money_add(standing->left, row->amount)
                                                         : standing->left;
        }
        g_array_append_val(work->events, event);
    }
}

static bool all_read(const register_work *work, GError **error)
{
    const struct registered_order *order = work->order;
    GStringChunk *strings = work->list->strings;
    const struct registered_question question = {order->before_seq, order->from, order->to,
                                                 order->abn};
    if (!store_issues_load(order->store, NULL, work->heads, strings, error) ||
        !store_registered_load(order->store, &question, work->documents, strings, error) ||
        !payments_read(work, &question, error) ||
        !store_decisions_load(order->store, order->batch, NULL, work->decisions, strings, error) ||
        !payment_standings_load(order->store, (const void *)work->decisions->data,
                                work->decisions->len, order->before_seq, work->standings,
                                work->events, strings, error)) {
        return false;
    }
    if (order->issue) {
        issue_head_add(work);
        issue_read(work);
        issue_repaid_read(work);
    }
    documents_place(work);
    payments_date(work);
    debts_date(work);
    return true;
}

/* ---- asked from outside ---------------------------------------------------------------------------- */

void register_work_clear(register_work *work)
{
    g_array_unref(work->heads);
    g_clear_pointer(&work->seals, g_hash_table_unref);
    g_array_unref(work->documents);
    g_hash_table_unref(work->by_number);
    g_hash_table_unref(work->replacing);
    g_hash_table_unref(work->billed);
    g_hash_table_unref(work->undone);
    g_array_unref(work->payments);
    g_hash_table_unref(work->by_payment);
    g_array_unref(work->decisions);
    g_array_unref(work->standings);
    g_array_unref(work->events);
}
bool register_work_read(register_work *work, GError **error)
{
    const char *timezone = NULL;
    work->heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    work->documents = g_array_new(FALSE, TRUE, sizeof(struct store_registered));
    work->by_number = g_hash_table_new(g_str_hash, g_str_equal);
    work->replacing = g_hash_table_new(g_str_hash, g_str_equal);
    work->billed = g_hash_table_new(g_str_hash, g_str_equal);
    work->undone = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    work->payments = g_array_new(FALSE, TRUE, sizeof(struct known_payment));
    work->by_payment = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    work->decisions = g_array_new(FALSE, TRUE, sizeof(struct decision));
    work->standings = g_array_new(FALSE, TRUE, sizeof(struct payment_standing));
    work->events = g_array_new(FALSE, TRUE, sizeof(struct payment_event));
    work->seals = store_seals_load(work->order->store, error);
    if (!work->seals ||
        !company_timezone_at(work->order->store, work->order->batch, &timezone, error)) {
        return false;
    }
    work->clock = zone_clock(timezone ? timezone : "UTC");
    return all_read(work, error);
}
