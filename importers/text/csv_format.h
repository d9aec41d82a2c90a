#ifndef IMPORTERS_TEXT_CSV_FORMAT_H
#define IMPORTERS_TEXT_CSV_FORMAT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/store/sha256.h"

/* How a CSV file is written, a record of it, and what there is to say of it when it is read (csv.h). */

enum { CSV_COLUMNS_MAX = 40, CSV_RECORD_BYTES_MAX = 1024 * 1024, CSV_SKIPPED_SHOWN = 4 };

struct csv_column {
    const char *name;
    bool required;   /* the heading must be there; its values may still be blank */
    bool may_be_cut; /* … and a record may end before it, as spreadsheets cut trailing blanks */
    bool unread;     /* known, and what stands in it is nobody's business: no value is looked at */
    const char *const *also; /* other spellings of an export's heading, ended by NULL; or NULL */
    bool of_skip;            /* skip_rows_without of sources.ini alone names it */
    bool watched;            /* csv_record.beside is wanted for it */
};

struct csv_format {
    const char *file; /* base name, for issues */
    uint32_t order;   /* issue.h */
    const struct csv_column *columns;
    size_t column_count; /* at most CSV_COLUMNS_MAX */
    /* Of another system's export (exports.md); NULL: it is in our format. */
    const struct csv_export *as;
};

/* How another system writes: its headings are the columns' names, whatever their spaces. */
struct csv_export {
    const char *section;  /* of sources.ini, in which its columns are named: "rates.csv 2" */
    bool own;             /* it names none: the headings are ours */
    const char *encoding; /* as GLib takes it; NULL: UTF-8 */
    char delimiter;
    uint32_t headings_line; /* 0: to be found */
    const size_t *needed;   /* columns without one of which a row is none, like a footer */
    size_t needed_count;
    const GPtrArray *ignored;   /* of const char *: headings that nobody needs */
    const GPtrArray *elsewhere; /* … and those that another reading of the file has */
    /* A day of a week that is read by days: one that is left out is an error; NULL: there are none. */
    bool (*is_day)(const char *heading);
};

struct csv_record {
    uint32_t line; /* on which it starts */
    /* By index of the format's columns: NUL-terminated, UTF-8 in NFC, "" where blank or where the
     * file lacks the column. Good during the call. */
    const char *const *values;
    const uint32_t *positions; /* of the columns in the file, from 1 */
    bool plain;                /* printable ASCII throughout: no control character anywhere */
    /* A heading is missing or not as it should be: the record is handed on for what else is wrong with it. */
    bool lacking;
    /* Likewise: what stands in the cell directly before or behind a column that is watched, where no column
     * reads that cell; "" where that is blank. */
    const char *const *beside;
};

/* Takes a record; false stops the reading with *error set. */
typedef bool (*csv_record_function)(const struct csv_record *record, void *user_data,
                                    GError **error);

struct csv_summary {
    char sha256[SHA256_TEXT_SIZE]; /* of the file's bytes */
    uint32_t record_count;         /* bad ones included */
    uint32_t line_count;           /* of the file; of them: */
    uint32_t title_lines;          /* above the headings, blank ones included */
    uint32_t heading_lines;        /* the headings, each time */
    uint32_t blank_lines;
    uint32_t skipped_rows;                  /* csv_export.needed */
    uint32_t skipped_lines;                 /* that they take */
    uint32_t skipped_at[CSV_SKIPPED_SHOWN]; /* the lines of the first ones, and of the last: */
    uint32_t skipped_last;
    const char
        *skipped_text; /* how they begin (footers.h), each in quotation marks, so many of … */
    uint32_t skipped_texts; /* … them; it lives as long as the issues */
    GPtrArray *
        ignored_columns; /* csv_export.ignored: of char *, those that are there; NULL: none asked */
    bool ends_open;      /* its last line has no line break */
    bool incomplete;     /* some of it was not handed on: broken records, headings or file */
    /* Headings that the format lacks, joined by ", "; it lives as long as the issues. */
    const char *unused_columns;
    bool absent
        [CSV_COLUMNS_MAX]; /* by index of the format's columns: the file has no such heading */
    const char *spelled[CSV_COLUMNS_MAX]; /* likewise: as the file spells it, one of the format's */
};

#endif
