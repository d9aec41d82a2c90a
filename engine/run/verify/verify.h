#ifndef ENGINE_RUN_VERIFY_VERIFY_H
#define ENGINE_RUN_VERIFY_VERIFY_H

#include "engine/run/month/setup.h"
#include "engine/store/issues/issues.h"

/* What rcti verify works on. Each part appends what does not hold to `findings`, a plain sentence
 * each, and what is worth knowing to `notes`; it fails only where the machine does. */
struct verify {
    store *store; /* opened by verify_store; the caller closes it */
    const char *store_path;
    const char *out;
    int jobs;                    /* how many documents at once */
    progress_watcher watcher;    /* NULL: nobody */
    const char *against;         /* --against; NULL: not asked */
    const struct period *period; /* the one asked for; NULL: all */
    bool whole;                  /* --whole: nobody's earlier months are passed by */
    GArray *heads;               /* struct issue_head: of all; by seq */
    GArray *links;               /* struct store_link: of all; by seq */
    GPtrArray *findings;         /* char *, owned */
    GPtrArray *notes;            /* char *, owned */
    GPtrArray *causes;           /* GError *, owned: why an issue could not be computed again */
    GStringChunk *strings;
    uint32_t
        files_same; /* of the files kept: those that are the same to the byte when made again */
};

struct verify_counts {
    uint32_t issues;
    uint32_t voids;
    uint32_t documents;
    const char *seal; /* the newest, "" where nothing is issued */
};

/* The store and its seals; the files of each issue below --out, against what was kept; and each issue
 * made again, from the facts as they were, against what was frozen and kept. Nothing is written but below
 * the directory for temporary files, where nothing is left. In this folder are
 *     verify   its parts, in order
 *     out      the files below --out
 *     again    an issue made again
 *     kept     its files against those that are kept
 *     figures  files whose words another version of the program chose */
bool verify_store(struct verify *verify, GError **error);
/* Of the period asked for, or of all. */
bool verify_count(struct verify *verify, struct verify_counts *ret_counts, GError **error);
/* --against: the name of the link of the chain whose seal it is, "" where it is none. The caller
 * frees. */
char *verify_against(struct verify *verify);

#endif
