#ifndef IMPORTERS_TEXT_CSV_PRIVATE_H
#define IMPORTERS_TEXT_CSV_PRIVATE_H

#include <csv.h>

#include "importers/text/csv.h"
#include "importers/text/lines.h"

/* The reading of one CSV file, shared by csv_ahead.c (its thread), csv.c (files and lines),
 * csv_heading.c, csv_record.c and csv_text.c (bytes). */

struct csv_ahead;

enum {
    UNUSED_COLUMN = -1,
    REWINDS_MAX = 1000 /* going back for each of more broken records would take too long */
};

/* What is wrong with a record; the first of it counts. */
struct flaw {
    bool is_there;
    enum issue_code code;
    size_t field;   /* SIZE_MAX: none */
    char *found;    /* of a column that is used; else NULL */
    char *expected; /* or NULL */
    char *mend;     /* or NULL */
};

struct csv_reading {
    const struct csv_format *format;
    struct csv_ahead *ahead; /* where the records go */
    struct issues *issues;   /* changes from record to record */
    struct csv_parser parser;
    struct csv_summary *summary;

    bool heading_done;
    GPtrArray *headings;   /* as the file has them */
    GArray *field_columns; /* int: for each field its column, or UNUSED_COLUMN */
    uint32_t positions[CSV_COLUMNS_MAX];

    uint32_t line; /* of the physical line last read */

    /* the record being read */
    bool open; /* it goes on on the next line */
    bool ended;
    uint32_t record_line;
    int64_t after_first_line; /* the offset behind the line on which it starts */
    size_t record_bytes;
    size_t field;
    bool plain;
    bool blank;
    struct flaw flaw;
    GString *cells; /* the values one after another, each with its NUL */
    size_t starts[CSV_COLUMNS_MAX];
    const char *values[CSV_COLUMNS_MAX];
    GPtrArray *normalised; /* values that had to be changed to NFC */
};

/* ---- csv_ahead.c --------------------------------------------------------------------------------- */

/* Copies the record. False: no more are wanted. */
bool csv_ahead_put(struct csv_ahead *ahead, const struct csv_record *record);

/* ---- csv.c --------------------------------------------------------------------------------------- */

/* Reads the whole file, unless it can be told early that there is no going on. */
void csv_file_parse(struct csv_reading *reading, const char *path);

/* ---- csv_heading.c ------------------------------------------------------------------------------- */

/* The format's column of a field, or UNUSED_COLUMN. */
int csv_field_column(const struct csv_reading *reading, size_t field);
/* column NULL: the record or file as a whole. */
void csv_issue_add(struct csv_reading *reading, uint32_t line, const char *column,
                   uint32_t position, enum issue_code code, const char *found, const char *expected,
                   const char *mend);
/* A heading as it may be shown: one line, not too long. The caller frees. */
char *csv_heading_shown(const struct csv_reading *reading, size_t field);
/* False: the rows cannot be read by these headings. */
bool csv_heading_finish(struct csv_reading *reading);

/* ---- csv_record.c -------------------------------------------------------------------------------- */

/* Of what is wrong with a record the first is kept; the record is then reported instead of handed
 * on. field SIZE_MAX: none. */
void csv_flaw_clear(struct flaw *flaw);
void csv_flaw_note(struct csv_reading *reading, enum issue_code code, size_t field);
void csv_flaw_report(struct csv_reading *reading);
/* The callbacks of libcsv are csv_field_take and csv_record_end. */
void csv_record_begin(struct csv_reading *reading);
void csv_field_take(void *cell, size_t length, void *user_data);
void csv_record_end(int terminator, void *user_data);
/* Hands on a record that has ended. False stops: the headings are no good, or no more are wanted. */
bool csv_record_finish(struct csv_reading *reading);

/* ---- csv_text.c ---------------------------------------------------------------------------------- */

bool csv_line_is_blank(const struct text_line *line);
/* CRLF becomes LF. */
void csv_line_end_normalise(struct text_line *line);
/* Printable ASCII but for its LF. */
bool csv_line_is_plain(const struct text_line *line);
/* NUL and what is not UTF-8 become a flaw of the record, with the byte's place in the file. */
void csv_line_text_check(struct csv_reading *reading, const struct text_line *line);
/* The part of the field up to the byte that libcsv stopped at, unless the column is not read. */
void csv_quote_flaw(struct csv_reading *reading, const struct text_line *line, size_t at);
/* A flaw of the field being read; RECORD_TOO_LONG is one of the whole record. */
void csv_broken_flaw(struct csv_reading *reading, enum issue_code code);
/* A file with bare CRs has but one line. */
bool csv_line_ends_check(struct csv_reading *reading, const struct text_line *line);
/* UTF-16 has a NUL in every other byte: one clear word instead of an error a line. */
bool csv_start_check(struct csv_reading *reading, struct text_line *line);

#endif
