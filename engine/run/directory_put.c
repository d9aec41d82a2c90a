#include "engine/run/directory_put.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <unistd.h>

static bool steps_exchange(const char *from, const char *to)
{
    /* Beside `from`, with its beginning: what a run that was killed here has left is known by it. */
    g_autofree char *aside = g_strconcat(from, ".last", NULL);
    if (rename(to, aside) != 0) {
        return false;
    }
    if (rename(from, to) != 0) {
        const int reason = errno;
        rename(aside, to);
        errno = reason;
        return false;
    }
    rename(aside, from); /* else it is a leftover, which the next run removes */
    return true;
}

bool directory_put_by_steps(const char *from, const char *to, bool exchanges)
{
    if (exchanges) {
        return steps_exchange(from, to);
    }
    /* Who writes here has the lock of the period's directory: nobody comes in between. */
    if (access(to, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

bool directory_put(const char *from, const char *to, bool exchanges)
{
    const unsigned how = exchanges ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, how) == 0) {
        return true;
    }
    const bool unknown = errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
    return unknown && directory_put_by_steps(from, to, exchanges);
}
