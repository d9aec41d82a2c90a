#ifndef ENGINE_CLI_PARAGRAPH_H
#define ENGINE_CLI_PARAGRAPH_H

#include "engine/core/rules/adjustment.h"

/* Text for a terminal of 80 columns, to standard output. */

/* Words and the end of the line. The cursor is in column `at` (0: the first); where a word would pass the
 * last column, it begins a line at `indent`. */
void paragraph_put(const char *text, int at, int indent);

/* A row of a sum: label, hours with their sign where it is a step, and both amounts. */
enum sum_row { SUM_WHOLE, SUM_STEP };
void sum_heading_put(void);
void sum_put(const char *label, struct line_sum sum, enum sum_row row);
/* The members 'minutes', 'subtotal', 'gst', 'total' of an object, without braces. */
void sum_put_json(struct line_sum sum);

#endif
