#ifndef REPORTS_PDF_FONT_H
#define REPORTS_PDF_FONT_H

#include <hpdf.h>

#include "reports/fonts.h"

/* Fonts in a libharu document, from memory. Two kinds: one byte a character, for text within
 * WinAnsiEncoding (small and fast: nearly every text), and two bytes for any other.
 *
 * Both return NULL where libharu refuses; its error handler then has the code. The document owns
 * the font. Each may be called once a face and document. */

HPDF_Font pdf_font_winansi(HPDF_Doc document, const struct fonts *fonts, enum font_face face);

/* `subset` must have the characters; text for it is UTF-8. */
HPDF_Font pdf_font_unicode(HPDF_Doc document, enum font_face face, GBytes *subset,
                           const struct font_characters *characters);

#endif
