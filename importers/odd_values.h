#ifndef IMPORTERS_ODD_VALUES_H
#define IMPORTERS_ODD_VALUES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "importers/text/issue.h"

/* Values of one file that do not belong in their column. Such a one may be about a client: it is shown by
 * its first characters; whole where so many rows have it that it is a word of the export, and never where
 * it is held by the store. */

/* The caller unrefs. */
GHashTable *odd_values_new(void);

/* That the line has the value, and which issue of the list masks it. */
void odd_values_note(GHashTable *odd_values, int column, const char *value, uint32_t line,
                     uint32_t issue);

/* When all rows are read: unmasks what many of them have. */
void odd_values_show(GHashTable *odd_values, struct issues *issues);

/* Whether it is nobody's words: a date or a time, if a wrong one, or a number with too few digits to be a
 * telephone's. */
bool odd_value_is_plain(const char *value);

#endif
