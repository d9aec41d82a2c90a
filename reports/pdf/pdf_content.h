#ifndef REPORTS_PDF_PDF_CONTENT_H
#define REPORTS_PDF_PDF_CONTENT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The content stream of one page: PDF's drawing operators as text. Written here and not by
 * libharu's drawing functions, which take three times as long for the same operators: they look
 * after every number's range and every letter's width one by one.
 *
 * A setting is written only where it changes, and a text's place relative to the one before it:
 * what is not written need not be compressed either. Places and sizes are in hundredths of a point,
 * finer than any printer, from the paper's lower left corner. */

struct pdf_colour {
    uint8_t red;
    uint8_t green;
    uint8_t blue;
};

struct pdf_content {
    GString *text;
    bool in_text; /* between BT and ET */
    int32_t text_x;
    int32_t text_y;
    int font; /* 0: none */
    int32_t font_size;
    struct pdf_colour fill;
    struct pdf_colour stroke;
    int32_t line_width;
};

struct pdf_place {
    int32_t x;
    int32_t y;
    int32_t width;
    int32_t height;
};

struct pdf_content pdf_content_new(void);
void pdf_content_clear(struct pdf_content *content);

/* Ends what is begun: the text is then whole. */
void pdf_content_finish(struct pdf_content *content);

void pdf_content_fill(struct pdf_content *content, struct pdf_place place, struct pdf_colour fill);
void pdf_content_frame(struct pdf_content *content, struct pdf_place place, int32_t line_width,
                       struct pdf_colour stroke);
/* Both. */
void pdf_content_box(struct pdf_content *content, struct pdf_place place, struct pdf_colour fill,
                     int32_t line_width, struct pdf_colour stroke);
void pdf_content_line(struct pdf_content *content, int32_t x1, int32_t y1, int32_t x2, int32_t y2,
                      int32_t line_width, struct pdf_colour stroke);
/* Draws one of the page's XObjects; `place` is where its unit square goes, or NULL. */
void pdf_content_object(struct pdf_content *content, const char *name,
                        const struct pdf_place *place);

/* A line of text is begun at its left end, then shown in pieces, each in the font F`font`: bytes of
 * its encoding, or numbers of characters of two bytes. */
void pdf_content_text_begin(struct pdf_content *content, int32_t x, int32_t y,
                            struct pdf_colour fill);
void pdf_content_text_bytes(struct pdf_content *content, int font, int32_t size, const char *bytes,
                            size_t count);
void pdf_content_text_numbers(struct pdf_content *content, int font, int32_t size,
                              const uint16_t *numbers, size_t count);

#endif
