#ifndef IMPORTERS_USUAL_H
#define IMPORTERS_USUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/store/rows.h"

/* What people and other systems usually call our files, columns and words: for what is asked and proposed
 * (UNUSED_COLUMNS, `rcti sources`), never for data. */

/* Whether a list of words, with spaces between, has the word. */
bool usual_list_has(const char *list, const char *word);

/* The input file that is called so: "Partner schedule" is a schedule, for the last word tells, unless one
 * before it is of a more special kind. -1: none. */
int usual_file(const char *name);

struct usual_column {
    enum input_file file;
    const char *column; /* of the file, or `end` of an appointment, which stands for its duration */
    bool pays;          /* it may be absent, and changes pay */
    const char *others; /* headings as usual_key has them, the likeliest first */
};
const struct usual_column *usual_columns(size_t *ret_count);

/* "EndTime", "end-time" and "End time (UTC)" as end_time. The caller frees. */
char *usual_key(const char *heading);
/* How surely the heading is the column: 1 its own name, then by its other names; 0: not at all. */
int usual_rank(enum input_file file, const char *column, const char *heading);
/* The same of a heading whose key is known. */
int usual_rank_of_key(enum input_file file, const char *column, const char *heading,
                      const char *key);
/* How much a heading looks like the column: 0 not at all. */
int usual_likeness(const struct usual_column *column, const char *heading);

/* Our word for a word of that column (taken_status: the status of leave and other work), "" for our blank; NULL: it is none that everybody knows. */
const char *usual_word(const char *column, const char *theirs);

#endif
