#ifndef ENGINE_RUN_CORRECT_NOTES_H
#define ENGINE_RUN_CORRECT_NOTES_H

#include "engine/run/correct/correct.h"

/* What a document of an earlier period needs on the day of issue beside what its own month says
 * (safeguards.md section 5): registration, an agreement that covers its supplies, and time. Holds the
 * partner; of another ABN than the partner has now, just the document, which waits. Then tells a person of
 * those that are made. month: the run's own of the partner, as worked out last. */
void notes_hold(const struct report_run *run, const struct partner_month *month,
                const struct partner_true_up *true_up, struct partner_report *report);
void notes_tell(const struct report_run *run, const struct partner_month *month,
                const struct partner_true_up *true_up, const struct adjustment_report *taken_back,
                struct partner_report *report);
/* The same of the document of a month that is issued again. */
void notes_hold_own(const struct report_run *run, const struct partner_month *month,
                    struct partner_report *report);

#endif
