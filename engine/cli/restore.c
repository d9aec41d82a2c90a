#include "engine/run/results/restore.h"
#include "engine/cli/command.h"

static void result_print(const GPtrArray *notes, guint periods)
{
    for (guint i = 0; i < notes->len; i++) {
        puts(g_ptr_array_index(notes, i));
    }
    if (notes->len == 0) {
        puts(periods == 0 ? "nothing was issued yet: there is nothing to write again"
                          : "nothing was missing: nothing was written");
    }
    if (periods > 0) {
        puts("What was there was left as it is: rcti verify tells whether it is what was issued.");
    }
}

static void result_print_json(const GPtrArray *notes, guint periods)
{
    json_print("{'periods': %u, 'written': [", periods);
    for (guint i = 0; i < notes->len; i++) {
        json_next(i);
        json_print("%s", (const char *)g_ptr_array_index(notes, i));
    }
    json_print("]}\n");
}

static bool periods_restore(store *store, const struct options *options, const GArray *periods,
                            GPtrArray *notes, GError **error)
{
    bool done = true;
    for (guint i = 0; done && i < periods->len; i++) {
        const struct period period = g_array_index(periods, struct period, i);
        g_auto(run_directory) directory = {0};
        done = run_directory_lock(options->out, period, &directory, error) &&
               restore_period(store, period, &directory, notes, error);
    }
    return done;
}

static bool restore_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                        GError **error)
{
    struct month_order order;
    const char *period = options->arguments[0];
    g_autoptr(GArray) issued = g_array_new(FALSE, FALSE, sizeof(struct period));
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    if (period && !options_order(options, period, &order, error)) {
        return false;
    }
    g_autoptr(store) store = month_store_open(options->store, period ? period : "PERIOD", error);
    if (!store || !store_issued_periods(store, ISSUED_NOW, issued, error)) {
        return false;
    }
    for (guint i = issued->len; period && i > 0; i--) {
        const struct period found = g_array_index(issued, struct period, i - 1);
        if (day_compare(found.first, order.period.first) != 0) {
            g_array_remove_index(issued, i - 1);
        }
    }
    if (period && issued->len == 0) {
        return command_usage_set(error, "nothing of %s was issued from %s", period, options->store);
    }
    /* What was written before something failed is told too. */
    const bool done = periods_restore(store, options, issued, notes, error);
    if (done || notes->len > 0) {
        (options->json ? result_print_json : result_print)(notes, issued->len);
    }
    return done;
}

const struct command restore_command = {
    "restore", "[PERIOD]",
    "Writes again, from the store, what is missing below --out of what was issued. What is there "
    "is left as it is.",
    NULL, restore_act};
