#ifndef REPORTS_PDF_WRITE_H
#define REPORTS_PDF_WRITE_H

#include "reports/pdf/embed.h"
#include "reports/pdf/page.h"

/* A document as a whole: libharu's start and end, its fonts, pages, information and file. */

#define PDF_ERROR (pdf_error_quark())
enum { PDF_ERROR_LIBRARY /* libharu refused; the message has its first code */ };
GQuark pdf_error_quark(void);

/* Ends the pages that are drawn and writes the document of them to `path`, mode 0600, where there must
 * be nothing yet. Its bytes, which the caller releases; on failure NULL, *error is set (PDF_ERROR,
 * FONTS_ERROR, G_FILE_ERROR) and nothing is at `path`, unless something was. */
GBytes *pdf_document_write(struct pdf_page *page, struct pdf_stock *stock, const char *path,
                           GError **error);

#endif
