#ifndef HOLIDAYS_CHECK_H
#define HOLIDAYS_CHECK_H

#include "holidays/area_tree.h"

/* The rows of holidays.csv that have no problem, as pointers into `rows`, in their order; each
 * problem of the others is appended. The caller unrefs. */
GPtrArray *rows_check(const area_tree *tree, const struct holiday_row *rows, size_t row_count,
                      GPtrArray *problems);

#endif
