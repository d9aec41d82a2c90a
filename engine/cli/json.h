#ifndef ENGINE_CLI_JSON_H
#define ENGINE_CLI_JSON_H

#include <glib.h>

/* Writes JSON to standard output as `format` has it, with ' for the quotation marks of names:
 *     json_print("{'period': %s, 'batch': %" PRId64 ", 'open': %i}", period, batch, is_open);
 * %s is a string, quoted (NULL: null), and %i a truth; %d %u %zu and PRId64 are numbers. */
void json_print(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* What stands before an element of an array: nothing before the first, else ", ". */
void json_next(guint index);

#endif
