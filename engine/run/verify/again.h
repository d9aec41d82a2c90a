#ifndef ENGINE_RUN_VERIFY_AGAIN_H
#define ENGINE_RUN_VERIFY_AGAIN_H

#include "engine/run/verify/verifying.h"

/* One issue made again, by the code that made it, from the facts, holidays and dates of then, into a
 * store in memory and a directory of its own that is gone afterwards: verdicts and lines, the rows that it
 * froze, and every file that is kept of it are held against that. */
bool issue_verify(struct verify *verify, const struct issue_head *head, GError **error);

#endif
