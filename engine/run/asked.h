#ifndef ENGINE_RUN_ASKED_H
#define ENGINE_RUN_ASKED_H

#include "engine/run/run.h"
#include "engine/store/gates.h"

/* What has to be confirmed before a run's month is issued, raised for its draft, which names it, as for its issue,
 * which asks: PAYMENT_DATE and SKIPPED_MONTH here, before anybody's month; LATE_RCTI (late.h) after the last. Whether
 * the key of the seals is another (SEAL_KEY) just the issue knows, which has the key. */
bool asked_raise(const month_run *run, struct gates *gates, GError **error);

#endif
