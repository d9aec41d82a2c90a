#ifndef TESTS_REPORTS_PDF_SAMPLE_H
#define TESTS_REPORTS_PDF_SAMPLE_H

#include "reports/documents/document.h"
#include "reports/value/partner_report.h"

/* Reports for the tests of the documents: what the program makes of month_sample.h's September, and
 * months of unusual size by hand. Rows are the sample's own and may be changed before the report is
 * drawn. */

struct pdf_sample {
    struct report_run run;
    struct partner_report report;
    struct report_payee payee; /* the report's, who is paid what its row says */
    GArray *lines;             /* struct line */
    GPtrArray *line_dates;     /* const char * */
    GArray *slots;             /* struct hour */
    GArray *adhoc;             /* struct booking */
    GPtrArray *adhoc_became;   /* const char * */
    GArray *unpaid;            /* struct not_paid_row */
    GArray *pending;           /* struct pending_row */
    GArray *counts;            /* struct count_row */
    GStringChunk *strings;
    struct partner_report *made; /* owns the other strings */
};

/* September 2026: 5 Tuesdays and 4 Fridays of 3 hours; a draft of an RCTI. The caller frees. */
struct pdf_sample *pdf_sample_new(void);
/* The same month of a supplier who is not registered for GST. */
struct pdf_sample *pdf_sample_rci_new(void);
/* 300 slots, 60 ad hoc bookings, as many unpaid and pending rows, long names and texts. */
struct pdf_sample *pdf_sample_large_new(void);
void pdf_sample_free(struct pdf_sample *sample);
typedef struct pdf_sample pdf_sample;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pdf_sample, pdf_sample_free)

/* Adds a line and its amounts to the totals. */
void pdf_sample_line_add(struct pdf_sample *sample, enum rate_kind kind, int64_t rate_cents,
                         int32_t minutes, bool taxable);
/* The report of the rows as they are now. */
/* One payee, who is paid what the row says. */
void pdf_sample_pay(struct partner_report *report, struct report_payee *payee);
const struct partner_report *pdf_sample_report(struct pdf_sample *sample);
/* Its document, in place of what is there. */
bool pdf_sample_write(struct pdf_sample *sample, const document_stock *stock, const char *path,
                      GError **error);

#endif
