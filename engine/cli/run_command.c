#include "engine/cli/command.h"
#include "engine/cli/month_run.h"
#include "engine/cli/run_summary.h"
#include "engine/cli/run_writers.h"

static bool partners_write(month_run *run, struct run_writers *writers, GError **error)
{
    struct month_run_partner partner = {0};
    while (month_run_next(run, &partner, error)) {
        if (!partner.report) {
            return month_run_exceptions(run, writers->exceptions, error);
        }
        if (!run_writers_take(writers, partner.report, error)) {
            return false;
        }
    }
    return false;
}

/* Everything into the working directory. */
static bool draft_write(month_run *run, const struct options *options,
                        const struct draft_directory *directory, struct run_writers *writers,
                        GError **error)
{
    int64_t partners_in = 0;
    if (!month_run_partners_in(run, &partners_in, error) ||
        !run_writers_open(month_run_setup(run), options, directory,
                          (int64_t)month_run_partner_count(run), writers, error)) {
        return false;
    }
    g_autoptr(GError) failure = NULL;
    bool good = partners_write(run, writers, &failure);
    good = run_writers_close(writers, good, partners_in, failure ? NULL : error) && good;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    return good;
}

static void summary_print(const struct month_setup *setup, const struct options *options,
                          const struct draft_directory *directory,
                          const struct run_writers *writers)
{
    const struct run_summary summary = {.run = &setup->run,
                                        .totals = &writers->totals,
                                        .exceptions = writers->exceptions,
                                        .digest = writers->digest_text,
                                        .directory = directory->final_path};
    if (options->json) {
        run_summary_print_json(&summary);
    } else {
        run_summary_print(&summary);
    }
}

static enum exit_status draft_make(month_run *run, const struct options *options)
{
    const struct month_setup *setup = month_run_setup(run);
    g_autoptr(GError) error = NULL;
    struct draft_directory directory = {0};
    if (!draft_directory_open(options->out, setup->run.period_text, &directory, &error)) {
        return command_failed(error);
    }
    struct run_writers writers = {0};
    enum exit_status status = EXIT_ALL_DONE;
    if (!draft_write(run, options, &directory, &writers, &error) ||
        !draft_directory_commit(&directory, &error)) {
        status = command_failed(error);
    } else {
        summary_print(setup, options, &directory, &writers);
        status = writers.totals.held > 0 ? EXIT_PARTNERS_HELD : EXIT_ALL_DONE;
    }
    run_writers_clear(&writers);
    draft_directory_clear(&directory);
    return status;
}

enum exit_status run_command(const struct options *options)
{
    struct month_run_order order = {.before_seq = ISSUED_NOW};
    enum exit_status status = month_order_read(options, options->arguments[0], &order.month);
    if (status != EXIT_ALL_DONE) {
        return status;
    }
    g_autoptr(store) store = month_store_open(options->store, options->arguments[0], &status);
    if (!store) {
        return status;
    }
    g_autoptr(month_run) run = NULL;
    status = month_run_open(store, &order, options, &run);
    return status == EXIT_ALL_DONE ? draft_make(run, options) : status;
}
