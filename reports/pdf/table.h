#ifndef REPORTS_PDF_TABLE_H
#define REPORTS_PDF_TABLE_H

#include "reports/pdf/page.h"

/* Tables: cells wrap, rows are never cut by a page's end, headings are repeated after it. */

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
