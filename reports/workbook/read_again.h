#ifndef REPORTS_WORKBOOK_READ_AGAIN_H
#define REPORTS_WORKBOOK_READ_AGAIN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What a sheet holds, counted by whoever writes it. */
struct sheet_content {
    uint32_t rows;
    uint64_t cells;
    uint64_t text_bytes; /* of texts and formulas, as they were before XML's &amp; */
    uint32_t last_row;   /* from 0; not read again */
};

/* Reads a written workbook again, in little memory: libxlsxwriter tells nothing when a full or
 * failing disk has cut its temporary files short. Each member must inflate to what its checksum
 * says and be well-formed XML of characters that XML can hold; each sheet (xl/worksheets/sheet1.xml
 * on) must hold just what was written to it. Errors are of G_FILE_ERROR. */
bool workbook_read_again(const char *path, const struct sheet_content *written, size_t sheet_count,
                         GError **error);

#endif
