#ifndef ENGINE_STORE_FACTS_KEYS_H
#define ENGINE_STORE_FACTS_KEYS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Which keys were there already, told by a hash of each, eight bytes: of an index each row would cost as much as the row. */
struct key_set {
    uint64_t *
        hashes; /* each at the place that it tells or behind it; 0: none. NULL: not begun, or cleared */
    size_t count;
    size_t places; /* a power of two */
};
void key_set_begin(struct key_set *keys);
/* Whether the key is new; where it is not, another may have had its hash. */
bool key_set_add(struct key_set *keys, const GString *key);
void key_set_clear(struct key_set *keys);

#endif
