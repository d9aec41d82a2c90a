#include <glib/gstdio.h>

#include "engine/cli/command.h"
#include "engine/store/facts/import.h"
#include "engine/store/facts/read.h"
#include "importers/text/zone.h"
#include "reports/documents/document.h"

/* The tree and the targets, over every row that is known after this import. */
static bool holidays_check(store *store, struct period period,
                           const struct shipped_holidays *shipped, const struct input_result *input,
                           struct issues *issues, GError **error)
{
    struct store_view view = {.period = period};
    g_autoptr(GArray) stored = g_array_new(FALSE, TRUE, sizeof(struct holiday));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_newest_batch(store, &view.batch, error) ||
        !store_rows_load(store, &view, INPUT_HOLIDAYS, stored, strings, error)) {
        return false;
    }
    g_autoptr(holiday_calendar) calendar =
        holiday_setup_calendar(shipped, stored, input->holidays, issues);
    return true;
}

static void done_print(const struct options *options, bool is_new, const store_import *import,
                       const struct input_result *input, int64_t batch)
{
    const char *period = options->arguments[0];
    if (options->json) {
        json_print("{'period': %s, 'batch': %" PRId64 ", 'held_rows': %u, 'new_store': %s}\n",
                   period, batch, input->held_rows, is_new ? options->store : NULL);
        return;
    }
    /* A slip in --store, or another directory, would leave all that was issued behind. */
    if (is_new) {
        printf("new store %s\n", options->store);
    }
    if (batch == 0) {
        printf("%s: nothing has changed since the last import; no new batch\n", period);
        return;
    }
    printf("%s: imported as batch %" PRId64 "\n", period, batch);
    /* How much of what was known each file has moved: a fact that changes without a word is how an
     * old export undoes a newer one. */
    for (enum input_file file = 0; file < INPUT_FILE_COUNT; file++) {
        if (input->present[file]) {
            struct import_counts counts = store_import_counts(import, file);
            printf("  %-20s %8u rows: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " gone\n",
                   words_input_file[file], input->row_counts[file] - input->held_row_counts[file],
                   counts.added, counts.changed, counts.retired);
        }
    }
    if (input->held_rows > 0) {
        printf("  %u row%s set aside; the partners concerned are held (BAD_INPUT)\n",
               input->held_rows, input->held_rows == 1 ? " was" : "s were");
    }
}

/* Every document carries the logo. It is shown as it is: only a person can tell whether a smaller one
 * would do. */
static void logo_note_print(store *store, struct period period)
{
    enum { LOGO_BYTES = 4000 }; /* with which an invoice of two pages stays under 25 kB */
    struct store_view view = {.period = period};
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct ini_row));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    struct report_company company = {0};
    if (!store_newest_batch(store, &view.batch, NULL) ||
        !store_rows_load(store, &view, INPUT_COMPANY, rows, strings, NULL)) {
        return; /* it is a note */
    }
    company_from_rows(rows, &company);
    const size_t size = document_logo_size(company.logo_png);
    if (size > LOGO_BYTES) {
        fprintf(stderr,
                "company.ini: the logo makes each document %zu kB larger; with at most 4 kB an "
                "invoice stays under 25 kB: use a smaller or plainer picture\n",
                (size + 999) / 1000);
    }
}

static bool import_into(store *store, struct period period, const struct options *options,
                        bool is_new, const struct shipped_holidays *shipped, struct issues *issues,
                        enum exit_status *ret_status, GError **error)
{
    g_autoptr(store_import) import = store_import_begin(store, period, zone_clock, error);
    g_autoptr(gates) gates = gates_new("import", period);
    struct input_options how = {
        .period = period, .hold_bad = options->hold_bad, .gates = gates, .areas = shipped->areas};
    g_auto(input_result) input = {0};
    int64_t batch = 0;
    if (!import || !input_read(options->arguments[1], &how, import, issues, &input, error) ||
        !holidays_check(store, period, shipped, &input, issues, error) ||
        !run_issues_check(issues, "nothing was imported", error) ||
        !gates_pass(gates, options->confirm, "nothing was imported", error)) {
        return false;
    }
    g_autofree char *login = gates->raised->len > 0 ? run_login(error) : g_strdup("");
    g_autoptr(GArray) confirmations = login ? gates_confirmations(gates, login) : NULL;
    store_import_confirmed(import, confirmations);
    if (!login || !store_import_commit(import, RCTI_VERSION, &batch, error)) {
        return false;
    }
    done_print(options, is_new, import, &input, batch);
    if (batch != 0 && input.present[INPUT_COMPANY]) {
        logo_note_print(store, period);
    }
    *ret_status = input.held_rows > 0 ? EXIT_PARTNERS_HELD : EXIT_ALL_DONE;
    return true;
}

static bool import_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    struct month_order order;
    g_autoptr(issues) issues = issues_new();
    g_auto(shipped_holidays) shipped = {0};
    if (!options_order(options, options->arguments[0], &order, error)) {
        return false;
    }
    if (!g_file_test(options->arguments[1], G_FILE_TEST_IS_DIR)) {
        return command_usage_set(error, "DIR: %s is not a directory", options->arguments[1]);
    }
    if (!zone_data_check(error) ||
        !shipped_holidays_read(options->holidays, issues, &shipped, error)) {
        return false;
    }
    bool is_new = !g_file_test(options->store, G_FILE_TEST_EXISTS);
    store *store = store_open(options->store, error);
    if (!store) {
        return false;
    }
    bool done =
        import_into(store, order.period, options, is_new, &shipped, issues, ret_status, error);
    store_close(store);
    if (is_new && !done) {
        g_unlink(options->store); /* an empty store would look like a kept one */
    }
    return done;
}

static const struct option import_options[] = {
    {"hold-bad", G_OPTION_ARG_NONE, offsetof(struct options, hold_bad),
     "a row that is wrong holds its partner instead of stopping the import", NULL},
    {"confirm", G_OPTION_ARG_STRING_ARRAY, offsetof(struct options, confirm),
     "let gates pass that this import named", "CODE:TOKEN[,…]"},
    {0}};

const struct command import_command = {
    "import", "PERIOD DIR",
    "Checks and stores a month's input files (PERIOD is YYYY-MM). All or nothing: any error "
    "leaves the store as it was.",
    import_options, import_act};
