#ifndef REPORTS_PDF_PDF_WATERMARK_H
#define REPORTS_PDF_PDF_WATERMARK_H

#include <hpdf.h>

#include "reports/pdf/fonts.h"

/* Words across a whole page, pale, below everything else: drawn as outlines and not written, so
 * that they cannot get between a page's lines when those are searched or copied. Made once a run;
 * every page of a document shows the same object. */

struct pdf_watermark;

/* `below` is set smaller under the words; "" for none. The caller frees. */
struct pdf_watermark *pdf_watermark_new(const struct fonts *fonts, const char *words,
                                        const char *below);
void pdf_watermark_free(struct pdf_watermark *watermark);

/* As an XObject of a document, which owns it; NULL where libharu refuses. */
HPDF_Dict pdf_watermark_embed(const struct pdf_watermark *watermark, HPDF_Doc document);

#endif
