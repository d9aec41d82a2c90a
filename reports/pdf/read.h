#ifndef REPORTS_PDF_READ_H
#define REPORTS_PDF_READ_H

#include <glib.h>

/* Reads back what a document of this folder says, whichever libraries made its bytes. */

/* Its streams that are text, inflated, in the order of the file (GBytes, owned): the operators of its
 * pages, and which characters they mean. What is no such stream is passed over, also where the bytes are
 * no document at all. */
GPtrArray *pdf_streams_read(GBytes *document);

/* Appends what a page's operators draw in the font of bytes, as UTF-8, each piece behind a line feed. */
void pdf_stream_text(GBytes *stream, GString *text);

#endif
