#ifndef ENGINE_STORE_SHA256_H
#define ENGINE_STORE_SHA256_H

#include <glib.h>
#include <stddef.h>

/* SHA-256 by libcrypto, as 64 hex digits. */
enum { SHA256_TEXT_SIZE = 64 + 1 };

typedef struct evp_md_ctx_st sha256;
sha256 *sha256_new(void);
void sha256_add(sha256 *hash, const void *bytes, size_t size);
/* Ends it: nothing more can be added. */
void sha256_finish(sha256 *hash, char ret_text[SHA256_TEXT_SIZE]);
void sha256_free(sha256 *hash);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sha256, sha256_free)

/* Of bytes that are at hand; NULL where there are none. */
void sha256_of(const void *bytes, size_t size, char ret_text[SHA256_TEXT_SIZE]);

/* HMAC-SHA-256 of a text. */
void sha256_hmac(const void *key, size_t key_size, const char *text,
                 char ret_text[SHA256_TEXT_SIZE]);

#endif
