#include "engine/run/disputes/at_risk.h"

#include <string.h>

#include "engine/store/facts/unmarked.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"
#include "reports/output_file.h"
#include "reports/text.h"

enum {
    TOGETHER_FROM = 100 /* partners, from which on the sessions of all are worked out at once */
};

/* ---- one month ------------------------------------------------------------------------------- */

struct at_risk_search {
    at_risk *found;
    store *store;
    struct partner_month *month;
    GHashTable *partners; /* partner_id -> struct at_risk_partner: as the newest month has them */
    GArray *rows;         /* struct at_risk_row */
};

struct at_risk_row {
    const char *partner_id;
    struct at_risk_appointment appointment;
};

static const struct appointment *appointment_find(const struct partner_facts *facts, const char *id)
{
    for (size_t i = 0; i < facts->appointment_count; i++) {
        if (strcmp(facts->appointments[i].appointment_id, id) == 0) {
            return &facts->appointments[i];
        }
    }
    return NULL;
}

/* The rate and taxability of the hour or booking that a row is of. */
static void price_find(const partner_report *report, const struct pending_row *row,
                       struct at_risk_appointment *appointment)
{
    for (size_t i = 0; i < report->slot_count && !row->adhoc; i++) {
        const struct hour *slot = &report->slots[i];
        if (day_compare(slot->date, row->at.date) == 0 &&
            slot->start_minute == row->at.start_minute) {
            appointment->hourly_rate = slot->hourly_rate.rate;
            appointment->taxable = slot->taxable;
        }
    }
    for (size_t i = 0; i < report->adhoc_count && row->adhoc; i++) {
        const struct booking *booking = &report->adhoc[i];
        if (strcmp(booking->appointment_id, row->at.appointment_id) == 0) {
            appointment->hourly_rate = booking->hourly_rate.rate;
            appointment->taxable = booking->taxable;
        }
    }
}

static void pending_take(struct at_risk_search *search, const struct month_setup *setup,
                         const partner_report *report, const struct pending_row *row)
{
    at_risk *found = search->found;
    const struct partner_facts *facts = &search->month->partner->facts;
    const struct appointment *appointment = appointment_find(facts, row->at.appointment_id);
    CHECK(appointment != NULL);
    const stamp deadline = month_completion_deadline(facts, &setup->run.policy, appointment);
    if (stamp_from_instant(appointment->start).utc_seconds > found->as_at.utc_seconds) {
        return; /* it is yet to be held */
    }
    if (deadline.utc_seconds > found->until.utc_seconds) {
        found->later++;
        return;
    }
    struct at_risk_row at_risk_row = {
        .partner_id = g_string_chunk_insert_const(found->strings, facts->partner_id),
        .appointment = {.appointment_id =
                            g_string_chunk_insert(found->strings, row->at.appointment_id),
                        .period = setup->run.period,
                        .date = row->at.date,
                        .start_minute = row->at.start_minute,
                        .adhoc = row->adhoc,
                        .minutes = row->minutes,
                        .deadline = deadline,
                        .complete_by = row->complete_by}};
    struct local_time *by = &at_risk_row.appointment.complete_by;
    by->minute = by->minute < 0 ? MINUTES_PER_DAY : by->minute;
    price_find(report, row, &at_risk_row.appointment);
    g_array_append_val(search->rows, at_risk_row);
}

static void partner_take(struct at_risk_search *search, const partner_report *report)
{
    GStringChunk *strings = search->found->strings;
    const struct supplier *supplier = &report->supplier;
    struct at_risk_partner *partner = g_new0(struct at_risk_partner, 1);
    partner->partner_id = g_string_chunk_insert_const(strings, supplier->partner_id);
    partner->legal_name = g_string_chunk_insert(strings, supplier->legal_name);
    partner->email = g_string_chunk_insert(strings, supplier->email);
    partner->timezone =
        g_string_chunk_insert_const(strings, search->month->partner->facts.timezone);
    g_hash_table_replace(search->partners, (gpointer)partner->partner_id, partner);
}

static bool partners_look(struct at_risk_search *search, struct month_setup *setup,
                          const GPtrArray *ids, GError **error)
{
    const bool together = ids->len >= TOGETHER_FROM;
    bool good = !together || month_setup_sessions(setup, NULL, error);
    for (guint i = 0; good && i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        good = (together || month_setup_sessions(setup, id, error)) &&
               partner_month_compute(setup, id, false, search->month, error);
        if (good) {
            g_autoptr(partner_report) report = partner_month_build(&setup->run, search->month);
            for (size_t k = 0; k < report->pending_count; k++) {
                pending_take(search, setup, report, &report->pending[k]);
            }
            partner_take(search, report);
        }
    }
    return good;
}

/* ---- what was found -------------------------------------------------------------------------- */

static gint row_order(gconstpointer left, gconstpointer right)
{
    const struct at_risk_row *a = left;
    const struct at_risk_row *b = right;
    const struct at_risk_appointment *x = &a->appointment;
    const struct at_risk_appointment *y = &b->appointment;
    int order = strcmp(a->partner_id, b->partner_id);
    order = order != 0 ? order
                       : (x->deadline.utc_seconds > y->deadline.utc_seconds) -
                             (x->deadline.utc_seconds < y->deadline.utc_seconds);
    order = order != 0 ? order : day_compare(x->date, y->date);
    order = order != 0 ? order : x->start_minute - y->start_minute;
    return order != 0 ? order : strcmp(x->appointment_id, y->appointment_id);
}

/* Of two that wait in one hour the first has its minutes. */
static bool has_hour_before(const at_risk *found, const struct at_risk_partner *partner,
                            const struct at_risk_appointment *appointment)
{
    bool has = false;
    for (guint i = partner->begin; i < found->appointments->len && !appointment->adhoc; i++) {
        const struct at_risk_appointment *other =
            &g_array_index(found->appointments, struct at_risk_appointment, i);
        has |= !other->adhoc && day_compare(other->date, appointment->date) == 0 &&
               other->start_minute == appointment->start_minute;
    }
    return has;
}

static void appointment_add(at_risk *found, struct at_risk_partner *partner,
                            struct at_risk_appointment appointment)
{
    if (has_hour_before(found, partner, &appointment)) {
        appointment.minutes.minutes = 0;
    }
    appointment.amount = money_line_amount(appointment.hourly_rate, appointment.minutes);
    appointment.gst = appointment.taxable ? money_gst(appointment.amount) : (money){0};
    g_array_append_val(found->appointments, appointment);
    partner->count++;
    partner->minutes.minutes += appointment.minutes.minutes;
    partner->amount = money_add(partner->amount, appointment.amount);
    partner->gst = money_add(partner->gst, appointment.gst);
}

static void rows_settle(struct at_risk_search *search)
{
    at_risk *found = search->found;
    const struct at_risk_row *rows = (const void *)search->rows->data;
    g_array_sort(search->rows, row_order);
    for (guint first = 0, next = 0; first < search->rows->len; first = next) {
        struct at_risk_partner partner = *(struct at_risk_partner *)g_hash_table_lookup(
            search->partners, rows[first].partner_id);
        partner.begin = found->appointments->len;
        for (;
             next < search->rows->len && strcmp(rows[next].partner_id, rows[first].partner_id) == 0;
             next++) {
            appointment_add(found, &partner, rows[next].appointment);
        }
        found->minutes.minutes += partner.minutes.minutes;
        found->amount = money_add(found->amount, partner.amount);
        found->gst = money_add(found->gst, partner.gst);
        g_array_append_val(found->partners, partner);
    }
}

/* ---- every month ----------------------------------------------------------------------------- */

static bool as_at_read(store *store, const struct month_order *order, struct store_view view,
                       at_risk *found, GError **error)
{
    found->as_at.utc_seconds = g_get_real_time() / G_USEC_PER_SEC;
    return company_timezone_load(store, &view, &found->timezone, error) &&
           (!order->as_at_text || instant_parse_argument("--as-at", order->as_at_text,
                                                         found->timezone, &found->as_at, error));
}

/* *setup is the caller's to clear; it is begun where the month has something to look at. like: that of another
 * month, or NULL. */
static bool period_look(struct at_risk_search *search, const struct month_order *order,
                        struct period period, const struct month_setup *like,
                        struct month_setup *setup, GError **error)
{
    struct month_order of = *order;
    const struct store_view view = {period, search->found->batch, search->found->as_at};
    g_autoptr(GPtrArray) ids = store_unmarked_partners(search->store, &view, error);
    of.period = period;
    of.as_at = &search->found->as_at;
    of.as_at_text = NULL;
    of.batch = search->found->batch;
    return ids && (ids->len == 0 || (month_setup_begin(search->store, &of, like, setup, error) &&
                                     partners_look(search, setup, ids, error)));
}

static bool periods_look(struct at_risk_search *search, const struct month_order *order,
                         const GArray *periods, GError **error)
{
    g_auto(month_setup) first = {0}; /* whose fonts and holidays serve the others */
    bool good = true;
    for (guint i = 0; good && i < periods->len; i++) {
        const struct period period = g_array_index(periods, struct period, i);
        if (first.store) {
            g_auto(month_setup) setup = {0};
            good = period_look(search, order, period, &first, &setup, error);
        } else {
            good = period_look(search, order, period, NULL, &first, error);
        }
    }
    return good;
}

at_risk *at_risk_find(store *store, const struct month_order *order, int32_t days, GError **error)
{
    g_autoptr(at_risk) found = g_new0(at_risk, 1);
    g_autoptr(GArray) periods = g_array_new(FALSE, TRUE, sizeof(struct period));
    g_autoptr(partner_month) month = partner_month_new();
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct at_risk_row));
    g_autoptr(GHashTable) partners = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    struct at_risk_search search = {found, store, month, partners, rows};
    found->appointments = g_array_new(FALSE, TRUE, sizeof(struct at_risk_appointment));
    found->partners = g_array_new(FALSE, TRUE, sizeof(struct at_risk_partner));
    found->strings = g_string_chunk_new(4096);
    if (!store_newest_batch(store, &found->batch, error) ||
        !store_imported_periods(store, found->batch, periods, error)) {
        return NULL;
    }
    if (periods->len == 0) {
        run_error_set(error, RUN_ERROR_USAGE, "no month has been imported into the store");
        return NULL;
    }
    const struct store_view newest = {
        .period = g_array_index(periods, struct period, periods->len - 1), .batch = found->batch};
    if (!as_at_read(store, order, newest, found, error)) {
        return NULL;
    }
    found->until.utc_seconds = found->as_at.utc_seconds + (int64_t)days * SECONDS_PER_DAY;
    if (!periods_look(&search, order, periods, error)) {
        return NULL;
    }
    rows_settle(&search);
    return g_steal_pointer(&found);
}

void at_risk_free(at_risk *found)
{
    if (found) {
        g_array_unref(found->appointments);
        g_array_unref(found->partners);
        g_string_chunk_free(found->strings);
        g_free(found);
    }
}

/* ---- for a mail merge ------------------------------------------------------------------------ */

static void moment_append(GString *text, struct local_time at)
{
    g_string_append_printf(text, "%s %s", text_date_short(TEXT_ROOM, at.date),
                           text_time(TEXT_ROOM, at.minute));
}

/* "Mon 7 Sep 10:00 (A000123) by Mon 14 Sep 24:00; …" */
static char *list_text(const at_risk *found, const struct at_risk_partner *partner)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = partner->begin; i < partner->begin + partner->count; i++) {
        const struct at_risk_appointment *appointment =
            &g_array_index(found->appointments, struct at_risk_appointment, i);
        g_string_append(text, i > partner->begin ? "; " : "");
        moment_append(text, (struct local_time){appointment->date, appointment->start_minute});
        g_string_append_printf(text, " (%s) by ", appointment->appointment_id);
        moment_append(text, appointment->complete_by);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void row_append(GString *out, const at_risk *found, const struct at_risk_partner *partner)
{
    g_autofree char *list = list_text(found, partner);
    g_autofree char *place = g_strdup_printf("%s time", text_place(TEXT_ROOM, partner->timezone));
    const char *const texts[] = {partner->partner_id, partner->legal_name, partner->email};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        text_append_csv(out, texts[i]);
        g_string_append_c(out, ',');
    }
    g_string_append_printf(out, "%u,%d,%s,%s,%s,%s,", partner->count, partner->minutes.minutes,
                           text_hours(TEXT_ROOM, partner->minutes.minutes),
                           text_money(TEXT_ROOM, partner->amount),
                           text_money(TEXT_ROOM, partner->gst),
                           text_money(TEXT_ROOM, money_add(partner->amount, partner->gst)));
    text_append_csv(out, list);
    g_string_append_c(out, ',');
    text_append_csv(out, place);
    g_string_append_c(out, '\n');
}

bool at_risk_write(const at_risk *found, const char *path, GError **error)
{
    g_autoptr(GString) out = g_string_new("partner_id,legal_name,email,appointments,minutes,hours,"
                                          "amount,gst,total,mark_by,times_of\n");
    for (guint i = 0; i < found->partners->len; i++) {
        row_append(out, found, &g_array_index(found->partners, struct at_risk_partner, i));
    }
    return output_file_write(path, out->str, out->len, error);
}
