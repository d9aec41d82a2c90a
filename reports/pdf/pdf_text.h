#ifndef REPORTS_PDF_PDF_TEXT_H
#define REPORTS_PDF_PDF_TEXT_H

#include "reports/pdf/pdf_page.h"

/* Text in columns: wrapped at spaces, inside a word only where the word alone is too wide, and
 * never cut. A line feed in the text begins a new line. */

/* In points. */
float pdf_text_width(const struct fonts *fonts, const struct pdf_style *style, const char *utf8);
/* From one baseline to the next. */
float pdf_text_leading(const struct pdf_style *style);

/* The lines of a text in a column so wide; at least one. The caller frees with
 * g_ptr_array_unref(); the lines (char *) go with it. */
GPtrArray *pdf_text_wrap(const struct fonts *fonts, const struct pdf_style *style, float width,
                         const char *utf8);

/* Draws wrapped text below the cursor, moves it down, and breaks pages between lines. */
void pdf_text_flow(struct pdf_page *page, const struct pdf_style *style, float x, float width,
                   const char *utf8);

/* How high a text in such a column is. */
float pdf_text_height(const struct fonts *fonts, const struct pdf_style *style, float width,
                      const char *utf8);

/* A heading that is never left alone: it goes to the next page with what follows unless
 * `keep_height` more fits below it. A long one wraps. */
void pdf_text_heading(struct pdf_page *page, const char *utf8, float keep_height);
/* How high one of one line is with the room above and below it. */
float pdf_text_heading_height(void);

#endif
