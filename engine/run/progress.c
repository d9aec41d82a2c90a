#include "engine/run/progress.h"

enum { TELL_EVERY_US = 100000 };

struct progress progress_start(const char *what, int64_t all, progress_watcher watcher)
{
    return (struct progress){
        .watcher = watcher, .what = what, .all = all, .started_us = g_get_monotonic_time()};
}

void progress_tell(struct progress *progress, int64_t done)
{
    int64_t now_us = g_get_monotonic_time();
    if (!progress->watcher || done <= 0 || now_us - progress->told_us < TELL_EVERY_US) {
        return;
    }
    progress->told_us = now_us;
    int64_t left_us = (now_us - progress->started_us) * (progress->all - done) / done;
    progress->watcher(progress->what, done, progress->all,
                      (left_us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);
}

void progress_end(struct progress *progress)
{
    if (progress->watcher && progress->told_us != 0) {
        progress->watcher(progress->what, progress->all, progress->all, -1);
    }
}
