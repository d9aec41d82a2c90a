#ifndef IMPORTERS_INPUT_H
#define IMPORTERS_INPUT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/core/facts.h"
#include "engine/store/facts/import.h"
#include "engine/store/gates.h"
#include "engine/store/sha256.h"
#include "importers/text/issue.h"

/* A directory of input files, read whole: every error of every file is found in one go. */

/* --only: those partners' rows of that file replace those partners' rows of the period, which is imported
 * already; everything else stays, and no other file is looked at. */
struct input_only {
    enum input_file file; /* one with partners */
    char **partners;      /* ids, ended by NULL */
};

struct input_options {
    struct period period;
    const struct input_only *only; /* NULL: the whole directory */
    bool hold_bad;       /* a row whose partner_id can be read holds that partner instead */
    bool month_over;     /* the period is: its files are to be whole */
    const char *sources; /* the sources.ini; NULL: that of the directory, else the last one */
    struct gates *gates; /* gets those that stand before the import */
    const GArray *areas; /* of struct area_row: those of the program (holiday_directory_read) … */
    const GArray *own_areas; /* … and those that the period's areas.csv had before; may be NULL */
};

/* What was read. Zero it before use; input_result_clear frees. */
struct input_result {
    GArray *holidays;      /* of struct holiday: holidays.csv of the input, also staged */
    GArray *areas;         /* of struct area_row: all that there are now */
    GStringChunk *strings; /* owns what the holidays point to */
    uint32_t row_counts
        [INPUT_FILE_COUNT]; /* records read, bad ones included; a logo counts with company.ini */
    uint32_t held_row_counts[INPUT_FILE_COUNT]; /* of those, set aside under hold_bad */
    uint32_t
        elsewhere[INPUT_FILE_COUNT]; /* rows that are placed in time, and in no day of the period */
    bool present[INPUT_FILE_COUNT];
    uint32_t held_rows;  /* errors for which a row was set aside */
    GPtrArray *told;     /* of char *: what became of exports, a line each */
    GPtrArray *not_read; /* of char *: what is a table or called like an input file, and is none */
};
typedef struct input_result input_result;
void input_result_clear(input_result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(input_result, input_result_clear)

/* Reads and stages every file of `directory`, then asks the store what the import would do. What
 * is wrong with the data goes to `issues` (sorted); the caller rolls the import back if there are
 * any. False and *error only where the machine fails (directory, store, time zone data). */
bool input_read(const char *directory, const struct input_options *options, store_import *import,
                struct issues *issues, struct input_result *ret_result, GError **error);

/* The spans of area->complete_text into area->complete, kept in `strings`; false where they are none. */
bool area_complete_read(struct area_row *area, GStringChunk *strings);

/* One file of the shipped holidays. */
struct holiday_source {
    const char *name;              /* "au-2026.csv" */
    char sha256[SHA256_TEXT_SIZE]; /* of its bytes */
    uint32_t rows;
};

/* Reads areas.csv and every other *.csv of a directory, by name as bytes. Appends to `areas` (of
 * struct area_row) and `holidays` (of struct holiday); all that they and `sources` point to is
 * kept in `strings`. `sources` (of struct holiday_source *, to be freed by g_free) gets one
 * a file. Issues and failure as above; their order follows that of the input files. */
bool holiday_directory_read(const char *directory, GArray *areas, GArray *holidays,
                            GStringChunk *strings, GPtrArray *sources, struct issues *issues,
                            GError **error);

#endif
