#include "engine/store/row_hash.h"

#include <inttypes.h>
#include <string.h>

static void bytes_append(GString *row_bytes, char type, const void *bytes, int size)
{
    char head[16];
    int length = g_snprintf(head, sizeof head, "%c%d:", type, size);
    g_string_append_len(row_bytes, head, length);
    if (size > 0) {
        g_string_append_len(row_bytes, bytes, size);
    }
}

/* As decimals; printf would be half of the time. */
static void integer_append(GString *row_bytes, int64_t value)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    text[--at] = ';';
    do {
        text[--at] = (char)('0' + size % 10);
        size /= 10;
    } while (size > 0);
    if (value < 0) {
        text[--at] = '-';
    }
    text[--at] = 'i';
    g_string_append_len(row_bytes, text + at, (gssize)(sizeof text - at));
}

void row_bytes_fill(GString *row_bytes, sqlite3_stmt *row, int first)
{
    g_string_truncate(row_bytes, 0);
    int count = sqlite3_column_count(row);
    for (int column = first; column < count; column++) {
        switch (sqlite3_column_type(row, column)) {
        case SQLITE_INTEGER:
            integer_append(row_bytes, sqlite3_column_int64(row, column));
            break;
        case SQLITE_NULL:
            g_string_append_c(row_bytes, 'n');
            break;
        case SQLITE_TEXT: {
            const void *text = sqlite3_column_text(row, column);
            bytes_append(row_bytes, 't', text, sqlite3_column_bytes(row, column));
            break;
        }
        default: {
            const void *blob = sqlite3_column_blob(row, column);
            bytes_append(row_bytes, 'b', blob, sqlite3_column_bytes(row, column));
            break;
        }
        }
    }
    g_string_append_c(row_bytes, '\n');
}

void row_bytes_hash(const GString *row_bytes, GChecksum *checksum)
{
    g_checksum_update(checksum, (const guchar *)row_bytes->str, (gssize)row_bytes->len);
}
