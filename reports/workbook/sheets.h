#ifndef REPORTS_WORKBOOK_SHEETS_H
#define REPORTS_WORKBOOK_SHEETS_H

#include "reports/workbook/sheet.h"

struct audit_closing; /* book.h */

/* What the sheets of the audit workbook hand to one another. */

/* What has come of one outcome so far: the values of the Summary's formulas. */
struct verdict_sum {
    int64_t count;
    int64_t offered_minutes; /* 60 a slot; the duration of an ad hoc booking */
    int64_t paid_minutes;    /* before penalty */
    int64_t penalty_minutes;
    int64_t unpaid_minutes; /* of Not paid, without penalties */
};

#define NOTHING_ISSUED "Nothing to show until a month has been issued."

struct audit_workbook {
    struct sheet_book book;
    char *path;
    char *directory;
    bool created;    /* the file is this workbook's */
    bool whole;      /* written and read again */
    int close_errno; /* what the library left; 0 for none */
    const struct report_run *run;
    struct sheet_part summary;
    GTree *holidays_seen; /* struct holiday_listed, which it owns */
    struct run_totals totals;
    struct verdict_sum sums[OUTCOME_COUNT];
    money lines_amount;
    money lines_total;
    bool compared;           /* Variance has rows: a month has been issued */
    money adjustments_total; /* of the sheet Adjustments */
    money carried_in;
    money replaced;
    money carried_out;
};

static inline double dollars(money amount)
{
    return (double)amount.cents / 100;
}

/* The columns of the sheets that are no CSV tables. */
extern const struct shown_table variance_shown;
extern const struct shown_table not_paid_shown;
extern const struct shown_table holidays_shown;
extern const struct shown_table rules_shown;
extern const struct shown_table sources_shown;

/* Once the sheets are open. */
void register_prepare(struct audit_workbook *workbook);
void lists_prepare(struct audit_workbook *workbook);

/* A partner's rows; Register's and Lines' sum up those of the sheets before them here, Variance
 * compares Register's. */
void hours_append(struct audit_workbook *workbook, const struct partner_report *report);
void adjustments_append(struct audit_workbook *workbook, const struct partner_report *report);
void register_append(struct audit_workbook *workbook, const struct partner_report *report);
/* Nothing where no month has been issued. */
void variance_append(struct audit_workbook *workbook, const struct partner_report *report);
void not_paid_append(struct audit_workbook *workbook, const struct partner_report *report);
void holidays_append(struct audit_workbook *workbook, const struct partner_report *report);

/* The rows that only the end of the run knows; where Variance and Adjustments have nothing to show,
 * they say so. */
void lists_close(struct audit_workbook *workbook, const struct audit_closing *closing);
void earlier_close(struct audit_workbook *workbook, const struct audit_closing *closing);

void summary_open(struct audit_workbook *workbook);
void summary_close(struct audit_workbook *workbook, const struct audit_closing *closing);

#endif
