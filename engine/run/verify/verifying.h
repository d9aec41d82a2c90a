#ifndef ENGINE_RUN_VERIFY_VERIFYING_H
#define ENGINE_RUN_VERIFY_VERIFYING_H

#include "engine/run/month/setup.h"
#include "engine/store/issues/issues.h"

/* What rcti verify works on. Each part appends what does not hold to `findings`, a plain sentence
 * each, and what is worth knowing to `notes`; it fails only where the machine does. */
struct verify {
    store *store; /* opened by verify_store; the caller closes it */
    const char *store_path;
    const char *out;
    int jobs;                    /* how many threads work at once */
    progress_watcher watcher;    /* NULL: nobody */
    const char *against;         /* --against; NULL: not asked */
    GPtrArray *keys;             /* struct seal_key, owned: --seal-key */
    const struct period *period; /* the one asked for; NULL: all */
    bool whole;                  /* --whole: nobody's earlier months are passed by */
    GArray *heads;               /* struct issue_head: of all; by seq */
    GArray *links;               /* struct store_link: of all; by seq */
    GPtrArray *findings;         /* char *, owned */
    GPtrArray *notes;            /* char *, owned */
    GPtrArray *causes;           /* GError *, owned: why an issue could not be computed again */
    GStringChunk *strings;
    guint after_against; /* links after the one that --against names */
    uint32_t
        files_same; /* of the files kept: those that are the same to the byte when made again */
};

#endif
