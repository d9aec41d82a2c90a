#include "engine/run/explain/account.h"

#include <string.h>

#include "engine/run/correct/change_words.h"
#include "engine/run/correct/decided.h"
#include "engine/run/explain/debts.h"
#include "engine/run/explain/decided_told.h"
#include "engine/run/month/month.h"
#include "engine/store/facts/decisions.h"

void explained_account_free(struct explained_account *account)
{
    if (account) {
        g_array_unref(account->documents);
        g_array_unref(account->payments);
        g_array_unref(account->decisions);
        g_ptr_array_unref(account->lists);
        g_free(account);
    }
}

/* Whom it is about, what was issued to them, and what becomes of it. */
typedef struct account_work {
    store *store;
    struct explanation *explanation;
    struct explained_account *account;
    const char *partner_id;
    GStringChunk *strings;
    GArray *decisions; /* struct decision: all of the partner's */
    GArray *issued;    /* struct issued_document: likewise */
    GArray *made;      /* struct made_payment: likewise, as they were made */
    GArray *standings; /* struct payment_standing: of each, what became of it */
    GArray *events;    /* struct payment_event */
    GArray *steps;     /* struct debt_step: what each left of what is owed */
} account_work;

/* What an issue paid under one ABN. */
struct made_payment {
    struct issue_head head;
    struct issued_payment row;
    const char *abn; /* also of an older release */
    struct explained_payment told;
    bool concerns; /* the month */
};

/* ---- documents ------------------------------------------------------------------------------- */

/* For as long as the account lives: what is in the array, which goes. */
static const void *account_keep(const account_work *work, GArray *array)
{
    void *kept = g_array_free(array, FALSE);
    g_ptr_array_add(work->account->lists, kept);
    return kept;
}

static bool document_explain(const account_work *work, const struct issued_document *document,
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

static bool is_of_month(const account_work *work, struct period period)
{
    return day_compare(period.first, work->explanation->run->period.first) == 0;
}

static bool documents_add(const account_work *work, GError **error)
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

/* ---- what issues paid ------------------------------------------------------------------------ */

/* Whether the payment is for a document of the partner: an older release had one for all of an issue. */
static bool pays_for(const struct issued_payment *payment, const struct issued_document *document)
{
    return payment->abn[0] == '\0' || strcmp(document->supplier.abn, payment->abn) == 0;
}

/* What the document that another takes the place of came to with its adjustments until then. */
static money replaced_total(const account_work *work, const struct issued_document *by)
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

/* The documents that it is for; gives what they give, each by itself, with what came back of voided ones. */
static bool paid_documents_add(const account_work *work, struct made_payment *made,
                               money *ret_given, GError **error)
{
    struct explained_payment *told = &made->told;
    g_autoptr(GArray) documents = g_array_new(FALSE, FALSE, sizeof(struct explained_document));
    money counted = told->counted;
    money given = {0};
    for (guint i = 0; i < work->issued->len; i++) {
        const struct issued_document *document =
            &g_array_index(work->issued, struct issued_document, i);
        struct explained_document explained;
        if (document->seq != made->head.seq || !pays_for(&made->row, document)) {
            continue;
        }
        if (!document_explain(work, document, &explained, error)) {
            return false;
        }
        const money replaced = replaced_total(work, document);
        money change = money_subtract(document->total, replaced);
        if (document->replaces[0] != '\0' || change.cents < 0) {
            change = money_add(change, counted);
            counted = (money){0};
        }
        given.cents += MAX(change.cents, 0);
        told->settled = money_add(told->settled, replaced);
        made->concerns = made->concerns || is_of_month(work, document->period);
        g_array_append_val(documents, explained);
    }
    *ret_given = money_add(given, counted);
    told->document_count = documents->len;
    told->documents = account_keep(work, g_steal_pointer(&documents));
    return true;
}

/* D9: of whoever's debt it is: the partner's own, or another id's with the ABN, where something came off by it. */
static bool instalments_find(const account_work *work, const struct made_payment *made,
                             money came_off, GArray *then, const struct decision **ret_decision,
                             GError **error)
{
    g_autoptr(GArray) terms = g_array_new(FALSE, FALSE, sizeof(struct decided_terms));
    *ret_decision = decided_instalments(then, work->partner_id);
    if (*ret_decision || came_off.cents == 0) {
        return true;
    }
    g_array_set_size(then, 0);
    if (!store_decisions_load(work->store, made->head.batch, NULL, then, work->strings, error) ||
        !decided_terms_load(work->store, then, made->head.seq, terms, work->strings, error)) {
        return false;
    }
    for (guint i = 0; i < terms->len; i++) {
        const struct decided_terms *row = &g_array_index(terms, struct decided_terms, i);
        *ret_decision = strcmp(row->abn, made->abn) == 0 ? row->decision : *ret_decision;
    }
    return true;
}

/* D8, D9: what decisions made of what is owed, as the issue knew them. */
static bool paid_decided_add(const account_work *work, struct made_payment *made,
                             bool *ret_by_instalments, GError **error)
{
    struct explained_payment *told = &made->told;
    g_autoptr(GArray) then = g_array_new(FALSE, FALSE, sizeof(struct decision));
    struct issued_debt debt;
    bool found = false;
    int64_t counted_by = 0;
    *ret_by_instalments = false;
    told->write_off_tickets = told->instalments_ticket = "";
    if (!store_payment_decided(work->store, made->head.seq, work->partner_id, made->row.abn, &found,
                               &debt, &told->counted, error)) {
        return false;
    }
    if (!found) {
        return true;
    }
    if (!store_decisions_load(work->store, made->head.batch, work->partner_id, then, work->strings,
                              error) ||
        !store_partner_paid_batch(work->store, work->partner_id, made->head.seq, &counted_by,
                                  error)) {
        return false;
    }
    told->written_off = debt.written_off;
    if (debt.written_off.cents != 0) {
        told->write_off_tickets = decided_write_off_tickets(
            then, debt.written_off.cents > 0 ? counted_by : 0, work->strings);
    }
    const struct decision *instalments = NULL;
    if (!instalments_find(work, made, debt.came_off, then, &instalments, error)) {
        return false;
    }
    if (instalments) {
        told->instalments_ticket = instalments->ticket;
        told->instalment = instalments->amount;
        told->came_off = debt.came_off;
        *ret_by_instalments = true;
    }
    return true;
}

/* Whom an older release did not name in it is whom its documents name. */
static const char *made_abn(const account_work *work, const struct issue_head *head,
                            const struct issued_payment *row)
{
    const char *abn = row->abn;
    for (guint i = 0; i < work->issued->len && abn[0] == '\0'; i++) {
        const struct issued_document *document =
            &g_array_index(work->issued, struct issued_document, i);
        abn = document->seq == head->seq ? document->supplier.abn : abn;
    }
    return abn;
}

static bool made_add(const account_work *work, const struct issue_head *head,
                     const struct issued_payment *row, money brought, GError **error)
{
    struct made_payment made = {
        .head = *head,
        .row = *row,
        .abn = made_abn(work, head, row),
        .told = {.period = head->period,
                 .issue = head->issue,
                 .issue_date = head->issue_date,
                 .payment_date = head->payment_date,
                 .brought_forward = brought,
                 .payment = row->payment,
                 .in_file = row->in_file,
                 .has_account = row->bsb[0] != '\0' && row->account_number[0] != '\0',
                 .carried_forward = row->carried},
        .concerns = is_of_month(work, head->period)};
    bool by_instalments = false;
    money given = {0};
    if (!paid_decided_add(work, &made, &by_instalments, error) ||
        !paid_documents_add(work, &made, &given, error)) {
        return false;
    }
    if (!by_instalments) {
        made.told.came_off = debt_came_off(&made.told, given);
    }
    const struct debt_step step = {head->seq,
                                   made.abn,
                                   row->carried,
                                   made.told.written_off,
                                   made.told.write_off_tickets,
                                   head->payment_date};
    const struct payment_standing standing = {.payment = {.seq = head->seq,
                                                          .batch = head->batch,
                                                          .period = head->period,
                                                          .issue = head->issue,
                                                          .partner_id = work->partner_id,
                                                          .abn = made.abn,
                                                          .payment = row->payment,
                                                          .in_file = row->in_file},
                                              .left = row->in_file ? (money){0} : row->payment};
    g_array_append_val(work->steps, step);
    g_array_append_val(work->standings, standing);
    g_array_append_val(work->made, made);
    return true;
}

static bool issue_add(const account_work *work, const struct issue_head *head, money *carried,
                      GError **error)
{
    g_autoptr(GArray) payments = g_array_new(FALSE, TRUE, sizeof(struct issued_payment));
    bool done = store_partner_payments_load(work->store, head->seq, work->partner_id, payments,
                                            work->strings, error);
    for (guint i = 0; done && i < payments->len; i++) {
        const struct issued_payment *payment = &g_array_index(payments, struct issued_payment, i);
        /* An older release did not keep what was brought forward: what the payment before left. */
        done = made_add(work, head, payment, payment->abn[0] != '\0' ? payment->brought : *carried,
                        error);
        *carried = payment->carried;
    }
    return done;
}

/* ---- what became of it ----------------------------------------------------------------------- */

/* Of what is decided and in no issue yet. */
static bool decided_steps_add(const account_work *work, day today, GError **error)
{
    g_autoptr(GArray) carried = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    g_auto(decided) decided = {0};
    int64_t counted_by = 0;
    for (guint i = 0; i < work->steps->len; i++) {
        const struct debt_step *step = &g_array_index(work->steps, struct debt_step, i);
        bool is_last = step->carried.cents < 0;
        for (guint k = i + 1; is_last && k < work->steps->len; k++) {
            is_last = strcmp(g_array_index(work->steps, struct debt_step, k).abn, step->abn) != 0;
        }
        const struct store_carried row = {work->partner_id, step->abn, "", step->carried};
        if (is_last) {
            g_array_append_val(carried, row);
        }
    }
    if (!decided_debts_load(work->store, work->decisions, ISSUED_NOW, carried, &decided, error) ||
        !store_partner_paid_batch(work->store, work->partner_id, ISSUED_NOW, &counted_by, error)) {
        return false;
    }
    for (guint i = 0; i < decided.debts->len; i++) {
        const struct decided_debt *debt = &g_array_index(decided.debts, struct decided_debt, i);
        money owed = {0};
        for (guint k = 0; k < carried->len; k++) {
            const struct store_carried *row = &g_array_index(carried, struct store_carried, k);
            owed = strcmp(row->abn, debt->abn) == 0 ? row->carried : owed;
        }
        const struct debt_step step = {
            .seq = ISSUED_NOW,
            .abn = g_string_chunk_insert_const(work->strings, debt->abn),
            .carried = money_subtract(money_add(owed, debt->write_off), debt->undone),
            .written_off = money_subtract(debt->write_off, debt->undone),
            .tickets = decided_write_off_tickets(work->decisions, counted_by, work->strings),
            .payment_date = today};
        if (strcmp(debt->partner_id, work->partner_id) == 0 && step.written_off.cents != 0) {
            g_array_append_val(work->steps, step);
        }
    }
    return true;
}

static bool is_payment(const struct store_payment *payment, const struct made_payment *made)
{
    return payment->seq == made->head.seq && strcmp(payment->abn, made->abn) == 0;
}

static const void *events_of(const account_work *work, const struct made_payment *made,
                             size_t *ret_count)
{
    static const enum explained_event_kind kinds[] = {
        [DECISION_RETURNED] = EVENT_RETURNED, [DECISION_PAID] = EVENT_BY_HAND};
    GArray *events = g_array_new(FALSE, FALSE, sizeof(struct explained_event));
    for (guint i = 0; i < work->events->len; i++) {
        const struct payment_event *event = &g_array_index(work->events, struct payment_event, i);
        const struct decision *decision = event->decision;
        const struct store_repayment *again = &event->again;
        struct explained_event told = {.kind = decision           ? kinds[decision->kind]
                                               : again->row.apart ? EVENT_PAID_AGAIN
                                                                  : EVENT_COUNTED,
                                       .amount = event->amount,
                                       .decision_id = decision ? decision->decision_id : "",
                                       .ticket = decision ? decision->ticket : "",
                                       .period = again->period,
                                       .issue = again->issue,
                                       .payment_date = again->payment_date,
                                       .in_file = again->row.in_file};
        if (is_payment(&event->payment, made) && event->amount.cents != 0) {
            g_array_append_val(events, told);
        }
    }
    *ret_count = events->len;
    return account_keep(work, events);
}

/* The number of the first document of the payment that a repayment pays again. */
static const char *paid_number(const account_work *work, const struct issued_repayment *row)
{
    const char *number = "";
    for (guint i = 0; i < work->issued->len && number[0] == '\0'; i++) {
        const struct issued_document *document =
            &g_array_index(work->issued, struct issued_document, i);
        const bool is_of =
            document->seq == row->paid_seq && strcmp(document->supplier.abn, row->paid_abn) == 0;
        number = is_of ? document->number : number;
    }
    return number;
}

static const void *repayments_of(const account_work *work, const struct made_payment *made,
                                 size_t *ret_count)
{
    GArray *repayments = g_array_new(FALSE, FALSE, sizeof(struct explained_repayment));
    for (guint i = 0; i < work->events->len; i++) {
        const struct payment_event *event = &g_array_index(work->events, struct payment_event, i);
        const struct issued_repayment *row = &event->again.row;
        if (!event->decision && row->apart && event->again.seq == made->head.seq &&
            strcmp(row->abn, made->abn) == 0) {
            const struct explained_repayment told = {paid_number(work, row), event->amount,
                                                     row->in_file};
            g_array_append_val(repayments, told);
        }
    }
    *ret_count = repayments->len;
    return account_keep(work, repayments);
}

static bool payments_add(const account_work *work, day *ret_today, GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    money carried = {0};
    bool done = store_issues_load(work->store, NULL, heads, work->strings, error);
    *ret_today = work->explanation->run->issue_date;
    for (guint i = 0; done && i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        *ret_today = day_compare(head->issue_date, *ret_today) > 0 ? head->issue_date : *ret_today;
        done = issue_add(work, head, &carried, error);
    }
    if (!done || !decided_steps_add(work, *ret_today, error) ||
        !payment_history_apply(work->store, (const void *)work->decisions->data,
                               work->decisions->len, ISSUED_NOW, work->standings, work->events,
                               work->strings, error)) {
        return false;
    }
    for (guint i = 0; i < work->made->len; i++) {
        struct made_payment *made = &g_array_index(work->made, struct made_payment, i);
        const struct payment_standing *standing =
            &g_array_index(work->standings, struct payment_standing, i);
        struct explained_payment *told = &made->told;
        if (made->concerns) {
            debt_follow(work->steps, made->head.seq, made->abn, told);
            told->owed_again = standing->owed;
            told->left_out = standing->left;
            told->events = events_of(work, made, &told->event_count);
            told->repayments = repayments_of(work, made, &told->repayment_count);
            g_array_append_val(work->account->payments, *told);
        }
    }
    return true;
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

static bool month_find(const account_work *work, GError **error)
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
    decided_stand(work->decisions, work->partner_id, work->explanation->run->period, sums);
    if (!report->row.amounts_blank && work->explanation->run->batch == newest &&
        sums->standing != STANDS_SETTLED && sums->standing != STANDS_NEVER_ISSUED) {
        sums->unbilled = money_subtract(report->row.totals.total, sums->billed);
    }
    decided_tell(work->decisions, work->explanation, work->account->decisions, work->strings);
    sums->decisions = (const void *)work->account->decisions->data;
    sums->decision_count = work->account->decisions->len;
    return true;
}

/* What is read for it goes afterwards. */
static void work_clear(account_work *work)
{
    g_array_unref(work->decisions);
    g_array_unref(work->issued);
    g_array_unref(work->made);
    g_array_unref(work->standings);
    g_array_unref(work->events);
    g_array_unref(work->steps);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(account_work, work_clear)

struct explained_account *explained_account_new(store *store, struct explanation *explanation,
                                                GError **error)
{
    g_autoptr(explained_account) account = g_new0(explained_account, 1);
    account->documents = g_array_new(FALSE, FALSE, sizeof(struct explained_document));
    account->payments = g_array_new(FALSE, FALSE, sizeof(struct explained_payment));
    account->decisions = g_array_new(FALSE, FALSE, sizeof(struct explained_decision));
    account->lists = g_ptr_array_new_with_free_func(g_free);
    g_auto(account_work)
        work = {.store = store,
                .explanation = explanation,
                .account = account,
                .partner_id = explanation->report->supplier.partner_id,
                .strings = explanation->report->strings,
                .decisions = g_array_new(FALSE, FALSE, sizeof(struct decision)),
                .issued = g_array_new(FALSE, TRUE, sizeof(struct issued_document)),
                .made = g_array_new(FALSE, FALSE, sizeof(struct made_payment)),
                .standings = g_array_new(FALSE, FALSE, sizeof(struct payment_standing)),
                .events = g_array_new(FALSE, FALSE, sizeof(struct payment_event)),
                .steps = g_array_new(FALSE, FALSE, sizeof(struct debt_step))};
    if (!decided_of_partner(store, work.partner_id, work.decisions, work.strings, error) ||
        !store_partner_documents_load(store, 0, work.partner_id, work.issued, work.strings,
                                      error)) {
        return NULL;
    }
    g_array_sort(work.issued, issued_compare);
    day today;
    if (!documents_add(&work, error) || !payments_add(&work, &today, error)) {
        return NULL;
    }
    explanation->money =
        (struct explained_money){.today = today,
                                 .documents = (const void *)account->documents->data,
                                 .document_count = account->documents->len,
                                 .payments = (const void *)account->payments->data,
                                 .payment_count = account->payments->len};
    return month_find(&work, error) ? g_steal_pointer(&account) : NULL;
}
