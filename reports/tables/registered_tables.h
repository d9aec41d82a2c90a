#ifndef REPORTS_TABLES_REGISTERED_TABLES_H
#define REPORTS_TABLES_REGISTERED_TABLES_H

#include "reports/tables/csv_tables.h"
#include "reports/value/registered.h"

/* The columns of the register of documents, for the CSV of rcti documents and the workbook's sheets. What is read
 * and printed first stands first. */

/* registered, its bill, its payment: on a sheet those of a row that has none are left out. */
extern const struct shown_table registered_shown;
/* registered_total; no CSV. */
extern const struct shown_table registered_totals_shown;
/* The last column of registered_shown that is printed. */
extern const char registered_printed[];

#endif
