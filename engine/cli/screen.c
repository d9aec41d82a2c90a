#include "engine/cli/screen.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

bool screen_is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

void screen_put(const char *text, long width)
{
    fputs(text, stdout);
    for (long at = g_utf8_strlen(text, -1); at < width + 2; at++) {
        putchar(' ');
    }
}
