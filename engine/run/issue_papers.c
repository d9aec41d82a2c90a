#include "engine/run/issue_papers.h"

#include <string.h>

#include "engine/run/company.h"
#include "reports/text.h"
#include "reports/value/partner_report.h"

bool issue_papers_open(store *store, int64_t before_seq, const struct report_run *run,
                       struct issue_papers *papers, GError **error)
{
    papers->run = run;
    issue_bills_init(&papers->bills, run);
    papers->payments = g_array_new(FALSE, TRUE, sizeof(struct payment_row));
    papers->ledger = g_array_new(FALSE, TRUE, sizeof(struct issued_payment));
    papers->strings = g_string_chunk_new(16384);
    papers->balances = store_balances_load(store, before_seq, error);
    return papers->balances != NULL;
}

void issue_papers_clear(struct issue_papers *papers)
{
    issue_bills_clear(&papers->bills);
    g_clear_pointer(&papers->balances, g_hash_table_unref);
    g_clear_pointer(&papers->payments, g_array_unref);
    g_clear_pointer(&papers->ledger, g_array_unref);
    g_clear_pointer(&papers->strings, g_string_chunk_free);
    direct_entry_result_clear(&papers->entry);
}

static const char *keep(struct issue_papers *papers, const char *text)
{
    return text[0] != '\0' ? g_string_chunk_insert_const(papers->strings, text) : "";
}

static void payment_add(struct issue_papers *papers, const struct partner_report *report,
                        const char *reference)
{
    const struct supplier *supplier = &report->supplier;
    const struct payment_row payment = {.partner_id = keep(papers, supplier->partner_id),
                                        .legal_name = keep(papers, supplier->legal_name),
                                        .bsb = keep(papers, supplier->bsb),
                                        .account_number = keep(papers, supplier->account_number),
                                        .account_name = keep(papers, supplier->account_name),
                                        .reference = reference,
                                        .period = papers->run->period,
                                        .amount = report->row.payment};
    const struct issued_payment entry = {.partner_id = payment.partner_id,
                                         .payment = report->row.payment,
                                         .carried = report->carried_out,
                                         .in_file = payment.amount.cents > 0,
                                         .bsb = payment.bsb,
                                         .account_number = payment.account_number,
                                         .account_name = payment.account_name};
    if (payment.amount.cents > 0) {
        g_array_append_val(papers->payments, payment);
    }
    g_array_append_val(papers->ledger, entry);
}

static void sums_add(struct issue_papers *papers, const struct partner_report *report)
{
    const int64_t *balance = g_hash_table_lookup(papers->balances, report->supplier.partner_id);
    papers->balance = money_add(papers->balance, (money){balance ? *balance : 0});
    papers->own_settled = money_add(papers->own_settled, report->replaces_total);
    for (size_t i = 0; i < report->late_count; i++) {
        papers->late_settled =
            money_add(papers->late_settled, report->late[i].report->replaces_total);
    }
    papers->registered = money_add(papers->registered, report->row.totals.total);
    papers->registered = money_add(papers->registered, report->row.adjustments_total);
    papers->paid = money_add(papers->paid, report->row.payment);
    papers->carried = money_add(papers->carried, report->carried_out);
}

void issue_papers_add(struct issue_papers *papers, const struct partner_report *report)
{
    if (report->row.amounts_blank) {
        return;
    }
    const char *number = issue_bills_add(&papers->bills, report);
    sums_add(papers, report);
    payment_add(papers, report, number);
}

/* Paid by hand, then. That there is no account at all, the draft has said. */
static void left_out_mark(struct issue_papers *papers, const struct payment_left_out *left_out,
                          exception_list *exceptions)
{
    for (guint i = 0; i < papers->ledger->len; i++) {
        struct issued_payment *entry = &g_array_index(papers->ledger, struct issued_payment, i);
        if (strcmp(entry->partner_id, left_out->payment->partner_id) == 0) {
            entry->in_file = false;
        }
    }
    if (left_out->refusal != PAYMENT_NO_BANK_DETAILS) {
        exception_list_add(exceptions, EXCEPTION_NO_BANK_DETAILS, left_out->payment->partner_id,
                           payment_refusal_code(left_out->refusal),
                           payment_refusal_text(left_out->refusal), "");
    }
}

bool issue_papers_write(struct issue_papers *papers, const GArray *company_rows, day payment_date,
                        const char *directory, exception_list *exceptions, GError **error)
{
    struct direct_entry payer = {0};
    struct bills_settings settings = {0};
    payer_from_rows(company_rows, &payer);
    payer.processing_date = payment_date;
    bills_settings_from_rows(company_rows, &settings);
    g_autofree char *path = g_build_filename(directory, "payments.aba", NULL);
    if (!issue_bills_write(&papers->bills, &settings, directory, error) ||
        !direct_entry_write(path, &payer,
                            (const struct payment_row *)(void *)papers->payments->data,
                            papers->payments->len, &papers->entry, error)) {
        return false;
    }
    for (guint i = 0; i < papers->entry.left_out->len; i++) {
        left_out_mark(papers, &g_array_index(papers->entry.left_out, struct payment_left_out, i),
                      exceptions);
    }
    return true;
}

static char *compare(const char *one, money amount, const char *other, money other_amount)
{
    char text[TEXT_SIZE];
    char other_text[TEXT_SIZE];
    return amount.cents == other_amount.cents
               ? NULL
               : g_strdup_printf("%s come to %s, but %s to %s", one, text_money(text, amount),
                                 other, text_money(other_text, other_amount));
}

char *issue_papers_disagreement(const struct issue_papers *papers, const struct run_totals *totals)
{
    const struct direct_entry_result *entry = &papers->entry;
    money documents = money_subtract(papers->bills.documents, papers->late_settled);
    money owed =
        money_add(money_subtract(papers->registered, papers->own_settled), papers->balance);
    const struct {
        const char *one;
        money amount;
        const char *other;
        money other_amount;
    } pairs[] = {
        {"the documents", documents, "the register's totals and adjustments", papers->registered},
        {"the documents", papers->bills.documents, "the bills", papers->bills.billed},
        {"the register's totals and adjustments", papers->registered, "the control totals",
         money_add(totals->total, totals->adjustments_total)},
        {"the register's totals, adjustments and what earlier payments left", owed,
         "the payments and what they leave", money_add(papers->paid, papers->carried)},
        {"the payments", papers->paid, "the control total of payments", totals->payment},
        {"the payments", papers->paid, "those in the bank's file and those left out of it",
         money_add(entry->total, entry->left_out_total)},
    };
    char *sentence = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(pairs) && !sentence; i++) {
        sentence = compare(pairs[i].one, pairs[i].amount, pairs[i].other, pairs[i].other_amount);
    }
    return sentence;
}

bool issue_papers_freeze(const struct issue_papers *papers, issue_write *write, GError **error)
{
    for (guint i = 0; i < papers->ledger->len; i++) {
        if (!store_issue_add_payment(
                write, &g_array_index(papers->ledger, struct issued_payment, i), error)) {
            return false;
        }
    }
    return true;
}
