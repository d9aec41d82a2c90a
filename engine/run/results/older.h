#ifndef ENGINE_RUN_RESULTS_OLDER_H
#define ENGINE_RUN_RESULTS_OLDER_H

#include <glib.h>
#include <stdbool.h>

#include "engine/store/store.h"

/* Whether a store is all that it was. One that was restored from last month's copy would give the same
 * numbers again and settle the same amounts twice, and nothing in it says so. Three things beside it do:
 *     STORE.seals               a line for each issue, void and import, written after each of them
 *     STORE.backups             the issues that it has backups after
 *     OUT/2026-09/issue-1       what was issued
 * What each knows is read before the store is, so that a command which adds to it meanwhile is no finding. A
 * store of another name, in another directory or with another OUT has none of them: that is no finding either. */
enum older_extent {
    OLDER_BY_STORE, /* OUT counts where it is this store's */
    OLDER_BY_ALL    /* and where it is another's: what is issued would go there */
};

/* A sentence (char *, owned) for what is not as it should be: what knows what, and what to do. *error where the
 * machine fails. */
bool older_find(store *store, const char *store_path, const char *out, enum older_extent extent,
                GPtrArray *sentences, GError **error);
/* For a command that is to add to the store: the first such sentence is RUN_ERROR_OLDER. Where there is none,
 * STORE.seals is brought up to date; that it was missing is a sentence of `notes` (char *, owned). */
bool older_refuse(store *store, const char *store_path, const char *out, enum older_extent extent,
                  GPtrArray *notes, GError **error);

/* The same after something was added: the next start makes good what fails here. A store from which nothing is
 * issued yet has no such file. */
bool older_keep(store *store, const char *store_path, GError **error);

#endif
