#include "reports/value/partner_report.h"

static void add_money(money *sum, money amount)
{
    *sum = money_add(*sum, amount);
}

static void add_minutes(struct run_totals *totals, const struct partner_report *report)
{
    const struct totals *month = &report->row.totals;
    totals->slots += month->slots;
    totals->adhoc_bookings += (int64_t)report->adhoc_count;
    totals->unscheduled += (int64_t)report->unscheduled_count;
    totals->holiday_slots += month->holiday_slots;
    totals->blocked_slots += month->blocked_slots;
    totals->dst_gap_slots += month->dst_gap_slots;
    totals->unpaid_cancelled_slots += month->unpaid_cancelled_slots;
    totals->other_stream_minutes += month->other_stream_minutes.minutes;
    totals->penalty_minutes += month->penalty_minutes.minutes;
    totals->partner_minutes += month->partner_minutes.minutes;
    totals->adhoc_minutes += month->adhoc_minutes.minutes;
    if (report->row.amounts_blank) {
        totals->held_minutes += month->partner_minutes.minutes + month->adhoc_minutes.minutes;
    }
}

void run_totals_add(struct run_totals *totals, const struct partner_report *report)
{
    const struct totals *month = &report->row.totals;
    bool nil = !report->row.amounts_blank && report->document == DOCUMENT_NONE;
    totals->partners++;
    totals->held += report->row.amounts_blank;
    totals->nil += nil;
    totals->ready += !nil && !report->row.amounts_blank;
    totals->rctis += report->document == DOCUMENT_RCTI;
    totals->rcis += report->document == DOCUMENT_RCI;
    add_minutes(totals, report);
    if (!report->row.amounts_blank) {
        add_money(&totals->partner_amount, month->partner_amount);
        add_money(&totals->adhoc_amount, month->adhoc_amount);
        add_money(&totals->subtotal, month->subtotal);
        add_money(&totals->gst, month->gst);
        add_money(&totals->total, month->total);
        add_money(&totals->adjustments_total, report->row.adjustments_total);
        add_money(&totals->replaced, report->replaces_total);
        add_money(&totals->carried_in, report->carried_in);
        add_money(&totals->carried_out, report->carried_out);
        add_money(&totals->payment, report->row.payment);
        totals->adjustments += (int64_t)(report->adjustment_count + report->late_count);
    }
}
