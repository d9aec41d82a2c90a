#ifndef ENGINE_RUN_DELIVER_EINVOICES_H
#define ENGINE_RUN_DELIVER_EINVOICES_H

#include "engine/run/month/month.h"
#include "reports/tables/manifest.h"
#include "reports/value/content.h"

/* Which documents of the partner go as e-invoices, too (delivery.md section 1): of who wants them by the
 * run's partners.csv, each that can; the others are told of (NO_EINVOICE). What takes the place of a void
 * document takes back the e-invoice that this had, whoever wants what now. Call it when all documents of
 * the report are there. month: the run's own of the partner, as worked out last. */
bool einvoices_decide(store *store, const struct partner_month *month, const struct report_run *run,
                      struct partner_report *report, GError **error);

/* Writes those of a document into the directory, below einvoices/, and takes their bytes' hashes. */
bool einvoices_write(const struct document *document, const char *directory, output_hashes *hashes,
                     GError **error);

#endif
