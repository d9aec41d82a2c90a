#ifndef ENGINE_CORE_RULES_COMPLETION_H
#define ENGINE_CORE_RULES_COMPLETION_H

#include "engine/core/rules/month_work.h"

/* What an appointment counts as when the facts are judged (as-at, C5). */
enum standing {
    STANDING_NOT_KNOWN, /* booked after as-at */
    STANDING_MOVED,
    STANDING_CANCELLED, /* in time */
    STANDING_LIVE       /* held or to be held */
};

/* C3: whether a live appointment was marked. */
enum closing { CLOSING_CLOSED, CLOSING_LAPSED, CLOSING_PENDING };

enum standing appointment_standing(const struct appointment *appointment, stamp as_at);

/* The status by then: completed, no_show and cancelled become booked where stamped later, and a
 * cancellation at or after the start is none (C5). */
enum appointment_status appointment_status_at(const struct appointment *appointment, stamp as_at);

/* C2, C3, of a live appointment. */
enum closing appointment_closing(const struct month_work *work,
                                 const struct appointment *appointment);

/* The client cancelled less than 24 hours (real time) before the start (H1, A6). Of one that was
 * cancelled in time. */
bool cancellation_is_late(stamp cancelled_at, enum cancelled_by cancelled_by, instant start);

/* C4, C5 and what else is odd about the period's own appointments. */
void completion_exceptions(const struct month_work *work);

#endif
