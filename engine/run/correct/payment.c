#include "engine/run/correct/payment.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/rules/settlement.h"
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
           store_known_partners_load(store, before_seq, before->known, strings, error) &&
           decided_load(store, view->batch, view->period, before_seq, before->carried,
                        &before->decided, error);
}

void payments_before_clear(struct payments_before *before)
{
    g_clear_pointer(&before->carried, g_array_unref);
    g_clear_pointer(&before->known, g_array_unref);
    g_clear_pointer(&before->accounts, g_hash_table_unref);
    g_clear_pointer(&before->abns, g_hash_table_unref);
    decided_clear(&before->decided);
}

/* ---- who is paid --------------------------------------------------------------------------- */

static const struct store_paid_account *paid_before(const struct payments_before *before,
                                                    const char *partner_id, const char *abn)
{
    g_autofree char *key = g_strdup_printf("%s %s", partner_id, abn);
    return g_hash_table_lookup(before->accounts, key);
}

/* What came back of the payments of a voided document that something now takes the place of. */
static money returned_count(const struct payments_before *before, struct partner_report *report,
                            struct report_payee *payee, const char *voided)
{
    const struct decided *decided = &before->decided;
    money counted = {0};
    for (guint i = 0; i < decided->voids->len; i++) {
        struct void_returned *row = &g_array_index(decided->voids, struct void_returned, i);
        if (row->amount.cents > 0 && strcmp(row->number, voided) == 0) {
            partner_report_add_repayment(
                report, payee,
                &(struct payee_repayment){row->standing->payment.seq, row->standing->payment.abn,
                                          row->standing->payment.number,
                                          row->standing->payment.period, row->amount, false,
                                          row->standing->decision->ticket});
            counted = money_add(counted, row->amount);
            row->amount = (money){0};
        }
    }
    return counted;
}

/* What one document changes, or what takes the place of the voided one ("": of none). */
static void due_add(const struct payments_before *before, struct partner_report *report,
                    struct report_payee *payee, money change, const char *voided)
{
    payee->due = money_add(payee->due, change);
    const money moved = money_add(change, returned_count(before, report, payee, voided));
    payee->taken = money_subtract(payee->taken, (money){MIN(moved.cents, 0)});
}

/* The supplier with the account that is paid now: the partner of today's is today's, another ABN's that
 * which was last paid to, else (`then`: NULL: none is known) that of the period. */
static struct supplier with_account(const struct payments_before *before,
                                    const struct partner_report *report,
                                    const struct supplier *named, const struct supplier *then)
{
    const struct store_paid_account *account =
        paid_before(before, report->supplier.partner_id, named->abn);
    const bool same = then && strcmp(then->abn, named->abn) == 0;
    struct supplier supplier = *named;
    supplier.bsb = account ? account->bsb : same ? then->bsb : "";
    supplier.account_number = account ? account->account_number : same ? then->account_number : "";
    supplier.account_name = account ? account->account_name : same ? then->account_name : "";
    return supplier;
}

/* Adds what a document of that supplier changes. */
static void change_add(const struct payments_before *before, struct partner_report *report,
                       const struct supplier *named, const struct supplier *then, money change,
                       const char *number, const char *voided)
{
    const struct supplier supplier = with_account(before, report, named, then);
    struct report_payee *payee = partner_report_payee(report, &supplier);
    due_add(before, report, payee, change, voided);
    payee->changes = money_add(payee->changes, change);
    payee->reference =
        payee->reference[0] != '\0' ? payee->reference : partner_report_keep(report, number);
    report->row.adjustments_total = money_add(report->row.adjustments_total, change);
}

static const char *voided_by(const struct adjustment_report *adjustment)
{
    return adjustment->voided ? adjustment->adjusts : "";
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
                       moved->adjustment->number, voided_by(moved->adjustment));
            partner_report_add_adjustment(report, g_steal_pointer(&moved->adjustment));
        } else if (moved->late) {
            change_add(before, report, then, then, moved->change, moved->report->row.number,
                       moved->report->replaces);
            partner_report_add_late(report, moved->run, g_steal_pointer(&moved->report));
        }
        g_array_append_val(states, moved->after);
    }
    if (question->taken_back) {
        change_add(before, report, &question->taken_back->supplier, &report->supplier,
                   question->taken_back->difference.total, question->taken_back->number,
                   voided_by(question->taken_back));
        partner_report_add_adjustment(report, question->taken_back);
    }
}

/* ---- what came back -------------------------------------------------------------------------- */

/* D7: a row of its own each, never netted, to the account known now. */
static void repayments_add(const struct payments_before *before, struct partner_report *report)
{
    const struct decided *decided = &before->decided;
    for (guint i = 0; i < decided->again->len; i++) {
        struct owed_again *again = &g_array_index(decided->again, struct owed_again, i);
        const struct store_payment *payment = &again->standing->payment;
        const bool is_now = strcmp(payment->abn, report->supplier.abn) == 0;
        if (strcmp(payment->partner_id, report->supplier.partner_id) != 0 ||
            again->owed.cents == 0) {
            continue;
        }
        const struct supplier other = with_account(before, report, &again->supplier, NULL);
        struct report_payee *payee =
            partner_report_payee(report, is_now ? &report->supplier : &other);
        partner_report_add_repayment(
            report, payee,
            &(struct payee_repayment){payment->seq, payment->abn, payment->number, payment->period,
                                      again->owed, true, again->standing->decision->ticket});
        again->owed = (money){0};
    }
}

/* Whether the id is paid under the ABN no more: it is in no file, or is another supplier's now. */
static bool is_gone(const struct payments_before *before, const char *partner_id, const char *abn)
{
    const char *now = g_hash_table_lookup(before->abns, partner_id);
    return now ? strcmp(now, abn) != 0 : !partner_ids_have(before->partner_ids, partner_id);
}

/* ---- what is owed -------------------------------------------------------------------------- */

/* What may come off still, by instalments. */
struct instalment {
    const struct decision *decision; /* NULL: without, all may */
    money left;
};

/* The partner's own, else the newest of an id that is paid under the ABN no more; NULL: none. */
static const struct decision *instalments_for(const struct payments_before *before,
                                              const char *partner_id, const char *abn)
{
    const struct decided *decided = &before->decided;
    const struct decision *found = decided_instalments(decided->decisions, partner_id);
    for (guint i = decided->terms->len; i > 0 && !found && abn[0] != '\0'; i--) {
        const struct decided_terms *row =
            &g_array_index(decided->terms, struct decided_terms, i - 1);
        const bool passes =
            strcmp(row->abn, abn) == 0 && is_gone(before, row->decision->partner_id, abn);
        found = passes ? row->decision : NULL;
    }
    return found;
}

/* Once a period, whoever of its issues it is, and under whichever id. */
static struct instalment instalment_of(const struct payments_before *before, const char *partner_id,
                                       const char *abn)
{
    const GArray *came_off = before->decided.came_off;
    const struct decision *decision = instalments_for(before, partner_id, abn);
    int64_t left = decision ? decision->amount.cents : 0;
    for (guint i = 0; i < came_off->len && decision; i++) {
        const struct store_came_off *row = &g_array_index(came_off, struct store_came_off, i);
        if (instalments_for(before, row->partner_id, row->abn) == decision) {
            left -= row->amount.cents;
        }
    }
    return (struct instalment){decision, {MAX(left, 0)}};
}

/* What the payee owed before; and, as far as it is earned and may come off, what another id owes under the ABN
 * that is paid under it no more. */
static void debts_take(const struct payments_before *before, struct partner_report *report,
                       struct report_payee *payee, money undone,
                       const struct instalment *instalment)
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
        const money owed = money_subtract(undone, payee->carried_in);
        const money earned = money_subtract(money_add(payee->due, payee->counted), owed);
        const int64_t room = instalment->decision
                                 ? instalment->left.cents - owed.cents - payee->taken.cents
                                 : earned.cents;
        const money taken = {MAX(row->carried.cents, -MIN(earned.cents, room))};
        if (earned.cents > 0 && taken.cents < 0 && strcmp(row->abn, abn) == 0 &&
            strcmp(row->partner_id, partner_id) != 0 && is_gone(before, row->partner_id, abn)) {
            const struct decided_debt *debt =
                decided_debt_find(&before->decided, row->partner_id, abn);
            row->carried = money_subtract(row->carried, taken);
            partner_report_add_debt(
                report, payee,
                &(struct payee_debt){.partner_id = row->partner_id,
                                     .owed = taken,
                                     .left = row->carried,
                                     .written_off_balance = debt ? debt->written_off : (money){0}});
        }
    }
}

/* Whether a credit of the payee pays what is written off of the debt: its own, or that of an id that is gone. */
static bool restores(const struct payments_before *before, const char *partner_id, const char *abn,
                     const struct decided_debt *debt)
{
    return strcmp(debt->abn, abn) == 0 && debt->written_off.cents > debt->undone.cents &&
           (strcmp(debt->partner_id, partner_id) == 0 ||
            (abn[0] != '\0' && is_gone(before, debt->partner_id, abn)));
}

/* The payee's debt whose id that is; another one is added. */
static struct payee_debt *payee_debt_of(struct partner_report *report, struct report_payee *payee,
                                        const struct decided_debt *debt)
{
    for (size_t i = 0; i < payee->debt_count; i++) {
        if (strcmp(payee->debts[i].partner_id, debt->partner_id) == 0) {
            return (struct payee_debt *)&payee->debts[i];
        }
    }
    partner_report_add_debt(report, payee, &(struct payee_debt){.partner_id = debt->partner_id});
    return (struct payee_debt *)&payee->debts[payee->debt_count - 1];
}

static const char *write_off_ticket(struct partner_report *report, const struct decided_debt *debt)
{
    return partner_report_keep(report, debt->by ? debt->by->ticket : "");
}

/* D8: what a credit restores, the payee's own first. */
static void restored_share(const struct payments_before *before, struct partner_report *report,
                           struct report_payee *payee, money restored)
{
    const char *partner_id = report->supplier.partner_id;
    for (int own = 1; own >= 0; own--) {
        for (guint i = 0; i < before->decided.debts->len && restored.cents > 0; i++) {
            struct decided_debt *debt =
                &g_array_index(before->decided.debts, struct decided_debt, i);
            const money part = {MIN(restored.cents, debt->written_off.cents - debt->undone.cents)};
            if ((strcmp(debt->partner_id, partner_id) == 0) != own ||
                !restores(before, partner_id, payee->supplier.abn, debt)) {
                continue;
            }
            debt->written_off = money_subtract(debt->written_off, part);
            restored = money_subtract(restored, part);
            if (!own) {
                struct payee_debt *row = payee_debt_of(report, payee, debt);
                row->restored = part;
                row->written_off_balance = debt->written_off;
                payee->terms.write_off_ticket = write_off_ticket(report, debt);
            }
        }
    }
}

static void payee_settle(const struct payments_before *before, struct partner_report *report,
                         struct report_payee *payee)
{
    static const struct decided_debt none = {.partner_id = "", .abn = ""};
    const char *partner_id = report->supplier.partner_id;
    const char *abn = payee->supplier.abn;
    struct decided_debt *own = decided_debt_find(&before->decided, partner_id, abn);
    const struct decided_debt debt = own ? *own : none;
    const struct instalment instalment = instalment_of(before, partner_id, abn);
    struct payee_debt_terms *terms = &payee->terms;
    debts_take(before, report, payee, debt.undone, &instalment);
    const money moved = money_add(payee->due, payee->counted);
    struct settlement_question question = {.earned = money_add(moved, payee->taken),
                                           .brought =
                                               money_subtract(debt.undone, payee->carried_in),
                                           .taken = payee->taken,
                                           .by_instalments = instalment.decision != NULL,
                                           .instalment = instalment.left,
                                           .write_off = debt.write_off};
    for (guint i = 0; i < before->decided.debts->len; i++) {
        const struct decided_debt *row =
            &g_array_index(before->decided.debts, struct decided_debt, i);
        if (restores(before, partner_id, abn, row)) {
            question.written_off =
                money_add(question.written_off, money_subtract(row->written_off, row->undone));
        }
    }
    const struct settlement settlement = settlement_make(&question);
    payee->payment = settlement.payment;
    payee->carried_out = settlement.carried;
    restored_share(before, report, payee, settlement.restored);
    terms->by_instalments = instalment.decision != NULL;
    terms->instalments_ticket =
        partner_report_keep(report, terms->by_instalments ? instalment.decision->ticket : "");
    terms->came_off =
        terms->by_instalments ? money_add(settlement.came_off, settlement.restored) : (money){0};
    terms->put_off = settlement.put_off;
    terms->written_off = settlement.written_off;
    terms->restored = money_add(settlement.restored, debt.undone);
    terms->undone = debt.undone;
    terms->written_off_balance =
        own ? money_add(money_subtract(own->written_off, own->undone), settlement.written_off)
            : (money){0};
    if (own) {
        terms->write_off_ticket = write_off_ticket(report, own);
    }
    if (debt.ended) {
        const struct decision *by =
            decided_by_id(before->decided.decisions, debt.ended->revoked_by);
        terms->undone_ticket = partner_report_keep(report, debt.ended->ticket);
        terms->ended_ticket = partner_report_keep(report, by->ticket);
    }
    if (terms->came_off.cents > 0) {
        const struct store_came_off row = {
            .partner_id = g_string_chunk_insert_const(before->decided.strings, partner_id),
            .abn = g_string_chunk_insert_const(before->decided.strings, abn),
            .amount = terms->came_off};
        g_array_append_val(before->decided.came_off, row);
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
    const money restored = payee->terms.restored;
    if (payee->carried_in.cents != 0 || payee->carried_out.cents != 0 || restored.cents != 0) {
        g_string_append_printf(detail, "%s from earlier payments, %s left for later ones%s",
                               text_money(in, payee->carried_in),
                               text_money(out, payee->carried_out), abn);
        if (restored.cents != 0) {
            g_string_append_printf(detail, "; %s was written off, and is claimed again",
                                   text_money(in, restored));
        }
        partner_report_add_exception(report, EXCEPTION_CARRIED_FORWARD, detail->str);
    }
    for (size_t i = 0; i < payee->debt_count; i++) {
        const struct payee_debt *debt = &payee->debts[i];
        g_string_printf(detail, "%s owed %s%s, and had the same ABN: it comes off this payment",
                        debt->partner_id,
                        text_dollars(in, money_subtract(debt->restored, debt->owed)),
                        debt->restored.cents != 0 ? " (written off)" : "");
        partner_report_add_exception(report, EXCEPTION_OWES_UNDER_ANOTHER_ID, detail->str);
    }
}

/* What is owed, from before or by what moved now, and makes a payment smaller. */
static void setoff_look(const struct partner_month *month, struct partner_report *report,
                        const struct report_payee *payee)
{
    const struct partner_row *row =
        month->particulars ? &month->particulars->row : &month->partner->row;
    money owed = money_subtract((money){MIN(0, payee->carried_in.cents)}, payee->terms.restored);
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
    const bool paid = payee->payment.cents + payee->paid_again.cents > 0;
    if (paid && !account && !is_told(report, EXCEPTION_NO_BANK_DETAILS)) {
        g_autofree char *abn = other_abn(report, payee);
        partner_report_add_exception(report, EXCEPTION_NO_BANK_DETAILS, own ? "" : abn + 2);
    }
    if (paid && account && own) {
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

/* What decisions have to do with whom, although no document names them: those whose debts are written off. */
static void decided_payees_add(const struct payments_before *before, struct partner_report *report)
{
    for (guint i = 0; i < before->decided.debts->len; i++) {
        const struct decided_debt *debt =
            &g_array_index(before->decided.debts, struct decided_debt, i);
        if (debt->write_off.cents + debt->undone.cents > 0 &&
            strcmp(debt->partner_id, report->supplier.partner_id) == 0) {
            const struct supplier other = with_account(before, report, &debt->supplier, NULL);
            partner_report_payee(report, &other);
        }
    }
}

static void row_add(struct register_row *row, const struct report_payee *payee, bool is_other)
{
    const struct payee_debt_terms *terms = &payee->terms;
    row->payment = money_add(row->payment, money_add(payee->payment, payee->paid_again));
    row->carried_in = money_add(row->carried_in, payee->carried_in);
    row->carried_out = money_add(row->carried_out, payee->carried_out);
    row->paid_again = money_add(row->paid_again, payee->paid_again);
    row->returned = money_add(row->returned, money_add(payee->paid_again, payee->counted));
    row->put_off = money_add(row->put_off, terms->put_off);
    row->written_off =
        money_add(row->written_off, money_subtract(terms->written_off, terms->restored));
    if (is_other) {
        row->other_supplier =
            money_add(row->other_supplier, money_add(payee->payment, payee->carried_out));
    }
}

/* What came back and was paid by hand before a file could pay it again. */
static void by_hand_add(const struct decided *decided, struct partner_report *report)
{
    struct register_row *row = &report->row;
    for (guint i = 0; i < decided->standings->len; i++) {
        const struct payment_standing *standing =
            &g_array_index(decided->standings, struct payment_standing, i);
        if (strcmp(standing->payment.partner_id, report->supplier.partner_id) == 0) {
            row->by_hand = money_add(row->by_hand, standing->by_hand);
            row->returned = money_add(row->returned, standing->by_hand);
        }
    }
}

void payment_decide(const struct payment_question *question, struct partner_report *report,
                    GArray *states)
{
    struct register_row *row = &report->row;
    const struct payments_before *before = question->before;
    const money own = money_subtract(row->totals.total, report->replaces_total);
    struct report_payee *first = partner_report_payee(report, &report->supplier);
    first->due = (money){0};
    due_add(before, report, first, own, report->replaces);
    first->reference = row->number; /* which may have got its -R1 */
    row->payment = row->carried_in = row->carried_out = (money){0};
    moved_apply(question, report, states);
    repayments_add(before, report);
    decided_payees_add(before, report);
    for (size_t i = 0; i < report->payee_count; i++) {
        struct report_payee *payee = (struct report_payee *)&report->payees[i];
        payee_settle(before, report, payee);
        row_add(row, payee, i > 0);
    }
    by_hand_add(&before->decided, report);
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
