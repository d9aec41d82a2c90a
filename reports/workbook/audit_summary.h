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

/* Hours of the Partner schedule by verdict, beside the totals: of the rows first to last, one for
 * each outcome of a slot, with the hours in columns E to G. */
void summary_chart(struct summary *summary, lxw_row_t first, lxw_row_t last);

/* The totals of a month: what is counted and then, in as many rows, its amounts. */
/* The last two amounts, adjustments and payments, are the run's, not the month's: of the month before
 * they are not told. */
enum { SUMMARY_COUNTS = 9, SUMMARY_AMOUNTS = 7, SUMMARY_MONTH_AMOUNTS = 5 };
extern const char *const summary_amount_labels[SUMMARY_AMOUNTS];
void summary_amounts(const struct run_totals *totals, double ret_amounts[SUMMARY_AMOUNTS]);
/* These of this month beside those of the one before, which must be known: beside the settings, which
 * come next. The totals are where put_totals() left them, from chart_row on. */
void summary_chart_before(struct summary *summary, const struct audit_closing *closing);

/* The checks: each a formula that says TRUE or FALSE, with both its sides beside it. */
void summary_checks(struct summary *summary, const struct audit_closing *closing);

#endif
