#ifndef ENGINE_STORE_SCHEMA_H
#define ENGINE_STORE_SCHEMA_H

#include "engine/store/db.h"

/* Whether a store has the tables, indexes and triggers that this program makes, and nothing else: a
 * trigger more could redirect a payment, a trigger less lets what is issued be changed. Appends a
 * sentence (char *, owned) for each object that differs, whatever its name; none: they are the same. */
bool schema_differences(store *store, GPtrArray *sentences, GError **error);

#endif
