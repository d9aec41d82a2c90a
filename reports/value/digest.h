#ifndef REPORTS_VALUE_DIGEST_H
#define REPORTS_VALUE_DIGEST_H

#include <glib.h>
#include <stdint.h>

/* A SHA-256 that is fed one field at a time, so that no two lists of fields read the same: a text
 * with its final NUL, a number as text. */
typedef struct report_hash report_hash;

report_hash *report_hash_new(void);
void report_hash_bytes(report_hash *hash, const void *bytes, size_t size); /* as they are */
void report_hash_text(report_hash *hash, const char *text);
void report_hash_number(report_hash *hash, int64_t number);
/* 64 hex digits, until it is freed; nothing can be fed after it. */
const char *report_hash_end(report_hash *hash);
void report_hash_free(report_hash *hash);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(report_hash, report_hash_free)

#endif
