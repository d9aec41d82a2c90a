#include "reports/pdf/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/money.h"

/* ---- operators ----
 * Written here and not by libharu's drawing functions, which take three times as long for the same:
 * they look after every number's range and every letter's width one by one. A setting is written
 * only where it changes, and a text's place relative to the one before it. */

enum { NUMBER_MAX = 16 };

/* `value` / 10^`decimals` in short: 48, 12.5, -.25; a space behind it. Returns its end. */
static char *number_write(char *out, int32_t value, int decimals)
{
    char digits[NUMBER_MAX] = {0};
    int count = 0;
    uint32_t rest = (uint32_t)abs(value);
    while (decimals > 0 && rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    for (; rest > 0 || count < MAX(decimals, 1); rest /= 10) {
        digits[count++] = (char)('0' + rest % 10);
    }
    if (value < 0) {
        *out++ = '-';
    }
    while (count > 0) {
        if (count == decimals) {
            *out++ = '.';
        }
        *out++ = digits[--count];
    }
    *out++ = ' ';
    return out;
}

/* An operator behind its numbers. */
static void operate(struct pdf_sheet *sheet, const char *name, int decimals, size_t count,
                    const int32_t *numbers)
{
    char text[6 * NUMBER_MAX];
    char *at = text;
    CHECK(count < G_N_ELEMENTS(text) / NUMBER_MAX);
    for (size_t i = 0; i < count; i++) {
        at = number_write(at, numbers[i], decimals);
    }
    g_string_append_len(sheet->text, text, at - text);
    g_string_append(sheet->text, name);
}

#define OPERATE(sheet, name, ...)                                                                  \
    operate(sheet, name, 2, sizeof((int32_t[]){__VA_ARGS__}) / sizeof(int32_t),                    \
            (const int32_t[]){__VA_ARGS__})

static void text_end(struct pdf_sheet *sheet)
{
    if (sheet->in_text) {
        g_string_append(sheet->text, "ET\n");
        sheet->in_text = false;
    }
}

static void colour_set(struct pdf_sheet *sheet, pdf_colour *setting, pdf_colour colour,
                       const char *grey, const char *rgb)
{
    if (*setting == colour) {
        return;
    }
    *setting = colour;
    int32_t parts[3]; /* thousandths */
    for (int i = 0; i < 3; i++) {
        parts[i] = ((int32_t)(colour >> (16 - 8 * i) & 0xFF) * 1000 + 127) / 255;
    }
    const bool is_grey = parts[0] == parts[1] && parts[0] == parts[2];
    operate(sheet, is_grey ? grey : rgb, 3, is_grey ? 1 : 3, parts);
}

static int32_t hundredths(float value)
{
    return (int32_t)(value < 0.0f ? value * 100.0f - 0.5f : value * 100.0f + 0.5f);
}

/* PDF counts from the paper's foot. */
static int32_t up(float y)
{
    return hundredths(PDF_PAPER_HEIGHT - y);
}

/* ---- lines, boxes, objects ---- */

static void stroke_set(struct pdf_sheet *sheet, float width, pdf_colour stroke)
{
    const int32_t line_width = hundredths(width);
    if (sheet->line_width != line_width) {
        sheet->line_width = line_width;
        OPERATE(sheet, "w\n", line_width);
    }
    colour_set(sheet, &sheet->stroke, stroke, "G\n", "RG\n");
}

void pdf_page_line(struct pdf_page *page, float x1, float y1, float x2, float y2, float width,
                   pdf_colour colour)
{
    text_end(page->sheet);
    stroke_set(page->sheet, width, colour);
    OPERATE(page->sheet, "m ", hundredths(x1), up(y1));
    OPERATE(page->sheet, "l S\n", hundredths(x2), up(y2));
}

void pdf_page_box(struct pdf_page *page, float x, float y, float width, float height,
                  pdf_colour fill, float line_width, pdf_colour stroke)
{
    text_end(page->sheet);
    if (fill != PDF_NONE) {
        colour_set(page->sheet, &page->sheet->fill, fill, "g\n", "rg\n");
    }
    if (stroke != PDF_NONE) {
        stroke_set(page->sheet, line_width, stroke);
    }
    const char *paint = stroke == PDF_NONE ? "re f\n" : fill == PDF_NONE ? "re S\n" : "re B\n";
    OPERATE(page->sheet, paint, hundredths(x), up(y + height), hundredths(width),
            hundredths(height));
}

void pdf_page_logo(struct pdf_page *page, float x, float y, float width, float height)
{
    if (page->info->logo) {
        text_end(page->sheet);
        g_string_append(page->sheet->text, "q ");
        OPERATE(page->sheet, "0 0 ", hundredths(width));
        OPERATE(page->sheet, "cm /" PDF_LOGO_NAME " Do Q\n", hundredths(height), hundredths(x),
                up(y + height));
    }
}

void pdf_page_link(struct pdf_page *page, float x, float y, float width, float height,
                   const char *address)
{
    const struct pdf_link link = {x, y, width, height, address};
    g_array_append_val(page->sheet->links, link);
}

/* ---- text ---- */

/* The number of a character in its font, to which it is added if need be; from 1 on. */
static unsigned used_number(GArray *used, uint32_t character)
{
    guint i = 0;
    while (i < used->len && g_array_index(used, uint32_t, i) != character) {
        i++;
    }
    if (i == used->len) {
        g_array_append_val(used, character);
    }
    return i + 1;
}

/* Text is shown in pieces of one font each. Shows what is so from `utf8` on, which is before `end`;
 * returns where the next piece begins. */
static const char *piece_show(struct pdf_page *page, const struct pdf_style *style,
                              const char *utf8, const char *end)
{
    enum { PIECE_MAX = 256 };
    const char *next = utf8;
    const bool other = fonts_winansi_byte(fonts_next_character(page->fonts, &next)) == 0;
    const enum pdf_font_kind kind = other ? PDF_FONT_OTHER : PDF_FONT_BYTES;
    const int font = PDF_FONT_NUMBER(kind, style->face);
    const int32_t size = hundredths(style->size);
    if (page->sheet->font != font || page->sheet->font_size != size) {
        page->sheet->font = font;
        page->sheet->font_size = size;
        g_string_append(page->sheet->text, "/F");
        operate(page->sheet, "", 0, 1, (const int32_t[]){font});
        OPERATE(page->sheet, "Tf ", size);
    }
    char text[4 * PIECE_MAX + 2];
    char *at = text;
    *at++ = other ? '<' : '(';
    for (int count = 0; utf8 < end && count < PIECE_MAX; count++) {
        next = utf8;
        const uint32_t character = fonts_next_character(page->fonts, &next);
        const uint8_t byte = fonts_winansi_byte(character);
        if ((byte == 0) != other) {
            break;
        }
        if (other) {
            at += snprintf(at, 5, "%04X", used_number(page->others[style->face], character));
        } else {
            if (byte == '(' || byte == ')' || byte == '\\') {
                *at++ = '\\';
            }
            *at++ = (char)byte;
            page->bytes[style->face][byte] = true;
        }
        utf8 = next;
    }
    g_string_append_len(page->sheet->text, text, at - text);
    g_string_append(page->sheet->text, other ? ">Tj\n" : ")Tj\n");
    return utf8;
}

float pdf_page_text_width(const struct fonts *fonts, const struct pdf_style *style,
                          const char *utf8, size_t length)
{
    return (float)fonts_text_width(fonts, style->face, utf8, length) * style->size / 1000.0f;
}

void pdf_page_text_part(struct pdf_page *page, const struct pdf_style *style, enum pdf_align align,
                        float x, float y, const char *utf8, size_t length)
{
    struct pdf_sheet *sheet = page->sheet;
    const char *const end = utf8 + length;
    if (length == 0) {
        return;
    }
    if (align != PDF_ALIGN_LEFT) {
        const float width = pdf_page_text_width(page->fonts, style, utf8, length);
        x -= align == PDF_ALIGN_RIGHT ? width : width / 2.0f;
    }
    if (!sheet->in_text) {
        g_string_append(sheet->text, "BT\n");
        sheet->in_text = true;
        sheet->text_x = 0;
        sheet->text_y = 0;
    }
    colour_set(sheet, &sheet->fill, style->colour, "g\n", "rg\n");
    OPERATE(sheet, "Td ", hundredths(x) - sheet->text_x, up(y) - sheet->text_y);
    sheet->text_x = hundredths(x);
    sheet->text_y = up(y);
    while (utf8 < end) {
        utf8 = piece_show(page, style, utf8, end);
    }
}

void pdf_page_text(struct pdf_page *page, const struct pdf_style *style, enum pdf_align align,
                   float x, float y, const char *utf8)
{
    pdf_page_text_part(page, style, align, x, y, utf8, strlen(utf8));
}

/* ---- pages ---- */

static const struct pdf_style margin_style = {FONT_REGULAR, 8.0f, PDF_GREY};

/* The one text that is cut where it is too long: it only repeats what page 1 has in full. */
static void running_head_draw(struct pdf_page *page)
{
    const float room =
        PDF_WIDTH - pdf_page_text_width(page->fonts, &margin_style, "…", strlen("…"));
    const char *head = page->info->running_head;
    int64_t width = 0;
    const char *at = head;
    while (*at != '\0' && (float)width * margin_style.size / 1000.0f <= room) {
        width += fonts_character_width(page->fonts, margin_style.face,
                                       fonts_next_character(page->fonts, &at));
    }
    g_autofree char *shown =
        *at == '\0' ? g_strdup(head)
                    : g_strdup_printf("%.*s…", (int)(g_utf8_prev_char(at) - head), head);
    pdf_page_text(page, &margin_style, PDF_ALIGN_LEFT, PDF_LEFT, PDF_TOP - 16.0f, shown);
}

static void sheet_free(gpointer data)
{
    struct pdf_sheet *sheet = data;
    g_string_free(sheet->text, TRUE);
    g_array_unref(sheet->links);
    g_free(sheet);
}

static void page_begin(struct pdf_page *page)
{
    if (page->sheet) {
        page->sheet->y = page->y;
    }
    page->sheet = g_new0(struct pdf_sheet, 1); /* all settings are a new page's own … */
    page->sheet->line_width = 100;             /* … and this one is a point */
    page->sheet->text = g_string_sized_new(16384);
    page->sheet->links = g_array_new(FALSE, FALSE, sizeof(struct pdf_link));
    g_ptr_array_add(page->sheets, page->sheet);
    page->y = PDF_TOP;
    if (page->info->watermark) {
        g_string_append(page->sheet->text, "q /" PDF_WATERMARK_NAME " Do Q\n");
    }
    if (page->sheets->len > 1) {
        running_head_draw(page);
    }
}

pdf_page *pdf_page_new(const struct fonts *fonts, const struct pdf_info *info)
{
    pdf_page *page = g_new0(pdf_page, 1);
    page->fonts = fonts;
    page->info = info;
    page->sheets = g_ptr_array_new_with_free_func(sheet_free);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        page->others[face] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    }
    page_begin(page);
    return page;
}

void pdf_page_free(pdf_page *page)
{
    g_ptr_array_unref(page->sheets);
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        g_array_unref(page->others[face]);
    }
    g_free(page);
}

void pdf_page_finish(struct pdf_page *page)
{
    const float y = PDF_PAPER_HEIGHT - 36.0f;
    const float right = PDF_LEFT + PDF_WIDTH;
    for (guint i = 0; i < page->sheets->len; i++) {
        char count[64];
        snprintf(count, sizeof count, "Page %u of %u", i + 1, page->sheets->len);
        page->sheet = g_ptr_array_index(page->sheets, i);
        pdf_page_line(page, PDF_LEFT, y - 12.0f, right, y - 12.0f, 0.5f, PDF_RULE);
        pdf_page_text(page, &margin_style, PDF_ALIGN_LEFT, PDF_LEFT, y, page->info->footer_left);
        pdf_page_text(page, &margin_style, PDF_ALIGN_CENTRE, PDF_PAPER_WIDTH / 2.0f, y, count);
        pdf_page_text(page, &margin_style, PDF_ALIGN_RIGHT, right, y, page->info->footer_right);
        text_end(page->sheet);
    }
}

/* ---- the cursor ---- */

bool pdf_page_require(struct pdf_page *page, float height)
{
    if (page->y + height <= PDF_BOTTOM || page->y <= PDF_TOP) {
        return false;
    }
    page_begin(page);
    return true;
}

struct pdf_sheet *pdf_page_foot(const struct pdf_page *page, float height)
{
    for (guint i = page->sheets->len - 1; i > 0; i--) {
        struct pdf_sheet *sheet = g_ptr_array_index(page->sheets, i - 1);
        if (sheet->y + height <= PDF_BOTTOM) {
            return sheet;
        }
    }
    return NULL;
}

void pdf_page_go(struct pdf_page *page, struct pdf_sheet *sheet)
{
    page->sheet->y = page->y;
    page->sheet = sheet ? sheet : g_ptr_array_index(page->sheets, page->sheets->len - 1);
    page->y = page->sheet->y;
}
