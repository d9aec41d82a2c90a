#ifndef IMPORTERS_ROW_PRIVATE_H
#define IMPORTERS_ROW_PRIVATE_H

#include <glib.h>

struct row; /* row.h, as is: */

/* What the parts of row share: row.c reads files and stages their rows, row_values.c makes of a cell the
 * value of its column. */

/* Reads a value into its field of the row's struct. */
void row_value_read(struct row *row, int column, char *fields);
void row_partner_unknown(struct row *row, const char *partner_id);
/* "open, adhoc or closed" */
const char *row_words_text(GStringChunk *texts, const char *const *words);

#endif
