#ifndef REPORTS_TABLES_OUTPUT_HASH_H
#define REPORTS_TABLES_OUTPUT_HASH_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* SHA-256 of a run's files, for the manifest. Whoever writes a file may hash it while it is at
 * hand, from several threads; the rest is hashed when the manifest asks. Errors are of G_FILE_ERROR
 * and name the file. */

enum { OUTPUT_HASH_SIZE = 64 + 1 };
struct output_hash {
    int64_t bytes;
    char sha256[OUTPUT_HASH_SIZE]; /* hex digits */
};

bool output_hash_of(const char *path, struct output_hash *ret_hash, GError **error);

/* Of the files below one directory, by their paths relative to it, with '/' between. */
typedef struct output_hashes output_hashes;
output_hashes *output_hashes_new(const char *directory);
void output_hashes_free(output_hashes *hashes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(output_hashes, output_hashes_free)

/* Hashes a file that is finished, and keeps that. */
bool output_hashes_add(output_hashes *hashes, const char *path, GError **error);
/* What is kept, else of the file as it lies there. */
bool output_hashes_find(output_hashes *hashes, const char *path, struct output_hash *ret_hash,
                        GError **error);

#endif
