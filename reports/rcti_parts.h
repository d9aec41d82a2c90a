#ifndef REPORTS_RCTI_PARTS_H
#define REPORTS_RCTI_PARTS_H

#include "reports/partner_report.h"
#include "reports/pdf_page.h"
#include "reports/text.h"

/* The parts of rcti_pdf.c's document, in the order of its pages. */

struct rcti_content {
    const struct report_run *run;
    const struct partner_report *report;
};

bool rcti_is_tax_invoice(const struct rcti_content *content);
/* "Recipient Created Tax Invoice" or "Recipient Created Invoice". */
const char *rcti_title(const struct rcti_content *content);
/* 4,050.00: as text_dollars, for columns whose heading says what they are. */
char *rcti_amount(char buffer[TEXT_SIZE], money amount);

/* rcti_letterhead.c */
void rcti_letterhead_draw(struct pdf_page *page, const struct report_company *company);

/* rcti_front.c: the must items */
void rcti_head_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_parties_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_supplies_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_payment_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_agreement_draw(struct pdf_page *page, const struct rcti_content *content);

/* rcti_month.c: how the hours came about. Each draws nothing where there is nothing to say. */
void rcti_counts_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_adhoc_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_not_paid_draw(struct pdf_page *page, const struct rcti_content *content);
void rcti_pending_draw(struct pdf_page *page, const struct rcti_content *content);

/* rcti_questions.c */
void rcti_questions_draw(struct pdf_page *page, const struct rcti_content *content);
/* What the section before has to leave room for, so that the questions are not alone on a page; 0
 * where they will go to the foot of an earlier one. */
float rcti_tail_height(const struct pdf_page *page, const struct rcti_content *content);

/* rcti_calendar.c */
void rcti_calendar_draw(struct pdf_page *page, const struct rcti_content *content);

#endif
