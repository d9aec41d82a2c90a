#include "reports/workbook/xlsx_pack.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "reports/output_file.h"
#include "reports/workbook/zip_file.h"

enum { RAW_WINDOW_BITS = -15, COPY_BYTES = 1 << 16, ZIP_VERSION = 20 };

static const char rows_end[] = "</sheetData>";

struct pack {
    const char *path;
    FILE *file;
    uint64_t offset;    /* of what is written next */
    GString *directory; /* the central directory so far */
    unsigned entry_count;
    int error_number; /* of the first write that failed */
};

/* A member as it is about to be written: its head and tail from memory, rows between them. */
struct packed {
    struct zip_member member; /* name, method, date, crc */
    uint64_t stored_size;
    uint64_t inflated_size;
    struct zip_bytes head;
    const struct xlsx_rows_file *rows; /* NULL: none */
    struct zip_bytes tail;
};

static bool pack_failed(const struct pack *pack, const char *what, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", pack->path, what);
    return false;
}

/* ---- ZIP ----------------------------------------------------------------------------------- */

static void put_number(GString *bytes, uint64_t number, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        g_string_append_c(bytes, (char)(number >> (8 * i) & 0xff));
    }
}

static void put_common(GString *bytes, const struct packed *packed)
{
    put_number(bytes, ZIP_VERSION, 2);
    put_number(bytes, 0, 2); /* flags */
    put_number(bytes, packed->member.method, 2);
    put_number(bytes, packed->member.modified, 4);
    put_number(bytes, packed->member.crc, 4);
    put_number(bytes, packed->stored_size, 4);
    put_number(bytes, packed->inflated_size, 4);
    put_number(bytes, packed->member.name.size, 2);
    put_number(bytes, 0, 2); /* extra */
}

static void put_name(GString *bytes, const struct packed *packed)
{
    g_string_append_len(bytes, (const char *)packed->member.name.data,
                        (gssize)packed->member.name.size);
}

static void directory_add(struct pack *pack, const struct packed *packed)
{
    GString *directory = pack->directory;
    g_string_append_len(directory, "PK\1\2", 4);
    put_number(directory, ZIP_VERSION, 2); /* made by */
    put_common(directory, packed);
    put_number(directory, 0, 2); /* comment */
    put_number(directory, 0, 2); /* disk */
    put_number(directory, 0, 2); /* attributes */
    put_number(directory, 0, 4);
    put_number(directory, pack->offset, 4);
    put_name(directory, packed);
    pack->entry_count++;
}

/* A write that fails is told at the end. */
static void write_bytes(struct pack *pack, const void *bytes, size_t size)
{
    errno = 0;
    if (size > 0 && fwrite(bytes, 1, size, pack->file) != size && pack->error_number == 0) {
        pack->error_number = errno != 0 ? errno : EIO;
    }
    pack->offset += size;
}

static bool write_rows(struct pack *pack, const struct xlsx_rows_file *rows, GError **error)
{
    g_autofree guint8 *buffer = g_malloc(COPY_BYTES);
    uint64_t left = rows->deflated_size;
    rewind(rows->deflated);
    while (left > 0) {
        size_t wanted = left < COPY_BYTES ? (size_t)left : COPY_BYTES;
        size_t got = fread(buffer, 1, wanted, rows->deflated);
        if (got == 0) {
            return pack_failed(pack, "cannot read back the rows of a sheet", error);
        }
        write_bytes(pack, buffer, got);
        left -= got;
    }
    return true;
}

static bool member_write(struct pack *pack, const struct packed *packed, GError **error)
{
    if (packed->inflated_size > UINT32_MAX || pack->offset + packed->stored_size > UINT32_MAX) {
        return pack_failed(pack, "the workbook would be larger than 4 GB", error);
    }
    directory_add(pack, packed);
    g_autoptr(GString) local = g_string_new("PK\3\4");
    put_common(local, packed);
    put_name(local, packed);
    write_bytes(pack, local->str, local->len);
    write_bytes(pack, packed->head.data, packed->head.size);
    if (packed->rows && !write_rows(pack, packed->rows, error)) {
        return false;
    }
    write_bytes(pack, packed->tail.data, packed->tail.size);
    return true;
}

static void end_write(struct pack *pack)
{
    uint64_t directory_offset = pack->offset;
    write_bytes(pack, pack->directory->str, pack->directory->len);
    g_autoptr(GString) end = g_string_new("PK\5\6");
    put_number(end, 0, 4); /* disks */
    put_number(end, pack->entry_count, 2);
    put_number(end, pack->entry_count, 2);
    put_number(end, pack->directory->len, 4);
    put_number(end, directory_offset, 4);
    put_number(end, 0, 2); /* comment */
    write_bytes(pack, end->str, end->len);
}

/* ---- sheets -------------------------------------------------------------------------------- */

/* The whole of a small member; the caller frees. NULL where it is damaged. */
static guint8 *inflated(const struct zip_member *member)
{
    g_autofree guint8 *bytes = g_malloc((gsize)member->inflated_size + 1);
    z_stream stream = {.next_in = (Bytef *)member->stored.data,
                       .avail_in = (uInt)member->stored.size,
                       .next_out = bytes,
                       .avail_out = member->inflated_size};
    if (member->method != ZIP_DEFLATED || inflateInit2(&stream, RAW_WINDOW_BITS) != Z_OK) {
        return NULL;
    }
    int answer = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return answer == Z_STREAM_END && stream.avail_out == 0 ? g_steal_pointer(&bytes) : NULL;
}

/* Raw deflated bytes: open, so that more may follow, or with the stream's end. The caller frees. */
static guint8 *deflated(struct zip_bytes bytes, bool open, gsize *ret_size)
{
    enum { ROOM = 64 };
    z_stream stream = {.next_in = (Bytef *)bytes.data, .avail_in = (uInt)bytes.size};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, RAW_WINDOW_BITS, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        return NULL;
    }
    gsize size = deflateBound(&stream, (uLong)bytes.size) + ROOM;
    g_autofree guint8 *result = g_malloc(size);
    stream.next_out = result;
    stream.avail_out = (uInt)size;
    int answer = deflate(&stream, open ? Z_SYNC_FLUSH : Z_FINISH);
    *ret_size = size - stream.avail_out;
    deflateEnd(&stream);
    return answer == (open ? Z_OK : Z_STREAM_END) ? g_steal_pointer(&result) : NULL;
}

static uint32_t checksum_with(uint32_t crc, struct zip_bytes bytes)
{
    return (uint32_t)crc32(crc, bytes.data, (uInt)bytes.size);
}

/* Deflated pieces that each end on a byte stand one after another as one stream. */
static bool sheet_write(struct pack *pack, const struct zip_member *member,
                        const struct xlsx_rows_file *rows, GError **error)
{
    g_autofree guint8 *xml = inflated(member);
    const char *end = xml ? g_strstr_len((const char *)xml, member->inflated_size, rows_end) : NULL;
    if (!end) {
        return pack_failed(pack, "a sheet is damaged before its rows are in it", error);
    }
    gsize head_size = (gsize)(end - (const char *)xml);
    struct zip_bytes head = {xml, head_size};
    struct zip_bytes tail = {xml + head_size, member->inflated_size - head_size};
    struct packed packed = {.member = *member, .rows = rows};
    packed.inflated_size = member->inflated_size + rows->size;
    packed.member.crc = checksum_with((uint32_t)crc32(0, NULL, 0), head);
    packed.member.crc = (uint32_t)crc32_combine(packed.member.crc, rows->crc, (z_off_t)rows->size);
    packed.member.crc = checksum_with(packed.member.crc, tail);
    g_autofree guint8 *head_deflated = deflated(head, true, &packed.head.size);
    g_autofree guint8 *tail_deflated = deflated(tail, false, &packed.tail.size);
    if (!head_deflated || !tail_deflated) {
        return pack_failed(pack, "cannot deflate", error);
    }
    packed.head.data = head_deflated;
    packed.tail.data = tail_deflated;
    packed.stored_size = packed.head.size + rows->deflated_size + packed.tail.size;
    return member_write(pack, &packed, error);
}

static bool member_copy(struct pack *pack, const struct zip_member *member, GError **error)
{
    struct packed packed = {.member = *member,
                            .stored_size = member->stored.size,
                            .inflated_size = member->inflated_size,
                            .head = member->stored};
    return member_write(pack, &packed, error);
}

static const struct xlsx_rows_file *
rows_of(const struct zip_member *member, const struct xlsx_pack_sheet *sheets, size_t sheet_count)
{
    for (size_t i = 0; i < sheet_count; i++) {
        g_autofree char *name = g_strdup_printf("xl/worksheets/sheet%u.xml", sheets[i].number);
        if (zip_member_is(member, name)) {
            return &sheets[i].rows;
        }
    }
    return NULL;
}

static bool members_write(struct pack *pack, struct zip_bytes shell,
                          const struct xlsx_pack_sheet *sheets, size_t sheet_count, GError **error)
{
    struct zip_directory directory = {0};
    struct zip_member member = {0};
    gsize offset = 0;
    size_t found = 0;
    if (!zip_directory_read(shell, &directory)) {
        return pack_failed(pack, "the library's file is damaged: the disk may be full", error);
    }
    while (zip_member_next(&directory, &offset, &member)) {
        const struct xlsx_rows_file *rows = rows_of(&member, sheets, sheet_count);
        found += rows != NULL;
        if (!(rows ? sheet_write(pack, &member, rows, error) : member_copy(pack, &member, error))) {
            return false;
        }
    }
    if (pack->entry_count != directory.entry_count || found != sheet_count) {
        return pack_failed(pack, "the library's file lacks a part: the disk may be full", error);
    }
    return true;
}

bool xlsx_pack(const char *shell_path, const char *path, const struct xlsx_pack_sheet *sheets,
               size_t sheet_count, GError **error)
{
    g_autoptr(GMappedFile) shell = g_mapped_file_new(shell_path, FALSE, error);
    struct pack pack = {.path = path};
    if (!shell || !(pack.file = output_file_create(path, error))) {
        return false;
    }
    struct zip_bytes bytes = {(const guint8 *)g_mapped_file_get_contents(shell),
                              g_mapped_file_get_length(shell)};
    pack.directory = g_string_new(NULL);
    bool written = members_write(&pack, bytes, sheets, sheet_count, error);
    if (written) {
        end_write(&pack);
    }
    if (written && pack.error_number != 0) {
        output_file_set_error(error, path, "cannot write", pack.error_number);
        written = false;
    }
    g_string_free(pack.directory, TRUE);
    return output_file_finish(pack.file, path, written ? error : NULL) && written;
}
