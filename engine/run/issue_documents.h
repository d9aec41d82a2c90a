#ifndef ENGINE_RUN_ISSUE_DOCUMENTS_H
#define ENGINE_RUN_ISSUE_DOCUMENTS_H

#include "engine/run/month_run.h"
#include "engine/store/issues/issue.h"

/* Freezes what an issue gives one partner: the new states, and the documents with every field as it
 * is printed. */
bool issue_documents_freeze(issue_write *write, const struct report_run *run,
                            const struct month_run_partner *partner, GError **error);

#endif
