#include "engine/run/partner_month.h"

#include "engine/store/facts/changes.h"
#include "importers/text/zone.h"
#include "reports/documents/rcti_pdf.h"

struct partner_month *partner_month_new(void)
{
    struct partner_month *month = g_new0(struct partner_month, 1);
    month->holidays = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    month->gaps = g_string_new(NULL);
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
    facts->holidays = (const struct holiday *)(void *)month->holidays->data;
    facts->holiday_count = month->holidays->len;
    if (!calendar_covers(setup->calendar, (const char *const *)areas, dates, month->gaps)) {
        facts->hold.no_holiday_data = month->gaps->str;
    }
    if (calendar_lacks_local_area(setup->calendar, (const char *const *)areas, period)) {
        facts->hold.no_local_area = month->partner->row.areas;
    }
}

static void missing_append(GString *detail, uint32_t missing)
{
    g_string_append_printf(detail, ": U+%04X ", missing);
    g_string_append_unichar(detail, missing);
}

/* What the document cannot show, and where it comes from: of the partner or, as the document names
 * the holidays that took an hour, of a holiday of the month. */
static void glyphs_look(const struct month_setup *setup, const struct supplier *supplier,
                        struct partner_month *month)
{
    const char *column = rcti_pdf_missing_column(setup->fonts, supplier);
    if (column) {
        g_string_append(month->hold_detail, column);
        missing_append(month->hold_detail, rcti_pdf_missing_character(setup->fonts, supplier));
        return;
    }
    const struct period period = setup->view.period;
    const struct day_range days = {period.first, period_last(period)};
    for (guint i = 0; i < month->holidays->len; i++) {
        const struct holiday *holiday = &g_array_index(month->holidays, struct holiday, i);
        const uint32_t missing = fonts_missing_character(setup->fonts, holiday->name);
        if (missing != 0 && day_range_has(days, holiday->date)) {
            g_string_printf(month->hold_detail, "holiday of %s:%u", holiday->source.file,
                            holiday->source.line);
            missing_append(month->hold_detail, missing);
            return;
        }
    }
}

static void holds_add(const struct month_setup *setup, const struct supplier *supplier,
                      struct partner_month *month)
{
    struct hold_facts *hold = &month->partner->facts.hold;
    hold->bad_input = g_hash_table_lookup(setup->held_rows, supplier->partner_id);
    g_string_truncate(month->hold_detail, 0);
    glyphs_look(setup, supplier, month);
    if (month->hold_detail->len > 0) {
        hold->no_glyph = month->hold_detail->str;
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
    facts->clock = *zone_clock(known ? partner->row.timezone : "Australia/Sydney");
    facts->case_data = setup->case_data;
    holidays_add(setup, month);
    holds_add(setup, &month->supplier, month);
    size_t needed = month_result_bytes(facts);
    if (needed > month->room_bytes) {
        g_free(month->room);
        month->room_bytes = needed * 2;
        month->room = g_malloc(month->room_bytes);
    }
    month_result_place(&month->result, facts, month->room);
    struct month_question question = {setup->view.period, setup->run.as_at, setup->run.issue_date};
    month_compute(facts, &setup->run.policy, &question, &month->result);
    return true;
}

struct partner_report *partner_month_build(const struct report_run *run,
                                           const struct partner_month *month)
{
    return partner_report_new(run, &month->supplier, &month->partner->facts, &month->result);
}
