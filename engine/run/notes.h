#ifndef ENGINE_RUN_NOTES_H
#define ENGINE_RUN_NOTES_H

#include "engine/run/correct.h"

/* What a document of an earlier period needs on the day of issue beside what its own month says
 * (safeguards.md section 5): registration, an agreement that covers its supplies, and time. Holds the
 * partner, or tells a person. month: the run's own of the partner, as worked out last. */
void notes_look(const struct report_run *run, const struct partner_month *month,
                const struct partner_true_up *true_up, struct partner_report *report);

#endif
