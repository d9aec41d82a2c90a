/* Two months of one partner: what was paid with the one against what was paid with the other, by what each is
 * made of: the weekdays of the month, the schedule, what took hours, bookings, rates, GST, and what came with
 * the payment. Amounts of hours are at the first month's rate; what a rate changed is a cause of its own. */
#include <stdlib.h>
#include <string.h>

#include "engine/run/compare/compared_month.h"
#include "engine/run/compare/rows.h"
#include "engine/run/correct/change_words.h"
#include "engine/run/correct/decided.h"
#include "reports/text.h"

struct periods {
    struct pay_question of;
    comparison *comparison;
    struct compared_month from;
    struct compared_month to;
};
typedef struct periods periods;

static void periods_clear(periods *periods)
{
    comparison_free(periods->comparison);
    compared_month_clear(&periods->to);
    compared_month_clear(&periods->from);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(periods, periods_clear)

/* ---- causes of hours ----------------------------------------------------------------------------- */

static bool both_months_name(const struct periods *periods)
{
    return day_to_civil(periods->from.period.first).year ==
           day_to_civil(periods->to.period.first).year;
}

/* "August", or "August 2025" where the years differ. */
static const char *month_name(const struct periods *periods, const struct compared_month *month)
{
    char words[TEXT_SIZE];
    text_month_words(words, month->period);
    if (both_months_name(periods)) {
        words[strcspn(words, " ")] = '\0';
    }
    return comparison_keep(periods->comparison, words);
}

/* The rate that hours are told at: the first month's last, else the second's first. What paid at another
 * rate differs by that. */
static hourly_rate rate_told(const struct periods *periods, enum rate_kind kind)
{
    return periods->from.paid_minutes[kind] > 0 ? periods->from.most[kind]
                                                : periods->to.least[kind];
}

static void hours_row(struct periods *periods, enum compare_cause cause, const char *text,
                      int32_t minutes, enum rate_kind kind)
{
    if (minutes != 0) {
        struct compare_row *row = comparison_row(periods->comparison, cause, text);
        row->minutes += minutes;
        row->sixtieths += minutes * rate_told(periods, kind).cents_per_hour;
    }
}

static int32_t weekday_dates(struct period period, weekday of)
{
    int32_t count = 0;
    for (day date = period.first; period_has(period, date); date = day_add(date, 1)) {
        count += day_weekday(date) == of;
    }
    return count;
}

/* A start that both months offer on a weekday changes with how many of it there are; what is beyond that
 * changed with the schedule. */
static void weekdays_tell(struct periods *periods)
{
    comparison *comparison = periods->comparison;
    g_autoptr(GString) schedule = g_string_new(NULL);
    int32_t schedule_minutes = 0;
    CHECK(periods->from.offered && periods->to.offered);
    for (int of = 0; of < WEEKDAYS; of++) {
        const int32_t dates_from = weekday_dates(periods->from.period, (weekday)of);
        const int32_t dates_to = weekday_dates(periods->to.period, (weekday)of);
        int32_t by_dates = 0;
        int32_t by_schedule = 0;
        for (int start = 0; start < MINUTES_PER_DAY; start++) {
            const int32_t was = (*periods->from.offered)[of][start];
            const int32_t is = (*periods->to.offered)[of][start];
            const int32_t part = was > 0 && is > 0 ? dates_to - dates_from : 0;
            by_dates += part;
            by_schedule += is - was - part;
        }
        const char *name = text_weekday((weekday)of);
        hours_row(periods, COMPARE_WEEKDAYS,
                  comparison_format(comparison, "%d %ss instead of %d", dates_to, name, dates_from),
                  by_dates * MINUTES_PER_HOUR, RATE_PARTNER);
        if (by_schedule != 0) {
            g_string_append_printf(schedule, "%s%d h %s on %ss", schedule->len > 0 ? ", " : "",
                                   abs(by_schedule), by_schedule > 0 ? "more" : "less", name);
        }
        schedule_minutes += by_schedule * MINUTES_PER_HOUR;
    }
    if (schedule->len > 0) {
        const char *text =
            comparison_format(comparison, "The Partner schedule offers %s", schedule->str);
        hours_row(periods, COMPARE_SCHEDULE, text, schedule_minutes, RATE_PARTNER);
    }
}

static const char *hours_or_none(char buffer[TEXT_SIZE], int32_t minutes)
{
    return minutes == 0 ? "none" : text_hours(buffer, minutes);
}

/* What one cause took in both months, on the row of its hours. */
static void taken_tell(struct periods *periods, size_t index)
{
    comparison *comparison = periods->comparison;
    const int32_t was = periods->from.taken_minutes[index];
    const int32_t is = periods->to.taken_minutes[index];
    const char *text = month_taken[index].words;
    char hours[TEXT_SIZE];
    char hours_was[TEXT_SIZE];
    g_autofree char *names = g_strdup("");
    if (month_taken[index].cause == COMPARE_HOLIDAY && is > 0) {
        g_ptr_array_add(periods->to.holidays, NULL);
        g_autofree char *joined = g_strjoinv(", ", (char **)periods->to.holidays->pdata);
        g_free(names);
        names = g_strdup_printf(" (%s)", joined);
    }
    if (was != is) {
        struct compare_row *row = comparison_row(comparison, month_taken[index].cause, "");
        row->text = comparison_format(
            comparison, "%s: %s%s; in %s %s", text, hours_or_none(hours, is), names,
            month_name(periods, &periods->from), hours_or_none(hours_was, was));
        row->minutes = was - is;
        row->sixtieths = (was - is) * rate_told(periods, RATE_PARTNER).cents_per_hour;
    }
}

static void adhoc_tell(struct periods *periods)
{
    const int32_t was = periods->from.paid_minutes[RATE_ADHOC];
    const int32_t is = periods->to.paid_minutes[RATE_ADHOC];
    char hours[TEXT_SIZE];
    char hours_was[TEXT_SIZE];
    if (was != is) {
        struct compare_row *row = comparison_row(periods->comparison, COMPARE_ADHOC, "");
        row->text = comparison_format(periods->comparison, "Ad hoc bookings paid: %s; in %s %s",
                                      hours_or_none(hours, is), month_name(periods, &periods->from),
                                      hours_or_none(hours_was, was));
        row->minutes = is - was;
        row->sixtieths = (is - was) * rate_told(periods, RATE_ADHOC).cents_per_hour;
    }
}

static const char *rates_words(struct periods *periods, const struct compared_month *month,
                               enum rate_kind kind)
{
    char least[TEXT_SIZE];
    char most[TEXT_SIZE];
    text_dollars(least, (money){month->least[kind].cents_per_hour});
    text_dollars(most, (money){month->most[kind].cents_per_hour});
    return strcmp(least, most) == 0
               ? comparison_keep(periods->comparison, most)
               : comparison_format(periods->comparison, "%s to %s", least, most);
}

/* What paid at another rate than hours are told at. */
static int64_t beside_rate(const struct periods *periods, const struct compared_month *month,
                           enum rate_kind kind)
{
    const int64_t told = rate_told(periods, kind).cents_per_hour;
    const struct issued_month *state = month->state;
    int64_t sixtieths = 0;
    for (size_t i = 0; kind == RATE_PARTNER && i < state->slot_count; i++) {
        const struct hour *slot = &state->slots[i];
        const int32_t minutes = slot->paid_minutes.minutes - slot->penalty_minutes.minutes;
        if (slot->hourly_rate.found) {
            sixtieths += minutes * (slot->hourly_rate.rate.cents_per_hour - told);
        }
    }
    for (size_t i = 0; kind == RATE_ADHOC && i < state->adhoc_count; i++) {
        const struct booking *booking = &state->adhoc[i];
        if (booking->hourly_rate.found) {
            sixtieths +=
                booking->paid_minutes.minutes * (booking->hourly_rate.rate.cents_per_hour - told);
        }
    }
    return sixtieths;
}

static void rate_tell(struct periods *periods, enum rate_kind kind)
{
    const enum compare_cause cause =
        kind == RATE_PARTNER ? COMPARE_PARTNER_RATE : COMPARE_ADHOC_RATE;
    const int64_t sixtieths =
        beside_rate(periods, &periods->to, kind) - beside_rate(periods, &periods->from, kind);
    if (sixtieths != 0) {
        const char *text = comparison_format(
            periods->comparison, "%s rate an hour: %s; in %s %s",
            kind == RATE_PARTNER ? "Partner" : "Ad hoc",
            periods->to.paid_minutes[kind] > 0 ? rates_words(periods, &periods->to, kind) : "none",
            month_name(periods, &periods->from), rates_words(periods, &periods->from, kind));
        comparison_row(periods->comparison, cause, text)->sixtieths += sixtieths;
    }
}

/* ---- what was decided (D3) ----------------------------------------------------------------------- */

static bool is_paid(const struct compared_month *month, const struct decision *decision)
{
    return decision_pays(decision, month->period) && decision_in_force(decision);
}

static money decided_sum(const struct compared_month *month)
{
    money sum = {0};
    for (guint i = 0; i < month->decisions->len; i++) {
        const struct decision *decision = &g_array_index(month->decisions, struct decision, i);
        if (is_paid(month, decision)) {
            sum = money_add(sum, decision->amount);
        }
    }
    return sum;
}

/* Each by its ticket; sign: -1 of the month that comes first, whose decisions pay nothing now. */
static void decided_tell(struct periods *periods, const struct compared_month *month, int sign)
{
    comparison *comparison = periods->comparison;
    for (guint i = 0; i < month->decisions->len; i++) {
        const struct decision *decision = &g_array_index(month->decisions, struct decision, i);
        if (is_paid(month, decision)) {
            g_autofree char *sentence = decision_sentence(decision, decision, 1);
            comparison_add(comparison, COMPARE_DECISION,
                           sign > 0 ? sentence
                                    : comparison_format(comparison, "%s, in %s alone", sentence,
                                                        month_name(periods, month)),
                           (money){sign * decision->amount.cents});
        }
    }
}

/* ---- causes of money ----------------------------------------------------------------------------- */

static const char *taxed_words(const struct compared_month *month)
{
    const int32_t paid = month->paid_minutes[RATE_PARTNER] + month->paid_minutes[RATE_ADHOC];
    return month->taxable_minutes == 0     ? "none"
           : month->taxable_minutes < paid ? "some hours"
                                           : "all hours";
}

static void gst_tell(struct periods *periods)
{
    const char *is = taxed_words(&periods->to);
    const char *was = taxed_words(&periods->from);
    const char *text = strcmp(is, was) == 0
                           ? "GST"
                           : comparison_format(periods->comparison, "GST: on %s; in %s on %s", is,
                                               month_name(periods, &periods->from), was);
    comparison_add(periods->comparison, COMPARE_GST, text,
                   money_subtract(periods->to.sum.gst, periods->from.sum.gst));
}

static const char *dollars_or_none(char buffer[TEXT_SIZE], money amount)
{
    return amount.cents == 0 ? "none" : text_dollars(buffer, amount);
}

/* An amount that comes with a payment, in both months; `is` and `was` as they count in it. */
static void amount_tell(struct periods *periods, enum compare_cause cause, const char *what,
                        money is, money was)
{
    char now[TEXT_SIZE];
    char before[TEXT_SIZE];
    if (is.cents != was.cents) {
        struct compare_row *row = comparison_row(periods->comparison, cause, "");
        row->text = comparison_format(periods->comparison, "%s: %s; in %s %s", what,
                                      dollars_or_none(now, is), month_name(periods, &periods->from),
                                      dollars_or_none(before, was));
        row->amount = money_subtract(is, was);
    }
}

static money negated(money amount)
{
    return (money){-amount.cents};
}

/* What the parts of a payment leave untold: a voided document that was settled before, a month that was
 * held. */
static money untold(const struct compared_month *month)
{
    const money parts[] = {month->sum.total,   month->adjustments,
                           month->brought,     negated(month->carried),
                           month->written_off, negated(month->claimed_again),
                           month->came_back};
    money rest = month->pay;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        rest = money_subtract(rest, parts[i]);
    }
    return rest;
}

/* D8: by which decision, whichever month it was in. */
static void written_off_tell(struct periods *periods)
{
    const struct compared_month *from = &periods->from;
    const struct compared_month *to = &periods->to;
    const char *tickets =
        to->write_off_tickets[0] != '\0' ? to->write_off_tickets : from->write_off_tickets;
    amount_tell(
        periods, COMPARE_WRITTEN_OFF,
        comparison_format(periods->comparison, "Not claimed any more, by decision %s", tickets),
        to->written_off, from->written_off);
    amount_tell(periods, COMPARE_CLAIMED_AGAIN,
                comparison_format(periods->comparison,
                                  "Claimed again of what decision %s wrote off", tickets),
                negated(to->claimed_again), negated(from->claimed_again));
}

static void amounts_tell(struct periods *periods)
{
    const struct compared_month *from = &periods->from;
    const struct compared_month *to = &periods->to;
    gst_tell(periods);
    amount_tell(periods, COMPARE_ADJUSTMENTS, "Adjustments, GST included", to->adjustments,
                from->adjustments);
    amount_tell(periods, COMPARE_BROUGHT_FORWARD, "Owed from earlier months", to->brought,
                from->brought);
    amount_tell(periods, COMPARE_CARRIED_FORWARD, "Carried to later payments", negated(to->carried),
                negated(from->carried));
    written_off_tell(periods);
    amount_tell(periods, COMPARE_CAME_BACK, "Came back, and counts again", to->came_back,
                from->came_back);
    amount_tell(periods, COMPARE_OTHER,
                to->held ? "Held, and not paid until that is settled" : "Settled otherwise",
                untold(to), untold(from));
}

/* ---- both ---------------------------------------------------------------------------------------- */

static bool name_read(struct periods *periods, GError **error)
{
    struct store_view view = {.period = periods->to.period};
    if (!store_newest_batch(periods->of.store, &view.batch, error)) {
        return false;
    }
    g_autoptr(GHashTable) names =
        store_partner_names_load(periods->of.store, &view, periods->of.partner_id, error);
    const char *name = names ? g_hash_table_lookup(names, periods->of.partner_id) : NULL;
    periods->comparison->legal_name = name ? comparison_keep(periods->comparison, name) : "";
    return names != NULL;
}

comparison *comparison_of_periods(store *store, const struct month_order *order,
                                  const char *partner_id, struct period from, GError **error)
{
    comparison *made = comparison_new(partner_id);
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    g_auto(periods) periods = {.of = {.store = store,
                                      .order = order,
                                      .partner_id = partner_id,
                                      .decisions = decisions,
                                      .comparison = made},
                               .comparison = made,
                               .from = {.period = from},
                               .to = {.period = order->period}};
    if (!month_order_today(store, order, &periods.of.today, error) ||
        !decided_of_partner(store, partner_id, decisions, made->strings, error) ||
        !name_read(&periods, error) ||
        !compared_month_read(&periods.of, &periods.from, -1, &made->from, error) ||
        !compared_month_read(&periods.of, &periods.to, 1, &made->to, error)) {
        return NULL;
    }
    g_ptr_array_add(made->notes,
                    g_strdup_printf("Hours are told at the rates of %s, and without GST.",
                                    month_name(&periods, &periods.from)));
    weekdays_tell(&periods);
    for (size_t i = 0; i < TAKEN_COUNT; i++) {
        taken_tell(&periods, i);
    }
    adhoc_tell(&periods);
    rate_tell(&periods, RATE_PARTNER);
    rate_tell(&periods, RATE_ADHOC);
    const money decided = money_subtract(decided_sum(&periods.to), decided_sum(&periods.from));
    comparison_share(
        made, money_subtract(money_subtract(periods.to.sum.subtotal, periods.from.sum.subtotal),
                             decided));
    decided_tell(&periods, &periods.to, 1);
    decided_tell(&periods, &periods.from, -1);
    amounts_tell(&periods);
    made->difference = money_subtract(periods.to.pay, periods.from.pay);
    comparison_finish(made);
    return g_steal_pointer(&periods.comparison);
}
