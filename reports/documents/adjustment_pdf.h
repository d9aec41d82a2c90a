#ifndef REPORTS_DOCUMENTS_ADJUSTMENT_PDF_H
#define REPORTS_DOCUMENTS_ADJUSTMENT_PDF_H

#include "reports/documents/rcti_pdf.h"
#include "reports/value/partner_report.h"

/* The document that adjusts one that was issued (R2): a Recipient Created Adjustment Note of an
 * RCTI, or a plain Adjustment of an RCI. */

/* Whether every item that the document must show is there and the amounts agree: before,
 * difference and after; the difference and its lines; the hours that moved and the hours of the
 * lines, for each kind. `report` is the partner's under `run`, whose payment settles the document
 * and which must not be held. false with *error set (RCTI_PDF_ERROR) names the first that does not. */
bool adjustment_pdf_check(const struct report_run *run, const struct partner_report *report,
                          const struct adjustment_report *adjustment, GError **error);

/* Checks, then writes the document to `path`; in all else as rcti_pdf_write(). Numbers of drafts
 * are not shown. */
bool adjustment_pdf_write(const struct report_run *run, const struct partner_report *report,
                          const struct adjustment_report *adjustment,
                          const struct rcti_stock *stock, const char *path, GError **error);

#endif
