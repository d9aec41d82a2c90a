#ifndef IMPORTERS_EXPORTS_H
#define IMPORTERS_EXPORTS_H

#include "importers/row.h"
#include "importers/source.h"

/* The exports of other systems in a directory of input: which are there by sources.ini, and what is read
 * of them. */

/* Reads sources.ini: `path`, or the directory's where that is NULL, else the lines that the store has of an
 * earlier import. *ret_source: NULL where there is none; *ret_rows (struct source_row, in
 * reading->strings): its lines. What is wrong with it becomes issues. */
bool exports_source_read(struct reading *reading, const char *path, const char *directory,
                         struct source **ret_source, GArray *rows, GError **error);

/* An export that a pass reads. */
struct export
{
    const struct source_pass *pass;
    const char *name;
    const char *path;
};

/* Appends to `exports` (of struct export) those of the names in the directory that `source` names, of
 * `only` where that is an input file, and sets reading->present. Several that should be one, a link, and
 * one that lacks where another pass of its file is there are issues;
 * where all of a file lack, reading->unfitted says which and what may be meant. */
void exports_find(struct reading *reading, const struct source *source, const char *directory,
                  const GPtrArray *names, int only, GArray *exports);

/* That no file fits a pass. */
void exports_unfitted_tell(struct reading *reading, const struct unfitted *unfitted);

/* Whether any of them is of the file. */
bool exports_have(const GArray *exports, enum input_file file);

/* Reads all exports of a file, rows and all, as table_read does one. *ret_summary: of all of them
 * together. What there is to tell goes to `told`, the account to `rows` (struct source_row). */
bool exports_read(struct reading *reading, const GArray *exports, enum input_file file,
                  struct csv_summary *ret_summary, GPtrArray *told, GArray *rows, GError **error);

#endif
