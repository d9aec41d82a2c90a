#ifndef REPORTS_PDF_WRITE_H
#define REPORTS_PDF_WRITE_H

#include "reports/pdf/embed.h"
#include "reports/pdf/page.h"

/* A document as a whole: what a run makes once for all its documents, and libharu's start and end,
 * its fonts, pages, information and file. */

/* The logo and the words across a draft: a picture on white where it lets the page through, and no
 * finer than print can show, since every document carries it. */
struct pdf_picture {
    char *entries;    /* of the XObject */
    GBytes *data;     /* which each document has */
    float proportion; /* width for each point of height */
};

/* From a PNG as base64. NULL where it is none. The caller frees. */
struct pdf_picture *pdf_picture_new(const char *base64);
/* Words across a whole page, pale, below everything else: drawn as outlines and not written, so
 * that they cannot get between a page's lines when those are searched or copied. `below` is set
 * smaller under the words; "" for none. Fills the paper. The caller frees. */
struct pdf_picture *pdf_watermark_new(const struct fonts *fonts, const char *words,
                                      const char *below);
void pdf_picture_free(struct pdf_picture *picture);

#define PDF_ERROR (pdf_error_quark())
enum { PDF_ERROR_LIBRARY /* libharu refused; the message has its first code */ };
GQuark pdf_error_quark(void);

/* Ends the pages that are drawn and writes the document of them to `path`, mode 0600, where there must
 * be nothing yet. Its bytes, which the caller releases; on failure NULL, *error is set (PDF_ERROR,
 * FONTS_ERROR, G_FILE_ERROR) and nothing is at `path`, unless something was. */
GBytes *pdf_document_write(struct pdf_page *page, struct pdf_stock *stock, const char *path,
                           GError **error);

#endif
