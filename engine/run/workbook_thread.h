#ifndef ENGINE_RUN_WORKBOOK_THREAD_H
#define ENGINE_RUN_WORKBOOK_THREAD_H

#include "engine/run/document_pool.h"
#include "reports/workbook/book.h"

/* Writes the workbook on a thread of its own, so that working out, the workbook and the documents
 * go on side by side. Reports are written in the order in which they come, and are then the
 * documents' pool's. */
typedef struct workbook_thread workbook_thread;

/* Keeps all for as long as it lives; nobody else uses the workbook meanwhile. The hash of the file,
 * which is `name` in the draft, is left in `hashes`. */
workbook_thread *workbook_thread_new(audit_workbook *workbook, const char *name,
                                     document_pool *pool, output_hashes *hashes);
/* Takes the report over; waits where too many are in hand already. false where the workbook or a
 * document has failed: stop, and finish both, which tells why. */
bool workbook_thread_push(workbook_thread *thread, struct partner_report *report);
/* There are no more reports: closes the workbook, which goes on beside the caller. closing stays
 * the caller's until the end; NULL gives the workbook up. */
void workbook_thread_close(workbook_thread *thread, const struct audit_closing *closing);
/* After the close: waits, frees, and tells the workbook's error. */
bool workbook_thread_finish(workbook_thread *thread, GError **error);

#endif
