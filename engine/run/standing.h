#ifndef ENGINE_RUN_STANDING_H
#define ENGINE_RUN_STANDING_H

#include "engine/run/setup.h"

/* Standing data: what partners.csv and rates.csv have month after month. What is unlikely of it is told
 * in full until a draft that told of it was issued, and is counted in one line from then on, until its
 * facts change. */

/* Whether two cells name the same: case, spaces, hyphens and leading zeros aside. */
bool standing_same(const char *one, const char *other);

/* After all else of the run is in the list: adds what is unlikely of the period's standing data, and
 * counts what was told with issues before the seq, of partners' own exceptions too. */
bool standing_tell(const struct month_setup *setup, int64_t before_seq, exception_list *list,
                   GError **error);

/* What was told in full, for the issue to keep: array of struct issued_told, whose strings are the
 * list's. The caller unrefs. */
GArray *standing_told(const exception_list *list);

#endif
