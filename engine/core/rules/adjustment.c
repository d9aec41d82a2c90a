/* Policy: silent
 *
 * How this is read: R1 an issued month stays as it is. A later run works it out again and bills the
 * difference of each line. GST is that of the whole month (M2), so a cent of it may move to a line
 * whose hours did not change: it is billed with one that did, and original and adjustments together
 * are always what one run would have billed.
 */
#include "engine/core/rules/adjustment.h"

#include <string.h>

#include "engine/core/rules/rules.h"

static void lines_check(const struct line *lines, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        CHECK(line_compare(&lines[i - 1], &lines[i]) < 0);
    }
}

/* a + sign * b, over the lines of both. */
static size_t lines_merge(const struct line *a, size_t a_count, int sign, const struct line *b,
                          size_t b_count, struct line *merged)
{
    size_t count = 0;
    size_t i = 0;
    size_t j = 0;
    while (i < a_count || j < b_count) {
        int order = i == a_count ? 1 : j == b_count ? -1 : line_compare(&a[i], &b[j]);
        struct line sum = order <= 0 ? a[i++]
                                     : (struct line){.kind = b[j].kind,
                                                     .hourly_rate = b[j].hourly_rate,
                                                     .taxable = b[j].taxable};
        if (order >= 0) {
            sum.minutes.minutes += sign * b[j].minutes.minutes;
            sum.amount.cents += sign * b[j].amount.cents;
            sum.gst.cents += sign * b[j].gst.cents;
            j++;
        }
        merged[count++] = sum;
    }
    return count;
}

static bool line_moved(const struct line *line)
{
    return line->minutes.minutes != 0 || line->amount.cents != 0;
}

/* Drops the lines with nothing in them, or with nothing but GST; gives how many are left. */
static size_t lines_keep(struct line *lines, size_t count, bool gst_alone)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (line_moved(&lines[i]) || (gst_alone && lines[i].gst.cents != 0)) {
            lines[kept++] = lines[i];
        }
    }
    return kept;
}

static bool line_has(const struct line *lines, size_t count, const struct line *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (line_compare(&lines[i], wanted) == 0) {
            return true;
        }
    }
    return false;
}

/* The taxable line that moved which takes the cents of those that did not: one that is still due,
 * else any; of those the first. NULL where there is none. */
static struct line *gst_taker(struct line *differences, size_t count, const struct line *due,
                              size_t due_count)
{
    struct line *taker = NULL;
    bool taker_due = false;
    for (size_t i = 0; i < count; i++) {
        if (!differences[i].taxable || !line_moved(&differences[i])) {
            continue;
        }
        bool is_due = line_has(due, due_count, &differences[i]);
        if (taker == NULL || (is_due && !taker_due)) {
            taker = &differences[i];
            taker_due = is_due;
        }
    }
    return taker;
}

size_t adjustment_lines(const struct line *billed, size_t billed_count, const struct line *due,
                        size_t due_count, struct line *differences)
{
    lines_check(billed, billed_count);
    lines_check(due, due_count);
    size_t count = lines_merge(due, due_count, -1, billed, billed_count, differences);
    money resting = {0}; /* GST of the lines that did not move */
    for (size_t i = 0; i < count; i++) {
        if (!line_moved(&differences[i])) {
            resting = money_add(resting, differences[i].gst);
        }
    }
    struct line *taker = gst_taker(differences, count, due, due_count);
    if (taker != NULL) {
        taker->gst = money_add(taker->gst, resting);
    }
    return lines_keep(differences, count, taker == NULL && resting.cents != 0);
}

size_t adjustment_apply(const struct line *billed, size_t billed_count,
                        const struct line *differences, size_t difference_count, struct line *state)
{
    lines_check(billed, billed_count);
    lines_check(differences, difference_count);
    size_t count = lines_merge(billed, billed_count, 1, differences, difference_count, state);
    return lines_keep(state, count, true);
}

struct line line_undone(const struct line *line)
{
    struct line undone = *line;
    undone.minutes.minutes = -line->minutes.minutes;
    undone.amount.cents = -line->amount.cents;
    undone.gst.cents = -line->gst.cents;
    return undone;
}

struct line_sum adjustment_sum(const struct line *lines, size_t count)
{
    struct line_sum sum = {{0}, {0}, {0}, {0}};
    for (size_t i = 0; i < count; i++) {
        sum.minutes.minutes += lines[i].minutes.minutes;
        sum.subtotal = money_add(sum.subtotal, lines[i].amount);
        sum.gst = money_add(sum.gst, lines[i].gst);
        sum.total = money_add(sum.total, line_total(&lines[i]));
    }
    return sum;
}

money lines_no_supply(const struct line *lines, size_t count)
{
    money amount = {0};
    for (size_t i = 0; i < count; i++) {
        amount = lines[i].kind == LINE_NO_SUPPLY ? money_add(amount, lines[i].amount) : amount;
    }
    return amount;
}

/* ---- documents and payment ----------------------------------------------------------------- */

/* Whether a hold leaves the hours themselves untold. */
static bool hold_is_of_hours(enum exception_code code)
{
    return code == EXCEPTION_NO_RATE || code == EXCEPTION_NO_HOLIDAY_DATA ||
           code == EXCEPTION_BAD_INPUT;
}

bool hold_stops_correction(const struct issued_standing *standing, const struct month_result *due,
                           enum exception_code code)
{
    bool untold = false;
    for (size_t i = 0; i < due->exception_count; i++) {
        untold = untold || hold_is_of_hours(due->exceptions[i].code);
    }
    if (exception_says[code].severity != SEVERITY_HELD || untold) {
        return hold_is_of_hours(code);
    }
    /* An adjustment names its partner as the run does, but has the words of this month. */
    return standing->document == DOCUMENT_NONE || code == EXCEPTION_NO_GLYPH;
}

enum correction correction_decide(const struct issued_standing *standing,
                                  const struct month_result *due, const struct line *differences,
                                  size_t difference_count, bool taxability_changed)
{
    if (!standing->closed) {
        return due->status == MONTH_READY                     ? CORRECTION_DOCUMENT
               : due->status == MONTH_NIL && standing->voided ? CORRECTION_TAKE_BACK
                                                              : CORRECTION_NONE;
    }
    for (size_t i = 0; i < due->exception_count; i++) {
        enum exception_code code = due->exceptions[i].code;
        if (hold_stops_correction(standing, due, code) &&
            (difference_count > 0 || hold_is_of_hours(code))) {
            return CORRECTION_HELD;
        }
    }
    if (difference_count == 0) {
        return CORRECTION_NONE;
    }
    if (standing->document == DOCUMENT_NONE) {
        return due->status == MONTH_NIL ? CORRECTION_NIL : CORRECTION_DOCUMENT;
    }
    for (size_t i = 0; i < difference_count && standing->document == DOCUMENT_RCI; i++) {
        taxability_changed = taxability_changed || differences[i].taxable;
    }
    return taxability_changed ? CORRECTION_TAXABILITY : CORRECTION_ADJUSTMENT;
}

bool decisions_retaxed(const struct partner_facts *facts, struct period period,
                       struct day_range gst_then, int64_t batch_then)
{
    bool retaxed = false;
    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct decision *decision = &facts->decisions[i];
        if (decision_pays(decision, period) && decision->nature == NATURE_SERVICES &&
            decision->batch <= batch_then) {
            const day date = decision_tax_date(decision);
            retaxed |= day_range_has(gst_then, date) != day_range_has(facts->gst, date);
        }
    }
    return retaxed;
}

bool rcti_is_valid(const struct partner_facts *facts, const char *abn, day issued,
                   const struct paid_hour *hours, size_t count)
{
    bool valid = strcmp(facts->abn, abn) == 0 && day_range_has(facts->gst, issued) &&
                 day_range_has(facts->agreement, issued);
    for (size_t i = 0; i < count && valid; i++) {
        bool taxed = hours[i].taxable && hours[i].minutes.minutes != 0;
        valid = !taxed || day_range_has(facts->gst, hours[i].date);
    }
    return valid;
}

/* ---- hours --------------------------------------------------------------------------------- */

size_t adjustment_hours(const struct hour *hours, size_t hour_count, const struct booking *bookings,
                        size_t booking_count, struct paid_hour *ret_paid)
{
    for (size_t i = 0; i < hour_count; i++) {
        const struct hour *hour = &hours[i];
        ret_paid[i] = (struct paid_hour){
            .kind = RATE_PARTNER,
            .date = hour->date,
            .start_minute = hour->start_minute,
            .duration_minutes = MINUTES_PER_HOUR,
            .appointment_id = "",
            .minutes = {hour->paid_minutes.minutes - hour->penalty_minutes.minutes},
            .hourly_rate = hour->hourly_rate.rate,
            .taxable = hour->taxable,
            .outcome = hour->outcome,
            .rule = hour->rule,
            .reason = REASON_NONE,
            .penalised = hour->penalty_minutes.minutes > 0,
            .evidence = hour->evidence};
    }
    for (size_t i = 0; i < booking_count; i++) {
        const struct booking *booking = &bookings[i];
        ret_paid[hour_count + i] = (struct paid_hour){.kind = RATE_ADHOC,
                                                      .date = booking->date,
                                                      .start_minute = booking->start_minute,
                                                      .duration_minutes = booking->duration_minutes,
                                                      .appointment_id = booking->appointment_id,
                                                      .minutes = booking->paid_minutes,
                                                      .hourly_rate = booking->hourly_rate.rate,
                                                      .taxable = booking->taxable,
                                                      .outcome = booking->outcome,
                                                      .rule = booking->rule,
                                                      .reason = booking->reason,
                                                      .evidence = booking->evidence};
    }
    return hour_count + booking_count;
}

/* The same hour of another month; NULL where it has none. */
static const struct paid_hour *hour_find(const struct paid_hour *hours, size_t count,
                                         const struct paid_hour *wanted)
{
    for (size_t i = 0; i < count; i++) {
        bool same = hours[i].appointment_id[0] != '\0' || wanted->appointment_id[0] != '\0'
                        ? strcmp(hours[i].appointment_id, wanted->appointment_id) == 0
                        : day_compare(hours[i].date, wanted->date) == 0 &&
                              hours[i].start_minute == wanted->start_minute;
        if (same) {
            return &hours[i];
        }
    }
    return NULL;
}

/* Whether what it pays moved. */
static bool hour_moved(struct hour_move *move)
{
    bool paid = move->was && move->was->minutes.minutes != 0;
    bool pays = move->is && move->is->minutes.minutes != 0;
    if (!paid || !pays) {
        return paid || pays;
    }
    move->taxability_changed = move->was->taxable != move->is->taxable;
    return move->taxability_changed || move->was->minutes.minutes != move->is->minutes.minutes ||
           move->was->hourly_rate.cents_per_hour != move->is->hourly_rate.cents_per_hour;
}

static int move_order(const struct hour_move *first, const struct hour_move *second)
{
    const struct paid_hour *a = first->is ? first->is : first->was;
    const struct paid_hour *b = second->is ? second->is : second->was;
    int order = day_compare(a->date, b->date);
    order = order != 0 ? order : a->start_minute - b->start_minute;
    order = order != 0 ? order : (int)a->kind - (int)b->kind;
    return order != 0 ? order : strcmp(a->appointment_id, b->appointment_id);
}

size_t adjustment_moves(const struct paid_hour *before, size_t before_count,
                        const struct paid_hour *after, size_t after_count, struct hour_move *moves)
{
    size_t count = 0;
    for (size_t i = 0; i < after_count + before_count; i++) {
        struct hour_move move = {NULL, NULL, false};
        if (i < after_count) {
            move.is = &after[i];
            move.was = hour_find(before, before_count, move.is);
        } else {
            move.was = &before[i - after_count];
            if (hour_find(after, after_count, move.was)) {
                continue;
            }
        }
        if (!hour_moved(&move)) {
            continue;
        }
        size_t place = count++;
        for (; place > 0 && move_order(&moves[place - 1], &move) > 0; place--) {
            moves[place] = moves[place - 1];
        }
        moves[place] = move;
    }
    return count;
}
