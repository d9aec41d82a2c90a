#include "reports/documents/document.h"

#include "reports/documents/parts.h"
#include "reports/pdf/write.h"

G_DEFINE_QUARK(document_error, document_error)

/* What a draft says that it is not. */
enum draft { DRAFT, DRAFT_TAX_INVOICE, DRAFT_NOTE, DRAFT_COUNT };
static const char *const draft_texts[DRAFT_COUNT] = {
    [DRAFT] = "",
    [DRAFT_TAX_INVOICE] = "not a tax invoice",
    [DRAFT_NOTE] = "not an adjustment note",
};

struct document_stock {
    const struct fonts *fonts;
    struct pdf_stock *fonts_embedded;
    struct pdf_picture *drafts[DRAFT_COUNT];
    struct pdf_picture *logo; /* NULL where there is none */
};

size_t document_logo_size(const char *logo_png)
{
    struct pdf_picture *logo = logo_png[0] != '\0' ? pdf_picture_new(logo_png) : NULL;
    const size_t size = logo ? g_bytes_get_size(logo->data) : 0;
    pdf_picture_free(logo);
    return size;
}

document_stock *document_stock_new(const struct report_company *company, const struct fonts *fonts,
                                   GError **error)
{
    g_autoptr(document_stock) stock = g_new0(document_stock, 1);
    stock->fonts = fonts;
    stock->fonts_embedded = pdf_stock_new(fonts, error);
    if (!stock->fonts_embedded) {
        return NULL;
    }
    for (int i = 0; i < DRAFT_COUNT; i++) {
        stock->drafts[i] = pdf_watermark_new(fonts, "DRAFT", draft_texts[i]);
    }
    if (company->logo_png && company->logo_png[0] != '\0') {
        stock->logo = pdf_picture_new(company->logo_png);
        if (!stock->logo) {
            g_set_error_literal(error, DOCUMENT_ERROR, DOCUMENT_ERROR_INCOMPLETE,
                                "company.ini: the logo is no PNG picture");
            return NULL;
        }
    }
    return g_steal_pointer(&stock);
}

void document_stock_free(document_stock *stock)
{
    if (!stock) {
        return;
    }
    pdf_stock_free(stock->fonts_embedded);
    for (int i = 0; i < DRAFT_COUNT; i++) {
        pdf_picture_free(stock->drafts[i]);
    }
    pdf_picture_free(stock->logo);
    g_free(stock);
}

/* ---- one document ---- */

GBytes *document_write(const struct document *document, const document_stock *stock,
                       const char *path, GError **error)
{
    const struct document_content content = document_content_of(document);
    if (!document_check(&content, stock->fonts, error)) {
        return NULL;
    }
    const struct report_run *run = content.run;
    const char *name = content.supplier->legal_name;
    const struct adjustment_report *adjustment = content.adjustment;
    const enum draft draft = adjustment && adjustment->kind == DOCUMENT_RCAN ? DRAFT_NOTE
                             : !adjustment && content.with_gst               ? DRAFT_TAX_INVOICE
                                                                             : DRAFT;
    char month[TEXT_SIZE];
    text_month_words(month, content.period);
    g_autofree char *number =
        run->draft ? g_strjoin(draft == DRAFT ? "" : ", ", "DRAFT", draft_texts[draft], NULL)
                   : g_strdup(content.number);
    g_autofree char *title = g_strdup_printf("%s: %s", content.title, number);
    g_autofree char *subject = g_strdup_printf("%s, %s", name, month);
    g_autofree char *head = g_strdup_printf("%s · %s · %s", content.title, name, month);
    g_autofree char *result = g_strdup_printf("Result %.16s", content.result_hash);
    const struct pdf_info info = {
        .title = title,
        .author = run->company.legal_name,
        .subject = subject,
        .date = run->issue_date,
        .running_head = head,
        .footer_left = number,
        .footer_right = result,
        .watermark = run->draft ? stock->drafts[draft] : NULL,
        .logo = stock->logo,
    };
    g_autoptr(pdf_page) page = pdf_page_new(stock->fonts, &info);
    (adjustment ? adjustment_draw : rcti_draw)(page, &content);
    return pdf_document_write(page, stock->fonts_embedded, path, error);
}

/* ---- a partner's year ---- */

GBytes *statement_write(const struct year_statement *statement, const document_stock *stock,
                        const char *path, GError **error)
{
    const struct statement_account *account = g_ptr_array_index(statement->accounts, 0);
    const char *name = account->supplier.legal_name;
    if (!statement_check(statement, stock->fonts, error)) {
        return NULL;
    }
    g_autofree char *title = g_strdup_printf("Statement for %s", statement->year);
    g_autofree char *subject = g_strdup_printf("%s, %s", name, statement->year);
    g_autofree char *head = g_strdup_printf("%s · %s", title, name);
    g_autofree char *left = g_strdup_printf("%s, %s", title, statement->partner_id);
    g_autofree char *right = g_strdup_printf("With all that was issued up to %s",
                                             text_date_words(TEXT_ROOM, statement->issued_until));
    const struct pdf_info info = {.title = title,
                                  .author = statement->company->legal_name,
                                  .subject = subject,
                                  .date = statement->issued_until,
                                  .running_head = head,
                                  .footer_left = left,
                                  .footer_right = right,
                                  .logo = stock->logo};
    g_autoptr(pdf_page) page = pdf_page_new(stock->fonts, &info);
    statement_draw(page, statement);
    return pdf_document_write(page, stock->fonts_embedded, path, error);
}
