#ifndef ENGINE_CLI_ISSUE_PRINT_H
#define ENGINE_CLI_ISSUE_PRINT_H

#include "importers/text/issue.h"

/* Every listed issue, a line each, on standard error, then how many there are and `consequence`
 * ("nothing was imported"). */
void issues_print(struct issues *issues, const char *consequence);

#endif
