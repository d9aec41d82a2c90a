#ifndef IMPORTERS_TEXT_LINES_H
#define IMPORTERS_TEXT_LINES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file line by line, in constant memory, and the SHA-256 of its bytes. */

enum { LINE_BYTES_MAX = 1024 * 1024 };

struct lines;

/* NULL where the file cannot be opened or is no regular file; then *ret_reason says why (the
 * caller frees). */
struct lines *lines_open(const char *path, char **ret_reason);
void lines_free(struct lines *lines);
typedef struct lines lines;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lines, lines_free)

struct text_line {
    char *text;     /* may be written to; good until the next call; not NUL-terminated */
    size_t length;  /* its LF included */
    int64_t offset; /* of its first byte in the file */
    bool cut;       /* it is longer than LINE_BYTES_MAX: this is its beginning */
};

/* The next line. False at the end of the file or where reading fails (lines_failure). */
bool lines_next(struct lines *lines, struct text_line *ret_line);
/* NULL, or why reading failed. Owned by the lines. */
const char *lines_failure(const struct lines *lines);
/* Goes back to the line that begins at an offset. */
bool lines_rewind(struct lines *lines, int64_t offset);
/* Of the bytes read so far, which is all of them after the last line: 64 hex digits. */
void lines_sha256(const struct lines *lines, char ret_sha256[65]);

#endif
