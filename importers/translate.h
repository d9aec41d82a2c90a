#ifndef IMPORTERS_TRANSLATE_H
#define IMPORTERS_TRANSLATE_H

#include "engine/store/facts/import.h"
#include "importers/account.h"
#include "importers/source.h"
#include "importers/table.h"
#include "importers/text/csv.h"
#include "importers/text/instant.h"

/* Rows of an export as rows of ours, before any check: a reading of one file by one pass of sources.ini.
 * What it cannot make of a cell it leaves as it is written, for the reader of the column to refuse. */
struct translation;

/* `name`: of the export. `import` is asked for names of partners. All of it outlives the translation. */
struct translation *translation_new(const struct source_pass *pass, const char *name,
                                    store_import *import);
void translation_free(struct translation *translation);
typedef struct translation translation;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(translation, translation_free)

/* How the file is read: with `file` the name and order of its issues. */
struct csv_format translation_format(const struct translation *translation);

/* Headings that another pass of the same export reads or ignores are not told as unused. */
void translation_leave(struct translation *translation, const struct source_pass *other);

/* When the file is read: the heading of each weekday's hours, of rows that are days or have one. */
void translation_starts(const struct translation *translation, const struct csv_summary *summary,
                        const char *ret_starts[SUN + 1]);

/* In which order sources.ini says that the dates of our column are written. */
enum date_order translation_date_order(const struct translation *translation, int column);

/* By column of ours: the heading that it comes from, or is about to; NULL: none. */
const char *const *translation_headings(const struct translation *translation);

/* One of the rows that a row of theirs makes. By column of ours: */
struct translated_row {
    const struct source_pass *pass;
    struct csv_record record; /* the value, and the place of the heading that it came from */
    const char *const *found; /* as it is written */
    const char *const *zones; /* in which a local time is; NULL: the partner's */
    const char *end;          /* of an appointment whose duration comes from it; else NULL */
    /* What is wrong with it already, one column of it; NO_COLUMN: nothing. With ISSUE_UNNAMED_VALUE it is
     * told once a value, by translation_finish. */
    int flawed;
    struct text_problem problem;
};

/* Begins a row of theirs; then each call of _next gives a row of ours, good until the next; false where
 * there is no more, or *error. */
void translation_begin(struct translation *translation, const struct csv_record *theirs);
bool translation_next(struct translation *translation, struct translated_row *ret_row,
                      GError **error);

/* When the file is read: an issue for each value that nobody named, unless their rows were told one by one,
 * and what there is to tell in a line each (appended to `told`, of char *). */
void translation_finish(struct translation *translation, const struct csv_summary *summary,
                        bool rows_told, struct issues *issues, GPtrArray *told);

/* What there is to ask of words that stand beside their column, which is blank there: "Leave.csv, line 13:
 * …". NULL: nothing. The caller frees. */
char *translation_moved(const struct translation *translation, const struct csv_summary *summary);

/* After it: makes summary->absent that of our columns. */
void translation_absent(const struct translation *translation, struct csv_summary *summary);

/* What was read as what (exports.md section 4): struct source_row of section "read PASS: EXPORT". The line
 * of each is the base of table_translate. Appended to `rows`; strings are put into `strings`. */
void translation_account(const struct translation *translation, const struct csv_summary *summary,
                         const struct record_counts *counts, uint32_t base, GArray *rows,
                         GStringChunk *strings);

#endif
