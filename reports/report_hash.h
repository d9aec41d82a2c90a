#ifndef REPORTS_REPORT_HASH_H
#define REPORTS_REPORT_HASH_H

#include <glib.h>
#include <stdint.h>

/* Feeds one field at a time, so that no two lists of fields read the same: a text with its final
 * NUL, a number as text. */
void report_hash_text(GChecksum *hash, const char *text);
void report_hash_number(GChecksum *hash, int64_t number);

#endif
