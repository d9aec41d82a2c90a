#include "reports/pdf/text.h"

#include <string.h>

float pdf_text_leading(const struct pdf_style *style)
{
    return style->size * 1.3f;
}

float pdf_text_width(const struct fonts *fonts, const struct pdf_style *style, const char *utf8)
{
    const int64_t thousandths = fonts_text_width(fonts, style->face, utf8, strlen(utf8));
    return (float)thousandths * style->size / 1000.0f;
}

/* The end of the longest start of `text` that fits into a line: after its last space or hyphen
 * that fits or, where the first word alone is too wide, inside it. */
static const char *line_end(const struct fonts *fonts, const struct pdf_style *style, float width,
                            const char *text)
{
    const float room = width / style->size * 1000.0f;
    int64_t used = 0;
    const char *last_break = NULL;
    const char *at = text;
    while (*at != '\0' && *at != '\n') {
        const char *before = at;
        used += fonts_character_width(fonts, style->face, fonts_next_character(fonts, &at));
        if (*before == ' ') {
            last_break = at;
        } else if ((float)used > room) {
            if (last_break) {
                return last_break;
            }
            return before > text ? before : at;
        } else if (*before == '-' && before > text) {
            last_break = at;
        }
    }
    return at;
}

struct pdf_words pdf_text_take(const struct fonts *fonts, const struct pdf_style *style,
                               float width, const char **rest)
{
    const char *const text = *rest;
    const char *const end = line_end(fonts, style, width, text);
    const char *last = end;
    while (last > text && last[-1] == ' ') {
        last--;
    }
    const char *next = *end == '\n' ? end + 1 : end + strspn(end, " ");
    *rest = *next != '\0' ? next : NULL;
    return (struct pdf_words){text, (size_t)(last - text)};
}

size_t pdf_text_lines(const struct fonts *fonts, const struct pdf_style *style, float width,
                      const char *utf8)
{
    size_t count = 0;
    for (const char *rest = utf8; rest; count++) {
        pdf_text_take(fonts, style, width, &rest);
    }
    return count;
}

float pdf_text_height(const struct fonts *fonts, const struct pdf_style *style, float width,
                      const char *utf8)
{
    return (float)pdf_text_lines(fonts, style, width, utf8) * pdf_text_leading(style);
}

void pdf_text_flow(struct pdf_page *page, const struct pdf_style *style, float x, float width,
                   const char *utf8)
{
    const float leading = pdf_text_leading(style);
    for (const char *rest = utf8; rest;) {
        const struct pdf_words line = pdf_text_take(pdf_page_fonts(page), style, width, &rest);
        pdf_page_require(page, leading);
        pdf_page_text_part(page, style, PDF_ALIGN_LEFT, x, pdf_page_y(page) + style->size,
                           line.utf8, line.length);
        pdf_page_skip(page, leading);
    }
}

static const struct pdf_style heading_style = {FONT_BOLD, 12.0f, PDF_ACCENT};
static const float above_heading = 13.0f;
static const float below_heading = 6.0f;

float pdf_text_heading_height(void)
{
    return above_heading + pdf_text_leading(&heading_style) + below_heading;
}

void pdf_text_heading(struct pdf_page *page, const char *utf8, float keep_height)
{
    const size_t lines = pdf_text_lines(pdf_page_fonts(page), &heading_style, PDF_WIDTH, utf8);
    const float more = (float)(lines - 1) * pdf_text_leading(&heading_style);
    if (!pdf_page_require(page, pdf_text_heading_height() + more + keep_height) &&
        pdf_page_y(page) > PDF_TOP) {
        pdf_page_skip(page, above_heading);
    }
    for (const char *rest = utf8; rest;) {
        const struct pdf_words line =
            pdf_text_take(pdf_page_fonts(page), &heading_style, PDF_WIDTH, &rest);
        pdf_page_text_part(page, &heading_style, PDF_ALIGN_LEFT, PDF_LEFT,
                           pdf_page_y(page) + heading_style.size, line.utf8, line.length);
        pdf_page_skip(page, pdf_text_leading(&heading_style));
    }
    pdf_page_skip(page, below_heading);
}
