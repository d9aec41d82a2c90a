#include "reports/tables/output_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "engine/core/check.h"
#include "reports/output_file.h"

enum { READ_BYTES = 1 << 16, SHA256_BYTES = 32 };

struct output_hashes {
    char *directory;
    GMutex mutex;
    GHashTable *by_path; /* path -> struct output_hash */
};

static bool descriptor_hash(int file, struct output_hash *ret_hash)
{
    unsigned char digest[SHA256_BYTES];
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    g_autofree guchar *buffer = g_malloc(READ_BYTES);
    ssize_t got = 0;
    int64_t bytes = 0;
    CHECK(hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1);
    while ((got = read(file, buffer, READ_BYTES)) > 0) {
        EVP_DigestUpdate(hash, buffer, (size_t)got);
        bytes += got;
    }
    const int error_number = errno;
    ret_hash->bytes = bytes;
    CHECK(EVP_DigestFinal_ex(hash, digest, NULL) == 1);
    EVP_MD_CTX_free(hash);
    for (size_t i = 0; i < sizeof digest; i++) {
        g_snprintf(ret_hash->sha256 + 2 * i, 3, "%02x", digest[i]);
    }
    errno = error_number;
    return got == 0;
}

bool output_hash_of(const char *path, struct output_hash *ret_hash, GError **error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        output_file_set_error(error, path, "cannot open", errno);
        return false;
    }
    bool whole = descriptor_hash(file, ret_hash);
    int error_number = errno;
    close(file);
    if (!whole) {
        output_file_set_error(error, path, "cannot read", error_number);
    }
    return whole;
}

output_hashes *output_hashes_new(const char *directory)
{
    output_hashes *hashes = g_new0(output_hashes, 1);
    hashes->directory = g_strdup(directory);
    hashes->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_mutex_init(&hashes->mutex);
    return hashes;
}

void output_hashes_free(output_hashes *hashes)
{
    if (hashes) {
        g_mutex_clear(&hashes->mutex);
        g_hash_table_unref(hashes->by_path);
        g_free(hashes->directory);
        g_free(hashes);
    }
}

bool output_hashes_add(output_hashes *hashes, const char *path, GError **error)
{
    g_autofree char *full = g_build_filename(hashes->directory, path, NULL);
    g_autofree struct output_hash *hash = g_new0(struct output_hash, 1);
    if (!output_hash_of(full, hash, error)) {
        return false;
    }
    g_mutex_lock(&hashes->mutex);
    g_hash_table_insert(hashes->by_path, g_strdup(path), g_steal_pointer(&hash));
    g_mutex_unlock(&hashes->mutex);
    return true;
}

bool output_hashes_find(output_hashes *hashes, const char *path, struct output_hash *ret_hash,
                        GError **error)
{
    g_mutex_lock(&hashes->mutex);
    const struct output_hash *known = g_hash_table_lookup(hashes->by_path, path);
    if (known) {
        *ret_hash = *known;
    }
    g_mutex_unlock(&hashes->mutex);
    if (known) {
        return true;
    }
    g_autofree char *full = g_build_filename(hashes->directory, path, NULL);
    return output_hash_of(full, ret_hash, error);
}
