#ifndef ENGINE_CLI_DOCUMENT_POOL_H
#define ENGINE_CLI_DOCUMENT_POOL_H

#include "reports/fonts.h"
#include "reports/partner_report.h"

/* Writes documents on several threads, one document a thread at a time. Which thread writes which
 * does not show in the files. */
typedef struct document_pool document_pool;

/* run, fonts and directory are kept for as long as the pool. */
document_pool *document_pool_new(const struct report_run *run, const struct fonts *fonts,
                                 const char *directory, int jobs);
/* Takes the report over; waits where too many are in hand already. A report without a document is
 * just freed. */
void document_pool_push(document_pool *pool, struct partner_report *report);
/* How many documents are written. */
int64_t document_pool_done(document_pool *pool);
/* Waits for all; the first error, if there was one. Frees the pool. */
bool document_pool_finish(document_pool *pool, GError **error);

/* DRAFT-202609-P0001.pdf; the caller frees. */
char *document_file_name(const struct report_run *run, const struct partner_report *report);

#endif
