#ifndef REPORTS_TABLES_TABLES_CSV_H
#define REPORTS_TABLES_TABLES_CSV_H

#include "reports/value/exceptions.h"

/* register.csv, lines.csv, slots.csv, adhoc.csv, unscheduled.csv, adjustments.csv and
 * exceptions.csv (formats.md section 4), streamed: partners are appended in order of partner_id as
 * bytes, nothing is kept of them. Errors (disk full, a file that is there already) are of
 * G_FILE_ERROR; after one, free and discard the directory. */
typedef struct tables_csv tables_csv;

/* Creates the files, mode 0600, in a directory that has none of them yet. */
tables_csv *tables_csv_open(const char *directory, const struct report_run *run, GError **error);
bool tables_csv_append(tables_csv *tables, const struct partner_report *report, GError **error);
/* Writes the exceptions (sorted by the caller) and everything to disk. Free it afterwards, whatever
 * the answer. */
bool tables_csv_close(tables_csv *tables, const exception_list *exceptions, GError **error);
/* Without a close before, leaves unfinished files. */
void tables_csv_free(tables_csv *tables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tables_csv, tables_csv_free)

#endif
