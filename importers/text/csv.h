#ifndef IMPORTERS_TEXT_CSV_H
#define IMPORTERS_TEXT_CSV_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/store/sha256.h"
#include "importers/text/issue.h"

/* CSV files record by record, by heading, with every position an editor shows. Knows no payroll. */

enum { CSV_COLUMNS_MAX = 40, CSV_RECORD_BYTES_MAX = 1024 * 1024 };

struct csv_column {
    const char *name;
    bool required; /* the heading must be there; its values may still be blank */
    bool unread;   /* known, and what stands in it is nobody's business: no value is looked at */
};

struct csv_format {
    const char *file; /* base name, for issues */
    uint32_t order;   /* issue.h */
    const struct csv_column *columns;
    size_t column_count; /* at most CSV_COLUMNS_MAX */
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
};

/* Takes a record; false stops the reading with *error set. */
typedef bool (*csv_record_function)(const struct csv_record *record, void *user_data,
                                    GError **error);

struct csv_summary {
    char sha256[SHA256_TEXT_SIZE]; /* of the file's bytes */
    uint32_t record_count;         /* bad ones included */
    bool ends_open;                /* its last line has no line break */
    bool incomplete; /* some of it was not handed on: broken records, headings or file */
    /* Headings that the format lacks, joined by ", "; it lives as long as the issues. */
    const char *unused_columns;
    bool absent
        [CSV_COLUMNS_MAX]; /* by index of the format's columns: the file has no such heading */
};

/* Reads a file. Records that are broken as CSV become issues and are not handed on; the reading goes on
 * behind them. False only where `take` fails. */
bool csv_file_read(const char *path, const struct csv_format *format, csv_record_function take,
                   void *user_data, struct issues *issues, struct csv_summary *ret_summary,
                   GError **error);

#endif
