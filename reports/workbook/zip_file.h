#ifndef REPORTS_WORKBOOK_ZIP_FILE_H
#define REPORTS_WORKBOOK_ZIP_FILE_H

#include <glib.h>
#include <stdbool.h>

/* A ZIP file of less than 4 GB as it lies in memory: its members, and their bytes as they are
 * stored. Nothing is copied. */

struct zip_bytes {
    const guint8 *data;
    gsize size;
};

enum { ZIP_STORED = 0, ZIP_DEFLATED = 8 };

struct zip_member {
    struct zip_bytes name; /* without a final NUL */
    guint32 method;        /* ZIP_STORED, ZIP_DEFLATED */
    guint32 modified;      /* time and date as the format has them */
    guint32 crc;           /* of the inflated bytes */
    guint32 inflated_size;
    struct zip_bytes stored;
};

struct zip_directory {
    struct zip_bytes file;
    struct zip_bytes entries;
    guint32 entry_count;
};

/* false where it is none, or is damaged. */
bool zip_directory_read(struct zip_bytes file, struct zip_directory *ret_directory);

/* The members one after another: start with *offset 0. false at the end, and where the directory
 * is damaged; *offset tells the two apart: it is then the directory's size, or not. */
bool zip_member_next(const struct zip_directory *directory, gsize *offset,
                     struct zip_member *ret_member);

bool zip_member_find(const struct zip_directory *directory, const char *name,
                     struct zip_member *ret_member);
bool zip_member_is(const struct zip_member *member, const char *name);

#endif
