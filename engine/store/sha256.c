#include "engine/store/sha256.h"

#include <openssl/evp.h>
#include <string.h>

#include "engine/core/money.h"

sha256 *sha256_new(void)
{
    sha256 *hash = EVP_MD_CTX_new();
    CHECK(hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1);
    return hash;
}

void sha256_add(sha256 *hash, const void *bytes, size_t size)
{
    CHECK(EVP_DigestUpdate(hash, bytes, size) == 1);
}

enum { DIGEST_SIZE = SHA256_TEXT_SIZE / 2 };

static void digest_text(const unsigned char digest[DIGEST_SIZE], char ret_text[SHA256_TEXT_SIZE])
{
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        ret_text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        ret_text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    ret_text[SHA256_TEXT_SIZE - 1] = '\0';
}

void sha256_finish(sha256 *hash, char ret_text[SHA256_TEXT_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    CHECK(EVP_DigestFinal_ex(hash, digest, NULL) == 1);
    digest_text(digest, ret_text);
}

void sha256_free(sha256 *hash)
{
    EVP_MD_CTX_free(hash);
}

void sha256_of(const void *bytes, size_t size, char ret_text[SHA256_TEXT_SIZE])
{
    sha256 *hash = sha256_new();
    sha256_add(hash, bytes, size);
    sha256_finish(hash, ret_text);
    sha256_free(hash);
}

void sha256_hmac(const void *key, size_t key_size, const char *text,
                 char ret_text[SHA256_TEXT_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    size_t size = 0;
    CHECK(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key, key_size, (const void *)text,
                    strlen(text), digest, sizeof digest, &size) &&
          size == sizeof digest);
    digest_text(digest, ret_text);
}
