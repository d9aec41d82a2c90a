#include "reports/documents/document_parts.h"
#include "reports/pdf/text.h"

/* "Questions": the document's last words. */

static const struct pdf_style body = {FONT_REGULAR, 9.0f, PDF_BLACK};
static const struct pdf_style link_style = {FONT_BOLD, 9.0f, PDF_ACCENT};
static const char dispute[] =
    "If an hour is missing or wrong, dispute it here, and name this document and the appointment's "
    "id or the hour:";

/* The caller frees. */
static char *contact_text(const struct report_company *company)
{
    return g_strjoin(company->email[0] != '\0' && company->phone[0] != '\0' ? ", " : "",
                     company->email, company->phone, NULL);
}

static float text_height(const struct pdf_page *page, const struct report_company *company)
{
    const struct fonts *fonts = pdf_page_fonts(page);
    g_autofree char *contact = contact_text(company);
    float height = pdf_text_height(fonts, &body, PDF_WIDTH, dispute) +
                   pdf_text_height(fonts, &body, PDF_WIDTH, contact);
    if (company->dispute_url[0] != '\0') {
        height += pdf_text_height(fonts, &link_style, PDF_WIDTH, company->dispute_url);
    }
    return height;
}

static float whole_height(const struct pdf_page *page, const struct report_company *company)
{
    return pdf_text_heading_height() + text_height(page, company);
}

float document_tail_height(const struct pdf_page *page, const struct report_company *company)
{
    const float height = whole_height(page, company);
    return pdf_page_has_foot(page, height) ? 0.0f : height;
}

static void link_draw(struct pdf_page *page, const char *address)
{
    const struct fonts *fonts = pdf_page_fonts(page);
    const float leading = pdf_text_leading(&link_style);
    for (const char *rest = address; rest;) {
        const struct pdf_words line = pdf_text_take(fonts, &link_style, PDF_WIDTH, &rest);
        const int64_t width = fonts_text_width(fonts, link_style.face, line.utf8, line.length);
        pdf_page_require(page, leading);
        pdf_page_link(page, PDF_LEFT, pdf_page_y(page), (float)width * link_style.size / 1000.0f,
                      leading, address);
        pdf_page_text_part(page, &link_style, PDF_ALIGN_LEFT, PDF_LEFT,
                           pdf_page_y(page) + link_style.size, line.utf8, line.length);
        pdf_page_skip(page, leading);
    }
}

void document_questions_draw(struct pdf_page *page, const struct report_company *company)
{
    const float height = whole_height(page, company);
    /* Better at the foot of a page before than alone on one more. */
    const bool back = pdf_page_y(page) + height > PDF_BOTTOM && pdf_page_go_back(page, height);
    g_autofree char *contact = contact_text(company);
    pdf_text_heading(page, "Questions", text_height(page, company));
    pdf_text_flow(page, &body, PDF_LEFT, PDF_WIDTH, dispute);
    if (company->dispute_url[0] != '\0') {
        link_draw(page, company->dispute_url);
    }
    pdf_text_flow(page, &body, PDF_LEFT, PDF_WIDTH, contact);
    if (back) {
        pdf_page_return(page);
    }
}
