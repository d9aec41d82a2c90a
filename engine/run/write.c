#include "engine/run/write.h"

#include "engine/store/sha256.h"
#include "reports/text.h"

enum {
    BOOK_IN_HAND_MAX = 64,
    /* So many that the documents have work while the workbook is closed and read again; some 30 kB
     * each. */
    DOCUMENTS_IN_HAND_MAX = 1024,
    ISSUE_WITHIN_DAYS = 28
};

/* ---- lanes ------------------------------------------------------------------------------------- */

static void lane_open(struct lane *lane, GFunc work, int threads, guint most,
                      struct run_writers *writers)
{
    g_mutex_init(&lane->mutex);
    g_cond_init(&lane->room);
    lane->most = most;
    /* Not exclusive: making such a pool cannot fail. */
    lane->threads = g_thread_pool_new(work, writers, threads, FALSE, NULL);
}

/* Waits where too many are in hand already. false: it has failed; stop, and finish it. */
static bool lane_push(struct lane *lane, void *data)
{
    g_mutex_lock(&lane->mutex);
    while (lane->in_hand >= lane->most) {
        g_cond_wait(&lane->room, &lane->mutex);
    }
    lane->in_hand++;
    bool good = !lane->failed;
    g_mutex_unlock(&lane->mutex);
    g_thread_pool_push(lane->threads, data, NULL);
    return good;
}

static bool lane_is_good(struct lane *lane)
{
    g_mutex_lock(&lane->mutex);
    bool good = !lane->failed;
    g_mutex_unlock(&lane->mutex);
    return good;
}

/* Takes the error over. */
static void lane_done(struct lane *lane, bool good, GError *error)
{
    g_mutex_lock(&lane->mutex);
    lane->in_hand--;
    lane->failed = lane->failed || !good;
    if (!lane->error) {
        lane->error = g_steal_pointer(&error);
    }
    /* Half of it at once: who waits is not woken for a single one. */
    if (lane->in_hand == lane->most / 2) {
        g_cond_signal(&lane->room);
    }
    g_mutex_unlock(&lane->mutex);
    g_clear_error(&error);
}

/* Waits for all that was pushed; the first error, if there was one and error is not NULL. */
static bool lane_finish(struct lane *lane, GError **error)
{
    g_thread_pool_free(lane->threads, FALSE, TRUE);
    bool good = lane->error == NULL;
    if (!good) {
        g_propagate_error(error, g_steal_pointer(&lane->error));
    }
    g_mutex_clear(&lane->mutex);
    g_cond_clear(&lane->room);
    return good;
}

/* ---- documents --------------------------------------------------------------------------------- */

/* How many documents a partner gets. */
static int document_count(const struct partner_report *report)
{
    int count = (int)(report->document != DOCUMENT_NONE) + (int)report->adjustment_count;
    for (size_t i = 0; i < report->late_count; i++) {
        count += report->late[i].report->document != DOCUMENT_NONE;
    }
    return count;
}

/* DRAFT-202609-P0001.pdf, or the number's; the caller frees. */
static char *document_file_name(const struct report_run *run, const struct partner_report *report)
{
    struct civil first = day_to_civil(run->period.first);
    return run->draft ? g_strdup_printf("DRAFT-%04d%02d-%s.pdf", first.year, first.month,
                                        report->supplier.partner_id)
                      : g_strconcat(report->row.number, ".pdf", NULL);
}

/* Of two documents of one name, the second fails. */
static bool document_make(struct run_writers *writers, const struct document *document,
                          GError **error)
{
    const struct late_report *late = document->late;
    g_autofree char *name = document->adjustment ? g_strdup(document->adjustment->file_name)
                            : late               ? document_file_name(late->run, late->report)
                                   : document_file_name(document->run, document->report);
    g_autofree char *path = g_build_filename(writers->directory->documents_path, name, NULL);
    g_autofree char *place = g_strconcat("documents/", name, NULL);
    g_autoptr(GBytes) bytes = document_write(document, writers->stock, path, error);
    if (bytes) {
        output_hashes_put(writers->hashes, place, bytes);
    }
    return bytes != NULL;
}

/* Of one partner: the month's document, the adjustments, the late ones, whatever there is. */
static void documents_work(gpointer data, gpointer user_data)
{
    struct run_writers *writers = user_data;
    struct partner_report *report = data;
    GError *error = NULL;
    struct document document = {.run = &writers->setup->run, .report = report};
    bool good = writers->stock &&
                (report->document == DOCUMENT_NONE || document_make(writers, &document, &error));
    for (size_t i = 0; i < report->adjustment_count && good; i++) {
        document.adjustment = report->adjustments[i];
        good = document_make(writers, &document, &error);
    }
    document.adjustment = NULL;
    for (size_t i = 0; i < report->late_count && good; i++) {
        document.late = &report->late[i];
        good = document.late->report->document == DOCUMENT_NONE ||
               document_make(writers, &document, &error);
    }
    if (good) {
        g_mutex_lock(&writers->documents.mutex);
        writers->documents_done += document_count(report);
        progress_tell(&writers->progress, writers->documents_done);
        g_mutex_unlock(&writers->documents.mutex);
    }
    partner_report_free(report);
    lane_done(&writers->documents, good, error);
}

/* Takes the report over. */
static bool documents_push(struct run_writers *writers, struct partner_report *report)
{
    int count = document_count(report);
    g_mutex_lock(&writers->documents.mutex);
    writers->progress.all += count - 1;
    g_mutex_unlock(&writers->documents.mutex);
    if (count > 0) {
        return lane_push(&writers->documents, report);
    }
    partner_report_free(report);
    return lane_is_good(&writers->documents);
}

/* ---- the workbook ------------------------------------------------------------------------------ */

/* A report; or the writers themselves, which end them. */
static void book_work(gpointer data, gpointer user_data)
{
    struct run_writers *writers = user_data;
    GError *error = NULL;
    bool good = lane_is_good(&writers->book);
    if (data == writers) {
        good = good && audit_workbook_close(writers->workbook, &writers->closing, &error) &&
               output_hashes_add(writers->hashes, writers->workbook_name, NULL, &error);
    } else if (good && audit_workbook_append(writers->workbook, data, &error)) {
        good = documents_push(writers, data);
    } else {
        partner_report_free(data);
        good = false;
    }
    lane_done(&writers->book, good, error);
}

/* ---- exceptions of the run as a whole, or found outside the core --------------------------------- */

static void exception_add(exception_list *list, enum exception_code code, const char *partner_id,
                          const char *subject, const char *detail, enum input_file file,
                          uint32_t line)
{
    g_autofree char *source = g_strdup_printf("%s:%u", words_input_file[file], line);
    exception_list_add(list, code, partner_id, subject, detail, source);
}

/* S1: told even where the month's own dates are the same ones, for those of other months are not. */
static void reanchored_add(const struct month_setup *setup, exception_list *list)
{
    for (guint i = 0; i < setup->reanchored->len; i++) {
        const struct store_reanchored *found =
            &g_array_index(setup->reanchored, struct store_reanchored, i);
        const struct schedule_row *row = &found->row;
        struct schedule_row before = *row;
        before.effective.from = found->before;
        int32_t dates = 0;
        int32_t same = 0;
        for (day date = setup->run.period.first; period_has(setup->run.period, date);
             date = day_add(date, 1)) {
            dates += schedule_row_counts(row, date);
            same += schedule_row_counts(row, date) && schedule_row_counts(&before, date);
        }
        char hour[TEXT_SIZE];
        char was[TEXT_SIZE];
        char is[TEXT_SIZE];
        g_autofree char *subject = g_strdup_printf("%s %s", text_weekday_short(row->weekday),
                                                   text_time(hour, row->start_minute));
        g_autofree char *detail = g_strdup_printf(
            "every %d weeks from %s, which was %s; %d of its %d dates this month would be the same",
            row->every, text_date(is, row->effective.from), text_date(was, found->before), same,
            dates);
        exception_add(list, EXCEPTION_EVERY_REANCHORED, row->partner_id, subject, detail,
                      INPUT_SCHEDULES, row->source.line);
    }
}

static void found_outside_add(const struct month_setup *setup, exception_list *list)
{
    for (guint i = 0; i < setup->held->len; i++) {
        const struct held_row *row = &g_array_index(setup->held, struct held_row, i);
        exception_add(list, EXCEPTION_BAD_INPUT, row->partner_id, words_input_file[row->file],
                      row->error_line, row->file, row->source.line);
    }
    reanchored_add(setup, list);
    for (guint i = 0; i < setup->rejected->len; i++) {
        const struct store_rejected_request *request =
            &g_array_index(setup->rejected, struct store_rejected_request, i);
        g_autofree char *detail = g_strdup_printf("%d sessions, at most %d", request->sessions,
                                                  setup->run.policy.extra_sessions_max);
        exception_add(list, EXCEPTION_EXTRA_SESSIONS_REJECTED, "", request->request_id, detail,
                      INPUT_EXTRA_SESSIONS, request->line);
    }
    for (guint i = 0; i < setup->sources->len; i++) {
        const struct store_source *source = &g_array_index(setup->sources, struct store_source, i);
        if (source->in_force && source->unused_columns[0]) {
            exception_add(list, EXCEPTION_UNUSED_COLUMNS, "", words_input_file[source->file],
                          source->unused_columns, source->file, 1);
        }
    }
}

static void exceptions_add(const struct month_setup *setup, const struct run_totals *totals,
                           exception_list *list)
{
    const struct report_run *run = &setup->run;
    day last_in_time = day_add(period_last(run->period), ISSUE_WITHIN_DAYS);
    found_outside_add(setup, list);
    if (!setup->case_data && totals->adhoc_bookings > 0) {
        exception_list_add(list, EXCEPTION_CASE_UNKNOWN, "", "cases.csv",
                           "no case data is known at all", "");
    }
    if (day_compare(run->issue_date, last_in_time) > 0) {
        char text[TEXT_SIZE];
        g_autofree char *detail = g_strdup_printf("it was %s", text_date(text, last_in_time));
        exception_list_add(list, EXCEPTION_ISSUED_AFTER_28_DAYS, "", run->period_text, detail, "");
    }
    exception_list_sort(list);
}

/* ---- all of it --------------------------------------------------------------------------------- */

bool run_writers_open(const struct month_setup *setup, const struct run_directory *directory,
                      int64_t partner_count, int jobs, progress_watcher watcher,
                      struct run_writers *writers, GError **error)
{
    const struct report_run *run = &setup->run;
    writers->setup = setup;
    writers->directory = directory;
    writers->workbook_name = g_strdup_printf("audit-%s.xlsx", run->period_text);
    writers->exceptions = exception_list_new();
    writers->exceptions->names = setup->names;
    writers->digest = run_digest_new(run);
    writers->hashes = output_hashes_new(directory->working_path);
    writers->tables = csv_tables_open(directory->working_path, run, error);
    if (!writers->tables) {
        return false;
    }
    g_autofree char *path = g_build_filename(directory->working_path, writers->workbook_name, NULL);
    writers->workbook = audit_workbook_open(path, run, AUDIT_ROWS_MAX, error);
    if (!writers->workbook) {
        return false;
    }
    writers->progress = progress_start("documents", partner_count, watcher);
    lane_open(&writers->documents, documents_work, jobs, DOCUMENTS_IN_HAND_MAX, writers);
    writers->stock = document_stock_new(&run->company, setup->fonts, &writers->documents.error);
    writers->documents.failed = !writers->stock;
    lane_open(&writers->book, book_work, 1, BOOK_IN_HAND_MAX, writers);
    return true;
}

void run_writers_clear(struct run_writers *writers)
{
    csv_tables_free(writers->tables);
    audit_workbook_free(writers->workbook);
    document_stock_free(writers->stock);
    report_hash_free(writers->digest);
    exception_list_free(writers->exceptions);
    output_hashes_free(writers->hashes);
    g_clear_pointer(&writers->inputs, g_array_unref);
    g_clear_pointer(&writers->confirmations, g_array_unref);
    g_free(writers->workbook_name);
}

bool run_writers_take(struct run_writers *writers, struct partner_report *report, GError **error)
{
    run_totals_add(&writers->totals, report);
    report_hash_text(writers->digest, report->issue_hash);
    exception_list_add_report(writers->exceptions, report);
    if (!csv_tables_append(writers->tables, report, error)) {
        partner_report_free(report);
        return false;
    }
    return lane_push(&writers->book, report);
}

static void input_add(GArray *inputs, const char *file, int64_t rows, const char *sha256,
                      int64_t batch)
{
    struct report_input input = {.file = file, .rows = rows, .sha256 = sha256, .batch = batch};
    g_array_append_val(inputs, input);
}

/* The month's input files, with the logo, which came with company.ini; then the shipped holidays. */
static GArray *inputs_list(const struct month_setup *setup)
{
    GArray *inputs = g_array_new(FALSE, TRUE, sizeof(struct report_input));
    const struct report_company *company = &setup->run.company;
    for (guint i = 0; i < setup->sources->len; i++) {
        const struct store_source *source = &g_array_index(setup->sources, struct store_source, i);
        input_add(inputs, words_input_file[source->file], source->row_count, source->sha256,
                  source->batch);
        if (source->file == INPUT_COMPANY && company->logo_png[0] != '\0') {
            gsize size = 0;
            g_autofree guint8 *bytes = g_base64_decode(company->logo_png, &size);
            char sha256[SHA256_TEXT_SIZE];
            sha256_of(bytes, size, sha256);
            input_add(inputs, company->logo, 1, g_string_chunk_insert(setup->strings, sha256),
                      source->batch);
        }
    }
    for (guint i = 0; i < setup->shipped->sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(setup->shipped->sources, i);
        g_autofree char *name = g_strconcat("holidays/", source->name, NULL);
        input_add(inputs, g_string_chunk_insert(setup->strings, name), source->rows, source->sha256,
                  0);
    }
    return inputs;
}

static void confirmation_add(struct run_writers *writers, const char *of,
                             const struct confirmation *row)
{
    GStringChunk *strings = writers->setup->strings;
    const struct report_confirmation shown = {.of = g_string_chunk_insert(strings, of),
                                              .code = row->code,
                                              .saw = row->saw,
                                              .by =
                                                  g_string_chunk_insert(strings, row->confirmed_by),
                                              .at = row->confirmed_at};
    g_array_append_val(writers->confirmations, shown);
}

/* The gates of the month's imports, then of the issue. */
static bool confirmations_list(struct run_writers *writers, GError **error)
{
    const struct month_setup *setup = writers->setup;
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(struct store_confirmation));
    writers->confirmations = g_array_new(FALSE, FALSE, sizeof(struct report_confirmation));
    if (!store_confirmations_load(setup->store, &setup->view, kept, setup->strings, error)) {
        return false;
    }
    for (guint i = 0; i < kept->len; i++) {
        const struct store_confirmation *row = &g_array_index(kept, struct store_confirmation, i);
        g_autofree char *of = g_strdup_printf("import, batch %" G_GINT64_FORMAT, row->batch);
        confirmation_add(writers, of, &row->confirmation);
    }
    g_autofree char *login = writers->gates ? run_login(error) : NULL;
    g_autoptr(GArray) issued = login ? gates_confirmations(writers->gates, login) : NULL;
    for (guint i = 0; issued && i < issued->len; i++) {
        confirmation_add(writers, "issue", &g_array_index(issued, struct confirmation, i));
    }
    return login || !writers->gates;
}

static struct audit_closing closing_of(const struct run_writers *writers, int64_t partners_in)
{
    const struct month_before *before = writers->before;
    struct audit_closing closing = {.partners_in = partners_in,
                                    .exceptions = writers->exceptions,
                                    .open = writers->open,
                                    .inputs = (const void *)writers->inputs->data,
                                    .input_count = writers->inputs->len,
                                    .confirmations = (const void *)writers->confirmations->data,
                                    .confirmation_count = writers->confirmations->len};
    if (before && before->found) {
        closing.before = &before->totals;
        closing.before_period = before->last_text;
        closing.gone = (const struct variance_row *)(void *)before->gone->data;
        closing.gone_count = before->gone->len;
    }
    if (writers->paid) {
        closing.payments_written = true;
        closing.payments_total = writers->paid->total;
        closing.payments_left_out = writers->paid->left_out_total;
    }
    return closing;
}

bool run_writers_close(struct run_writers *writers, bool good, int64_t partners_in, GError **error)
{
    writers->inputs = inputs_list(writers->setup);
    exceptions_add(writers->setup, &writers->totals, writers->exceptions);
    g_strlcpy(writers->digest_text, report_hash_end(writers->digest), RUN_DIGEST_SIZE);
    /* The workbook is closed beside the tables. The threads are ended in any case; the first error
     * is the one to tell. */
    GError *first = NULL;
    good = confirmations_list(writers, good ? &first : NULL) && good;
    writers->closing = closing_of(writers, partners_in);
    if (good) {
        lane_push(&writers->book, writers);
    }
    good = good && csv_tables_close(writers->tables, writers->exceptions, writers->open, &first) &&
           output_hashes_add(writers->hashes, "slots.csv", NULL, &first);
    good = lane_finish(&writers->book, first ? NULL : &first) && good;
    good = lane_finish(&writers->documents, first ? NULL : &first) && good;
    progress_end(&writers->progress);
    if (first) {
        g_propagate_error(error, first);
    }
    return good;
}

bool run_writers_manifest(const struct run_writers *writers, const struct manifest_issue *issue,
                          GError **error)
{
    const struct manifest manifest = {.run = &writers->setup->run,
                                      .totals = &writers->totals,
                                      .exceptions = writers->exceptions,
                                      .digest = writers->digest_text,
                                      .issue = issue,
                                      .inputs = (const void *)writers->inputs->data,
                                      .input_count = writers->inputs->len,
                                      .hashes = writers->hashes};
    return manifest_write(&manifest, writers->directory->working_path, error);
}
