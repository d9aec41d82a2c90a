#ifndef REPORTS_PDF_PICTURE_H
#define REPORTS_PDF_PICTURE_H

#include <hpdf.h>

#include "reports/pdf/font.h"

/* What is made once a run and drawn by many documents: the logo and the words across a draft. */

/* A picture on white where it lets the page through, and no finer than print can show, since every
 * document carries it. */
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

/* As an XObject of a document, which owns it; NULL where libharu refuses. */
HPDF_Dict pdf_picture_embed(const struct pdf_picture *picture, HPDF_Doc document);

#endif
