#include "reports/pdf/read.h"

#include <string.h>
#include <zlib.h>

#include "reports/pdf/font.h"

enum { PIECE_BYTES = 1 << 14, STREAM_BYTES_MAX = 1 << 26 };

/* Inflates what begins at `bytes`; NULL where that is no whole stream. ret_used: how much of it was read. */
static GByteArray *inflated(const guint8 *bytes, size_t size, size_t *ret_used)
{
    z_stream stream = {.next_in = (Bytef *)(guintptr)bytes, .avail_in = (uInt)size};
    if (inflateInit(&stream) != Z_OK) {
        return NULL;
    }
    GByteArray *whole = g_byte_array_new();
    int answer = Z_OK;
    while (answer == Z_OK && whole->len < STREAM_BYTES_MAX) {
        guint8 piece[PIECE_BYTES];
        stream.next_out = piece;
        stream.avail_out = PIECE_BYTES;
        answer = inflate(&stream, Z_NO_FLUSH);
        g_byte_array_append(whole, piece, PIECE_BYTES - stream.avail_out);
    }
    *ret_used = size - stream.avail_in;
    inflateEnd(&stream);
    if (answer != Z_STREAM_END) {
        g_clear_pointer(&whole, g_byte_array_unref);
    }
    return whole;
}

/* Behind the next "stream" and the end of its line; NULL where there is none. */
static const guint8 *stream_find(const guint8 *at, const guint8 *end)
{
    static const char word[] = "stream";
    const size_t length = sizeof word - 1;
    for (; (size_t)(end - at) > length + 1; at++) {
        at = memchr(at, word[0], (size_t)(end - at) - length - 1);
        if (!at) {
            return NULL;
        }
        const bool line = at[length] == '\n' || (at[length] == '\r' && at[length + 1] == '\n');
        if (line && memcmp(at, word, length) == 0) {
            return at + length + (at[length] == '\r' ? 2 : 1);
        }
    }
    return NULL;
}

GPtrArray *pdf_streams_read(GBytes *document)
{
    gsize size = 0;
    const guint8 *at = g_bytes_get_data(document, &size);
    const guint8 *const end = at + size;
    GPtrArray *streams = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    while (at && (at = stream_find(at, end))) {
        size_t used = 0;
        g_autoptr(GByteArray) whole = inflated(at, (size_t)(end - at), &used);
        /* Fonts and pictures have such bytes. */
        if (whole && !memchr(whole->data ? whole->data : (guint8 *)"", 0, whole->len)) {
            g_ptr_array_add(streams, g_byte_array_free_to_bytes(g_steal_pointer(&whole)));
        }
        at += used;
    }
    return streams;
}

void pdf_stream_text(GBytes *stream, GString *text)
{
    gsize size = 0;
    const guint8 *at = g_bytes_get_data(stream, &size);
    const guint8 *const end = at + size;
    bool drawn = false; /* between brackets */
    for (; at < end; at++) {
        if (!drawn || *at == ')') {
            drawn = *at == '(';
            g_string_append(text, drawn ? "\n" : "");
            continue;
        }
        at += *at == '\\' && at + 1 < end;
        const uint32_t character = fonts_winansi_character(*at);
        if (character != 0) {
            g_string_append_unichar(text, character);
        }
    }
}
