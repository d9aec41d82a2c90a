#ifndef ENGINE_STORE_GUARD_H
#define ENGINE_STORE_GUARD_H

#include <glib.h>
#include <stdbool.h>

/* Whether nobody but its owner can change the store at `path`, which need not be there yet: neither the
 * file, nor its directory's names, nor by a journal that SQLite would roll back into it. A directory for a
 * group, a sticky one like /tmp, and one that not everybody gets to, is taken. *error says the
 * mend. What is an empty file is a store to be, whatever its mode. */
bool store_guard(const char *path, GError **error);

#endif
