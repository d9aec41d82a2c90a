#include "reports/pdf/pdf_text.h"

#include <string.h>

float pdf_text_leading(const struct pdf_style *style)
{
    return style->size * 1.3f;
}

float pdf_text_width(const struct fonts *fonts, const struct pdf_style *style, const char *utf8)
{
    int64_t thousandths = fonts_text_width(fonts, style->face, utf8);
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
            if (last_break != NULL) {
                return last_break;
            }
            return before > text ? before : at;
        } else if (*before == '-' && before > text) {
            last_break = at;
        }
    }
    return at;
}

GPtrArray *pdf_text_wrap(const struct fonts *fonts, const struct pdf_style *style, float width,
                         const char *utf8)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    const char *at = utf8;
    do {
        const char *end = line_end(fonts, style, width, at);
        const char *last = end;
        while (last > at && last[-1] == ' ') {
            last--;
        }
        g_ptr_array_add(lines, g_strndup(at, (gsize)(last - at)));
        at = end;
        if (*at == '\n') {
            at++;
        } else {
            at += strspn(at, " ");
        }
    } while (*at != '\0');
    return lines;
}

void pdf_text_flow(struct pdf_page *page, const struct pdf_style *style, float x, float width,
                   const char *utf8)
{
    g_autoptr(GPtrArray) lines = pdf_text_wrap(pdf_page_fonts(page), style, width, utf8);
    const float leading = pdf_text_leading(style);
    for (guint i = 0; i < lines->len; i++) {
        pdf_page_require(page, leading);
        pdf_page_text(page, style, PDF_ALIGN_LEFT, x, pdf_page_y(page) + style->size,
                      g_ptr_array_index(lines, i));
        pdf_page_skip(page, leading);
    }
}

float pdf_text_height(const struct fonts *fonts, const struct pdf_style *style, float width,
                      const char *utf8)
{
    g_autoptr(GPtrArray) lines = pdf_text_wrap(fonts, style, width, utf8);
    return (float)lines->len * pdf_text_leading(style);
}

static const struct pdf_style heading_style = {FONT_BOLD, 12.0f, {0x17, 0x4A, 0x7C}};
static const float above_heading = 13.0f;
static const float below_heading = 6.0f;

float pdf_text_heading_height(void)
{
    return above_heading + pdf_text_leading(&heading_style) + below_heading;
}

void pdf_text_heading(struct pdf_page *page, const char *utf8, float keep_height)
{
    g_autoptr(GPtrArray) lines =
        pdf_text_wrap(pdf_page_fonts(page), &heading_style, PDF_WIDTH, utf8);
    const float leading = pdf_text_leading(&heading_style);
    const float more = (float)(lines->len - 1) * leading;
    if (!pdf_page_require(page, pdf_text_heading_height() + more + keep_height) &&
        pdf_page_y(page) > PDF_TOP) {
        pdf_page_skip(page, above_heading);
    }
    for (guint i = 0; i < lines->len; i++) {
        pdf_page_text(page, &heading_style, PDF_ALIGN_LEFT, PDF_LEFT,
                      pdf_page_y(page) + heading_style.size, g_ptr_array_index(lines, i));
        pdf_page_skip(page, leading);
    }
    pdf_page_skip(page, below_heading);
}
