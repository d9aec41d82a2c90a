#include "engine/run/import.h"
#include "engine/cli/command.h"
#include "engine/run/results/restore.h"
#include "engine/store/facts/read.h"
#include "importers/text/zone.h"
#include "reports/documents/document.h"

static void names_print_json(const char *name, const GPtrArray *names)
{
    json_print(", %s: [", name);
    for (guint i = 0; i < names->len; i++) {
        json_next(i);
        json_print("%s", (const char *)g_ptr_array_index(names, i));
    }
    json_print("]");
}

static void done_print_json(const char *period, const char *new_store,
                            const struct import_done *done)
{
    json_print("{'period': %s, 'batch': %" PRId64 ", 'held_rows': %u, 'new_store': %s", period,
               done->batch, done->input.held_rows, new_store);
    names_print_json("not_read", done->input.not_read);
    names_print_json("told", done->input.told);
    if (done->refused) {
        names_print_json("not_entered", done->refused);
    }
    json_print(", 'confirmed': [");
    for (guint i = 0; i < done->confirmations->len; i++) {
        const struct confirmation *row =
            &g_array_index(done->confirmations, struct confirmation, i);
        json_next(i);
        json_print("{'code': %s, 'token': %s, 'saw': %s, 'by': %s, 'at': %s}", row->code,
                   row->token, row->saw, row->confirmed_by, row->confirmed_at);
    }
    json_print("]}\n");
}

/* In order; those that are beyond what is kept are in `errors` alone. */
static void issues_print_json(const char *period, const struct issues *issues)
{
    json_print("{'period': %s, 'batch': 0, 'errors': %u, 'issues': [", period, issues->count);
    for (guint i = 0; i < issues->listed->len; i++) {
        const struct issue *issue = issues_at(issues, i);
        json_next(i);
        json_print("{'file': %s, 'line': %u, 'column': %s, 'code': %s, 'found': %s, "
                   "'expected': %s, 'told': %s}",
                   issue->place.file, issue->place.line, issue->place.column, issue->code,
                   issue->found, issue->expected, issue_told(issues, issue));
    }
    json_print("]}\n");
}

/* How much of what was known each file has moved: a fact that changes without a word is how an old export
 * undoes a newer one. */
static void counts_print(const struct import_done *done)
{
    const struct input_result *input = &done->input;
    for (enum input_file file = 0; file < INPUT_FILE_COUNT; file++) {
        const struct import_counts *counts = &done->counts[file];
        if (!input->present[file]) {
            continue;
        }
        printf("  %-20s %8u rows: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " gone",
               words_input_file[file], input->row_counts[file] - input->held_row_counts[file],
               counts->added, counts->changed, counts->retired);
        if (input->elsewhere[file] > 0) {
            printf("; %u of other periods", input->elsewhere[file]);
        }
        putchar('\n');
    }
}

/* Files that nobody reads, and what was left out of those that sources.ini reads. */
static void left_out_print(const struct import_done *done)
{
    const GPtrArray *names = done->input.not_read;
    for (guint i = 0; i < names->len; i++) {
        printf("%s%s%s", i == 0 ? "not read, being none of the input files: " : ", ",
               (const char *)g_ptr_array_index(names, i), i + 1 == names->len ? "\n" : "");
    }
    for (guint i = 0; i < done->input.told->len; i++) {
        printf("%s\n", (const char *)g_ptr_array_index(done->input.told, i));
    }
}

/* Most of them outside: then it is the files that are read wrongly. */
static void bookings_print(const char *period, const struct import_done *done)
{
    enum { BOOKINGS_FEW = 10 };
    const int64_t within = done->open_bookings - done->open_in_no_hour;
    printf("  bookings on the open calendar: %" PRId64 " in %s, %" PRId64
           " of them in hours of the schedules\n",
           done->open_bookings, period, within);
    if (done->open_bookings >= BOOKINGS_FEW && within * 2 < done->open_bookings) {
        printf("  so few say that times are read in a wrong zone, dates in a wrong order, or\n"
               "  schedules of other hours: look at zone and date_order in sources.ini\n");
    }
}

/* --check; the gates that stand are told as of an import. */
static void check_print(const char *period, const struct import_done *done)
{
    left_out_print(done);
    printf("%s: checked; nothing is stored\n", period);
    counts_print(done);
    bookings_print(period, done);
    if (done->input.held_rows > 0) {
        printf("  %u row%s would be set aside, and the partners concerned held (BAD_INPUT)\n",
               done->input.held_rows, done->input.held_rows == 1 ? "" : "s");
    }
}

static void check_print_json(const char *period, const struct import_done *done)
{
    guint count = 0;
    json_print("{'period': %s, 'batch': 0, 'held_rows': %u, 'open_bookings': %" PRId64
               ", 'in_offered_hours': %" PRId64 ", 'files': [",
               period, done->input.held_rows, done->open_bookings,
               done->open_bookings - done->open_in_no_hour);
    for (enum input_file file = 0; file < INPUT_FILE_COUNT; file++) {
        if (done->input.present[file]) {
            json_next(count++);
            json_print("{'file': %s, 'rows': %u, 'of_other_periods': %u, 'new': %" PRId64
                       ", 'changed': %" PRId64 ", 'gone': %" PRId64 "}",
                       words_input_file[file], done->input.row_counts[file],
                       done->input.elsewhere[file], done->counts[file].added,
                       done->counts[file].changed, done->counts[file].retired);
        }
    }
    json_print("], 'gates': [");
    for (guint i = 0; i < done->gates->raised->len; i++) {
        const struct gate *gate = &g_array_index(done->gates->raised, struct gate, i);
        json_next(i);
        json_print("{'code': %s, 'token': %s, 'saw': %s}", gate_words[gate->code], gate->token,
                   gate->saw);
    }
    json_print("]}\n");
}

static void done_print(const char *period, const char *new_store, const struct import_done *done)
{
    /* A slip in --store, or another directory, would leave all that was issued behind. */
    if (new_store) {
        printf("new store %s\n", new_store);
    }
    left_out_print(done);
    if (done->batch == 0) {
        printf("%s: nothing has changed since the last import; no new batch\n", period);
        return;
    }
    printf("%s: imported as batch %" PRId64 "\n", period, done->batch);
    counts_print(done);
    if (done->input.held_rows > 0) {
        printf("  %u row%s set aside; the partners concerned are held (BAD_INPUT)\n",
               done->input.held_rows, done->input.held_rows == 1 ? " was" : "s were");
    }
    for (guint i = 0; done->refused && i < done->refused->len; i++) {
        printf("  not entered: %s\n", (const char *)done->refused->pdata[i]);
    }
    for (guint i = 0; i < done->confirmations->len; i++) {
        const struct confirmation *row =
            &g_array_index(done->confirmations, struct confirmation, i);
        printf("  confirmed by %s: %s: %s\n", row->confirmed_by, row->code, row->saw);
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
    struct company_settings company;
    if (!store_newest_batch(store, &view.batch, NULL) ||
        !store_rows_load(store, &view, INPUT_COMPANY, rows, strings, NULL)) {
        return; /* it is a note */
    }
    company_from_rows(rows, strings, &company);
    const size_t size = document_logo_size(company.shown.logo_png);
    if (size > LOGO_BYTES) {
        fprintf(stderr,
                "company.ini: the logo makes each document %zu kB larger; with at most 4 kB an "
                "invoice stays under 25 kB: use a smaller or plainer picture\n",
                (size + 999) / 1000);
    }
}

/* --only and --partner: both, or neither; *ret_only has a NULL for partners then. The caller frees them. */
static bool only_read(const struct options *options, struct input_only *ret_only, GError **error)
{
    static const enum input_file files[] = {INPUT_PARTNERS, INPUT_RATES,        INPUT_SCHEDULES,
                                            INPUT_BLOCKS,   INPUT_APPOINTMENTS, INPUT_OTHER_WORK};
    if (!options->only && !options->partner) {
        return true;
    }
    if (!options->only || !options->partner || options->hold_bad) {
        return command_usage_set(error, "--only FILE and --partner ID go together, without "
                                        "--hold-bad");
    }
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        if (strcmp(options->only, words_input_file[files[i]]) == 0) {
            *ret_only = (struct input_only){files[i], g_strsplit(options->partner, ",", -1)};
            return true;
        }
    }
    return command_usage_set(error,
                             "--only: %s is not a file of partners; it can be partners.csv, "
                             "rates.csv, schedules.csv, blocks.csv, appointments.csv or "
                             "other_work.csv",
                             options->only);
}

static bool import_into(store *store, const struct options *options, bool is_new,
                        struct period period, const struct input_only *only,
                        enum exit_status *ret_status, GError **error)
{
    const struct import_order order = {.period = period,
                                       .directory = options->arguments[1],
                                       .only = only->partners ? only : NULL,
                                       .hold_bad = options->hold_bad,
                                       .sources = options->sources,
                                       .every = options->every,
                                       .check = options->check,
                                       .confirm = options->confirm,
                                       .holidays = options->holidays,
                                       .as_at_text = options->as_at};
    g_auto(import_done) done = {0};
    const bool made = import_make(store, &order, &done, error);
    if (options->json && done.issues && done.issues->count > 0) {
        issues_print_json(options->arguments[0], done.issues);
    }
    if (done.checked) {
        (options->json ? check_print_json : check_print)(options->arguments[0], &done);
        return made;
    }
    if (!made) {
        return false;
    }
    if (options->json) {
        done_print_json(options->arguments[0], is_new ? options->store : NULL, &done);
    } else {
        done_print(options->arguments[0], is_new ? options->store : NULL, &done);
    }
    if (done.batch != 0 && done.input.present[INPUT_COMPANY]) {
        logo_note_print(store, period);
    }
    *ret_status = done.input.held_rows > 0 ? EXIT_PARTNERS_HELD : EXIT_ALL_DONE;
    if (done.batch != 0) {
        options_store_added(options, store, ret_status);
    }
    return true;
}

bool import_act(const struct options *options, enum exit_status *ret_status, GError **error)
{
    struct month_order order;
    if (!options_order(options, options->arguments[0], &order, error)) {
        return false;
    }
    if (!g_file_test(options->arguments[1], G_FILE_TEST_IS_DIR)) {
        return command_usage_set(error, "DIR: %s is not a directory", options->arguments[1]);
    }
    if (!zone_data_check(error)) {
        return false;
    }
    struct input_only only = {.partners = NULL};
    if (!only_read(options, &only, error)) {
        return false;
    }
    bool is_new = false; /* also where a first import was cut off */
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    store *store = store_open(options->store, error);
    const bool whole = store && options_store_whole(options, store, OLDER_BY_STORE, error);
    if (whole && !options->check) {
        restore_backup(store, notes);
        command_notes_tell(notes);
    }
    const bool done = whole && store_is_unused(store, &is_new, error) &&
                      import_into(store, options, is_new, order.period, &only, ret_status, error);
    g_strfreev(only.partners);
    if (store) {
        (done && !options->check ? store_close : store_close_unused)(store);
    }
    return done;
}
