#ifndef IMPORTERS_PROPOSAL_RAW_EXPORT_H
#define IMPORTERS_PROPOSAL_RAW_EXPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A file as some system exported it, of which nothing is known yet: how its bytes are to be read is found
 * out from them. For proposals; an import reads by what a person has confirmed. */

struct raw_row {
    uint32_t line;    /* on which it begins, from 1 */
    GPtrArray *cells; /* of char *, spaces around them taken off */
};

struct raw_export {
    char *name;
    const char *encoding;  /* as sources.ini names it; NULL: UTF-8 */
    const char *delimiter; /* likewise; NULL: commas */
    GArray *rows;          /* of struct raw_row, those with any cell filled */
    GStringChunk *texts;
};

/* Reads a file of a directory. NULL: it is no regular file, too large, or cannot be read as text. */
struct raw_export *raw_export_read(const char *directory, const char *name);
void raw_export_free(struct raw_export *export);
typedef struct raw_export raw_export;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(raw_export, raw_export_free)

/* "" behind the row's last cell. */
const char *raw_cell(const struct raw_row *row, guint at);

#endif
