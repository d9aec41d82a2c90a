#include "reports/documents/adjustment_pdf.h"

#include "reports/documents/adjustment_parts.h"

bool adjustment_is_note(const struct adjustment_content *content)
{
    return content->adjustment->kind == ADJUSTMENT_RCAN;
}

const char *adjustment_title(const struct adjustment_content *content)
{
    return adjustment_is_note(content) ? "Recipient Created Adjustment Note" : "Adjustment";
}

static void document_draw(struct pdf_page *page, const void *data)
{
    const struct adjustment_content *content = data;
    const struct report_company *company = &content->run->company;
    const struct document_payment payment = {content->run, content->report, "How this is settled",
                                             content->adjustment->number};
    adjustment_head_draw(page, content);
    document_parties_draw(page, &content->report->supplier, company);
    adjustment_effect_draw(page, content);
    adjustment_lines_draw(page, content);
    adjustment_amounts_draw(page, content);
    document_payment_draw(page, &payment);
    adjustment_moves_draw(page, content);
    document_questions_draw(page, company);
}

static bool outline_write(const struct adjustment_content *content, const struct rcti_stock *stock,
                          const char *path, GError **error)
{
    char month[TEXT_SIZE];
    const bool is_note = adjustment_is_note(content);
    const struct document_outline outline = {
        .run = content->run,
        .title = adjustment_title(content),
        .number = content->adjustment->number,
        .number_draft = is_note ? "DRAFT, not an adjustment note" : "DRAFT",
        .legal_name = content->report->supplier.legal_name,
        .subject = text_month_words(month, content->adjustment->period),
        .result_hash = content->adjustment->result_hash,
        .draft = is_note ? stock->draft_adjustment_note : stock->draft,
    };
    return document_write(&outline, stock, document_draw, content, path, error);
}

bool adjustment_pdf_write(const struct report_run *run, const struct partner_report *report,
                          const struct adjustment_report *adjustment,
                          const struct rcti_stock *stock, const char *path, GError **error)
{
    const struct adjustment_content content = {run, report, adjustment};
    return adjustment_pdf_check(run, report, adjustment, error) &&
           document_glyphs_check(stock->fonts, &report->supplier, &run->company, error) &&
           outline_write(&content, stock, path, error);
}
