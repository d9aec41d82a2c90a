#ifndef TESTS_ENGINE_CORE_MONTH_INVARIANTS_H
#define TESTS_ENGINE_CORE_MONTH_INVARIANTS_H

#include "engine/core/rules/adjustment.h"
#include "engine/core/rules/settlement.h"
#include "tests/engine/core/month_sample.h"

/* What holds whatever the facts, for the random months of the tests and those that a fuzzer thinks of. Each
 * gives NULL, or in words what does not hold. */

/* S3, C1: an hour pays from 0 to all of its minutes, and is taken back whole or not at all; the totals are the
 * sums of the verdicts, and what is paid and what is not come to the hours of the schedule. */
const char *hours_broken(const struct month_result *result);
/* M1, M2: each line is its rate times its minutes; lines, totals and GST agree to the cent. */
const char *money_broken(const struct month_sample *sample, const struct month_result *result);
/* M3, M4: held where an exception says so, and a document where it is ready. */
const char *status_broken(const struct month_result *result);
/* P3, H3: no minute is paid twice, by whatever. */
const char *time_broken(const struct month_sample *sample, const struct month_result *result);
/* All of these. */
const char *month_broken(const struct month_sample *sample, const struct month_result *result);

/* Whether two results say the same. */
const char *months_differ(const struct month_result *a, const struct month_result *b);

/* R1: what is adjusted is what is due, and then nothing is left to adjust; undone it is what was billed. */
const char *adjustment_broken(const struct line *billed, size_t billed_count,
                              const struct line *due, size_t due_count);
/* R1 of two states of one month: the hours that moved are the difference of what they pay. */
const char *moves_broken(const struct month_result *before, const struct month_result *after);
/* R5, D8, D9: each cent is somewhere, and nothing is below zero. */
const char *settlement_broken(const struct settlement_question *question);

#endif
