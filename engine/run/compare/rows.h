#ifndef ENGINE_RUN_COMPARE_ROWS_H
#define ENGINE_RUN_COMPARE_ROWS_H

#include "engine/run/compare/compare.h"

/* The rows of a comparison while it is made. */

comparison *comparison_new(const char *partner_id);

/* A text that lives as long as the comparison. */
const char *comparison_keep(comparison *comparison, const char *text);
const char *comparison_format(comparison *comparison, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The row of that cause and text (kept), a new one where there is none yet. It stays where it is until the
 * next is added. */
struct compare_row *comparison_row(comparison *comparison, enum compare_cause cause,
                                   const char *text);
/* An amount that is a whole of cents. Nothing is added where it is none. */
void comparison_add(comparison *comparison, enum compare_cause cause, const char *text,
                    money amount);

/* Gives the rows with sixtieths of a cent their amounts: together they are `subtotal`. Each is rounded
 * down, and the cents that are left go to those that lost most. What hours cannot come to is a row of its
 * own. */
void comparison_share(comparison *comparison, money subtotal);

/* The largest first, and none that is nothing but facts that moved hours; the amounts have to be the
 * difference. */
void comparison_finish(comparison *comparison);

#endif
