#include "engine/cli/issue_print.h"

#include <stdio.h>

void issues_print(struct issues *issues, const char *consequence)
{
    issues_sort(issues);
    for (uint32_t i = 0; i < issues_listed(issues); i++) {
        g_autofree char *line = issue_line(issues_at(issues, i));
        fprintf(stderr, "%s\n", line);
    }
    uint32_t count = issues_count(issues);
    uint32_t listed = issues_listed(issues);
    if (count > listed) {
        fprintf(stderr, "and %u more\n", count - listed);
    }
    fprintf(stderr, "%u error%s; %s\n", count, count == 1 ? "" : "s", consequence);
}
