#ifndef REPORTS_PDF_OBJECT_H
#define REPORTS_PDF_OBJECT_H

#include <glib.h>
#include <hpdf.h>

/* Objects of a libharu document that libharu has no function for: fonts from memory, forms, and
 * streams that are compressed already. Their entries are written as they stand. This is the one
 * place that knows libharu's structs; all else keeps to the functions of hpdf.h.
 *
 * The document owns them. All return NULL where libharu refuses; its error handler then has the code. */

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

/* Adds a reference to `object`, alone or as an array; NULL on either side does nothing. */
void pdf_object_refer(HPDF_Dict dictionary, const char *key, HPDF_Dict object);
void pdf_object_refer_array(HPDF_Dict dictionary, const char *key, HPDF_Dict object);

#endif
