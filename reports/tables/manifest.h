#ifndef REPORTS_TABLES_MANIFEST_H
#define REPORTS_TABLES_MANIFEST_H

#include "reports/value/partner_report.h"

/* SHA-256 of a run's files, for the manifest. Whoever writes a file may hash it at once, from several
 * threads; the rest is hashed when the manifest asks. Errors are of G_FILE_ERROR and name the file. */

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

/* Hashes what a file was written from, or one that is finished and not hashed yet, and keeps that.
 * ret_hash: NULL or where it goes as well. */
void output_hashes_put(output_hashes *hashes, const char *path, GBytes *bytes);
bool output_hashes_add(output_hashes *hashes, const char *path, struct output_hash *ret_hash,
                       GError **error);

/* The digest of a run: over everything that would be issued, so that issuing takes just what was
 * reviewed. Neither the batch nor draft or issued is in it. Begun here; each partner's issue_hash is fed
 * to it, in order, and of its end the first 12 hex digits stand. */
enum { RUN_DIGEST_SIZE = 12 + 1 };
report_hash *run_digest_new(const struct report_run *run);

struct manifest_frozen {
    const char *table;
    const char *sha256; /* of the rows that the issue keeps in it */
};

/* Of an issue: what makes its manifest a link of the chain of seals. */
struct manifest_issue {
    int32_t issue; /* 1, 2, … of the period */
    const char *prepared_by;
    const char *approved_by;
    const char *previous_seal; /* of the issue or void before, "" before the first */
    const char *facts_sha256;  /* over every batch of facts up to the run's */
    const char *seal_key;      /* the id of the key that its seal has; "": none */
    const char *libraries;     /* what its files are made with: libraries_used */
    const struct manifest_frozen *frozen;
    size_t frozen_count;
};

/* What manifest.json says beside the files that it finds. */
struct manifest {
    const struct report_run *run;
    const struct run_totals *totals;
    const exception_list *exceptions; /* counted by severity */
    const char *digest;
    const struct manifest_issue *issue; /* NULL for a draft */
    const struct report_input *inputs;
    size_t input_count;
    output_hashes *hashes; /* of its directory; may know some already */
};

/* Writes directory/manifest.json, mode 0600, with the SHA-256 of every other file below the
 * directory, sorted by path as bytes. Call it last. No clock and no host name: the same run has the
 * same bytes. Errors are of G_FILE_ERROR. */
bool manifest_write(const struct manifest *manifest, const char *directory, GError **error);

#endif
