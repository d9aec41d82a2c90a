#ifndef REPORTS_TABLES_DELIVERIES_CSV_H
#define REPORTS_TABLES_DELIVERIES_CSV_H

#include <glib.h>
#include <stdbool.h>

/* deliveries.csv: what has to reach whom (documents.md section 3). Strings are UTF-8, never NULL,
 * and stay the caller's. */

struct delivery {
    const char *partner_id;
    const char *email;    /* "" where none is known: deliver it otherwise */
    const char *document; /* its number */
    const char *path;     /* from the directory: documents/RCTI-202609-P0001.pdf */
};

/* Writes the file, mode 0600: headings, then a row a document in the order that is given. Lines
 * end in LF. No deliveries: the headings alone. Addresses are exact, for the program that sends;
 * none begins with what a spreadsheet takes for a formula, because the import refuses those.
 * false: an error of G_FILE_ERROR (a full disk, a file that is there already), after which the
 * caller discards the directory. */
bool deliveries_csv_write(const char *path, const struct delivery *deliveries,
                          size_t delivery_count, GError **error);

#endif
