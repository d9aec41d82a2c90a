#ifndef ENGINE_RUN_DOCUMENT_POOL_H
#define ENGINE_RUN_DOCUMENT_POOL_H

#include "engine/run/progress.h"
#include "reports/pdf/font.h"
#include "reports/tables/manifest.h"
#include "reports/value/partner_report.h"

/* Writes documents on several threads, one document a thread at a time. Which thread writes which
 * does not show in the files. */
typedef struct document_pool document_pool;

/* What is given is kept for as long as the pool. Each document's hash is left in `hashes`, which are
 * of the draft's directory. `progress` starts with as many as there are partners. */
document_pool *document_pool_new(const struct report_run *run, const struct fonts *fonts,
                                 const char *directory, int jobs, output_hashes *hashes,
                                 struct progress *progress);
/* Takes the report over and writes all of its documents: the month's, adjustments, late ones. Waits
 * where too many are in hand already. A report without a document is just freed. false where a document has failed: stop and finish, which tells why. */
bool document_pool_push(document_pool *pool, struct partner_report *report);
/* Waits for all; the first error, if there was one. Frees the pool. */
bool document_pool_finish(document_pool *pool, GError **error);

/* How many documents a partner gets. */
int document_count(const struct partner_report *report);
/* DRAFT-202609-P0001.pdf, or the number's; the caller frees. */
char *document_file_name(const struct report_run *run, const struct partner_report *report);

#endif
