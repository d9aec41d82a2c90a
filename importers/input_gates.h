#ifndef IMPORTERS_INPUT_GATES_H
#define IMPORTERS_INPUT_GATES_H

#include "engine/store/gates.h"
#include "importers/row.h"

/* What of a directory of input files is no error but stands before the import until a person confirms
 * it (safeguards.md section 1): files and columns that nobody would read, and files that say less, or of
 * another month, than the month asks. `gates` may be NULL: nothing is raised then. */

/* Of the names in the directory, in order. A name that is nearly one of an input file is an issue where
 * that file is absent (MISNAMED_FILE); other files that look like an input file are UNREAD_FILE, and
 * what reading->likely has for it. Other tables go to `not_read`, of char *. */
void input_names_check(struct reading *reading, const GPtrArray *names, struct gates *gates,
                       GPtrArray *not_read);

/* THIN_EXPORT: one file alone ends within a line. By file: `ends_open`, of those that were read. */
void input_ends_check(const struct reading *reading, const bool *ends_open, struct gates *gates);

/* UNUSED_COLUMNS: headings of the file that nobody reads and that resemble an absent column that changes
 * pay. The others stay what the store keeps of them. */
void input_columns_check(enum input_file file, const struct input_table *table,
                         const struct csv_summary *summary, struct gates *gates);

/* UNUSED_COLUMNS: words that stand in a column that nobody reads, beside the one whose words they are. */
void input_moved_check(const struct reading *reading, struct gates *gates);

/* MASS_RETIREMENT, WRONG_PERIOD and, of a month that is over, THIN_EXPORT. A file with errors (by file:
 * `bad`) lacks its bad rows: what is missing of it is not known yet. */
void input_counts_check(const struct reading *reading, const struct import_check *check,
                        const bool *bad, bool month_over, struct gates *gates);

#endif
