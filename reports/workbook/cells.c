#include "reports/workbook/cells.h"

#include <libdeflate.h>
#include <string.h>

/* The parts of a ZIP file that are used here; all numbers are little-endian. */
enum {
    END_SIZE = 22,
    END_ENTRIES = 10,
    END_DIRECTORY = 16,
    ENTRY_SIZE = 46,
    ENTRY_METHOD = 10,
    ENTRY_STORED = 20,
    ENTRY_INFLATED = 24,
    ENTRY_NAME = 28,
    ENTRY_EXTRA = 30,
    ENTRY_COMMENT = 32,
    ENTRY_OFFSET = 42,
    LOCAL_SIZE = 30,
    LOCAL_NAME = 26,
    LOCAL_EXTRA = 28,
    DEFLATED = 8
};

struct bytes {
    const guint8 *data;
    size_t size;
};

/* 0 beyond the end. */
static size_t number_at(const struct bytes *bytes, size_t place, size_t width)
{
    size_t number = 0;
    for (size_t i = 0; i < width && place + i < bytes->size; i++) {
        number |= (size_t)bytes->data[place + i] << (8 * i);
    }
    return number;
}

/* Appends the cells of a sheet: what stands between the tags of "<c …>", behind the place. */
static void cells_append(const char *xml, GString *text)
{
    bool inside = false; /* of a cell */
    for (const char *at = xml; (at = strchr(at, '<'));) {
        const char *close = strchr(at, '>');
        if (!close) {
            return;
        }
        const bool cell = strncmp(at, "<c ", 3) == 0;
        const char *place = cell ? strstr(at, "r=\"") : NULL;
        if (place && place < close) {
            g_string_append_printf(text, "\n%.*s", (int)strcspn(place + 3, "\""), place + 3);
        }
        inside = (inside || cell) && strncmp(at, "</c>", 4) != 0;
        at = close + 1;
        const size_t length = strcspn(at, "<");
        if (inside && length > 0) {
            g_string_append_c(text, '\t');
            g_string_append_len(text, at, (gssize)length);
        }
    }
}

/* The member of an entry of the directory, inflated; NULL where it is not whole. The caller frees. */
static char *member_inflate(const struct bytes *file, size_t entry)
{
    const size_t inflated = number_at(file, entry + ENTRY_INFLATED, 4);
    const size_t stored = number_at(file, entry + ENTRY_STORED, 4);
    const size_t local = number_at(file, entry + ENTRY_OFFSET, 4);
    const size_t place = local + LOCAL_SIZE + number_at(file, local + LOCAL_NAME, 2) +
                         number_at(file, local + LOCAL_EXTRA, 2);
    if (number_at(file, entry + ENTRY_METHOD, 2) != DEFLATED || place > file->size ||
        stored > file->size - place || inflated / 1100 > stored) {
        return NULL;
    }
    g_autofree char *member = g_malloc(inflated + 1);
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    const enum libdeflate_result answer = libdeflate_deflate_decompress(
        decompressor, file->data + place, stored, member, inflated, NULL);
    libdeflate_free_decompressor(decompressor);
    member[inflated] = '\0';
    return answer == LIBDEFLATE_SUCCESS ? g_steal_pointer(&member) : NULL;
}

bool workbook_cells_read(GBytes *workbook, GString *text)
{
    struct bytes file = {0};
    file.data = g_bytes_get_data(workbook, &file.size);
    const size_t end = file.size >= END_SIZE ? file.size - END_SIZE : 0;
    if (file.size < END_SIZE || memcmp(file.data + end, "PK\5\6", 4) != 0) {
        return false;
    }
    size_t entry = number_at(&file, end + END_DIRECTORY, 4);
    for (size_t left = number_at(&file, end + END_ENTRIES, 2); left > 0; left--) {
        const size_t length = number_at(&file, entry + ENTRY_NAME, 2);
        const size_t next = entry + ENTRY_SIZE + length + number_at(&file, entry + ENTRY_EXTRA, 2) +
                            number_at(&file, entry + ENTRY_COMMENT, 2);
        if (next > end || memcmp(file.data + entry, "PK\1\2", 4) != 0) {
            return false;
        }
        g_autofree char *name = g_strndup((const char *)file.data + entry + ENTRY_SIZE, length);
        if (g_str_has_prefix(name, "xl/worksheets/sheet")) {
            g_autofree char *xml = member_inflate(&file, entry);
            if (!xml) {
                return false;
            }
            g_string_append_printf(text, "\n%s", name);
            cells_append(xml, text);
        }
        entry = next;
    }
    return true;
}
