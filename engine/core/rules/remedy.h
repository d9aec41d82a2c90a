#ifndef ENGINE_CORE_RULES_REMEDY_H
#define ENGINE_CORE_RULES_REMEDY_H

#include "engine/core/month.h"

/* "Would have been paid if …": for what was not paid, the facts that would have to be others, all of them.
 * It is a claim that can be tried: with each of them changed, month_compute() pays. */

enum remedy_kind {
    REMEDY_HOLIDAY,  /* no such holiday */
    REMEDY_BLOCK,    /* no such block */
    REMEDY_WORK,     /* no such other stream work */
    REMEDY_SCHEDULE, /* the Partner schedule offers an hour at the start of the appointment */
    REMEDY_ACTIVE,   /* the partner is active on the date, the schedule's hours being as they are */
    REMEDY_HOLD, /* the appointment is held instead of cancelled, and marked as completed in time */
    REMEDY_REFER, /* Customer Service or Consultant Sourcing booked it, or User Support approved it */
    REMEDY_CASE,     /* it is of a known case with sessions left */
    REMEDY_SESSIONS, /* extra sessions of its case are approved on or before its date: `lacking` */
    REMEDY_ATTEND,   /* the client attended */
    REMEDY_MARK, /* the appointment (a booking that is pending too) is marked as completed in time (and neither cancelled nor moved
                      * at or after its start) */
    REMEDY_KIND_COUNT
};

struct remedy {
    enum remedy_kind kind;
    uint32_t index; /* into the holidays, blocks or works; else into the appointments */
};

/* The remedies of one verdict, in the order of their kinds; of one kind in that of the facts. */
struct remedies {
    struct remedy *list; /* the caller's: remedy_capacity() */
    size_t count;
    /* What the hour or booking would then pay. Less than all of it where the rest is paid elsewhere; 0: no
     * change of these kinds would have made it payable. */
    int32_t paid_minutes;
};

/* How many a verdict of these facts can have. */
size_t remedy_capacity(const struct partner_facts *facts);

/* Of an hour that does not pay all of its minutes, or of which some were taken back. */
void remedies_of_hour(const struct partner_facts *facts, const struct policy *policy,
                      const struct month_question *question, const struct hour *hour,
                      struct remedies *remedies);
/* The result is that of the facts; its scratch is written to. */
void remedies_of_booking(const struct partner_facts *facts, const struct policy *policy,
                         const struct month_question *question, const struct month_result *result,
                         const struct booking *booking, struct remedies *remedies);
/* Of the hour that the appointment is in, or would be in. */
void remedies_of_unscheduled(const struct partner_facts *facts, const struct policy *policy,
                             const struct month_question *question,
                             const struct month_result *result,
                             const struct unscheduled *unscheduled, struct remedies *remedies);

#endif
