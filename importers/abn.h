#ifndef IMPORTERS_ABN_H
#define IMPORTERS_ABN_H

#include <stdbool.h>

/* Takes the spaces out. The caller frees. */
char *abn_compact(const char *text);
/* M3: 11 digits, the first not 0, whose weighted sum is divisible by 89. */
bool abn_is_valid(const char *abn);

#endif
