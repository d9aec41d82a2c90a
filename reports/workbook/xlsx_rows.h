#ifndef REPORTS_WORKBOOK_XLSX_ROWS_H
#define REPORTS_WORKBOOK_XLSX_ROWS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The rows of one worksheet below its headings, as they stand in the file: XML, deflated as they
 * come, on a temporary file of their own (about a tenth of the XML, and nobody else can open it).
 * xlsx_pack() puts them into the workbook. Rows ascend, cells ascend in their row.
 *
 * The first failure of a write sticks; xlsx_rows_finish() tells it. */
typedef struct xlsx_rows xlsx_rows;

/* The temporary file lies in `directory`. */
xlsx_rows *xlsx_rows_new(const char *directory, GError **error);
void xlsx_rows_free(xlsx_rows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xlsx_rows, xlsx_rows_free)

/* Begins a row, counted as a spreadsheet does (from 1). */
void xlsx_row_begin(xlsx_rows *rows, uint32_t number);
/* Of the row that is being written, in points; without it the sheet's own. */
void xlsx_row_height(xlsx_rows *rows, int points);

/* Cells of that row: column from 0, style as the workbook numbers its formats. */
void xlsx_cell_text(xlsx_rows *rows, unsigned column, int style, const char *utf8);
void xlsx_cell_integer(xlsx_rows *rows, unsigned column, int style, int64_t number);
/* A number of hundredths: 1250 is 12.5. */
void xlsx_cell_hundredths(xlsx_rows *rows, unsigned column, int style, int64_t number);
void xlsx_cell_number(xlsx_rows *rows, unsigned column, int style, double number);
/* A number that is text already, as xlsx_number_text() makes it. */
void xlsx_cell_digits(xlsx_rows *rows, unsigned column, int style, const char *digits);
void xlsx_cell_blank(xlsx_rows *rows, unsigned column, int style);
/* Without the '='. The value is what a reader that does not calculate shows. */
void xlsx_cell_formula(xlsx_rows *rows, unsigned column, int style, const char *formula,
                       double value);

/* Sixteen digits, as libxlsxwriter writes them, but with a point in every locale. */
enum { XLSX_NUMBER_SIZE = 40 };
void xlsx_number_text(char buffer[XLSX_NUMBER_SIZE], double number);

/* What the rows have become. */
struct xlsx_rows_file {
    FILE *deflated; /* raw, ends on a byte, and more may follow; stays the rows' */
    uint64_t deflated_size;
    uint64_t size; /* inflated */
    uint32_t crc;  /* inflated */
};

/* Ends the last row. Nothing can be added any more. */
bool xlsx_rows_finish(xlsx_rows *rows, struct xlsx_rows_file *ret_file, GError **error);

#endif
