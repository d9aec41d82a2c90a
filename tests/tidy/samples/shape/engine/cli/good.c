#include "engine/core/money.h"

void good(void)
{
    puts("a result");
    exit(1);
}
