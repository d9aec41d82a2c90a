#include "engine/cli/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { PRINT_EVERY_US = 100000 };

struct progress progress_start(const char *what, int64_t all, bool quiet)
{
    return (struct progress){.shown = !quiet && isatty(STDERR_FILENO),
                             .what = what,
                             .all = all,
                             .started_us = g_get_monotonic_time()};
}

void progress_show(struct progress *progress, int64_t done)
{
    int64_t now_us = g_get_monotonic_time();
    if (!progress->shown || done <= 0 || now_us - progress->printed_us < PRINT_EVERY_US) {
        return;
    }
    progress->printed_us = now_us;
    int64_t left_us = (now_us - progress->started_us) * (progress->all - done) / done;
    fprintf(stderr,
            "\r%s: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " s left\033[K",
            progress->what, done, progress->all, (left_us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->shown && progress->printed_us != 0) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
}
