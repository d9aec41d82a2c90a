#include <string.h>

#include "tests/engine/core/example_expect.h"

/* What the core says of slots, bookings and appointments. */

static void evidence_answer(const example_world *world, struct answer *answer,
                            struct finding_range found)
{
    g_autofree const char **ids = g_new0(const char *, world->result->found_count + 1);
    size_t count = month_evidence(&world->facts, world->result, found, ids);
    GString *joined = g_string_new("");
    for (size_t i = 0; i < count; i++) {
        g_string_append_printf(joined, "%s%s", i ? ";" : "", ids[i]);
    }
    answer_may(answer, "evidence %s", count ? joined->str : "none");
    g_string_free(joined, TRUE);
}

static void rate_answer(struct answer *answer, struct rate_in_effect rate)
{
    g_autofree char *text = cents_text(rate.rate.cents_per_hour);
    answer_may(answer, "rate %s", rate.found ? text : "none");
}

/* ---- slots --------------------------------------------------------------------------------------- */

static const struct hour *slot_find(const struct month_result *result, day date,
                                    int32_t start_minute)
{
    for (size_t i = result->slot_begin; i < result->slot_end; i++) {
        if (day_compare(result->slots[i].date, date) == 0 &&
            result->slots[i].start_minute == start_minute) {
            return &result->slots[i];
        }
    }
    return NULL;
}

static void slot_verdict_answer(const example_world *world, const struct hour *slot,
                                struct answer *answer)
{
    answer_must(answer, "%s %s", outcome_words[slot->outcome], rule_words[slot->rule]);
    answer_must(answer, "pays %d", slot->paid_minutes.minutes);
    if (slot->penalty_minutes.minutes != 0) {
        answer_must(answer, "takes back %d", slot->penalty_minutes.minutes);
    }
    if (slot->notes != 0) {
        answer_must(answer, "notes %s", hour_notes_words[slot->notes]);
    }
    answer_may(answer, "spans %d", (int)interval_minutes(slot->span));
    rate_answer(answer, slot->hourly_rate);
    evidence_answer(world, answer, slot->found);
}

/* slot 2026-09-25 09:00 10:00 = …: the same of every one of them. */
static bool slot_answer(const example_world *world, struct words *words, struct answer *answer)
{
    day date;
    if (!words_day(words, &date)) {
        return false;
    }
    do {
        int32_t start = 0;
        int32_t end = 0;
        if (!words_hours(words, &start, &end)) {
            return false;
        }
        const struct hour *slot = slot_find(world->result, date, start);
        if (slot) {
            slot_verdict_answer(world, slot, answer);
        } else {
            answer_must(answer, "none");
        }
    } while (!words_end(words));
    return true;
}

/* ---- ad hoc bookings ----------------------------------------------------------------------------- */

static const struct booking *adhoc_find(const example_world *world, const char *id)
{
    const struct month_result *result = world->result;
    for (size_t i = result->adhoc_begin; i < result->adhoc_end; i++) {
        uint32_t index = result->adhoc[i].appointment;
        if (strcmp(world->facts.appointments[index].appointment_id, id) == 0) {
            return &result->adhoc[i];
        }
    }
    return NULL;
}

/* adhoc A1 = … */
static bool adhoc_answer(const example_world *world, struct words *words, struct answer *answer)
{
    const char *id = words_next(words);
    const struct booking *verdict = adhoc_find(world, id);
    if (!verdict) {
        answer_must(answer, "none");
        return world_appointment_find(world, id) || words_fail(words, "an appointment before it");
    }
    answer_must(answer, "%s %s", outcome_words[verdict->outcome], rule_words[verdict->rule]);
    answer_must(answer, "pays %d", verdict->paid_minutes.minutes);
    if (verdict->reason != REASON_NONE) {
        answer_must(answer, "reason %s", reason_words[verdict->reason]);
    }
    rate_answer(answer, verdict->hourly_rate);
    evidence_answer(world, answer, verdict->found);
    return true;
}

/* ---- other appointments -------------------------------------------------------------------------- */

/* unscheduled A1 = UNSCHEDULED A8, NO_SLOT */
static bool unscheduled_answer(const example_world *world, struct words *words,
                               struct answer *answer)
{
    const char *id = words_next(words);
    const struct month_result *result = world->result;
    for (size_t i = 0; i < result->unscheduled_count; i++) {
        const struct unscheduled *verdict = &result->unscheduled[i];
        if (strcmp(world->facts.appointments[verdict->appointment].appointment_id, id) == 0) {
            answer_must(answer, "%s %s", outcome_words[OUTCOME_UNSCHEDULED],
                        rule_words[outcome_says[OUTCOME_UNSCHEDULED].rule]);
            answer_must(answer, "%s", unscheduled_reason(verdict));
            return true;
        }
    }
    answer_must(answer, "none");
    return world_appointment_find(world, id) || words_fail(words, "an appointment before it");
}

/* deadline A1 = 2026-09-12 00:00:00 */
static bool deadline_answer(const example_world *world, struct words *words, struct answer *answer)
{
    const struct world_appointment *row = world_appointment_find(world, words_next(words));
    if (!row) {
        return words_fail(words, "an appointment before it");
    }
    g_autofree char *deadline =
        stamp_text(&world->facts.clock,
                   month_completion_deadline(&world->facts, &world->policy, &row->appointment));
    answer_must(answer, "%s", deadline);
    return true;
}

/* session A1 = within */
static bool session_answer(const example_world *world, struct words *words, struct answer *answer)
{
    static const char *const verdicts[] = {"within", "beyond", "unknown case"};
    const struct world_appointment *row = world_appointment_find(world, words_next(words));
    if (!row) {
        return words_fail(words, "an appointment before it");
    }
    answer_must(answer, "%s", verdicts[row->appointment.session.verdict]);
    return true;
}

/* request R1 = counts */
static bool request_answer(const example_world *world, struct words *words, struct answer *answer)
{
    const char *id = words_next(words);
    for (guint i = 0; i < world->requests->len; i++) {
        const struct world_request *row = &g_array_index(world->requests, struct world_request, i);
        if (strcmp(row->request.request_id, id) == 0) {
            answer_must(answer, row->request.counts ? "counts" : "does not count");
            return true;
        }
    }
    return words_fail(words, "a request before it");
}

const struct answer_word verdict_answers[] = {
    {"slot", slot_answer},
    {"adhoc", adhoc_answer},
    {"unscheduled", unscheduled_answer},
    {"deadline", deadline_answer},
    {"session", session_answer},
    {"request", request_answer},
    {NULL, NULL},
};
