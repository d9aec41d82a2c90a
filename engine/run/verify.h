#ifndef ENGINE_RUN_VERIFY_H
#define ENGINE_RUN_VERIFY_H

#include "engine/store/issues/read.h"

/* What rcti verify works on. Each part appends what does not hold to `findings`, a plain sentence
 * each, and what is worth knowing to `notes`; it fails only where the machine does. */
struct verify {
    store *store;
    const char *store_path;
    const char *out;
    const char *against;         /* --against; NULL: not asked */
    const struct period *period; /* the one asked for; NULL: all */
    GArray *heads;               /* struct issue_head: of all; by seq */
    GArray *links;               /* struct store_link: of all; by seq */
    GPtrArray *findings;         /* char *, owned */
    GPtrArray *notes;            /* char *, owned */
    GPtrArray *restored;         /* char *, owned: what issue_restore_period tells */
    GPtrArray *causes;           /* GError *, owned: why an issue could not be computed again */
    GStringChunk *strings;
};

void verify_find(struct verify *verify, const char *format, ...) G_GNUC_PRINTF(2, 3);
void verify_note(struct verify *verify, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Whether the issue is of the period asked for. */
bool verify_takes(const struct verify *verify, const struct issue_head *head);
/* "issue 1 of 2026-09"; the caller frees. */
char *verify_issue_name(const struct issue_head *head);

/* The files of each issue below --out, against what was kept; what is missing is written again. */
bool verify_files(struct verify *verify, GError **error);
/* Each issue computed again, from the facts as they were, against what was frozen. */
bool verify_issues(struct verify *verify, GError **error);
/* --against: the name of the link of the chain whose seal it is, "" where it is none. The caller
 * frees. */
char *verify_against(struct verify *verify);

#endif
