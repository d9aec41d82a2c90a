#ifndef IMPORTERS_TEXT_CSV_PRIVATE_H
#define IMPORTERS_TEXT_CSV_PRIVATE_H

#include <csv.h>

#include "importers/text/csv_format.h"
#include "importers/text/issue.h"
#include "importers/text/lines.h"

/* What the parts of csv share: csv.c has lines and records, csv_headings.c what stands above them. */

enum {
    UNUSED_COLUMN = -1,
    UNREAD_COLUMN = -2 /* of the format, and no value of it is looked at */
};

/* Rows at the end that are none: totals, who printed the report. */
struct footer {
    uint32_t line; /* on which it begins; 0: none so far */
    uint32_t last_line;
    int64_t offset;
    const char *text;              /* how it begins */
    bool lacking[CSV_COLUMNS_MAX]; /* by column of the format: no row of it has a value there */
};

struct csv_reading {
    const struct csv_format *format;
    size_t required; /* columns that must be there */
    csv_record_function take;
    void *user_data;
    GError **error;
    struct issues *issues;
    struct csv_summary *summary;
    struct lines *lines;
    struct csv_parser parser;
    uint32_t line; /* of the physical line last read */
    uint32_t rewinds;
    bool failed; /* `take` has */
    struct footer footer;
    uint32_t rows_to; /* up to this line what looked like a footer is not at the end */

    bool heading_done;
    bool lacking;          /* csv_record */
    GPtrArray *headings;   /* as the file has them */
    GArray *field_columns; /* int: for each field its column, or UNUSED_COLUMN */
    GArray *field_watched; /* likewise: of one that is unused, the watched column beside it */
    uint32_t positions[CSV_COLUMNS_MAX];

    /* the record being read */
    bool open; /* it goes on on the next line */
    bool ended;
    uint32_t record_line;
    int64_t first_offset;     /* of the line on which it starts */
    int64_t after_first_line; /* the offset behind that line */
    size_t record_bytes;
    size_t field;
    size_t filled;      /* values that are not blank */
    size_t filled_to;   /* how many fields there are up to the last of them */
    const char *leader; /* the first of them */
    bool plain;
    bool line_ends; /* the last line of the file may be cut off */
    char delimiter;
    const char *values[CSV_COLUMNS_MAX]; /* "" where the file lacks the column */
    const char *beside[CSV_COLUMNS_MAX];
    GStringChunk *texts; /* owns what is said below, and values that are not plain */

    /* What is wrong with it, the first of it; it is then reported instead of handed on. */
    bool flawed;
    enum issue_code flaw;
    size_t flaw_field; /* SIZE_MAX: none */
    const char *found; /* of a column that is used; else NULL */
    const char *expected;
    const char *mend;
};

/* column NULL: the record or file as a whole. */
void csv_issue_add(struct csv_reading *reading, uint32_t line, const char *column, size_t position,
                   enum issue_code code, const char *found, const char *expected, const char *mend);
/* A heading as it may be shown: one line, not too long. */
const char *csv_heading_shown(const struct csv_reading *reading, size_t field);
/* The format's column of a field. */
int csv_field_column(const struct csv_reading *reading, size_t field);
/* The watched column beside a field that no column reads; else UNUSED_COLUMN. */
int csv_field_watched(const struct csv_reading *reading, size_t field);
/* When the record of the headings is read. False: the rows cannot be read by these headings, for most of
 * those that must be there are not. */
bool csv_headings_finish(struct csv_reading *reading);

#endif
