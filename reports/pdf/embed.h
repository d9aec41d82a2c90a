#ifndef REPORTS_PDF_EMBED_H
#define REPORTS_PDF_EMBED_H

#include <hpdf.h>

#include "reports/pdf/font.h"

/* Objects of a libharu document that libharu has no function for: streams that are compressed
 * already, forms, and fonts from memory. Their entries are written as they stand. This is the one
 * place that knows libharu's structs; all else keeps to the functions of hpdf.h.
 *
 * The document owns its objects. All that give one return NULL where libharu refuses; its error
 * handler then has the code. */

/* A stream's data, for the filter FlateDecode. */
enum pdf_effort {
    PDF_EFFORT_QUICK, /* for what one document has */
    PDF_EFFORT_BEST   /* for what is compressed once a run */
};
/* The same bytes for the same data, whatever the thread. The caller unrefs. */
GBytes *pdf_deflate(const void *data, size_t size, enum pdf_effort effort);

/* A dictionary with these entries (copied), and any that pdf_object_refer() gives it. */
HPDF_Dict pdf_object_new(HPDF_Doc document, const char *entries);

/* A stream; `deflated` is what pdf_deflate() made. */
HPDF_Dict pdf_object_stream_new(HPDF_Doc document, const char *entries, GBytes *deflated);

/* Gives a page its drawing operators, which must be its only ones. */
void pdf_object_page_fill(HPDF_Page page, GBytes *deflated);

/* A text of the document's information, which has others already, in UTF-16: libharu would set up an
 * encoder of all characters for it. */
void pdf_object_info_set(HPDF_Doc document, const char *key, const char *utf8);

/* Adds a reference to `object`; NULL on either side does nothing. */
void pdf_object_refer(HPDF_Dict dictionary, const char *key, HPDF_Dict object);

/* ---- the fonts as documents embed them ----
 * Each face is one or two:
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

/* Each gives an object of the document; NULL with *error set where the font cannot be reduced. */

/* The font of a face with the base's characters and all of these, by their bytes in WinAnsiEncoding. */
HPDF_Dict pdf_stock_embed_bytes(struct pdf_stock *stock, enum font_face face, const bool bytes[256],
                                HPDF_Doc document, GError **error);
/* Any others (uint32_t), by their numbers from 1 on. */
HPDF_Dict pdf_stock_embed_others(const struct pdf_stock *stock, enum font_face face,
                                 const GArray *characters, HPDF_Doc document, GError **error);

#endif
