#ifndef ENGINE_CLI_DRAFT_DIRECTORY_H
#define ENGINE_CLI_DRAFT_DIRECTORY_H

#include <glib.h>
#include <stdbool.h>

/* OUT/PERIOD/draft, which is whole or absent: everything is written to a directory beside it that
 * takes its place at the end. */
struct draft_directory {
    int lock;             /* of OUT/2026-09: one run a month at a time; 0 where there is none */
    char *final_path;     /* OUT/2026-09/draft */
    char *working_path;   /* OUT/2026-09/.draft-XXXXXX */
    char *documents_path; /* working_path/documents */
};

/* Makes the working directory (mode 0700) and those above it; removes what a killed run left. Errors
 * are of G_FILE_ERROR. */
bool draft_directory_open(const char *out, const char *period_text,
                          struct draft_directory *ret_directory, GError **error);
/* Brings it to disk and puts it in the last draft's place. */
bool draft_directory_commit(struct draft_directory *directory, GError **error);
/* Without a commit before, nothing is left. */
void draft_directory_clear(struct draft_directory *directory);

#endif
