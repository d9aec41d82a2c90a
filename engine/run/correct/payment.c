#include "engine/run/correct/payment.h"

#include <stdlib.h>
#include <string.h>

#include "reports/text.h"

/* ---- cells ------------------------------------------------------------------------------------- */

char *cell_key(const char *text)
{
    g_autoptr(GString) key = g_string_new(NULL);
    g_autofree char *folded = g_utf8_casefold(text, -1);
    for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        bool leading_zero = letter == '0' && key->len == 0;
        if (!g_unichar_isspace(letter) && letter != '-' && !leading_zero) {
            g_string_append_unichar(key, letter);
        }
    }
    return g_string_free(g_steal_pointer(&key), FALSE);
}

bool cell_same(const char *one, const char *other)
{
    g_autofree char *one_key = cell_key(one);
    g_autofree char *other_key = cell_key(other);
    return strcmp(one_key, other_key) == 0;
}

/* ---- before --------------------------------------------------------------------------------- */

bool payments_before_load(store *store, const struct store_view *view, int64_t before_seq,
                          GStringChunk *strings, struct payments_before *before, GError **error)
{
    before->carried = g_array_new(FALSE, FALSE, sizeof(struct store_carried));
    before->known = g_array_new(FALSE, FALSE, sizeof(struct store_known_partner));
    before->accounts = store_paid_accounts_load(store, before_seq, error);
    before->abns = before->accounts ? store_partner_abns_load(store, view, error) : NULL;
    return before->abns && store_carried_load(store, before_seq, before->carried, strings, error) &&
           store_known_partners_load(store, before_seq, before->known, strings, error);
}

void payments_before_clear(struct payments_before *before)
{
    g_clear_pointer(&before->carried, g_array_unref);
    g_clear_pointer(&before->known, g_array_unref);
    g_clear_pointer(&before->accounts, g_hash_table_unref);
    g_clear_pointer(&before->abns, g_hash_table_unref);
}

/* ---- who is paid --------------------------------------------------------------------------- */

static const struct store_paid_account *paid_before(const struct payments_before *before,
                                                    const char *partner_id, const char *abn)
{
    g_autofree char *key = g_strdup_printf("%s %s", partner_id, abn);
    return g_hash_table_lookup(before->accounts, key);
}

/* Adds what a document of that supplier changes. The partner of today is paid to the account of today;
 * another ABN to the one that was last paid to, else to that of the period (`then`). */
static void change_add(const struct payments_before *before, struct partner_report *report,
                       const struct supplier *named, const struct supplier *then, money change,
                       const char *number)
{
    const struct store_paid_account *account =
        paid_before(before, report->supplier.partner_id, named->abn);
    const bool same = strcmp(then->abn, named->abn) == 0;
    struct supplier supplier = *named;
    supplier.bsb = account ? account->bsb : same ? then->bsb : "";
    supplier.account_number = account ? account->account_number : same ? then->account_number : "";
    supplier.account_name = account ? account->account_name : same ? then->account_name : "";
    struct report_payee *payee = partner_report_payee(report, &supplier);
    payee->due = money_add(payee->due, change);
    payee->changes = money_add(payee->changes, change);
    payee->reference =
        payee->reference[0] != '\0' ? payee->reference : partner_report_keep(report, number);
    report->row.adjustments_total = money_add(report->row.adjustments_total, change);
}

static void moved_apply(const struct payment_question *question, struct partner_report *report,
                        GArray *states)
{
    const struct payments_before *before = question->before;
    for (guint i = 0; question->true_up && i < question->true_up->months->len; i++) {
        struct moved_month *moved = g_ptr_array_index(question->true_up->months, i);
        const struct supplier *then = &moved->report->supplier;
        if (moved->waits) {
            continue;
        }
        if (moved->adjustment) {
            change_add(before, report, &moved->adjustment->supplier, then, moved->change,
                       moved->adjustment->number);
            partner_report_add_adjustment(report, g_steal_pointer(&moved->adjustment));
        } else if (moved->late) {
            change_add(before, report, then, then, moved->change, moved->report->row.number);
            partner_report_add_late(report, moved->run, g_steal_pointer(&moved->report));
        }
        g_array_append_val(states, moved->after);
    }
    if (question->taken_back) {
        change_add(before, report, &question->taken_back->supplier, &report->supplier,
                   question->taken_back->difference.total, question->taken_back->number);
        partner_report_add_adjustment(report, question->taken_back);
    }
}

/* Whether the id is paid under the ABN no more: it is in no file, or is another supplier's now. */
static bool is_gone(const struct payments_before *before, const struct store_carried *row)
{
    const char *abn = g_hash_table_lookup(before->abns, row->partner_id);
    return abn ? strcmp(abn, row->abn) != 0
               : !partner_ids_have(before->partner_ids, row->partner_id);
}

/* What the payee owed before; and, as far as it is earned, what another id owes under the ABN that is paid
 * under it no more. */
static void debts_take(const struct payments_before *before, struct partner_report *report,
                       struct report_payee *payee)
{
    const char *partner_id = report->supplier.partner_id;
    const char *abn = payee->supplier.abn;
    for (guint i = 0; i < before->carried->len; i++) {
        struct store_carried *row = &g_array_index(before->carried, struct store_carried, i);
        if (strcmp(row->partner_id, partner_id) == 0 && strcmp(row->abn, abn) == 0) {
            payee->carried_in = row->carried;
        }
    }
    for (guint i = 0; i < before->carried->len && abn[0] != '\0'; i++) {
        struct store_carried *row = &g_array_index(before->carried, struct store_carried, i);
        const money earned = money_add(payee->carried_in, payee->due);
        const money taken = {MAX(row->carried.cents, -earned.cents)};
        if (earned.cents > 0 && taken.cents < 0 && strcmp(row->abn, abn) == 0 &&
            strcmp(row->partner_id, partner_id) != 0 && is_gone(before, row)) {
            row->carried = money_subtract(row->carried, taken);
            partner_report_add_debt(report, payee,
                                    &(struct payee_debt){row->partner_id, taken, row->carried});
        }
    }
}

/* ---- what to look at ------------------------------------------------------------------------ */

/* "063-000, account xxxxx678, Ada Test". */
static char *account_text(const char *bsb, const char *number, const char *name)
{
    return g_strdup_printf("%s, account %s%s%s", bsb, text_masked(TEXT_ROOM, number),
                           name[0] != '\0' ? ", " : "", name);
}

static void account_compare(const struct payments_before *before, struct partner_report *report)
{
    const struct supplier *now = &report->supplier;
    const struct store_paid_account *of_abn = paid_before(before, now->partner_id, now->abn);
    const struct store_paid_account *last =
        of_abn ? of_abn : g_hash_table_lookup(before->accounts, now->partner_id);
    if (last &&
        (!cell_same(last->bsb, now->bsb) || !cell_same(last->account_number, now->account_number) ||
         !cell_same(last->account_name, now->account_name))) {
        g_autofree char *was = account_text(last->bsb, last->account_number, last->account_name);
        g_autofree char *is = account_text(now->bsb, now->account_number, now->account_name);
        g_autofree char *detail = g_strdup_printf("%s before; %s now", was, is);
        partner_report_add_exception(report, EXCEPTION_BANK_DETAILS_CHANGED, detail);
    }
}

static bool is_told(const struct partner_report *report, enum exception_code code)
{
    bool told = false;
    for (size_t i = 0; i < report->exception_count; i++) {
        told |= strcmp(report->exceptions[i].code, exception_words[code]) == 0;
    }
    return told;
}

/* ", ABN 59 700 000 001" of one who is not the partner of today; the caller frees. */
static char *other_abn(const struct partner_report *report, const struct report_payee *payee)
{
    return strcmp(payee->supplier.abn, report->supplier.abn) == 0
               ? g_strdup("")
               : g_strdup_printf(", ABN %s", text_abn(TEXT_ROOM, payee->supplier.abn));
}

static void carried_tell(struct partner_report *report, const struct report_payee *payee)
{
    g_autoptr(GString) detail = g_string_new(NULL);
    g_autofree char *abn = other_abn(report, payee);
    char in[TEXT_SIZE];
    char out[TEXT_SIZE];
    if (payee->carried_in.cents == 0 && payee->carried_out.cents == 0) {
        return;
    }
    g_string_append_printf(detail, "%s from earlier payments, %s left for later ones%s",
                           text_money(in, payee->carried_in), text_money(out, payee->carried_out),
                           abn);
    partner_report_add_exception(report, EXCEPTION_CARRIED_FORWARD, detail->str);
    for (size_t i = 0; i < payee->debt_count; i++) {
        g_string_printf(detail, "%s owed %s, and had the same ABN: it comes off this payment",
                        payee->debts[i].partner_id,
                        text_dollars(in, money_subtract((money){0}, payee->debts[i].owed)));
        partner_report_add_exception(report, EXCEPTION_OWES_UNDER_ANOTHER_ID, detail->str);
    }
}

/* What is owed, from before or by what moved now, and makes a payment smaller. */
static void setoff_look(const struct partner_month *month, struct partner_report *report,
                        const struct report_payee *payee)
{
    const struct partner_row *row =
        month->particulars ? &month->particulars->row : &month->partner->row;
    money owed = {MIN(0, payee->carried_in.cents)};
    money earned = payee->due;
    if (payee->changes.cents < 0) {
        owed = money_add(owed, payee->changes);
        earned = money_subtract(earned, payee->changes);
    }
    if (row->agreement_setoff == ANSWER_BLANK && owed.cents < 0 && earned.cents > 0) {
        partner_report_add_exception(report, EXCEPTION_NO_SETOFF_CLAUSE,
                                     text_money(TEXT_ROOM, owed));
    }
}

static void payee_look(const struct payment_question *question, struct partner_report *report,
                       const struct report_payee *payee)
{
    const struct supplier *supplier = &payee->supplier;
    const bool own = strcmp(supplier->abn, report->supplier.abn) == 0;
    const bool account = supplier->bsb[0] != '\0' && supplier->account_number[0] != '\0';
    if (payee->payment.cents > 0 && !account && !is_told(report, EXCEPTION_NO_BANK_DETAILS)) {
        g_autofree char *abn = other_abn(report, payee);
        partner_report_add_exception(report, EXCEPTION_NO_BANK_DETAILS, own ? "" : abn + 2);
    }
    if (payee->payment.cents > 0 && account && own) {
        account_compare(question->before, report);
    }
    carried_tell(report, payee);
    setoff_look(question->month, report, payee);
}

static gint known_compare(gconstpointer id, gconstpointer known)
{
    return strcmp(id, ((const struct store_known_partner *)known)->partner_id);
}

/* Of who is issued a document, against the newest one before. */
static void identity_compare(const GArray *all, struct partner_report *report)
{
    const struct supplier *now = &report->supplier;
    const struct store_known_partner *known =
        all->len > 0 ? bsearch(now->partner_id, all->data, all->len,
                               sizeof(struct store_known_partner), known_compare)
                     : NULL;
    if (!known || report->document == DOCUMENT_NONE || known->legal_name[0] == '\0' ||
        (strcmp(known->legal_name, now->legal_name) == 0 && strcmp(known->abn, now->abn) == 0)) {
        return;
    }
    char was[TEXT_SIZE];
    char is[TEXT_SIZE];
    g_autofree char *detail =
        g_strdup_printf("%s, ABN %s before; %s, ABN %s now", known->legal_name,
                        text_abn(was, known->abn), now->legal_name, text_abn(is, now->abn));
    partner_report_add_exception(report, EXCEPTION_IDENTITY_CHANGED, detail);
}

/* ---- all of it ------------------------------------------------------------------------------ */

void payment_decide(const struct payment_question *question, struct partner_report *report,
                    GArray *states)
{
    struct register_row *row = &report->row;
    const money own = money_subtract(row->totals.total, report->replaces_total);
    struct report_payee *first = partner_report_payee(report, &report->supplier);
    first->due = own;
    first->reference = row->number; /* which may have got its -R1 */
    row->payment = row->carried_in = row->carried_out = (money){0};
    moved_apply(question, report, states);
    for (size_t i = 0; i < report->payee_count; i++) {
        struct report_payee *payee = (struct report_payee *)&report->payees[i];
        debts_take(question->before, report, payee);
        struct settlement settlement = adjustment_settle(money_add(payee->carried_in, payee->due));
        payee->payment = settlement.payment;
        payee->carried_out = settlement.carried;
        row->payment = money_add(row->payment, payee->payment);
        row->carried_in = money_add(row->carried_in, payee->carried_in);
        row->carried_out = money_add(row->carried_out, payee->carried_out);
        if (i > 0) {
            row->other_supplier =
                money_add(row->other_supplier, money_add(payee->payment, payee->carried_out));
        }
    }
    /* What the adjustments change, the reissue of the period's own document included. */
    const money reviewed = report->replaces[0] != '\0' ? money_add(own, row->adjustments_total)
                                                       : row->adjustments_total;
    if (ABS(reviewed.cents) > question->run->policy.adjustment_review_cents) {
        partner_report_add_exception(report, EXCEPTION_LARGE_ADJUSTMENT,
                                     text_money(TEXT_ROOM, reviewed));
    }
    for (size_t i = 0; i < report->payee_count; i++) {
        payee_look(question, report, &report->payees[i]);
    }
    identity_compare(question->before->known, report);
}
