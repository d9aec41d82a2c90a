#ifndef ENGINE_RUN_STANDING_TOLD_H
#define ENGINE_RUN_STANDING_TOLD_H

#include "engine/run/month/setup.h"

/* An exception that rests on standing facts (exception_row.facts) is told in full until a draft that told
 * of it was issued, and is counted in one line from then on, until its facts change. */

/* When the run's list is whole: counts what was told with issues before the seq in one line, and makes
 * one line of a question that is asked of many partners. */
bool told_settle(store *store, int64_t before_seq, exception_list *list, GError **error);

/* What was told in full, for the issue to keep: array of struct issued_told, whose strings are the
 * list's. The caller unrefs. */
GArray *told_rows(const exception_list *list);

#endif
