#ifndef REPORTS_PDF_PDF_FONT_H
#define REPORTS_PDF_PDF_FONT_H

#include <hpdf.h>

#include "reports/pdf/fonts.h"

/* A document's fonts. Each face is one or two:
 * - what of WinAnsiEncoding it needs, of one byte a character: a base that nearly every document is
 *   written in, and with it what else this one has (é, ö …). reports/pdf_stock.h makes each such set
 *   once; it is the same in every document that needs it, whoever else is in the run;
 * - what is beyond that encoding (ễ, Ł, Ж …), of two bytes.
 *
 * libharu's own way is to read the font again for each document, and for what WinAnsiEncoding lacks
 * to look up all 65,536 characters: it takes ten times as long. */

/* Of the first kind. */
struct pdf_byte_font {
    bool has[256]; /* by the byte of WinAnsiEncoding */
    char *entries;
    char *descriptor;
    char *program_entries;
    GBytes *program;
};

/* The base and `more` (by the byte; NULL: nothing). false with *error set where the font cannot be
 * reduced. */
bool pdf_byte_font_init(struct pdf_byte_font *font, const struct fonts *fonts, enum font_face face,
                        const bool more[256], GError **error);
void pdf_byte_font_clear(struct pdf_byte_font *font);

/* Each gives an object of the document, which owns it. NULL where libharu refuses; its error handler
 * then has the code. */
HPDF_Dict pdf_byte_font_embed(const struct pdf_byte_font *font, HPDF_Doc document);

/* Any others (uint32_t), by their numbers from 1 on. NULL also where the font cannot be reduced, and
 * then with *error set. */
HPDF_Dict pdf_other_font_embed(const struct fonts *fonts, enum font_face face,
                               const GArray *characters, HPDF_Doc document, GError **error);

#endif
