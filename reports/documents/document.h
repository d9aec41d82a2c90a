#ifndef REPORTS_DOCUMENTS_DOCUMENT_H
#define REPORTS_DOCUMENTS_DOCUMENT_H

#include "reports/pdf/font.h"
#include "reports/value/content.h"
#include "reports/value/statement.h"

/* The room of the documents that a partner gets: a Recipient Created Tax Invoice or, of a supplier
 * who is not registered for GST, a Recipient Created Invoice; and what adjusts one that was issued
 * (R2), a Recipient Created Adjustment Note or a plain Adjustment.
 *
 *     document    what a run's documents share, made once; a document from the value to its file
 *     check       that it has every must item, proved of the rows drawn
 *     parts       what RCTI and adjustment have in common, from the letterhead to the last words
 *     rcti        the parts of a month's document, in the order of its pages
 *     calendar    the month as a picture
 *     adjustment  the parts of a note
 *     statement   a partner's year, which is no document but lists them
 *
 * Nothing is worked out here: what is drawn is in the report. */

#define DOCUMENT_ERROR (document_error_quark())
enum {
    DOCUMENT_ERROR_INCOMPLETE, /* a must item is missing or does not add up */
    DOCUMENT_ERROR_GLYPH       /* the font lacks a character of what must be shown */
};
GQuark document_error_quark(void);

/* The column of partners.csv with the first character of the supplier's names, address, account name
 * and agreement reference that the font cannot show (the hold NO_GLYPH), and that character; NULL
 * where there is none. */
const char *document_missing_column(const struct fonts *fonts, const struct supplier *supplier,
                                    uint32_t *ret_character);

/* How many bytes of each document the logo is (PNG as base64); 0 where it is none. */
size_t document_logo_size(const char *logo_png);

/* What all documents of a run share, made once: the fonts as they are embedded, the watermarks, the
 * company's logo. Then const, and safe to share between threads. Keeps `fonts`. NULL with *error set
 * where something of it cannot be made. The caller frees. */
typedef struct document_stock document_stock;
document_stock *document_stock_new(const struct report_company *company, const struct fonts *fonts,
                                   GError **error);
void document_stock_free(document_stock *stock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(document_stock, document_stock_free)

/* Checks that every item that it must show is there and that the amounts agree, then writes it to
 * `path`, readable by the owner alone. Numbers of drafts are not shown. Same input and fonts, same
 * bytes. One call a thread at a time may share all that it is given with any others. Its
 * bytes, which the caller releases; on failure NULL, *error is set (DOCUMENT_ERROR, PDF_ERROR,
 * G_FILE_ERROR) and nothing is at `path`. */
GBytes *document_write(const struct document *document, const document_stock *stock,
                       const char *path, GError **error);

/* Likewise a partner's year: checked, that each balance follows from the one before and the sums from the entries. */
GBytes *statement_write(const struct year_statement *statement, const document_stock *stock,
                        const char *path, GError **error);

#endif
