#ifndef ENGINE_STORE_FACTS_IMPORT_PRIVATE_H
#define ENGINE_STORE_FACTS_IMPORT_PRIVATE_H

#include "engine/store/facts/import.h"
#include "engine/store/facts/keys.h"
#include "engine/store/facts/query.h"

/* The rows that were staged of a table. */
struct staging {
    sqlite3_stmt *insert;
    struct key_set keys;
    char **order;  /* the columns in whose order the store writes */
    bool in_order; /* they came in it */
    GString *last; /* the last one's values of those */
    /* Straight into the store, several rows at once, for one at a time costs twice as much: NULL where rows are
     * not, or no longer. */
    sqlite3_stmt *straight;
    char *waiting; /* rows for the next time, with texts of their own */
    size_t waiting_count;
    GStringChunk *texts;
    int64_t before;         /* the store's last row before the import */
    int64_t count;          /* of the file's rows, whichever way they went */
    int64_t straight_count; /* of these those in the store */
    bool in_scope;          /* something is known that the file could retire */
};

struct store_import {
    store *store;
    struct period period;
    /* The period, the batch (0 until it is written) and what it is doing. */
    struct fact_query query;
    bool first; /* the period has no batch yet */
    bool merged;
    bool same; /* merged, and nothing has changed */
    const char *program_version;
    store_zone_clock zone_clock;
    bool present[INPUT_FILE_COUNT];
    bool scopes_done; /* staging.scopes is filled, and no partner was staged since */
    struct import_counts counts[FACT_TABLE_COUNT];
    bool in_transaction;
    struct staging staging[FACT_TABLE_COUNT];
    GStringChunk *strings; /* zones and partner ids given out */
    GHashTable *zones;     /* by first day of a month: partner id -> zone, both in strings */
    GArray *zone_changes;  /* of struct left_behind, from the last check; so is: */
    GArray *lost_partners;
    GArray *unscheduled; /* of struct partner_name */
    GString *bytes;      /* scratch */
    GString *seen;       /* store_import_seen */
};

/* Runs SQL, a literal or interned; ret_changed (may be NULL): the rows that it touched. */
bool store_import_run(store_import *import, const char *sql, int64_t *ret_changed, GError **error);

/* Writes what waits to go straight into the store: before anybody looks there. */
bool store_import_flush(store_import *import, enum input_file file, GError **error);

/* Writes the batch, once; its number is that of the query. */
bool store_import_batch(store_import *import, GError **error);

/* Rows of a file are found by their key from now on. */
bool store_import_index(store_import *import, enum input_file file, GError **error);

/* Whether the import says anything of the table: its file is there, or missing where that means empty.
 * Of rows set aside it always does. */
bool store_import_replaces(const store_import *import, enum input_file file);

/* SQL of partner_id, timezone and place: whose zone is whose in the month ?4, where the first place of a
 * partner counts. The month's own partners as this import has them, or as they are known, then those of the
 * period imported now, and the latest that any period knows: max() picks the row that the zone is of. */
#define ZONES_OF_MONTH                                                                             \
    "SELECT partner_id, timezone, iif(?4 = ?1, 1, 3) AS place FROM staging.partners"               \
    " UNION ALL SELECT partner_id, timezone, iif(period = ?4, 2, 4) FROM main.partners"            \
    "  WHERE period IN (?4, ?1) AND known_until IS NULL"                                           \
    " UNION ALL SELECT partner_id, timezone, 5 FROM"                                               \
    "  (SELECT partner_id, timezone, max(period) FROM main.partners"                               \
    "    WHERE known_until IS NULL GROUP BY partner_id)"

/* Fills staging.scopes: for each partner the span of the period ('now'), of the month before
 * ('before') and of the period in the zone that the partner had until this import ('old'), which
 * 'now' takes in. */
bool store_import_scopes_fill(store_import *import, GError **error);

#endif
