#include "reports/documents/document_parts.h"

size_t rcti_pdf_logo_size(const char *logo_png)
{
    struct pdf_picture *logo = logo_png[0] != '\0' ? pdf_picture_new(logo_png) : NULL;
    const size_t size = logo != NULL ? pdf_picture_size(logo) : 0;
    pdf_picture_free(logo);
    return size;
}

struct rcti_stock *rcti_stock_new(const struct report_company *company, const struct fonts *fonts,
                                  GError **error)
{
    g_autoptr(rcti_stock) stock = g_new0(struct rcti_stock, 1);
    stock->fonts = fonts;
    stock->fonts_embedded = pdf_stock_new(fonts, error);
    if (stock->fonts_embedded == NULL) {
        return NULL;
    }
    stock->draft = pdf_watermark_new(fonts, "DRAFT", "");
    stock->draft_tax_invoice = pdf_watermark_new(fonts, "DRAFT", "not a tax invoice");
    stock->draft_adjustment_note = pdf_watermark_new(fonts, "DRAFT", "not an adjustment note");
    if (company->logo_png != NULL && company->logo_png[0] != '\0') {
        stock->logo = pdf_picture_new(company->logo_png);
        if (stock->logo == NULL) {
            g_set_error_literal(error, RCTI_PDF_ERROR, RCTI_PDF_ERROR_INCOMPLETE,
                                "company.ini: the logo is no PNG picture");
            return NULL;
        }
    }
    return g_steal_pointer(&stock);
}

void rcti_stock_free(struct rcti_stock *stock)
{
    if (stock == NULL) {
        return;
    }
    pdf_stock_free(stock->fonts_embedded);
    pdf_picture_free(stock->draft);
    pdf_picture_free(stock->draft_tax_invoice);
    pdf_picture_free(stock->draft_adjustment_note);
    pdf_picture_free(stock->logo);
    g_free(stock);
}

bool document_write(const struct document_outline *outline, const struct rcti_stock *stock,
                    pdf_draw_function draw, const void *content, const char *path, GError **error)
{
    const struct report_run *run = outline->run;
    const char *number = run->draft ? outline->number_draft : outline->number;
    const char *name = outline->legal_name;
    g_autofree char *title = g_strdup_printf("%s: %s", outline->title, number);
    g_autofree char *subject = g_strdup_printf("%s, %s", name, outline->subject);
    g_autofree char *head = g_strdup_printf("%s · %s · %s", outline->title, name, outline->subject);
    g_autofree char *result = g_strdup_printf("Result %.16s", outline->result_hash);
    const struct pdf_info info = {
        .title = title,
        .author = run->company.legal_name,
        .subject = subject,
        .date = run->issue_date,
        .running_head = head,
        .footer_left = number,
        .footer_right = result,
        .watermark = run->draft ? outline->draft : NULL,
        .logo = stock->logo,
    };
    return pdf_document_write(stock->fonts_embedded, &info, draw, content, path, error);
}
