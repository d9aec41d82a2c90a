#include "engine/run/import.h"

#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "engine/run/decide/decide.h"
#include "engine/run/month/month.h"
#include "engine/store/issues/issues.h"
#include "importers/text/instant.h"
#include "importers/text/zone.h"
#include "reports/text.h"

static const char NOTHING_IMPORTED[] = "nothing was imported";
static const char OFFICE[] = "Australia/Sydney"; /* company.ini has not been read yet */

void import_done_clear(import_done *done)
{
    input_result_clear(&done->input);
    g_clear_pointer(&done->confirmations, g_array_unref);
    g_clear_pointer(&done->refused, g_ptr_array_unref);
    g_clear_pointer(&done->gates, gates_free);
    g_clear_pointer(&done->issues, issues_free);
}

/* The tree and the targets, over every row that is known after this import. */
static bool holidays_check(store *store, struct period period,
                           const struct shipped_holidays *shipped, const struct period_areas *areas,
                           const struct input_result *input, struct issues *issues, GError **error)
{
    struct store_view view = {.period = period};
    g_autoptr(GArray) stored = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_newest_batch(store, &view.batch, error) ||
        !store_rows_load(store, &view, INPUT_HOLIDAYS, stored, strings, error)) {
        return false;
    }
    g_autoptr(holiday_calendar) calendar =
        holiday_setup_calendar(shipped, areas, input->areas, stored, input->holidays, issues);
    return true;
}

/* Whether the files of the month are to be whole. */
static bool month_over(const struct import_order *order, bool *ret_over, GError **error)
{
    stamp now = {g_get_real_time() / G_USEC_PER_SEC};
    if (order->as_at_text &&
        !instant_parse_argument("--as-at", order->as_at_text, OFFICE, &now, error)) {
        return false;
    }
    const day today = clock_local(zone_clock(OFFICE), stamp_minute(now)).date;
    *ret_over = day_compare(today, period_last(order->period)) > 0;
    return true;
}

/* ---- what is retired of an issued month ---------------------------------------------------------- */

/* A partner of whom rows are retired, and what the month came to before. */
struct loser {
    const char *partner_id;
    const char *legal_name;
    guint first_row; /* of the retired rows, which are by partner */
    guint row_count;
    money before;
};

struct retirement {
    store *store;
    const struct import_order *order;
    GArray *rows;   /* struct retired_row */
    GArray *losers; /* struct loser, by partner_id */
    struct month_setup before;
    GStringChunk *strings;
};

static void retirement_clear(struct retirement *retirement)
{
    g_clear_pointer(&retirement->rows, g_array_unref);
    g_clear_pointer(&retirement->losers, g_array_unref);
    g_clear_pointer(&retirement->strings, g_string_chunk_free);
    if (retirement->before.store) {
        month_setup_clear(&retirement->before);
    }
}

/* The month as the newest batch has it. */
static bool month_begin(const struct retirement *retirement, const struct month_setup *like,
                        struct month_setup *ret_setup, GError **error)
{
    const struct month_order order = {.period = retirement->order->period,
                                      .as_at_text = retirement->order->as_at_text,
                                      .holidays = retirement->order->holidays,
                                      .draft = true};
    return month_setup_begin(retirement->store, &order, like, ret_setup, error) &&
           month_setup_sessions(ret_setup, NULL, error);
}

/* What a partner's month comes to, GST included, whether or not something holds the partner. */
static bool month_worth(const struct month_setup *setup, const char *partner_id,
                        struct partner_month *month, money *ret_worth, GError **error)
{
    if (!partner_month_compute(setup, partner_id, false, month, error)) {
        return false;
    }
    *ret_worth = adjustment_sum(month->result.lines, month->result.line_count).total;
    return true;
}

/* Before the merge: whom it would retire rows of, if the month is issued, and what they get now. */
static bool retirement_find(struct retirement *retirement, store_import *import, GError **error)
{
    g_autoptr(GPtrArray) issued = store_issued_partner_ids(
        retirement->store, retirement->order->period, INT64_MAX, false, error);
    retirement->rows = g_array_new(FALSE, FALSE, sizeof(struct retired_row));
    retirement->losers = g_array_new(FALSE, FALSE, sizeof(struct loser));
    retirement->strings = g_string_chunk_new(1024);
    if (!issued || issued->len == 0) {
        return issued != NULL;
    }
    if (!store_import_retired(import, retirement->rows, retirement->strings, error)) {
        return false;
    }
    struct loser *last = NULL;
    for (guint i = 0; i < retirement->rows->len; i++) {
        const struct retired_row *row = &g_array_index(retirement->rows, struct retired_row, i);
        if (!last || strcmp(last->partner_id, row->partner_id) != 0) {
            const struct loser loser = {.partner_id = row->partner_id, .first_row = i};
            g_array_append_val(retirement->losers, loser);
            last = &g_array_index(retirement->losers, struct loser, retirement->losers->len - 1);
        }
        last->row_count++;
    }
    if (!last) {
        return true;
    }
    g_autoptr(partner_month) month = partner_month_new();
    bool done = month_begin(retirement, NULL, &retirement->before, error);
    for (guint i = 0; done && i < retirement->losers->len; i++) {
        struct loser *loser = &g_array_index(retirement->losers, struct loser, i);
        done = month_worth(&retirement->before, loser->partner_id, month, &loser->before, error);
        loser->legal_name = /* the files may not name who is gone */
            done ? g_string_chunk_insert(retirement->strings, month->supplier.legal_name) : "";
    }
    return done;
}

/* "P0004 Jo Smith loses 440.00 (schedules.csv: Tue 09:00, Wed 09:00)". */
static void loser_tell(GString *text, const struct retirement *retirement,
                       const struct loser *loser, money change)
{
    enum { ROWS_NAMED = 3 };
    g_string_append_printf(text, "%s%s %s %s %s (", text->len > 0 ? "; " : "", loser->partner_id,
                           loser->legal_name, change.cents < 0 ? "loses" : "gains",
                           text_money(TEXT_ROOM, (money){ABS(change.cents)}));
    for (guint i = 0; i < loser->row_count && i < ROWS_NAMED; i++) {
        const struct retired_row *row =
            &g_array_index(retirement->rows, struct retired_row, loser->first_row + i);
        g_string_append_printf(text, "%s%s: %s", i > 0 ? ", " : "", words_input_file[row->file],
                               row->id);
    }
    if (loser->row_count > ROWS_NAMED) {
        g_string_append_printf(text, " and %u more rows", loser->row_count - ROWS_NAMED);
    }
    g_string_append_c(text, ')');
}

/* After the merge: RETIRES_ISSUED where a cent of it is another. */
static bool retirement_raise(const struct retirement *retirement, struct gates *gates,
                             GError **error)
{
    enum { NAMED = 20 };
    if (retirement->losers->len == 0) {
        return true;
    }
    g_auto(month_setup) after = {0};
    g_autoptr(partner_month) month = partner_month_new();
    g_autoptr(GString) text = g_string_new(NULL);
    guint count = 0;
    guint rows = 0;
    money all = {0};
    if (!month_begin(retirement, &retirement->before, &after, error)) {
        return false;
    }
    for (guint i = 0; i < retirement->losers->len; i++) {
        const struct loser *loser = &g_array_index(retirement->losers, struct loser, i);
        money worth;
        if (!month_worth(&after, loser->partner_id, month, &worth, error)) {
            return false;
        }
        const money change = money_subtract(worth, loser->before);
        if (change.cents != 0) {
            rows += loser->row_count;
            all = money_add(all, change);
            if (count++ < NAMED) {
                loser_tell(text, retirement, loser, change);
            }
        }
    }
    if (count > NAMED) {
        g_string_append_printf(text, "; and %u more partners", count - NAMED);
    }
    if (count > 0) {
        gates_raise(gates, GATE_RETIRES_ISSUED,
                    "%s is issued, and %u row%s gone from its files, by which %u partner%s %s%s "
                    "in all: %s",
                    after.run.period_text, rows, rows == 1 ? " is" : "s are", count,
                    count == 1 ? "" : "s", all.cents > 0 ? "+" : "", text_money(TEXT_ROOM, all),
                    text->str);
    }
    return true;
}

/* ---- the settings of an issued month ------------------------------------------------------------- */

static bool settings_load(store *store, struct period period, struct policy *ret_policy,
                          GError **error)
{
    struct store_view view = {.period = period};
    return store_newest_batch(store, &view.batch, error) &&
           policy_load(store, &view, ret_policy, error);
}

/* "consultant_cancellation unpaid (it was paid)", joined; retro_months and adjustment_review are a run's
 * own, not the month's. The caller frees. */
static char *settings_differing(const struct policy *before, const struct policy *after)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < policy_count(); i++) {
        char was[POLICY_VALUE_SIZE];
        char is[POLICY_VALUE_SIZE];
        const bool of_run = strcmp(policy_key(i), "retro_months") == 0 ||
                            strcmp(policy_key(i), "adjustment_review") == 0;
        policy_value(before, i, was);
        policy_value(after, i, is);
        if (!of_run && strcmp(was, is) != 0) {
            g_string_append_printf(text, "%s%s %s (it was %s)", text->len > 0 ? ", " : "",
                                   policy_key(i), is, was);
        }
    }
    return g_string_free(text, FALSE);
}

/* What each partner's month comes to by these settings: money, in the order of the ids. */
static bool settings_worth(struct month_setup *setup, const struct policy *policy,
                           const GPtrArray *ids, GArray *worths, GError **error)
{
    g_autoptr(partner_month) month = partner_month_new();
    setup->run.policy = *policy;
    bool done = month_setup_sessions(setup, NULL, error);
    for (guint i = 0; done && i < ids->len; i++) {
        money worth = {0};
        done = month_worth(setup, g_ptr_array_index(ids, i), month, &worth, error);
        g_array_append_val(worths, worth);
    }
    return done;
}

/* "2 partners get 1100.00 more and 1 gets 440.00 less, +660.00 in all". The caller frees. */
static char *changes_tell(const GArray *before, const GArray *after)
{
    enum { MORE, LESS, SIDES };
    static const char *const words[SIDES] = {"more", "less"};
    money sums[SIDES] = {{0}};
    guint counts[SIDES] = {0};
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < after->len; i++) {
        const money change =
            money_subtract(g_array_index(after, money, i), g_array_index(before, money, i));
        const int side = change.cents < 0 ? LESS : MORE;
        counts[side] += change.cents != 0;
        sums[side] = money_add(sums[side], change);
    }
    for (int side = 0; side < SIDES; side++) {
        if (counts[side] > 0) {
            g_string_append_printf(
                text, "%s%u%s %s %s %s", text->len > 0 ? " and " : "", counts[side],
                text->len > 0       ? ""
                : counts[side] == 1 ? " partner"
                                    : " partners",
                counts[side] == 1 ? "gets" : "get",
                text_money(TEXT_ROOM, (money){ABS(sums[side].cents)}), words[side]);
        }
    }
    const money all = money_add(sums[MORE], sums[LESS]);
    g_string_append_printf(text, "%s, %s%s in all", text->len > 0 ? "" : "nobody's pay changes",
                           all.cents > 0 ? "+" : "", text_money(TEXT_ROOM, all));
    return g_string_free(text, FALSE);
}

/* After the merge: SETTINGS_CHANGED where the month is issued. */
static bool settings_raise(const struct retirement *retirement, const struct policy *before,
                           struct gates *gates, GError **error)
{
    struct policy after;
    g_autoptr(GPtrArray) issued = store_issued_partner_ids(
        retirement->store, retirement->order->period, INT64_MAX, false, error);
    if (!issued || !settings_load(retirement->store, retirement->order->period, &after, error)) {
        return false;
    }
    g_autofree char *differing = settings_differing(before, &after);
    if (issued->len == 0 || !*differing) {
        return true;
    }
    g_autoptr(GArray) was = g_array_new(FALSE, FALSE, sizeof(money));
    g_autoptr(GArray) is = g_array_new(FALSE, FALSE, sizeof(money));
    g_auto(month_setup) setup = {0};
    if (!month_begin(retirement, NULL, &setup, error)) {
        return false;
    }
    g_autoptr(GPtrArray) ids = store_partner_ids(retirement->store, &setup.view, error);
    if (!ids || !settings_worth(&setup, before, ids, was, error) ||
        !settings_worth(&setup, &after, ids, is, error)) {
        return false;
    }
    g_autofree char *changes = changes_tell(was, is);
    gates_raise(gates, GATE_SETTINGS_CHANGED, "%s is issued, and policy.ini has %s: %s",
                setup.run.period_text, differing, changes);
    return true;
}

/* ---- all of it ----------------------------------------------------------------------------------- */

/* What is wrong, and with it the gates: people mend both in one go. */
static bool issues_check(const struct import_order *order, const struct import_done *done,
                         GError **error)
{
    if (done->issues->count == 0) {
        return true;
    }
    g_autofree char *wrong = issues_text(done->issues, order->every, NOTHING_IMPORTED);
    g_autofree char *stand = gates_text(done->gates);
    return run_error_set(error, RUN_ERROR_ISSUES, "%s%s%s", wrong,
                         *stand ? "\nand, when that is mended:\n" : "", stand);
}

/* After the merge: how the bookings meet the hours that the schedules offer. */
static bool bookings_look(const struct retirement *retirement, struct import_done *done,
                          GError **error)
{
    g_auto(month_setup) setup = {0};
    g_autoptr(partner_month) month = partner_month_new();
    if (!month_begin(retirement, NULL, &setup, error)) {
        return false;
    }
    g_autoptr(GPtrArray) ids = store_partner_ids(retirement->store, &setup.view, error);
    bool read = ids != NULL;
    for (guint i = 0; read && i < ids->len; i++) {
        read = partner_month_compute(&setup, g_ptr_array_index(ids, i), false, month, error);
        done->open_bookings += month->result.open_bookings;
        done->open_in_no_hour += month->result.open_in_no_hour;
    }
    return read;
}

static bool decisions_take(store *store, store_import *import, const struct import_order *order,
                           struct import_done *done, int64_t *ret_batch, GError **error)
{
    const struct decide_order how = {.as_at_text = order->as_at_text, .holidays = order->holidays};
    done->refused = g_ptr_array_new_with_free_func(g_free);
    return decide_import(store, import, &how, done->refused, ret_batch, error);
}

static bool merge_and_commit(store_import *import, const struct import_order *order,
                             struct retirement *retirement, struct import_done *done,
                             GError **error)
{
    int64_t batch = 0;
    struct policy before;
    if (!settings_load(retirement->store, order->period, &before, error) ||
        !retirement_find(retirement, import, error) || !store_import_merge(import, &batch, error) ||
        !retirement_raise(retirement, done->gates, error) ||
        (done->input.present[INPUT_POLICY] &&
         !settings_raise(retirement, &before, done->gates, error)) ||
        (done->input.present[INPUT_DECISIONS] &&
         !decisions_take(retirement->store, import, order, done, &batch, error)) ||
        (order->check && !bookings_look(retirement, done, error))) {
        return false;
    }
    for (enum input_file file = 0; file < INPUT_FILE_COUNT; file++) {
        done->counts[file] = store_import_counts(import, file);
    }
    done->checked = order->check;
    if (!gates_pass(done->gates, store_import_seen(import), order->confirm, NOTHING_IMPORTED,
                    error)) {
        return false;
    }
    g_autofree char *login = run_login(error);
    done->confirmations = login ? gates_confirmations(done->gates, login) : NULL;
    done->batch = batch;
    return login &&
           (order->check || store_import_commit(import, login, done->confirmations, error));
}

bool import_make(store *store, const struct import_order *order, struct import_done *ret_done,
                 GError **error)
{
    g_auto(shipped_holidays) shipped = {0};
    struct issues *issues = ret_done->issues = issues_new();
    struct input_options how = {.period = order->period,
                                .only = order->only,
                                .hold_bad = order->hold_bad,
                                .sources = order->sources};
    struct store_view view = {.period = order->period};
    bool imported = true;
    if (order->only && (!store_newest_batch(store, &view.batch, error) ||
                        !store_period_imported(store, &view, &imported, error))) {
        return false;
    }
    if (!imported) {
        return run_error_set(
            error, RUN_ERROR_USAGE,
            "--only changes a month that is imported, and %s is not; import it whole",
            text_period(TEXT_ROOM, order->period));
    }
    if (!month_over(order, &how.month_over, error) ||
        !shipped_holidays_read(order->holidays, issues, &shipped, error)) {
        return false;
    }
    ret_done->gates = gates_new("import", order->period);
    how.gates = ret_done->gates;
    how.areas = shipped.areas;
    g_autoptr(store_import) import =
        store_import_begin(store, order->period, RCTI_VERSION, zone_clock, error);
    g_auto(period_areas) areas = {0};
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) own = g_array_new(FALSE, TRUE, sizeof(struct area_row));
    struct store_view known = {.period = order->period};
    if (!import || !store_newest_batch(store, &known.batch, error) ||
        !period_areas_load(store, &known, &shipped, strings, &areas, error)) {
        return false;
    }
    g_array_append_vals(own, &g_array_index(areas.rows, struct area_row, areas.shipped_count),
                        areas.rows->len - areas.shipped_count);
    how.own_areas = own;
    if (!input_read(order->directory, &how, import, issues, &ret_done->input, error) ||
        !holidays_check(store, order->period, &shipped, &areas, &ret_done->input, issues, error) ||
        !issues_check(order, ret_done, error)) {
        return false;
    }
    struct retirement retirement = {.store = store, .order = order};
    const bool done = merge_and_commit(import, order, &retirement, ret_done, error);
    retirement_clear(&retirement);
    return done;
}
