#include "reports/documents/rcti_pdf.h"

#include "reports/documents/rcti_parts.h"

bool rcti_is_tax_invoice(const struct rcti_content *content)
{
    return content->report->document == DOCUMENT_RCTI;
}

const char *rcti_title(const struct rcti_content *content)
{
    return rcti_is_tax_invoice(content) ? "Recipient Created Tax Invoice"
                                        : "Recipient Created Invoice";
}

/* The document of a month is made in the month after it. */
bool rcti_is_late(const struct rcti_content *content)
{
    const struct period usual = period_add_months(content->run->period, 1);
    return content->report != content->paying_report ||
           day_compare(content->run->issue_date, period_last(usual)) > 0;
}

/* ---- the document ---- */

static void document_draw(struct pdf_page *page, const void *data)
{
    const struct rcti_content *content = data;
    const struct document_payment payment = {content->paying_run, content->paying_report, "Payment",
                                             content->report->row.number};
    rcti_head_draw(page, content);
    document_parties_draw(page, &content->report->supplier, &content->run->company);
    rcti_supplies_draw(page, content);
    document_payment_draw(page, &payment);
    rcti_agreement_draw(page, content);
    rcti_counts_draw(page, content);
    rcti_calendar_draw(page, content);
    rcti_adhoc_draw(page, content);
    rcti_not_paid_draw(page, content);
    rcti_pending_draw(page, content);
    document_questions_draw(page, &content->run->company);
}

static bool outline_write(const struct rcti_content *content, const struct rcti_stock *stock,
                          const char *path, GError **error)
{
    char month[TEXT_SIZE];
    const bool tax_invoice = rcti_is_tax_invoice(content);
    const struct document_outline outline = {
        .run = content->run,
        .title = rcti_title(content),
        .number = content->report->row.number,
        .number_draft = tax_invoice ? "DRAFT, not a tax invoice" : "DRAFT",
        .legal_name = content->report->supplier.legal_name,
        .subject = text_month_words(month, content->run->period),
        .result_hash = content->report->result_hash,
        .draft = tax_invoice ? stock->draft_tax_invoice : stock->draft,
    };
    return document_write(&outline, stock, document_draw, content, path, error);
}

static bool checked_write(const struct rcti_content *content, const struct rcti_stock *stock,
                          const char *path, GError **error)
{
    const struct supplier *supplier = &content->report->supplier;
    if (!rcti_pdf_check(content->run, content->report, error)) {
        return false;
    }
    const char *found = document_payment_find(content->paying_report);
    if (found != NULL) {
        return document_refuse(supplier, found, error);
    }
    return document_glyphs_check(stock->fonts, supplier, &content->run->company, error) &&
           outline_write(content, stock, path, error);
}

bool rcti_pdf_write(const struct report_run *run, const struct partner_report *report,
                    const struct rcti_stock *stock, const char *path, GError **error)
{
    const struct rcti_content content = {run, report, run, report};
    return checked_write(&content, stock, path, error);
}

bool rcti_pdf_late_write(const struct report_run *run, const struct partner_report *report,
                         const struct late_report *late, const struct rcti_stock *stock,
                         const char *path, GError **error)
{
    const struct rcti_content content = {late->run, late->report, run, report};
    return checked_write(&content, stock, path, error);
}
