#include "reports/pdf/pdf_page.h"

#include <stdio.h>
#include <string.h>

#include "reports/pdf/pdf_state.h"

const struct pdf_colour PDF_BLACK = {0x1A, 0x1A, 0x1A};
const struct pdf_colour PDF_GREY = {0x59, 0x59, 0x59};
const struct pdf_colour PDF_RULE = {0xC4, 0xCC, 0xD4};
const struct pdf_colour PDF_TINT = {0xEC, 0xF1, 0xF6};
const struct pdf_colour PDF_WHITE = {0xFF, 0xFF, 0xFF};
const struct pdf_colour PDF_ACCENT = {0x17, 0x4A, 0x7C};

/* Hundredths of a point, finer than any printer. */
static int32_t hundredths(float value)
{
    return (int32_t)(value < 0.0f ? value * 100.0f - 0.5f : value * 100.0f + 0.5f);
}

/* PDF counts from the paper's foot. */
static int32_t up(float y)
{
    return hundredths(PDF_PAPER_HEIGHT - y);
}

static struct pdf_place place_of(float x, float y, float width, float height)
{
    return (struct pdf_place){hundredths(x), up(y + height), hundredths(width), hundredths(height)};
}

/* ---- text ---- */

/* The number of a character in its font, to which it is added if need be; from 1 on. */
static uint16_t used_number(GArray *used, uint32_t character)
{
    guint i = 0;
    while (i < used->len && g_array_index(used, uint32_t, i) != character) {
        i++;
    }
    if (i == used->len) {
        g_array_append_val(used, character);
    }
    return (uint16_t)(i + 1);
}

/* Text is shown in pieces of one font each. */
enum { PIECE_MAX = 256 };

struct piece {
    enum pdf_font_kind kind;
    size_t count;
    char bytes[PIECE_MAX];       /* of PDF_FONT_BYTES … */
    uint16_t numbers[PIECE_MAX]; /* … or of PDF_FONT_OTHER */
};

/* Takes what is of one font from *utf8 on, which moves past it and is not to be at the end. */
static void piece_take(struct pdf_page *page, enum font_face face, const char **utf8,
                       struct piece *piece)
{
    piece->count = 0;
    while (**utf8 != '\0' && piece->count < PIECE_MAX) {
        const char *next = *utf8;
        const uint32_t character = fonts_next_character(page->fonts, &next);
        const uint8_t byte = fonts_winansi_byte(character);
        const enum pdf_font_kind kind = byte == 0 ? PDF_FONT_OTHER : PDF_FONT_BYTES;
        if (piece->count > 0 && kind != piece->kind) {
            return;
        }
        piece->kind = kind;
        piece->bytes[piece->count] = (char)byte;
        if (kind == PDF_FONT_OTHER) {
            piece->numbers[piece->count] = used_number(page->others[face], character);
        } else {
            page->bytes[face][byte] = true;
        }
        piece->count++;
        *utf8 = next;
    }
}

static void text_show(struct pdf_page *page, const struct pdf_style *style, float x, float y,
                      const char *utf8)
{
    struct pdf_content *content = &page->sheet->content;
    const int32_t size = hundredths(style->size);
    struct piece piece;
    if (*utf8 != '\0') {
        pdf_content_text_begin(content, hundredths(x), up(y), style->colour);
    }
    while (*utf8 != '\0') {
        piece_take(page, style->face, &utf8, &piece);
        const int font = PDF_FONT_NUMBER(piece.kind, style->face);
        if (piece.kind == PDF_FONT_OTHER) {
            pdf_content_text_numbers(content, font, size, piece.numbers, piece.count);
        } else {
            pdf_content_text_bytes(content, font, size, piece.bytes, piece.count);
        }
    }
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
    pdf_content_line(&page->sheet->content, hundredths(x1), up(y1), hundredths(x2), up(y2),
                     hundredths(width), colour);
}

void pdf_page_fill(struct pdf_page *page, float x, float y, float width, float height,
                   struct pdf_colour colour)
{
    pdf_content_fill(&page->sheet->content, place_of(x, y, width, height), colour);
}

void pdf_page_frame(struct pdf_page *page, float x, float y, float width, float height,
                    float line_width, struct pdf_colour colour)
{
    pdf_content_frame(&page->sheet->content, place_of(x, y, width, height), hundredths(line_width),
                      colour);
}

void pdf_page_box(struct pdf_page *page, float x, float y, float width, float height,
                  struct pdf_colour fill, float line_width, struct pdf_colour stroke)
{
    pdf_content_box(&page->sheet->content, place_of(x, y, width, height), fill,
                    hundredths(line_width), stroke);
}

void pdf_page_logo(struct pdf_page *page, float x, float y, float width, float height)
{
    if (page->info->logo != NULL) {
        const struct pdf_place place = place_of(x, y, width, height);
        pdf_content_object(&page->sheet->content, PDF_LOGO_NAME, &place);
    }
}

void pdf_page_link(struct pdf_page *page, float x, float y, float width, float height,
                   const char *address)
{
    struct pdf_link link = {x, y, width, height, g_strdup(address)};
    g_array_append_val(page->sheet->links, link);
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

static void link_clear(gpointer data)
{
    g_free(((struct pdf_link *)data)->address);
}

static void sheet_free(gpointer data)
{
    struct pdf_sheet *sheet = data;
    pdf_content_clear(&sheet->content);
    g_array_unref(sheet->links);
    g_free(sheet);
}

static struct pdf_sheet *sheet_new(void)
{
    struct pdf_sheet *sheet = g_new0(struct pdf_sheet, 1);
    sheet->content = pdf_content_new();
    sheet->links = g_array_new(FALSE, FALSE, sizeof(struct pdf_link));
    g_array_set_clear_func(sheet->links, link_clear);
    return sheet;
}

void pdf_page_begin(struct pdf_page *page)
{
    if (page->sheet != NULL) {
        page->sheet->y = page->y;
    }
    page->sheet = sheet_new();
    g_ptr_array_add(page->sheets, page->sheet);
    page->y = PDF_TOP;
    if (page->info->watermark != NULL) {
        pdf_content_object(&page->sheet->content, PDF_WATERMARK_NAME, NULL);
    }
    if (page->sheets->len > 1) {
        running_head_draw(page);
    }
}

static void footer_draw(struct pdf_page *page, guint number)
{
    const struct pdf_style style = {FONT_REGULAR, 8.0f, PDF_GREY};
    const float y = PDF_PAPER_HEIGHT - 36.0f;
    const float right = PDF_LEFT + PDF_WIDTH;
    char count[64];
    snprintf(count, sizeof count, "Page %u of %u", number, page->sheets->len);
    pdf_page_line(page, PDF_LEFT, y - 12.0f, right, y - 12.0f, 0.5f, PDF_RULE);
    pdf_page_text(page, &style, PDF_ALIGN_LEFT, PDF_LEFT, y, page->info->footer_left);
    pdf_page_text(page, &style, PDF_ALIGN_CENTRE, PDF_PAPER_WIDTH / 2.0f, y, count);
    pdf_page_text(page, &style, PDF_ALIGN_RIGHT, right, y, page->info->footer_right);
}

void pdf_page_footers_draw(struct pdf_page *page)
{
    for (guint i = 0; i < page->sheets->len; i++) {
        page->sheet = g_ptr_array_index(page->sheets, i);
        footer_draw(page, i + 1);
        pdf_content_finish(&page->sheet->content);
    }
}

void pdf_page_init(struct pdf_page *page, const struct pdf_stock *stock,
                   const struct pdf_info *info)
{
    *page = (struct pdf_page){.stock = stock, .fonts = pdf_stock_fonts(stock), .info = info};
    page->sheets = g_ptr_array_new_with_free_func(sheet_free);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        page->others[face] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    }
    pdf_page_begin(page);
}

void pdf_page_clear(struct pdf_page *page)
{
    g_ptr_array_unref(page->sheets);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        g_array_unref(page->others[face]);
    }
}

void pdf_page_break(struct pdf_page *page)
{
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

/* NULL where there is none. */
static struct pdf_sheet *foot_find(const struct pdf_page *page, float height)
{
    for (guint i = page->sheets->len - 1; i > 0; i--) {
        struct pdf_sheet *sheet = g_ptr_array_index(page->sheets, i - 1);
        if (sheet->y + height <= PDF_BOTTOM) {
            return sheet;
        }
    }
    return NULL;
}

bool pdf_page_has_foot(const struct pdf_page *page, float height)
{
    return foot_find(page, height) != NULL;
}

bool pdf_page_go_back(struct pdf_page *page, float height)
{
    struct pdf_sheet *sheet = foot_find(page, height);
    if (sheet == NULL) {
        return false;
    }
    page->sheet->y = page->y;
    page->sheet = sheet;
    page->y = sheet->y;
    return true;
}

void pdf_page_return(struct pdf_page *page)
{
    page->sheet->y = page->y;
    page->sheet = g_ptr_array_index(page->sheets, page->sheets->len - 1);
    page->y = page->sheet->y;
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
    return page->sheets->len;
}

const struct pdf_info *pdf_page_info(const struct pdf_page *page)
{
    return page->info;
}

const struct fonts *pdf_page_fonts(const struct pdf_page *page)
{
    return page->fonts;
}
