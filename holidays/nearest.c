#include "holidays/nearest.h"

#include <glib.h>
#include <string.h>

size_t nearest_edits(const char *from, const char *to)
{
    size_t to_length = strlen(to);
    g_autofree size_t *edits = g_new(size_t, to_length + 1);
    for (size_t column = 0; column <= to_length; column++) {
        edits[column] = column;
    }
    for (size_t row = 1; from[row - 1] != '\0'; row++) {
        size_t diagonal = edits[0];
        edits[0] = row;
        for (size_t column = 1; column <= to_length; column++) {
            bool same = g_ascii_tolower(from[row - 1]) == g_ascii_tolower(to[column - 1]);
            size_t changed = diagonal + (same ? 0 : 1);
            diagonal = edits[column];
            edits[column] = MIN(changed, MIN(edits[column], edits[column - 1]) + 1);
        }
    }
    return edits[to_length];
}

/* GEELONG for VIC-GREATER-GEELONG. */
static bool word_ends(const char *candidate, const char *word)
{
    size_t length = strlen(word);
    size_t candidate_length = strlen(candidate);
    return length > 0 && candidate_length > length &&
           candidate[candidate_length - length - 1] == '-' &&
           g_ascii_strcasecmp(candidate + candidate_length - length, word) == 0;
}

/* A third of the word may be wrong; more is another word. */
struct nearest nearest_start(const char *word)
{
    return (struct nearest){word, NULL, 2 + strlen(word) / 3};
}

bool nearest_offer(struct nearest *nearest, const char *candidate)
{
    size_t edits =
        word_ends(candidate, nearest->word) ? 1 : nearest_edits(nearest->word, candidate);
    if (edits >= nearest->best_edits) {
        return false;
    }
    nearest->best = candidate;
    nearest->best_edits = edits;
    return true;
}
