#ifndef HOLIDAYS_TARGET_MEND_H
#define HOLIDAYS_TARGET_MEND_H

#include "holidays/area_tree.h"

/* What a row whose target is wrong probably means. */
struct target_mend {
    const char *column;            /* the one to correct: target_date or target_name */
    const struct holiday_row *day; /* of an area above; NULL where none is like it */
};

/* Looks in `year` among the days of the areas above `area`: that name on another date; then that
 * date under another name; then a name like it on any date. */
struct target_mend target_mend_find(const area_tree *tree, const struct area *area,
                                    const struct holiday_row *rows, size_t row_count,
                                    const struct holiday_row *row, int32_t year);

#endif
