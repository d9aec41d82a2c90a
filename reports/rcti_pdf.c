#include "reports/rcti_pdf.h"

#include <stdio.h>
#include <string.h>

#include "reports/pdf_page.h"
#include "reports/rcti_parts.h"

bool rcti_is_tax_invoice(const struct rcti_content *content)
{
    return content->report->document == DOCUMENT_RCTI;
}

const char *rcti_title(const struct rcti_content *content)
{
    return rcti_is_tax_invoice(content) ? "Recipient Created Tax Invoice"
                                        : "Recipient Created Invoice";
}

char *rcti_amount(char buffer[TEXT_SIZE], money amount)
{
    text_dollars(buffer, amount);
    char *sign = strchr(buffer, '$');
    if (sign != NULL) {
        memmove(sign, sign + 1, strlen(sign));
    }
    return buffer;
}

/* ---- what the font can show ---- */

static uint32_t first_missing(const struct fonts *fonts, const char *const *texts, size_t count)
{
    uint32_t missing = 0;
    for (size_t i = 0; i < count && missing == 0; i++) {
        missing = fonts_missing_character(fonts, texts[i]);
    }
    return missing;
}

/* What the document shows of the supplier that is not digits or an id. */
struct supplier_text {
    const char *column; /* of partners.csv */
    const char *text;
};

/* {NULL, NULL}: all can be shown. */
static struct supplier_text supplier_text_missing(const struct fonts *fonts,
                                                  const struct report_supplier *supplier)
{
    const struct supplier_text texts[] = {
        {"legal_name", supplier->legal_name},
        {"trading_name", supplier->trading_name},
        {"address_line_1", supplier->address_line_1},
        {"address_line_2", supplier->address_line_2},
        {"suburb", supplier->suburb},
        {"state", supplier->state},
        {"postcode", supplier->postcode},
        {"account_name", supplier->account_name},
        {"agreement_ref", supplier->agreement_ref},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (fonts_missing_character(fonts, texts[i].text) != 0) {
            return texts[i];
        }
    }
    return (struct supplier_text){NULL, NULL};
}

uint32_t rcti_pdf_missing_character(const struct fonts *fonts,
                                    const struct report_supplier *supplier)
{
    const struct supplier_text found = supplier_text_missing(fonts, supplier);
    return found.text == NULL ? 0 : fonts_missing_character(fonts, found.text);
}

const char *rcti_pdf_missing_column(const struct fonts *fonts,
                                    const struct report_supplier *supplier)
{
    return supplier_text_missing(fonts, supplier).column;
}

static uint32_t company_missing_character(const struct fonts *fonts,
                                          const struct report_company *company)
{
    const char *const texts[] = {
        company->legal_name, company->address_line_1, company->address_line_2, company->suburb,
        company->state,      company->postcode,       company->agreement_text,
    };
    return first_missing(fonts, texts, G_N_ELEMENTS(texts));
}

static bool glyphs_check(const struct rcti_content *content, const struct fonts *fonts,
                         GError **error)
{
    const char *whose = content->report->supplier.partner_id;
    uint32_t missing = rcti_pdf_missing_character(fonts, &content->report->supplier);
    if (missing == 0) {
        whose = "company.ini";
        missing = company_missing_character(fonts, &content->run->company);
    }
    if (missing != 0) {
        g_set_error(error, RCTI_PDF_ERROR, RCTI_PDF_ERROR_GLYPH,
                    "%s: the documents' font cannot show U+%04X", whose, missing);
    }
    return missing == 0;
}

/* ---- what all documents share ---- */

size_t rcti_pdf_logo_size(const char *logo_png)
{
    struct pdf_picture *logo = logo_png[0] != '\0' ? pdf_picture_new(logo_png) : NULL;
    const size_t size = logo != NULL ? pdf_picture_size(logo) : 0;
    pdf_picture_free(logo);
    return size;
}

struct rcti_stock {
    const struct fonts *fonts;
    struct pdf_stock *fonts_embedded;
    struct pdf_watermark *draft;
    struct pdf_watermark *draft_tax_invoice;
    struct pdf_picture *logo; /* NULL where there is none */
};

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
    pdf_watermark_free(stock->draft);
    pdf_watermark_free(stock->draft_tax_invoice);
    pdf_picture_free(stock->logo);
    g_free(stock);
}

/* ---- the document ---- */

static void document_draw(struct pdf_page *page, const void *data)
{
    const struct rcti_content *content = data;
    rcti_head_draw(page, content);
    rcti_parties_draw(page, content);
    rcti_supplies_draw(page, content);
    rcti_payment_draw(page, content);
    rcti_agreement_draw(page, content);
    rcti_counts_draw(page, content);
    rcti_calendar_draw(page, content);
    rcti_adhoc_draw(page, content);
    rcti_not_paid_draw(page, content);
    rcti_pending_draw(page, content);
    rcti_questions_draw(page, content);
}

bool rcti_pdf_write(const struct report_run *run, const struct partner_report *report,
                    const struct rcti_stock *stock, const char *path, GError **error)
{
    const struct rcti_content content = {run, report};
    if (!rcti_pdf_check(run, report, error) || !glyphs_check(&content, stock->fonts, error)) {
        return false;
    }
    char month[TEXT_SIZE];
    text_month_words(month, run->period);
    const bool tax_invoice = rcti_is_tax_invoice(&content);
    const char *draft = tax_invoice ? "DRAFT, not a tax invoice" : "DRAFT";
    const char *number = run->draft ? draft : report->row.number;
    const char *name = report->supplier.legal_name;
    g_autofree char *title = g_strdup_printf("%s: %s", rcti_title(&content), number);
    g_autofree char *subject = g_strdup_printf("%s, %s", name, month);
    g_autofree char *head = g_strdup_printf("%s · %s · %s", rcti_title(&content), name, month);
    g_autofree char *result = g_strdup_printf("Result %.16s", report->result_hash);
    const struct pdf_info info = {
        .title = title,
        .author = run->company.legal_name,
        .subject = subject,
        .date = run->issue_date,
        .running_head = head,
        .footer_left = number,
        .footer_right = result,
        .watermark = !run->draft   ? NULL
                     : tax_invoice ? stock->draft_tax_invoice
                                   : stock->draft,
        .logo = stock->logo,
    };
    return pdf_document_write(stock->fonts_embedded, &info, document_draw, &content, path, error);
}
