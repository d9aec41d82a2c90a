#ifndef ENGINE_CLI_PROGRESS_H
#define ENGINE_CLI_PROGRESS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* One line on a terminal's standard error: done of all, and the time left. Silent where standard
 * error is no terminal, or --quiet. */
struct progress {
    bool shown;
    const char *what;
    int64_t all;
    int64_t started_us;
    int64_t printed_us;
};

struct progress progress_start(const char *what, int64_t all, bool quiet);
void progress_show(struct progress *progress, int64_t done);
/* Takes the line away. */
void progress_end(struct progress *progress);

#endif
