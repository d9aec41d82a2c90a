#ifndef REPORTS_PDF_PICTURE_H
#define REPORTS_PDF_PICTURE_H

#include <hpdf.h>

/* A picture for documents. */
struct pdf_picture;

HPDF_Dict pdf_picture_embed(const struct pdf_picture *picture, HPDF_Doc document);

#endif
