#ifndef REPORTS_EINVOICE_EINVOICE_H
#define REPORTS_EINVOICE_EINVOICE_H

#include "reports/value/content.h"

/* A document once more, for the partner's accounting: an e-invoice of Peppol's PINT A-NZ, self-billing,
 * 1.1.3 (delivery.md section 1), to be sent through the company's access point. The PDF stays the legal
 * document. It carries the account in full: it is never mailed.
 *
 *   an RCTI, an RCI, an adjustment upwards   Invoice 389; the last with its BillingReference
 *   an adjustment downwards                  CreditNote 261, amounts as positive numbers
 *   what a document takes the place of       CreditNote 261 for the whole, NUMBER-V
 *
 * Category S at 10 %, or O alone for who is not registered. What is carried between payments stays out:
 * each document has its own total. Amounts are those of the document, to the cent. */

/* Why there can be none of a document, in a few words ("no address"); NULL where there can. It is one of
 * those that are the same for all of a partner first, then what only this document lacks. */
const char *einvoice_refusal(const struct document *document);

/* Writes it to `path`, mode 0600: its bytes, which the caller releases. NULL with *error
 * (G_FILE_ERROR; G_MARKUP_ERROR where a text has a character that XML has not) and nothing at `path`. */
GBytes *einvoice_write(const struct document *document, const char *path, GError **error);

/* What takes back the document that this one takes the place of (whose report has `voided`), with its
 * adjustments. As einvoice_write. */
GBytes *einvoice_void_write(const struct document *document, const char *path, GError **error);

#endif
