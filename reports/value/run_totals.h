#ifndef REPORTS_VALUE_RUN_TOTALS_H
#define REPORTS_VALUE_RUN_TOTALS_H

#include "reports/value/partner_report.h"

/* The control totals of a run: what the terminal, the manifest and the workbook's Summary say.
 * Amounts are of partners that are not held; minutes are of all. Start from {0}. */
struct run_totals {
    int64_t partners;
    int64_t ready; /* or issued */
    int64_t held;
    int64_t nil;
    int64_t rctis;
    int64_t rcis;
    int64_t slots;
    int64_t adhoc_bookings;
    int64_t unscheduled;
    int64_t holiday_slots;
    int64_t blocked_slots;
    int64_t dst_gap_slots;
    int64_t unpaid_cancelled_slots;
    int64_t other_stream_minutes;
    int64_t penalty_minutes;
    int64_t partner_minutes; /* after penalty */
    int64_t adhoc_minutes;
    int64_t held_minutes; /* of both: counted above, but not billed */
    money partner_amount;
    money adhoc_amount;
    money subtotal;
    money gst;
    money total;
    int64_t adjustments; /* documents of earlier periods: adjustments and late ones */
    money adjustments_total;
    money replaced;   /* settled before, with the voided documents of this period */
    money carried_in; /* 0 or less, of all partners; likewise */
    money
        carried_out; /* payment = carried_in + total - replaced + adjustments_total - carried_out */
    money payment;
};

void run_totals_add(struct run_totals *totals, const struct partner_report *report);

#endif
