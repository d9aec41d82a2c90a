#include <string.h>

#include "tests/engine/core/example_expect.h"

/* What the core says of the month as a whole: counts, lines, status and exceptions. */

static void minutes_answer(struct answer *answer, const char *key, const char *hours_key,
                           pay_minutes minutes)
{
    g_autofree char *hours = hours_text(minutes.minutes);
    answer_may(answer, "%s %d", key, minutes.minutes);
    answer_may(answer, "%s %s", hours_key, hours);
}

static void amount_answer(struct answer *answer, const char *key, money amount)
{
    g_autofree char *text = cents_text(amount.cents);
    answer_may(answer, "%s %s", key, text);
}

/* month = slots 27, partner_hours 27.00, subtotal 4050.00 */
static bool month_answer(const example_world *world, struct words *words, struct answer *answer)
{
    const struct totals *totals = &world->result->totals;
    (void)words;
    answer_may(answer, "slots %d", totals->slots);
    answer_may(answer, "holiday_slots %d", totals->holiday_slots);
    answer_may(answer, "blocked_slots %d", totals->blocked_slots);
    answer_may(answer, "dst_gap_slots %d", totals->dst_gap_slots);
    answer_may(answer, "unpaid_cancelled_slots %d", totals->unpaid_cancelled_slots);
    answer_may(answer, "other_stream_minutes %d", totals->other_stream_minutes.minutes);
    answer_may(answer, "penalty_minutes %d", totals->penalty_minutes.minutes);
    minutes_answer(answer, "partner_minutes", "partner_hours", totals->partner_minutes);
    minutes_answer(answer, "adhoc_minutes", "adhoc_hours", totals->adhoc_minutes);
    amount_answer(answer, "partner_amount", totals->partner_amount);
    amount_answer(answer, "adhoc_amount", totals->adhoc_amount);
    amount_answer(answer, "decisions_amount", totals->decisions_amount);
    amount_answer(answer, "subtotal", totals->subtotal);
    amount_answer(answer, "gst", totals->gst);
    amount_answer(answer, "total", totals->total);
    return true;
}

/* line partner 150.00 [not taxable] = minutes 1620, amount 4050.00, gst 405.00 */
static bool line_answer(const example_world *world, struct words *words, struct answer *answer)
{
    static const char *const kinds[] = {"partner", "adhoc", "decision", "no_supply", NULL};
    int kind = 0;
    int64_t rate_cents = 0;
    if (!words_choice(words, kinds, &kind) ||
        (kind < RATE_KIND_COUNT && !words_cents(words, &rate_cents))) {
        return false;
    }
    bool taxable = !(words_take(words, "not") && words_take(words, "taxable"));
    for (size_t i = 0; i < world->result->line_count; i++) {
        const struct line *line = &world->result->lines[i];
        if ((int)line->kind == kind && line->hourly_rate.cents_per_hour == rate_cents &&
            line->taxable == taxable) {
            answer_must(answer, "minutes %d", line->minutes.minutes);
            amount_answer(answer, "amount", line->amount);
            amount_answer(answer, "gst", line->gst);
            return true;
        }
    }
    answer_must(answer, "none");
    return true;
}

/* lines = 2 */
static bool lines_answer(const example_world *world, struct words *words, struct answer *answer)
{
    (void)words;
    answer_must(answer, "%zu", world->result->line_count);
    return true;
}

/* ---- status and exceptions ----------------------------------------------------------------------- */

static bool holds_before(const struct month_result *result, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (result->exceptions[i].code == result->exceptions[index].code) {
            return true;
        }
    }
    return false;
}

/* status = ready, RCTI; status = held, BAD_ABN, NO_AGREEMENT */
static bool status_answer(const example_world *world, struct words *words, struct answer *answer)
{
    static const char *const statuses[] = {"ready", "held", "nil"};
    const struct month_result *result = world->result;
    (void)words;
    answer_must(answer, "%s", statuses[result->status]);
    if (result->document != DOCUMENT_NONE) {
        answer_must(answer, "%s", document_kind_words[result->document]);
    } else {
        answer_may(answer, "no document");
    }
    for (size_t i = 0; i < result->exception_count; i++) {
        enum exception_code code = result->exceptions[i].code;
        if (exception_says[code].severity == SEVERITY_HELD && !holds_before(result, i)) {
            answer_must(answer, "%s", exception_words[code]);
        }
    }
    return true;
}

/* What an exception is about, as examples write it: a slot's date and time, a holiday's date, an
 * id, or "" for the partner. */
static char *subject_text(const example_world *world, const struct exception *exception)
{
    const struct partner_facts *facts = &world->facts;
    switch (exception->subject) {
    case SUBJECT_SLOT: {
        const struct hour *slot = &world->result->slots[exception->index];
        return local_text(slot->date, slot->start_minute);
    }
    case SUBJECT_APPOINTMENT:
        return g_strdup(facts->appointments[exception->index].appointment_id);
    case SUBJECT_HOLIDAY:
        return day_text(facts->holidays[exception->index].date);
    case SUBJECT_BLOCK:
        return g_strdup(facts->blocks[exception->index].block_id);
    case SUBJECT_WORK:
        return g_strdup(facts->works[exception->index].work_id);
    case SUBJECT_PARTNER:
        break;
    }
    return g_strdup("");
}

/* exception DOUBLE_BOOKED on 2026-09-04 09:00 = review; exception NO_RATE = none */
static bool exception_answer(const example_world *world, struct words *words, struct answer *answer)
{
    const struct month_result *result = world->result;
    const char *code = words_next(words);
    bool any_subject = !words_take(words, "on");
    g_autofree char *wanted = words_join(words, NULL);
    int known = 0;
    while (known < EXCEPTION_CODE_COUNT && strcmp(exception_words[known], code) != 0) {
        known++;
    }
    if (known == EXCEPTION_CODE_COUNT) {
        return words_fail(words, "an exception's code before it");
    }
    int count = 0;
    for (size_t i = 0; i < result->exception_count; i++) {
        g_autofree char *subject = subject_text(world, &result->exceptions[i]);
        count += (int)result->exceptions[i].code == known &&
                 (any_subject || strcmp(subject, wanted) == 0);
    }
    answer_must(answer, "%s", count ? severity_words[exception_says[known].severity] : "none");
    if (count > 1) {
        answer_must(answer, "%d times", count);
    }
    return true;
}

/* exceptions = none; exceptions = ADHOC_IN_BLOCK, CASE_UNKNOWN: no others. */
static bool exceptions_answer(const example_world *world, struct words *words,
                              struct answer *answer)
{
    (void)words;
    for (size_t i = 0; i < world->result->exception_count; i++) {
        answer_must(answer, "%s", exception_words[world->result->exceptions[i].code]);
    }
    if (answer->clauses->len == 0) {
        answer_must(answer, "none");
    }
    return true;
}

const struct answer_word month_answers[] = {
    {"month", month_answer},
    {"line", line_answer},
    {"lines", lines_answer},
    {"status", status_answer},
    {"exception", exception_answer},
    {"exceptions", exceptions_answer},
    {NULL, NULL},
};
