#include "engine/run/month/month.h"

#include <string.h>

#include "importers/text/zone.h"
#include "reports/documents/document.h"
#include "reports/text.h"

struct partner_month *partner_month_new(void)
{
    struct partner_month *month = g_new0(struct partner_month, 1);
    month->holidays = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    month->gaps = g_string_new(NULL);
    month->local_days = g_string_new(NULL);
    month->hold_detail = g_string_new(NULL);
    return month;
}

void partner_month_free(struct partner_month *month)
{
    if (!month) {
        return;
    }
    store_partner_free(month->partner);
    store_partner_free(month->particulars);
    g_array_unref(month->holidays);
    g_string_free(month->gaps, TRUE);
    g_string_free(month->local_days, TRUE);
    g_string_free(month->hold_detail, TRUE);
    g_free(month->room);
    g_free(month);
}

static void holidays_add(const struct month_setup *setup, struct partner_month *month)
{
    struct partner_facts *facts = &month->partner->facts;
    struct day_range days = month_days_judged(setup->view.period);
    g_auto(GStrv) areas = g_strsplit(month->partner->row.areas, ";", -1);
    const struct period period = setup->view.period;
    const struct day_range dates = {period.first, period_last(period)};
    g_array_set_size(month->holidays, 0);
    g_string_truncate(month->gaps, 0);
    calendar_holidays(setup->calendar, (const char *const *)areas, days.from, days.to,
                      month->holidays);
    facts->holidays = (const void *)month->holidays->data;
    facts->holiday_count = month->holidays->len;
    if (!calendar_covers(setup->calendar, (const char *const *)areas, dates, month->gaps)) {
        facts->hold.no_holiday_data = month->gaps->str;
    }
    if (calendar_lacks_local_area(setup->calendar, (const char *const *)areas, period)) {
        g_string_printf(month->local_days, "%s: ", month->partner->row.areas);
        calendar_local_days(setup->calendar, (const char *const *)areas, period, month->local_days);
        facts->hold.no_local_area = month->local_days->str;
    }
}

/* What the document cannot show, and where it comes from: of the partner or, as the document names
 * the holidays that took an hour, of a holiday of the month. */
static void glyphs_look(const struct month_setup *setup, struct partner_month *month)
{
    const struct period period = setup->view.period;
    const struct day_range days = {period.first, period_last(period)};
    GString *detail = month->hold_detail;
    uint32_t missing = 0;
    const char *column = document_missing_column(setup->fonts, &month->supplier, &missing);
    g_string_assign(detail, column ? column : "");
    for (guint i = 0; i < month->holidays->len && !missing; i++) {
        const struct holiday *holiday = &g_array_index(month->holidays, struct holiday, i);
        missing = day_range_has(days, holiday->date)
                      ? fonts_missing_character(setup->fonts, holiday->name)
                      : 0;
        if (missing) {
            g_string_printf(detail, "holiday of %s:%u", holiday->source.file, holiday->source.line);
        }
    }
    if (missing) {
        g_string_append_printf(detail, ": U+%04X ", missing);
        g_string_append_unichar(detail, missing);
        month->partner->facts.hold.no_glyph = detail->str;
    }
}

static bool partner_load(const struct month_setup *setup, const char *partner_id,
                         bool beside_roster, struct partner_month *month, GError **error)
{
    bool found = false;
    struct store_view view = setup->view;
    g_clear_pointer(&month->particulars, store_partner_free);
    g_clear_pointer(&month->partner, store_partner_free);
    if (beside_roster && !store_partner_newest_period(setup->store, partner_id, view.batch, &found,
                                                      &view.period, error)) {
        return false;
    }
    if (found && !(month->particulars =
                       store_partner_load(setup->store, &view, partner_id, zone_clock, error))) {
        return false;
    }
    month->partner = store_partner_load(setup->store, &setup->view, partner_id, zone_clock, error);
    return month->partner != NULL;
}

static void result_compute(const struct month_setup *setup, const struct policy *policy,
                           const struct partner_facts *facts, struct partner_month *month)
{
    const size_t needed = month_result_place(&month->result, facts, NULL);
    if (needed > month->room_bytes) {
        g_free(month->room);
        month->room_bytes = needed * 2;
        month->room = g_malloc(month->room_bytes);
    }
    month_result_place(&month->result, facts, month->room);
    struct month_question question = {setup->view.period, setup->run.as_at, setup->run.issue_date};
    month_compute(facts, policy, &question, &month->result);
}

bool partner_month_compute(const struct month_setup *setup, const char *partner_id,
                           bool beside_roster, struct partner_month *month, GError **error)
{
    if (!partner_load(setup, partner_id, beside_roster, month, error)) {
        return false;
    }
    const struct store_partner *partner = month->partner;
    struct partner_facts *facts = &month->partner->facts;
    bool known = partner->row.supplier.partner_id[0] != '\0';
    month->supplier =
        !known && month->particulars ? month->particulars->row.supplier : partner->row.supplier;
    month->supplier.partner_id = facts->partner_id;
    facts->timezone = known ? partner->row.timezone : "Australia/Sydney";
    facts->clock = *zone_clock(facts->timezone);
    facts->case_data = setup->case_data;
    holidays_add(setup, month);
    facts->hold.bad_input = g_hash_table_lookup(setup->held_rows, facts->partner_id);
    glyphs_look(setup, month);
    result_compute(setup, &setup->run.policy, facts, month);
    return true;
}

void partner_month_clear(const struct month_setup *setup, struct partner_month *month)
{
    struct partner_facts *facts = &month->partner->facts;
    facts->schedule_count = facts->appointment_count = facts->decision_count = 0;
    facts->hold = (struct hold_facts){0};
    result_compute(setup, &setup->run.policy, facts, month);
}

void partner_month_judge(const struct month_setup *setup, const struct policy *policy,
                         const struct partner_month *of, struct partner_month *month)
{
    result_compute(setup, policy, &of->partner->facts, month);
}

bool partner_month_find(const struct month_setup *setup, const char *partner_id,
                        struct store_issued_month **ret_issued, bool *ret_in_roster, GError **error)
{
    g_autoptr(store_issued_month) issued = NULL;
    if (!store_partner_listed(setup->store, &setup->view, partner_id, ret_in_roster, error) ||
        !store_issued_month_load(setup->store, setup->view.period, partner_id, ISSUED_NOW, true,
                                 &issued, error)) {
        return false;
    }
    if (!issued && !*ret_in_roster) {
        return run_error_set(error, RUN_ERROR_USAGE, "%s has no partner %s", setup->run.period_text,
                             partner_id);
    }
    *ret_issued = g_steal_pointer(&issued);
    return true;
}

const struct partner_row *partner_month_row(const struct partner_month *month)
{
    return month->particulars ? &month->particulars->row : &month->partner->row;
}

struct partner_report *partner_month_build(const struct report_run *run,
                                           const struct partner_month *month)
{
    return partner_report_new(run, &month->supplier, &month->partner->facts, &month->result);
}

/* ---- as an issue freezes it -------------------------------------------------------------------- */

struct issued_month month_state(struct period period, const struct partner_report *report)
{
    return (struct issued_month){.period = period,
                                 .partner_id = report->supplier.partner_id,
                                 .nil = report->document == DOCUMENT_NONE,
                                 .number = report->row.number,
                                 .result_hash = report->result_hash,
                                 .issue_hash = "",
                                 .lines = report->lines,
                                 .line_count = report->line_count,
                                 .slots = report->slots,
                                 .slot_count = report->slot_count,
                                 .adhoc = report->adhoc,
                                 .adhoc_count = report->adhoc_count};
}

enum document_kind month_document(const struct issued_month *month)
{
    return month->nil                                 ? DOCUMENT_NONE
           : g_str_has_prefix(month->number, "RCTI-") ? DOCUMENT_RCTI
                                                      : DOCUMENT_RCI;
}

money month_position(const struct issued_month *month)
{
    return adjustment_sum(month->lines, month->line_count).total;
}

/* ---- computed again ---------------------------------------------------------------------------- */

/* One row as text, where it is and what it says: rows are the same where their texts are. */
typedef void (*row_texts)(const void *rows, size_t index, char **ret_place, char **ret_words);

static char *verdict_text(enum outcome outcome, enum rule rule, struct rate_in_effect rate,
                          bool taxable, const char *evidence, const char *notes)
{
    return g_strdup_printf("%s under %s, %s%s, %s%s%s%s%s", outcome_words[outcome],
                           rule_words[rule], rate.found ? "at " : "no rate",
                           rate.found ? text_rate(TEXT_ROOM, rate.rate) : "",
                           taxable ? "taxable" : "not taxable", evidence[0] ? ", evidence " : "",
                           evidence, notes[0] ? ", " : "", notes);
}

/* In a damaged store there may be any number. */
static char *place_text(day date, int32_t minute, const char *what)
{
    return !day_valid(date) || minute < 0 || minute >= MINUTES_PER_DAY
               ? g_strdup_printf("at no time%s", what)
               : g_strdup_printf("%s %s%s", text_date(TEXT_ROOM, date),
                                 text_time(TEXT_ROOM, minute), what);
}

static void slot_texts(const void *rows, size_t index, char **ret_place, char **ret_words)
{
    const struct hour *slot = (const struct hour *)rows + index;
    g_autofree char *verdict =
        verdict_text(slot->outcome, slot->rule, slot->hourly_rate, slot->taxable, slot->evidence,
                     hour_notes_words[slot->notes]);
    *ret_place = place_text(slot->date, slot->start_minute, "");
    *ret_words =
        g_strdup_printf("%s less %s, %s", text_hours(TEXT_ROOM, slot->paid_minutes.minutes),
                        text_hours(TEXT_ROOM, slot->penalty_minutes.minutes), verdict);
}

static void adhoc_texts(const void *rows, size_t index, char **ret_place, char **ret_words)
{
    const struct booking *booking = (const struct booking *)rows + index;
    g_autofree char *what = g_strconcat(" ad hoc ", booking->appointment_id, NULL);
    g_autofree char *verdict =
        verdict_text(booking->outcome, booking->rule, booking->hourly_rate, booking->taxable,
                     booking->evidence, reason_words[booking->reason]);
    *ret_place = place_text(booking->date, booking->start_minute, what);
    *ret_words =
        g_strdup_printf("%s of %s, %s", text_hours(TEXT_ROOM, booking->paid_minutes.minutes),
                        text_hours(TEXT_ROOM, booking->duration_minutes), verdict);
}

static void line_texts(const void *rows, size_t index, char **ret_place, char **ret_words)
{
    const struct line *line = (const struct line *)rows + index;
    *ret_place = g_strdup_printf("the line of kind %s at %s, %s", words_line_kind[line->kind],
                                 text_rate(TEXT_ROOM, line->hourly_rate),
                                 line->taxable ? "taxable" : "not taxable");
    *ret_words =
        g_strdup_printf("%s, %s, GST %s", text_hours(TEXT_ROOM, line->minutes.minutes),
                        text_money(TEXT_ROOM, line->amount), text_money(TEXT_ROOM, line->gst));
}

/* The same rows of both sides. */
struct row_lists {
    row_texts texts;
    const void *frozen;
    size_t frozen_count;
    const void *computed;
    size_t computed_count;
};

/* What is different of row `index`; where the rows are of different hours, the earlier one counts
 * as missing on the other side. NULL: nothing. */
static char *row_difference(const struct row_lists *lists, size_t index)
{
    g_autofree char *frozen_place = NULL;
    g_autofree char *computed_place = NULL;
    g_autofree char *frozen = NULL;
    g_autofree char *computed = NULL;
    if (index < lists->frozen_count) {
        lists->texts(lists->frozen, index, &frozen_place, &frozen);
    }
    if (index < lists->computed_count) {
        lists->texts(lists->computed, index, &computed_place, &computed);
    }
    if (g_strcmp0(frozen_place, computed_place) == 0) {
        return g_strcmp0(frozen, computed) == 0
                   ? NULL
                   : g_strdup_printf("%s: frozen %s; computed %s", frozen_place, frozen, computed);
    }
    bool frozen_first =
        !computed_place || (frozen_place && strcmp(frozen_place, computed_place) < 0);
    return frozen_first
               ? g_strdup_printf("%s: frozen %s; computed nothing", frozen_place, frozen)
               : g_strdup_printf("%s: frozen nothing; computed %s", computed_place, computed);
}

/* What is told before the hashes: the hour that makes them differ. */
static char *rows_differ(const struct issued_month *frozen, const struct issued_month *computed)
{
    const struct row_lists lists[] = {
        {slot_texts, frozen->slots, frozen->slot_count, computed->slots, computed->slot_count},
        {adhoc_texts, frozen->adhoc, frozen->adhoc_count, computed->adhoc, computed->adhoc_count},
        {line_texts, frozen->lines, frozen->line_count, computed->lines, computed->line_count}};
    char *difference = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(lists) && !difference; i++) {
        size_t count = MAX(lists[i].frozen_count, lists[i].computed_count);
        for (size_t row = 0; row < count && !difference; row++) {
            difference = row_difference(&lists[i], row);
        }
    }
    return difference;
}

char *month_difference(const struct issued_month *frozen, const struct issued_month *computed,
                       const char *frozen_by)
{
    const char *period = text_period(TEXT_ROOM, computed->period);
    if (!frozen) {
        return g_strdup_printf("%s of %s: nothing is frozen, but it is computed again",
                               computed->partner_id, period);
    }
    const bool same_words = strcmp(frozen_by, RCTI_VERSION) == 0;
    const struct {
        const char *what;
        const char *frozen;
        const char *computed; /* "": not compared */
    } texts[] = {
        {"status", frozen->nil ? "nil" : "issued", computed->nil ? "nil" : "issued"},
        {"number", frozen->number, computed->number},
        {"the hash of the verdicts", frozen->result_hash, same_words ? computed->result_hash : ""},
        {"the hash of all that was issued to the partner", frozen->issue_hash,
         same_words ? computed->issue_hash : ""}};
    g_autofree char *difference = rows_differ(frozen, computed);
    for (size_t i = 0; i < G_N_ELEMENTS(texts) && !difference; i++) {
        if (texts[i].computed[0] != '\0' && strcmp(texts[i].frozen, texts[i].computed) != 0) {
            difference = g_strdup_printf("%s: frozen %s; computed %s", texts[i].what,
                                         texts[i].frozen, texts[i].computed);
        }
    }
    return difference ? g_strdup_printf("%s of %s, %s", computed->partner_id, period, difference)
                      : NULL;
}
