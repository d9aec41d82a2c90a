#include "reports/workbook/xlsx_verify.h"

#include <string.h>
#include <zlib.h>

#include "reports/workbook/xml_characters.h"
#include "reports/workbook/zip_file.h"

enum { RAW_WINDOW_BITS = -15, INFLATED_BYTES = 1 << 18 };
static const char row_tag[] = "<row ";
static const char end_tag[] = "</worksheet>";

/* What a sheet's XML turns out to be. */
struct sheet_found {
    uint32_t rows;
    bool ended;
    bool sound; /* inflates to its end, to what its checksum says */
    bool legal; /* has only characters that XML can hold */
};

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

/* Counts what a buffer has. A tag that straddles two pieces is counted with the second: the last
 * bytes of each piece are looked at again. Returns how many are kept, moved to the front. */
static gsize piece_count(char *buffer, gsize size, bool last, struct sheet_found *found)
{
    enum { KEPT_MAX = sizeof end_tag - 1 };
    gsize kept = size < KEPT_MAX ? size : (gsize)KEPT_MAX;
    found->rows += count_tags(buffer, size);
    found->ended = ends_with(buffer, size, end_tag);
    memmove(buffer, buffer + size - kept, kept);
    found->rows -= last ? 0 : count_tags(buffer, kept);
    return kept;
}

static struct sheet_found sheet_read(const struct zip_member *member)
{
    struct sheet_found found = {0};
    g_autofree char *buffer = g_malloc(sizeof end_tag + INFLATED_BYTES);
    z_stream stream = {.next_in = (Bytef *)member->stored.data,
                       .avail_in = (uInt)member->stored.size};
    uLong crc = crc32(0, NULL, 0);
    struct xml_characters characters = {0};
    gsize kept = 0;
    int answer = inflateInit2(&stream, RAW_WINDOW_BITS);
    while (answer == Z_OK) {
        stream.next_out = (Bytef *)buffer + kept;
        stream.avail_out = INFLATED_BYTES;
        answer = inflate(&stream, Z_NO_FLUSH);
        gsize got = INFLATED_BYTES - stream.avail_out;
        crc = crc32(crc, (const Bytef *)buffer + kept, (uInt)got);
        xml_characters_read(&characters, buffer + kept, got);
        kept = piece_count(buffer, kept + got, answer != Z_OK, &found);
    }
    found.sound = answer == Z_STREAM_END && crc == member->crc &&
                  (guint32)stream.total_out == member->inflated_size;
    found.legal = xml_characters_sound(&characters);
    inflateEnd(&stream);
    return found;
}

static bool sheet_verify(const struct zip_directory *directory, const char *path, size_t sheet,
                         uint32_t row_count, GError **error)
{
    g_autofree char *name = g_strdup_printf("xl/worksheets/sheet%zu.xml", sheet + 1);
    struct zip_member member = {0};
    if (!zip_member_find(directory, name, &member) || member.method != ZIP_DEFLATED) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s is not in it", path, name);
        return false;
    }
    struct sheet_found found = sheet_read(&member);
    if (found.rows != row_count || !found.ended || !found.sound) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                    "%s: %s has %u rows of %u%s%s: the disk may be full", path, name, found.rows,
                    row_count, found.ended ? "" : " and no end",
                    found.sound ? "" : " and is damaged");
        return false;
    }
    if (!found.legal) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "%s: %s has a character that XML cannot hold: readers would refuse it", path,
                    name);
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
    struct zip_bytes file = {(const guint8 *)g_mapped_file_get_contents(mapped),
                             g_mapped_file_get_length(mapped)};
    struct zip_directory directory = {0};
    if (!zip_directory_read(file, &directory)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: it is no workbook", path);
        return false;
    }
    for (size_t i = 0; i < sheet_count; i++) {
        if (!sheet_verify(&directory, path, i, row_counts[i], error)) {
            return false;
        }
    }
    return true;
}
