#ifndef REPORTS_PDF_STATE_H
#define REPORTS_PDF_STATE_H

#include <hpdf.h>

#include "reports/pdf_page.h"

/* What pdf_document.c and pdf_page.c share: a document that is being measured or drawn. */

struct pdf_page {
    const struct fonts *fonts;
    const struct pdf_info *info;
    float y;
    size_t number;
    size_t total;                                   /* known once measured */
    GString *text;                                  /* what is drawn next, encoded */
    struct font_characters others[FONT_FACE_COUNT]; /* those of texts beyond WinAnsi */
    bool has_others[FONT_FACE_COUNT];

    HPDF_Doc document; /* NULL while measuring */
    HPDF_Page haru;
    HPDF_Dict watermark; /* NULL where there is none */
    struct pdf_colour fill;
    struct pdf_colour stroke;
    float line_width;
    HPDF_Font font;
    float font_size;
    HPDF_Font winansi[FONT_FACE_COUNT];
    HPDF_Font unicode[FONT_FACE_COUNT];
    HPDF_STATUS first_error; /* libharu masks it by later ones */
    HPDF_STATUS first_detail;
};

/* The first page, or the next one; and its footer. */
void pdf_page_begin(struct pdf_page *page);
void pdf_page_end(struct pdf_page *page);

#endif
