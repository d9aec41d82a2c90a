#include "engine/run/explain/account.h"

#include <string.h>

#include "engine/run/correct/change_words.h"
#include "engine/run/correct/decided.h"
#include "engine/run/month/month.h"
#include "engine/store/issues/repaid.h"

void explained_account_free(struct explained_account *account)
{
    if (account) {
        g_array_unref(account->documents);
        g_array_unref(account->payments);
        g_ptr_array_unref(account->lists);
        g_free(account);
    }
}

/* A payment of the partner, whether it has to do with the month or not. */
struct later_payment {
    int64_t seq;
    const char *abn;
    money carried;
    day payment_date;
};

/* Whom it is about, what was issued to them, and what becomes of it. */
struct account_work {
    store *store;
    struct explanation *explanation;
    struct explained_account *account;
    const char *partner_id;
    GStringChunk *strings;
    GArray *decisions; /* struct decision: all of the partner's */
    GArray *issued;    /* struct issued_document: likewise */
    GArray *later;     /* struct later_payment: likewise */
    GArray *seqs;      /* int64_t: of each of account->payments, then its ABN: */
    GPtrArray *abns;
};

/* ---- documents ------------------------------------------------------------------------------- */

static bool document_explain(const struct account_work *work,
                             const struct issued_document *document,
                             struct explained_document *ret_explained, GError **error)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, TRUE, sizeof(struct adjustment_line));
    if (document->adjusts[0] != '\0' &&
        !store_adjustment_lines_load(work->store, document->number, lines, work->strings, error)) {
        return false;
    }
    const char **reasons = g_new0(const char *, lines->len + 1);
    const char **told = g_new0(const char *, lines->len + 1);
    g_ptr_array_add(work->account->lists, (void *)reasons);
    g_ptr_array_add(work->account->lists, (void *)told);
    for (guint i = 0; i < lines->len; i++) {
        reasons[i] = g_array_index(lines, struct adjustment_line, i).reason;
        g_autofree char *for_partner = reason_for_partner(reasons[i], work->decisions);
        told[i] = g_string_chunk_insert(work->strings, for_partner);
    }
    *ret_explained = (struct explained_document){.number = document->number,
                                                 .adjusts = document->adjusts,
                                                 .period = document->period,
                                                 .issue_date = document->issue_date,
                                                 .total = document->total,
                                                 .void_reason = document->void_reason,
                                                 .replaces = document->replaces,
                                                 .reasons = reasons,
                                                 .told = told};
    return true;
}

static gint issued_compare(gconstpointer a, gconstpointer b)
{
    const struct issued_document *left = a;
    const struct issued_document *right = b;
    return left->seq != right->seq ? (left->seq < right->seq ? -1 : 1)
                                   : strcmp(left->number, right->number);
}

static bool is_of_month(const struct account_work *work, struct period period)
{
    return day_compare(period.first, work->explanation->run->period.first) == 0;
}

static bool documents_add(const struct account_work *work, GError **error)
{
    for (guint i = 0; i < work->issued->len; i++) {
        const struct issued_document *document =
            &g_array_index(work->issued, struct issued_document, i);
        struct explained_document explained;
        if (!is_of_month(work, document->period)) {
            continue;
        }
        if (!document_explain(work, document, &explained, error)) {
            return false;
        }
        g_array_append_val(work->account->documents, explained);
    }
    return true;
}

/* ---- payments -------------------------------------------------------------------------------- */

/* Whether the payment is for a document of the partner: an older release had one for all of an issue. */
static bool pays_for(const struct issued_payment *payment, const struct issued_document *document)
{
    return payment->abn[0] == '\0' || strcmp(document->supplier.abn, payment->abn) == 0;
}

/* What the document that another takes the place of came to with its adjustments until then. */
static money replaced_total(const struct account_work *work, const struct issued_document *by)
{
    money total = {0};
    for (guint i = 0; by->replaces[0] != '\0' && i < work->issued->len; i++) {
        const struct issued_document *document =
            &g_array_index(work->issued, struct issued_document, i);
        if (document->seq < by->seq && (strcmp(document->number, by->replaces) == 0 ||
                                        strcmp(document->adjusts, by->replaces) == 0)) {
            total = money_add(total, document->total);
        }
    }
    return total;
}

static bool payment_add(const struct account_work *work, const struct issue_head *head,
                        const struct issued_payment *payment, money brought, GError **error)
{
    g_autoptr(GArray) documents = g_array_new(FALSE, FALSE, sizeof(struct explained_document));
    bool concerns = is_of_month(work, head->period);
    money settled = {0};
    money written_off;
    money counted;
    if (!store_payment_decided(work->store, head->seq, work->partner_id, payment->abn, &written_off,
                               &counted, error)) {
        return false;
    }
    for (guint i = 0; i < work->issued->len; i++) {
        const struct issued_document *document =
            &g_array_index(work->issued, struct issued_document, i);
        struct explained_document explained;
        if (document->seq != head->seq || !pays_for(payment, document)) {
            continue;
        }
        if (!document_explain(work, document, &explained, error)) {
            return false;
        }
        concerns = concerns || is_of_month(work, document->period);
        settled = money_add(settled, replaced_total(work, document));
        g_array_append_val(documents, explained);
    }
    const struct explained_payment explained = {
        .period = head->period,
        .issue = head->issue,
        .issue_date = head->issue_date,
        .payment_date = head->payment_date,
        .brought_forward = brought,
        .settled = settled,
        .counted = counted,
        .written_off = written_off,
        .payment = payment->payment,
        .in_file = payment->in_file,
        .carried_forward = payment->carried,
        .documents = (const void *)documents->data,
        .document_count = documents->len,
    };
    if (concerns) {
        g_array_append_val(work->account->payments, explained);
        g_array_append_val(work->seqs, head->seq);
        g_ptr_array_add(work->abns, (char *)payment->abn);
        g_ptr_array_add(work->account->lists, g_array_free(g_steal_pointer(&documents), FALSE));
    }
    return true;
}

/* What became of what a payment left: each later one to the ABN left as much of it, or less. */
static void owed_follow(const struct account_work *work, guint index)
{
    struct explained_payment *payment =
        &g_array_index(work->account->payments, struct explained_payment, index);
    const int64_t seq = g_array_index(work->seqs, int64_t, index);
    payment->still_owed = payment->carried_forward;
    for (guint i = 0; i < work->later->len && payment->still_owed.cents != 0; i++) {
        const struct later_payment *later = &g_array_index(work->later, struct later_payment, i);
        if (later->seq > seq && strcmp(later->abn, g_ptr_array_index(work->abns, index)) == 0 &&
            later->carried.cents > payment->still_owed.cents) {
            payment->still_owed = later->carried;
            payment->cleared_on = later->payment_date;
        }
    }
}

static bool payments_add(const struct account_work *work, GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    money carried = {0};
    bool done = store_issues_load(work->store, NULL, heads, work->strings, error);
    for (guint i = 0; done && i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        g_autoptr(GArray) payments = g_array_new(FALSE, TRUE, sizeof(struct issued_payment));
        done = store_partner_payments_load(work->store, head->seq, work->partner_id, payments,
                                           work->strings, error);
        for (guint k = 0; done && k < payments->len; k++) {
            const struct issued_payment *payment =
                &g_array_index(payments, struct issued_payment, k);
            /* An older release did not keep what was brought forward: what the payment before left. */
            const money brought = payment->abn[0] != '\0' ? payment->brought : carried;
            const struct later_payment later = {head->seq, payment->abn, payment->carried,
                                                head->payment_date};
            carried = payment->carried;
            g_array_append_val(work->later, later);
            done = payment_add(work, head, payment, brought, error);
        }
    }
    for (guint i = 0; done && i < work->account->payments->len; i++) {
        owed_follow(work, i);
    }
    return done;
}

/* ---- the month ------------------------------------------------------------------------------- */

/* It stands, and does not take back one that does not. */
static bool stands(const struct explained_money *sums, const struct explained_document *document)
{
    bool of_void = false;
    for (size_t i = 0; i < sums->document_count; i++) {
        const struct explained_document *other = &sums->documents[i];
        of_void = of_void ||
                  (other->void_reason[0] != '\0' && strcmp(other->number, document->adjusts) == 0);
    }
    return document->void_reason[0] == '\0' && !of_void;
}

static bool billed_find(const struct account_work *work, GError **error)
{
    struct explained_money *sums = &work->explanation->money;
    const struct partner_report *report = work->explanation->report;
    g_autoptr(store_issued_month) now = NULL;
    int64_t newest = 0;
    if (!store_newest_batch(work->store, &newest, error) ||
        !store_issued_month_load(work->store, work->explanation->run->period, work->partner_id,
                                 ISSUED_NOW, false, &now, error)) {
        return false;
    }
    sums->issued = now && !now->open;
    for (size_t i = 0; i < sums->document_count; i++) {
        if (stands(sums, &sums->documents[i])) {
            sums->billed = money_add(sums->billed, sums->documents[i].total);
        }
    }
    if (!report->row.amounts_blank && work->explanation->run->batch == newest) {
        sums->unbilled = money_subtract(report->row.totals.total, sums->billed);
    }
    return true;
}

struct explained_account *explained_account_new(store *store, struct explanation *explanation,
                                                GError **error)
{
    g_autoptr(explained_account) account = g_new0(explained_account, 1);
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    g_autoptr(GArray) issued = g_array_new(FALSE, TRUE, sizeof(struct issued_document));
    g_autoptr(GArray) later = g_array_new(FALSE, FALSE, sizeof(struct later_payment));
    g_autoptr(GArray) seqs = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) abns = g_ptr_array_new();
    account->documents = g_array_new(FALSE, FALSE, sizeof(struct explained_document));
    account->payments = g_array_new(FALSE, FALSE, sizeof(struct explained_payment));
    account->lists = g_ptr_array_new_with_free_func(g_free);
    const struct account_work work = {store,
                                      explanation,
                                      account,
                                      explanation->report->supplier.partner_id,
                                      explanation->report->strings,
                                      decisions,
                                      issued,
                                      later,
                                      seqs,
                                      abns};
    if (!decided_of_partner(store, work.partner_id, decisions, work.strings, error) ||
        !store_partner_documents_load(store, 0, work.partner_id, issued, work.strings, error)) {
        return NULL;
    }
    g_array_sort(issued, issued_compare);
    if (!documents_add(&work, error) || !payments_add(&work, error)) {
        return NULL;
    }
    explanation->money =
        (struct explained_money){.documents = (const void *)account->documents->data,
                                 .document_count = account->documents->len,
                                 .payments = (const void *)account->payments->data,
                                 .payment_count = account->payments->len};
    return billed_find(&work, error) ? g_steal_pointer(&account) : NULL;
}
