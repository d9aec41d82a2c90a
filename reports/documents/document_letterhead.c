#include "reports/documents/document_parts.h"
#include "reports/pdf/text.h"

static const struct pdf_style name_style = {FONT_BOLD, 11.0f, PDF_ACCENT};
static const struct pdf_style contact_style = {FONT_REGULAR, 8.0f, PDF_GREY};

/* The company's name on the left; on the right its logo or, where it has none, how to reach it. */
static void plain_draw(struct pdf_page *page, const char *legal_name, const char *contact)
{
    const float top = pdf_page_y(page);
    pdf_page_text(page, &contact_style, PDF_ALIGN_RIGHT, PDF_LEFT + PDF_WIDTH,
                  top + name_style.size, contact);
    float contact_width = pdf_text_width(pdf_page_fonts(page), &contact_style, contact);
    float name_width = MAX(PDF_WIDTH - contact_width - 20.0f, PDF_WIDTH / 3.0f);
    pdf_text_flow(page, &name_style, PDF_LEFT, name_width, legal_name);
}

static void logo_draw(struct pdf_page *page, const char *legal_name, const char *contact)
{
    const float width_max = 144.0f;
    const float height_max = 40.0f;
    const float proportion = pdf_picture_proportion(pdf_page_info(page)->logo);
    const float height = MIN(height_max, width_max / proportion);
    const float width = height * proportion;
    const float top = pdf_page_y(page);
    const float room = PDF_WIDTH - width_max - 20.0f;
    pdf_page_logo(page, PDF_LEFT + PDF_WIDTH - width, top, width, height);
    pdf_text_flow(page, &name_style, PDF_LEFT, room, legal_name);
    pdf_text_flow(page, &contact_style, PDF_LEFT, room, contact);
    pdf_page_set_y(page, MAX(pdf_page_y(page), top + height + 2.0f));
}

void document_letterhead_draw(struct pdf_page *page, const struct report_company *company)
{
    const float right = PDF_LEFT + PDF_WIDTH;
    g_autofree char *contact =
        g_strjoin(company->phone[0] != '\0' && company->email[0] != '\0' ? " · " : "",
                  company->email, company->phone, NULL);
    if (pdf_page_info(page)->logo == NULL) {
        plain_draw(page, company->legal_name, contact);
    } else {
        logo_draw(page, company->legal_name, contact);
    }
    pdf_page_skip(page, 4.0f);
    pdf_page_line(page, PDF_LEFT, pdf_page_y(page), right, pdf_page_y(page), 2.0f, PDF_ACCENT);
    pdf_page_skip(page, 14.0f);
}
