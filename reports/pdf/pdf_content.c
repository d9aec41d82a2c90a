#include "reports/pdf/pdf_content.h"

#include <stdlib.h>
#include <string.h>

struct pdf_content pdf_content_new(void)
{
    /* A new page's own settings: black, lines of one point. */
    return (struct pdf_content){.text = g_string_sized_new(8192), .line_width = 100};
}

void pdf_content_clear(struct pdf_content *content)
{
    g_string_free(content->text, TRUE);
    content->text = NULL;
}

/* ---- numbers and operators ---- */

/* `value` / 10^`decimals`, without what says nothing: 48, 12.5, -0.25; a space behind it. */
static void number_append(GString *text, int32_t value, int decimals)
{
    char buffer[16];
    char *const end = buffer + sizeof buffer;
    char *at = end;
    *--at = ' ';
    uint32_t rest = (uint32_t)abs(value);
    while (decimals > 0 && rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    bool fraction = decimals > 0;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
        if (--decimals == 0 && fraction) {
            *--at = '.';
        }
    } while (rest > 0 || decimals > 0);
    if (value < 0) {
        *--at = '-';
    }
    g_string_append_len(text, at, end - at);
}

static void hundredths(struct pdf_content *content, int32_t value)
{
    number_append(content->text, value, 2);
}

static void operator_append(struct pdf_content *content, const char *name)
{
    g_string_append(content->text, name);
}

static void text_end(struct pdf_content *content)
{
    if (content->in_text) {
        operator_append(content, "ET\n");
        content->in_text = false;
    }
}

void pdf_content_finish(struct pdf_content *content)
{
    text_end(content);
}

/* ---- settings ---- */

static bool same_colour(struct pdf_colour a, struct pdf_colour b)
{
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

static int32_t thousandths(uint8_t part)
{
    return (part * 1000 + 127) / 255;
}

static void colour_append(struct pdf_content *content, struct pdf_colour colour, const char *grey,
                          const char *rgb)
{
    number_append(content->text, thousandths(colour.red), 3);
    if (colour.red == colour.green && colour.red == colour.blue) {
        operator_append(content, grey);
        return;
    }
    number_append(content->text, thousandths(colour.green), 3);
    number_append(content->text, thousandths(colour.blue), 3);
    operator_append(content, rgb);
}

static void fill_set(struct pdf_content *content, struct pdf_colour fill)
{
    if (!same_colour(content->fill, fill)) {
        content->fill = fill;
        colour_append(content, fill, "g\n", "rg\n");
    }
}

static void stroke_set(struct pdf_content *content, int32_t line_width, struct pdf_colour stroke)
{
    if (content->line_width != line_width) {
        content->line_width = line_width;
        hundredths(content, line_width);
        operator_append(content, "w\n");
    }
    if (!same_colour(content->stroke, stroke)) {
        content->stroke = stroke;
        colour_append(content, stroke, "G\n", "RG\n");
    }
}

/* ---- lines, boxes, objects ---- */

static void rectangle_append(struct pdf_content *content, struct pdf_place place, const char *paint)
{
    hundredths(content, place.x);
    hundredths(content, place.y);
    hundredths(content, place.width);
    hundredths(content, place.height);
    operator_append(content, "re ");
    operator_append(content, paint);
}

void pdf_content_fill(struct pdf_content *content, struct pdf_place place, struct pdf_colour fill)
{
    text_end(content);
    fill_set(content, fill);
    rectangle_append(content, place, "f\n");
}

void pdf_content_frame(struct pdf_content *content, struct pdf_place place, int32_t line_width,
                       struct pdf_colour stroke)
{
    text_end(content);
    stroke_set(content, line_width, stroke);
    rectangle_append(content, place, "S\n");
}

void pdf_content_box(struct pdf_content *content, struct pdf_place place, struct pdf_colour fill,
                     int32_t line_width, struct pdf_colour stroke)
{
    text_end(content);
    fill_set(content, fill);
    stroke_set(content, line_width, stroke);
    rectangle_append(content, place, "B\n");
}

void pdf_content_line(struct pdf_content *content, int32_t x1, int32_t y1, int32_t x2, int32_t y2,
                      int32_t line_width, struct pdf_colour stroke)
{
    text_end(content);
    stroke_set(content, line_width, stroke);
    hundredths(content, x1);
    hundredths(content, y1);
    operator_append(content, "m ");
    hundredths(content, x2);
    hundredths(content, y2);
    operator_append(content, "l S\n");
}

void pdf_content_object(struct pdf_content *content, const char *name,
                        const struct pdf_place *place)
{
    text_end(content);
    operator_append(content, "q ");
    if (place != NULL) {
        hundredths(content, place->width);
        operator_append(content, "0 0 ");
        hundredths(content, place->height);
        hundredths(content, place->x);
        hundredths(content, place->y);
        operator_append(content, "cm ");
    }
    g_string_append_printf(content->text, "/%s Do Q\n", name);
}

/* ---- text ---- */

void pdf_content_text_begin(struct pdf_content *content, int32_t x, int32_t y,
                            struct pdf_colour fill)
{
    if (!content->in_text) {
        operator_append(content, "BT\n");
        content->in_text = true;
        content->text_x = 0;
        content->text_y = 0;
    }
    fill_set(content, fill);
    hundredths(content, x - content->text_x);
    hundredths(content, y - content->text_y);
    operator_append(content, "Td ");
    content->text_x = x;
    content->text_y = y;
}

static void font_set(struct pdf_content *content, int font, int32_t size)
{
    if (content->font == font && content->font_size == size) {
        return;
    }
    content->font = font;
    content->font_size = size;
    operator_append(content, "/F");
    number_append(content->text, font, 0);
    hundredths(content, size);
    operator_append(content, "Tf ");
}

void pdf_content_text_bytes(struct pdf_content *content, int font, int32_t size, const char *bytes,
                            size_t count)
{
    font_set(content, font, size);
    g_string_append_c(content->text, '(');
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '(' || bytes[i] == ')' || bytes[i] == '\\') {
            g_string_append_c(content->text, '\\');
        }
        g_string_append_c(content->text, bytes[i]);
    }
    operator_append(content, ")Tj\n");
}

void pdf_content_text_numbers(struct pdf_content *content, int font, int32_t size,
                              const uint16_t *numbers, size_t count)
{
    font_set(content, font, size);
    g_string_append_c(content->text, '<');
    for (size_t i = 0; i < count; i++) {
        g_string_append_printf(content->text, "%04X", numbers[i]);
    }
    operator_append(content, ">Tj\n");
}
