#ifndef ENGINE_RUN_PROGRESS_H
#define ENGINE_RUN_PROGRESS_H

#include <glib.h>
#include <stdint.h>

/* Told what is worked on, how many of all are done, and the time left; below zero: it is over, and
 * nothing of it is to be seen any more. Called by whichever thread works, never by two at once. */
typedef void (*progress_watcher)(const char *what, int64_t done, int64_t all, int64_t left_seconds);

/* One long piece of work. */
struct progress {
    progress_watcher watcher; /* NULL: nobody watches */
    const char *what;
    int64_t all;
    int64_t started_us;
    int64_t told_us; /* 0: not yet */
};

struct progress progress_start(const char *what, int64_t all, progress_watcher watcher);
/* Tells the watcher, ten times a second at most. */
void progress_tell(struct progress *progress, int64_t done);
void progress_end(struct progress *progress);

#endif
