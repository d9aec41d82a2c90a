#ifndef REPORTS_WORKBOOK_AUDIT_TABLES_H
#define REPORTS_WORKBOOK_AUDIT_TABLES_H

#include "reports/value/partner_report.h"
#include "reports/workbook/audit_sheet.h"
#include "reports/workbook/audit_workbook.h"

/* What the sheets of the audit workbook hand to one another. Columns are named in formulas by their
 * letters: the tables of columns in audit_*.c say which is which. */

/* What has come of one outcome so far: the values of the Summary's formulas. */
struct audit_verdict_sum {
    int64_t count;
    int64_t offered_minutes; /* 60 a slot; the duration of an ad hoc booking */
    int64_t paid_minutes;    /* before penalty */
    int64_t penalty_minutes;
    int64_t unpaid_minutes; /* of Not paid, without penalties */
};

#define AUDIT_NOTHING_ISSUED "Nothing to show until a month has been issued."

struct audit_workbook {
    struct audit_book book;
    char *path;
    char *directory;
    bool created; /* the file is this workbook's */
    bool whole;   /* written and read again */
    const struct report_run *run;
    struct audit_part summary;
    struct audit_sheet partners; /* the sheet Register */
    struct audit_sheet lines;
    struct audit_sheet variance;
    struct audit_sheet slots;
    struct audit_sheet adhoc;
    struct audit_sheet not_paid;
    struct audit_sheet adjustments;
    struct audit_sheet exceptions;
    struct audit_sheet holidays;
    struct audit_sheet rules;
    struct audit_sheet sources;
    GHashTable *holidays_seen; /* key: struct audit_holiday, which it owns */
    struct run_totals totals;
    struct audit_verdict_sum sums[OUTCOME_COUNT];
    money lines_amount;
    money lines_total;
    bool compared;           /* Variance has rows: a month has been issued */
    money adjustments_total; /* of the sheet Adjustments */
    money carried_in;
    money replaced;
    money carried_out;
};

void audit_hours_open(struct audit_workbook *workbook);
struct audit_rows audit_slots_append(struct audit_workbook *workbook,
                                     const struct partner_report *report);
struct audit_rows audit_adhoc_append(struct audit_workbook *workbook,
                                     const struct partner_report *report);

void audit_not_paid_open(struct audit_workbook *workbook);
void audit_not_paid_append(struct audit_workbook *workbook, const struct partner_report *report);

void audit_register_open(struct audit_workbook *workbook);
void audit_lines_open(struct audit_workbook *workbook);
/* The partner's rows of the sheets that Register sums up. */
struct audit_own_rows {
    struct audit_rows slots;
    struct audit_rows adhoc;
    struct audit_rows adjustments;
};
/* A row of Register, which it returns, and the partner's Lines, over the partner's own rows. */
struct audit_rows audit_register_append(struct audit_workbook *workbook,
                                        const struct partner_report *report,
                                        const struct audit_own_rows *own);

void audit_adjustments_open(struct audit_workbook *workbook);
struct audit_rows audit_adjustments_append(struct audit_workbook *workbook,
                                           const struct partner_report *report);
void audit_variance_open(struct audit_workbook *workbook);
/* Nothing where no month has been issued. */
void audit_variance_append(struct audit_workbook *workbook, const struct partner_report *report,
                           const struct audit_rows *register_row);
/* Partners who are gone; and where a sheet has nothing to show, it says so. */
void audit_variance_close(struct audit_workbook *workbook, const struct audit_closing *closing);
void audit_adjustments_close(struct audit_workbook *workbook);

void audit_exceptions_open(struct audit_workbook *workbook);
void audit_holidays_open(struct audit_workbook *workbook);
void audit_holidays_append(struct audit_workbook *workbook, const struct partner_report *report);
void audit_rules_open(struct audit_workbook *workbook);
void audit_sources_open(struct audit_workbook *workbook);
/* The rows that only the end of the run knows: exceptions, holidays, sources. */
void audit_lists_close(struct audit_workbook *workbook, const struct audit_closing *closing);

void audit_summary_open(struct audit_workbook *workbook);
void audit_summary_close(struct audit_workbook *workbook, const struct audit_closing *closing);

#endif
