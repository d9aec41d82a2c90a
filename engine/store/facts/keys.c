#include "engine/store/facts/keys.h"

#include "engine/core/money.h"

void key_set_begin(struct key_set *keys)
{
    *keys = (struct key_set){.places = 1024};
    keys->hashes = g_new0(uint64_t, keys->places);
}

void key_set_clear(struct key_set *keys)
{
    g_clear_pointer(&keys->hashes, g_free);
}

/* Whether the hash is new. One place in memory a row: a general table looks at several. */
static bool hash_add(struct key_set *keys, uint64_t hash)
{
    hash += hash == 0;
    size_t place = hash & (keys->places - 1);
    while (keys->hashes[place] != 0 && keys->hashes[place] != hash) {
        place = (place + 1) & (keys->places - 1);
    }
    const bool new = keys->hashes[place] == 0;
    keys->hashes[place] = hash;
    keys->count += new;
    return new;
}

/* Never more than three quarters full. */
static void hashes_grow(struct key_set *keys)
{
    if (keys->count < keys->places / 4 * 3) {
        return;
    }
    g_autofree uint64_t *before = g_steal_pointer(&keys->hashes);
    const size_t places = keys->places;
    keys->places *= 2;
    keys->hashes = g_new0(uint64_t, keys->places);
    keys->count = 0;
    for (size_t i = 0; i < places; i++) {
        if (before[i] != 0) {
            hash_add(keys, before[i]);
        }
    }
}

static uint64_t hash_on(uint64_t hash, const GString *bytes, gsize from, gsize to)
{
    for (gsize i = from; i < to; i++) { /* FNV-1a */
        hash = (hash ^ (unsigned char)bytes->str[i]) * 0x100000001b3;
    }
    return hash;
}

/* Ids are mostly counted: those that differ in their last two characters lie near one another, for a place far off costs
 * more than all else here. */
bool key_set_add(struct key_set *keys, const GString *key)
{
    enum { NEAR = 40, LAST = 3 }; /* bits; two characters and the end of a text */
    const gsize last = key->len < LAST ? 0 : key->len - LAST;
    uint64_t near = hash_on(0xcbf29ce484222325, key, 0, last);
    const uint64_t whole = hash_on(near, key, last, key->len);
    near = near ^ near >> 32; /* its upper bits are the better ones */
    for (gsize i = last; i + 1 < key->len; i++) {
        near += (uint64_t)(unsigned char)key->str[i] << (i == last ? 6 : 0);
    }
    CHECK(keys->hashes); /* the file has not ended */
    hashes_grow(keys);
    return hash_add(keys, whole >> NEAR << NEAR | (near & ((UINT64_C(1) << NEAR) - 1)));
}
