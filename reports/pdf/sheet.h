#ifndef REPORTS_PDF_SHEET_H
#define REPORTS_PDF_SHEET_H

#include "reports/pdf/page.h"

/* What page.c draws and write.c makes a document of: pages in memory, since their footers, which say
 * how many there are, come last. */

/* What a character is drawn in (embed.h). */
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

/* A page that is drawn: its operators and the settings that they leave. Numbers are hundredths of a
 * point, finer than any printer. */
struct pdf_sheet {
    GString *text;
    bool in_text; /* between BT and ET */
    int32_t text_x;
    int32_t text_y;
    int font; /* 0: none */
    int32_t font_size;
    pdf_colour fill;
    pdf_colour stroke;
    int32_t line_width;
    GArray *links; /* struct pdf_link */
    float y;       /* where the cursor was when it was left */
};

struct pdf_page {
    const struct fonts *fonts;
    const struct pdf_info *info;
    GPtrArray *sheets;                /* struct pdf_sheet */
    struct pdf_sheet *sheet;          /* the one that is drawn on */
    bool bytes[FONT_FACE_COUNT][256]; /* of PDF_FONT_BYTES, those that are drawn */
    /* of PDF_FONT_OTHER (uint32_t), in the order in which they came */
    GArray *others[FONT_FACE_COUNT];
    float y;
};

/* With its first page begun. */
void pdf_page_init(struct pdf_page *page, const struct fonts *fonts, const struct pdf_info *info);
/* Ends all pages, once all are drawn, with their footers. */
void pdf_page_finish(struct pdf_page *page);
void pdf_page_clear(struct pdf_page *page);

#endif
