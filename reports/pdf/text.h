#ifndef REPORTS_PDF_TEXT_H
#define REPORTS_PDF_TEXT_H

#include "reports/pdf/page.h"

/* Text in columns: wrapped at spaces, inside a word only where the word alone is too wide, and
 * never cut. A line feed in the text begins a new line. */

/* In points. */
float pdf_text_width(const struct fonts *fonts, const struct pdf_style *style, const char *utf8);
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

/* A heading that is never left alone: it goes to the next page with what follows unless
 * `keep_height` more fits below it. A long one wraps. */
void pdf_text_heading(struct pdf_page *page, const char *utf8, float keep_height);
/* How high one of one line is with the room above and below it. */
float pdf_text_heading_height(void);

#endif
