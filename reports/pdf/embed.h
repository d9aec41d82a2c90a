#ifndef REPORTS_PDF_EMBED_H
#define REPORTS_PDF_EMBED_H

#include <hpdf.h>

#include "reports/pdf/font.h"

/* The fonts as documents embed them. Each face is one or two:
 * - what of WinAnsiEncoding it needs, of one byte a character: a base that nearly every document is
 *   written in, and with it what else this one has (é, ö …). Each such set is reduced and compressed
 *   once, and kept for the documents that need the same. What a document gets depends on its own
 *   characters only, whoever else is in the run;
 * - what is beyond that encoding (ễ, Ł, Ж …), of two bytes.
 *
 * libharu's own way is to read the font again for each document, and for what WinAnsiEncoding lacks
 * to look up all 65,536 characters: it takes ten times as long. */

struct pdf_stock;

/* Made once a run; safe to share between threads. Keeps `fonts`. NULL with *error set where they
 * cannot be reduced. The caller frees. */
struct pdf_stock *pdf_stock_new(const struct fonts *fonts, GError **error);
void pdf_stock_free(struct pdf_stock *stock);

const struct fonts *pdf_stock_fonts(const struct pdf_stock *stock);

/* Each gives an object of the document, which owns it. NULL where libharu refuses, whose error
 * handler then has the code, and where the font cannot be reduced: then with *error set. */

/* The font of a face with the base's characters and all of these, by their bytes in WinAnsiEncoding. */
HPDF_Dict pdf_stock_embed_bytes(const struct pdf_stock *stock, enum font_face face,
                                const bool bytes[256], HPDF_Doc document, GError **error);
/* Any others (uint32_t), by their numbers from 1 on. */
HPDF_Dict pdf_stock_embed_others(const struct pdf_stock *stock, enum font_face face,
                                 const GArray *characters, HPDF_Doc document, GError **error);

#endif
