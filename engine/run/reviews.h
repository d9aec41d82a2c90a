#ifndef ENGINE_RUN_REVIEWS_H
#define ENGINE_RUN_REVIEWS_H

#include "engine/run/run.h"
#include "engine/store/facts/changes.h"

/* What a person should look at that only the run as a whole, or what is paid in it, can tell. */

/* Start with run_reviews_init; clear it in any case. */
struct run_reviews {
    GArray *bookings; /* struct booking_count: partners many of whose bookings fit no hour */
    int64_t open_bookings;
    int64_t open_in_no_hour;
    int64_t taken_partners;
    money taken;
    GStringChunk *strings;
};
typedef struct run_reviews run_reviews;
void run_reviews_init(struct run_reviews *reviews);
void run_reviews_clear(struct run_reviews *reviews);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(run_reviews, run_reviews_clear)

/* One partner, complete. What is told of the partner alone goes to the list: TAKEN_BACK where nothing
 * is paid any more or it was not C1. */
void run_reviews_take(struct run_reviews *reviews, const struct partner_report *report,
                      exception_list *list);

/* After the last partner: UNSCHEDULED_BOOKINGS, FEW_BOOKINGS, TAKEN_BACK of all, SESSIONS_COUNTED_TWICE and, R1,
 * BEYOND_RETRO. */
bool run_reviews_tell(const struct run_reviews *reviews, const struct month_run *run,
                      exception_list *list, GError **error);

/* The issued period that the fact is about; false unless it is before the oldest that is corrected. */
bool late_fact_period(const GArray *issued, struct period oldest,
                      const struct store_late_fact *fact, struct period *ret_period);

#endif
