#ifndef REPORTS_VALUE_EXCEPTIONS_H
#define REPORTS_VALUE_EXCEPTIONS_H

#include "reports/value/partner_report.h"

/* Every exception of a run: added partner by partner, sorted once, then written to
 * exceptions.csv, to the workbook and to the terminal. Owns copies of all strings. */
typedef struct exception_list {
    GArray *rows; /* of struct exception_row */
    size_t severity_counts[SEVERITY_INFO + 1];
    GStringChunk *strings;
} exception_list;

exception_list *exception_list_new(void);
void exception_list_free(exception_list *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(exception_list, exception_list_free)

/* An exception of the run as a whole, or one found outside the core. detail is put in brackets
 * behind the code's own text, "" for none. partner_id and source (file:line) may be "". */
void exception_list_add(exception_list *list, enum exception_code code, const char *partner_id,
                        const char *subject, const char *detail, const char *source);
/* Those of one partner. */
void exception_list_add_report(exception_list *list, const struct partner_report *report);

/* By severity's name, code, partner_id, subject, message, source, as bytes (formats.md section
 * 4). Call before writing the list. */
void exception_list_sort(exception_list *list);

#endif
