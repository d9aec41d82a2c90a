#ifndef REPORTS_PDF_PAGE_H
#define REPORTS_PDF_PAGE_H

#include "engine/core/clock.h"
#include "reports/pdf/font.h"

/* The room of PDF, in the order in which a document passes through it:
 *
 *     font      Liberation Sans: what it can show, its widths, outlines and subsets
 *     page      a cursor that moves down A4 pages, and drawing at a place: operators, in memory
 *     text      text in columns, headings, tables whose rows break pages well
 *     picture   the logo and a draft's watermark, made once a run
 *     write     the document of it all, by libharu, with the fonts as documents have them, and its
 *               file
 *
 * Nothing here knows what a document is about: no partner, no month, no money.
 *
 * Lengths are points (1/72 inch), x from the paper's left edge, y downwards from its top. */

#define PDF_PAPER_WIDTH 595.28f
#define PDF_PAPER_HEIGHT 841.89f
#define PDF_LEFT 48.0f                             /* where the text begins … */
#define PDF_WIDTH (PDF_PAPER_WIDTH - 2 * PDF_LEFT) /* … and how wide it is */
#define PDF_TOP 48.0f
#define PDF_BOTTOM (PDF_PAPER_HEIGHT - 66.0f) /* of the text; the footer is below */

/* The palette: one accent, greys, and tints that stay apart when printed in grey. */
typedef uint32_t pdf_colour; /* 0xRRGGBB */
#define PDF_NONE UINT32_MAX
enum {
    PDF_BLACK = 0x1A1A1A,
    PDF_GREY = 0x595959,
    PDF_RULE = 0xC4CCD4,
    PDF_TINT = 0xECF1F6,
    PDF_ACCENT = 0x174A7C
};

struct pdf_style {
    enum font_face face;
    float size;
    pdf_colour colour;
};

enum pdf_align { PDF_ALIGN_LEFT, PDF_ALIGN_CENTRE, PDF_ALIGN_RIGHT };

struct pdf_picture; /* write.h */

/* What a document says of itself. Strings are UTF-8, never NULL. */
struct pdf_info {
    const char *title;
    const char *author;
    const char *subject;
    day date;                            /* creation and modification */
    const char *running_head;            /* at the top of every page but the first */
    const char *footer_left;             /* at the foot of every page, before "page x of y" … */
    const char *footer_right;            /* … and after it */
    const struct pdf_picture *watermark; /* of every page; NULL for none */
    const struct pdf_picture *logo;      /* what pdf_page_logo() shows; NULL for none */
};

/* ---- pages in memory, since their footers, which say how many there are, come last ---- */

/* What a character is drawn in (write.c). */
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
    const char *address;
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

/* What draws on it reads fonts and info and moves y, the cursor; the rest is page.c's and write.c's. */
struct pdf_page {
    float y;
    const struct fonts *fonts;
    const struct pdf_info *info;
    GPtrArray *sheets;                /* struct pdf_sheet */
    struct pdf_sheet *sheet;          /* the one that is drawn on */
    bool bytes[FONT_FACE_COUNT][256]; /* of PDF_FONT_BYTES, those that are drawn */
    /* of PDF_FONT_OTHER (uint32_t), in the order in which they came */
    GArray *others[FONT_FACE_COUNT];
};

typedef struct pdf_page pdf_page;
/* With its first page begun; keeps what it is given. The caller frees. */
pdf_page *pdf_page_new(const struct fonts *fonts, const struct pdf_info *info);
void pdf_page_free(pdf_page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pdf_page, pdf_page_free)
/* Ends all pages, once all are drawn, with their footers. */
void pdf_page_finish(struct pdf_page *page);

/* Begins a new page unless `height` more fits on this one. true: it did. */
bool pdf_page_require(struct pdf_page *page, float height);
/* The last earlier page with so much room at its foot, for what stands by itself; NULL for none. */
struct pdf_sheet *pdf_page_foot(const struct pdf_page *page, float height);
/* The cursor there, where it was left; NULL: on the last page again. */
void pdf_page_go(struct pdf_page *page, struct pdf_sheet *sheet);

/* ---- drawing at a place ---- */

/* One line of text with its baseline at y; x is its left end, centre or right end. A character that
 * the font lacks is drawn as "?". */
void pdf_page_text(struct pdf_page *page, const struct pdf_style *style, enum pdf_align align,
                   float x, float y, const char *utf8);
/* In points; of its first bytes only. */
float pdf_page_text_width(const struct fonts *fonts, const struct pdf_style *style,
                          const char *utf8, size_t length);
/* One line, likewise of its first bytes. */
void pdf_page_text_part(struct pdf_page *page, const struct pdf_style *style, enum pdf_align align,
                        float x, float y, const char *utf8, size_t length);
void pdf_page_line(struct pdf_page *page, float x1, float y1, float x2, float y2, float width,
                   pdf_colour colour);
/* y is its top. PDF_NONE: not filled, or no line around it. */
void pdf_page_box(struct pdf_page *page, float x, float y, float width, float height,
                  pdf_colour fill, float line_width, pdf_colour stroke);
/* The document's logo; nothing where it has none. */
void pdf_page_logo(struct pdf_page *page, float x, float y, float width, float height);
/* A place that opens an address, which is kept; draws nothing. */
void pdf_page_link(struct pdf_page *page, float x, float y, float width, float height,
                   const char *address);

#endif
