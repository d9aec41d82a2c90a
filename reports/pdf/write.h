#ifndef REPORTS_PDF_WRITE_H
#define REPORTS_PDF_WRITE_H

#include "reports/pdf/embed.h"
#include "reports/pdf/page.h"

/* A document as a whole: libharu's start and end, its fonts, pages, information and file. */

#define PDF_ERROR (pdf_error_quark())
enum { PDF_ERROR_LIBRARY /* libharu refused; the message has its first code */ };
GQuark pdf_error_quark(void);

typedef void (*pdf_draw_function)(struct pdf_page *page, const void *content);

/* Draws the document and writes it to `path`, mode 0600. On failure *error is set (PDF_ERROR,
 * FONTS_ERROR, G_FILE_ERROR) and nothing is at `path`. */
bool pdf_document_write(const struct pdf_stock *stock, const struct pdf_info *info,
                        pdf_draw_function draw, const void *content, const char *path,
                        GError **error);

#endif
