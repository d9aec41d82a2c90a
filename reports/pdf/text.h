#ifndef REPORTS_PDF_TEXT_H
#define REPORTS_PDF_TEXT_H

#include "reports/pdf/page.h"

/* Text in columns: wrapped at spaces, inside a word only where the word alone is too wide, and
 * never cut. A line feed in the text begins a new line. */

/* From one baseline to the next. */
float pdf_text_leading(const struct pdf_style *style);

/* A line of a text. */
struct pdf_words {
    const char *utf8; /* in the text */
    size_t length;    /* bytes, without the spaces at its end */
};
/* The line at the start of *rest in a column so wide, and *rest moved to the line after it; NULL
 * where there is none. A text has at least one line: *rest is not NULL at first, if only "". */
struct pdf_words pdf_text_take(const struct fonts *fonts, const struct pdf_style *style,
                               float width, const char **rest);
/* How many lines it has; and how high it is. */
size_t pdf_text_lines(const struct fonts *fonts, const struct pdf_style *style, float width,
                      const char *utf8);
float pdf_text_height(const struct fonts *fonts, const struct pdf_style *style, float width,
                      const char *utf8);

/* Draws wrapped text below the cursor, moves it down, and breaks pages between lines. */
void pdf_text_flow(struct pdf_page *page, const struct pdf_style *style, float x, float width,
                   const char *utf8);
/* The same; a click on it opens the address, NULL for none. */
void pdf_text_link(struct pdf_page *page, const struct pdf_style *style, float x, float width,
                   const char *utf8, const char *address);

/* A heading that is never left alone: it goes to the next page with what follows unless
 * `keep_height` more fits below it. A long one wraps. */
void pdf_text_heading(struct pdf_page *page, const char *utf8, float keep_height);
/* How high one of one line is with the room above and below it. */
float pdf_text_heading_height(void);

/* ---- tables: cells wrap, rows are never cut by a page's end, headings are repeated after it ---- */

enum { PDF_TABLE_COLUMNS_MAX = 8 };

struct pdf_column {
    const char *heading; /* NULL in all columns: a table without headings */
    float width;
    enum pdf_align align;
};

enum pdf_row_kind {
    PDF_ROW_PLAIN,
    PDF_ROW_SUM,  /* bold, a rule above it */
    PDF_ROW_TOTAL /* bold on a tint, a strong rule above it */
};

struct pdf_table {
    struct pdf_page *page;
    float x; /* its left edge */
    const struct pdf_column *columns;
    size_t column_count; /* 1..PDF_TABLE_COLUMNS_MAX */
    float size;          /* of the text */
};

/* What a heading above the table must keep: the table's headings and rows so high, but not less than
 * one of two lines, nor more than a page has. */
float pdf_table_keep_height(const struct pdf_table *table, float rows_height);
/* How high a row is. */
float pdf_table_row_height(const struct pdf_table *table, enum pdf_row_kind kind,
                           const char *const *cells);
/* Goes on on a new page, below its headings, unless so much fits: before the last of the rows that a
 * sum is of, so that the sum is never alone. What no page has room for is not waited for. */
void pdf_table_require(const struct pdf_table *table, float height);
/* Draws the headings at the cursor, on a new page unless a row fits below them. */
void pdf_table_begin(const struct pdf_table *table);
/* A cell for each column, UTF-8, not NULL. */
void pdf_table_row(const struct pdf_table *table, enum pdf_row_kind kind, const char *const *cells);

#endif
