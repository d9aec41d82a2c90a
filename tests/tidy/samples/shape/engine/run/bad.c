#include "engine/core/money.h"

void bad(const char *printf, struct run *run) /* printf("a comment") */
{
    g_printerr("a warning\n");
    fprintf(stderr, "puts(%s)", printf);
    run->exit ? abort() : (void)0;
    puts("run");
}
