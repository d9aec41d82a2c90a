#ifndef ENGINE_RUN_ISSUE_BILLS_H
#define ENGINE_RUN_ISSUE_BILLS_H

#include "reports/tables/bills.h"

/* Every document of an issue as a bill and as something to deliver, gathered partner by partner.
 * Owns copies of all it keeps. */
struct issue_bills {
    const struct report_run *run;
    GArray *bills;        /* struct bill */
    GPtrArray *lines;     /* GArray of struct bill_line, one a bill */
    GPtrArray *suppliers; /* struct supplier, one a partner */
    GArray *deliveries;   /* struct delivery */
    GStringChunk *strings;
    money documents; /* what the documents come to, GST included */
    money billed;    /* what the bills' lines come to */
};

/* The run outlives it. */
void issue_bills_init(struct issue_bills *bills, const struct report_run *run);
void issue_bills_clear(struct issue_bills *bills);

/* Its own document, late ones and adjustments. ret_number: that of the first of these, "" where
 * there is none; it lives as long as the bills. */
const char *issue_bills_add(struct issue_bills *bills, const struct partner_report *report);

/* bills-xero.csv and deliveries.csv. */
bool issue_bills_write(const struct issue_bills *bills, const struct bills_settings *settings,
                       const char *directory, GError **error);

#endif
