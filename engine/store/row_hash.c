#include "engine/store/row_hash.h"

#include <stdint.h>

/* type, decimals, end; printf would be half of the time. */
static void number_append(GString *row_bytes, char type, int64_t value, char end)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    text[--at] = end;
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        text[--at] = '-';
    }
    text[--at] = type;
    g_string_append_len(row_bytes, text + at, (gssize)(sizeof text - at));
}

static void bytes_append(GString *row_bytes, char type, const void *bytes, int size)
{
    number_append(row_bytes, type, size, ':');
    if (size > 0) {
        g_string_append_len(row_bytes, bytes, size);
    }
}

void row_bytes_fill(GString *row_bytes, sqlite3_stmt *row, int first)
{
    g_string_truncate(row_bytes, 0);
    int count = sqlite3_column_count(row);
    for (int column = first; column < count; column++) {
        switch (sqlite3_column_type(row, column)) {
        case SQLITE_INTEGER:
            number_append(row_bytes, 'i', sqlite3_column_int64(row, column), ';');
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
