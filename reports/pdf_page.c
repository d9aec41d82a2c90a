#include "reports/pdf_page.h"

#include <stdio.h>
#include <string.h>

#include "reports/pdf_state.h"

const struct pdf_colour PDF_BLACK = {0x1A, 0x1A, 0x1A};
const struct pdf_colour PDF_GREY = {0x59, 0x59, 0x59};
const struct pdf_colour PDF_RULE = {0xC4, 0xCC, 0xD4};
const struct pdf_colour PDF_TINT = {0xEC, 0xF1, 0xF6};
const struct pdf_colour PDF_WHITE = {0xFF, 0xFF, 0xFF};
const struct pdf_colour PDF_ACCENT = {0x17, 0x4A, 0x7C};

static bool is_drawing(const struct pdf_page *page)
{
    return page->document != NULL && page->first_error == HPDF_OK;
}

/* libharu counts from the paper's foot; hundredths of a point are finer than any printer. */
static float up(float y)
{
    return PDF_PAPER_HEIGHT - y;
}

static float hundredths(float value)
{
    return (float)(int)(value * 100.0f + 0.5f) / 100.0f;
}

static float share(uint8_t part)
{
    return (float)(int)((float)part / 255.0f * 1000.0f + 0.5f) / 1000.0f;
}

/* What the page's stream was last told: libharu writes every setting again, and most are the same
 * as the one before. */

static bool same_colour(struct pdf_colour a, struct pdf_colour b)
{
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

static void fill_colour_set(struct pdf_page *page, struct pdf_colour colour)
{
    if (!same_colour(page->fill, colour)) {
        page->fill = colour;
        HPDF_Page_SetRGBFill(page->haru, share(colour.red), share(colour.green),
                             share(colour.blue));
    }
}

static void stroke_set(struct pdf_page *page, float width, struct pdf_colour colour)
{
    if (page->line_width != width) {
        page->line_width = width;
        HPDF_Page_SetLineWidth(page->haru, width);
    }
    if (!same_colour(page->stroke, colour)) {
        page->stroke = colour;
        HPDF_Page_SetRGBStroke(page->haru, share(colour.red), share(colour.green),
                               share(colour.blue));
    }
}

static void font_set(struct pdf_page *page, HPDF_Font font, float size)
{
    if (page->font != font || page->font_size != size) {
        page->font = font;
        page->font_size = size;
        HPDF_Page_SetFontAndSize(page->haru, font, size);
    }
}

/* As a new page has it. */
static void settings_reset(struct pdf_page *page)
{
    page->fill = (struct pdf_colour){0, 0, 0};
    page->stroke = (struct pdf_colour){0, 0, 0};
    page->line_width = 1.0f;
    page->font = NULL;
    page->font_size = 0.0f;
}

/* ---- text ---- */

/* Encodes a text into page->text; which font it is for. */
static bool text_encode(struct pdf_page *page, enum font_face face, const char *utf8)
{
    g_string_truncate(page->text, 0);
    bool fits = true;
    for (const char *at = utf8; *at != '\0' && fits;) {
        uint8_t byte = fonts_winansi_byte(fonts_next_character(page->fonts, &at));
        fits = byte != 0;
        g_string_append_c(page->text, (char)byte);
    }
    if (fits) {
        return true;
    }
    g_string_truncate(page->text, 0);
    for (const char *at = utf8; *at != '\0';) {
        uint32_t character = fonts_next_character(page->fonts, &at);
        g_string_append_unichar(page->text, character);
        font_characters_add(&page->others[face], character);
    }
    page->has_others[face] = true;
    return false;
}

static void text_show(struct pdf_page *page, const struct pdf_style *style, float x, float y,
                      const char *utf8)
{
    bool winansi = text_encode(page, style->face, utf8);
    if (!is_drawing(page) || page->text->len == 0) {
        return;
    }
    HPDF_Font font = winansi ? page->winansi[style->face] : page->unicode[style->face];
    fill_colour_set(page, style->colour);
    HPDF_Page_BeginText(page->haru);
    font_set(page, font, style->size);
    HPDF_Page_MoveTextPos(page->haru, hundredths(x), hundredths(up(y)));
    HPDF_Page_ShowText(page->haru, page->text->str);
    HPDF_Page_EndText(page->haru);
}

static float text_width(const struct pdf_page *page, const struct pdf_style *style,
                        const char *utf8)
{
    return (float)fonts_text_width(page->fonts, style->face, utf8) * style->size / 1000.0f;
}

void pdf_page_text(struct pdf_page *page, const struct pdf_style *style, enum pdf_align align,
                   float x, float y, const char *utf8)
{
    if (align != PDF_ALIGN_LEFT) {
        float width = text_width(page, style, utf8);
        x -= align == PDF_ALIGN_RIGHT ? width : width / 2.0f;
    }
    text_show(page, style, x, y, utf8);
}

/* ---- lines and boxes ---- */

void pdf_page_line(struct pdf_page *page, float x1, float y1, float x2, float y2, float width,
                   struct pdf_colour colour)
{
    if (!is_drawing(page)) {
        return;
    }
    stroke_set(page, width, colour);
    HPDF_Page_MoveTo(page->haru, hundredths(x1), hundredths(up(y1)));
    HPDF_Page_LineTo(page->haru, hundredths(x2), hundredths(up(y2)));
    HPDF_Page_Stroke(page->haru);
}

static void rectangle(struct pdf_page *page, float x, float y, float width, float height)
{
    HPDF_Page_Rectangle(page->haru, hundredths(x), hundredths(up(y + height)), hundredths(width),
                        hundredths(height));
}

void pdf_page_fill(struct pdf_page *page, float x, float y, float width, float height,
                   struct pdf_colour colour)
{
    if (is_drawing(page)) {
        fill_colour_set(page, colour);
        rectangle(page, x, y, width, height);
        HPDF_Page_Fill(page->haru);
    }
}

void pdf_page_frame(struct pdf_page *page, float x, float y, float width, float height,
                    float line_width, struct pdf_colour colour)
{
    if (is_drawing(page)) {
        stroke_set(page, line_width, colour);
        rectangle(page, x, y, width, height);
        HPDF_Page_Stroke(page->haru);
    }
}

void pdf_page_link(struct pdf_page *page, float x, float y, float width, float height,
                   const char *address)
{
    if (is_drawing(page)) {
        HPDF_Rect place = {x, up(y + height), x + width, up(y)};
        HPDF_Annotation link = HPDF_Page_CreateURILinkAnnot(page->haru, place, address);
        HPDF_LinkAnnot_SetBorderStyle(link, 0.0f, 0, 0);
    }
}

/* ---- pages ---- */

/* The one text that is cut where it is too long: it only repeats what page 1 has in full. */
static void running_head_draw(struct pdf_page *page)
{
    const struct pdf_style style = {FONT_REGULAR, 8.0f, PDF_GREY};
    const float room = PDF_WIDTH - text_width(page, &style, "…");
    const char *head = page->info->running_head;
    int64_t thousandths = 0;
    const char *at = head;
    while (*at != '\0' && (float)thousandths * style.size / 1000.0f <= room) {
        thousandths +=
            fonts_character_width(page->fonts, style.face, fonts_next_character(page->fonts, &at));
    }
    g_autofree char *shown =
        *at == '\0' ? g_strdup(head)
                    : g_strdup_printf("%.*s…", (int)(g_utf8_prev_char(at) - head), head);
    pdf_page_text(page, &style, PDF_ALIGN_LEFT, PDF_LEFT, PDF_TOP - 16.0f, shown);
}

void pdf_page_begin(struct pdf_page *page)
{
    page->number++;
    page->y = PDF_TOP;
    if (is_drawing(page)) {
        page->haru = HPDF_AddPage(page->document);
        settings_reset(page);
        HPDF_Page_SetSize(page->haru, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
        if (page->watermark != NULL) {
            HPDF_Page_ExecuteXObject(page->haru, page->watermark);
        }
    }
    if (page->number > 1) {
        running_head_draw(page);
    }
}

void pdf_page_end(struct pdf_page *page)
{
    const struct pdf_style style = {FONT_REGULAR, 8.0f, PDF_GREY};
    const float y = PDF_PAPER_HEIGHT - 36.0f;
    const float right = PDF_LEFT + PDF_WIDTH;
    char count[64];
    snprintf(count, sizeof count, "Page %zu of %zu", page->number, page->total);
    pdf_page_line(page, PDF_LEFT, y - 12.0f, right, y - 12.0f, 0.5f, PDF_RULE);
    pdf_page_text(page, &style, PDF_ALIGN_LEFT, PDF_LEFT, y, page->info->footer_left);
    pdf_page_text(page, &style, PDF_ALIGN_CENTRE, PDF_PAPER_WIDTH / 2.0f, y, count);
    pdf_page_text(page, &style, PDF_ALIGN_RIGHT, right, y, page->info->footer_right);
}

void pdf_page_break(struct pdf_page *page)
{
    pdf_page_end(page);
    pdf_page_begin(page);
}

bool pdf_page_require(struct pdf_page *page, float height)
{
    if (page->y + height <= PDF_BOTTOM || page->y <= PDF_TOP) {
        return false;
    }
    pdf_page_break(page);
    return true;
}

float pdf_page_y(const struct pdf_page *page)
{
    return page->y;
}

void pdf_page_set_y(struct pdf_page *page, float y)
{
    page->y = y;
}

void pdf_page_skip(struct pdf_page *page, float height)
{
    page->y += height;
}

size_t pdf_page_number(const struct pdf_page *page)
{
    return page->number;
}

const struct fonts *pdf_page_fonts(const struct pdf_page *page)
{
    return page->fonts;
}
