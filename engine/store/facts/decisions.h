#ifndef ENGINE_STORE_FACTS_DECISIONS_H
#define ENGINE_STORE_FACTS_DECISIONS_H

#include "engine/store/facts/import.h"

/* What people decided (decisions.md): facts that are added by their id, never changed and never retired.
 * An import merges its other files first; whether a decision has a subject is asked of what is then
 * known, and each is added or refused one after another. */

/* All decisions that are known at a batch, of every kind, in the order in which they were entered, and
 * marked (decisions_mark); of one partner, whole months included, or with NULL of all. Appends struct
 * decision; the array is as it was on failure. */
bool store_decisions_load(store *store, int64_t batch, const char *partner_id, GArray *decisions,
                          GStringChunk *strings, GError **error);

/* The next free id, "D-000017". */
enum { DECISION_ID_SIZE = 32 + 1 };
bool store_decision_next_id(store *store, char ret_id[DECISION_ID_SIZE], GError **error);

/* Whether a row of decisions.csv says nothing else than what is known: what was filled in when that was
 * entered may be blank in it. */
bool store_decision_same(const struct decision *known, const struct decision *row);

/* The appointment of that id, as of a batch, and the time zone that its partner had last; false in
 * ret_found where there is none. */
bool store_appointment_find(store *store, int64_t batch, const char *appointment_id,
                            bool *ret_found, struct appointment *ret_appointment,
                            const char **ret_timezone, GStringChunk *strings, GError **error);

/* ---- while an import is under way, when it has merged --------------------------------------------- */

/* Appends what is staged of decisions.csv (struct decision), by line. */
bool store_import_decisions_staged(store_import *import, GArray *decisions, GStringChunk *strings,
                                   GError **error);
/* Makes it known from the import's batch on. Its id must not be known. source.line 0: it was entered by
 * command. */
bool store_import_decision_add(store_import *import, const struct decision *decision,
                               GError **error);
/* Sets the row aside, until decisions.csv is imported again for the period: `why` is the whole line that
 * says so. */
bool store_import_decision_refuse(store_import *import, const struct decision *decision,
                                  const char *why, GError **error);
/* When every one is added or refused; *ret_batch: as store_import_merge's, all in all. */
bool store_import_decisions_end(store_import *import, int64_t *ret_batch, GError **error);

#endif
