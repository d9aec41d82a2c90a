#include "importers/text/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/core/money.h"

enum { BUFFER_BYTES_FIRST = 64 * 1024 };

struct lines {
    int file;
    char *buffer;
    size_t capacity; /* grows with the longest line, up to LINE_BYTES_MAX */
    size_t begin;
    size_t end;
    int64_t begin_offset; /* of buffer[begin] in the file */
    int64_t hashed_to;    /* what is read again is not hashed again */
    char *held;           /* the whole file as UTF-8, where it is in another encoding; else NULL */
    size_t held_length;
    size_t held_at; /* up to where it is read */
    sha256 *checksum;
    const char *failure;
    bool at_end;
    bool cut; /* the line given last goes on */
};

struct lines *lines_open(const char *path, const char **ret_reason)
{
    /* A pipe or device would block or never end. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    bool known = file >= 0 && fstat(file, &status) == 0;
    if (!known || !S_ISREG(status.st_mode)) {
        *ret_reason = !known                    ? g_strerror(errno)
                      : S_ISDIR(status.st_mode) ? "a directory"
                                                : "not a regular file";
        if (file >= 0) {
            close(file);
        }
        return NULL;
    }
    struct lines *lines = g_new0(struct lines, 1);
    lines->file = file;
    lines->capacity = BUFFER_BYTES_FIRST;
    lines->buffer = g_malloc(lines->capacity);
    lines->checksum = sha256_new();
    return lines;
}

void lines_free(struct lines *lines)
{
    if (lines) {
        close(lines->file);
        sha256_free(lines->checksum);
        g_free(lines->held);
        g_free(lines->buffer);
        g_free(lines);
    }
}

/* The file as UTF-8: lines->held, up to the first byte that is none of the encoding. */
static void held_fill(struct lines *lines, const char *encoding, int64_t *ret_bad_byte)
{
    enum { BLOCK = 1024 * 1024 };
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    ssize_t got = 0;
    do {
        const guint before = bytes->len;
        g_byte_array_set_size(bytes, before + BLOCK);
        got = read(lines->file, bytes->data + before, BLOCK);
        g_byte_array_set_size(bytes, before + (guint)MAX(got, 0));
    } while (got > 0 || (got < 0 && errno == EINTR));
    lines->failure = got < 0 ? g_strerror(errno) : NULL;
    sha256_add(lines->checksum, bytes->data, bytes->len);
    const char *text = (const char *)bytes->data;
    gsize taken = 0;
    lines->held = g_convert(text, bytes->len, "UTF-8", encoding, &taken, &lines->held_length, NULL);
    /* More bytes than before: it has letters beyond ASCII. */
    const bool is_utf8 = g_ascii_strncasecmp(encoding, "UTF", 3) != 0 && lines->held &&
                         lines->held_length > bytes->len &&
                         g_utf8_validate(text, (gssize)bytes->len, NULL);
    if (!lines->held || taken < bytes->len || is_utf8) {
        *ret_bad_byte = is_utf8 ? -1 : (int64_t)taken + 1;
        g_free(lines->held);
        lines->held = g_strdup("");
        lines->held_length = 0;
    }
}

struct lines *lines_open_encoded(const char *path, const char *encoding, int64_t *ret_bad_byte,
                                 const char **ret_reason)
{
    enum { MARK = 3 };
    unsigned char mark[MARK] = {0};
    *ret_bad_byte = 0;
    struct lines *lines = lines_open(path, ret_reason);
    if (!lines || read(lines->file, mark, MARK) < 0 || lseek(lines->file, 0, SEEK_SET) < 0) {
        return lines;
    }
    const bool utf16 = memcmp(mark, "\xFF\xFE", 2) == 0 || memcmp(mark, "\xFE\xFF", 2) == 0;
    encoding = utf16 ? "UTF-16" : memcmp(mark, "\xEF\xBB\xBF", MARK) == 0 ? NULL : encoding;
    if (encoding) {
        held_fill(lines, encoding, ret_bad_byte);
    }
    return lines;
}

/* As read(2). */
static ssize_t more_read(struct lines *lines, char *buffer, size_t size)
{
    ssize_t got = 0;
    if (lines->held) {
        got = (ssize_t)MIN(size, lines->held_length - lines->held_at);
        memcpy(buffer, lines->held + lines->held_at, (size_t)got);
        lines->held_at += (size_t)got;
        return got;
    }
    do {
        got = read(lines->file, buffer, size);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* Reads more behind what is in the buffer, unless the file is at its end. */
static void fill(struct lines *lines)
{
    memmove(lines->buffer, lines->buffer + lines->begin, lines->end - lines->begin);
    lines->end -= lines->begin;
    lines->begin = 0;
    if (lines->end == lines->capacity) {
        lines->capacity *= 2;
        lines->buffer = g_realloc(lines->buffer, lines->capacity);
    }
    const ssize_t got = more_read(lines, lines->buffer + lines->end, lines->capacity - lines->end);
    if (got <= 0) {
        lines->at_end = true;
        if (got < 0) {
            lines->failure = g_strerror(errno);
        }
        return;
    }
    lines->end += (size_t)got;
    int64_t fresh = lines->begin_offset + (int64_t)lines->end - lines->hashed_to;
    if (fresh > 0 && !lines->held) { /* of what was got, and not read before */
        size_t count = (size_t)MIN(fresh, got);
        sha256_add(lines->checksum, lines->buffer + lines->end - count, count);
        lines->hashed_to += fresh;
    }
}

/* `end` is behind its last byte, in the buffer. */
static void line_trim(struct text_line *line, char *end)
{
    const bool first = line->offset == 0;
    while (first && line->length >= 3 && memcmp(line->text, "\xEF\xBB\xBF", 3) == 0) {
        line->text += 3;
        line->length -= 3;
        line->offset += 3;
    }
    size_t length = line->length;
    if (length >= 2 && end[-1] == '\n' && end[-2] == '\r') {
        end[-2] = '\n';
        line->length--;
    } else if (length >= 1 && end[-1] == '\r') {
        line->length--;
    }
}

bool lines_next(struct lines *lines, struct text_line *ret_line)
{
    size_t searched = 0;
    for (;;) {
        char *begin = lines->buffer + lines->begin;
        size_t length = lines->end - lines->begin;
        const char *newline = memchr(begin + searched, '\n', length - searched);
        bool full = !newline && length == LINE_BYTES_MAX;
        if (newline || full || (lines->at_end && length > 0)) {
            bool rest = lines->cut; /* of a line of which the beginning was given */
            length = newline ? (size_t)(newline - begin) + 1 : length;
            *ret_line = (struct text_line){begin, length, lines->begin_offset,
                                           lines->begin_offset + (int64_t)length, full};
            lines->begin += length;
            lines->begin_offset = ret_line->end_offset;
            lines->cut = full;
            searched = 0;
            if (!rest) {
                line_trim(ret_line, begin + length);
                return true;
            }
        } else if (lines->at_end) {
            return false;
        } else {
            searched = length;
            fill(lines);
        }
    }
}

bool lines_rewind(struct lines *lines, int64_t offset)
{
    if (lines->held) {
        lines->held_at = (size_t)offset;
    } else if (lseek(lines->file, (off_t)offset, SEEK_SET) < 0) {
        return false;
    }
    lines->begin = 0;
    lines->end = 0;
    lines->begin_offset = offset;
    lines->at_end = false;
    lines->cut = false;
    return true;
}

const char *lines_finish(struct lines *lines, char ret_sha256[SHA256_TEXT_SIZE])
{
    sha256_finish(lines->checksum, ret_sha256);
    return lines->failure;
}

/* ---- what they are made of ----------------------------------------------------------------------- */

bool line_is_blank(const struct text_line *line)
{
    size_t i = 0;
    while (i < line->length && line->text[i] != '\0' && strchr(" \t\r\n", line->text[i])) {
        i++;
    }
    return i == line->length;
}

/* Eight bytes at a time: their top bits tell who is beyond ASCII, or is so less 0x20 or plus 1. */
bool line_is_plain(const struct text_line *line)
{
    const uint64_t each = 0x0101010101010101;
    bool ends = line->length > 0 && line->text[line->length - 1] == '\n';
    size_t length = line->length - (ends ? 1 : 0);
    uint64_t odd = 0;
    size_t i = 0;
    for (; i + sizeof odd <= length; i += sizeof odd) {
        uint64_t bytes;
        memcpy(&bytes, line->text + i, sizeof bytes);
        odd |= bytes | (bytes - 0x20 * each) | (bytes + each);
    }
    for (; i < length; i++) {
        uint64_t byte = (unsigned char)line->text[i];
        odd |= byte | (byte - 0x20) | (byte + 1);
    }
    return (odd & 0x80 * each) == 0;
}

gunichar text_refused_character(const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        bool turns = (character >= 0x202a && character <= 0x202e) ||
                     (character >= 0x2066 && character <= 0x2069);
        bool none = (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
        if (g_unichar_iscntrl(character) || turns || none || character == 0x2028 ||
            character == 0x2029 || character == 0xfeff) {
            return character;
        }
    }
    return 0;
}

bool text_is_blank(const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_ascii_isgraph(*at) ||
            (!g_unichar_isspace(character) && !g_unichar_iszerowidth(character))) {
            return false;
        }
    }
    return true;
}

bool text_is_spreadsheet_number(const char *text)
{
    static const char digits[] = "0123456789";
    const char *at = text + (*text == '-');
    size_t count = strspn(at, digits);
    if (count != 1) {
        return false;
    }
    at += count;
    if (*at == '.') {
        count = strspn(at + 1, digits);
        at += count > 0 ? 1 + count : 0;
    }
    if ((*at != 'E' && *at != 'e') || !at[1] || !strchr("+-", at[1])) {
        return false;
    }
    count = strspn(at + 2, digits);
    return count > 0 && at[2 + count] == '\0';
}

int text_compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

char *text_without(const char *text, const char *characters)
{
    g_auto(GStrv) pieces = g_strsplit_set(text, characters, -1);
    return g_strjoinv("", pieces);
}

char *text_fold(const char *text, bool small)
{
    g_autoptr(GString) folded = g_string_new(NULL);
    bool space = false;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        if (g_unichar_isspace(character)) {
            space = folded->len > 0;
            continue;
        }
        if (space) {
            g_string_append_c(folded, ' ');
        }
        space = false;
        g_string_append_unichar(folded, character);
    }
    return small ? g_utf8_casefold(folded->str, -1)
                 : g_string_free(g_steal_pointer(&folded), FALSE);
}

char *text_name_fold(const char *name)
{
    static const char *const titles[] = {"dr", "mr",   "mrs",       "ms", "miss",
                                         "mx", "prof", "professor", NULL};
    g_autofree char *apart = g_utf8_normalize(name, -1, G_NORMALIZE_NFKD);
    g_autoptr(GString) plain = g_string_new(NULL);
    for (const char *at = apart ? apart : ""; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);
        const bool apostrophe = character == '\'' || character == 0x2019;
        if (g_unichar_isalnum(character)) {
            g_string_append_unichar(plain, character);
        } else if (!g_unichar_ismark(character) && !apostrophe) {
            g_string_append_c(plain, ' ');
        }
    }
    g_autofree char *folded = text_fold(plain->str, true);
    const char *space = strchr(folded, ' ');
    g_autofree char *first = space ? g_strndup(folded, (size_t)(space - folded)) : g_strdup("");
    return g_strdup(g_strv_contains(titles, first) ? space + 1 : folded);
}

char *text_amount_plain(const char *text)
{
    const char *at = text + strspn(text, "$ ");
    g_autoptr(GString) plain = g_string_new(NULL);
    size_t digits = 0;
    bool commas = false;
    for (; g_ascii_isdigit(*at) || *at == ','; at++) {
        const bool comma = *at == ',';
        if (comma && (commas ? digits != 3 : digits == 0 || digits > 3)) {
            return NULL;
        }
        commas |= comma;
        digits = comma ? 0 : digits + 1;
        if (!comma) {
            g_string_append_c(plain, *at);
        }
    }
    const size_t decimals = *at == '.' ? strspn(at + 1, "0123456789") : 0;
    const char *end = at + (decimals > 0 ? decimals + 1 : 0);
    if (plain->len == 0 || (commas && digits != 3) || end[strspn(end, " ")] != '\0') {
        return NULL;
    }
    g_string_append_len(plain, at, end - at);
    while (decimals > 2 && plain->str[plain->len - 1] == '0' && plain->str[plain->len - 3] != '.') {
        g_string_truncate(plain, plain->len - 1);
    }
    return g_string_free(g_steal_pointer(&plain), FALSE);
}

char *text_amount_of_comma(const char *text)
{
    g_autofree char *turned = g_strdup(text);
    for (char *at = turned; *at; at++) {
        if (*at == ',' || *at == '.') {
            *at = (char)(*at == ',' ? '.' : ',');
        }
    }
    return text_amount_plain(turned);
}

bool text_cents_read(const char *text, int64_t *ret_cents)
{
    static const char digits[] = "0123456789";
    size_t whole = strspn(text, digits);
    const char *rest = text + whole;
    size_t decimals = *rest == '.' ? strspn(rest + 1, digits) : 0;
    bool formed = whole >= 1 && whole <= 9 && decimals <= 2 &&
                  (*rest == '\0' || (*rest == '.' && decimals > 0 && rest[decimals + 1] == '\0'));
    if (!formed) {
        return false;
    }
    int64_t cents = decimals > 0 ? g_ascii_strtoll(rest + 1, NULL, 10) : 0;
    *ret_cents = g_ascii_strtoll(text, NULL, 10) * 100 + (decimals == 1 ? cents * 10 : cents);
    return true;
}

size_t id_length(const char *text)
{
    size_t length = 0;
    while (g_ascii_isalnum(text[length]) || (text[length] && strchr("._-", text[length]))) {
        length++;
    }
    return length;
}

bool id_is_formed(const char *text)
{
    enum { LENGTH_MAX = 32 };
    size_t length = id_length(text);
    return length >= 1 && length <= LENGTH_MAX && text[length] == '\0';
}

bool partner_id_is_formed(const char *text)
{
    enum { LENGTH_MAX = 14 };
    size_t length = 0;
    while (g_ascii_isupper(text[length]) || g_ascii_isdigit(text[length]) || text[length] == '-') {
        length++;
    }
    return length >= 1 && length <= LENGTH_MAX && text[length] == '\0' && text[0] != '-';
}

bool text_has_digit(const char *text)
{
    return text[strcspn(text, "0123456789")] != '\0';
}
