#include "engine/cli/command.h"
#include "engine/cli/run_summary.h"
#include "engine/cli/terminal.h"
#include "engine/run/draft_record.h"
#include "engine/run/month_run.h"
#include "engine/run/restore.h"
#include "engine/run/run_writers.h"

static bool partners_write(month_run *run, struct run_writers *writers, struct draft_record *record,
                           GError **error)
{
    struct month_run_partner partner = {0};
    while (month_run_next(run, &partner, error)) {
        if (!partner.report) {
            return month_run_exceptions(run, writers->exceptions, error) &&
                   month_run_before(run, &writers->before, error);
        }
        draft_record_add(record, partner.report);
        if (!run_writers_take(writers, partner.report, error)) {
            return false;
        }
    }
    return false;
}

/* Everything into the working directory. */
static bool draft_write(month_run *run, const struct options *options,
                        const struct run_directory *directory, struct run_writers *writers,
                        struct draft_record *record, GError **error)
{
    int64_t partners_in = 0;
    if (!month_run_partners_in(run, &partners_in, error) ||
        !run_writers_open(month_run_setup(run), directory, (int64_t)month_run_partner_count(run),
                          options->jobs, terminal_progress(options->quiet), writers, error)) {
        return false;
    }
    g_autoptr(GError) failure = NULL;
    bool good = partners_write(run, writers, record, &failure);
    good = run_writers_close(writers, good, partners_in, failure ? NULL : error) && good;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
    }
    return good && run_writers_manifest(writers, NULL, error);
}

/* A draft that can be seen can be issued: the store has it first. */
static bool draft_save(month_run *run, const struct run_writers *writers,
                       struct draft_record *record, GError **error)
{
    const struct month_setup *setup = month_run_setup(run);
    draft_record_close(record, setup, &writers->totals, writers->digest_text);
    return store_draft_save(setup->store, &record->draft, record->partners, error);
}

static void summary_print(const month_run *run, const struct options *options,
                          const struct run_directory *directory, const struct run_writers *writers)
{
    const struct run_summary summary = {.run = &month_run_setup(run)->run,
                                        .totals = &writers->totals,
                                        .exceptions = writers->exceptions,
                                        .issued_before = month_run_closed_count(run),
                                        .digest = writers->digest_text,
                                        .directory = directory->final_path};
    if (options->json) {
        run_summary_print_json(&summary);
    } else {
        run_summary_print(&summary);
    }
}

static enum exit_status draft_make(month_run *run, const struct options *options,
                                   struct run_directory *directory)
{
    g_autoptr(GError) error = NULL;
    struct run_writers writers = {0};
    struct draft_record record = {0};
    enum exit_status status = EXIT_ALL_DONE;
    draft_record_init(&record);
    if (!run_directory_make_draft(directory, &error) ||
        !draft_write(run, options, directory, &writers, &record, &error) ||
        !draft_save(run, &writers, &record, &error) || !run_directory_commit(directory, &error)) {
        status = command_failed(error);
    } else {
        summary_print(run, options, directory, &writers);
        status = writers.totals.held > 0 ? EXIT_PARTNERS_HELD : EXIT_ALL_DONE;
    }
    draft_record_clear(&record);
    run_writers_clear(&writers);
    return status;
}

/* A draft, unless nothing is left to issue (R4). */
static enum exit_status period_run(month_run *run, const struct options *options)
{
    const struct month_setup *setup = month_run_setup(run);
    struct period period = setup->run.period;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct run_directory directory = {0};
    enum exit_status status = EXIT_ALL_DONE;
    bool restored = run_directory_lock(options->out, setup->run.period_text, &directory, &error) &&
                    restore_period(setup->store, period, &directory, notes, &error) &&
                    restore_newest(setup->store, options->out, &period, notes, &error);
    command_notes_tell(notes);
    if (!restored) {
        status = command_failed(error);
    } else if (month_run_partner_count(run) > 0 || month_run_closed_count(run) == 0) {
        status = draft_make(run, options, &directory);
    } else if (!issues_standing_print(setup->store, period,
                                      "nothing is left to issue; no draft was made", options->json,
                                      &error)) {
        status = command_failed(error);
    }
    run_directory_clear(&directory);
    return status;
}

enum exit_status run_command(const struct options *options)
{
    g_autoptr(GError) error = NULL;
    struct month_run_order order = {.before_seq = ISSUED_NOW,
                                    .watcher = terminal_progress(options->quiet)};
    if (!options_month_order(options, options->arguments[0], &order.month, &error)) {
        return command_failed(error);
    }
    g_autoptr(store) store = month_store_open(options->store, options->arguments[0], &error);
    g_autoptr(month_run) run = store ? month_run_open(store, &order, &error) : NULL;
    return run ? period_run(run, options) : command_failed(error);
}
