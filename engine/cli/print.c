#include <unistd.h>

#include "engine/cli/command.h"

/* ---- JSON ---- */

void json_next(guint index)
{
    fputs(index == 0 ? "" : ", ", stdout);
}

/* ---- what only a person in front of a terminal sees ---- */

gboolean terminal_reads(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

void terminal_put(const char *text, long width)
{
    fputs(text, stdout);
    for (long at = g_utf8_strlen(text, -1); at < width + 2; at++) {
        putchar(' ');
    }
}

static void progress_print(const char *what, int64_t done, int64_t all, int64_t left_seconds)
{
    if (left_seconds < 0) {
        fputs("\r\033[K", stderr);
    } else {
        fprintf(stderr, "\r%s: %" PRId64 " of %" PRId64 ", %" PRId64 " s left\033[K", what, done,
                all, left_seconds);
    }
    fflush(stderr);
}

progress_watcher terminal_progress(gboolean quiet)
{
    return !quiet && isatty(STDERR_FILENO) ? progress_print : NULL;
}
