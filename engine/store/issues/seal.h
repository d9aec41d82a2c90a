#ifndef ENGINE_STORE_ISSUES_SEAL_H
#define ENGINE_STORE_ISSUES_SEAL_H

#include "engine/store/store.h"

/* The chain: every issue and every void is a link, sealed over its manifest and the seal before. */

enum { SHA256_TEXT_SIZE = 64 + 1 };

struct store_link {
    int64_t seq;
    bool is_void;
    GBytes *manifest;
    const char *previous_seal; /* "" before the first */
    const char *seal;
};
/* By seq: array of struct store_link, whose clear function is set; strings in `strings`. */
bool store_links_load(store *store, GArray *links, GStringChunk *strings, GError **error);

/* SHA-256 of the manifest's bytes and the previous seal's digits. */
void seal_compute(GBytes *manifest, const char *previous_seal, char ret_seal[SHA256_TEXT_SIZE]);
/* The newest link: 0 and "" where there is none. */
bool link_newest(store *store, int64_t *ret_seq, char ret_seal[SHA256_TEXT_SIZE], GError **error);
/* Seals it: its own seal is not read. */
bool link_insert(store *store, const struct store_link *link, char ret_seal[SHA256_TEXT_SIZE],
                 GError **error);

#endif
