#ifndef ENGINE_STORE_ISSUES_VOID_H
#define ENGINE_STORE_ISSUES_VOID_H

#include "engine/store/store.h"

struct void_order {
    const char *number;
    const char *reason;
    const char *prepared_by;
    const char *approved_by;
};

/* Voids an original document, and the adjustment notes on it: one link, in one transaction. The
 * manifest of the link is made here (JSON). ret_numbers: what was voided, the original first; owned
 * by the array (NULL is allowed). STORE_ERROR_REFUSED where there is nothing to void, with what to
 * do instead. */
bool store_void(store *store, const struct void_order *order, GPtrArray *ret_numbers,
                char ret_seal[65], GError **error);

/* What link ?1 voids: the original first, then by number. */
#define VOID_NUMBERS_SQL                                                                           \
    "SELECT v.* FROM voids AS v JOIN documents AS d USING (number) WHERE v.seq = ?1"               \
    " ORDER BY d.adjusts IS NOT NULL, v.number"
/* The manifest of link ?1, after the seal ?2: its rows differ in the number alone. NULL where it has
 * none. */
#define VOID_MANIFEST_SQL                                                                          \
    "SELECT '{\n  \"kind\": \"void\",\n  \"numbers\": ['"                                          \
    " || group_concat(json_quote(number), ', ')"                                                   \
    " || '],\n  \"reason\": ' || group_concat(DISTINCT json_quote(reason))"                        \
    " || ',\n  \"prepared_by\": ' || group_concat(DISTINCT json_quote(prepared_by))"               \
    " || ',\n  \"approved_by\": ' || group_concat(DISTINCT json_quote(approved_by))"               \
    " || ',\n  \"voided_at\": ' || group_concat(DISTINCT json_quote(voided_at))"                   \
    " || ',\n  \"previous_seal\": ' || json_quote(?2) || '\n}\n' FROM (" VOID_NUMBERS_SQL ")"

#endif
