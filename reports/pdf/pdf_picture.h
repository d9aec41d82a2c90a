#ifndef REPORTS_PDF_PDF_PICTURE_H
#define REPORTS_PDF_PDF_PICTURE_H

#include <hpdf.h>

/* A picture for documents, made once a run: on white where it lets the page through, and no finer
 * than print can show, since every document carries it. */

struct pdf_picture;

/* From a PNG as base64. NULL where it is none. The caller frees. */
struct pdf_picture *pdf_picture_new(const char *base64);
void pdf_picture_free(struct pdf_picture *picture);

/* How many bytes each document has of it. */
size_t pdf_picture_size(const struct pdf_picture *picture);
/* Width for each point of height. */
float pdf_picture_proportion(const struct pdf_picture *picture);

/* As an XObject of a document, which owns it; NULL where libharu refuses. */
HPDF_Dict pdf_picture_embed(const struct pdf_picture *picture, HPDF_Doc document);

#endif
