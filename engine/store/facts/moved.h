#ifndef ENGINE_STORE_FACTS_MOVED_H
#define ENGINE_STORE_FACTS_MOVED_H

#include "engine/store/facts/read.h"

/* Whose month of the view's period rests on something that became known, or was no longer known, after the
 * earlier batch and up to the view's: the same as of both batches is everybody's else. Adds the partner ids
 * (owned) to the set. *ret_all: it may be anyone's, for it is a setting, an area, a holiday, the zone of
 * whoever has part in a case, or a decision on all; the set is then not complete.
 *
 * More may be added than moved; never fewer. What changes.h tells is why, of those of whom it matters. */
bool store_moved_partners(store *store, const struct store_view *view, int64_t earlier_batch,
                          store_zone_clock zone_clock, GHashTable *partner_ids, bool *ret_all,
                          GError **error);

#endif
