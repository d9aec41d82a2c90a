#include "engine/run/month_setup.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/run/company.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"

static const char nothing_calculated[] = "nothing was calculated";

/* The order's dates, else now and today, where the company is. */
static bool dates_read(const struct month_order *order, struct report_run *run, GError **error)
{
    const char *timezone = company_timezone(&run->company);
    g_autofree char *message = NULL;
    run->as_at.utc_seconds = g_get_real_time() / G_USEC_PER_SEC;
    if (order->as_at_given) {
        run->as_at = order->as_at;
    } else if (order->as_at_text &&
               !instant_parse_argument(order->as_at_text, timezone, &run->as_at, &message)) {
        return run_error_set(error, RUN_ERROR_USAGE, "--as-at: %s", message);
    }
    stamp now = {g_get_real_time() / G_USEC_PER_SEC};
    run->issue_date = clock_local(zone_clock(timezone), stamp_minute(now)).date;
    if (order->issue_date_given) {
        run->issue_date = order->issue_date;
    } else if (order->issue_date_text &&
               !instant_day_parse_argument(order->issue_date_text, &run->issue_date, &message)) {
        return run_error_set(error, RUN_ERROR_USAGE, "--issue-date: %s", message);
    }
    return true;
}

static bool run_facts_read(struct month_setup *setup, struct issues *issues, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    if (!store_rows_load(setup->store, &setup->view, INPUT_COMPANY, rows, setup->strings, error)) {
        return false;
    }
    company_from_rows(rows, &setup->run.company);
    g_autofree char *paying = company_paying(rows);
    setup->run.company.paying = g_string_chunk_insert(setup->strings, paying);
    company_glyphs_check(rows, setup->fonts, issues);
    g_array_set_size(rows, 0);
    if (!store_rows_load(setup->store, &setup->view, INPUT_POLICY, rows, setup->strings, error)) {
        return false;
    }
    setup->run.policy = policy_from_rows(rows, setup->view.period);
    return store_sources_load(setup->store, &setup->view, setup->sources, setup->strings, error) &&
           store_shared_accounts_load(setup->store, &setup->view, setup->shared, setup->strings,
                                      error) &&
           store_rows_load(setup->store, &setup->view, FACT_HELD_ROWS, setup->held, setup->strings,
                           error);
}

static void held_rows_index(struct month_setup *setup)
{
    for (guint i = 0; i < setup->held->len; i++) {
        const struct held_row *row = &g_array_index(setup->held, struct held_row, i);
        if (!g_hash_table_contains(setup->held_rows, row->partner_id)) {
            g_hash_table_insert(setup->held_rows, (gpointer)row->partner_id,
                                (gpointer)row->error_line);
        }
    }
}

static bool calendar_read(const struct month_order *order, const struct month_setup *like,
                          struct month_setup *setup, GError **error)
{
    g_autoptr(issues) issues = issues_new();
    g_autoptr(GArray) stored = g_array_new(FALSE, TRUE, sizeof(struct holiday_row));
    setup->shipped = like ? like->shipped : &setup->own_shipped;
    if ((!like && !shipped_holidays_read(order->holidays, issues, &setup->own_shipped, error)) ||
        !store_rows_load(setup->store, &setup->view, INPUT_HOLIDAYS, stored, setup->strings,
                         error)) {
        return false;
    }
    g_autoptr(GArray) added = g_array_new(FALSE, TRUE, sizeof(struct holiday_row));
    holiday_rows_keep(stored, setup->shipped, NULL, added);
    setup->calendar = holiday_setup_calendar(setup->shipped, added, issues);
    return run_issues_check(issues, nothing_calculated, error);
}

bool month_setup_sessions(struct month_setup *setup, const char *only_partner, GError **error)
{
    int64_t case_count = 0;
    g_array_set_size(setup->rejected, 0);
    if (!store_sessions_find(setup->store, &setup->view, &setup->run.policy, zone_clock,
                             only_partner, setup->rejected, setup->strings, &case_count, error)) {
        return false;
    }
    setup->case_data = case_count > 0;
    return true;
}

store *month_store_open(const char *path, const char *period_text, GError **error)
{
    GStatBuf file;
    if (g_stat(path, &file) != 0 || file.st_size == 0) {
        run_error_set(error, RUN_ERROR_USAGE,
                      "there is no store %s; import a month first: rcti import %s DIR", path,
                      period_text);
        return NULL;
    }
    return zone_data_check(error) ? store_open(path, error) : NULL;
}

static bool facts_read(const struct month_order *order, const struct month_setup *like,
                       struct month_setup *setup, GError **error)
{
    bool imported = false;
    setup->view.batch = order->batch;
    if ((order->batch == 0 && !store_newest_batch(setup->store, &setup->view.batch, error)) ||
        !store_period_imported(setup->store, &setup->view, &imported, error)) {
        return false;
    }
    if (!imported) {
        return run_error_set(
            error, RUN_ERROR_USAGE,
            "%s has not been imported into the store; do it first: rcti import %s DIR",
            setup->run.period_text, setup->run.period_text);
    }
    g_autoptr(issues) issues = issues_new();
    setup->own_fonts = like ? NULL : fonts_new(error);
    setup->fonts = like ? like->fonts : setup->own_fonts;
    if (!setup->fonts || !run_facts_read(setup, issues, error)) {
        return false;
    }
    setup->run.batch = setup->view.batch;
    return run_issues_check(issues, nothing_calculated, error);
}

static void setup_start(store *store, const struct month_order *order, struct month_setup *setup)
{
    setup->store = store;
    setup->strings = g_string_chunk_new(16384);
    setup->held_rows = g_hash_table_new(g_str_hash, g_str_equal);
    setup->held = g_array_new(FALSE, TRUE, sizeof(struct held_row));
    setup->rejected = g_array_new(FALSE, TRUE, sizeof(struct store_rejected_request));
    setup->shared = g_array_new(FALSE, TRUE, sizeof(struct store_shared_account));
    setup->sources = g_array_new(FALSE, TRUE, sizeof(struct store_source));
    setup->view.period = order->period;
    const char *version = order->program_version ? order->program_version : RCTI_VERSION;
    setup->run = (struct report_run){
        .period = order->period,
        .period_text = g_string_chunk_insert(setup->strings, order->period_text),
        .program_version = g_string_chunk_insert(setup->strings, version),
        .draft = order->draft};
}

bool month_setup_begin(store *store, const struct month_order *order,
                       const struct month_setup *like, struct month_setup *ret_setup,
                       GError **error)
{
    setup_start(store, order, ret_setup);
    if (!facts_read(order, like, ret_setup, error) || !dates_read(order, &ret_setup->run, error) ||
        !calendar_read(order, like, ret_setup, error)) {
        return false;
    }
    ret_setup->view.as_at = ret_setup->run.as_at;
    held_rows_index(ret_setup);
    return true;
}

void month_setup_clear(struct month_setup *setup)
{
    g_clear_pointer(&setup->own_fonts, fonts_free);
    g_clear_pointer(&setup->calendar, calendar_free);
    shipped_holidays_clear(&setup->own_shipped);
    g_clear_pointer(&setup->held_rows, g_hash_table_unref);
    g_clear_pointer(&setup->held, g_array_unref);
    g_clear_pointer(&setup->rejected, g_array_unref);
    g_clear_pointer(&setup->shared, g_array_unref);
    g_clear_pointer(&setup->sources, g_array_unref);
    g_clear_pointer(&setup->strings, g_string_chunk_free);
}
