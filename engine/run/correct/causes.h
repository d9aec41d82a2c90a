#ifndef ENGINE_RUN_CORRECT_CAUSES_H
#define ENGINE_RUN_CORRECT_CAUSES_H

#include "engine/core/rules/adjustment.h"
#include "engine/run/month/month.h"
#include "reports/value/partner_report.h"

/* Why an hour of an issued month now pays otherwise: the facts that were new, changed or gone since,
 * a setting, a rate, or time that passed. */
typedef struct move_causes move_causes;

/* Of one partner's month, which *month has as it is now and `after` shows. All are kept. NULL and
 * *error where the machine fails. */
move_causes *move_causes_new(const struct month_setup *setup, const struct partner_month *month,
                             const struct store_issued_month *before,
                             const struct partner_report *after, GError **error);
void move_causes_free(move_causes *causes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(move_causes, move_causes_free)

/* Why one hour or booking pays otherwise. The strings live as long as the causes. */
struct move_told {
    const char *because; /* never blank: "block B9 is new", "A000123 was not marked … by 22 Sep" */
    const char *sentences; /* for the partner, a line each: "Leave on 4 August, reported on …" */
    const char *source;    /* "blocks.csv:4 (batch 7)"; "" where no file moved it */
    day known_since; /* when the last of its facts was imported; unbounded where none moved it */
    bool decided;    /* a decision did, or the end of one */
};
/* One hour or booking, as it was (NULL: there was none) and as it is. */
void move_causes_find(move_causes *causes, const struct paid_hour *was, const struct paid_hour *is,
                      struct move_told *ret_told);

/* What was decided since to be paid for the month, or not to be paid any more (D3): appends a row each
 * (struct adjustment_move_row), without minutes. The strings live as long as the causes. */
void move_causes_decided(move_causes *causes, GArray *rows);

/* Where C1 took the hour or booking back, it pays again, and nobody marked what had lapsed: what became of
 * it, "Tue 25 Aug 09:00: A1's start moved from … to …". Else NULL. Lives as long as the causes. */
const char *move_penalty_undone(move_causes *causes, const struct paid_hour *was,
                                const struct paid_hour *is);

#endif
