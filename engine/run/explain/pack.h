#ifndef ENGINE_RUN_EXPLAIN_PACK_H
#define ENGINE_RUN_EXPLAIN_PACK_H

#include "engine/run/explain/find.h"

/* What is attached to a ticket, of one partner's month: the documents as they were issued, the letter, the
 * explanation as JSON, the partner's own rows of the tables, and the seal with how to check it. Nothing
 * of any other partner is in it. */
struct pack_order {
    store *store;
    const char *directory; /* to be made; what is there already is refused */
    const char *letter;
    const char *json;
};
/* The names of its files are appended to `files` (char *, owned), as bytes in order. On failure nothing
 * is left. */
bool pack_write(const struct pack_order *order, const struct explanation *explanation,
                GPtrArray *files, GError **error);

#endif
