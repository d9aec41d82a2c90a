#include "engine/run/correct/correct.h"

#include <stdlib.h>
#include <string.h>

#include "engine/run/correct/causes.h"
#include "engine/run/correct/change_words.h"
#include "engine/run/correct/decided.h"
#include "engine/store/facts/changes.h"
#include "engine/store/facts/standing.h"
#include "importers/text/zone.h"
#include "reports/text.h"

/* ---- what is found ------------------------------------------------------------------------- */

static void moved_month_free(void *data)
{
    struct moved_month *moved = data;
    adjustment_report_free(moved->adjustment);
    partner_report_free(moved->report);
    g_free(moved->lines);
    g_free(moved);
}

static void moved_hold_clear(void *data)
{
    g_free(((struct moved_hold *)data)->detail);
}

static void partner_true_up_free(void *data)
{
    struct partner_true_up *true_up = data;
    g_ptr_array_unref(true_up->months);
    g_array_unref(true_up->holds);
    g_free(true_up);
}

GHashTable *true_up_found_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, partner_true_up_free);
}

void true_up_found_join(GHashTable *found, GHashTable *more)
{
    GHashTableIter iter;
    gpointer id = NULL;
    gpointer value = NULL;
    g_hash_table_iter_init(&iter, more);
    while (g_hash_table_iter_next(&iter, &id, &value)) {
        struct partner_true_up *later = value;
        struct partner_true_up *before = g_hash_table_lookup(found, id);
        g_hash_table_iter_steal(&iter);
        if (!before) {
            g_hash_table_insert(found, id, later);
            continue;
        }
        g_ptr_array_extend_and_steal(before->months, g_steal_pointer(&later->months));
        g_array_append_vals(before->holds, later->holds->data, later->holds->len);
        g_array_set_clear_func(later->holds, NULL); /* they are the other's now */
        g_array_unref(later->holds);
        g_free(later);
        g_free(id);
    }
}

static struct partner_true_up *partner_found(const struct true_up *true_up)
{
    const char *partner_id = true_up->month->partner->facts.partner_id;
    struct partner_true_up *found = g_hash_table_lookup(true_up->found, partner_id);
    if (!found) {
        found = g_new0(struct partner_true_up, 1);
        found->months = g_ptr_array_new_with_free_func(moved_month_free);
        found->holds = g_array_new(FALSE, TRUE, sizeof(struct moved_hold));
        g_array_set_clear_func(found->holds, moved_hold_clear);
        g_hash_table_insert(true_up->found, g_strdup(partner_id), found);
    }
    return found;
}

/* How much was found of the partner so far. */
static guint found_count(const struct true_up *true_up, const char *partner_id)
{
    const struct partner_true_up *found = g_hash_table_lookup(true_up->found, partner_id);
    return found ? found->months->len + found->holds->len : 0;
}

struct supplier_standing supplier_standing_of(const struct partner_row *row)
{
    const bool blank = !day_valid(row->agreement_covers_from);
    return (struct supplier_standing){row->gst, row->agreement,
                                      blank ? row->agreement.from : row->agreement_covers_from};
}

/* Takes the month over; its state is the report's, unless the lines are others. */
static struct moved_month *moved_add(const struct true_up *true_up, struct partner_report *report)
{
    struct moved_month *moved = g_new0(struct moved_month, 1);
    moved->run = true_up->run;
    moved->report = report;
    moved->standing = supplier_standing_of(&true_up->month->partner->row);
    moved->after = month_state(true_up->run->period, report);
    g_ptr_array_add(partner_found(true_up)->months, moved);
    return moved;
}

void report_follow(struct partner_report *report, const struct store_issued_month *before)
{
    if (before && before->voids > 0 && report->row.number[0] != '\0') {
        g_autofree char *number = g_strdup_printf("%s-R%d", report->row.number, before->voids);
        report->row.number = partner_report_keep(report, number);
    }
    if (before && before->open && report->document != DOCUMENT_NONE) {
        report->replaces = partner_report_keep(report, before->month.number);
        report->replaces_date = before->original_date;
        report->replaces_total = month_position(&before->month);
        report->replaced_line_count = before->month.line_count;
        report->replaced_lines =
            g_memdup2(before->month.lines, before->month.line_count * sizeof *before->month.lines);
    }
}

/* ---- holds --------------------------------------------------------------------------------- */

static void hold(const struct true_up *true_up, enum exception_code code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
static void hold(const struct true_up *true_up, enum exception_code code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *what = g_strdup_vprintf(format, values);
    va_end(values);
    struct moved_hold row = {code, g_strdup_printf("%s: %s", true_up->run->period_text, what)};
    g_array_append_val(partner_found(true_up)->holds, row);
}

/* The holds of the earlier period become those of the run, with the particulars that its own draft
 * would give. */
static void holds_take(const struct true_up *true_up, const struct issued_standing *standing)
{
    const struct month_result *result = &true_up->month->result;
    const struct hold_facts *facts = &true_up->month->partner->facts.hold;
    for (size_t i = 0; i < result->exception_count; i++) {
        enum exception_code code = result->exceptions[i].code;
        const char *found = code == EXCEPTION_NO_GLYPH          ? facts->no_glyph
                            : code == EXCEPTION_NO_HOLIDAY_DATA ? facts->no_holiday_data
                            : code == EXCEPTION_BAD_INPUT       ? facts->bad_input
                                                                : NULL;
        if (hold_stops_correction(standing, result, code)) {
            hold(true_up, code, "%s",
                 found ? found : "it was issued and has to be worked out again");
        }
    }
}

/* ---- which hours moved, and why ------------------------------------------------------------- */

typedef struct moves {
    move_causes *causes;
    const GArray *decisions; /* struct decision: all that are known */
    GArray *rows;            /* struct adjustment_move_row */
    bool taxability_changed;
    day known_since; /* the first fact that moved one; unbounded where none did */
    GStringChunk *strings;
} moves;

static void moves_clear(moves *moves)
{
    g_clear_pointer(&moves->causes, move_causes_free);
    g_clear_pointer(&moves->rows, g_array_unref);
    g_clear_pointer(&moves->strings, g_string_chunk_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(moves, moves_clear)

/* What it was, or is, in words; with its rate where that moved. */
static const char *verdict_words(const struct moves *moves, const struct paid_hour *hour,
                                 enum rate_kind kind, bool with_rate)
{
    char rate[TEXT_SIZE];
    g_autofree char *text = adjustment_verdict_text(hour, kind, moves->decisions);
    g_autofree char *rated =
        with_rate ? g_strdup_printf("%s at %s", text, text_rate(rate, hour->hourly_rate)) : NULL;
    return g_string_chunk_insert_const(moves->strings, rated ? rated : text);
}

static void row_add(struct moves *moves, struct adjustment_move_row row, int32_t minutes,
                    const struct paid_hour *line)
{
    row.minutes.minutes = minutes;
    row.hourly_rate = line->hourly_rate;
    row.taxable = line->taxable;
    g_array_append_val(moves->rows, row);
}

static void move_add(struct moves *moves, const struct paid_hour *was, const struct paid_hour *is)
{
    const struct paid_hour *hour = is ? is : was;
    CHECK(hour != NULL);
    int32_t was_minutes = was ? was->minutes.minutes : 0;
    int32_t is_minutes = is ? is->minutes.minutes : 0;
    bool other_line = was_minutes != 0 && is_minutes != 0 &&
                      (was->hourly_rate.cents_per_hour != is->hourly_rate.cents_per_hour ||
                       was->taxable != is->taxable);
    struct adjustment_move_row row = {
        .at = {hour->date, hour->start_minute, hour->appointment_id},
        .kind = hour->kind,
        .before = verdict_words(moves, was, hour->kind, other_line),
        .after = verdict_words(moves, is, hour->kind, other_line),
        .rule_before = was ? was->rule : RULE_S1,
        .rule_after = is ? is->rule : RULE_S1,
    };
    struct move_told told;
    move_causes_find(moves->causes, was, is, &told);
    row.because = told.because;
    row.sentences = told.sentences;
    row.source = told.source;
    row.decided = told.decided;
    moves->known_since = day_compare(told.known_since, moves->known_since) < 0 ? told.known_since
                                                                               : moves->known_since;
    if (other_line) {
        row_add(moves, row, -was_minutes, was);
        row_add(moves, row, is_minutes, is);
    } else {
        row_add(moves, row, is_minutes - was_minutes, is_minutes != 0 || !was ? hour : was);
    }
}

/* `before` with its verdicts; `after` is the same month as *true_up->month has it now. Zero *moves
 * before. */
static bool moves_find(const struct true_up *true_up, const struct store_issued_month *before,
                       const struct partner_report *after, struct moves *moves, GError **error)
{
    const struct issued_month *issued = &before->month;
    size_t was_most = issued->slot_count + issued->adhoc_count;
    size_t is_most = after->slot_count + after->adhoc_count;
    g_autofree struct paid_hour *was = g_new(struct paid_hour, was_most + 1);
    g_autofree struct paid_hour *is = g_new(struct paid_hour, is_most + 1);
    g_autofree struct hour_move *hours = g_new(struct hour_move, was_most + is_most + 1);
    moves->causes = move_causes_new(true_up->setup, true_up->month, before, after, error);
    if (!moves->causes) {
        return false;
    }
    moves->decisions = true_up->decisions;
    moves->rows = g_array_new(FALSE, FALSE, sizeof(struct adjustment_move_row));
    moves->known_since = DAY_UNBOUNDED_TO;
    moves->strings = g_string_chunk_new(1024);
    size_t was_count = adjustment_hours(issued->slots, issued->slot_count, issued->adhoc,
                                        issued->adhoc_count, was);
    size_t is_count =
        adjustment_hours(after->slots, after->slot_count, after->adhoc, after->adhoc_count, is);
    size_t count = adjustment_moves(was, was_count, is, is_count, hours);
    for (size_t i = 0; i < count; i++) {
        const char *undone = move_penalty_undone(moves->causes, hours[i].was, hours[i].is);
        if (undone) {
            hold(true_up, EXCEPTION_PENALTY_UNDONE, "%s", undone);
        }
        move_add(moves, hours[i].was, hours[i].is);
        moves->taxability_changed |= hours[i].taxability_changed;
    }
    move_causes_decided(moves->causes, moves->rows);
    for (guint i = 0; i < moves->rows->len; i++) {
        struct adjustment_move_row *row =
            &g_array_index(moves->rows, struct adjustment_move_row, i);
        g_autofree char *told = reason_for_partner(row->because, moves->decisions);
        row->told = g_string_chunk_insert_const(moves->strings, told);
    }
    return true;
}

/* ---- what is done about it ------------------------------------------------------------------ */

/* PENALTY_UNDONE of a month that was nil: nothing was billed, but hours were taken back. */
static bool nil_month_look(const struct true_up *true_up, GError **error)
{
    const char *partner_id = true_up->month->partner->facts.partner_id;
    g_autoptr(store_issued_month) before = NULL;
    g_autoptr(partner_report) after = partner_month_build(true_up->run, true_up->month);
    g_auto(moves) moves = {0};
    return store_issued_month_load(true_up->setup->store, true_up->run->period, partner_id,
                                   true_up->before_seq, true, &before, error) &&
           moves_find(true_up, before, after, &moves, error);
}

/* A whole month: a document that the period never had, or that takes a voided one's place. Without
 * one (nil) only the state changes. */
static void whole_month_add(const struct true_up *true_up, const struct store_issued_month *before)
{
    struct partner_report *report = partner_month_build(true_up->run, true_up->month);
    money was = before ? month_position(&before->month) : (money){0};
    report_follow(report, before);
    struct moved_month *moved = moved_add(true_up, report);
    moved->change = money_subtract(month_position(&moved->after), was);
    moved->late = report->document != DOCUMENT_NONE;
    partner_report_close(report);
}

static struct issued_standing standing_of(const struct store_issued_month *before)
{
    bool closed = before && !before->open;
    return (struct issued_standing){.closed = closed,
                                    .voided = before && before->open,
                                    .document =
                                        before ? month_document(&before->month) : DOCUMENT_NONE};
}

/* Of the document that `before` has. `about` has kind, after, result_hash, and why. */
static struct adjustment_report *adjustment_make(const struct report_run *run,
                                                 const struct store_issued_month *before,
                                                 struct adjustment_report about,
                                                 const struct line *differences, size_t count)
{
    const struct issued_month *was = &before->month;
    const struct civil first = day_to_civil(run->period.first);
    g_autofree char *number =
        g_strdup_printf("%s-%04d%02d-%s-%d", run->draft ? "DRAFT" : document_kind_words[about.kind],
                        first.year, first.month, was->partner_id, before->adjustments + 1);
    g_autofree char *file_name = g_strconcat(number, ".pdf", NULL);
    about.period = run->period;
    about.period_text = run->period_text;
    about.number = run->draft ? "" : number;
    about.file_name = file_name;
    about.adjusts = was->number;
    about.adjusts_date = before->original_date;
    about.before = adjustment_sum(was->lines, was->line_count);
    about.no_supply_before = lines_no_supply(was->lines, was->line_count);
    return adjustment_report_new(&about, differences, count);
}

/* Takes `after` over. `original` is the document that is adjusted. */
static void adjustment_add(const struct true_up *true_up, const struct store_issued_month *before,
                           const struct issued_document *original, struct partner_report *after,
                           const struct moves *moves, const struct line *differences, size_t count)
{
    const struct issued_month *was = &before->month;
    after->row.number = partner_report_keep(after, was->number);
    struct moved_month *moved = moved_add(true_up, after);
    moved->lines = g_new(struct line, was->line_count + count);
    moved->after.nil = false;
    moved->after.lines = moved->lines;
    moved->after.line_count =
        adjustment_apply(was->lines, was->line_count, differences, count, moved->lines);
    const struct adjustment_report about = {
        .kind = month_document(was) == DOCUMENT_RCTI ? DOCUMENT_RCAN : DOCUMENT_ADJ,
        .supplier = original->supplier,
        .known_since = moves->known_since,
        .after = adjustment_sum(moved->after.lines, moved->after.line_count),
        .no_supply_after = lines_no_supply(moved->after.lines, moved->after.line_count),
        .moves = (const void *)moves->rows->data,
        .move_count = moves->rows->len,
        .result_hash = after->result_hash,
    };
    moved->adjustment = adjustment_make(true_up->run, before, about, differences, count);
    moved->change = moved->adjustment->difference.total;
}

/* Nothing is dated before what it adjusts. */
static bool waits(const struct true_up *true_up, const struct store_issued_month *before)
{
    const bool is_later = before->month.number[0] != '\0' &&
                          day_compare(before->original_date, true_up->run->issue_date) > 0;
    if (is_later) {
        hold(true_up, EXCEPTION_ADJUSTMENT_WAITS, "%s is of %s", before->month.number,
             text_date_words(TEXT_ROOM, before->original_date));
    }
    return is_later;
}

/* D3: whether what was decided and issued is taxable otherwise now, by the registration as it was known then. */
static bool decided_retaxed(const struct true_up *true_up, const struct store_issued_month *before,
                            bool *ret_retaxed, GError **error)
{
    const struct month_setup *setup = true_up->setup;
    const struct partner_facts *facts = &true_up->month->partner->facts;
    const struct store_view then = {.period = setup->view.period, .batch = before->batch};
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_auto(store_standing) standing = {0};
    if (!store_standing_load(setup->store, &then, facts->partner_id, strings, &standing, error)) {
        return false;
    }
    *ret_retaxed = standing.known &&
                   decisions_retaxed(facts, then.period, standing.partner.gst, before->batch);
    return true;
}

/* A difference on what was issued: an adjustment, unless the taxability of what was issued changed. */
static bool issued_adjust(const struct true_up *true_up, const struct line *differences,
                          size_t count, GError **error)
{
    const char *partner_id = true_up->month->partner->facts.partner_id;
    g_autoptr(store_issued_month) before = NULL;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    struct issued_document original = {0};
    bool found = false;
    if (!store_issued_month_load(true_up->setup->store, true_up->run->period, partner_id,
                                 true_up->before_seq, true, &before, error) ||
        !store_document_load(true_up->setup->store, before->month.number, &found, &original,
                             strings, error)) {
        return false;
    }
    g_autoptr(partner_report) after = partner_month_build(true_up->run, true_up->month);
    const struct issued_standing standing = standing_of(before);
    const struct issued_month *was = &before->month;
    g_auto(moves) moves = {0};
    bool retaxed = false;
    if (!moves_find(true_up, before, after, &moves, error) ||
        !decided_retaxed(true_up, before, &retaxed, error)) {
        return false;
    }
    retaxed = retaxed || moves.taxability_changed;
    if (correction_decide(&standing, &true_up->month->result, differences, count, retaxed) ==
        CORRECTION_TAXABILITY) {
        hold(true_up, EXCEPTION_TAXABILITY_CHANGED, "void %s", was->number);
    } else if (!waits(true_up, before)) {
        adjustment_add(true_up, before, &original, g_steal_pointer(&after), &moves, differences,
                       count);
    }
    return true;
}

/* ---- R6: what was voided and has nothing in its place -------------------------------------------- */

/* Whether the voided document was an RCTI that could be issued; of whom the period does not have any more
 * nothing says otherwise. */
static bool was_valid_rcti(const struct store_issued_month *before,
                           const struct partner_month *month, const char *abn)
{
    const struct issued_month *was = &before->month;
    g_autofree struct paid_hour *hours =
        g_new(struct paid_hour, was->slot_count + was->adhoc_count + 1);
    const size_t count =
        adjustment_hours(was->slots, was->slot_count, was->adhoc, was->adhoc_count, hours);
    return month->partner->row.supplier.partner_id[0] == '\0' ||
           rcti_is_valid(&month->partner->facts, abn, before->original_date, hours, count);
}

bool take_back_make(store *store, const struct store_issued_month *before,
                    const struct partner_month *month, const struct report_run *run,
                    const struct partner_report *now, struct adjustment_report **ret_adjustment,
                    GError **error)
{
    const struct issued_month *was = &before->month;
    const struct line_sum sum = adjustment_sum(was->lines, was->line_count);
    const bool is_rcti = month_document(was) == DOCUMENT_RCTI;
    struct issued_document document = {0};
    bool found = false;
    *ret_adjustment = NULL;
    if (sum.subtotal.cents == 0 && sum.gst.cents == 0) {
        return true;
    }
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_document_load(store, was->number, &found, &document, strings, error)) {
        return false;
    }
    CHECK(found);
    const bool cancels = is_rcti && !was_valid_rcti(before, month, document.supplier.abn);
    const struct clock *clock = zone_clock(company_timezone(&run->company));
    const day voided_on = clock_local(clock, stamp_minute(before->voided_at)).date;
    g_autofree char *why = g_strdup_printf("%s was voided on %s: nothing is due in its place",
                                           was->number, text_date_words(TEXT_ROOM, voided_on));
    if (now->supplier.email[0] != '\0') { /* it has to reach them today */
        document.supplier.email = now->supplier.email;
    }
    g_autofree struct line *differences = g_new(struct line, was->line_count);
    for (size_t i = 0; i < was->line_count; i++) {
        differences[i] = line_undone(&was->lines[i]);
    }
    const struct adjustment_report about = {
        .kind = is_rcti && !cancels ? DOCUMENT_RCAN : DOCUMENT_ADJ,
        .voided = why,
        .known_since = voided_on,
        .cancels = cancels,
        .supplier = document.supplier,
        .result_hash = now->result_hash,
    };
    *ret_adjustment = adjustment_make(run, before, about, differences, was->line_count);
    return true;
}

static bool take_back_add(const struct true_up *true_up, GError **error)
{
    store *store = true_up->setup->store;
    struct adjustment_report *adjustment = NULL;
    g_autoptr(store_issued_month) before = NULL;
    if (!store_issued_month_load(store, true_up->run->period,
                                 true_up->month->partner->facts.partner_id, true_up->before_seq,
                                 true, &before, error)) {
        return false;
    }
    if (waits(true_up, before)) {
        return true;
    }
    g_autoptr(partner_report) now = partner_month_build(true_up->run, true_up->month);
    if (!take_back_make(store, before, true_up->month, true_up->run, now, &adjustment, error)) {
        return false;
    }
    struct moved_month *moved = moved_add(true_up, g_steal_pointer(&now));
    moved->adjustment = adjustment;
    moved->change = adjustment ? adjustment->difference.total : (money){0};
    return true;
}

/* ---- what decisions leave alone ------------------------------------------------------------------ */

char *settled_difference(const struct month_result *result, const struct store_issued_month *before,
                         const struct decision *settled)
{
    const money due = adjustment_sum(result->lines, result->line_count).total;
    const money was = before ? month_position(&before->month) : (money){0};
    const money beyond = money_subtract(due, was);
    char is[TEXT_SIZE];
    char at[TEXT_SIZE];
    return settled->partner_id[0] == '\0' || beyond.cents == settled->amount.cents
               ? NULL
               : g_strdup_printf("settled at %s by decision %s; it now comes to %s%s",
                                 text_money(at, settled->amount), settled->ticket,
                                 text_money(is, beyond), before ? " beyond what was issued" : "");
}

/* Whether a decision leaves the period alone: it is settled outside (D6: never issued or trued up; where it comes
 * to another amount, a person looks), or (D4) held, never having been issued. */
static bool decision_stops(const struct true_up *true_up, const struct store_issued_month *before,
                           const char *partner_id)
{
    const struct period period = true_up->run->period;
    const struct decision *settled = decided_settled(true_up->decisions, partner_id, period);
    g_autofree char *differs =
        settled ? settled_difference(&true_up->month->result, before, settled) : NULL;
    if (differs) {
        hold(true_up, EXCEPTION_SETTLED_DIFFERS, "%s", differs);
    }
    return settled ||
           ((!before || before->open) && decided_held(true_up->decisions, partner_id, period));
}

/* ---- one period of one partner ------------------------------------------------------------------- */

/* R2, of a month that was worked out. */
static bool difference_find(const struct true_up *true_up, const struct store_issued_month *before,
                            GError **error)
{
    const struct month_result *result = &true_up->month->result;
    const struct issued_standing standing = standing_of(before);
    const struct line *billed = before ? before->month.lines : NULL;
    size_t billed_count = before ? before->month.line_count : 0;
    g_autofree struct line *differences = g_new(struct line, billed_count + result->line_count + 1);
    size_t count =
        adjustment_lines(billed, billed_count, result->lines, result->line_count, differences);
    switch (correction_decide(&standing, result, differences, count, false)) {
    case CORRECTION_ADJUSTMENT:
        return issued_adjust(true_up, differences, count, error);
    case CORRECTION_DOCUMENT:
    case CORRECTION_NIL:
        if (standing.closed && !nil_month_look(true_up, error)) {
            return false;
        }
        whole_month_add(true_up, before);
        break;
    case CORRECTION_TAKE_BACK:
        return take_back_add(true_up, error);
    case CORRECTION_HELD:
        holds_take(true_up, &standing);
        break;
    case CORRECTION_TAXABILITY:
        hold(true_up, EXCEPTION_TAXABILITY_CHANGED, "void %s", before->month.number);
        break;
    case CORRECTION_NONE:
        break;
    }
    return true;
}

bool true_up_partner(const struct true_up *true_up, const char *partner_id, bool *ret_settled,
                     GError **error)
{
    const struct month_question question = {.period = true_up->run->period,
                                            .as_at = true_up->setup->run.as_at};
    g_autoptr(store_issued_month) before = NULL;
    if (!store_issued_month_load(true_up->setup->store, question.period, partner_id,
                                 true_up->before_seq, false, &before, error) ||
        !partner_month_compute(true_up->setup, partner_id, false, true_up->month, error)) {
        return false;
    }
    const guint count = found_count(true_up, partner_id);
    const bool stopped = decision_stops(true_up, before, partner_id);
    *ret_settled =
        !stopped && standing_of(before).closed &&
        month_as_at_passed(&true_up->month->partner->facts, &true_up->setup->run.policy, &question);
    if (!stopped && !difference_find(true_up, before, error)) {
        return false;
    }
    *ret_settled = *ret_settled && found_count(true_up, partner_id) == count;
    return true;
}

/* ---- whom a period concerns ------------------------------------------------------------------ */

bool partner_ids_have(const GPtrArray *ids, const char *id)
{
    return ids->len > 0 && bsearch(&id, ids->pdata, ids->len, sizeof id, text_order);
}

GPtrArray *true_up_partner_ids(const struct month_setup *setup, int64_t before_seq, GError **error)
{
    g_autoptr(GPtrArray) ids = store_partner_ids(setup->store, &setup->view, error);
    g_autoptr(GPtrArray) issued =
        ids ? store_issued_partner_ids(setup->store, setup->run.period, before_seq, false, error)
            : NULL;
    if (!issued) {
        return NULL;
    }
    for (guint i = issued->len; i > 0; i--) {
        if (partner_ids_have(ids, g_ptr_array_index(issued, i - 1))) {
            g_ptr_array_remove_index_fast(issued, i - 1);
        }
    }
    g_ptr_array_extend_and_steal(ids, g_steal_pointer(&issued));
    g_ptr_array_sort(ids, text_order);
    return g_steal_pointer(&ids);
}
