#include "engine/cli/command.h"
#include "engine/cli/partner_month.h"
#include "engine/cli/run_summary.h"
#include "engine/cli/run_writers.h"

static bool partners_write(const struct month_setup *setup, const GPtrArray *partner_ids,
                           struct run_writers *writers, GError **error)
{
    g_autoptr(partner_month) month = partner_month_new();
    for (guint i = 0; i < partner_ids->len; i++) {
        struct partner_report *report =
            partner_month_report(setup, g_ptr_array_index(partner_ids, i), month, error);
        if (!report || !run_writers_take(writers, report, error)) {
            return false;
        }
    }
    return true;
}

/* Everything into the working directory. */
static bool draft_write(const struct month_setup *setup, const struct options *options,
                        const struct draft_directory *directory, struct run_writers *writers,
                        GError **error)
{
    int64_t partners_in = 0;
    g_autoptr(GPtrArray) partner_ids = store_partner_ids(setup->store, &setup->view, error);
    if (!partner_ids || !store_partners_count(setup->store, &setup->view, &partners_in, error) ||
        !run_writers_open(setup, options, directory, partner_ids->len, writers, error)) {
        return false;
    }
    g_autoptr(GError) failure = NULL;
    bool good = partners_write(setup, partner_ids, writers, &failure);
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

static enum exit_status draft_make(const struct month_setup *setup, const struct options *options)
{
    g_autoptr(GError) error = NULL;
    struct draft_directory directory = {0};
    if (!draft_directory_open(options->out, setup->run.period_text, &directory, &error)) {
        return command_failed(error);
    }
    struct run_writers writers = {0};
    enum exit_status status = EXIT_ALL_DONE;
    if (!draft_write(setup, options, &directory, &writers, &error) ||
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
    struct month_setup setup = {0};
    enum exit_status status = month_setup_open(options, options->arguments[0], NULL, &setup);
    if (status == EXIT_ALL_DONE) {
        status = draft_make(&setup, options);
    }
    month_setup_clear(&setup);
    return status;
}
