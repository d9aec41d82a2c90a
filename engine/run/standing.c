#include "engine/run/standing.h"

#include <string.h>

/* ---- cells ------------------------------------------------------------------------------------- */

/* "062 000" is 062-000, and account 0012345 is 12345. The caller frees. */
static char *cell_key(const char *text)
{
    g_autoptr(GString) key = g_string_new(NULL);
    g_autofree char *folded = g_utf8_casefold(text, -1);
    for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        bool leading_zero = letter == '0' && key->len == 0;
        if (!g_unichar_isspace(letter) && letter != '-' && !leading_zero) {
            g_string_append_unichar(key, letter);
        }
    }
    return g_string_free(g_steal_pointer(&key), FALSE);
}

bool standing_same(const char *one, const char *other)
{
    g_autofree char *one_key = cell_key(one);
    g_autofree char *other_key = cell_key(other);
    return strcmp(one_key, other_key) == 0;
}
