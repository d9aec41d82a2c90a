#ifndef ENGINE_CORE_NEAR_H
#define ENGINE_CORE_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Which known word somebody meant who wrote another: for what an error says, never for data. */

/* The fewest letters to put in, take out, change or exchange with their neighbour, capitals aside, up to
 * `limit`; limit + 1 where there are more, or where a word is over 1,000 bytes long. Bytes, not characters. */
size_t near_distance(const char *a, const char *b, size_t limit);

/* The same but for capitals, spaces, '_', '-', '.' and zeros before a number: "P-1" and "p0001". */
bool near_same(const char *a, const char *b);

/* The one word that is near: the same as above, or else within a distance that its length allows.
 * NULL where none or several are equally near. */
const char *near_find(const char *text, const char *const *words, size_t word_count);

#endif
