#ifndef REPORTS_QUOTED_H
#define REPORTS_QUOTED_H

#include <glib.h>
#include <stdio.h>

/* Text as a value of a file format, quoted as that wants it. */

/* A CSV value: in quotation marks only where RFC 4180 or spaces at an end ask for it. */
void quoted_append_csv(GString *row, const char *text);
void quoted_put_csv(FILE *file, const char *text);
/* The same of text that a spreadsheet has to take for text: before one that begins with = + - @, a
 * tab or a CR, which it would take for a formula, stands an apostrophe. Not for numbers. */
void quoted_append_csv_text(GString *row, const char *text);
/* A JSON string, with its quotation marks. */
void quoted_put_json(FILE *file, const char *text);

#endif
