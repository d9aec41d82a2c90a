#ifndef ENGINE_STORE_STORE_PRIVATE_H
#define ENGINE_STORE_STORE_PRIVATE_H

#include <sqlite3.h>

#include "engine/core/day.h"
#include "engine/store/store.h"

struct store_import;

struct store {
    sqlite3 *db;
    char *path;
    GHashTable *statements;       /* SQL text -> sqlite3_stmt: each prepared once */
    GHashTable *session_findings; /* facts/sessions.c; NULL until it looked */
    struct store_import *import;  /* the one that is under way, or NULL */
    store **issue;                /* where the issue under way has this store, or NULL */
};

enum { PERIOD_TEXT_SIZE = 8 };

/* "2026-09", as the store keeps it. */
void store_period_text(struct period period, char text[PERIOD_TEXT_SIZE]);

/* The way back; false where it is no period. */
bool store_period_parse(const char *text, struct period *ret_period);

/* Finalizes what the import holds of the connection and rolls it back; the import is dead then. */
void store_import_abandon(struct store_import *import);

#endif
