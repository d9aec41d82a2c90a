#include <stdio.h>

#include "reports/document_parts.h"
#include "reports/pdf_text.h"

static const struct pdf_style body = {FONT_REGULAR, 9.5f, {0x1A, 0x1A, 0x1A}};

struct party {
    const char *role;
    const char *legal_name;
    const char *trading_name;
    const char *abn;
    const char *address_line_1;
    const char *address_line_2;
    const char *suburb;
    const char *state;
    const char *postcode;
};

static void address_draw(struct pdf_page *page, const struct party *party, float x, float width)
{
    g_autofree char *town = g_strjoin(" ", party->suburb, party->state, party->postcode, NULL);
    g_strstrip(town);
    const char *comma =
        party->address_line_1[0] != '\0' && party->address_line_2[0] != '\0' ? ", " : "";
    g_autofree char *street =
        g_strconcat(party->address_line_1, comma, party->address_line_2, NULL);
    const char *const lines[] = {street, town};
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (lines[i][0] != '\0') {
            any = true;
            pdf_text_flow(page, &body, x, width, lines[i]);
        }
    }
    if (!any) {
        pdf_text_flow(page, &body, x, width, "no address on file");
    }
}

static float party_draw(struct pdf_page *page, const struct party *party, float x, float width)
{
    const struct pdf_style role = {FONT_BOLD, 9.0f, PDF_ACCENT};
    const struct pdf_style name = {FONT_BOLD, 11.0f, PDF_BLACK};
    const float top = pdf_page_y(page);
    char abn[TEXT_SIZE];
    char abn_line[TEXT_SIZE + 8];
    snprintf(abn_line, sizeof abn_line, "ABN %s", text_abn(abn, party->abn));
    pdf_text_flow(page, &role, x, width, party->role);
    pdf_page_line(page, x, pdf_page_y(page) + 1.0f, x + width, pdf_page_y(page) + 1.0f, 0.5f,
                  PDF_RULE);
    pdf_page_skip(page, 4.0f);
    pdf_text_flow(page, &name, x, width, party->legal_name);
    if (party->trading_name[0] != '\0') {
        g_autofree char *trading = g_strdup_printf("trading as %s", party->trading_name);
        pdf_text_flow(page, &body, x, width, trading);
    }
    pdf_text_flow(page, &body, x, width, abn_line);
    address_draw(page, party, x, width);
    float bottom = pdf_page_y(page);
    pdf_page_set_y(page, top);
    return bottom;
}

void document_parties_draw(struct pdf_page *page, const struct report_supplier *s,
                           const struct report_company *c)
{
    const struct party supplier = {"Supplier", s->legal_name,     s->trading_name,
                                   s->abn,     s->address_line_1, s->address_line_2,
                                   s->suburb,  s->state,          s->postcode};
    const struct party recipient = {"Recipient", c->legal_name,     "",
                                    c->abn,      c->address_line_1, c->address_line_2,
                                    c->suburb,   c->state,          c->postcode};
    const float space = 24.0f;
    const float width = (PDF_WIDTH - space) / 2.0f;
    float left = party_draw(page, &supplier, PDF_LEFT, width);
    float right = party_draw(page, &recipient, PDF_LEFT + width + space, width);
    pdf_page_set_y(page, MAX(left, right) + 12.0f);
}
