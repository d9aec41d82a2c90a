#include <stdio.h>
#include <string.h>

#include "reports/documents/document_parts.h"
#include "reports/pdf/text.h"

/* R5 on paper: one payment a partner and run, whatever the number of documents that it settles. */

static const struct pdf_style sentence = {FONT_BOLD, 9.5f, PDF_BLACK};
static const struct pdf_style remark = {FONT_REGULAR, 8.5f, PDF_BLACK};

/* ---- what the payment is made of ---- */

static void part_draw(const struct pdf_table *table, const char *what, const char *month,
                      money amount)
{
    char text[TEXT_SIZE];
    const char *const cells[] = {what, month, document_amount(text, amount)};
    pdf_table_row(table, PDF_ROW_PLAIN, cells);
}

/* A document's row: its number, on a draft what it will be. */
static void document_draw(const struct pdf_table *table, const struct document_payment *payment,
                          const char *number, const char *kind, struct period period, money amount)
{
    char month[TEXT_SIZE];
    const bool this_one = strcmp(number, payment->number) == 0;
    g_autofree char *what =
        payment->run->draft ? g_strdup_printf("%s (draft)", kind)
                            : g_strdup_printf("%s%s", number, this_one ? " (this document)" : "");
    part_draw(table, what, text_month_words(month, period), amount);
}

static void month_draw(const struct pdf_table *table, const struct document_payment *payment,
                       const struct report_run *run, const struct partner_report *report)
{
    if (report->document != DOCUMENT_NONE) {
        document_draw(table, payment, report->row.number, report->row.document, run->period,
                      report->row.totals.total);
    }
    if (report->replaces[0] != '\0') {
        char month[TEXT_SIZE];
        g_autofree char *what =
            g_strdup_printf("less %s, which is void: settled before", report->replaces);
        part_draw(table, what, text_month_words(month, run->period),
                  money_subtract((money){0}, report->replaces_total));
    }
}

static void parts_draw(struct pdf_page *page, const struct document_payment *payment)
{
    static const struct pdf_column columns[] = {
        {"What the payment is made of", PDF_WIDTH - 220.0f, PDF_ALIGN_LEFT},
        {"Month", 120.0f, PDF_ALIGN_LEFT},
        {"Amount", 100.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), 9.0f};
    const struct partner_report *report = payment->report;
    const bool carried = report->carried_out.cents < 0;
    char amount[TEXT_SIZE];
    const char *const sum[] = {carried ? "Carried to the next payment" : "Payment", "", amount};
    document_amount(amount, carried ? report->carried_out : report->row.payment);
    pdf_table_begin(&table);
    month_draw(&table, payment, payment->run, report);
    for (size_t i = 0; i < report->late_count; i++) {
        month_draw(&table, payment, report->late[i].run, report->late[i].report);
    }
    for (size_t i = 0; i < report->adjustment_count; i++) {
        const struct adjustment_report *adjustment = report->adjustments[i];
        document_draw(&table, payment, adjustment->number,
                      adjustment->kind == ADJUSTMENT_RCAN ? "RCAN" : "Adjustment",
                      adjustment->period, adjustment->difference.total);
    }
    if (report->carried_in.cents != 0) {
        part_draw(&table, "Brought forward from earlier payments", "", report->carried_in);
    }
    pdf_table_row(&table, PDF_ROW_TOTAL, sum);
}

/* ---- when and where to ---- */

/* Whether the payment is other than one document's total. */
static bool has_parts(const struct partner_report *report)
{
    return report->adjustment_count > 0 || report->late_count > 0 || report->replaces[0] != '\0' ||
           report->carried_in.cents != 0 || report->carried_out.cents != 0;
}

/* The number by which the payment goes: the month's document's or, where there is none, the first of
 * those that it settles. */
static const char *reference_of(const struct document_payment *payment)
{
    const struct partner_report *report = payment->report;
    if (payment->run->draft) {
        return "DRAFT";
    }
    if (report->document != DOCUMENT_NONE) {
        return report->row.number;
    }
    return report->late_count > 0         ? report->late[0].report->row.number
           : report->adjustment_count > 0 ? report->adjustments[0]->number
                                          : payment->number;
}

/* The heading, and the box below it. */
static void begin_draw(struct pdf_page *page, const struct document_payment *payment)
{
    const struct report_run *run = payment->run;
    const struct supplier *supplier = &payment->report->supplier;
    const bool paid = payment->report->row.payment.cents > 0;
    const bool known = supplier->account_number[0] != '\0';
    char due[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char account[TEXT_SIZE];
    text_date_words(due, day_add(run->issue_date, run->company.payment_terms_days));
    const struct document_fact facts[] = {
        {PDF_WIDTH - 385.0f, "Due date", paid ? due : "nothing is due", ""},
        {95.0f, "Amount to be paid", text_dollars(amount, payment->report->row.payment), ""},
        {150.0f, "Reference", reference_of(payment), ""},
        {140.0f, "To account",
         known ? text_masked(account, supplier->account_number) : "no account on file",
         known ? supplier->account_name : ""},
    };
    pdf_text_heading(page, payment->heading,
                     document_facts_height(page, facts, G_N_ELEMENTS(facts)));
    document_facts_draw(page, facts, G_N_ELEMENTS(facts));
}

static void nothing_paid_draw(struct pdf_page *page, const struct partner_report *report)
{
    char amount[TEXT_SIZE];
    text_dollars(amount, (money){-report->carried_out.cents});
    g_autofree char *text =
        report->carried_out.cents < 0
            ? g_strdup_printf("Nothing is paid now; %s is carried to your next payment.", amount)
            : g_strdup("Nothing is paid now: what is owed for these documents is settled.");
    pdf_text_flow(page, &sentence, PDF_LEFT, PDF_WIDTH, text);
}

void document_payment_draw(struct pdf_page *page, const struct document_payment *payment)
{
    const struct partner_report *report = payment->report;
    begin_draw(page, payment);
    if (!has_parts(report)) {
        return;
    }
    pdf_page_skip(page, 8.0f);
    if (report->row.payment.cents > 0) {
        pdf_text_flow(page, &remark, PDF_LEFT, PDF_WIDTH, "One payment settles all of these:");
    } else {
        nothing_paid_draw(page, report);
    }
    pdf_page_skip(page, 5.0f);
    parts_draw(page, payment);
}
