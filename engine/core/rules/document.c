/* Policy: "The ad hoc schedule may attract a different rate to your Partner schedule."
 *
 * How this is read: M1 all the minutes of the same kind, rate and taxability make one line, whose
 * amount is the rate times its minutes / 60, half a cent up. M2 GST is a tenth of what is dated
 * while the partner is registered; by default a tenth of the document's taxable subtotal, shared
 * out so that the lines add up to it.
 */
#include "engine/core/rules/rules.h"

/* ---- lines and totals ------------------------------------------------------------------------ */

struct rate_in_effect rate_in_effect_on(const struct partner_facts *facts, enum rate_kind kind,
                                        day date)
{
    struct rate_in_effect found = {0};
    day since = DAY_UNBOUNDED_FROM;
    for (size_t i = 0; i < facts->rate_count; i++) {
        const struct rate_row *row = &facts->rates[i];
        if (row->kind == kind && day_compare(row->effective_from, date) <= 0 &&
            (!found.found || day_compare(row->effective_from, since) > 0)) {
            found = (struct rate_in_effect){true, row->hourly_rate};
            since = row->effective_from;
        }
    }
    return found;
}

int line_compare(const struct line *a, const struct line *b)
{
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->hourly_rate.cents_per_hour != b->hourly_rate.cents_per_hour) {
        return a->hourly_rate.cents_per_hour < b->hourly_rate.cents_per_hour ? -1 : 1;
    }
    return (int)a->taxable - (int)b->taxable;
}

static void line_add(struct month_result *result, struct line added)
{
    size_t place = 0;
    while (place < result->line_count && line_compare(&result->lines[place], &added) < 0) {
        place++;
    }
    if (place < result->line_count && line_compare(&result->lines[place], &added) == 0) {
        result->lines[place].minutes.minutes += added.minutes.minutes;
        result->lines[place].amount = money_add(result->lines[place].amount, added.amount);
        return;
    }
    CHECK(result->line_count < result->capacity.lines);
    for (size_t i = result->line_count++; i > place; i--) {
        result->lines[i] = result->lines[i - 1];
    }
    result->lines[place] = added;
}

/* What an hour or a booking pays goes to its line. False where it pays and has no rate. */
static bool line_pay(struct month_result *result, enum rate_kind kind, struct rate_in_effect rate,
                     bool taxable, pay_minutes paid, pay_minutes penalty)
{
    if (paid.minutes != penalty.minutes && rate.found) {
        line_add(result, (struct line){.kind = kind,
                                       .hourly_rate = rate.rate,
                                       .taxable = taxable,
                                       .minutes = {paid.minutes - penalty.minutes}});
    }
    return paid.minutes == 0 || rate.found;
}

/* D3: what was decided to be paid for the period. */
static void decisions_pay(const struct month_work *work)
{
    const struct partner_facts *facts = work->facts;
    const struct period period = work->question->period;
    for (size_t i = 0; i < facts->decision_count; i++) {
        const struct decision *decision = &facts->decisions[i];
        if (!decision_pays(decision, period)) {
            continue;
        }
        const bool supply = decision->nature == NATURE_SERVICES;
        const day date = decision_tax_date(decision);
        line_add(work->result, (struct line){.kind = supply ? LINE_DECISION : LINE_NO_SUPPLY,
                                             .taxable = supply && day_range_has(facts->gst, date),
                                             .amount = decision->amount});
    }
}

/* Lines of decisions that come to nothing together. */
static void lines_drop_empty(struct month_result *result)
{
    size_t kept = 0;
    for (size_t i = 0; i < result->line_count; i++) {
        const struct line *line = &result->lines[i];
        if (line->minutes.minutes != 0 || line->amount.cents != 0) {
            result->lines[kept++] = *line;
        }
    }
    result->line_count = kept;
}

/* A tenth, cut to the cent below. */
static int64_t tenth_below(money amount)
{
    const int64_t tenth = amount.cents / 10;
    return tenth - (amount.cents % 10 < 0);
}

/* The taxable line, of those not given a cent yet, with the largest remainder of its tenth. */
static struct line *largest_remainder(struct line *lines, size_t line_count)
{
    struct line *largest = NULL;
    int64_t largest_remainder = -1;
    for (size_t i = 0; i < line_count; i++) {
        int64_t remainder = lines[i].amount.cents - 10 * lines[i].gst.cents;
        if (lines[i].taxable && remainder > largest_remainder) {
            largest = &lines[i];
            largest_remainder = remainder;
        }
    }
    return largest;
}

money lines_share_gst(struct line *lines, size_t line_count, int32_t gst_rounding)
{
    money taxable = {0};
    money shared = {0};
    for (size_t i = 0; i < line_count; i++) {
        if (!lines[i].taxable) {
            lines[i].gst.cents = 0;
            continue;
        }
        taxable = money_add(taxable, lines[i].amount);
        lines[i].gst = gst_rounding == GST_LINE ? money_gst(lines[i].amount)
                                                : (money){tenth_below(lines[i].amount)};
        shared = money_add(shared, lines[i].gst);
    }
    if (gst_rounding == GST_LINE) {
        return shared;
    }
    money document = money_gst(taxable);
    for (; shared.cents < document.cents; shared.cents++) {
        struct line *line = largest_remainder(lines, line_count);
        CHECK(line != NULL);
        line->gst.cents++;
    }
    return document;
}

/* Those by decision have their amount. */
static void lines_value(struct line *lines, size_t line_count)
{
    for (size_t i = 0; i < line_count; i++) {
        if (lines[i].kind < RATE_KIND_COUNT) {
            lines[i].amount = money_line_amount(lines[i].hourly_rate, lines[i].minutes);
        }
    }
}

money lines_price(struct line *lines, size_t line_count, int32_t gst_rounding)
{
    lines_value(lines, line_count);
    return lines_share_gst(lines, line_count, gst_rounding);
}

struct totals month_totals(const struct hour *hours, size_t hour_count,
                           const struct booking *bookings, size_t booking_count,
                           const struct line *lines, size_t line_count)
{
    struct totals totals = {.slots = (int32_t)hour_count};
    for (size_t i = 0; i < hour_count; i++) {
        const struct hour *slot = &hours[i];
        int32_t paid_minutes = slot->paid_minutes.minutes;
        totals.holiday_slots += slot->outcome == OUTCOME_HOLIDAY;
        totals.blocked_slots += slot->outcome == OUTCOME_BLOCKED;
        totals.dst_gap_slots += slot->outcome == OUTCOME_DST_GAP;
        totals.unpaid_cancelled_slots += slot->outcome == OUTCOME_CANCELLED && paid_minutes == 0;
        totals.other_stream_minutes.minutes +=
            slot->outcome == OUTCOME_OTHER_STREAM ? MINUTES_PER_HOUR - paid_minutes : 0;
        totals.penalty_minutes.minutes += slot->penalty_minutes.minutes;
        totals.partner_minutes.minutes += paid_minutes - slot->penalty_minutes.minutes;
    }
    for (size_t i = 0; i < booking_count; i++) {
        totals.adhoc_minutes.minutes += bookings[i].paid_minutes.minutes;
    }
    for (size_t i = 0; i < line_count; i++) {
        money *amount = lines[i].kind == RATE_PARTNER ? &totals.partner_amount
                        : lines[i].kind == RATE_ADHOC ? &totals.adhoc_amount
                                                      : &totals.decisions_amount;
        *amount = money_add(*amount, lines[i].amount);
        totals.gst = money_add(totals.gst, lines[i].gst);
    }
    totals.subtotal =
        money_add(money_add(totals.partner_amount, totals.adhoc_amount), totals.decisions_amount);
    totals.total = money_add(totals.subtotal, totals.gst);
    return totals;
}

bool lines_make(const struct month_work *work)
{
    struct month_result *result = work->result;
    bool all_slots = true; /* NO_RATE is said of the first only */
    bool all_bookings = true;
    for (size_t i = result->slot_begin; i < result->slot_end; i++) {
        const struct hour *slot = &result->slots[i];
        bool has_rate = line_pay(result, RATE_PARTNER, slot->hourly_rate, slot->taxable,
                                 slot->paid_minutes, slot->penalty_minutes);
        if (all_slots && !has_rate) {
            month_raise(work, EXCEPTION_NO_RATE, SUBJECT_SLOT, i);
        }
        all_slots &= has_rate;
    }
    for (size_t i = result->adhoc_begin; i < result->adhoc_end; i++) {
        const struct booking *booking = &result->adhoc[i];
        bool has_rate = line_pay(result, RATE_ADHOC, booking->hourly_rate, booking->taxable,
                                 booking->paid_minutes, (pay_minutes){0});
        if (all_bookings && !has_rate) {
            month_raise(work, EXCEPTION_NO_RATE, SUBJECT_APPOINTMENT, booking->appointment);
        }
        all_bookings &= has_rate;
    }
    lines_value(result->lines, result->line_count);
    decisions_pay(work);
    lines_drop_empty(result);
    money gst = lines_share_gst(result->lines, result->line_count, work->policy->gst_rounding);
    result->totals =
        month_totals(&result->slots[result->slot_begin], result->slot_end - result->slot_begin,
                     &result->adhoc[result->adhoc_begin], result->adhoc_end - result->adhoc_begin,
                     result->lines, result->line_count);
    CHECK(result->totals.gst.cents == gst.cents);
    return all_slots && all_bookings;
}

/* ---- the document ---------------------------------------------------------------------------- */

/* Policy: "You are remunerated on a monthly basis with an invoice (RCTI) generated on your behalf"
 *
 * How this is read (M3): a taxable line that is not zero makes a Recipient Created Tax Invoice, none
 * a Recipient Created Invoice. A subtotal of 0 without GST (what is decided to be no supply leaves that of
 * the hours due) and neither NO_RATE, NO_HOLIDAY_DATA nor BAD_INPUT makes no document (nil). Otherwise the partner is held where a reason applies (M4); every reason
 * that applies is raised.
 *
 *   NO_RATE, NO_HOLIDAY_DATA, BAD_INPUT   the hours cannot be told
 *   BAD_ABN, NO_ABN, NO_GLYPH             the document would not be valid
 *   NO_AGREEMENT, NOT_REGISTERED          an RCTI is due and may not be issued
 *   BELOW_ZERO                            decisions take off more than the month comes to (D3)
 */

bool abn_valid(const char *abn)
{
    static const int weights[11] = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
    int sum = 0;
    for (int i = 0; i < 11; i++) {
        if (abn[i] < '0' || abn[i] > '9') {
            return false;
        }
        int digit = abn[i] - '0';
        sum += weights[i] * (i == 0 ? digit - 1 : digit);
    }
    return abn[11] == '\0' && abn[0] != '0' && sum > 0 && sum % 89 == 0;
}

static bool rcti_due(const struct month_result *result)
{
    for (size_t i = 0; i < result->line_count; i++) {
        if (result->lines[i].taxable && result->lines[i].amount.cents != 0) {
            return true;
        }
    }
    return false;
}

/* Raises a hold where it applies; true if it does. */
static bool hold_if(const struct month_work *work, bool applies, enum exception_code code)
{
    if (applies) {
        month_raise(work, code, SUBJECT_PARTNER, 0);
    }
    return applies;
}

static bool document_holds(const struct month_work *work, bool rcti)
{
    const struct partner_facts *facts = work->facts;
    day issue_date = work->question->issue_date;
    bool no_row = facts->hold.bad_input != NULL && facts->source.line == 0; /* it was set aside */
    bool blank = facts->abn[0] == '\0';
    bool held = hold_if(work, !blank && !abn_valid(facts->abn), EXCEPTION_BAD_ABN);
    held |= hold_if(work, blank && !no_row, EXCEPTION_NO_ABN);
    held |= hold_if(work, facts->hold.no_glyph != NULL, EXCEPTION_NO_GLYPH);
    held |=
        hold_if(work, rcti && !day_range_has(facts->agreement, issue_date), EXCEPTION_NO_AGREEMENT);
    held |= hold_if(work, rcti && !day_range_has(facts->gst, issue_date), EXCEPTION_NOT_REGISTERED);
    return held;
}

void document_decide(const struct month_work *work, bool all_have_rates)
{
    struct month_result *result = work->result;
    const struct hold_facts *hold = &work->facts->hold;
    bool unsure = !all_have_rates; /* NO_RATE is raised already, with its hour */
    unsure |= hold_if(work, hold->no_holiday_data != NULL && result->totals.slots > 0,
                      EXCEPTION_NO_HOLIDAY_DATA);
    unsure |= hold_if(work, hold->bad_input != NULL, EXCEPTION_BAD_INPUT);
    result->document = DOCUMENT_NONE;
    if (!unsure && result->totals.subtotal.cents == 0 && result->totals.gst.cents == 0) {
        result->status = MONTH_NIL;
        return;
    }
    bool rcti = rcti_due(result);
    bool held = document_holds(work, rcti);
    const bool below = result->totals.subtotal.cents < 0 || result->totals.gst.cents < 0;
    held |= hold_if(work, below, EXCEPTION_BELOW_ZERO);
    if (unsure || held) {
        result->status = MONTH_HELD;
        return;
    }
    result->status = MONTH_READY;
    result->document = rcti ? DOCUMENT_RCTI : DOCUMENT_RCI;
    hold_if(work, !work->facts->bank_details && result->totals.total.cents > 0,
            EXCEPTION_NO_BANK_DETAILS);
}
