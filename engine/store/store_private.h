#ifndef ENGINE_STORE_STORE_PRIVATE_H
#define ENGINE_STORE_STORE_PRIVATE_H

#include <sqlite3.h>

#include "engine/core/day.h"
#include "engine/store/rows.h"
#include "engine/store/store.h"

struct store_import;

enum { PERIOD_TEXT_SIZE = 8 };

/* Which batch's file of each kind was in force for a period at a batch, asked for last. */
struct store_in_force {
    char period[PERIOD_TEXT_SIZE]; /* "" for none */
    int64_t batch;
    int64_t batches[FACT_TABLE_COUNT];
};

struct store {
    sqlite3 *db;
    char *path;
    GHashTable *statements;       /* SQL text -> sqlite3_stmt: each prepared once */
    GHashTable *session_findings; /* facts/sessions.c; NULL until it looked */
    struct store_in_force in_force;
    struct store_import *import; /* the one that is under way, or NULL */
    store **issue;               /* where the issue under way has this store, or NULL */
};

/* "2026-09", as the store keeps it. */
void store_period_text(struct period period, char text[PERIOD_TEXT_SIZE]);

/* The way back; false where it is no period. */
bool store_period_parse(const char *text, struct period *ret_period);

/* Finalizes what the import holds of the connection and rolls it back; the import is dead then. */
void store_import_abandon(struct store_import *import);

#endif
