#ifndef REPORTS_WORKBOOK_XLSX_VERIFY_H
#define REPORTS_WORKBOOK_XLSX_VERIFY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads a written workbook again: libxlsxwriter tells nothing when a full disk has cut its
 * temporary files short. Each sheet (xl/worksheets/sheet1.xml on) must have so many rows, its
 * end, and only characters that XML can hold. Errors are of G_FILE_ERROR. */
bool xlsx_verify(const char *path, const uint32_t *row_counts, size_t sheet_count, GError **error);

#endif
