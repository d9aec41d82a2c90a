#ifndef REPORTS_WORKBOOK_AUDIT_SUMMARY_H
#define REPORTS_WORKBOOK_AUDIT_SUMMARY_H

#include "reports/workbook/audit_tables.h"

/* The sheet Summary while it is written, from above to below: row is the next one, counted from
 * 0. Its tables have the columns A to G. */
enum { SUMMARY_COLUMNS = 7 };

struct summary {
    struct audit_workbook *workbook;
    struct audit_book *book;
    lxw_worksheet *worksheet;
    lxw_row_t row;       /* of the part too, once a cell is written */
    lxw_row_t chart_row; /* beside the totals, where the tables leave room */
};

void summary_text(struct summary *summary, lxw_col_t column, const char *text,
                  enum audit_format format);
void summary_formula(struct summary *summary, lxw_col_t column, const char *formula, double value,
                     enum audit_format format);
void summary_number(struct summary *summary, lxw_col_t column, double number,
                    enum audit_format format);
/* The row is written: on to the next. */
void summary_next_row(struct summary *summary);
/* Headings with a line under them, after an empty row; NULL is an empty one. The first few are above
 * texts, the others above numbers. */
void summary_section(struct summary *summary, const char *const headings[SUMMARY_COLUMNS],
                     lxw_col_t text_count);
/* A term over all the rows of a sheet, as a whole formula. The caller frees. */
char *summary_over_all(const char *term, const struct audit_sheet *sheet);

/* The checks: each a formula that says TRUE or FALSE, with both its sides beside it. */
void summary_checks(struct summary *summary, const struct audit_closing *closing);

#endif
