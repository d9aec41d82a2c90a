#include "importers/text/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_BYTES_FIRST = 64 * 1024 };

struct lines {
    int file;
    char *buffer;
    size_t capacity; /* grows with the longest line, up to LINE_BYTES_MAX */
    size_t begin;
    size_t end;
    int64_t begin_offset; /* of buffer[begin] in the file */
    int64_t hashed_to;    /* what is read again is not hashed again */
    GChecksum *checksum;
    char *failure;
    bool at_end;
    bool cut; /* the line given last goes on */
};

struct lines *lines_open(const char *path, char **ret_reason)
{
    /* A pipe or device would block or never end. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) {
        *ret_reason = g_strdup(g_strerror(errno));
        if (file >= 0) {
            close(file);
        }
        return NULL;
    }
    if (!S_ISREG(status.st_mode)) {
        *ret_reason = g_strdup(S_ISDIR(status.st_mode) ? "a directory" : "not a regular file");
        close(file);
        return NULL;
    }
    struct lines *lines = g_new0(struct lines, 1);
    lines->file = file;
    lines->capacity = BUFFER_BYTES_FIRST;
    lines->buffer = g_malloc(lines->capacity);
    lines->checksum = g_checksum_new(G_CHECKSUM_SHA256);
    return lines;
}

void lines_free(struct lines *lines)
{
    if (lines) {
        close(lines->file);
        g_checksum_free(lines->checksum);
        g_free(lines->buffer);
        g_free(lines->failure);
        g_free(lines);
    }
}

/* Reads more behind what is in the buffer. False at the end of the file. */
static bool fill(struct lines *lines)
{
    memmove(lines->buffer, lines->buffer + lines->begin, lines->end - lines->begin);
    lines->end -= lines->begin;
    lines->begin = 0;
    if (lines->end == lines->capacity) {
        lines->capacity *= 2;
        lines->buffer = g_realloc(lines->buffer, lines->capacity);
    }
    ssize_t got = 0;
    do {
        got = read(lines->file, lines->buffer + lines->end, lines->capacity - lines->end);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        lines->at_end = true;
        if (got < 0) {
            lines->failure = g_strdup(g_strerror(errno));
        }
        return false;
    }
    int64_t from = lines->begin_offset + (int64_t)lines->end;
    lines->end += (size_t)got;
    int64_t to = from + got;
    if (to > lines->hashed_to) {
        const char *fresh = lines->buffer + lines->end - (to - MAX(from, lines->hashed_to));
        g_checksum_update(lines->checksum, (const guchar *)fresh, to - MAX(from, lines->hashed_to));
        lines->hashed_to = to;
    }
    return true;
}

static void take(struct lines *lines, size_t length)
{
    lines->begin += length;
    lines->begin_offset += (int64_t)length;
}

/* Drops the rest of a line of which the beginning was given. */
static void rest_skip(struct lines *lines)
{
    while (lines->cut) {
        char *begin = lines->buffer + lines->begin;
        const char *newline = memchr(begin, '\n', lines->end - lines->begin);
        take(lines, newline ? (size_t)(newline - begin) + 1 : lines->end - lines->begin);
        lines->cut = !newline && fill(lines);
    }
}

bool lines_next(struct lines *lines, struct text_line *ret_line)
{
    rest_skip(lines);
    size_t searched = 0;
    for (;;) {
        char *begin = lines->buffer + lines->begin;
        size_t length = lines->end - lines->begin;
        const char *newline = memchr(begin + searched, '\n', length - searched);
        lines->cut = !newline && length == LINE_BYTES_MAX;
        if (newline || lines->cut || (lines->at_end && length > 0)) {
            length = newline ? (size_t)(newline - begin) + 1 : length;
            *ret_line = (struct text_line){begin, length, lines->begin_offset, lines->cut};
            take(lines, length);
            return true;
        }
        searched = length;
        if (lines->at_end) {
            return false;
        }
        fill(lines);
    }
}

const char *lines_failure(const struct lines *lines)
{
    return lines->failure;
}

bool lines_rewind(struct lines *lines, int64_t offset)
{
    if (lseek(lines->file, (off_t)offset, SEEK_SET) < 0) {
        return false;
    }
    lines->begin = 0;
    lines->end = 0;
    lines->begin_offset = offset;
    lines->at_end = false;
    lines->cut = false;
    return true;
}

void lines_sha256(const struct lines *lines, char ret_sha256[65])
{
    /* Reading the digest would close the checksum. */
    GChecksum *copy = g_checksum_copy(lines->checksum);
    g_strlcpy(ret_sha256, g_checksum_get_string(copy), 65);
    g_checksum_free(copy);
}
