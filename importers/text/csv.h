#ifndef IMPORTERS_TEXT_CSV_H
#define IMPORTERS_TEXT_CSV_H

#include "importers/text/csv_format.h"
#include "importers/text/issue.h"

/* CSV files record by record, by heading, with every position an editor shows. Knows no payroll. */

/* Reads a file. Records that are broken as CSV become issues and are not handed on; the reading goes on
 * behind them. False only where `take` fails. */
bool csv_file_read(const char *path, const struct csv_format *format, csv_record_function take,
                   void *user_data, struct issues *issues, struct csv_summary *ret_summary,
                   GError **error);

#endif
