#ifndef ENGINE_RUN_RESULTS_DIRECTORY_H
#define ENGINE_RUN_RESULTS_DIRECTORY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/core/clock.h"

/* OUT/PERIOD/draft or OUT/PERIOD/issue-1, which is whole or absent: everything is written to a
 * directory beside it that takes its place at the end. A draft takes the last draft's place; what
 * was issued is never replaced. Errors are of G_FILE_ERROR. */
struct run_directory {
    int lock;           /* of OUT/2026-09: one run a month at a time; 0 where there is none */
    bool replaces;      /* a draft */
    char *period_path;  /* OUT/2026-09 */
    char *final_path;   /* OUT/2026-09/draft; NULL until one is opened */
    char *working_path; /* OUT/2026-09/.draft-XXXXXX, in which documents/ is */
};

/* Makes OUT/PERIOD (mode 0700), locks it until the clear, and removes what a killed run left. A link in its
 * place is refused (G_FILE_ERROR_LOOP). */
bool run_directory_lock(const char *out, struct period period, struct run_directory *ret_directory,
                        GError **error);
/* The same without making or removing anything, among others that only look. lock is 0 where there is no
 * such directory; G_FILE_ERROR_LOOP: it is a link. */
bool run_directory_look(const char *out, struct period period, struct run_directory *ret_directory,
                        GError **error);
/* With the lock: a working directory for an issue, or for a draft (0). A link or a file in the place that it
 * is to take is refused. */
bool run_directory_make(struct run_directory *directory, int32_t issue, GError **error);
/* Where an issue's files are; the caller frees. */
char *run_directory_issue_path(const struct run_directory *directory, int32_t issue);
/* Brings what was written to disk. */
bool run_directory_sync(const struct run_directory *directory, GError **error);
/* The same, and puts it where it belongs. */
bool run_directory_commit(struct run_directory *directory, GError **error);
/* Without a commit before, nothing is left. */
typedef struct run_directory run_directory;
void run_directory_clear(run_directory *directory);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(run_directory, run_directory_clear)

/* Whether the way from a directory (itself too) to a file below it (documents/x.pdf) is of directories
 * that are there and are no links. ret_end (may be NULL): the part of it that is not; the caller frees. */
enum directory_way { WAY_PLAIN, WAY_ABSENT, WAY_LINK };
enum directory_way directory_way_find(const char *root, const char *below, char **ret_end);

/* Moves a directory to its place, whose name it takes at once or not at all. Where `exchanges`, the
 * one that stands there comes to `from`; else nothing may stand there (EEXIST). false with errno set:
 * both are as they were, unless nothing can be renamed back either; then `to` is at `from`.last.
 *
 * Many network file systems know neither way of renaming; there it takes steps, of which a failure
 * undoes the ones before. Only an end of the program between them leaves the place empty. */
bool directory_put(const char *from, const char *to, bool exchanges);
/* Those steps. */
bool directory_put_by_steps(const char *from, const char *to, bool exchanges);

/* A directory among the system's temporary files, for as long as something is computed in it; {0}: none. */
struct temporary_directory {
    char *path;
    int lock; /* by which others see that it is in use */
};
/* Makes one (mode 0700), and removes those that killed runs of this user left. */
bool temporary_directory_make(struct temporary_directory *ret_directory, GError **error);
void temporary_directory_remove(struct temporary_directory *directory);

/* Whether anything has that name, also a link that leads nowhere. */
bool path_is_there(const char *path);

/* Removes a file, or a directory with all that is in it; never what a link leads to. Best effort:
 * what cannot be removed is left and stays in nobody's way. */
void tree_remove(const char *path);

#endif
