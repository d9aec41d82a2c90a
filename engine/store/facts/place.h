#ifndef ENGINE_STORE_FACTS_PLACE_H
#define ENGINE_STORE_FACTS_PLACE_H

#include "engine/store/rows.h"
#include "engine/store/store.h"

/* Where a row of the store is written: the file of that batch, an export where it was read by sources.ini,
 * and the line there; *ret_source has no batch. The name lives as long as the program. */
bool store_source_place(store *store, enum input_file file, uint32_t line, int64_t batch,
                        struct fact_source *ret_source, GError **error);

#endif
