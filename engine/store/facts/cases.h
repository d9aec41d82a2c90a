#ifndef ENGINE_STORE_FACTS_CASES_H
#define ENGINE_STORE_FACTS_CASES_H

#include "engine/store/rows.h"
#include "engine/store/store.h"

/* One case as A6 and A7 see it, whoever its sessions are with. The arrays are what `facts` points to;
 * the caller unrefs them. */
struct store_case {
    struct case_facts facts; /* .known is false where cases.csv has none of that id */
    GArray *appointments;    /* struct case_appointment; NULL on failure, like: */
    GArray *requests;        /* struct extra_request */
};
/* As of a batch. Strings are put into `strings`. */
bool store_case_load(store *store, const struct store_view *view, const char *case_id,
                     store_zone_clock zone_clock, GStringChunk *strings,
                     struct store_case *ret_case, GError **error);

#endif
