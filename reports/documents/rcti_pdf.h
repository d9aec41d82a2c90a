#ifndef REPORTS_DOCUMENTS_RCTI_PDF_H
#define REPORTS_DOCUMENTS_RCTI_PDF_H

#include "reports/pdf/font.h"
#include "reports/value/partner_report.h"

/* The document of one partner's month: a Recipient Created Tax Invoice or, of a supplier who is
 * not registered for GST, a Recipient Created Invoice (report->document says which). */

#define RCTI_PDF_ERROR (rcti_pdf_error_quark())
enum {
    RCTI_PDF_ERROR_INCOMPLETE, /* a must item is missing or does not add up */
    RCTI_PDF_ERROR_GLYPH       /* the font lacks a character of what must be shown */
};
GQuark rcti_pdf_error_quark(void);

/* The first character of the supplier's names, address, account name and agreement reference that
 * the font cannot show (the hold NO_GLYPH); 0 where there is none. */
uint32_t rcti_pdf_missing_character(const struct fonts *fonts, const struct supplier *supplier);
/* The column of partners.csv that has it; NULL where there is none. */
const char *rcti_pdf_missing_column(const struct fonts *fonts, const struct supplier *supplier);

/* Whether every item that the document must show is there and the amounts agree. false with
 * *error set names the first that does not. */
bool rcti_pdf_check(const struct report_run *run, const struct partner_report *report,
                    GError **error);

/* How many bytes of each document the logo is (PNG as base64); 0 where it is none. */
size_t rcti_pdf_logo_size(const char *logo_png);

/* What all documents of a run share, made once: the fonts as they are embedded, the watermarks, the
 * company's logo. Then const, and safe to share between threads. Keeps `fonts`. NULL with *error set
 * where something of it cannot be made. The caller frees. */
struct rcti_stock;
struct rcti_stock *rcti_stock_new(const struct report_company *company, const struct fonts *fonts,
                                  GError **error);
void rcti_stock_free(struct rcti_stock *stock);
typedef struct rcti_stock rcti_stock; /* g_autoptr(rcti_stock) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rcti_stock, rcti_stock_free)

/* Checks, then writes the document to `path`, readable by the owner alone. Same input and fonts,
 * same bytes. One call a thread at a time may share run, report and stock with any others. On
 * failure *error is set (RCTI_PDF_ERROR, PDF_ERROR, G_FILE_ERROR) and nothing is at `path`. */
bool rcti_pdf_write(const struct report_run *run, const struct partner_report *report,
                    const struct rcti_stock *stock, const char *path, GError **error);

/* The same for one of the report's late documents: of late->report under late->run, settled by the
 * payment of `report`, which is the partner's under `run`. */
bool rcti_pdf_late_write(const struct report_run *run, const struct partner_report *report,
                         const struct late_report *late, const struct rcti_stock *stock,
                         const char *path, GError **error);

#endif
