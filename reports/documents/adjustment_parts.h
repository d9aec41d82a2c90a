#ifndef REPORTS_DOCUMENTS_ADJUSTMENT_PARTS_H
#define REPORTS_DOCUMENTS_ADJUSTMENT_PARTS_H

#include "reports/documents/adjustment_pdf.h"
#include "reports/documents/document_parts.h"

/* The parts of adjustment_pdf.c's document, in the order of its pages. */

struct adjustment_content {
    const struct report_run *run;
    const struct partner_report *report;
    const struct adjustment_report *adjustment;
};

/* Of an RCTI: it has GST. */
bool adjustment_is_note(const struct adjustment_content *content);
/* "Recipient Created Adjustment Note" or "Adjustment". */
const char *adjustment_title(const struct adjustment_content *content);

/* adjustment_front.c: the must items */
void adjustment_head_draw(struct pdf_page *page, const struct adjustment_content *content);
void adjustment_effect_draw(struct pdf_page *page, const struct adjustment_content *content);
void adjustment_lines_draw(struct pdf_page *page, const struct adjustment_content *content);
void adjustment_amounts_draw(struct pdf_page *page, const struct adjustment_content *content);

/* adjustment_moves.c: the hours behind it; nothing where none moved */
void adjustment_moves_draw(struct pdf_page *page, const struct adjustment_content *content);

#endif
