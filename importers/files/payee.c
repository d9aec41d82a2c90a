#include "importers/files/payee.h"

#include <glib.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char digits[] = "0123456789";

char *payee_abn_compact(const char *text)
{
    GString *compact = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        if (*at != ' ') {
            g_string_append_c(compact, *at);
        }
    }
    return g_string_free(compact, FALSE);
}

bool payee_bsb_is_formed(const char *text)
{
    size_t length = strlen(text);
    if (length == 7) {
        return strspn(text, digits) == 3 && text[3] == '-' && strspn(text + 4, digits) == 3;
    }
    return length == 6 && strspn(text, digits) == 6;
}

/* A spreadsheet that takes a BSB for a number drops its leading zero. */
const char *payee_bsb_mend(const char *text, char mend[PAYEE_MEND_SIZE])
{
    char kept[8];
    size_t count = 0;
    for (const char *at = text; *at; at++) {
        if (!strchr(" -", *at)) {
            if (!strchr(digits, *at) || count == 6) {
                return NULL;
            }
            kept[count++] = *at;
        }
    }
    if (count == 5) {
        return "is its leading 0 lost?";
    }
    if (count != 6) {
        return NULL;
    }
    kept[count] = '\0';
    snprintf(mend, PAYEE_MEND_SIZE, "write %.3s-%s", kept, kept + 3);
    return mend;
}

bool payee_account_is_formed(const char *text)
{
    size_t length = strlen(text);
    return length <= 9 && strspn(text, "0123456789-") == length && strpbrk(text, digits);
}

bool payee_email_is_formed(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && at[1] != '\0' && !strchr(at + 1, '@') && !strpbrk(text, " ,;<>") &&
           !strchr("=+-", text[0]);
}
