/* Policy: silent
 *
 * How this is read: the ids that a verdict rests on, so that an auditor can go from a cent to the
 * facts (formats.md section 4). Worked out when asked for, not kept.
 */
#include <string.h>

#include "engine/core/rules/adhoc.h"
#include "engine/core/rules/authorisation.h"
#include "engine/core/rules/completion.h"
#include "engine/core/rules/verdicts.h"

/* Ids in order of their bytes, each once. */
struct id_list {
    const char **ids;
    size_t capacity;
    size_t count;
};

static void id_add(struct id_list *list, const char *id)
{
    size_t place = list->count;
    while (place > 0 && strcmp(list->ids[place - 1], id) > 0) {
        place--;
    }
    if (place > 0 && strcmp(list->ids[place - 1], id) == 0) {
        return;
    }
    CHECK(list->count < list->capacity);
    memmove(&list->ids[place + 1], &list->ids[place], (list->count - place) * sizeof list->ids[0]);
    list->ids[place] = id;
    list->count++;
}

static void holidays_add(const struct partner_facts *facts, struct interval span,
                         struct id_list *list)
{
    for (size_t i = 0; i < facts->holiday_count; i++) {
        if (interval_overlaps(span, holiday_span(&facts->clock, &facts->holidays[i]))) {
            id_add(list, facts->holidays[i].name);
        }
    }
}

static void blocks_add(const struct partner_facts *facts, struct interval span,
                       struct id_list *list)
{
    for (size_t i = 0; i < facts->block_count; i++) {
        if (interval_overlaps(span, facts->blocks[i].span)) {
            id_add(list, facts->blocks[i].block_id);
        }
    }
}

static void works_add(const struct partner_facts *facts, struct interval span, struct id_list *list)
{
    for (size_t i = 0; i < facts->work_count; i++) {
        if (interval_overlaps(span, facts->works[i].span)) {
            id_add(list, facts->works[i].work_id);
        }
    }
}

/* The slot's open appointments of one standing; only the lapsed ones of them if asked. */
static void appointments_add(const struct month_work *work, struct interval span,
                             enum standing standing, bool lapsed_only, struct id_list *list)
{
    struct index_range range = appointments_starting_in(work->facts, span);
    for (size_t i = range.begin; i < range.end; i++) {
        const struct appointment *appointment = &work->facts->appointments[i];
        if (appointment->calendar == CALENDAR_OPEN &&
            appointment_standing(appointment, work->question->as_at) == standing &&
            (!lapsed_only || appointment_closing(work, appointment) == CLOSING_LAPSED)) {
            id_add(list, appointment->appointment_id);
        }
    }
}

size_t month_slot_evidence(const struct partner_facts *facts, const struct policy *policy,
                           const struct month_question *question, const struct hour *slot,
                           const char **ids, size_t capacity)
{
    struct month_work work = {facts, policy, question, NULL};
    struct id_list list = {ids, capacity, 0};
    switch (slot->outcome) {
    case OUTCOME_HOLIDAY:
        holidays_add(facts, slot->span, &list);
        break;
    case OUTCOME_BLOCKED:
        blocks_add(facts, slot->span, &list);
        break;
    case OUTCOME_OTHER_STREAM:
        works_add(facts, slot->span, &list);
        break;
    case OUTCOME_CANCELLED:
        appointments_add(&work, slot->span, STANDING_CANCELLED, false, &list);
        break;
    case OUTCOME_BOOKED:
        appointments_add(&work, slot->span, STANDING_LIVE, false, &list);
        break;
    default:
        break;
    }
    if (slot->penalty_minutes.minutes > 0) {
        appointments_add(&work, slot->span, STANDING_LIVE, true, &list);
    }
    return list.count;
}

/* H3: the overlapping works and paid earlier bookings. */
static void overlaps_add(const struct partner_facts *facts, const struct month_result *result,
                         const struct booking *adhoc, struct id_list *list)
{
    struct interval span = appointment_span(&facts->appointments[adhoc->appointment]);
    works_add(facts, span, list);
    for (size_t i = 0; i < result->adhoc_total; i++) {
        const struct booking *earlier = &result->adhoc[i];
        if (earlier == adhoc) {
            break;
        }
        const struct appointment *other = &facts->appointments[earlier->appointment];
        if (earlier->paid_minutes.minutes > 0 && interval_overlaps(appointment_span(other), span)) {
            id_add(list, other->appointment_id);
        }
    }
}

static void reason_evidence_add(const struct partner_facts *facts,
                                const struct month_question *question, const struct booking *adhoc,
                                struct id_list *list)
{
    const struct appointment *booking = &facts->appointments[adhoc->appointment];
    if (adhoc->reason == REASON_MOVED_FROM_OPEN) {
        bool moved = booking->moved_from_open_booked_at.utc_seconds <= question->as_at.utc_seconds;
        const struct appointment *open = moved ? NULL : customer_earliest_open(facts, booking);
        CHECK(moved || open);
        id_add(list, moved ? booking->moved_from : open->appointment_id);
    } else if ((adhoc->reason == REASON_OVER_ALLOCATION || adhoc->reason == REASON_CASE_UNKNOWN) &&
               booking->case_id[0] != '\0') {
        id_add(list, booking->case_id);
    }
}

size_t month_adhoc_evidence(const struct partner_facts *facts,
                            const struct month_question *question,
                            const struct month_result *result, const struct booking *adhoc,
                            const char **ids, size_t capacity)
{
    struct id_list list = {ids, capacity, 0};
    if (adhoc->outcome == OUTCOME_ADHOC_OVERLAP) {
        overlaps_add(facts, result, adhoc, &list);
    } else if (adhoc->outcome == OUTCOME_ADHOC_UNAUTHORISED) {
        reason_evidence_add(facts, question, adhoc, &list);
    }
    return list.count;
}

size_t month_evidence_max(const struct partner_facts *facts)
{
    return facts->holiday_count + facts->block_count + facts->work_count +
           facts->appointment_count + 1;
}
