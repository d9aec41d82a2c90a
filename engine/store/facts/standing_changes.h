#ifndef ENGINE_STORE_FACTS_STANDING_CHANGES_H
#define ENGINE_STORE_FACTS_STANDING_CHANGES_H

#include "engine/store/columns.h"
#include "engine/store/facts/read.h"

/* What differs of the standing data between two states of them: who is paid, by which account, rate, schedule,
 * settings, areas and holidays, and how exports are read. All columns of the tables count, whatever they
 * are, so that none can be left out. */

/* The data of a period as known at a batch. */
struct store_standing_state {
    struct period period;
    int64_t batch;
};

/* A row that one of the two states has and the other has not, or has otherwise. */
struct store_standing_change {
    enum input_file file; /* or FACT_SOURCES */
    struct period period; /* of the later state */
    const void *before;   /* the table's struct; NULL: new */
    const void *after;    /* NULL: gone */
    hourly_rate
        rate_until_then; /* of a new rate: by the earlier state, on its first day; 0: none */
    int64_t batch;       /* that brought it, or that no longer has it; 0: it is no import's */
    struct fact_source source;
    const char *imported_by; /* the login; "" of an older store's batch */
};

/* Owns the rows, which go with it. */
struct store_standing_changes {
    GArray *changes; /* struct store_standing_change, by file, then as the table is ordered */
    GPtrArray *rows; /* GArray of rows */
    GStringChunk *strings;
};
typedef struct store_standing_changes store_standing_changes;
store_standing_changes *store_standing_changes_new(void);
void store_standing_changes_free(store_standing_changes *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_standing_changes, store_standing_changes_free)

/* Appends what differs of the facts that are a period's own; of one partner alone, or of everybody and
 * everything (NULL). A row whose key is another, and which takes the place of one that is gone (a rate of
 * the same kind, an hour of the same weekday), is one that changed. */
bool store_standing_changes_load(store *store, const struct store_standing_state *before,
                                 const struct store_standing_state *after, const char *partner_id,
                                 store_standing_changes *changes, GError **error);
/* The same of the input's holidays, which are of all periods. */
bool store_holiday_changes_load(store *store, const struct store_standing_state *before,
                                const struct store_standing_state *after,
                                store_standing_changes *changes, GError **error);

/* Whether anything was imported for the period after one batch and up to another. */
bool store_imported_since(store *store, struct period period, int64_t after, int64_t batch,
                          bool *ret_imported, GError **error);

/* The columns that tell a row from the others of the same partner and file, for the words of whoever shows
 * it. */
bool store_standing_tells(enum input_file file, const struct column *column);

#endif
