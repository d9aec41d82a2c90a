#ifndef ENGINE_STORE_FACTS_IMPORT_PRIVATE_H
#define ENGINE_STORE_FACTS_IMPORT_PRIVATE_H

#include "engine/store/facts/import.h"
#include "engine/store/statement.h"
#include "engine/store/tables.h"

struct store_import {
    store *store; /* NULL once abandoned */
    struct period period;
    char period_text[PERIOD_TEXT_SIZE];
    store_zone_clock zone_clock;
    bool present[INPUT_FILE_COUNT];
    bool scopes_done; /* staging.scopes is filled, and no partner was staged since */
    struct import_counts counts[INPUT_FILE_COUNT];
    bool in_transaction;
    sqlite3_stmt *stage[INPUT_FILE_COUNT]; /* the INSERT into each staging table */
    sqlite3_stmt *hold;
    sqlite3_stmt *spare;
    GStringChunk *strings; /* zones given out */
    GArray *zone_changes;  /* of struct zone_change, from the last check */
    GArray *lost_partners; /* of struct lost_partner, from the last check */
};

/* Whether the import says anything of the file: it is there, or missing where that means empty. */
bool store_import_replaces(const struct store_import *import, enum input_file file, bool first);

/* Whether the period has no batch yet. */
bool store_import_first(struct store_import *import, bool *ret_first, GError **error);

/* Fills lost_partners; the scopes are filled. */
bool store_import_lost_partners_find(struct store_import *import, struct import_check *check,
                                     GError **error);

/* Fills staging.scopes: for each partner the span of the period ('now'), of the month before
 * ('before') and of the period in the zone that the partner had until this import ('old'), which
 * 'now' takes in. */
bool store_import_scopes_fill(struct store_import *import, GError **error);

#endif
