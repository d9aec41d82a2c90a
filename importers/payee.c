#include "importers/payee.h"

#include <stddef.h>
#include <string.h>

static const char digits[] = "0123456789";

bool payee_bsb_is_formed(const char *text)
{
    size_t length = strlen(text);
    if (length == 7) {
        return strspn(text, digits) == 3 && text[3] == '-' && strspn(text + 4, digits) == 3;
    }
    return length == 6 && strspn(text, digits) == 6;
}

/* A spreadsheet that takes a BSB for a number drops its leading zero. */
const char *payee_bsb_mend(const char *text)
{
    if (strlen(text) == 5 && strspn(text, digits) == 5) {
        return "is its leading 0 lost?";
    }
    return NULL;
}

bool payee_account_is_formed(const char *text)
{
    size_t length = strlen(text);
    return length <= 9 && strspn(text, "0123456789-") == length && strpbrk(text, digits);
}

bool payee_email_is_formed(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && at[1] != '\0' && !strchr(at + 1, '@') && !strpbrk(text, " ,;<>");
}
