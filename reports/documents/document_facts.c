#include "reports/documents/document_parts.h"
#include "reports/pdf/text.h"

static const struct pdf_style label = {FONT_REGULAR, 8.0f, PDF_GREY};

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

static const float fact_margin = 8.0f;
static const float above_label = 6.0f;
static const float above_value = 1.0f;
static const float below_fact = 5.0f;

static float fact_height(const struct pdf_page *page, const struct document_fact *fact)
{
    const struct fonts *fonts = pdf_page_fonts(page);
    const float inside = fact->width - 2 * fact_margin;
    const struct pdf_style value = value_style(page, fact->value, inside);
    return above_label + pdf_text_height(fonts, &label, inside, fact->label) + above_value +
           pdf_text_height(fonts, &value, inside, fact->value) +
           (fact->note[0] != '\0' ? pdf_text_height(fonts, &label, inside, fact->note) : 0.0f) +
           below_fact;
}

float document_facts_height(const struct pdf_page *page, const struct document_fact *facts,
                            size_t count)
{
    float height = 0.0f;
    for (size_t i = 0; i < count; i++) {
        const float needed = fact_height(page, &facts[i]);
        height = MAX(height, needed);
    }
    return height;
}

/* Draws a fact from the cursor's height down; the cursor stays. */
static void fact_draw(struct pdf_page *page, const struct document_fact *fact, float x)
{
    const float inside = fact->width - 2 * fact_margin;
    const struct pdf_style value = value_style(page, fact->value, inside);
    const float top = pdf_page_y(page);
    pdf_page_skip(page, above_label);
    pdf_text_flow(page, &label, x + fact_margin, inside, fact->label);
    pdf_page_skip(page, above_value);
    pdf_text_flow(page, &value, x + fact_margin, inside, fact->value);
    if (fact->note[0] != '\0') {
        pdf_text_flow(page, &label, x + fact_margin, inside, fact->note);
    }
    pdf_page_set_y(page, top);
}

void document_facts_draw(struct pdf_page *page, const struct document_fact *facts, size_t count)
{
    const float height = document_facts_height(page, facts, count);
    pdf_page_require(page, height);
    const float top = pdf_page_y(page);
    float x = PDF_LEFT;
    for (size_t i = 0; i < count; i++) {
        fact_draw(page, &facts[i], x);
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
