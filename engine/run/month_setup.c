#include "engine/run/month_setup.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/cli/issue_print.h"
#include "engine/run/company.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"

static const struct clock *clock_of(const char *timezone, void *user_data)
{
    (void)user_data;
    return zone_clock(timezone);
}

/* The order's dates, else --as-at and --issue-date, else now and today, where the company is. */
static enum exit_status dates_read(const struct month_order *order, const struct options *options,
                                   struct report_run *run)
{
    const char *timezone = company_timezone(&run->company);
    const char *as_at = options ? options->as_at : NULL;
    const char *issue_date = options ? options->issue_date : NULL;
    g_autofree char *message = NULL;
    run->as_at.utc_seconds = g_get_real_time() / G_USEC_PER_SEC;
    if (order->as_at_given) {
        run->as_at = order->as_at;
    } else if (as_at && !instant_parse_argument(as_at, timezone, &run->as_at, &message)) {
        return command_wrong_usage("--as-at: %s", message);
    }
    stamp now = {g_get_real_time() / G_USEC_PER_SEC};
    run->issue_date = clock_local(zone_clock(timezone), stamp_minute(now)).date;
    if (order->issue_date_given) {
        run->issue_date = order->issue_date;
    } else if (issue_date && !instant_day_parse_argument(issue_date, &run->issue_date, &message)) {
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
    g_autofree char *paying = company_paying(rows);
    setup->run.company.paying = g_string_chunk_insert(setup->strings, paying);
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

static enum exit_status calendar_read(const struct month_order *order,
                                      const struct month_setup *like, struct month_setup *setup)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(issues) issues = issues_new();
    g_autoptr(GArray) stored = g_array_new(FALSE, TRUE, sizeof(struct holiday_row));
    setup->shipped = like ? like->shipped : &setup->own_shipped;
    if ((!like && !shipped_holidays_read(order->holidays, issues, &setup->own_shipped, &error)) ||
        !store_holidays_load(setup->store, &setup->view, stored, setup->strings, &error)) {
        return command_failed(error);
    }
    g_autoptr(GArray) added = g_array_new(FALSE, TRUE, sizeof(struct holiday_row));
    holiday_rows_keep(stored, setup->shipped, NULL, added);
    setup->calendar = holiday_setup_calendar(setup->shipped, added, issues);
    if (issues_count(issues) > 0) {
        issues_print(issues, "nothing was calculated");
        return EXIT_INPUT_REJECTED;
    }
    return EXIT_ALL_DONE;
}

enum exit_status month_setup_sessions(struct month_setup *setup, const char *only_partner)
{
    g_autoptr(GError) error = NULL;
    int64_t case_count = 0;
    g_array_set_size(setup->rejected, 0);
    if (!store_sessions_find(setup->store, &setup->view, &setup->run.policy, clock_of, NULL,
                             only_partner, setup->rejected, setup->strings, &case_count, &error)) {
        return command_failed(error);
    }
    setup->case_data = case_count > 0;
    return EXIT_ALL_DONE;
}

store *month_store_open(const char *path, const char *period_text, enum exit_status *ret_status)
{
    g_autoptr(GError) error = NULL;
    GStatBuf file;
    if (g_stat(path, &file) != 0 || file.st_size == 0) {
        *ret_status = command_wrong_usage(
            "there is no store %s; import a month first: rcti import %s DIR", path, period_text);
        return NULL;
    }
    store *opened = zone_data_check(&error) ? store_open(path, &error) : NULL;
    *ret_status = opened ? EXIT_ALL_DONE : command_failed(error);
    return opened;
}

static enum exit_status facts_read(const struct month_order *order, const struct month_setup *like,
                                   struct month_setup *setup)
{
    g_autoptr(GError) error = NULL;
    bool imported = false;
    setup->view.batch = order->batch;
    if ((order->batch == 0 && !store_newest_batch(setup->store, &setup->view.batch, &error)) ||
        !store_period_imported(setup->store, &setup->view, &imported, &error)) {
        return command_failed(error);
    }
    if (!imported) {
        return command_wrong_usage("%s has not been imported into the store; do it first: rcti "
                                   "import %s DIR",
                                   setup->run.period_text, setup->run.period_text);
    }
    g_autoptr(issues) issues = issues_new();
    setup->own_fonts = like ? NULL : fonts_new(&error);
    setup->fonts = like ? like->fonts : setup->own_fonts;
    if (!setup->fonts || !run_facts_read(setup, issues, &error)) {
        return command_failed(error);
    }
    if (issues_count(issues) > 0) {
        issues_print(issues, "nothing was calculated");
        return EXIT_INPUT_REJECTED;
    }
    setup->run.batch = setup->view.batch;
    return EXIT_ALL_DONE;
}

static void setup_start(store *store, const struct month_order *order, struct month_setup *setup)
{
    setup->store = store;
    setup->strings = g_string_chunk_new(16384);
    setup->held_rows = g_hash_table_new(g_str_hash, g_str_equal);
    setup->held = g_array_new(FALSE, TRUE, sizeof(struct store_held_row));
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

enum exit_status month_order_read(const struct options *options, const char *period_text,
                                  struct month_order *ret_order)
{
    struct month_order order = {
        .period_text = period_text, .holidays = options->holidays, .draft = true};
    g_autofree char *message = NULL;
    if (!instant_period_parse_argument(period_text, &order.period, &message)) {
        return command_wrong_usage("PERIOD: %s", message);
    }
    *ret_order = order;
    return EXIT_ALL_DONE;
}

enum exit_status month_setup_begin(store *store, const struct month_order *order,
                                   const struct options *options, const struct month_setup *like,
                                   struct month_setup *ret_setup)
{
    setup_start(store, order, ret_setup);
    enum exit_status status = facts_read(order, like, ret_setup);
    if (status != EXIT_ALL_DONE || (status = dates_read(order, options, &ret_setup->run)) ||
        (status = calendar_read(order, like, ret_setup))) {
        return status;
    }
    ret_setup->view.as_at = ret_setup->run.as_at;
    held_rows_index(ret_setup);
    return EXIT_ALL_DONE;
}

enum exit_status month_setup_open(const struct options *options, const char *period_text,
                                  const char *only_partner, struct month_setup *ret_setup)
{
    struct month_order order = {0};
    enum exit_status status = month_order_read(options, period_text, &order);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    store *opened = month_store_open(options->store, period_text, &status);
    if (!opened) {
        return status;
    }
    ret_setup->owns_store = true;
    status = month_setup_begin(opened, &order, options, NULL, ret_setup);
    return status == EXIT_ALL_DONE ? month_setup_sessions(ret_setup, only_partner) : status;
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
    if (setup->owns_store) {
        g_clear_pointer(&setup->store, store_close);
    }
}
