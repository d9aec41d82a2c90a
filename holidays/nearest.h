#ifndef HOLIDAYS_NEAREST_H
#define HOLIDAYS_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Which of several known words someone meant, for the mend of an error. */
struct nearest {
    const char *word;
    const char *best; /* NULL: none is near enough */
    size_t best_edits;
};

struct nearest nearest_start(const char *word);
/* Letters to insert, drop or change to turn one word into the other, case aside. */
size_t nearest_edits(const char *from, const char *to);
/* True where the candidate is the best so far; the first of equals stays. It must outlive the
 * search. */
bool nearest_offer(struct nearest *nearest, const char *candidate);

#endif
