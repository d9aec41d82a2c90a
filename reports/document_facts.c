#include "reports/document_parts.h"
#include "reports/pdf_text.h"

static const struct pdf_style label = {FONT_REGULAR, 8.0f, {0x59, 0x59, 0x59}};

/* A number is easier to find whole: it is set smaller before it is broken. */
static struct pdf_style value_style(const struct pdf_page *page, const char *value, float width)
{
    struct pdf_style style = {FONT_BOLD, 10.5f, PDF_BLACK};
    const float smallest = 7.5f;
    while (style.size > smallest && pdf_text_width(pdf_page_fonts(page), &style, value) > width) {
        style.size -= 0.5f;
    }
    return style;
}

/* Draws a fact from the cursor's height down; returns how high it is. */
static float fact_draw(struct pdf_page *page, const struct document_fact *fact, float x)
{
    const float inside = fact->width - 16.0f;
    const struct pdf_style value = value_style(page, fact->value, inside);
    const float top = pdf_page_y(page);
    pdf_page_skip(page, 6.0f);
    pdf_text_flow(page, &label, x + 8.0f, inside, fact->label);
    pdf_page_skip(page, 1.0f);
    pdf_text_flow(page, &value, x + 8.0f, inside, fact->value);
    if (fact->note[0] != '\0') {
        pdf_text_flow(page, &label, x + 8.0f, inside, fact->note);
    }
    float height = pdf_page_y(page) + 5.0f - top;
    pdf_page_set_y(page, top);
    return height;
}

void document_facts_draw(struct pdf_page *page, const struct document_fact *facts, size_t count)
{
    const float top = pdf_page_y(page);
    float height = 0.0f;
    float x = PDF_LEFT;
    for (size_t i = 0; i < count; i++) {
        float needed = fact_draw(page, &facts[i], x);
        height = MAX(height, needed);
        x += facts[i].width;
    }
    x = PDF_LEFT;
    for (size_t i = 1; i < count; i++) {
        x += facts[i - 1].width;
        pdf_page_line(page, x, top, x, top + height, 0.5f, PDF_RULE);
    }
    pdf_page_frame(page, PDF_LEFT, top, PDF_WIDTH, height, 0.7f, PDF_ACCENT);
    pdf_page_skip(page, height);
}
