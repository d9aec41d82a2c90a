#include "engine/run/register/registered.h"

#include <string.h>

#include "engine/run/correct/decided.h"
#include "engine/run/register/numbers.h"
#include "engine/store/facts/decisions.h"
#include "engine/store/issues/open_items.h"
#include "engine/store/issues/registered.h"
#include "reports/text.h"
#include "reports/value/open_items.h"

/* What is read for it, and what has come of it so far. */
typedef struct register_work {
    const struct registered_order *order;
    registered_list *list;
    GArray *heads;         /* struct issue_head: by seq, the one that is being made last */
    GHashTable *seals;     /* what store_seals_load gives */
    GArray *documents;     /* struct store_registered: likewise */
    GHashTable *by_number; /* number -> place in documents and 1 */
    GHashTable *replacing; /* number -> that which takes its place */
    GHashTable *billed;    /* number of a document whose bill was found */
    GHashTable *
        undone; /* number of what is void -> struct registered_bill (owned): with its notes, undone */
    GArray *payments;       /* struct known_payment */
    GHashTable *by_payment; /* "seq partner abn" (owned) -> place in payments and 1 */
    GArray *decisions;      /* struct decision */
    GArray *standings;      /* struct payment_standing: of what became something */
    GArray *events;         /* struct payment_event */
} register_work;

/* What an issue pays one supplier. */
struct known_payment {
    int64_t seq;
    struct issued_payment row;
    const struct store_registered *first; /* of its documents, by which it is known; NULL: none */
    day paid_on;                          /* as struct registered has it */
    bool told;
};

static const char *keep(const register_work *work, const char *text)
{
    return g_string_chunk_insert_const(work->list->strings, text);
}

static const char *period_keep(const register_work *work, struct period period)
{
    return keep(work, text_period(TEXT_ROOM, period));
}

static gpointer place_of(guint index)
{
    return GUINT_TO_POINTER(index + 1);
}

static guint place_find(GHashTable *places, const char *key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(places, key)); /* 0: none */
}

static char *payment_key(int64_t seq, const char *partner_id, const char *abn)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s %s", seq, partner_id, abn);
}

/* ---- what is read ------------------------------------------------------------------------------ */

static const struct issue_head *head_of(const register_work *work, int64_t seq)
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

static int64_t seq_of_issue(const register_work *work)
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
                                       .voided_on = OPEN_NO_DAY,
                                       .delivery = DELIVERY_UNMADE,
                                       .delivered_on = OPEN_NO_DAY};
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

static struct known_payment *payment_find(const register_work *work, int64_t seq,
                                          const char *partner_id, const char *abn)
{
    g_autofree char *key = payment_key(seq, partner_id, abn);
    const guint place = place_find(work->by_payment, key);
    return place > 0 ? &g_array_index(work->payments, struct known_payment, place - 1) : NULL;
}

static struct registered_bill document_bill(const struct store_registered *row)
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
    const struct registered_bill bill = document_bill(row);
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
        struct known_payment *payment = payment_find(
            work, document->seq, document->supplier.partner_id, document->supplier.abn);
        g_hash_table_insert(work->by_number, (gpointer)document->number, place_of(i));
        if (document->replaces[0] != '\0') {
            g_hash_table_insert(work->replacing, (gpointer)document->replaces,
                                (gpointer)document->number);
        }
        if (row->voided_on.number != OPEN_NO_DAY.number) {
            undone_add(work, row);
        }
        if (payment && (!payment->first || is_before(document, &payment->first->document))) {
            payment->first = row;
        }
    }
}

/* ---- what became of payments -------------------------------------------------------------------- */

static day entered_on(const struct decision *decision)
{
    return (day){(int32_t)(decision->entered_at.utc_seconds / SECONDS_PER_DAY)};
}

static void payments_date(const register_work *work)
{
    for (guint i = 0; i < work->payments->len; i++) {
        struct known_payment *payment = &g_array_index(work->payments, struct known_payment, i);
        const struct issue_head *head = head_of(work, payment->seq);
        const bool left = payment->row.payment.cents > 0 && !payment->row.in_file;
        payment->paid_on = head && !left ? head->payment_date : OPEN_NO_DAY;
    }
    for (guint i = 0; i < work->events->len; i++) {
        const struct payment_event *event = &g_array_index(work->events, struct payment_event, i);
        const struct store_payment *of = &event->payment;
        struct known_payment *payment = payment_find(work, of->seq, of->partner_id, of->abn);
        if (payment && event->amount.cents != 0) {
            payment->paid_on =
                event->decision ? entered_on(event->decision) : event->again.payment_date;
        }
    }
    for (guint i = 0; i < work->standings->len; i++) {
        const struct payment_standing *standing =
            &g_array_index(work->standings, struct payment_standing, i);
        const struct store_payment *of = &standing->payment;
        struct known_payment *payment = payment_find(work, of->seq, of->partner_id, of->abn);
        if (payment && standing->left.cents + standing->owed.cents > 0) {
            payment->paid_on = OPEN_NO_DAY;
        }
    }
}

/* What the issue that is being made pays again. */
static void issue_repaid_read(const register_work *work)
{
    const struct registered_issue *issue = work->order->issue;
    const struct issue_head *head = head_of(work, seq_of_issue(work));
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
    return true;
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
    const struct issue_head *head = head_of(work, seq);
    const char *seal = g_hash_table_lookup(work->seals, &seq);
    CHECK(head);
    row->seq = seq;
    row->issued_in = period_keep(work, head->period);
    row->issue = head->issue;
    row->issue_text = keep(work, text_number(TEXT_ROOM, head->issue));
    row->issue_date = head->issue_date;
    row->due_date = head->payment_date;
    row->prepared_by = keep(work, head->prepared_by);
    row->approved_by = keep(work, head->approved_by);
    row->seal = seal && !(work->order->issue && seq == seq_of_issue(work)) ? keep(work, seal) : "";
}

static void paid_set(struct registered *row, money amount, enum registered_paid by)
{
    static const char *const words[REGISTERED_PAID_COUNT] = {"file", "left out", "by hand",
                                                             "came back"};
    row->pays = true;
    row->payment = (struct registered_payment){amount, by, words[by]};
}

/* What the first of its documents says of a payment. */
static void payment_set(const register_work *work, struct registered *row,
                        struct known_payment *payment, const char *number)
{
    const bool is_first = !payment->first || strcmp(payment->first->document.number, number) == 0;
    row->payment_date = payment->paid_on;
    row->payment_number =
        payment->first ? keep(work, payment->first->document.number) : row->payment_number;
    if (is_first && payment->row.payment.cents > 0) {
        paid_set(row, payment->row.payment,
                 payment->row.in_file ? REGISTERED_BY_FILE : REGISTERED_LEFT_OUT);
    }
    payment->told |= is_first;
}

static const char *document_about(const register_work *work, const struct store_registered *row)
{
    const struct issued_document *document = &row->document;
    const guint place = place_find(work->by_number, document->adjusts);
    const struct store_registered *adjusted =
        place > 0 ? &g_array_index(work->documents, struct store_registered, place - 1) : NULL;
    if (row->voided_on.number != OPEN_NO_DAY.number) {
        g_autofree char *text = g_strdup_printf("void: %s", document->void_reason);
        return keep(work, text);
    }
    if (adjusted && adjusted->voided_on.number != OPEN_NO_DAY.number) {
        g_autofree char *text = g_strdup_printf("takes back %s, which is void", document->adjusts);
        return keep(work, text);
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
        struct known_payment *payment = payment_find(
            work, document->seq, document->supplier.partner_id, document->supplier.abn);
        issue_set(work, &row, document->seq);
        row.number = keep(work, document->number);
        row.partner_id = keep(work, document->supplier.partner_id);
        row.legal_name = keep(work, document->supplier.legal_name);
        row.abn = keep(work, document->supplier.abn);
        row.rcti = document->kind == DOCUMENT_RCTI ? "yes" : "no";
        row.period = period_keep(work, document->period);
        row.billed = true;
        row.bill = document_bill(of);
        row.adjusts = keep(work, document->adjusts);
        row.replaces = keep(work, document->replaces);
        row.replaced_by = replaced_by ? keep(work, replaced_by) : "";
        row.voided_on = of->voided_on;
        row.about = document_about(work, of);
        row.delivery = of->delivery == DELIVERY_UNMADE ? "" : words_delivery_state[of->delivery];
        row.delivered_on = of->delivered_on;
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
    const guint place = place_find(work->by_number, number);
    struct registered row = row_new(REGISTERED_VOID);
    if (place == 0) {
        return; /* another supplier's */
    }
    const struct issued_document *document =
        &g_array_index(work->documents, struct store_registered, place - 1).document;
    const char *replaced_by = g_hash_table_lookup(work->replacing, number);
    issue_set(work, &row, head->seq);
    row.number = keep(work, bill->number);
    row.partner_id = keep(work, document->supplier.partner_id);
    row.legal_name = keep(work, document->supplier.legal_name);
    row.abn = keep(work, document->supplier.abn);
    row.period = period_keep(work, document->period);
    row.billed = true;
    const struct registered_bill *undone = g_hash_table_lookup(work->undone, number);
    row.bill = undone ? *undone : row.bill;
    row.bill.total = bill->total;
    row.bill.gst = bill->gst;
    row.bill.amount = money_subtract(bill->total, bill->gst);
    row.adjusts = keep(work, number);
    row.replaced_by = replaced_by ? keep(work, replaced_by) : "";
    row.about = "undoes it in the accounts";
    struct known_payment *payment =
        payment_find(work, head->seq, document->supplier.partner_id, document->supplier.abn);
    row.payment_date = payment ? payment->paid_on : head->payment_date;
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
    row.number = keep(work, bill->number);
    row.partner_id = keep(work, partner_id);
    row.legal_name = keep(work, bill->contact);
    row.abn = payment ? keep(work, payment->row.abn) : "";
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
static void bill_compare(const register_work *work, const struct bill_read *bill, guint place)
{
    struct store_registered *row =
        &g_array_index(work->documents, struct store_registered, place - 1);
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
    const guint place = place_find(work->by_number, bill->number);
    if (place > 0) {
        bill_compare(work, bill, place);
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
    const struct issue_head *head = head_of(work, seq_of_issue(work));
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
        if (bills_asked(work, head_of(work, document->seq)) &&
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
        row.partner_id = keep(work, payment->row.partner_id);
        row.abn = keep(work, payment->row.abn);
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
    row->issue_date = row->due_date = row->payment_date = entered_on(decision);
    row->seq = event->payment.seq;
    row->about = keep(work, about);
    row->prepared_by = keep(work, decision->entered_by);
    row->approved_by = keep(work, decision->approved_by);
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
        row.number = row.payment_number = keep(work, of->number);
        row.partner_id = keep(work, of->partner_id);
        row.legal_name = keep(work, of->legal_name);
        row.abn = keep(work, of->abn);
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
    row->partner_id = keep(work, partner_id);
    row->legal_name = keep(work, legal_name);
    row->period = period_keep(work, period);
    row->about = keep(work, by ? by : why);
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
        issue_set(work, &row, seq_of_issue(work));
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

static void work_clear(register_work *work)
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
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(register_work, work_clear)

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
    g_auto(register_work)
        work = {.order = order,
                .list = list,
                .heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head)),
                .seals = store_seals_load(order->store, error),
                .documents = g_array_new(FALSE, TRUE, sizeof(struct store_registered)),
                .by_number = g_hash_table_new(g_str_hash, g_str_equal),
                .replacing = g_hash_table_new(g_str_hash, g_str_equal),
                .billed = g_hash_table_new(g_str_hash, g_str_equal),
                .undone = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free),
                .payments = g_array_new(FALSE, TRUE, sizeof(struct known_payment)),
                .by_payment = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                .decisions = g_array_new(FALSE, TRUE, sizeof(struct decision)),
                .standings = g_array_new(FALSE, TRUE, sizeof(struct payment_standing)),
                .events = g_array_new(FALSE, TRUE, sizeof(struct payment_event))};
    if (!work.seals || !all_read(&work, error)) {
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
