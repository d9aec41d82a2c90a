#ifndef REPORTS_PDF_FONT_H
#define REPORTS_PDF_FONT_H

#include <hpdf.h>

#include "reports/fonts.h"

/* A document's fonts. Each face is two: the base, of one byte a character, with what nearly every
 * document is written in, which is made and compressed once for a whole run and always the same; and
 * the others, of two bytes, with just the characters beyond it that one document needs (é, ễ, Ж …).
 *
 * libharu's own way is to read the font again for each document, and for what WinAnsiEncoding lacks
 * to look up all 65,536 characters: it takes ten times as long. */

struct pdf_base_font {
    bool has[256]; /* by the byte of WinAnsiEncoding */
    char *entries;
    char *descriptor;
    char *program_entries;
    GBytes *program;
};

/* false with *error set where the font cannot be reduced. */
bool pdf_base_font_init(struct pdf_base_font *base, const struct fonts *fonts, enum font_face face,
                        GError **error);
void pdf_base_font_clear(struct pdf_base_font *base);

/* The byte of a character that is in the base; 0 where it is not. */
uint8_t pdf_base_font_byte(const struct pdf_base_font *base, uint32_t character);

/* The base as an object of a document, which owns it. NULL where libharu refuses; its error handler
 * then has the code. */
HPDF_Dict pdf_base_font_embed(const struct pdf_base_font *base, HPDF_Doc document);

/* The other characters, by their numbers from 1 on. NULL also where the font cannot be reduced, and
 * then with *error set. */
HPDF_Dict pdf_other_font_embed(const struct fonts *fonts, enum font_face face,
                               const GArray *characters, HPDF_Doc document, GError **error);

#endif
