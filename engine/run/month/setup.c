#include "engine/run/month/setup.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "engine/run/month/data.h"
#include "engine/run/month/payment_date.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"
#include "reports/text.h"

/* ---- errors -------------------------------------------------------------------------------------- */

G_DEFINE_QUARK(run - error - quark, run_error)

bool run_error_set(GError **error, enum run_error code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_propagate_error(error, g_error_new_valist(RUN_ERROR, (gint)code, format, values));
    va_end(values);
    return false;
}

bool run_issues_check(struct issues *issues, const char *consequence, GError **error)
{
    if (issues->count == 0) {
        return true;
    }
    g_autofree char *text = issues_text(issues, false, consequence);
    g_set_error_literal(error, RUN_ERROR, RUN_ERROR_ISSUES, text);
    return false;
}

char *run_login(GError **error)
{
    const struct passwd *user = getpwuid(geteuid());
    if (!user) {
        run_error_set(error, RUN_ERROR_USAGE,
                      "the system knows no user %u, who would be named as preparing this",
                      (unsigned)geteuid());
    }
    return user ? g_strdup(user->pw_name) : NULL;
}

/* ---- progress ------------------------------------------------------------------------------------ */

enum { TELL_EVERY_US = 100000 };

struct progress progress_start(const char *what, int64_t all, progress_watcher watcher)
{
    return (struct progress){
        .watcher = watcher, .what = what, .all = all, .started_us = g_get_monotonic_time()};
}

void progress_tell(struct progress *progress, int64_t done)
{
    int64_t now_us = g_get_monotonic_time();
    if (!progress->watcher || done <= 0 || now_us - progress->told_us < TELL_EVERY_US) {
        return;
    }
    progress->told_us = now_us;
    int64_t left_us = (now_us - progress->started_us) * (progress->all - done) / done;
    progress->watcher(progress->what, done, progress->all,
                      (left_us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);
}

void progress_end(struct progress *progress)
{
    if (progress->watcher && progress->told_us != 0) {
        progress->watcher(progress->what, progress->all, progress->all, -1);
    }
}

/* ---- holidays ------------------------------------------------------------------------------------ */

/* <top>/build/rcti finds <top>/holidays. */
char *shipped_holidays_directory(const char *directory)
{
    const char *named = directory ? directory : g_getenv("RCTI_HOLIDAYS");
    return named && named[0] != '\0' ? g_strdup(named) : data_path(DATA_HOLIDAYS);
}

/* Says who named a directory that nobody asked for here, for that is what is to be mended. */
static void directory_explain(GError **error)
{
    const char *named = g_getenv("RCTI_HOLIDAYS");
    if (error && *error) {
        g_autofree char *message = (*error)->message;
        (*error)->message = g_strconcat(
            message, "; ",
            named && named[0] != '\0'
                ? "RCTI_HOLIDAYS names it: unset it for those that come with the program"
                : "the holidays of the program belong there: install it whole, or name a "
                  "directory with --holidays or RCTI_HOLIDAYS",
            NULL);
    }
}

bool shipped_holidays_read(const char *directory, struct issues *issues,
                           struct shipped_holidays *ret_shipped, GError **error)
{
    struct shipped_holidays shipped = {
        .areas = g_array_new(FALSE, TRUE, sizeof(struct area_row)),
        .holidays = g_array_new(FALSE, TRUE, sizeof(struct holiday)),
        .sources = g_ptr_array_new_with_free_func(g_free),
        .strings = g_string_chunk_new(4096),
    };
    g_autofree char *place = shipped_holidays_directory(directory);
    if (!holiday_directory_read(place, shipped.areas, shipped.holidays, shipped.strings,
                                shipped.sources, issues, error)) {
        if (!directory) {
            directory_explain(error);
        }
        shipped_holidays_clear(&shipped);
        return false;
    }
    *ret_shipped = shipped;
    return true;
}

void shipped_holidays_clear(shipped_holidays *shipped)
{
    g_clear_pointer(&shipped->areas, g_array_unref);
    g_clear_pointer(&shipped->holidays, g_array_unref);
    g_clear_pointer(&shipped->sources, g_ptr_array_unref);
    g_clear_pointer(&shipped->strings, g_string_chunk_free);
}

static bool rows_have(const GArray *rows, const struct holiday *wanted)
{
    for (guint i = 0; rows && i < rows->len; i++) {
        const struct holiday *row = &g_array_index(rows, struct holiday, i);
        if (day_compare(row->date, wanted->date) == 0 && strcmp(row->area, wanted->area) == 0 &&
            strcmp(row->name, wanted->name) == 0) {
            return true;
        }
    }
    return false;
}

static uint32_t file_order(const struct shipped_holidays *shipped, const char *file)
{
    for (guint i = 0; i < shipped->sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(shipped->sources, i);
        if (strcmp(source->name, file) == 0) {
            return INPUT_FILE_COUNT + i;
        }
    }
    return INPUT_HOLIDAYS;
}

bool period_areas_load(store *store, const struct store_view *view,
                       const struct shipped_holidays *shipped, GStringChunk *strings,
                       struct period_areas *ret_areas, GError **error)
{
    g_autoptr(GArray) own = g_array_new(FALSE, TRUE, sizeof(struct store_area));
    ret_areas->rows = g_array_new(FALSE, TRUE, sizeof(struct area_row));
    ret_areas->ever_own = g_hash_table_new(g_str_hash, g_str_equal);
    ret_areas->shipped_count = shipped->areas->len;
    g_array_append_vals(ret_areas->rows, shipped->areas->data, shipped->areas->len);
    if (!store_areas_load(store, view, own, strings, error)) {
        return false;
    }
    for (guint i = 0; i < own->len; i++) {
        struct store_area *area = &g_array_index(own, struct store_area, i);
        g_hash_table_add(ret_areas->ever_own, (gpointer)area->row.area);
        if (area->of_period) {
            if (area->row.complete_text[0] != '\0') {
                area_complete_read(&area->row, strings); /* it was checked on import */
            }
            g_array_append_val(ret_areas->rows, area->row);
        }
    }
    return true;
}

void period_areas_clear(period_areas *areas)
{
    g_clear_pointer(&areas->rows, g_array_unref);
    g_clear_pointer(&areas->ever_own, g_hash_table_unref);
}

/* Not of this tree, but of another period's. */
static bool is_elsewhere(const struct period_areas *areas, const GArray *tree, const char *id)
{
    bool found = !areas || !g_hash_table_contains(areas->ever_own, id);
    for (guint i = 0; i < tree->len && !found; i++) {
        found = strcmp(g_array_index(tree, struct area_row, i).area, id) == 0;
    }
    return !found;
}

holiday_calendar *holiday_setup_calendar(const struct shipped_holidays *shipped,
                                         const struct period_areas *areas, const GArray *tree,
                                         const GArray *stored, const GArray *newer,
                                         struct issues *issues)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    g_autoptr(GPtrArray) problems =
        g_ptr_array_new_with_free_func((GDestroyNotify)calendar_problem_free);
    tree = tree ? tree : areas ? areas->rows : shipped->areas;
    g_array_append_vals(rows, shipped->holidays->data, shipped->holidays->len);
    for (guint i = 0; stored && i < stored->len; i++) {
        const struct holiday *row = &g_array_index(stored, struct holiday, i);
        if (!rows_have(shipped->holidays, row) && !rows_have(newer, row) &&
            !is_elsewhere(areas, tree, row->area)) {
            g_array_append_val(rows, *row);
        }
    }
    if (newer) {
        g_array_append_vals(rows, newer->data, newer->len);
    }
    holiday_calendar *calendar = calendar_new((const void *)tree->data, tree->len,
                                              (const void *)rows->data, rows->len, problems);
    for (guint i = 0; i < problems->len; i++) {
        const struct calendar_problem *problem = g_ptr_array_index(problems, i);
        const struct issue_place place = {.file = problem->source.file,
                                          .order = file_order(shipped, problem->source.file),
                                          .line = problem->source.line,
                                          .column = problem->column};
        issues_add_foreign(issues, &place, problem->code, problem->found, problem->mend);
    }
    return calendar;
}

/* ---- a period ------------------------------------------------------------------------------------ */

static const char nothing_calculated[] = "nothing was calculated";

bool payment_date_read(const char *text, day *ret_date, GError **error)
{
    enum { YEAR_MAX = 2069 };
    return instant_day_parse_argument("--payment-date", text, ret_date, error) &&
           (day_to_civil(*ret_date).year <= YEAR_MAX ||
            run_error_set(error, RUN_ERROR_USAGE,
                          "--payment-date: the bank's file has two digits for the year, up to %d",
                          (int)YEAR_MAX));
}

static bool payment_date_choose(const struct month_order *order, struct report_run *run,
                                GError **error)
{
    const char *text = order->payment_date_text;
    run->payment_date = order->payment_date ? *order->payment_date : payment_date_by_terms(run);
    run->payment_date_by = order->payment_date ? order->payment_date_by
                           : text              ? PAYMENT_DATE_BY_DRAFT
                                               : PAYMENT_DATE_BY_TERMS;
    return !text || payment_date_read(text, &run->payment_date, error);
}

static bool issue_date_read(const struct month_order *order, const char *timezone, stamp now,
                            day *ret_date, GError **error)
{
    *ret_date = order->issue_date ? *order->issue_date
                                  : clock_local(zone_clock(timezone), stamp_minute(now)).date;
    return !order->issue_date_text ||
           instant_day_parse_argument("--issue-date", order->issue_date_text, ret_date, error);
}

bool month_order_today(store *store, const struct month_order *order, day *ret_today,
                       GError **error)
{
    const stamp now = {g_get_real_time() / G_USEC_PER_SEC};
    struct store_view view = {.period = order->period};
    const char *timezone = NULL;
    return store_newest_batch(store, &view.batch, error) &&
           company_timezone_load(store, &view, &timezone, error) &&
           issue_date_read(order, timezone, now, ret_today, error);
}

/* The order's dates, else now and today, where the company is. */
static bool dates_read(const struct month_order *order, struct report_run *run, GError **error)
{
    const char *timezone = company_timezone(&run->company);
    const stamp now = {g_get_real_time() / G_USEC_PER_SEC};
    run->as_at = order->as_at ? *order->as_at : now;
    return (!order->as_at_text ||
            instant_parse_argument("--as-at", order->as_at_text, timezone, &run->as_at, error)) &&
           issue_date_read(order, timezone, now, &run->issue_date, error) &&
           payment_date_choose(order, run, error);
}

static bool calendar_read(const struct month_order *order, const struct month_setup *like,
                          struct month_setup *setup, GError **error)
{
    g_autoptr(issues) issues = issues_new();
    g_autoptr(GArray) stored = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    if (like) {
        setup->shipped = like->shipped;
    } else if (!shipped_holidays_read(order->holidays, issues, &setup->shipped, error)) {
        return false;
    }
    if (!period_areas_load(setup->store, &setup->view, &setup->shipped, setup->strings,
                           &setup->areas, error) ||
        !store_rows_load(setup->store, &setup->view, INPUT_HOLIDAYS, stored, setup->strings,
                         error)) {
        return false;
    }
    setup->calendar =
        holiday_setup_calendar(&setup->shipped, &setup->areas, NULL, stored, NULL, issues);
    return run_issues_check(issues, nothing_calculated, error);
}

bool month_setup_sessions(struct month_setup *setup, const char *only_partner, GError **error)
{
    CHECK(!setup->only_partner || g_strcmp0(setup->only_partner, only_partner) == 0);
    g_array_set_size(setup->rejected, 0);
    return store_sessions_find(setup->store, &setup->view, &setup->run.policy, zone_clock,
                               only_partner, setup->rejected, setup->strings, &setup->case_data,
                               error);
}

store *month_store_open(const char *path, const char *period_text, GError **error)
{
    GStatBuf file;
    const bool found = g_stat(path, &file) == 0;
    /* What cannot be looked at is told by whoever opens it. */
    if (found ? file.st_size == 0 : errno == ENOENT || errno == ENOTDIR) {
        run_error_set(error, RUN_ERROR_USAGE,
                      "there is no store %s; import a month first: rcti import %s DIR", path,
                      period_text);
        return NULL;
    }
    return zone_data_check(error) ? store_open(path, error) : NULL;
}

/* What is told of all together. */
static bool run_facts_read(struct month_setup *setup, GError **error)
{
    return store_sources_load(setup->store, &setup->view, setup->sources, setup->strings, error) &&
           store_reanchored_load(setup->store, &setup->view, setup->reanchored, setup->strings,
                                 error) &&
           store_rows_load(setup->store, &setup->view, FACT_HELD_ROWS, setup->held, setup->strings,
                           error);
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
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    setup->fonts = like ? like->fonts : fonts_new(error);
    if (!setup->fonts ||
        !store_rows_load(setup->store, &setup->view, INPUT_COMPANY, rows, setup->strings, error)) {
        return false;
    }
    company_from_rows(rows, setup->strings, &setup->company);
    setup->run.company = setup->company.shown;
    setup->run.batch = setup->view.batch;
    company_glyphs_check(rows, setup->fonts, issues);
    const char *only = setup->only_partner;
    setup->names = store_partner_names_load(setup->store, &setup->view, only, error);
    return setup->names && policy_load(setup->store, &setup->view, &setup->run.policy, error) &&
           (only ? store_partner_held_rows_load(setup->store, &setup->view, only, setup->held,
                                                setup->strings, error)
                 : run_facts_read(setup, error)) &&
           run_issues_check(issues, nothing_calculated, error);
}

bool month_setup_begin(store *store, const struct month_order *order,
                       const struct month_setup *like, struct month_setup *setup, GError **error)
{
    const char *version = order->program_version ? order->program_version : RCTI_VERSION;
    setup->store = store;
    setup->borrows = like != NULL;
    setup->only_partner = order->only_partner;
    setup->strings = g_string_chunk_new(16384);
    setup->held_rows = g_hash_table_new(g_str_hash, g_str_equal);
    setup->held = g_array_new(FALSE, TRUE, sizeof(struct held_row));
    setup->rejected = g_array_new(FALSE, TRUE, sizeof(struct extra_request));
    setup->reanchored = g_array_new(FALSE, TRUE, sizeof(struct store_reanchored));
    setup->sources = g_array_new(FALSE, TRUE, sizeof(struct store_source));
    setup->view.period = order->period;
    setup->run = (struct report_run){
        .period = order->period,
        .period_text = g_string_chunk_insert(setup->strings, text_period(TEXT_ROOM, order->period)),
        .program_version = g_string_chunk_insert(setup->strings, version),
        .draft = order->draft};
    if (!facts_read(order, like, setup, error) || !dates_read(order, &setup->run, error) ||
        !calendar_read(order, like, setup, error)) {
        return false;
    }
    setup->view.as_at = setup->run.as_at;
    for (guint i = setup->held->len; i > 0; i--) { /* the first of a partner is put last */
        const struct held_row *row = &g_array_index(setup->held, struct held_row, i - 1);
        if (row->file != INPUT_DECISIONS) {
            g_hash_table_insert(setup->held_rows, (gpointer)row->partner_id,
                                (gpointer)row->error_line);
        }
    }
    return true;
}

void month_setup_clear(month_setup *setup)
{
    if (!setup->borrows) {
        g_clear_pointer(&setup->fonts, fonts_free);
        shipped_holidays_clear(&setup->shipped);
    }
    g_clear_pointer(&setup->calendar, area_tree_free);
    period_areas_clear(&setup->areas);
    g_clear_pointer(&setup->held_rows, g_hash_table_unref);
    g_clear_pointer(&setup->names, g_hash_table_unref);
    g_clear_pointer(&setup->held, g_array_unref);
    g_clear_pointer(&setup->rejected, g_array_unref);
    g_clear_pointer(&setup->reanchored, g_array_unref);
    g_clear_pointer(&setup->sources, g_array_unref);
    g_clear_pointer(&setup->strings, g_string_chunk_free);
}
