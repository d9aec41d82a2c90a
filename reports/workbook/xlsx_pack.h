#ifndef REPORTS_WORKBOOK_XLSX_PACK_H
#define REPORTS_WORKBOOK_XLSX_PACK_H

#include "reports/workbook/xlsx_rows.h"

/* Puts rows into a workbook that libxlsxwriter wrote without them: formats, columns, headings,
 * filters, charts and the book's own parts are the library's. Its level of compression cannot be
 * set, and every row that goes through it lies on the disk twice as XML and is lost without a word
 * where that disk is full; rows that are added here do neither. */

/* The rows of xl/worksheets/sheet<number>.xml, which go below those that it has. */
struct xlsx_pack_sheet {
    unsigned number;
    struct xlsx_rows_file rows;
};

/* Reads `shell_path`, writes `path` (mode 0600), which must not be there. Errors are of
 * G_FILE_ERROR; after one, a piece of a file may be left at `path`. */
bool xlsx_pack(const char *shell_path, const char *path, const struct xlsx_pack_sheet *sheets,
               size_t sheet_count, GError **error);

#endif
