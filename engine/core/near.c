#include "engine/core/near.h"

#include <stdint.h>
#include <string.h>

enum { NEAR_LENGTH_MAX = 1000 };

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t near_distance(const char *a, const char *b, size_t limit)
{
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);
    size_t difference = a_length > b_length ? a_length - b_length : b_length - a_length;
    if (a_length > NEAR_LENGTH_MAX || b_length > NEAR_LENGTH_MAX || difference > limit) {
        return limit + 1;
    }
    /* Levenshtein by rows, with the exchange of neighbours that Damerau added. */
    uint16_t rows[3][NEAR_LENGTH_MAX + 1];
    uint16_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++) {
        row[j] = (uint16_t)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        uint16_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = (uint16_t)i;
        size_t least = i;
        for (size_t j = 1; j <= b_length; j++) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            const bool exchanged = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                                   lower(a[i - 2]) == lower(b[j - 1]);
            size_t fewest =
                lesser(above[j - 1] + (same ? 0U : 1U), lesser(above[j], row[j - 1]) + 1U);
            fewest = exchanged ? lesser(fewest, before[j - 2] + 1U) : fewest;
            row[j] = (uint16_t)fewest;
            least = lesser(least, fewest);
        }
        if (least > limit) {
            return limit + 1;
        }
    }
    return lesser(row[b_length], limit + 1);
}

/* The next byte that counts, or NUL. */
static char next_counting(const char **text, bool *in_number)
{
    while (**text) {
        char c = *(*text)++;
        bool zero = c == '0' && !*in_number && is_digit(**text);
        if (c != ' ' && c != '_' && c != '-' && c != '.' && !zero) {
            *in_number = is_digit(c);
            return lower(c);
        }
    }
    return '\0';
}

bool near_same(const char *a, const char *b)
{
    bool a_in_number = false;
    bool b_in_number = false;
    char from_a = '\0';
    char from_b = '\0';
    do {
        from_a = next_counting(&a, &a_in_number);
        from_b = next_counting(&b, &b_in_number);
    } while (from_a == from_b && from_a != '\0');
    return from_a == from_b;
}

const char *near_find(const char *text, const char *const *words, size_t word_count)
{
    size_t length = strlen(text);
    size_t limit = length < 3 ? 0 : length < 6 ? 1 : length < 12 ? 2 : 3;
    size_t least = limit + 1;
    const char *nearest = NULL;
    bool several = false;
    for (size_t i = 0; i < word_count && length > 0; i++) {
        if (near_same(text, words[i])) {
            return words[i];
        }
        size_t distance = near_distance(text, words[i], least);
        if (distance < least) {
            least = distance;
            nearest = words[i];
            several = false;
        } else if (distance == least && least <= limit) {
            several = true;
        }
    }
    return several ? NULL : nearest;
}
