#include "engine/run/results/restore.h"
#include "engine/cli/command.h"
#include "engine/run/deliver/sent_list.h"
#include "engine/store/backup.h"

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

/* The store itself may be gone. */
static bool backup_restore(const struct options *options, const struct period period,
                           GError **error)
{
    g_auto(store_backup) backup = {.issue = 0};
    if (!store_backup_write(options->store, period, options->issue, options->to_file, &backup,
                            error) ||
        !sent_list_copy(options->store, options->to_file, error)) {
        return false;
    }
    if (options->json) {
        json_print("{'file': %s, 'period': %s, 'issue': %d, 'made_at': %s, 'size': %" PRId64
                   ", 'sha256': %s, 'seal': %s}\n",
                   options->to_file, backup.period, backup.issue, backup.made_at, backup.size,
                   backup.sha256, backup.seal);
        return true;
    }
    printf("%s: the store as it was after issue %d of %s, kept on "
           "%.10s at %.5s UTC\n"
           "  %" PRId64 " bytes, each page as its hash says\n  sha256 %s\n  seal   %s\n"
           "Compare the seal with the minutes; rcti verify --store FILE tells whether all holds.\n",
           options->to_file, backup.issue, backup.period, backup.made_at,
           backup.made_at + strlen("2026-12-01T"), backup.size, backup.sha256, backup.seal);
    return true;
}

bool restore_act(const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status,
                 GError **error)
{
    struct month_order order;
    const char *period = options->arguments[0];
    g_autoptr(GArray) issued = g_array_new(FALSE, FALSE, sizeof(struct period));
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    if (period && !options_order(options, period, &order, error)) {
        return false;
    }
    if (options->to_file ? !period : options->issue != 0) {
        return command_usage_set(error, "--to goes with a PERIOD, and --issue with --to");
    }
    if (options->to_file) {
        return backup_restore(options, order.period, error);
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
