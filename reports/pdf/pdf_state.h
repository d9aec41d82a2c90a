#ifndef REPORTS_PDF_PDF_STATE_H
#define REPORTS_PDF_PDF_STATE_H

#include "reports/pdf/pdf_font.h"
#include "reports/pdf/pdf_page.h"
#include "reports/pdf/pdf_stock.h"

/* What pdf_document.c and pdf_page.c share: a document while it is drawn. */

/* What a character is drawn in (pdf_font.h). */
enum pdf_font_kind { PDF_FONT_BYTES, PDF_FONT_OTHER, PDF_FONT_KIND_COUNT };

/* A font's number on every page: F1 and F2 are of bytes … */
#define PDF_FONT_NUMBER(kind, face) (1 + (int)(kind)*FONT_FACE_COUNT + (int)(face))

/* The XObjects' names on every page. */
#define PDF_WATERMARK_NAME "Draft"
#define PDF_LOGO_NAME "Logo"

struct pdf_link {
    float x;
    float y;
    float width;
    float height;
    char *address;
};

/* A page that is drawn. */
struct pdf_sheet {
    struct pdf_content content;
    GArray *links; /* struct pdf_link */
    float y;       /* where the cursor was when it was left */
};

struct pdf_page {
    const struct pdf_stock *stock;
    const struct fonts *fonts;
    const struct pdf_info *info;
    GPtrArray *sheets;                /* struct pdf_sheet */
    struct pdf_sheet *sheet;          /* the one that is drawn on */
    bool bytes[FONT_FACE_COUNT][256]; /* of PDF_FONT_BYTES, those that are drawn */
    GArray *
        others[FONT_FACE_COUNT]; /* of PDF_FONT_OTHER (uint32_t), in the order in which they came */
    float y;
};

/* The first page, or the next one. */
void pdf_page_begin(struct pdf_page *page);
/* The footers of all pages, once all are drawn. */
void pdf_page_footers_draw(struct pdf_page *page);

void pdf_page_init(struct pdf_page *page, const struct pdf_stock *stock,
                   const struct pdf_info *info);
void pdf_page_clear(struct pdf_page *page);

#endif
