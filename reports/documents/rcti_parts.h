#ifndef REPORTS_DOCUMENTS_RCTI_PARTS_H
#define REPORTS_DOCUMENTS_RCTI_PARTS_H

#include "reports/documents/document_parts.h"

/* The parts of rcti_pdf.c's document, in the order of its pages. */

struct rcti_content {
    const struct report_run *run;
    const struct partner_report *report;
    /* Whose payment settles it: the same, or those of a later month. */
    const struct report_run *paying_run;
    const struct partner_report *paying_report;
};

bool rcti_is_tax_invoice(const struct rcti_content *content);
/* Of an older month than is usual on its date, or than the one that pays it. */
bool rcti_is_late(const struct rcti_content *content);
/* "Recipient Created Tax Invoice" or "Recipient Created Invoice". */
const char *rcti_title(const struct rcti_content *content);

/* rcti_front.c: the must items */
void rcti_head_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_supplies_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_agreement_draw(struct pdf_page *page, const struct rcti_content *content);

/* rcti_month.c: how the hours came about. Each draws nothing where there is nothing to say. */
void rcti_counts_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_adhoc_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_not_paid_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_pending_draw(struct pdf_page *page, const struct rcti_content *content);

/* rcti_calendar.c */
void rcti_calendar_draw(struct pdf_page *page, const struct rcti_content *content);

#endif
