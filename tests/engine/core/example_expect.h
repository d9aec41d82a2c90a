#ifndef TESTS_ENGINE_CORE_EXAMPLE_EXPECT_H
#define TESTS_ENGINE_CORE_EXAMPLE_EXPECT_H

#include "tests/engine/core/example_world.h"

/* Whether a line WHAT = CLAUSE, CLAUSE … holds of a computed world. The core's answer is a list of
 * clauses too ("HOLIDAY P1", "pays 0", "rate 150.00"): each one expected must be in it, and some of
 * the answer must be expected: a verdict, what is taken back, notes and reasons. Where it does not
 * hold, *ret_problem (the caller frees) has both. */
bool expectation_holds(const example_world *world, const char *line, char **ret_problem);

/* What the core says of something. */
struct answer {
    GPtrArray *clauses;  /* of char * */
    GPtrArray *unspoken; /* those of them that an expectation may leave out */
};

void answer_must(struct answer *answer, const char *format, ...) G_GNUC_PRINTF(2, 3);
void answer_may(struct answer *answer, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Each reads what stands before the "=" and fills the answer; false fails the words. */
struct answer_word {
    const char *word;
    bool (*answer)(const example_world *world, struct words *words, struct answer *answer);
};
extern const struct answer_word verdict_answers[];
extern const struct answer_word month_answers[];
extern const struct answer_word issued_answers[];

const struct world_appointment *world_appointment_find(const example_world *world, const char *id);

#endif
