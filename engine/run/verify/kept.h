#ifndef ENGINE_RUN_VERIFY_KEPT_H
#define ENGINE_RUN_VERIFY_KEPT_H

#include "engine/run/issue.h"
#include "engine/run/verify/verifying.h"

/* What is kept of an issue against what it makes again: each file byte for byte; where another version of
 * the program or of its libraries made it, a file whose bytes are others by what it says. `again` has
 * its files, `name` is "issue 1 of 2026-09". What differs is a finding; how it was compared a note. */
bool kept_files_compare(struct verify *verify, const struct issue_head *head, const char *name,
                        const struct issue_job *again, GError **error);

#endif
