#ifndef REPORTS_TABLES_CSV_TABLES_H
#define REPORTS_TABLES_CSV_TABLES_H

#include "reports/tables/columns.h"
#include "reports/value/exceptions.h"

/* Lines of a CSV table, which end in LF. */
void csv_headings_append(GString *out, const struct shown_table *table);
void csv_row_append(GString *out, const struct shown_table *table, const struct shown_row *row);

/* The report_tables (formats.md section 4), streamed: partners are appended in order of partner_id as
 * bytes, nothing is kept of them. Errors (disk full, a file that is there already) are of
 * G_FILE_ERROR; after one, free and discard the directory. */
typedef struct csv_tables csv_tables;

/* Creates the files, mode 0600, in a directory that has none of them yet. */
csv_tables *csv_tables_open(const char *directory, const struct report_run *run, GError **error);
bool csv_tables_append(csv_tables *tables, const struct partner_report *report, GError **error);
/* Writes the exceptions (sorted by the caller) and everything to disk. Free it afterwards, whatever
 * the answer. */
bool csv_tables_close(csv_tables *tables, const exception_list *exceptions, GError **error);
/* Without a close before, leaves unfinished files. */
void csv_tables_free(csv_tables *tables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(csv_tables, csv_tables_free)

#endif
