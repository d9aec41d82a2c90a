#include "reports/xlsx_verify.h"

#include <gio/gio.h>
#include <string.h>

/* The parts of the ZIP format that a workbook below 4 GB uses; all numbers are little-endian. */
enum {
    END_SIZE = 22,
    END_ENTRIES = 10,
    END_DIRECTORY_SIZE = 12,
    END_DIRECTORY_OFFSET = 16,
    ENTRY_SIZE = 46,
    ENTRY_METHOD = 10,
    ENTRY_COMPRESSED = 20,
    ENTRY_NAME_LENGTH = 28,
    ENTRY_EXTRA_LENGTH = 30,
    ENTRY_COMMENT_LENGTH = 32,
    ENTRY_OFFSET = 42,
    LOCAL_SIZE = 30,
    LOCAL_NAME_LENGTH = 26,
    LOCAL_EXTRA_LENGTH = 28,
    METHOD_DEFLATE = 8,
    INFLATED_BYTES = 1 << 18
};
static const char row_tag[] = "<row ";
static const char end_tag[] = "</worksheet>";

struct bytes {
    const guint8 *data;
    gsize size;
};

static guint32 number_at(struct bytes bytes, gsize offset, gsize width)
{
    guint32 number = 0;
    for (gsize i = 0; i < width && offset + i < bytes.size; i++) {
        number |= (guint32)bytes.data[offset + i] << (8 * i);
    }
    return number;
}

static bool part_of(struct bytes whole, gsize offset, gsize size, struct bytes *ret_part)
{
    if (offset > whole.size || size > whole.size - offset) {
        return false;
    }
    *ret_part = (struct bytes){whole.data + offset, size};
    return true;
}

/* The central directory. libxlsxwriter writes no comment, so its end is where the file ends. */
static bool find_directory(struct bytes file, struct bytes *ret_directory, guint32 *ret_entries)
{
    struct bytes end = {0};
    if (file.size < END_SIZE || !part_of(file, file.size - END_SIZE, END_SIZE, &end) ||
        memcmp(end.data, "PK\5\6", 4) != 0) {
        return false;
    }
    *ret_entries = number_at(end, END_ENTRIES, 2);
    return part_of(file, number_at(end, END_DIRECTORY_OFFSET, 4),
                   number_at(end, END_DIRECTORY_SIZE, 4), ret_directory);
}

/* The deflated bytes of a member. */
static bool find_member(struct bytes file, const char *name, struct bytes *ret_deflated)
{
    struct bytes directory = {0};
    guint32 entries = 0;
    gsize at = 0;
    if (!find_directory(file, &directory, &entries)) {
        return false;
    }
    for (guint32 i = 0; i < entries; i++) {
        struct bytes entry = {0};
        struct bytes entry_name = {0};
        if (!part_of(directory, at, ENTRY_SIZE, &entry) ||
            !part_of(directory, at + ENTRY_SIZE, number_at(entry, ENTRY_NAME_LENGTH, 2),
                     &entry_name)) {
            return false;
        }
        if (entry_name.size == strlen(name) &&
            memcmp(entry_name.data, name, entry_name.size) == 0) {
            gsize offset = number_at(entry, ENTRY_OFFSET, 4);
            struct bytes local = {0};
            return number_at(entry, ENTRY_METHOD, 2) == METHOD_DEFLATE &&
                   part_of(file, offset, LOCAL_SIZE, &local) &&
                   part_of(file,
                           offset + LOCAL_SIZE + number_at(local, LOCAL_NAME_LENGTH, 2) +
                               number_at(local, LOCAL_EXTRA_LENGTH, 2),
                           number_at(entry, ENTRY_COMPRESSED, 4), ret_deflated);
        }
        at += ENTRY_SIZE + entry_name.size + number_at(entry, ENTRY_EXTRA_LENGTH, 2) +
              number_at(entry, ENTRY_COMMENT_LENGTH, 2);
    }
    return false;
}

static uint32_t count_tags(const char *text, gsize size)
{
    uint32_t count = 0;
    const char *end = text + size;
    for (const char *at = memchr(text, '<', size); at; at = memchr(at, '<', (gsize)(end - at))) {
        count +=
            (gsize)(end - at) >= sizeof row_tag - 1 && memcmp(at, row_tag, sizeof row_tag - 1) == 0;
        at++;
    }
    return count;
}

static bool ends_with(const char *text, gsize size, const char *ending)
{
    gsize length = strlen(ending);
    return size >= length && memcmp(text + size - length, ending, length) == 0;
}

/* Inflates a sheet and counts its rows. A tag that straddles two pieces is counted with the second:
 * the last bytes of each piece are looked at again. */
static bool sheet_rows(struct bytes deflated, uint32_t *ret_rows, bool *ret_ended, GError **error)
{
    enum { KEPT_MAX = sizeof end_tag - 1 };
    g_autoptr(GZlibDecompressor) inflate = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW);
    g_autofree char *buffer = g_malloc(KEPT_MAX + INFLATED_BYTES);
    GConverterResult state = G_CONVERTER_CONVERTED;
    gsize kept = 0;
    uint32_t rows = 0;
    while (state != G_CONVERTER_FINISHED) {
        gsize read = 0;
        gsize written = 0;
        state =
            g_converter_convert(G_CONVERTER(inflate), deflated.data, deflated.size, buffer + kept,
                                INFLATED_BYTES, G_CONVERTER_INPUT_AT_END, &read, &written, error);
        if (state == G_CONVERTER_ERROR) {
            return false;
        }
        deflated.data += read;
        deflated.size -= read;
        gsize size = kept + written;
        rows += count_tags(buffer, size);
        *ret_ended = ends_with(buffer, size, end_tag);
        kept = size < KEPT_MAX ? size : (gsize)KEPT_MAX;
        memmove(buffer, buffer + size - kept, kept);
        rows -= state == G_CONVERTER_FINISHED ? 0 : count_tags(buffer, kept);
    }
    *ret_rows = rows;
    return true;
}

static bool verify_sheet(struct bytes file, const char *path, size_t sheet, uint32_t row_count,
                         GError **error)
{
    g_autofree char *name = g_strdup_printf("xl/worksheets/sheet%zu.xml", sheet + 1);
    struct bytes deflated = {0};
    uint32_t rows = 0;
    bool ended = false;
    if (!find_member(file, name, &deflated)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s is not in it", path, name);
        return false;
    }
    if (!sheet_rows(deflated, &rows, &ended, error)) {
        g_prefix_error(error, "%s: %s: ", path, name);
        return false;
    }
    if (rows != row_count || !ended) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                    "%s: %s has %u rows of %u%s: the disk may be full", path, name, rows, row_count,
                    ended ? "" : " and no end");
        return false;
    }
    return true;
}

bool xlsx_verify(const char *path, const uint32_t *row_counts, size_t sheet_count, GError **error)
{
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(path, FALSE, error);
    if (!mapped) {
        return false;
    }
    struct bytes file = {(const guint8 *)g_mapped_file_get_contents(mapped),
                         g_mapped_file_get_length(mapped)};
    for (size_t i = 0; i < sheet_count; i++) {
        if (!verify_sheet(file, path, i, row_counts[i], error)) {
            return false;
        }
    }
    return true;
}
