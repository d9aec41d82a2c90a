#ifndef ENGINE_RUN_DECIDE_DECIDE_H
#define ENGINE_RUN_DECIDE_DECIDE_H

#include "engine/run/decide/approval.h"
#include "engine/run/month/setup.h"
#include "engine/store/facts/decisions.h"

/* What people decide (decisions.md) becomes a fact: by command, a batch of its own with one row, or as rows
 * of decisions.csv. What has no subject, or can have no effect at all, is refused with the reason. */

struct decide_order {
    /* Its kind, its subject, ticket and reason; id, who and when, and what the subject tells of itself, are
     * filled in. Strings are the caller's. */
    struct decision decision;
    const char *approved_by; /* as on the command line */
    const char *as_at_text;  /* NULL: now */
    const char *holidays;    /* their directory; NULL: that of the program */
};

/* What was entered. Zero it before use; decide_done_clear frees. */
struct decide_done {
    struct decision decision; /* strings in `strings` */
    GStringChunk *strings;
    int64_t batch;
};
typedef struct decide_done decide_done;
void decide_done_clear(decide_done *done);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(decide_done, decide_done_clear)

/* RUN_ERROR_USAGE where it says too little, RUN_ERROR_REFUSED with the reason where it cannot be. */
bool decide_make(store *store, const struct decide_order *order, struct decide_done *ret_done,
                 GError **error);

/* Of an import that has merged: adds the decisions that it staged, or sets them aside; `refused` gets a line
 * each (char *, owned). *ret_batch: as store_import_merge's. Of the order as-at and holidays count. */
bool decide_import(store *store, store_import *import, const struct decide_order *order,
                   GPtrArray *refused, int64_t *ret_batch, GError **error);

/* What counts, or why it does not: "counts", "ended by D-000018". The caller frees. */
char *decision_standing_text(const struct decision *decision);

/* Its subject in words: "P0005, Monday 14 September 2026, 10:00". The caller frees. */
char *decision_subject_text(const struct decision *decision);

#endif
