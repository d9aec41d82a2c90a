#include "importers/abn.h"

#include <glib.h>
#include <string.h>

char *abn_compact(const char *text)
{
    GString *digits = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        if (*at != ' ') {
            g_string_append_c(digits, *at);
        }
    }
    return g_string_free(digits, FALSE);
}

bool abn_is_valid(const char *abn)
{
    static const int weights[] = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
    if (strlen(abn) != 11 || strspn(abn, "0123456789") != 11 || abn[0] == '0') {
        return false;
    }
    int sum = -weights[0]; /* 1 is taken from the first digit */
    for (size_t i = 0; i < 11; i++) {
        sum += (abn[i] - '0') * weights[i];
    }
    return sum > 0 && sum % 89 == 0;
}
