#include "engine/run/register/registered.h"

#include <string.h>

#include "engine/run/correct/decided.h"
#include "engine/run/register/known.h"
#include "engine/run/register/numbers.h"
#include "engine/store/issues/open_items.h"
#include "reports/text.h"
#include "reports/value/open_items.h"

static const char *period_keep(const register_work *work, struct period period)
{
    return register_keep(work, text_period(TEXT_ROOM, period));
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static struct registered row_new(enum registered_kind kind)
{
    static const char *const nothing = "";
    return (struct registered){.kind = kind,
                               .kind_text = registered_kind_word(kind),
                               .number = nothing,
                               .partner_id = nothing,
                               .legal_name = nothing,
                               .abn = nothing,
                               .rcti = nothing,
                               .period = nothing,
                               .issued_in = nothing,
                               .issue_text = nothing,
                               .issue_date = OPEN_NO_DAY,
                               .due_date = OPEN_NO_DAY,
                               .payment_date = OPEN_NO_DAY,
                               .payment = {.by_text = nothing},
                               .payment_number = nothing,
                               .adjusts = nothing,
                               .replaces = nothing,
                               .replaced_by = nothing,
                               .voided_on = OPEN_NO_DAY,
                               .about = nothing,
                               .delivery = nothing,
                               .delivered_on = OPEN_NO_DAY,
                               .prepared_by = nothing,
                               .approved_by = nothing,
                               .seal = nothing};
}

static void issue_set(const register_work *work, struct registered *row, int64_t seq)
{
    const struct issue_head *head = register_head_of(work, seq);
    const char *seal = g_hash_table_lookup(work->seals, &seq);
    CHECK(head);
    row->seq = seq;
    row->issued_in = period_keep(work, head->period);
    row->issue = head->issue;
    row->issue_text = register_keep(work, text_number(TEXT_ROOM, head->issue));
    row->issue_date = head->issue_date;
    row->due_date = head->payment_date;
    row->prepared_by = register_keep(work, head->prepared_by);
    row->approved_by = register_keep(work, head->approved_by);
    row->seal = seal && !(work->order->issue && seq == register_seq_of_issue(work))
                    ? register_keep(work, seal)
                    : "";
}

static void paid_set(struct registered *row, money amount, enum registered_paid by)
{
    static const char *const words[REGISTERED_PAID_COUNT] = {"file", "left out", "by hand",
                                                             "came back"};
    row->pays = true;
    row->payment = (struct registered_payment){amount, by, words[by]};
}

/* What is below zero is settled when it has come off. */
static day paid_or_collected(const struct known_payment *payment, const struct registered *row)
{
    return row->bill.total.cents < 0 ? payment->collected_on : payment->paid_on;
}

/* What the first of its documents says of a payment. */
static void payment_set(const register_work *work, struct registered *row,
                        struct known_payment *payment, const char *number)
{
    const bool is_first = !payment->first || strcmp(payment->first->document.number, number) == 0;
    row->payment_date = paid_or_collected(payment, row);
    row->payment_number =
        payment->first ? register_keep(work, payment->first->document.number) : row->payment_number;
    if (is_first && payment->row.payment.cents > 0) {
        paid_set(row, payment->row.payment,
                 payment->row.in_file ? REGISTERED_BY_FILE : REGISTERED_LEFT_OUT);
    }
    payment->told |= is_first;
}

static bool is_void(const struct store_registered *row)
{
    return row->voided_at.utc_seconds != STAMP_NEVER.utc_seconds;
}

static day day_if_any(const register_work *work, stamp at)
{
    return at.utc_seconds != STAMP_NEVER.utc_seconds ? register_day_of(work, at) : OPEN_NO_DAY;
}

static const char *document_about(const register_work *work, const struct store_registered *row)
{
    const struct issued_document *document = &row->document;
    const struct store_registered *adjusted = register_document_find(work, document->adjusts);
    if (is_void(row)) {
        g_autofree char *text = g_strdup_printf("void: %s", document->void_reason);
        return register_keep(work, text);
    }
    if (adjusted && is_void(adjusted)) {
        g_autofree char *text = g_strdup_printf("takes back %s, which is void", document->adjusts);
        return register_keep(work, text);
    }
    return "";
}

static void documents_tell(const register_work *work)
{
    for (guint i = 0; i < work->documents->len; i++) {
        const struct store_registered *of =
            &g_array_index(work->documents, struct store_registered, i);
        const struct issued_document *document = &of->document;
        const char *replaced_by = g_hash_table_lookup(work->replacing, document->number);
        struct registered row = row_new((enum registered_kind)document->kind);
        struct known_payment *payment = register_payment_find(
            work, document->seq, document->supplier.partner_id, document->supplier.abn);
        issue_set(work, &row, document->seq);
        row.number = register_keep(work, document->number);
        row.partner_id = register_keep(work, document->supplier.partner_id);
        row.legal_name = register_keep(work, document->supplier.legal_name);
        row.abn = register_keep(work, document->supplier.abn);
        row.rcti = document->kind == DOCUMENT_RCTI ? "yes" : "no";
        row.period = period_keep(work, document->period);
        row.billed = true;
        row.bill = register_document_bill(of);
        row.adjusts = register_keep(work, document->adjusts);
        row.replaces = register_keep(work, document->replaces);
        row.replaced_by = replaced_by ? register_keep(work, replaced_by) : "";
        row.voided_on = day_if_any(work, of->voided_at);
        row.about = document_about(work, of);
        row.delivery = of->delivery == DELIVERY_UNMADE ? "" : words_delivery_state[of->delivery];
        row.delivered_on = day_if_any(work, of->delivered_at);
        if (payment) {
            payment_set(work, &row, payment, document->number);
        }
        g_array_append_val(work->list->rows, row);
    }
}

/* ---- bills that are no documents ------------------------------------------------------------------ */

/* The partner of WRITE-OFF-202609-P0001-1 or …-1-OTHER-ABN. */
static char *partner_of(const char *number, const struct issue_head *head, bool *ret_other)
{
    static const char other[] = "-OTHER-ABN";
    g_autofree char *issue = g_strdup_printf("-%d", head->issue);
    const char *period = strchr(number, g_str_has_prefix(number, "WRITE") ? 'F' : 'D');
    const char *start = period ? strchr(period, '-') : NULL;
    start = start ? strchr(start + 1, '-') : NULL;
    g_autofree char *rest = g_strdup(start ? start + 1 : "");
    *ret_other = g_str_has_suffix(rest, other);
    if (*ret_other) {
        rest[strlen(rest) - strlen(other)] = '\0';
    }
    if (g_str_has_suffix(rest, issue)) {
        rest[strlen(rest) - strlen(issue)] = '\0';
    }
    return g_steal_pointer(&rest);
}

/* The payment of the partner's own ABN, or of another. */
static struct known_payment *payment_of_partner(const register_work *work, int64_t seq,
                                                const char *partner_id, bool other)
{
    struct known_payment *found = NULL;
    bool passed = false;
    for (guint i = 0; i < work->payments->len && !found; i++) {
        struct known_payment *payment = &g_array_index(work->payments, struct known_payment, i);
        const bool is_of = payment->seq == seq && strcmp(payment->row.partner_id, partner_id) == 0;
        found = is_of && passed == other ? payment : NULL;
        passed |= is_of;
    }
    return found;
}

static void void_tell(const register_work *work, const struct issue_head *head,
                      const struct bill_read *bill)
{
    g_autofree char *number = g_strndup(bill->number, strlen(bill->number) - strlen("-VOID"));
    const struct store_registered *of = register_document_find(work, number);
    struct registered row = row_new(REGISTERED_VOID);
    if (!of) {
        return; /* another supplier's */
    }
    const struct issued_document *document = &of->document;
    const char *replaced_by = g_hash_table_lookup(work->replacing, number);
    issue_set(work, &row, head->seq);
    row.number = register_keep(work, bill->number);
    row.partner_id = register_keep(work, document->supplier.partner_id);
    row.legal_name = register_keep(work, document->supplier.legal_name);
    row.abn = register_keep(work, document->supplier.abn);
    row.period = period_keep(work, document->period);
    row.billed = true;
    const struct registered_bill *undone = g_hash_table_lookup(work->undone, number);
    row.bill = undone ? *undone : row.bill;
    row.bill.total = bill->total;
    row.bill.gst = bill->gst;
    row.bill.amount = money_subtract(bill->total, bill->gst);
    row.adjusts = register_keep(work, number);
    row.replaced_by = replaced_by ? register_keep(work, replaced_by) : "";
    row.about = "undoes it in the accounts";
    struct known_payment *payment = register_payment_find(
        work, head->seq, document->supplier.partner_id, document->supplier.abn);
    row.payment_date = payment ? paid_or_collected(payment, &row) : head->payment_date;
    g_array_append_val(work->list->rows, row);
}

static void write_off_tell(const register_work *work, const struct issue_head *head,
                           const struct bill_read *bill)
{
    bool other = false;
    g_autofree char *partner_id = partner_of(bill->number, head, &other);
    struct registered row = row_new(
        g_str_has_prefix(bill->number, "WRITE-OFF") ? REGISTERED_WRITE_OFF : REGISTERED_RESTORED);
    const struct known_payment *payment = payment_of_partner(work, head->seq, partner_id, other);
    if (!payment && work->order->abn) {
        return;
    }
    issue_set(work, &row, head->seq);
    row.number = register_keep(work, bill->number);
    row.partner_id = register_keep(work, partner_id);
    row.legal_name = register_keep(work, bill->contact);
    row.abn = payment ? register_keep(work, payment->row.abn) : "";
    row.period = period_keep(work, head->period);
    row.payment_date = payment ? payment->paid_on : head->payment_date;
    row.billed = true;
    row.bill = (struct registered_bill){.amount = bill->total, .total = bill->total};
    row.about = row.kind == REGISTERED_WRITE_OFF ? "what is owed is not claimed"
                                                 : "what was written off is claimed or paid";
    g_array_append_val(work->list->rows, row);
}

static void finding_add(const register_work *work, char *finding)
{
    g_ptr_array_add(work->list->findings, finding);
}

/* Of a document there is one bill, of its amounts. */
static void bill_compare(const register_work *work, const struct bill_read *bill,
                         const struct store_registered *row)
{
    if (bill->total.cents != row->document.total.cents ||
        bill->gst.cents != row->document.gst.cents) {
        char billed[TEXT_SIZE];
        finding_add(work, g_strdup_printf("%s: the bill comes to %s, the document to %s",
                                          bill->number, text_money(billed, bill->total),
                                          text_money(TEXT_ROOM, row->document.total)));
    }
    g_hash_table_add(work->billed, (gpointer)row->document.number);
}

static void bill_tell(const register_work *work, const struct issue_head *head,
                      const struct bill_read *bill)
{
    const struct store_registered *row = register_document_find(work, bill->number);
    if (row) {
        bill_compare(work, bill, row);
    } else if (g_str_has_suffix(bill->number, "-VOID")) {
        void_tell(work, head, bill);
    } else if (g_str_has_prefix(bill->number, "WRITE-OFF-") ||
               g_str_has_prefix(bill->number, "RESTORED-")) {
        write_off_tell(work, head, bill);
    } else if (!work->order->abn) {
        finding_add(work,
                    g_strdup_printf("%s: a bill of issue %d of %s, and no document", bill->number,
                                    head->issue, text_period(TEXT_ROOM, head->period)));
    }
}

static bool stored_bills_tell(const register_work *work, const struct issue_head *head,
                              GError **error)
{
    g_autoptr(GBytes) file = NULL;
    g_autoptr(GArray) bills = g_array_new(FALSE, FALSE, sizeof(struct bill_read));
    if (!store_issue_file_named(work->order->store, head->seq, "bills-xero.csv", &file, error)) {
        return false;
    }
    if (file && !bills_csv_read(file, bills, work->list->strings)) {
        finding_add(work, g_strdup_printf("issue %d of %s: bills-xero.csv is no file of bills",
                                          head->issue, text_period(TEXT_ROOM, head->period)));
    }
    for (guint i = 0; i < bills->len; i++) {
        bill_tell(work, head, &g_array_index(bills, struct bill_read, i));
    }
    return true;
}

static void issue_bills_tell(const register_work *work)
{
    const GArray *bills = work->order->issue->bills;
    const struct issue_head *head = register_head_of(work, register_seq_of_issue(work));
    for (guint i = 0; i < bills->len; i++) {
        const struct bill *bill = &g_array_index(bills, struct bill, i);
        struct bill_read read = {bill->number, bill->supplier->legal_name, {0}, {0}};
        for (size_t k = 0; k < bill->line_count; k++) {
            read.total = money_add(read.total, line_total(&bill->lines[k].line));
            read.gst = money_add(read.gst, bill->lines[k].line.gst);
        }
        if (bill->path[0] == '\0') {
            bill_tell(work, head, &read);
        }
    }
}

static bool is_within(const struct registered_order *order, day date)
{
    return day_compare(date, order->from) >= 0 && day_compare(date, order->to) <= 0;
}

/* Whether the bills of an issue are read: those of its days, and not of one that is being made. */
static bool bills_asked(const register_work *work, const struct issue_head *head)
{
    return head->seq < work->order->before_seq &&
           (is_within(work->order, head->issue_date) || is_within(work->order, head->payment_date));
}

static bool bills_tell(const register_work *work, GError **error)
{
    bool done = true;
    for (guint i = 0; done && i < work->heads->len; i++) {
        const struct issue_head *head = &g_array_index(work->heads, struct issue_head, i);
        done = !bills_asked(work, head) || stored_bills_tell(work, head, error);
    }
    for (guint i = 0; done && i < work->documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(work->documents, struct store_registered, i).document;
        if (bills_asked(work, register_head_of(work, document->seq)) &&
            !g_hash_table_contains(work->billed, document->number)) {
            finding_add(work, g_strdup_printf("%s: a document without a bill", document->number));
        }
    }
    if (done && work->order->issue) {
        issue_bills_tell(work);
    }
    return done;
}

/* ---- what was paid beside documents --------------------------------------------------------------- */

static void payments_tell(const register_work *work)
{
    for (guint i = 0; i < work->payments->len; i++) {
        struct known_payment *payment = &g_array_index(work->payments, struct known_payment, i);
        struct registered row = row_new(REGISTERED_PAYMENT);
        if (payment->told || payment->row.payment.cents == 0) {
            continue;
        }
        issue_set(work, &row, payment->seq);
        row.partner_id = register_keep(work, payment->row.partner_id);
        row.abn = register_keep(work, payment->row.abn);
        row.period = row.issued_in;
        row.about = "paid without a document of the issue";
        payment_set(work, &row, payment, "");
        g_array_append_val(work->list->rows, row);
    }
}

static void again_tell(const register_work *work, const struct payment_event *event,
                       struct registered *row)
{
    const struct store_repayment *again = &event->again;
    issue_set(work, row, again->seq);
    row->payment_date = again->row.in_file ? again->payment_date : OPEN_NO_DAY;
    row->about = "what came back is paid again";
    paid_set(row, event->amount, again->row.in_file ? REGISTERED_BY_FILE : REGISTERED_LEFT_OUT);
}

static void decided_tell(const register_work *work, const struct payment_event *event,
                         struct registered *row)
{
    const struct decision *decision = event->decision;
    const bool back = decision->kind == DECISION_RETURNED;
    const money moved = money_subtract(event->amount, event->unpaid);
    g_autofree char *about =
        g_strdup_printf("decision %s, ticket %s", decision->decision_id, decision->ticket);
    row->issue_date = row->due_date = row->payment_date =
        register_day_of(work, decision->entered_at);
    row->seq = event->payment.seq;
    row->about = register_keep(work, about);
    row->prepared_by = register_keep(work, decision->entered_by);
    row->approved_by = register_keep(work, decision->approved_by);
    paid_set(row, back ? (money){-moved.cents} : moved, back ? REGISTERED_BACK : REGISTERED_HAND);
}

static void events_tell(const register_work *work)
{
    for (guint i = 0; i < work->events->len; i++) {
        const struct payment_event *event = &g_array_index(work->events, struct payment_event, i);
        const struct store_payment *of = &event->payment;
        const enum registered_kind kind = !event->decision ? REGISTERED_PAID_AGAIN
                                          : event->decision->kind == DECISION_RETURNED
                                              ? REGISTERED_CAME_BACK
                                              : REGISTERED_BY_HAND;
        struct registered row = row_new(kind);
        if (event->amount.cents == event->unpaid.cents ||
            (!event->decision && !event->again.row.apart) ||
            (work->order->abn && strcmp(work->order->abn, of->abn) != 0)) {
            continue;
        }
        row.number = row.payment_number = register_keep(work, of->number);
        row.partner_id = register_keep(work, of->partner_id);
        row.legal_name = register_keep(work, of->legal_name);
        row.abn = register_keep(work, of->abn);
        row.period = period_keep(work, of->period);
        (event->decision ? decided_tell : again_tell)(work, event, &row);
        g_array_append_val(work->list->rows, row);
    }
}

/* ---- who has no number ----------------------------------------------------------------------------- */

static void none_add(const register_work *work, struct registered *row, struct period period,
                     const char *partner_id, const char *legal_name, const char *why)
{
    const struct decision *settled = decided_settled(work->decisions, partner_id, period);
    g_autofree char *by =
        settled ? g_strdup_printf("no number: settled outside, by decision %s", settled->ticket)
                : NULL;
    row->partner_id = register_keep(work, partner_id);
    row->legal_name = register_keep(work, legal_name);
    row->period = period_keep(work, period);
    row->about = register_keep(work, by ? by : why);
    g_array_append_vals(work->list->rows, row, 1);
}

/* Of the issue that is being made: "2026-09 P0001" (owned) of whom it settles. */
static GHashTable *settled_now(const register_work *work)
{
    GHashTable *settled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const struct registered_issue *issue = work->order->issue;
    for (guint i = 0; issue && i < issue->documents->len; i++) {
        const struct issued_document *document =
            &g_array_index(issue->documents, struct registered_made, i).document;
        g_hash_table_add(settled, g_strdup_printf("%s %s", text_period(TEXT_ROOM, document->period),
                                                  document->supplier.partner_id));
    }
    for (guint i = 0; issue && i < issue->numberless->len; i++) {
        const struct registered_numberless *row =
            &g_array_index(issue->numberless, struct registered_numberless, i);
        g_hash_table_add(
            settled,
            g_strdup_printf("%s %s", text_period(TEXT_ROOM, issue->head.period), row->partner_id));
    }
    return settled;
}

static bool is_settled_now(GHashTable *settled, struct period period, const char *partner_id)
{
    g_autofree char *key = g_strdup_printf("%s %s", text_period(TEXT_ROOM, period), partner_id);
    return g_hash_table_contains(settled, key);
}

/* Of a period that is issued. */
static const struct issue_head *first_issue_of(const register_work *work, struct period period)
{
    guint i = 0;
    while (i + 1 < work->heads->len &&
           day_compare(g_array_index(work->heads, struct issue_head, i).period.first,
                       period.first) != 0) {
        i++;
    }
    return &g_array_index(work->heads, struct issue_head, i);
}

static void issue_numberless_tell(const register_work *work)
{
    const struct registered_issue *issue = work->order->issue;
    for (guint i = 0; i < issue->numberless->len; i++) {
        const struct registered_numberless *of =
            &g_array_index(issue->numberless, struct registered_numberless, i);
        struct registered row = row_new(REGISTERED_NONE);
        g_autofree char *held = g_strdup_printf("no number: held (%s)", of->reasons);
        gconstpointer found = issue->roster->len > 0
                                  ? bsearch(&of->partner_id, issue->roster->pdata,
                                            issue->roster->len, sizeof(gpointer), text_order)
                                  : NULL;
        issue_set(work, &row, register_seq_of_issue(work));
        if (found) {
            none_add(work, &row, issue->head.period, of->partner_id, of->legal_name,
                     of->held ? held : "no number: nothing was due");
        }
    }
}

static bool numberless_tell(const register_work *work, GError **error)
{
    const struct registered_order *order = work->order;
    GStringChunk *strings = work->list->strings;
    g_autoptr(GArray) nil = g_array_new(FALSE, TRUE, sizeof(struct store_numberless));
    g_autoptr(GArray) unsettled = g_array_new(FALSE, TRUE, sizeof(struct store_unsettled));
    g_autoptr(GHashTable) settled = settled_now(work);
    if (!store_numberless_load(order->store, order->before_seq, order->batch, nil, strings,
                               error) ||
        !store_unsettled_load(order->store, order->before_seq, order->batch, NULL, unsettled,
                              strings, error)) {
        return false;
    }
    for (guint i = 0; i < nil->len; i++) {
        const struct store_numberless *of = &g_array_index(nil, struct store_numberless, i);
        struct registered row = row_new(REGISTERED_NONE);
        if (!is_settled_now(settled, of->period, of->partner_id)) {
            issue_set(work, &row, of->seq);
            none_add(work, &row, of->period, of->partner_id, of->legal_name,
                     "no number: nothing was due");
        }
    }
    for (guint i = 0; i < unsettled->len; i++) {
        const struct store_unsettled *of = &g_array_index(unsettled, struct store_unsettled, i);
        struct registered row = row_new(REGISTERED_NONE);
        if (!is_settled_now(settled, of->period, of->partner_id)) {
            issue_set(work, &row, first_issue_of(work, of->period)->seq);
            none_add(work, &row, of->period, of->partner_id, of->legal_name,
                     of->was_held ? "no number: held, and nothing of the month is issued yet"
                                  : "no number: came into partners.csv after the month was issued");
        }
    }
    if (order->issue) {
        issue_numberless_tell(work);
    }
    return true;
}

/* ---- all of it ------------------------------------------------------------------------------------- */

/* What payments left of the supplier's debts, and what is to be paid still. */
static bool owed_find(const register_work *work, GError **error)
{
    const struct registered_order *order = work->order;
    registered_list *list = work->list;
    g_autoptr(GArray) carried = g_array_new(FALSE, TRUE, sizeof(struct store_carried));
    if (!store_carried_load(order->store, order->before_seq, carried, list->strings, error)) {
        return false;
    }
    for (guint i = 0; i < carried->len; i++) {
        const struct store_carried *row = &g_array_index(carried, struct store_carried, i);
        if (strcmp(row->abn, order->abn) == 0) {
            list->owed = money_add(list->owed, row->carried);
        }
    }
    for (guint i = 0; i < work->standings->len; i++) {
        const struct payment_standing *standing =
            &g_array_index(work->standings, struct payment_standing, i);
        if (strcmp(standing->payment.abn, order->abn) == 0) {
            list->owed = money_add(list->owed, money_add(standing->left, standing->owed));
        }
    }
    return true;
}

registered_list *registered_find(const struct registered_order *order, GError **error)
{
    g_autoptr(registered_list) list = registered_list_new(order->from, order->to);
    g_auto(register_work) work = {.order = order, .list = list};
    if (!register_work_read(&work, error)) {
        return NULL;
    }
    documents_tell(&work);
    payments_tell(&work);
    events_tell(&work);
    if (!bills_tell(&work, error) || !numberless_tell(&work, error) ||
        (order->abn && !owed_find(&work, error)) ||
        (!order->issue && !order->abn &&
         !numbers_check(order->store, order->before_seq, list->findings, error))) {
        return NULL;
    }
    registered_list_close(list);
    return g_steal_pointer(&list);
}
