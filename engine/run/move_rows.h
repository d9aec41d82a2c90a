#ifndef ENGINE_RUN_MOVE_ROWS_H
#define ENGINE_RUN_MOVE_ROWS_H

#include "engine/run/partner_month.h"
#include "engine/store/issues/issues.h"
#include "reports/value/partner_report.h"

/* Which hours of an issued month pay other than they did, and why. */
struct move_rows {
    GArray *rows;    /* struct adjustment_move_row, by date, start, id */
    GArray *taxable; /* bool, one a row: whether it is of the taxable line */
    bool taxability_changed;
    GStringChunk *strings;
};

/* `before` with its verdicts; `after` is the same month as *month has it now. NULL and *error where
 * the machine fails. */
struct move_rows *move_rows_new(const struct month_setup *setup, const struct partner_month *month,
                                const struct store_issued_month *before,
                                const struct partner_report *after, GError **error);
void move_rows_free(struct move_rows *moves);
typedef struct move_rows move_rows;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(move_rows, move_rows_free)

#endif
