#include "engine/run/before.h"

#include <stdlib.h>

#include "engine/run/correct/correct.h"
#include "reports/text.h"

struct month_before *month_before_new(const struct month_setup *setup, int64_t before_seq,
                                      const GArray *issued)
{
    struct month_before *before = g_new0(struct month_before, 1);
    before->setup = setup;
    before->before_seq = before_seq;
    before->issued = issued;
    before->stops = g_array_new(FALSE, FALSE, sizeof(struct bookings_stop));
    before->gone = g_array_new(FALSE, TRUE, sizeof(struct variance_row));
    before->rows = g_ptr_array_new_with_free_func(g_free);
    before->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    before->strings = g_string_chunk_new(4096);
    for (guint i = 0; i < issued->len; i++) {
        struct period other = g_array_index(issued, struct period, i);
        if (day_compare(other.first, setup->run.period.first) < 0) {
            before->found = true;
            before->last = other;
            before->last_text =
                g_string_chunk_insert(before->strings, text_period(TEXT_ROOM, other));
        }
    }
    return before;
}

void month_before_free(struct month_before *before)
{
    if (before) {
        g_array_unref(before->stops);
        g_array_unref(before->gone);
        g_ptr_array_unref(before->rows);
        g_hash_table_unref(before->told);
        g_string_chunk_free(before->strings);
        g_free(before);
    }
}

/* ---- what a month comes to ----------------------------------------------------------------- */

static struct totals totals_of(const struct issued_month *month)
{
    return month_totals(month->slots, month->slot_count, month->adhoc, month->adhoc_count,
                        month->lines, month->line_count);
}

/* As a report of it would be counted. */
static void totals_take(struct month_before *before, const struct issued_month *month)
{
    const struct partner_report report = {.row = {.totals = totals_of(month)},
                                          .document = month_document(month),
                                          .adhoc_count = month->adhoc_count};
    if (g_hash_table_add(before->told, g_strdup(month->partner_id))) {
        run_totals_add(&before->totals, &report);
    }
}

/* ---- what moved it ------------------------------------------------------------------------- */

static void say(GString *text, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(GString *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append(text, text->len > 0 ? "; " : "");
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
}

static void say_hours(GString *text, int32_t minutes, const char *what)
{
    if (minutes != 0) {
        say(text, "%s %s %s", text_hours_words(TEXT_ROOM, minutes), minutes > 0 ? "more" : "fewer",
            what);
    }
}

/* How many rates of a kind there are, and the last of them. Lines are in order of rate. */
static size_t rates_find(const struct line *lines, size_t count, enum rate_kind kind,
                         hourly_rate *ret_rate)
{
    size_t rates = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].kind == kind) {
            rates += rates == 0 || lines[i].hourly_rate.cents_per_hour != ret_rate->cents_per_hour;
            *ret_rate = lines[i].hourly_rate;
        }
    }
    return rates;
}

static void say_rate(GString *text, enum rate_kind kind, const struct issued_month *was,
                     const struct partner_report *is)
{
    hourly_rate from = {0};
    hourly_rate to = {0};
    const size_t was_count = rates_find(was->lines, was->line_count, kind, &from);
    const size_t is_count = rates_find(is->lines, is->line_count, kind, &to);
    const char *of = kind == RATE_PARTNER ? "" : " ad hoc";
    if (was_count == 0 || is_count == 0) {
        return;
    }
    if ((was_count == 1) != (is_count == 1)) {
        say(text, "more than one rate%s in one of the months", of);
    } else if (was_count == 1 && from.cents_per_hour != to.cents_per_hour) {
        say(text, "%s to %s an hour%s", text_rate(TEXT_ROOM, from), text_rate(TEXT_ROOM, to), of);
    }
}

static const char *moved_by(struct month_before *before, const struct issued_month *month,
                            const struct partner_report *report)
{
    const struct totals was = totals_of(month);
    const struct totals *is = &report->row.totals;
    g_autoptr(GString) text = g_string_new(NULL);
    say_hours(text, (is->slots - was.slots) * MINUTES_PER_HOUR, "in the schedule");
    say_hours(text, (is->holiday_slots - was.holiday_slots) * MINUTES_PER_HOUR,
              "on public holidays");
    say_hours(text, (is->blocked_slots - was.blocked_slots) * MINUTES_PER_HOUR, "blocked");
    say_hours(text, (is->dst_gap_slots - was.dst_gap_slots) * MINUTES_PER_HOUR,
              "skipped by the clock");
    say_hours(text, is->other_stream_minutes.minutes - was.other_stream_minutes.minutes,
              "in other streams");
    say_hours(text, (is->unpaid_cancelled_slots - was.unpaid_cancelled_slots) * MINUTES_PER_HOUR,
              "cancelled and not paid");
    say_hours(text, is->penalty_minutes.minutes - was.penalty_minutes.minutes,
              "not completed in time");
    say_hours(text, is->adhoc_minutes.minutes - was.adhoc_minutes.minutes, "of ad hoc sessions");
    say_rate(text, RATE_PARTNER, month, report);
    say_rate(text, RATE_ADHOC, month, report);
    return text->len > 0 ? g_string_chunk_insert_const(before->strings, text->str) : "";
}

/* ---- partners ------------------------------------------------------------------------------ */

/* The partner's newest state before the run's period that stands; NULL where there is none, and
 * before. */
static bool newest_load(const struct month_before *before, const char *partner_id,
                        struct store_issued_month **ret_month, GError **error)
{
    bool done = true;
    for (guint i = before->issued->len; i > 0 && done && !*ret_month; i--) {
        struct period period = g_array_index(before->issued, struct period, i - 1);
        done = day_compare(period.first, before->setup->run.period.first) >= 0 ||
               store_issued_month_load(before->setup->store, period, partner_id, before->before_seq,
                                       true, ret_month, error);
        if (*ret_month && (*ret_month)->open) {
            g_clear_pointer(ret_month, store_issued_month_free);
        }
    }
    return done;
}

static struct variance_row row_of(struct month_before *before, const char *partner_id,
                                  const struct issued_month *month)
{
    const char *name = g_hash_table_lookup(before->setup->names, partner_id);
    struct variance_row row = {.partner_id =
                                   g_string_chunk_insert_const(before->strings, partner_id),
                               .legal_name = name ? name : "",
                               .before_period = "",
                               .moved_by = ""};
    if (month) {
        row.before_known = true;
        row.before_period =
            g_string_chunk_insert_const(before->strings, text_period(TEXT_ROOM, month->period));
        row.before = adjustment_sum(month->lines, month->line_count);
    }
    return row;
}

/* What pay, blocked and holiday hours together come to, without GST: leave alone moves nothing. */
static int64_t usual_cents(const struct hour *slots, size_t count, money subtotal)
{
    int64_t cents = subtotal.cents;
    for (size_t i = 0; i < count; i++) {
        bool taken = slots[i].outcome == OUTCOME_BLOCKED || slots[i].outcome == OUTCOME_HOLIDAY;
        cents += taken && slots[i].hourly_rate.found ? slots[i].hourly_rate.rate.cents_per_hour : 0;
    }
    return cents;
}

/* PAY_UNUSUAL: by over half of the month before, and over 500.00. */
static void unusual_tell(const struct issued_month *month, const struct variance_row *row,
                         struct partner_report *report)
{
    enum { UNUSUAL_CENTS = 50000 };
    const struct totals totals = totals_of(month);
    const int64_t was = usual_cents(month->slots, month->slot_count, totals.subtotal);
    const int64_t is = usual_cents(report->slots, report->slot_count, report->row.totals.subtotal);
    const int64_t difference = ABS(is - was);
    if (report->row.amounts_blank || difference <= UNUSUAL_CENTS || 2 * difference <= was) {
        return;
    }
    char was_text[TEXT_SIZE];
    char is_text[TEXT_SIZE];
    g_autofree char *detail = g_strdup_printf(
        "%s in %s, %s now%s%s", text_dollars(was_text, (money){was}), row->before_period,
        text_dollars(is_text, (money){is}), row->moved_by[0] != '\0' ? ": " : "", row->moved_by);
    partner_report_add_exception(report, EXCEPTION_PAY_UNUSUAL, detail);
}

/* Days with hours to be booked, and those of them with a booking, be it cancelled. */
struct booked_days {
    int32_t days;
    int32_t booked;
    int32_t after; /* the last booked one */
    day last;      /* the last booked one, where there is any */
};

static struct booked_days booked_days_of(const struct hour *slots, size_t count)
{
    struct booked_days found = {0};
    for (size_t i = 0; i < count;) {
        const day date = slots[i].date;
        bool offered = false;
        bool booked = false;
        for (; i < count && day_compare(slots[i].date, date) == 0; i++) {
            const enum outcome outcome = slots[i].outcome;
            booked = booked || outcome == OUTCOME_BOOKED || outcome == OUTCOME_CANCELLED;
            offered = offered || booked || outcome == OUTCOME_AVAILABLE;
        }
        found.days += offered;
        found.booked += booked;
        found.after = booked ? 0 : found.after + offered;
        found.last = booked ? date : found.last;
    }
    return found;
}

/* FEW_BOOKINGS: so many days without a booking are less likely than one in a thousand, by the share of
 * booked days until then and in the month before. */
static void stop_note(struct month_before *before, const struct issued_month *month,
                      const struct partner_report *report)
{
    enum { BOOKED_FEW = 5, WHOLE = 1000000, UNLIKELY = WHOLE / 1000 };
    const struct booked_days is = booked_days_of(report->slots, report->slot_count);
    const struct booked_days was =
        month ? booked_days_of(month->slots, month->slot_count) : (struct booked_days){0};
    const int64_t booked = is.booked + was.booked;
    const int64_t days = is.days - is.after + was.days;
    int64_t chance = WHOLE;
    for (int32_t i = 0; i < is.after && booked >= BOOKED_FEW; i++) {
        chance = chance * (days + 1 - booked) / (days + 1);
    }
    if (chance < UNLIKELY) {
        const struct bookings_stop stop = {
            g_string_chunk_insert_const(before->strings, report->supplier.partner_id), is.booked,
            is.last, is.after};
        g_array_append_val(before->stops, stop);
    }
}

bool month_before_take(struct month_before *before, bool in_roster, struct partner_report *report,
                       GError **error)
{
    const char *partner_id = report->supplier.partner_id;
    g_autoptr(store_issued_month) month = NULL;
    if (!before->found) {
        if (in_roster) {
            stop_note(before, NULL, report);
        }
        return true;
    }
    if (!newest_load(before, partner_id, &month, error)) {
        return false;
    }
    struct variance_row *row = g_new(struct variance_row, 1);
    *row = row_of(before, partner_id, month ? &month->month : NULL);
    if (in_roster) {
        stop_note(before, month ? &month->month : NULL, report);
    }
    if (month) {
        row->moved_by = moved_by(before, &month->month, report);
        if (in_roster) {
            unusual_tell(&month->month, row, report);
        }
        if (day_compare(month->month.period.first, before->last.first) == 0) {
            totals_take(before, &month->month);
        }
    }
    g_ptr_array_add(before->rows, row);
    report->variance = row;
    return true;
}

bool month_before_close(struct month_before *before, const GPtrArray *left_out, GError **error)
{
    if (!before->found) {
        return true;
    }
    g_autoptr(GPtrArray) ids = store_issued_partner_ids(before->setup->store, before->last,
                                                        before->before_seq, true, error);
    if (!ids) {
        return false;
    }
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        g_autoptr(store_issued_month) month = NULL;
        if (g_hash_table_contains(before->told, id)) {
            continue;
        }
        if (!store_issued_month_load(before->setup->store, before->last, id, before->before_seq,
                                     true, &month, error)) {
            return false;
        }
        totals_take(before, &month->month);
        if (!partner_ids_have(left_out, id)) {
            struct variance_row row = row_of(before, id, &month->month);
            row.moved_by = "not in this month";
            g_array_append_val(before->gone, row);
        }
    }
    return true;
}
