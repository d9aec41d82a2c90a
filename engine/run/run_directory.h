#ifndef ENGINE_RUN_RUN_DIRECTORY_H
#define ENGINE_RUN_RUN_DIRECTORY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* OUT/PERIOD/draft or OUT/PERIOD/issue-1, which is whole or absent: everything is written to a
 * directory beside it that takes its place at the end. A draft takes the last draft's place; what
 * was issued is never replaced. Errors are of G_FILE_ERROR. */
struct run_directory {
    int lock;             /* of OUT/2026-09: one run a month at a time; 0 where there is none */
    bool replaces;        /* a draft */
    char *period_path;    /* OUT/2026-09 */
    char *final_path;     /* OUT/2026-09/draft; NULL until one is opened */
    char *working_path;   /* OUT/2026-09/.draft-XXXXXX */
    char *documents_path; /* working_path/documents */
};

/* Makes OUT/PERIOD (mode 0700), locks it until the clear, and removes what a killed run left. */
bool run_directory_lock(const char *out, const char *period_text,
                        struct run_directory *ret_directory, GError **error);
/* With the lock: a working directory for a draft. */
bool run_directory_make_draft(struct run_directory *directory, GError **error);
/* The same for an issue. */
bool run_directory_make_issue(struct run_directory *directory, int32_t issue, GError **error);
/* Where an issue's files are; the caller frees. */
char *run_directory_issue_path(const struct run_directory *directory, int32_t issue);
/* Brings what was written to disk. */
bool run_directory_sync(const struct run_directory *directory, GError **error);
/* The same, and puts it where it belongs. */
bool run_directory_commit(struct run_directory *directory, GError **error);
/* Without a commit before, nothing is left. */
void run_directory_clear(struct run_directory *directory);

#endif
