#ifndef REPORTS_PDF_FONT_H
#define REPORTS_PDF_FONT_H

#include <hpdf.h>

#include "reports/fonts.h"

/* A document's fonts. Each face is up to three:
 * - the base, with what nearly every document is written in: made and compressed once for a whole run,
 *   and the same in every document, whoever else is in the run;
 * - what else of WinAnsiEncoding one document needs (é, ö …), also of one byte a character;
 * - what is beyond that encoding (ễ, Ł, Ж …), of two bytes.
 *
 * libharu's own way is to read the font again for each document, and for what WinAnsiEncoding lacks
 * to look up all 65,536 characters: it takes ten times as long. */

/* One of the first two kinds. */
struct pdf_byte_font {
    bool has[256]; /* by the byte of WinAnsiEncoding */
    char *entries;
    char *descriptor;
    char *program_entries;
    GBytes *program;
};

/* false with *error set where the font cannot be reduced. */
bool pdf_base_font_init(struct pdf_byte_font *base, const struct fonts *fonts, enum font_face face,
                        GError **error);
void pdf_byte_font_clear(struct pdf_byte_font *font);

/* Each gives an object of the document, which owns it. NULL where libharu refuses; its error handler
 * then has the code. */
HPDF_Dict pdf_byte_font_embed(const struct pdf_byte_font *font, HPDF_Doc document);

/* Characters of WinAnsiEncoding (uint32_t). NULL also where the font cannot be reduced, and then
 * with *error set. */
HPDF_Dict pdf_latin_font_embed(const struct fonts *fonts, enum font_face face,
                               const GArray *characters, HPDF_Doc document, GError **error);

/* Any others, by their numbers from 1 on; likewise. */
HPDF_Dict pdf_other_font_embed(const struct fonts *fonts, enum font_face face,
                               const GArray *characters, HPDF_Doc document, GError **error);

#endif
