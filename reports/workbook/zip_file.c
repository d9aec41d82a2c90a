#include "reports/workbook/zip_file.h"

#include <string.h>

/* The parts of the format that a workbook uses; all numbers are little-endian. */
enum {
    END_SIZE = 22,
    END_ENTRIES = 10,
    END_DIRECTORY_SIZE = 12,
    END_DIRECTORY_OFFSET = 16,
    ENTRY_SIZE = 46,
    ENTRY_METHOD = 10,
    ENTRY_MODIFIED = 12,
    ENTRY_CRC = 16,
    ENTRY_STORED_SIZE = 20,
    ENTRY_INFLATED_SIZE = 24,
    ENTRY_NAME_LENGTH = 28,
    ENTRY_EXTRA_LENGTH = 30,
    ENTRY_COMMENT_LENGTH = 32,
    ENTRY_OFFSET = 42,
    LOCAL_SIZE = 30,
    LOCAL_NAME_LENGTH = 26,
    LOCAL_EXTRA_LENGTH = 28
};

static guint32 number_at(struct zip_bytes bytes, gsize offset, gsize width)
{
    guint32 number = 0;
    for (gsize i = 0; i < width && offset + i < bytes.size; i++) {
        number |= (guint32)bytes.data[offset + i] << (8 * i);
    }
    return number;
}

static bool part_of(struct zip_bytes whole, gsize offset, gsize size, struct zip_bytes *ret_part)
{
    if (offset > whole.size || size > whole.size - offset) {
        return false;
    }
    *ret_part = (struct zip_bytes){whole.data + offset, size};
    return true;
}

/* Workbooks have no comment, so the directory's end is where the file ends. */
bool zip_directory_read(struct zip_bytes file, struct zip_directory *ret_directory)
{
    struct zip_bytes end = {0};
    struct zip_directory directory = {.file = file};
    if (file.size < END_SIZE || !part_of(file, file.size - END_SIZE, END_SIZE, &end) ||
        memcmp(end.data, "PK\5\6", 4) != 0 ||
        !part_of(file, number_at(end, END_DIRECTORY_OFFSET, 4),
                 number_at(end, END_DIRECTORY_SIZE, 4), &directory.entries)) {
        return false;
    }
    directory.entry_count = number_at(end, END_ENTRIES, 2);
    *ret_directory = directory;
    return true;
}

bool zip_member_next(const struct zip_directory *directory, gsize *offset,
                     struct zip_member *ret_member)
{
    struct zip_bytes entry = {0};
    struct zip_bytes local = {0};
    struct zip_member member = {0};
    if (!part_of(directory->entries, *offset, ENTRY_SIZE, &entry) ||
        !part_of(directory->entries, *offset + ENTRY_SIZE, number_at(entry, ENTRY_NAME_LENGTH, 2),
                 &member.name)) {
        return false;
    }
    gsize place = number_at(entry, ENTRY_OFFSET, 4);
    if (!part_of(directory->file, place, LOCAL_SIZE, &local) ||
        !part_of(directory->file,
                 place + LOCAL_SIZE + number_at(local, LOCAL_NAME_LENGTH, 2) +
                     number_at(local, LOCAL_EXTRA_LENGTH, 2),
                 number_at(entry, ENTRY_STORED_SIZE, 4), &member.stored)) {
        return false;
    }
    member.method = number_at(entry, ENTRY_METHOD, 2);
    member.modified = number_at(entry, ENTRY_MODIFIED, 4);
    member.crc = number_at(entry, ENTRY_CRC, 4);
    member.inflated_size = number_at(entry, ENTRY_INFLATED_SIZE, 4);
    *offset += ENTRY_SIZE + member.name.size + number_at(entry, ENTRY_EXTRA_LENGTH, 2) +
               number_at(entry, ENTRY_COMMENT_LENGTH, 2);
    *ret_member = member;
    return true;
}

bool zip_member_is(const struct zip_member *member, const char *name)
{
    return member->name.size == strlen(name) &&
           memcmp(member->name.data, name, member->name.size) == 0;
}

bool zip_member_find(const struct zip_directory *directory, const char *name,
                     struct zip_member *ret_member)
{
    struct zip_member member = {0};
    gsize offset = 0;
    while (zip_member_next(directory, &offset, &member)) {
        if (zip_member_is(&member, name)) {
            *ret_member = member;
            return true;
        }
    }
    return false;
}
