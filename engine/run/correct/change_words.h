#ifndef ENGINE_RUN_CORRECT_CHANGE_WORDS_H
#define ENGINE_RUN_CORRECT_CHANGE_WORDS_H

#include "engine/core/clock.h"
#include "engine/store/facts/changes.h"

/* A changed fact in words, for those who ask why an hour pays otherwise. The clock is that of where the
 * partner is; the caller frees. */

/* "blocks.csv:4 (batch 7)"; a row that is gone (line 0) has no line. */
char *fact_source(store *store, enum input_file file, uint32_t line, int64_t batch);

/* For those who keep the store: "block B9 is new", "A1's start moved from … to …". Never NULL. */
char *change_clause(const struct clock *clock, const struct store_change *change);

/* For the partner, who knows it by its dates: "Leave on 4 August". NULL where the clause will do. */
char *change_sentence(const struct clock *clock, const struct store_change *change);

/* Of a decision: "decision D-000017 (T-1042) waives it"; and for the partner, by its ticket and never with
 * its reason: "Paid by decision T-1042". `all` has the one that a revocation ended. */
char *decision_clause(const struct decision *decision);
char *decision_sentence(const struct decision *decision, const struct decision *all, size_t count);

/* A reason that was told for those who keep the store, for the partner: its decisions (struct decision: all that
 * are known) by their tickets, and without files, batches and `rcti decide`. */
char *reason_for_partner(const char *reason, const GArray *decisions);

#endif
