#include <string.h>

#include "engine/core/money.h"
#include "tests/engine/core/example_expect.h"

/* R1, R2 and R5 in examples: what was issued, and what the month has beyond it. */

struct example_issued *issued_new(void)
{
    struct example_issued *issued = g_new0(struct example_issued, 1);
    issued->strings = g_string_chunk_new(256);
    return issued;
}

void issued_free(struct example_issued *issued)
{
    if (issued) {
        g_free(issued->lines);
        g_free(issued->hours);
        g_string_chunk_free(issued->strings);
        g_free(issued);
    }
}

static struct paid_hour *hours_new(const struct month_result *result, size_t *ret_count)
{
    struct paid_hour *hours = g_new0(struct paid_hour, MONTH_SLOTS_MAX + result->adhoc_total + 1);
    *ret_count = adjustment_hours(
        &result->slots[result->slot_begin], result->slot_end - result->slot_begin,
        &result->adhoc[result->adhoc_begin], result->adhoc_end - result->adhoc_begin, hours);
    return hours;
}

struct example_corrections corrections_find(const struct example_issued *issued,
                                            const struct partner_facts *facts, struct period period,
                                            const struct month_result *result)
{
    struct example_corrections found = {0};
    size_t hour_count = 0;
    found.hours = hours_new(result, &hour_count);
    found.lines = g_new0(struct line, issued->line_count + result->line_count + 1);
    found.line_count = adjustment_lines(issued->lines, issued->line_count, result->lines,
                                        result->line_count, found.lines);
    found.moves = g_new0(struct hour_move, issued->hour_count + hour_count + 1);
    found.move_count =
        adjustment_moves(issued->hours, issued->hour_count, found.hours, hour_count, found.moves);
    bool taxability_changed = decisions_retaxed(facts, period, issued->gst, issued->batch);
    for (size_t i = 0; i < found.move_count; i++) {
        taxability_changed = taxability_changed || found.moves[i].taxability_changed;
    }
    found.correction = correction_decide(&issued->standing, result, found.lines, found.line_count,
                                         taxability_changed);
    return found;
}

void corrections_clear(struct example_corrections *corrections)
{
    g_free(corrections->lines);
    g_free(corrections->moves);
    g_free(corrections->hours);
}

static void hours_keep(struct example_issued *issued, const struct month_result *result)
{
    g_free(issued->hours);
    issued->hours = hours_new(result, &issued->hour_count);
    for (size_t i = 0; i < issued->hour_count; i++) {
        const char *id = issued->hours[i].appointment_id;
        issued->hours[i].appointment_id = g_string_chunk_insert(issued->strings, id);
    }
}

static void lines_keep(struct example_issued *issued, struct line *lines, size_t count)
{
    g_free(issued->lines);
    issued->lines = lines;
    issued->line_count = count;
}

void issued_take(struct example_issued *issued, const struct partner_facts *facts,
                 const struct month_question *question, const struct month_result *result)
{
    struct example_corrections found = corrections_find(issued, facts, question->period, result);
    bool first = !issued->standing.closed && !issued->standing.voided;
    if (found.correction == CORRECTION_ADJUSTMENT) {
        struct line *state = g_new0(struct line, issued->line_count + found.line_count + 1);
        size_t count = adjustment_apply(issued->lines, issued->line_count, found.lines,
                                        found.line_count, state);
        lines_keep(issued, state, count);
        hours_keep(issued, result);
    } else if (found.correction == CORRECTION_DOCUMENT || found.correction == CORRECTION_NIL ||
               found.correction == CORRECTION_TAKE_BACK || (first && result->status == MONTH_NIL)) {
        struct line *state = g_new0(struct line, result->line_count + 1);
        for (size_t i = 0; i < result->line_count; i++) {
            state[i] = result->lines[i];
        }
        lines_keep(issued, state, result->line_count);
        hours_keep(issued, result);
        issued->abn = g_string_chunk_insert(issued->strings, facts->abn);
        issued->issue_date = question->issue_date;
        issued->standing = (struct issued_standing){.closed = true, .document = result->document};
    }
    if (found.correction != CORRECTION_HELD && found.correction != CORRECTION_TAXABILITY) {
        issued->gst = facts->gst;
        for (size_t i = 0; i < facts->decision_count; i++) {
            issued->batch = MAX(issued->batch, facts->decisions[i].batch);
        }
    }
    corrections_clear(&found);
}

void issued_void(struct example_issued *issued)
{
    issued->standing =
        (struct issued_standing){.voided = true, .document = issued->standing.document};
}

/* ---- what examples expect -------------------------------------------------------------------------- */

static struct example_corrections world_corrections(const example_world *world)
{
    static const struct example_issued nothing;
    return corrections_find(world->issued ? world->issued : &nothing, &world->facts,
                            world->question.period, world->result);
}

static const char *take_back_text(const example_world *world)
{
    const struct example_issued *issued = world->issued;
    return issued->standing.document != DOCUMENT_RCTI ? "taken back by ADJ"
           : rcti_is_valid(&world->facts, issued->abn, issued->issue_date, issued->hours,
                           issued->hour_count)
               ? "taken back by RCAN"
               : "taken back by Cancellation";
}

/* correction = RCAN; late RCTI; RCTI in place of a voided one; taken back by RCAN; held,
 * TAXABILITY_CHANGED; nil; none */
static bool correction_answer(const example_world *world, struct words *words,
                              struct answer *answer)
{
    static const char *const notes[] = {
        [DOCUMENT_RCTI] = "RCAN", [DOCUMENT_RCI] = "ADJ", [DOCUMENT_NONE] = "no document"};
    const struct month_result *result = world->result;
    struct example_corrections found = world_corrections(world);
    (void)words;
    switch (found.correction) {
    case CORRECTION_NONE:
        answer_must(answer, "none");
        break;
    case CORRECTION_ADJUSTMENT:
        answer_must(answer, "%s", notes[world->issued->standing.document]);
        break;
    case CORRECTION_DOCUMENT:
        answer_must(answer,
                    world->issued->standing.voided ? "%s in place of the voided one" : "late %s",
                    result->document == DOCUMENT_NONE ? "no document"
                                                      : document_kind_words[result->document]);
        break;
    case CORRECTION_TAKE_BACK:
        answer_must(answer, "%s", take_back_text(world));
        break;
    case CORRECTION_NIL:
        answer_must(answer, "nil");
        break;
    case CORRECTION_HELD:
        answer_must(answer, "held");
        for (size_t i = 0; i < result->exception_count; i++) {
            if (hold_stops_correction(&world->issued->standing, result,
                                      result->exceptions[i].code)) {
                answer_must(answer, "%s", exception_words[result->exceptions[i].code]);
            }
        }
        break;
    case CORRECTION_TAXABILITY:
        answer_must(answer, "held");
        answer_must(answer, "%s", exception_words[EXCEPTION_TAXABILITY_CHANGED]);
        break;
    }
    corrections_clear(&found);
    return true;
}

/* adjustment partner 150.00 [not taxable] = minutes -120, amount -300.00, gst -30.00 */
static bool adjustment_answer(const example_world *world, struct words *words,
                              struct answer *answer)
{
    static const char *const kinds[] = {"partner", "adhoc", "decision", "no_supply", NULL};
    int kind = 0;
    int64_t rate_cents = 0;
    if (!words_choice(words, kinds, &kind) ||
        (kind < RATE_KIND_COUNT && !words_cents(words, &rate_cents))) {
        return false;
    }
    bool taxable = !(words_take(words, "not") && words_take(words, "taxable"));
    struct example_corrections found = world_corrections(world);
    const struct line *line = NULL;
    for (size_t i = 0; i < found.line_count; i++) {
        const struct line *other = &found.lines[i];
        bool same = (int)other->kind == kind && other->hourly_rate.cents_per_hour == rate_cents &&
                    other->taxable == taxable;
        line = same ? other : line;
    }
    if (line) {
        g_autofree char *amount = cents_text(line->amount.cents);
        g_autofree char *gst = cents_text(line->gst.cents);
        answer_must(answer, "minutes %d", line->minutes.minutes);
        answer_must(answer, "amount %s", amount);
        answer_must(answer, "gst %s", gst);
    } else {
        answer_must(answer, "none");
    }
    corrections_clear(&found);
    return true;
}

/* adjustments = 2 */
static bool adjustments_answer(const example_world *world, struct words *words,
                               struct answer *answer)
{
    (void)words;
    struct example_corrections found = world_corrections(world);
    answer_must(answer, "%zu", found.line_count);
    corrections_clear(&found);
    return true;
}

static int32_t hour_minutes(const struct paid_hour *hour)
{
    return hour ? hour->minutes.minutes : 0;
}

/* moved 2026-09-07 09:00 = -60; moved A1 = 60; = none */
static bool moved_answer(const example_world *world, struct words *words, struct answer *answer)
{
    g_autofree char *wanted = words_join(words, NULL);
    if (!world->issued) {
        return words_fail(words, "`issued` above");
    }
    struct example_corrections found = world_corrections(world);
    for (size_t i = 0; i < found.move_count; i++) {
        const struct hour_move *move = &found.moves[i];
        const struct paid_hour *hour = move->is ? move->is : move->was;
        CHECK(hour->appointment_id != NULL);
        g_autofree char *when = local_text(hour->date, hour->start_minute);
        if (strcmp(hour->appointment_id[0] ? hour->appointment_id : when, wanted) == 0) {
            answer_must(answer, "%d", hour_minutes(move->is) - hour_minutes(move->was));
        }
    }
    if (answer->clauses->len == 0) {
        answer_must(answer, "none");
    }
    corrections_clear(&found);
    return true;
}

/* payment = pays 660.00, carries 0.00, writes off 0.00, restores 0.00: of the month's document, what is
 * carried and the adjustments that the example names */
static bool payment_answer(const example_world *world, struct words *words, struct answer *answer)
{
    (void)words;
    if (world->result->status == MONTH_HELD) {
        answer_must(answer, "held");
        return true;
    }
    struct settlement_question question = world->settled;
    question.earned = money_add(question.earned, world->result->totals.total);
    const struct settlement settlement = settlement_make(&question);
    const struct {
        const char *words;
        money amount;
        bool always;
    } parts[] = {{"pays", settlement.payment, true},
                 {"carries", settlement.carried, true},
                 {"writes off", settlement.written_off, false},
                 {"restores", settlement.restored, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *amount = cents_text(parts[i].amount.cents);
        if (parts[i].always || parts[i].amount.cents != 0) {
            answer_must(answer, "%s %s", parts[i].words, amount);
        }
    }
    return true;
}

const struct answer_word issued_answers[] = {
    {"correction", correction_answer},   {"adjustment", adjustment_answer},
    {"adjustments", adjustments_answer}, {"moved", moved_answer},
    {"payment", payment_answer},         {NULL, NULL},
};
