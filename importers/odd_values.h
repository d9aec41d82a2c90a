#ifndef IMPORTERS_ODD_VALUES_H
#define IMPORTERS_ODD_VALUES_H

#include "importers/row.h"

/* Values that do not belong in their column. Such a one may be about a client: it is shown by its first
 * characters; whole where so many rows have it that it is a word of the export, and never where it is
 * held by the store. */

/* Whether the value is of the kind that its column has, be it right or wrong. */
bool value_belongs(const struct input_table *table, int column, const char *value);

/* For row.odd_values, of one file. The caller unrefs. */
GHashTable *odd_values_new(void);

/* Lists an issue of the row's value in that column, which does not belong there, and counts the rows that
 * have it. */
void odd_value_list(struct row *row, int column, const struct issue_place *place,
                    enum issue_code code, const char *expected, const char *mend);

/* When all rows are read. */
void odd_values_show(const struct row *row);

#endif
