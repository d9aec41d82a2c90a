#ifndef REPORTS_PDF_PDF_STOCK_H
#define REPORTS_PDF_PDF_STOCK_H

#include <glib.h>
#include <stdbool.h>

#include "reports/pdf/fonts.h"

/* The fonts as documents embed them. Each set of characters is reduced and compressed once, and kept
 * for the documents that need the same: most need the base alone, many one accented letter more. What
 * a document gets depends on its own characters only. */

struct pdf_stock;
struct pdf_byte_font;

/* Made once a run; safe to share between threads. Keeps `fonts`. NULL with *error set where they
 * cannot be reduced. The caller frees. */
struct pdf_stock *pdf_stock_new(const struct fonts *fonts, GError **error);
void pdf_stock_free(struct pdf_stock *stock);

const struct fonts *pdf_stock_fonts(const struct pdf_stock *stock);

/* The font of a face with the base's characters and all of these, by their bytes in WinAnsiEncoding.
 * The caller releases; NULL with *error set where it cannot be made. */
struct pdf_byte_font *pdf_stock_font_get(const struct pdf_stock *stock, enum font_face face,
                                         const bool bytes[256], GError **error);
void pdf_stock_font_release(struct pdf_byte_font *font);

#endif
