#ifndef REPORTS_VALUE_CONTENT_H
#define REPORTS_VALUE_CONTENT_H

#include "reports/value/partner_report.h"

/* Which document: the month's own, or one of its late ones, or one of its adjustments. */
struct document {
    const struct report_run *run;               /* whose payment settles it … */
    const struct partner_report *report;        /* … to the partner; not held */
    const struct late_report *late;             /* NULL for none */
    const struct adjustment_report *adjustment; /* likewise */
};

/* A document as its writers see it, the PDF and the e-invoice. */
struct document_content {
    const struct report_run *run;        /* of its own month … */
    const struct partner_report *report; /* … or, of an adjustment, of the one that pays it */
    const struct report_run *paying_run; /* whose payment settles it: the same, or those … */
    const struct partner_report *paying_report; /* … of a later month */
    const struct adjustment_report *adjustment; /* NULL: of a month */
    const struct supplier *supplier;            /* whom it names */
    const struct report_payee *payee; /* who is paid for it; NULL: nobody, which no document has */
    struct period period;             /* of the month that it is about */
    bool with_gst;                    /* an RCTI, or what adjusts or cancels one */
    const char *title;
    const char *number;
    const char *result_hash;
};
/* Points into what it is given. */
struct document_content document_content_of(const struct document *document);

/* Where it is sent: to the partner's address of today where it is the same supplier's (ABN), else to the one that
 * it names; "" for none. */
const char *document_address(const struct document *document);

/* ---- what it says in sentences, the same on all of its forms; the caller frees ---- */

/* "Replaces RCTI-202609-P0001 of 1 October 2026, which is void." NULL: it is the month's first, in time; and
 * of an adjustment. */
char *document_standing_sentence(const struct document_content *content);
/* "The GST payable of $405.00 is payable by the supplier."; of what has no GST that it has none; of an
 * adjustment without GST NULL. */
char *document_gst_sentence(const struct document_content *content);
/* Of an adjustment: "This note decreases the total of RCTI-202609-P0001 by $165.00, GST included." */
char *document_effect_sentence(const struct document_content *content);

/* D3: what an adjustment comes to without what was decided that is no supply, GST included. */
struct line_sum document_supplies(struct line_sum sum, money no_supply);
money document_no_supply_difference(const struct adjustment_report *adjustment);
money document_supplies_difference(const struct adjustment_report *adjustment);

#endif
