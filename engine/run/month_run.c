#include "engine/run/month_run_private.h"

#include <stdlib.h>
#include <string.h>

#include "engine/run/late_facts.h"
#include "reports/text.h"

static GHashTable *set_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void set_add(GHashTable *set, const char *id)
{
    char *key = g_strdup(id);
    g_hash_table_replace(set, key, key);
}

/* ---- who is in the run --------------------------------------------------------------------- */

static bool wanted(const month_run *run, const char *partner_id)
{
    return !run->order.only_partner || strcmp(run->order.only_partner, partner_id) == 0;
}

static void set_add_all(const month_run *run, GHashTable *set, const GPtrArray *ids)
{
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        if (wanted(run, id)) {
            set_add(set, id);
        }
    }
}

/* The partners with a state in the period, closed or open, and its roster. */
static bool standing_read(month_run *run, GError **error)
{
    store *store = run->setup.store;
    struct period period = run->setup.run.period;
    int64_t before_seq = run->order.before_seq;
    g_autoptr(GPtrArray) roster = store_partner_ids(store, &run->setup.view, error);
    g_autoptr(GPtrArray) closed =
        roster ? store_issued_partner_ids(store, period, before_seq, true, error) : NULL;
    g_autoptr(GPtrArray) all =
        closed ? store_issued_partner_ids(store, period, before_seq, false, error) : NULL;
    if (!all) {
        return false;
    }
    set_add_all(run, run->roster, roster);
    set_add_all(run, run->closed, closed);
    for (guint i = 0; i < all->len; i++) {
        const char *id = g_ptr_array_index(all, i);
        if (wanted(run, id) && !g_hash_table_contains(run->closed, id)) {
            set_add(run->open, id);
        }
    }
    run->balances = store_balances_load(store, before_seq, error);
    run->accounts = run->balances ? store_paid_accounts_load(store, before_seq, error) : NULL;
    return run->accounts != NULL;
}

static gint compare_ids(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void partner_take(month_run *run, GHashTable *taken, const char *id)
{
    if (g_hash_table_contains(run->closed, id) || g_hash_table_contains(taken, id) ||
        !wanted(run, id)) {
        return;
    }
    set_add(taken, id);
    g_ptr_array_add(run->partner_ids, g_strdup(id));
    run->beside_roster += !g_hash_table_contains(run->roster, id);
}

static void partners_list(month_run *run)
{
    g_autoptr(GHashTable) taken = set_new();
    GHashTableIter iter;
    gpointer id = NULL;
    gpointer value = NULL;
    GHashTable *const sets[] = {run->roster, run->open, run->moved};
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        g_hash_table_iter_init(&iter, sets[i]);
        while (g_hash_table_iter_next(&iter, &id, &value)) {
            partner_take(run, taken, id);
        }
    }
    g_hash_table_iter_init(&iter, run->balances);
    while (g_hash_table_iter_next(&iter, &id, &value)) {
        if (*(const int64_t *)value > 0) {
            partner_take(run, taken, id);
        }
    }
    g_hash_table_iter_init(&iter, run->roster);
    while (g_hash_table_iter_next(&iter, &id, &value)) {
        run->closed_count += g_hash_table_contains(run->closed, id);
    }
    g_ptr_array_sort(run->partner_ids, compare_ids);
}

/* ---- the periods before -------------------------------------------------------------------- */

/* That period's own policy, but the company, dates and versions of the run. */
static const struct report_run *earlier_run_keep(month_run *run, const struct month_setup *earlier)
{
    struct report_run *kept = g_new(struct report_run, 1);
    *kept = run->setup.run;
    kept->period = earlier->run.period;
    kept->period_text = g_string_chunk_insert(run->setup.strings, earlier->run.period_text);
    kept->policy = earlier->run.policy;
    g_ptr_array_add(run->runs, kept);
    return kept;
}

/* Everyone with a state in it, or in its roster, whose period is not closed in the run. */
static GPtrArray *earlier_partners(const month_run *run, const struct month_setup *earlier,
                                   GError **error)
{
    g_autoptr(GPtrArray) roster = store_partner_ids(earlier->store, &earlier->view, error);
    g_autoptr(GPtrArray) issued =
        roster ? store_issued_partner_ids(earlier->store, earlier->run.period,
                                          run->order.before_seq, false, error)
               : NULL;
    if (!issued) {
        return NULL;
    }
    g_autoptr(GHashTable) taken = set_new();
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    GPtrArray *const lists[] = {roster, issued};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        for (guint at = 0; at < lists[i]->len; at++) {
            const char *id = g_ptr_array_index(lists[i], at);
            if (wanted(run, id) && !g_hash_table_contains(run->closed, id) &&
                !g_hash_table_contains(taken, id)) {
                set_add(taken, id);
                g_ptr_array_add(ids, g_strdup(id));
            }
        }
    }
    return ids;
}

static bool earlier_compare(month_run *run, struct month_setup *earlier, GError **error)
{
    g_autoptr(GPtrArray) ids = earlier_partners(run, earlier, error);
    if (!ids || !month_setup_sessions(earlier, run->order.only_partner, error)) {
        return false;
    }
    const struct true_up true_up = {.setup = earlier,
                                    .run = earlier_run_keep(run, earlier),
                                    .before_seq = run->order.before_seq,
                                    .month = run->month,
                                    .found = run->moved};
    struct progress progress =
        progress_start(true_up.run->period_text, ids->len, run->order.watcher);
    bool done = true;
    for (guint i = 0; i < ids->len && done; i++) {
        progress_tell(&progress, i);
        done = true_up_partner(&true_up, g_ptr_array_index(ids, i), error);
    }
    progress_end(&progress);
    return done;
}

static bool earlier_period(month_run *run, struct period period, GError **error)
{
    char text[TEXT_SIZE];
    const struct month_order order = {.period_text = text_period(text, period),
                                      .period = period,
                                      .batch = run->setup.view.batch,
                                      .as_at_given = true,
                                      .as_at = run->setup.run.as_at,
                                      .issue_date_given = true,
                                      .issue_date = run->setup.run.issue_date,
                                      .program_version = run->setup.run.program_version,
                                      .draft = run->setup.run.draft};
    struct month_setup earlier = {0};
    bool done = month_setup_begin(run->setup.store, &order, &run->setup, &earlier, error) &&
                earlier_compare(run, &earlier, error);
    month_setup_clear(&earlier);
    return done;
}

static bool within_retro(const month_run *run, struct period period)
{
    struct period oldest =
        period_add_months(run->setup.run.period, -run->setup.run.policy.retro_months);
    return day_compare(period.first, oldest.first) >= 0 &&
           day_compare(period.first, run->setup.run.period.first) < 0;
}

static bool earlier_periods(month_run *run, GError **error)
{
    bool done = store_issued_periods(run->setup.store, run->order.before_seq, run->issued, error);
    for (guint i = 0; i < run->issued->len && done; i++) {
        struct period period = g_array_index(run->issued, struct period, i);
        done = !within_retro(run, period) || earlier_period(run, period, error);
    }
    return done;
}

/* ---- opening ------------------------------------------------------------------------------- */

static void frozen_destroy(void *frozen)
{
    frozen_month_free(frozen);
}

static void true_up_destroy(void *true_up)
{
    partner_true_up_free(true_up);
}

static month_run *run_new(const struct month_run_order *order)
{
    month_run *run = g_new0(month_run, 1);
    run->order = *order;
    run->order.only_partner = g_strdup(order->only_partner);
    run->partner_ids = g_ptr_array_new_with_free_func(g_free);
    run->roster = set_new();
    run->open = set_new();
    run->closed = set_new();
    run->moved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, true_up_destroy);
    run->issued = g_array_new(FALSE, FALSE, sizeof(struct period));
    run->runs = g_ptr_array_new_with_free_func(g_free);
    run->month = partner_month_new();
    run->frozen = g_ptr_array_new_with_free_func(frozen_destroy);
    run->states = g_array_new(FALSE, FALSE, sizeof(struct issued_month));
    return run;
}

void month_run_free(month_run *run)
{
    if (!run) {
        return;
    }
    g_ptr_array_unref(run->partner_ids);
    g_hash_table_unref(run->roster);
    g_hash_table_unref(run->open);
    g_hash_table_unref(run->closed);
    g_clear_pointer(&run->balances, g_hash_table_unref);
    g_clear_pointer(&run->accounts, g_hash_table_unref);
    g_hash_table_unref(run->moved);
    month_before_free(run->before);
    g_array_unref(run->issued);
    g_ptr_array_unref(run->runs);
    partner_month_free(run->month);
    g_ptr_array_unref(run->frozen);
    g_array_unref(run->states);
    month_setup_clear(&run->setup);
    g_free((void *)run->order.only_partner);
    g_free(run);
}

month_run *month_run_open(store *store, const struct month_run_order *order, GError **error)
{
    g_autoptr(month_run) run = run_new(order);
    if (!month_setup_begin(store, &order->month, NULL, &run->setup, error) ||
        !standing_read(run, error) || !earlier_periods(run, error) ||
        !month_setup_sessions(&run->setup, order->only_partner, error)) {
        return NULL;
    }
    partners_list(run);
    run->before = month_before_new(store, run->setup.run.period, order->before_seq, run->issued);
    return g_steal_pointer(&run);
}

const struct month_setup *month_run_setup(const month_run *run)
{
    return &run->setup;
}

size_t month_run_partner_count(const month_run *run)
{
    return run->partner_ids->len;
}

int64_t month_run_closed_count(const month_run *run)
{
    return run->closed_count;
}

bool month_run_partners_in(const month_run *run, int64_t *ret_count, GError **error)
{
    int64_t roster = 0;
    if (!store_partners_count(run->setup.store, &run->setup.view, &roster, error)) {
        return false;
    }
    *ret_count = roster - run->closed_count + run->beside_roster;
    return true;
}

bool month_run_before(month_run *run, const struct month_before **ret_before, GError **error)
{
    *ret_before = run->before;
    return month_before_close(run->before, run->closed, error);
}

bool month_run_exceptions(month_run *run, exception_list *list, GError **error)
{
    const struct late_facts_question question = {.store = run->setup.store,
                                                 .issued = run->issued,
                                                 .period = run->setup.run.period,
                                                 .retro_months = run->setup.run.policy.retro_months,
                                                 .batch = run->setup.view.batch,
                                                 .before_seq = run->order.before_seq,
                                                 .only_partner = run->order.only_partner};
    return late_facts_tell(&question, list, error);
}
