#include "engine/run/issue_papers.h"

#include <string.h>

#include "reports/text.h"
#include "reports/value/content.h"
#include "reports/value/open_items.h"

bool issue_papers_open(const struct month_setup *setup, int64_t before_seq, issue_write *write,
                       struct issue_papers *papers, GError **error)
{
    *papers = (struct issue_papers){
        .setup = setup,
        .write = write,
        .owed_before = g_array_new(FALSE, FALSE, sizeof(struct store_carried)),
        .documents_made = g_array_new(FALSE, TRUE, sizeof(struct registered_made)),
        .numberless = g_array_new(FALSE, TRUE, sizeof(struct registered_numberless)),
        .bills = g_array_new(FALSE, TRUE, sizeof(struct bill)),
        .lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref),
        .suppliers = g_ptr_array_new_with_free_func(g_free),
        .payments = g_array_new(FALSE, TRUE, sizeof(struct payment_row)),
        .ledger = g_array_new(FALSE, TRUE, sizeof(struct issued_payment)),
        .ended = g_array_new(FALSE, TRUE, sizeof(struct issued_payment)),
        .again = g_array_new(FALSE, TRUE, sizeof(struct payment_row)),
        .repaid = g_array_new(FALSE, TRUE, sizeof(struct issued_repayment)),
        .supers = g_array_new(FALSE, TRUE, sizeof(struct super_row)),
        .debts = g_array_new(FALSE, TRUE, sizeof(struct issued_debt)),
        .strings = g_string_chunk_new(16384),
    };
    return store_carried_load(setup->store, before_seq, papers->owed_before, papers->strings,
                              error);
}

void issue_papers_clear(struct issue_papers *papers)
{
    g_clear_pointer(&papers->owed_before, g_array_unref);
    g_clear_pointer(&papers->documents_made, g_array_unref);
    g_clear_pointer(&papers->numberless, g_array_unref);
    g_clear_pointer(&papers->bills, g_array_unref);
    g_clear_pointer(&papers->lines, g_ptr_array_unref);
    g_clear_pointer(&papers->suppliers, g_ptr_array_unref);
    g_clear_pointer(&papers->payments, g_array_unref);
    g_clear_pointer(&papers->ledger, g_array_unref);
    g_clear_pointer(&papers->ended, g_array_unref);
    g_clear_pointer(&papers->again, g_array_unref);
    g_clear_pointer(&papers->repaid, g_array_unref);
    g_clear_pointer(&papers->supers, g_array_unref);
    g_clear_pointer(&papers->debts, g_array_unref);
    g_clear_pointer(&papers->strings, g_string_chunk_free);
    direct_entry_result_clear(&papers->entry);
}

static const char *keep(struct issue_papers *papers, const char *text)
{
    return text[0] != '\0' ? g_string_chunk_insert_const(papers->strings, text) : "";
}

#define SUPPLIER_KEEP(field) .field = keep(papers, of->field),
/* As long as the papers: reports go. */
static const struct supplier *supplier_keep(struct issue_papers *papers, const struct supplier *of)
{
    struct supplier *supplier = g_new(struct supplier, 1);
    *supplier = (struct supplier){SUPPLIER_TABLE(SUPPLIER_KEEP)};
    g_ptr_array_add(papers->suppliers, supplier);
    return supplier;
}

/* ---- documents ---------------------------------------------------------------------------------- */

/* To the bill that was begun last: "Ad hoc sessions, September 2026; adjusts RCTI-202609-P0001". */
static void line_add(struct issue_papers *papers, const struct line *line, const char *dates,
                     const char *does, const char *number)
{
    g_autofree char *what = line_description(line, dates);
    g_autofree char *description = g_strconcat(what, number[0] != '\0' ? does : "", number, NULL);
    GArray *lines = g_ptr_array_index(papers->lines, papers->lines->len - 1);
    const struct bill_line row = {keep(papers, description), *line};
    g_array_append_val(lines, row);
    struct bill *bill = &g_array_index(papers->bills, struct bill, papers->bills->len - 1);
    bill->lines = (const void *)lines->data;
    bill->line_count = lines->len;
    papers->billed = money_add(papers->billed, line_total(line));
}

/* path: "" where it is of no document. */
static void bill_begin(struct issue_papers *papers, const struct supplier *supplier,
                       const char *number, const char *path)
{
    const struct report_run *run = &papers->setup->run;
    const struct bill bill = {.supplier = supplier_keep(papers, supplier),
                              .number = keep(papers, number),
                              .path = path,
                              .issue_date = run->issue_date,
                              .due_date = run->payment_date};
    g_array_append_val(papers->bills, bill);
    g_ptr_array_add(papers->lines, g_array_new(FALSE, TRUE, sizeof(struct bill_line)));
}

/* Freezes it with the supplier as printed, whose account is not, and begins its bill. `now`: the partner
 * of today, to whom it is sent where that is the same supplier. */
static bool document_add(struct issue_papers *papers, const struct supplier *now,
                         struct issued_document *document, money no_supply, GError **error)
{
    struct supplier sent_to = document->supplier;
    if (strcmp(sent_to.abn, now->abn) == 0) {
        sent_to.email = now->email;
    }
    g_autofree char *path = g_strdup_printf("documents/%s.pdf", document->number);
    document->path = keep(papers, path);
    document->supplier.bsb = document->supplier.account_number = document->supplier.account_name =
        "";
    bill_begin(papers, &sent_to, document->number, document->path);
    struct registered_made made = {*document, no_supply};
    made.document.supplier = *supplier_keep(papers, &document->supplier);
    made.document.number = keep(papers, document->number);
    made.document.adjusts = keep(papers, document->adjusts);
    made.document.replaces = keep(papers, document->replaces);
    g_array_append_val(papers->documents_made, made);
    papers->document_count++;
    papers->documents = money_add(papers->documents, document->total);
    return store_issue_add_document(papers->write, document, error);
}

/* The rows that undo what was billed by the document that this one takes the place of. */
static bool replaced_undo(struct issue_papers *papers, struct period period,
                          const struct partner_report *report, GError **error)
{
    struct issued_document document = {0};
    bool found = false;
    if (report->replaced_line_count == 0) {
        return true;
    }
    if (!store_document_load(papers->setup->store, report->replaces, &found, &document,
                             papers->strings, error)) {
        return false;
    }
    CHECK(found);
    g_autofree char *number = g_strconcat(report->replaces, "-VOID", NULL);
    bill_begin(papers, &document.supplier, number, "");
    for (size_t i = 0; i < report->replaced_line_count; i++) {
        const struct line undone = line_undone(&report->replaced_lines[i]);
        line_add(papers, &undone, text_month_words(TEXT_ROOM, period), "; undoes ",
                 report->replaces);
    }
    return true;
}

/* The month's own document, or a late one of its period. */
static bool month_add(struct issue_papers *papers, const struct supplier *now, struct period period,
                      const struct partner_report *report, GError **error)
{
    if (report->document == DOCUMENT_NONE) {
        return true;
    }
    const struct totals *totals = &report->row.totals;
    struct issued_document document = {.number = report->row.number,
                                       .supplier = report->supplier,
                                       .kind = report->document,
                                       .period = period,
                                       .adjusts = "",
                                       .replaces = report->replaces,
                                       .subtotal = totals->subtotal,
                                       .gst = totals->gst,
                                       .total = totals->total};
    bool good = document_add(papers, now, &document,
                             lines_no_supply(report->lines, report->line_count), error);
    for (size_t i = 0; i < report->line_count; i++) {
        line_add(papers, &report->lines[i], report->line_dates[i], "", "");
    }
    return good && replaced_undo(papers, period, report, error);
}

static bool adjustment_add(struct issue_papers *papers, const struct supplier *now,
                           const struct adjustment_report *adjustment, GError **error)
{
    struct issued_document document = {.number = adjustment->number,
                                       .supplier = adjustment->supplier,
                                       .kind = adjustment->kind,
                                       .period = adjustment->period,
                                       .adjusts = adjustment->adjusts,
                                       .replaces = "",
                                       .subtotal = adjustment->difference.subtotal,
                                       .gst = adjustment->difference.gst,
                                       .total = adjustment->difference.total};
    bool good =
        document_add(papers, now, &document, document_no_supply_difference(adjustment), error);
    for (size_t i = 0; i < adjustment->line_count; i++) {
        line_add(papers, &adjustment->lines[i].line, adjustment->lines[i].dates, "; adjusts ",
                 document.adjusts);
    }
    return good &&
           store_issue_add_adjustment_lines(papers->write, adjustment->number, adjustment->lines,
                                            adjustment->line_count, error);
}

/* ---- super -------------------------------------------------------------------------------------- */

/* Of each bill from that one on; and what of the documents of each supplier is not paid with them. */
static void supers_add(struct issue_papers *papers, const struct partner_report *report,
                       guint first_bill)
{
    const guint first = papers->supers->len;
    for (guint i = first_bill; i < papers->bills->len && report->super; i++) {
        const struct bill *bill = &g_array_index(papers->bills, struct bill, i);
        struct super_row row = {.supplier = bill->supplier,
                                .super = report->super,
                                .number = bill->number,
                                .payment_date = bill->due_date};
        for (size_t k = 0; k < bill->line_count; k++) {
            const struct line *line = &bill->lines[k].line;
            row.services =
                money_add(row.services, line->kind == LINE_NO_SUPPLY ? (money){0} : line->amount);
        }
        g_array_append_val(papers->supers, row);
    }
    for (size_t i = 0; i < report->payee_count; i++) {
        const struct report_payee *payee = &report->payees[i];
        for (guint k = first; k < papers->supers->len; k++) {
            struct super_row *row = &g_array_index(papers->supers, struct super_row, k);
            if (strcmp(row->supplier->abn, payee->supplier.abn) == 0) {
                row->netted = money_subtract(money_add(payee->due, payee->counted), payee->payment);
                break;
            }
        }
    }
}

/* ---- payments ----------------------------------------------------------------------------------- */

static money owed_before(const struct issue_papers *papers, const char *partner_id, const char *abn)
{
    money owed = {0};
    for (guint i = 0; i < papers->owed_before->len; i++) {
        const struct store_carried *row =
            &g_array_index(papers->owed_before, struct store_carried, i);
        if (strcmp(row->partner_id, partner_id) == 0 && strcmp(row->abn, abn) == 0) {
            owed = row->carried;
        }
    }
    return owed;
}

/* Without an ABN there is no document, and nothing to pay or owe. */
static void payment_add(struct issue_papers *papers, const struct report_payee *payee)
{
    if (payee->supplier.abn[0] == '\0') {
        CHECK(payee->payment.cents == 0 && payee->carried_in.cents == 0 &&
              payee->carried_out.cents == 0);
        return;
    }
    const struct supplier *supplier = supplier_keep(papers, &payee->supplier);
    const struct payment_row payment = {.supplier = *supplier,
                                        .reference = keep(papers, payee->reference),
                                        .period = papers->setup->run.period,
                                        .amount = payee->payment};
    const struct issued_payment entry = {.partner_id = supplier->partner_id,
                                         .abn = supplier->abn,
                                         .brought = payee->carried_in,
                                         .payment = payee->payment,
                                         .carried = payee->carried_out,
                                         .in_file = payment.amount.cents > 0,
                                         .bsb = supplier->bsb,
                                         .account_number = supplier->account_number,
                                         .account_name = supplier->account_name};
    g_array_append_val(papers->payments, payment);
    g_array_append_val(papers->ledger, entry);
    papers->paid = money_add(papers->paid, payee->payment);
    papers->carried = money_add(papers->carried, payee->carried_out);
    papers->balance =
        money_add(papers->balance, owed_before(papers, supplier->partner_id, supplier->abn));
}

/* Each id whose debt another took over, wholly or in part: what is left of it. */
static void debts_end(struct issue_papers *papers, const struct report_payee *payee)
{
    for (size_t i = 0; i < payee->debt_count; i++) {
        const struct payee_debt *debt = &payee->debts[i];
        struct issued_payment *entry = NULL;
        for (guint k = 0; k < papers->ended->len && !entry; k++) {
            struct issued_payment *other = &g_array_index(papers->ended, struct issued_payment, k);
            bool same = strcmp(other->partner_id, debt->partner_id) == 0 &&
                        strcmp(other->abn, payee->supplier.abn) == 0;
            entry = same ? other : NULL;
        }
        if (!entry) {
            const struct issued_payment first = {
                .partner_id = keep(papers, debt->partner_id),
                .abn = keep(papers, payee->supplier.abn),
                .brought = owed_before(papers, debt->partner_id, payee->supplier.abn),
                .bsb = "",
                .account_number = "",
                .account_name = ""};
            g_array_append_val(papers->ended, first);
            entry = &g_array_index(papers->ended, struct issued_payment, papers->ended->len - 1);
            entry->carried = entry->brought;
            papers->balance = money_add(papers->balance, entry->brought);
            papers->carried = money_add(papers->carried, entry->brought);
        }
        entry->carried = debt->left;
        papers->carried = money_subtract(papers->carried, debt->owed);
    }
}

/* ---- by decisions --------------------------------------------------------------------------------- */

/* D7: rows of their own in the bank's file stand behind all payments. */
static void repayments_add(struct issue_papers *papers, const struct report_payee *payee)
{
    for (size_t i = 0; i < payee->repayment_count; i++) {
        const struct payee_repayment *row = &payee->repayments[i];
        const struct supplier *supplier = supplier_keep(papers, &payee->supplier);
        const struct payment_row payment = {.supplier = *supplier,
                                            .reference = keep(papers, row->number),
                                            .period = row->period,
                                            .amount = row->amount};
        const struct issued_repayment repaid = {
            .paid_seq = row->paid_seq,
            .partner_id = supplier->partner_id,
            .paid_abn = keep(papers, row->paid_abn),
            .abn = supplier->abn,
            .amount = row->amount,
            .apart = row->apart,
            .in_file = row->apart,
            .bsb = row->apart ? supplier->bsb : "",
            .account_number = row->apart ? supplier->account_number : "",
            .account_name = row->apart ? supplier->account_name : ""};
        if (row->apart) {
            g_array_append_val(papers->again, payment);
            g_array_insert_val(papers->repaid, papers->again->len - 1, repaid);
        } else {
            g_array_append_val(papers->repaid, repaid);
        }
    }
    papers->counted = money_add(papers->counted, payee->counted);
    papers->paid_again = money_add(papers->paid_again, payee->paid_again);
}

static void write_off_line(const struct issue_papers *papers, char *description, money amount)
{
    g_autofree char *owned = description;
    GArray *lines = g_ptr_array_index(papers->lines, papers->lines->len - 1);
    struct bill *bill = &g_array_index(papers->bills, struct bill, papers->bills->len - 1);
    const struct bill_line row = {g_string_chunk_insert(papers->strings, owned),
                                  {.amount = amount}};
    if (amount.cents != 0) {
        g_array_append_val(lines, row);
    }
    bill->lines = (const void *)lines->data;
    bill->line_count = lines->len;
}

/* D8: a bill that takes what nobody claims any more out of the accounts, or puts it back: a row for each of
 * what is written off, what a credit paid, and what is owed again. */
static void write_off_bill(struct issue_papers *papers, const struct report_payee *payee,
                           size_t place)
{
    const struct payee_debt_terms *terms = &payee->terms;
    const struct civil first = day_to_civil(papers->setup->run.period.first);
    const bool writes = terms->written_off.cents > terms->restored.cents;
    g_autofree char *number = g_strdup_printf(
        "%s-%04d%02d-%s-%d%s", writes ? "WRITE-OFF" : "RESTORED", first.year, first.month,
        payee->supplier.partner_id, papers->write->issue, place > 0 ? "-OTHER-ABN" : "");
    bill_begin(papers, &payee->supplier, number, "");
    write_off_line(papers, g_strdup_printf("Written off by decision %s", terms->write_off_ticket),
                   terms->written_off);
    write_off_line(papers,
                   g_strdup_printf("Written off by decision %s before, and paid by a credit",
                                   terms->write_off_ticket),
                   money_subtract(terms->undone, terms->restored));
    write_off_line(papers,
                   g_strdup_printf("Written off by decision %s before, and owed again by "
                                   "decision %s",
                                   terms->undone_ticket, terms->ended_ticket),
                   money_subtract((money){0}, terms->undone));
}

/* Of one supplier there is one row. */
static void debt_add(const struct issue_papers *papers, const struct issued_debt *debt)
{
    for (guint i = 0; i < papers->debts->len; i++) {
        struct issued_debt *row = &g_array_index(papers->debts, struct issued_debt, i);
        if (strcmp(row->partner_id, debt->partner_id) == 0 && strcmp(row->abn, debt->abn) == 0) {
            row->written_off = money_add(row->written_off, debt->written_off);
            row->balance = debt->balance;
            return;
        }
    }
    g_array_append_vals(papers->debts, debt, 1);
}

static void debts_add(struct issue_papers *papers, const struct report_payee *payee, size_t place)
{
    const struct payee_debt_terms *terms = &payee->terms;
    const char *abn = keep(papers, payee->supplier.abn);
    const money written_off = money_subtract(terms->written_off, terms->restored);
    struct issued_debt own = {.partner_id = keep(papers, payee->supplier.partner_id),
                              .abn = abn,
                              .came_off = terms->came_off,
                              .written_off = written_off,
                              .balance = terms->written_off_balance};
    for (size_t i = 0; i < payee->debt_count; i++) {
        const struct payee_debt *debt = &payee->debts[i];
        const struct issued_debt other = {.partner_id = keep(papers, debt->partner_id),
                                          .abn = abn,
                                          .written_off = money_subtract((money){0}, debt->restored),
                                          .balance = debt->written_off_balance};
        if (debt->restored.cents != 0) {
            own.written_off = money_add(own.written_off, debt->restored);
            debt_add(papers, &other);
        }
    }
    if (own.came_off.cents != 0 || own.written_off.cents != 0) {
        debt_add(papers, &own);
    }
    if (written_off.cents != 0) {
        write_off_bill(papers, payee, place);
    }
    papers->written_off = money_add(papers->written_off, written_off);
}

static void sums_add(struct issue_papers *papers, const struct partner_report *report)
{
    papers->own_settled = money_add(papers->own_settled, report->replaces_total);
    for (size_t i = 0; i < report->late_count; i++) {
        papers->late_settled =
            money_add(papers->late_settled, report->late[i].report->replaces_total);
    }
    papers->registered = money_add(papers->registered, report->row.totals.total);
    papers->registered = money_add(papers->registered, report->row.adjustments_total);
}

/* Who is held, or whose month of the run is settled without a document. */
static void numberless_add(struct issue_papers *papers, const struct partner_report *report,
                           const GArray *states)
{
    bool nil = false;
    for (guint i = 0; i < states->len && report->document == DOCUMENT_NONE; i++) {
        const struct issued_month *state = &g_array_index(states, struct issued_month, i);
        nil |= day_compare(state->period.first, papers->setup->run.period.first) == 0;
    }
    if (nil || report->row.amounts_blank) {
        const struct registered_numberless row = {
            keep(papers, report->supplier.partner_id), keep(papers, report->supplier.legal_name),
            report->row.amounts_blank, keep(papers, report->row.reasons)};
        g_array_append_val(papers->numberless, row);
    }
}

bool issue_papers_add(struct issue_papers *papers, const struct partner_report *report,
                      const GArray *states, GError **error)
{
    numberless_add(papers, report, states);
    if (report->row.amounts_blank) {
        return true;
    }
    bool good = true;
    const guint first_bill = papers->bills->len;
    for (guint i = 0; good && i < states->len; i++) {
        const struct issued_month *state = &g_array_index(states, struct issued_month, i);
        good = store_issue_add_month(papers->write, state, error) &&
               (!papers->against || against_take(papers->against, state, error));
    }
    papers->state_count += states->len;
    const struct supplier *now = &report->supplier;
    good = good && month_add(papers, now, papers->setup->run.period, report, error);
    for (size_t i = 0; good && i < report->late_count; i++) {
        const struct late_report *late = &report->late[i];
        good = month_add(papers, now, late->run->period, late->report, error);
    }
    for (size_t i = 0; good && i < report->adjustment_count; i++) {
        good = adjustment_add(papers, now, report->adjustments[i], error);
    }
    sums_add(papers, report);
    supers_add(papers, report, first_bill);
    for (size_t i = 0; i < report->payee_count; i++) {
        payment_add(papers, &report->payees[i]);
        debts_end(papers, &report->payees[i]);
        repayments_add(papers, &report->payees[i]);
        debts_add(papers, &report->payees[i], i);
    }
    return good;
}

/* The caller frees. */
static char *supplier_key(const struct supplier *supplier)
{
    return g_strdup_printf("%s %s", supplier->partner_id, supplier->abn);
}

/* Who is paid by hand is paid on a day that nobody knows yet. by_hand: supplier_keys. */
static void supers_undate(const struct issue_papers *papers, GHashTable *by_hand)
{
    for (guint i = 0; i < papers->supers->len; i++) {
        struct super_row *row = &g_array_index(papers->supers, struct super_row, i);
        g_autofree char *key = supplier_key(row->supplier);
        if (g_hash_table_contains(by_hand, key)) {
            row->payment_date = OPEN_NO_DAY;
        }
    }
}

bool issue_papers_write(struct issue_papers *papers, const char *directory,
                        exception_list *exceptions, GError **error)
{
    struct direct_entry payer = papers->setup->company.payer;
    payer.processing_date = papers->setup->run.payment_date;
    g_autofree char *path = g_build_filename(directory, "payments.aba", NULL);
    g_autofree char *bills_path = g_build_filename(directory, "bills-xero.csv", NULL);
    g_autofree char *deliveries_path = g_build_filename(directory, "deliveries.csv", NULL);
    g_autofree char *super_path = g_build_filename(directory, "super.csv", NULL);
    g_autoptr(GHashTable) by_hand = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const guint paid = papers->payments->len;
    g_array_append_vals(papers->payments, papers->again->data, papers->again->len);
    const struct bill *bills = (const void *)papers->bills->data;
    const struct payment_row *payments = (const void *)papers->payments->data;
    if (!bills_csv_write(bills_path, &papers->setup->company.bills, bills, papers->bills->len,
                         error) ||
        !deliveries_csv_write(deliveries_path, bills, papers->bills->len, error) ||
        !direct_entry_write(path, &payer, payments, papers->payments->len, &papers->entry, error)) {
        return false;
    }
    for (guint i = 0; i < papers->entry.left_out->len; i++) {
        /* Paid by hand, then. That there is no account at all, the draft has said. */
        const struct payment_left_out *left_out =
            &g_array_index(papers->entry.left_out, struct payment_left_out, i);
        const ptrdiff_t place = left_out->payment - payments;
        if (place < (ptrdiff_t)paid) {
            g_array_index(papers->ledger, struct issued_payment, place).in_file = false;
            g_hash_table_add(by_hand, supplier_key(&left_out->payment->supplier));
        } else {
            g_array_index(papers->repaid, struct issued_repayment, place - paid).in_file = false;
        }
        if (left_out->refusal != PAYMENT_NO_BANK_DETAILS) {
            exception_list_add(exceptions, EXCEPTION_NO_BANK_DETAILS,
                               left_out->payment->supplier.partner_id,
                               payment_refusals[left_out->refusal].code,
                               payment_refusals[left_out->refusal].text, "");
        }
    }
    supers_undate(papers, by_hand);
    return super_csv_write(super_path, (const void *)papers->supers->data, papers->supers->len,
                           error);
}

char *issue_papers_disagreement(const struct issue_papers *papers, const struct run_totals *totals)
{
    const struct direct_entry_result *entry = &papers->entry;
    money documents = money_subtract(papers->documents, papers->late_settled);
    money owed =
        money_add(money_subtract(papers->registered, papers->own_settled), papers->balance);
    owed = money_add(owed, money_add(papers->counted, papers->written_off));
    const money paid = money_add(papers->paid, papers->paid_again);
    const struct {
        const char *one;
        money amount;
        const char *other;
        money other_amount;
    } pairs[] = {
        {"the documents", documents, "the register's totals and adjustments", papers->registered},
        {"the documents", money_subtract(documents, papers->own_settled), "the bills",
         papers->billed},
        {"the register's totals and adjustments", papers->registered, "the control totals",
         money_add(totals->total, totals->adjustments_total)},
        {"the register's totals, adjustments, what earlier payments left, came back or is written "
         "off",
         owed, "the payments and what they leave", money_add(papers->paid, papers->carried)},
        {"the payments", paid, "the control total of payments", totals->payment},
        {"the payments", paid, "those in the bank's file and those left out of it",
         money_add(entry->total, entry->left_out_total)},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        if (pairs[i].amount.cents != pairs[i].other_amount.cents) {
            return g_strdup_printf("%s come to %s, but %s to %s", pairs[i].one,
                                   text_money(TEXT_ROOM, pairs[i].amount), pairs[i].other,
                                   text_money(TEXT_ROOM, pairs[i].other_amount));
        }
    }
    return NULL;
}
