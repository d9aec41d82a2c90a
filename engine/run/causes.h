#ifndef ENGINE_RUN_CAUSES_H
#define ENGINE_RUN_CAUSES_H

#include "engine/run/month.h"

/* Which hours and bookings of an issued month pay otherwise now, and why: the facts that were new,
 * changed or gone since, a setting, a rate, or time that passed. */
struct hour_moves {
    GArray *rows; /* struct adjustment_move_row, by date, start, id; `because` is never blank */
    bool taxability_changed;
    GStringChunk *strings; /* the rows' */
};

/* Of one partner's month: `before` with its verdicts; `after` is the same month as *month has it now.
 * false and *error where the machine fails. Zero *moves before; clear it in any case. */
bool hour_moves_find(const struct month_setup *setup, const struct partner_month *month,
                     const struct store_issued_month *before, const struct partner_report *after,
                     struct hour_moves *moves, GError **error);
typedef struct hour_moves hour_moves;
void hour_moves_clear(hour_moves *moves);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(hour_moves, hour_moves_clear)

/* "blocks.csv:4 (batch 7)"; a row that is gone (line 0) has no line. The caller frees. */
char *fact_source(enum input_file file, uint32_t line, int64_t batch);

#endif
