#include "engine/run/before.h"

#include <stdlib.h>
#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "reports/text.h"

struct month_before *month_before_new(store *store, struct period period, int64_t before_seq,
                                      const GArray *issued)
{
    struct month_before *before = g_new0(struct month_before, 1);
    before->store = store;
    before->period = period;
    before->before_seq = before_seq;
    before->issued = issued;
    before->gone = g_array_new(FALSE, TRUE, sizeof(struct variance_row));
    before->rows = g_ptr_array_new_with_free_func(g_free);
    before->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    before->strings = g_string_chunk_new(4096);
    for (guint i = 0; i < issued->len; i++) {
        struct period other = g_array_index(issued, struct period, i);
        if (day_compare(other.first, period.first) < 0) {
            before->found = true;
            before->last = other;
        }
    }
    if (before->found) {
        char text[TEXT_SIZE];
        before->last_text = g_strdup(text_period(text, before->last));
    }
    return before;
}

void month_before_free(struct month_before *before)
{
    if (before) {
        g_free(before->last_text);
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
    if (g_hash_table_contains(before->told, month->partner_id)) {
        return;
    }
    g_hash_table_add(before->told, g_strdup(month->partner_id));
    struct partner_report report = {.row = {.totals = totals_of(month)},
                                    .document = month->nil ? DOCUMENT_NONE
                                                : g_str_has_prefix(month->number, "RCTI-")
                                                    ? DOCUMENT_RCTI
                                                    : DOCUMENT_RCI,
                                    .adhoc_count = month->adhoc_count};
    run_totals_add(&before->totals, &report);
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
    char hours[TEXT_SIZE];
    int32_t size = abs(minutes);
    if (size % MINUTES_PER_HOUR == 0) {
        text_number(hours, size / MINUTES_PER_HOUR);
    } else {
        text_hours(hours, size);
    }
    if (minutes != 0) {
        say(text, "%s hour%s %s %s", hours, size == MINUTES_PER_HOUR ? "" : "s",
            minutes > 0 ? "more" : "fewer", what);
    }
}

/* The one rate of a kind; found false where there is more than one. */
static struct rate_in_effect only_rate(const struct line *lines, size_t count, enum rate_kind kind,
                                       bool *ret_any)
{
    struct rate_in_effect only = {0};
    *ret_any = false;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].kind == kind) {
            only.found = !*ret_any || (only.found && only.rate.cents_per_hour ==
                                                         lines[i].hourly_rate.cents_per_hour);
            only.rate = lines[i].hourly_rate;
            *ret_any = true;
        }
    }
    return only;
}

static void say_rate(GString *text, enum rate_kind kind, const struct issued_month *was,
                     const struct partner_report *is)
{
    bool any_was = false;
    bool any_is = false;
    struct rate_in_effect rate_was = only_rate(was->lines, was->line_count, kind, &any_was);
    struct rate_in_effect rate_is = only_rate(is->lines, is->line_count, kind, &any_is);
    const char *of = kind == RATE_PARTNER ? "" : " ad hoc";
    char from[TEXT_SIZE];
    char to[TEXT_SIZE];
    if (!any_was || !any_is) {
        return;
    }
    if (rate_was.found != rate_is.found) {
        say(text, "more than one rate%s in one of the months", of);
    } else if (rate_was.found && rate_was.rate.cents_per_hour != rate_is.rate.cents_per_hour) {
        say(text, "%s to %s an hour%s", text_rate(from, rate_was.rate), text_rate(to, rate_is.rate),
            of);
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

/* The partner's newest state before the run's period that stands; NULL where there is none. */
static bool newest_load(const struct month_before *before, const char *partner_id,
                        struct store_issued_month **ret_month, GError **error)
{
    *ret_month = NULL;
    for (guint i = before->issued->len; i > 0; i--) {
        struct period period = g_array_index(before->issued, struct period, i - 1);
        if (day_compare(period.first, before->period.first) >= 0) {
            continue;
        }
        g_autoptr(store_issued_month) month = NULL;
        if (!store_issued_month_load(before->store, period, partner_id, before->before_seq, true,
                                     &month, error)) {
            return false;
        }
        if (month && !month->open) {
            *ret_month = g_steal_pointer(&month);
            return true;
        }
    }
    return true;
}

static struct variance_row row_of(struct month_before *before, const char *partner_id,
                                  const struct issued_month *month)
{
    struct variance_row row = {.partner_id =
                                   g_string_chunk_insert_const(before->strings, partner_id),
                               .before_period = "",
                               .moved_by = ""};
    if (month) {
        char text[TEXT_SIZE];
        row.before_known = true;
        row.before_period =
            g_string_chunk_insert_const(before->strings, text_period(text, month->period));
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

bool month_before_take(struct month_before *before, bool in_roster, struct partner_report *report,
                       GError **error)
{
    if (!before->found) {
        return true;
    }
    const char *partner_id = report->supplier.partner_id;
    g_autoptr(store_issued_month) month = NULL;
    if (!newest_load(before, partner_id, &month, error)) {
        return false;
    }
    struct variance_row *row = g_new(struct variance_row, 1);
    *row = row_of(before, partner_id, month ? &month->month : NULL);
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

bool month_before_close(struct month_before *before, GHashTable *left_out, GError **error)
{
    if (!before->found) {
        return true;
    }
    g_autoptr(GPtrArray) ids =
        store_issued_partner_ids(before->store, before->last, before->before_seq, true, error);
    if (!ids) {
        return false;
    }
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        g_autoptr(store_issued_month) month = NULL;
        if (g_hash_table_contains(before->told, id)) {
            continue;
        }
        if (!store_issued_month_load(before->store, before->last, id, before->before_seq, true,
                                     &month, error)) {
            return false;
        }
        totals_take(before, &month->month);
        if (!g_hash_table_contains(left_out, id)) {
            struct variance_row row = row_of(before, id, &month->month);
            row.moved_by = "not in this month";
            g_array_append_val(before->gone, row);
        }
    }
    return true;
}
