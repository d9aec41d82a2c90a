#include "engine/cli/month_setup.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/cli/company.h"
#include "engine/cli/issue_print.h"
#include "importers/instant.h"
#include "importers/zone.h"

static const struct clock *clock_of(const char *timezone, void *user_data)
{
    (void)user_data;
    return zone_clock(timezone);
}

/* --as-at and --issue-date; without them now and today, where the company is. */
static enum exit_status dates_read(const struct options *options, struct report_run *run)
{
    const char *timezone = company_timezone(&run->company);
    g_autofree char *message = NULL;
    run->as_at.utc_seconds = g_get_real_time() / G_USEC_PER_SEC;
    struct local_time today = clock_local(zone_clock(timezone), stamp_minute(run->as_at));
    run->issue_date = today.date;
    if (options->as_at &&
        !instant_parse_argument(options->as_at, timezone, &run->as_at, &message)) {
        return command_wrong_usage("--as-at: %s", message);
    }
    if (options->issue_date &&
        !instant_day_parse_argument(options->issue_date, &run->issue_date, &message)) {
        return command_wrong_usage("--issue-date: %s", message);
    }
    return EXIT_ALL_DONE;
}

static bool run_facts_read(struct month_setup *setup, struct issues *issues, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    if (!store_ini_load(setup->store, &setup->view, INPUT_COMPANY, rows, setup->strings, error)) {
        return false;
    }
    company_from_rows(rows, &setup->run.company);
    company_glyphs_check(rows, setup->fonts, issues);
    g_array_set_size(rows, 0);
    if (!store_ini_load(setup->store, &setup->view, INPUT_POLICY, rows, setup->strings, error)) {
        return false;
    }
    setup->run.policy = policy_from_rows(rows, setup->view.period);
    return store_all_sources_load(setup->store, &setup->view, setup->sources, setup->strings,
                                  error) &&
           store_shared_accounts_load(setup->store, &setup->view, setup->shared, setup->strings,
                                      error) &&
           store_held_rows_load(setup->store, &setup->view, setup->held, setup->strings, error);
}

static void held_rows_index(struct month_setup *setup)
{
    for (guint i = 0; i < setup->held->len; i++) {
        const struct store_held_row *row = &g_array_index(setup->held, struct store_held_row, i);
        if (!g_hash_table_contains(setup->held_rows, row->partner_id)) {
            g_hash_table_insert(setup->held_rows, (gpointer)row->partner_id,
                                (gpointer)row->error_line);
        }
    }
}

static enum exit_status calendar_read(const struct options *options, struct month_setup *setup)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(issues) issues = issues_new();
    g_autoptr(GArray) stored = g_array_new(FALSE, TRUE, sizeof(struct holiday_row));
    if (!shipped_holidays_read(options->holidays, issues, &setup->shipped, &error) ||
        !store_holidays_load(setup->store, &setup->view, stored, setup->strings, &error)) {
        return command_failed(error);
    }
    g_autoptr(GArray) added = g_array_new(FALSE, TRUE, sizeof(struct holiday_row));
    holiday_rows_keep(stored, &setup->shipped, NULL, added);
    setup->calendar = holiday_setup_calendar(&setup->shipped, added, issues);
    if (issues_count(issues) > 0) {
        issues_print(issues, "nothing was calculated");
        return EXIT_INPUT_REJECTED;
    }
    return EXIT_ALL_DONE;
}

static enum exit_status sessions_find(struct month_setup *setup, const char *only_partner)
{
    g_autoptr(GError) error = NULL;
    int64_t case_count = 0;
    if (!store_sessions_find(setup->store, &setup->view, &setup->run.policy, clock_of, NULL,
                             only_partner, setup->rejected, setup->strings, &case_count, &error)) {
        return command_failed(error);
    }
    setup->case_data = case_count > 0;
    return EXIT_ALL_DONE;
}

static enum exit_status store_read(const struct options *options, struct month_setup *setup)
{
    g_autoptr(GError) error = NULL;
    bool imported = false;
    GStatBuf file;
    if (g_stat(options->store, &file) != 0 || file.st_size == 0) {
        return command_wrong_usage("there is no store %s; import a month first: rcti import %s DIR",
                                   options->store, setup->run.period_text);
    }
    if (!zone_data_check(&error) || !(setup->store = store_open(options->store, &error)) ||
        !store_newest_batch(setup->store, &setup->view.batch, &error) ||
        !store_period_imported(setup->store, &setup->view, &imported, &error)) {
        return command_failed(error);
    }
    if (!imported) {
        return command_wrong_usage("%s has not been imported into %s; do it first: rcti import %s "
                                   "DIR",
                                   setup->run.period_text, options->store, setup->run.period_text);
    }
    g_autoptr(issues) issues = issues_new();
    if (!(setup->fonts = fonts_new(&error)) || !run_facts_read(setup, issues, &error)) {
        return command_failed(error);
    }
    if (issues_count(issues) > 0) {
        issues_print(issues, "nothing was calculated");
        return EXIT_INPUT_REJECTED;
    }
    setup->run.batch = setup->view.batch;
    return EXIT_ALL_DONE;
}

static void setup_start(const char *period_text, struct period period, struct month_setup *setup)
{
    setup->strings = g_string_chunk_new(16384);
    setup->held_rows = g_hash_table_new(g_str_hash, g_str_equal);
    setup->held = g_array_new(FALSE, TRUE, sizeof(struct store_held_row));
    setup->rejected = g_array_new(FALSE, TRUE, sizeof(struct store_rejected_request));
    setup->shared = g_array_new(FALSE, TRUE, sizeof(struct store_shared_account));
    setup->sources = g_array_new(FALSE, TRUE, sizeof(struct store_source));
    setup->view.period = period;
    setup->run =
        (struct report_run){.period = period,
                            .period_text = g_string_chunk_insert(setup->strings, period_text),
                            .program_version = RCTI_VERSION,
                            .draft = true};
}

enum exit_status month_setup_open(const struct options *options, const char *period_text,
                                  const char *only_partner, struct month_setup *ret_setup)
{
    struct period period = {0};
    g_autofree char *message = NULL;
    if (!instant_period_parse_argument(period_text, &period, &message)) {
        return command_wrong_usage("PERIOD: %s", message);
    }
    setup_start(period_text, period, ret_setup);
    enum exit_status status = store_read(options, ret_setup);
    if (status != EXIT_ALL_DONE || (status = dates_read(options, &ret_setup->run)) ||
        (status = calendar_read(options, ret_setup))) {
        return status;
    }
    ret_setup->view.as_at = ret_setup->run.as_at;
    held_rows_index(ret_setup);
    return sessions_find(ret_setup, only_partner);
}

void month_setup_clear(struct month_setup *setup)
{
    g_clear_pointer(&setup->fonts, fonts_free);
    g_clear_pointer(&setup->calendar, calendar_free);
    shipped_holidays_clear(&setup->shipped);
    g_clear_pointer(&setup->held_rows, g_hash_table_unref);
    g_clear_pointer(&setup->held, g_array_unref);
    g_clear_pointer(&setup->rejected, g_array_unref);
    g_clear_pointer(&setup->shared, g_array_unref);
    g_clear_pointer(&setup->sources, g_array_unref);
    g_clear_pointer(&setup->strings, g_string_chunk_free);
    g_clear_pointer(&setup->store, store_close);
}
