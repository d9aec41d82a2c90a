#include "reports/workbook/sheet.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "reports/output_file.h"

/* ---- XML ----------------------------------------------------------------------------------- */

enum { PIECE_BYTES = 1 << 16, OPEN_BYTES_MAX = 512 };

/* XML as it comes, piece by piece. */
struct xml_reading {
    char *bytes; /* what is not read yet: begins between two tags */
    size_t used;
    size_t room;
    char open[OPEN_BYTES_MAX]; /* the elements that are: "/worksheet/sheetData/row" */
    size_t open_size;
    struct sheet_content found;
    bool seen;
    bool wrong;
};

static bool is_plain(unsigned char c)
{
    return c > '>' ? c < 0x80
                   : (c >= ' ' && c != '<' && c != '>' && c != '&') || c == '\t' || c == '\n' ||
                         c == '\r';
}

/* Reads a text up to its tag: the bytes that it stands for, &amp; &lt; &gt; and &quot; being one each.
 * No controls but tab and line ends, neither U+FFFE nor U+FFFF; and no '>', which is &gt; in all that
 * the library writes: one would be the end of a tag that is cut off. NULL where the tag is not
 * here yet. */
static const char *text_read(struct xml_reading *reading, const char *text, const char *end,
                             uint64_t *ret_bytes)
{
    const char *at = text;
    size_t skipped = 0;
    bool ascii = true;
    for (; at < end && *at != '<'; at++) {
        const unsigned char c = (unsigned char)*at;
        if (c == '&') {
            const char *last = memchr(at, ';', (size_t)(end - at));
            if (!last) {
                return NULL;
            }
            skipped += (size_t)(last - at);
            at = last;
        } else if (!is_plain(c)) {
            ascii = false;
            reading->wrong |= c < 0x80 || (c == 0xEF && end - at > 2 && at[1] == '\xBF' &&
                                           (at[2] & 0xFE) == 0xBE);
        }
    }
    reading->wrong |= !ascii && at < end && !g_utf8_validate_len(text, (size_t)(at - text), NULL);
    *ret_bytes = (uint64_t)(at - text) - skipped;
    return at < end ? at : NULL;
}

/* The end of the element that was opened last. "/c" */
static void end_read(struct xml_reading *reading, uint64_t text_bytes, const char *tag, size_t size)
{
    if (size == 2 && (tag[1] == 't' || tag[1] == 'f')) {
        reading->found.text_bytes += text_bytes;
    }
    const bool ends_it = size <= reading->open_size &&
                         memcmp(tag, reading->open + reading->open_size - size, size) == 0;
    reading->open_size -= ends_it ? size : 0;
    reading->wrong |= !ends_it;
}

/* A tag without its brackets, behind a text of so many bytes. */
static void tag_read(struct xml_reading *reading, uint64_t text_bytes, const char *tag, size_t size)
{
    size_t length = 0;
    if (size == 0 || tag[0] == '/') {
        end_read(reading, text_bytes, tag, size);
        reading->wrong |= size == 0;
        return;
    }
    const bool empty = tag[size - 1] == '/';
    if (tag[0] == '?') {
        return;
    }
    while (length < size - empty && tag[length] != ' ') {
        length++;
    }
    reading->seen = true;
    reading->found.rows += length == 3 && memcmp(tag, "row", 3) == 0;
    reading->found.cells += length == 1 && tag[0] == 'c';
    if (empty || length + 1 > OPEN_BYTES_MAX - reading->open_size) {
        reading->wrong |= !empty;
        return;
    }
    reading->open[reading->open_size++] = '/';
    memcpy(reading->open + reading->open_size, tag, length);
    reading->open_size += length;
}

/* Reads what is there, and keeps what has no end yet. */
static void xml_read(struct xml_reading *reading)
{
    const char *at = reading->bytes;
    const char *end = at + reading->used;
    while (!reading->wrong) {
        uint64_t text_bytes = 0;
        const char *tag = text_read(reading, at, end, &text_bytes);
        const char *close = tag ? memchr(tag + 1, '>', (size_t)(end - tag) - 1) : NULL;
        if (!close) {
            break;
        }
        reading->wrong |= memchr(tag + 1, '<', (size_t)(close - tag) - 1) != NULL;
        tag_read(reading, text_bytes, tag + 1, (size_t)(close - tag) - 1);
        at = close + 1;
    }
    reading->used = reading->wrong ? 0 : (size_t)(end - at);
    memmove(reading->bytes, at, reading->used);
}

static bool xml_whole(const struct xml_reading *reading)
{
    return reading->seen && !reading->wrong && reading->open_size == 0 &&
           (reading->used == 0 || (reading->used == 1 && reading->bytes[0] == '\n'));
}

/* ---- pieces ---------------------------------------------------------------------------------- */

/* To inflate takes as long as to read: while one thread does that, another reads what came before. */
struct piece {
    size_t size; /* 0: none comes after it */
    char bytes[PIECE_BYTES];
};

struct pieces {
    struct xml_reading reading;
    GAsyncQueue *empty;
    GAsyncQueue *inflated;
    GThread *thread; /* NULL: the machine had none for it */
};

static void piece_read(struct xml_reading *reading, const struct piece *piece)
{
    if (reading->room < reading->used + piece->size) {
        reading->room = 2 * (reading->used + piece->size);
        reading->bytes = g_realloc(reading->bytes, reading->room);
    }
    memcpy(reading->bytes + reading->used, piece->bytes, piece->size);
    reading->used += piece->size;
    xml_read(reading);
}

static void *pieces_read(void *data)
{
    struct pieces *pieces = data;
    bool more = true;
    while (more) {
        struct piece *piece = g_async_queue_pop(pieces->inflated);
        more = piece->size > 0;
        piece_read(&pieces->reading, piece);
        g_async_queue_push(pieces->empty, piece);
    }
    return NULL;
}

static void pieces_begin(struct pieces *pieces)
{
    enum { PIECES = 8 };
    *pieces =
        (struct pieces){.empty = g_async_queue_new_full(g_free), .inflated = g_async_queue_new()};
    for (int i = 0; i < PIECES; i++) {
        g_async_queue_push(pieces->empty, g_new(struct piece, 1));
    }
    pieces->thread = g_thread_try_new("workbook", pieces_read, pieces, NULL);
}

static void piece_push(struct pieces *pieces, struct piece *piece)
{
    if (pieces->thread) {
        g_async_queue_push(pieces->inflated, piece);
    } else {
        piece_read(&pieces->reading, piece);
        g_async_queue_push(pieces->empty, piece);
    }
}

static void pieces_end(struct pieces *pieces)
{
    struct piece *last = g_async_queue_pop(pieces->empty);
    last->size = 0;
    piece_push(pieces, last);
    if (pieces->thread) {
        g_thread_join(pieces->thread);
    }
    g_async_queue_unref(pieces->empty);
    g_async_queue_unref(pieces->inflated);
}

/* ---- ZIP ----------------------------------------------------------------------------------- */

/* The parts of the format that a workbook uses; all numbers are little-endian. */
enum {
    END_SIZE = 22, /* workbooks have no comment behind it */
    END_ENTRIES = 10,
    END_DIRECTORY_SIZE = 12,
    END_DIRECTORY_OFFSET = 16,
    DIRECTORY_SIZE_MAX = 1 << 20,
    ENTRY_SIZE = 46,
    ENTRY_METHOD = 10,
    ENTRY_CRC = 16,
    ENTRY_STORED_SIZE = 20,
    ENTRY_INFLATED_SIZE = 24,
    ENTRY_NAME_LENGTH = 28,
    ENTRY_EXTRA_LENGTH = 30,
    ENTRY_COMMENT_LENGTH = 32,
    ENTRY_OFFSET = 42,
    LOCAL_SIZE = 30,
    LOCAL_NAME_LENGTH = 26,
    LOCAL_EXTRA_LENGTH = 28,
    DEFLATED = 8,
    RAW_WINDOW_BITS = -15
};

static uint32_t number_at(const guint8 *bytes, size_t width)
{
    uint32_t number = 0;
    for (size_t i = 0; i < width; i++) {
        number |= (uint32_t)bytes[i] << (8 * i);
    }
    return number;
}

/* false where the file has no such bytes. */
static bool read_at(FILE *file, uint32_t offset, guint8 *bytes, size_t size)
{
    return fseek(file, offset, SEEK_SET) == 0 && fread(bytes, 1, size, file) == size;
}

/* Inflates what an entry of the directory tells of; false where it is not that. */
static bool member_inflate(FILE *file, const guint8 *entry, struct pieces *pieces)
{
    static const guint8 none[1];
    g_autofree guint8 *stored = g_malloc(PIECE_BYTES);
    guint8 local[LOCAL_SIZE];
    z_stream stream = {.next_in = (Bytef *)none};
    uint32_t left = number_at(entry + ENTRY_STORED_SIZE, 4);
    if (number_at(entry + ENTRY_METHOD, 2) != DEFLATED ||
        !read_at(file, number_at(entry + ENTRY_OFFSET, 4), local, sizeof local) ||
        fseek(file,
              (long)number_at(local + LOCAL_NAME_LENGTH, 2) +
                  (long)number_at(local + LOCAL_EXTRA_LENGTH, 2),
              SEEK_CUR) != 0 ||
        inflateInit2(&stream, RAW_WINDOW_BITS) != Z_OK) {
        return false;
    }
    uint32_t crc = 0;
    int answer = Z_OK;
    while (answer == Z_OK) {
        if (stream.avail_in == 0) {
            stream.next_in = stored;
            stream.avail_in = (uInt)fread(stored, 1, MIN(left, PIECE_BYTES), file);
            left -= stream.avail_in;
        }
        struct piece *piece = g_async_queue_pop(pieces->empty);
        stream.next_out = (Bytef *)piece->bytes;
        stream.avail_out = PIECE_BYTES;
        answer = inflate(&stream, Z_NO_FLUSH); /* Z_BUF_ERROR where nothing comes any more */
        piece->size = PIECE_BYTES - stream.avail_out;
        crc = libdeflate_crc32(crc, piece->bytes, piece->size);
        if (piece->size > 0) {
            piece_push(pieces, piece);
        } else {
            g_async_queue_push(pieces->empty, piece);
        }
    }
    const uLong total = stream.total_out;
    inflateEnd(&stream);
    return answer == Z_STREAM_END && left == 0 && crc == number_at(entry + ENTRY_CRC, 4) &&
           (uint32_t)total == number_at(entry + ENTRY_INFLATED_SIZE, 4);
}

/* ---- the workbook -------------------------------------------------------------------------- */

struct reading {
    const char *path;
    FILE *file;
    const GPtrArray *parts;
    size_t sheets_seen;
};

static bool damaged(const struct reading *reading, const char *what, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "%s: %s: the disk may be full (%s)",
                reading->path, what, g_strerror(ENOSPC));
    return false;
}

/* NULL where the member is whole, else what it is not. The caller frees. */
static char *member_problem(struct reading *reading, const guint8 *entry, const char *name)
{
    static const char sheet[] = "xl/worksheets/sheet";
    struct pieces pieces;
    pieces_begin(&pieces);
    const bool inflated = member_inflate(reading->file, entry, &pieces);
    pieces_end(&pieces);
    const bool whole = xml_whole(&pieces.reading);
    const struct sheet_content found = pieces.reading.found;
    g_free(pieces.reading.bytes);
    if (!inflated) {
        return g_strdup_printf("%s is damaged", name);
    }
    const uint64_t number =
        g_str_has_prefix(name, sheet) ? g_ascii_strtoull(name + strlen(sheet), NULL, 10) : 0;
    if (number >= 1 && number <= reading->parts->len) {
        const struct sheet_part *part = g_ptr_array_index(reading->parts, number - 1);
        const struct sheet_content *written = &part->written;
        reading->sheets_seen++;
        if (found.rows != written->rows || found.cells != written->cells ||
            found.text_bytes != written->text_bytes) {
            return g_strdup_printf("%s has %u rows of %u, %" G_GUINT64_FORMAT
                                   " cells of %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
                                   " bytes of text of %" G_GUINT64_FORMAT,
                                   name, found.rows, written->rows, found.cells, written->cells,
                                   found.text_bytes, written->text_bytes);
        }
    }
    return whole ? NULL : g_strdup_printf("%s is no XML that readers would take", name);
}

static bool members_read(struct reading *reading, GError **error)
{
    guint8 end[END_SIZE];
    if (fseek(reading->file, -END_SIZE, SEEK_END) != 0 ||
        fread(end, 1, END_SIZE, reading->file) != END_SIZE || memcmp(end, "PK\5\6", 4) != 0) {
        return damaged(reading, "it is no workbook", error);
    }
    const uint32_t size = number_at(end + END_DIRECTORY_SIZE, 4);
    g_autofree guint8 *directory = g_malloc0(DIRECTORY_SIZE_MAX + ENTRY_SIZE);
    if (size > DIRECTORY_SIZE_MAX ||
        !read_at(reading->file, number_at(end + END_DIRECTORY_OFFSET, 4), directory, size)) {
        return damaged(reading, "its directory is damaged", error);
    }
    const guint8 *entry = directory;
    for (uint32_t left = number_at(end + END_ENTRIES, 2); left > 0; left--) {
        const uint32_t length = number_at(entry + ENTRY_NAME_LENGTH, 2);
        const guint8 *next = entry + ENTRY_SIZE + length +
                             number_at(entry + ENTRY_EXTRA_LENGTH, 2) +
                             number_at(entry + ENTRY_COMMENT_LENGTH, 2);
        if (memcmp(entry, "PK\1\2", 4) != 0 || next > directory + size) {
            return damaged(reading, "its directory is damaged", error);
        }
        g_autofree char *name = g_strndup((const char *)entry + ENTRY_SIZE, length);
        g_autofree char *problem = member_problem(reading, entry, name);
        if (problem) {
            return damaged(reading, problem, error);
        }
        entry = next;
    }
    return reading->sheets_seen == reading->parts->len ||
           damaged(reading, "a sheet is not in it", error);
}

bool workbook_read_again(const char *path, const GPtrArray *parts, GError **error)
{
    struct reading reading = {path, fopen(path, "rbe"), parts, 0};
    if (!reading.file) {
        output_file_set_error(error, path, "cannot read it again", errno);
        return false;
    }
    const bool whole = members_read(&reading, error);
    fclose(reading.file);
    return whole;
}
