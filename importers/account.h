#ifndef IMPORTERS_ACCOUNT_H
#define IMPORTERS_ACCOUNT_H

#include <glib.h>
#include <stdint.h>

#include "engine/store/rows.h"
#include "importers/text/csv_format.h"

/* What became of each line of a file, and what was read as what (exports.md section 4). */

/* What became of a file's records, for whoever read them to count. */
struct record_counts {
    uint32_t rows;    /* of ours, good and bad; of records, those of which came */
    uint32_t used;    /* … a row of the period */
    uint32_t other;   /* … rows of other periods alone */
    uint32_t aside;   /* … rows that are wrong alone, set aside by --hold-bad */
    uint32_t unasked; /* … rows of partners alone whom --partner does not name */
};

/* The rows of an account, which are of one pass and one file. */
struct account {
    enum input_file file;
    const char *section; /* account_section */
    uint32_t base;       /* how many lines the exports of the input file have before it */
    GArray *rows;        /* of struct source_row, to which it is appended */
    GStringChunk *strings;
};

/* "read PASS: FILE", in `strings`. */
const char *account_section(const char *pass, const char *file, GStringChunk *strings);
/* A row: of theirs, where it is not "", and read as ours. */
void account_add(const struct account *account, const char *what, const char *theirs,
                 const char *ours, uint32_t count);
/* Each line of the file once, by what became of it; `explained`: records without a row that the caller
 * accounts for itself. */
void account_lines(const struct account *account, const struct csv_summary *summary,
                   const struct record_counts *counts, uint32_t explained);

#endif
