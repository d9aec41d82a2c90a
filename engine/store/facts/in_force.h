#ifndef ENGINE_STORE_FACTS_IN_FORCE_H
#define ENGINE_STORE_FACTS_IN_FORCE_H

#include "engine/store/facts/facts_load.h"

/* Which batch brought the file of each kind that is in force for the view's period; 0: none. A fact
 * that an earlier file of the period brought, or one of another period, has that file's line. */
struct in_force {
    int64_t batches[INPUT_FILE_COUNT];
};
bool in_force_load(store *store, const struct store_view *view, struct in_force *ret_in_force,
                   GError **error);
struct fact_source in_force_source(const struct in_force *in_force, enum input_file file,
                                   uint32_t line, int64_t known_from);

#endif
