#include "engine/run/run_writers.h"

#include "engine/run/run_exceptions.h"

bool run_writers_open(const struct month_setup *setup, const struct run_directory *directory,
                      int64_t partner_count, int jobs, progress_watcher watcher,
                      struct run_writers *writers, GError **error)
{
    const struct report_run *run = &setup->run;
    writers->setup = setup;
    writers->directory = directory;
    writers->workbook_name = g_strdup_printf("audit-%s.xlsx", run->period_text);
    writers->exceptions = exception_list_new();
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
    writers->pool = document_pool_new(run, setup->fonts, directory->documents_path, jobs,
                                      writers->hashes, &writers->progress);
    writers->workbook_thread = workbook_thread_new(writers->workbook, writers->workbook_name,
                                                   writers->pool, writers->hashes);
    return true;
}

void run_writers_clear(struct run_writers *writers)
{
    csv_tables_free(writers->tables);
    audit_workbook_free(writers->workbook);
    report_hash_free(writers->digest);
    exception_list_free(writers->exceptions);
    output_hashes_free(writers->hashes);
    g_clear_pointer(&writers->inputs, g_array_unref);
    g_free(writers->workbook_name);
}

bool run_writers_take(struct run_writers *writers, struct partner_report *report, GError **error)
{
    run_totals_add(&writers->totals, report);
    run_digest_append(writers->digest, report);
    exception_list_add_report(writers->exceptions, report);
    if (!csv_tables_append(writers->tables, report, error)) {
        partner_report_free(report);
        return false;
    }
    return workbook_thread_push(writers->workbook_thread, report);
}

static void input_add(GArray *inputs, const char *file, int64_t rows, const char *sha256,
                      int64_t batch)
{
    struct report_input input = {.file = file, .rows = rows, .sha256 = sha256, .batch = batch};
    g_array_append_val(inputs, input);
}

/* The logo came with company.ini. */
static void logo_add(const struct month_setup *setup, GArray *inputs, int64_t batch)
{
    const struct report_company *company = &setup->run.company;
    if (company->logo_png[0] != '\0') {
        gsize size = 0;
        g_autofree guint8 *bytes = g_base64_decode(company->logo_png, &size);
        g_autofree char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, size);
        input_add(inputs, company->logo, 1, g_string_chunk_insert(setup->strings, sha256), batch);
    }
}

/* The month's input files, then the shipped holidays. */
static GArray *inputs_list(const struct month_setup *setup)
{
    GArray *inputs = g_array_new(FALSE, TRUE, sizeof(struct report_input));
    for (guint i = 0; i < setup->sources->len; i++) {
        const struct store_source *source = &g_array_index(setup->sources, struct store_source, i);
        input_add(inputs, input_file_name(source->file), source->row_count, source->sha256,
                  source->batch);
        if (source->file == INPUT_COMPANY) {
            logo_add(setup, inputs, source->batch);
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

/* The tables, while the workbook is closed on its thread. */
static bool tables_finish(struct run_writers *writers, GError **error)
{
    return csv_tables_close(writers->tables, writers->exceptions, error) &&
           output_hashes_add(writers->hashes, "slots.csv", error);
}

static void before_add(const struct run_writers *writers, struct audit_closing *closing)
{
    const struct month_before *before = writers->before;
    if (before && before->found) {
        closing->before = &before->totals;
        closing->before_period = before->last_text;
        closing->gone = (const struct variance_row *)(void *)before->gone->data;
        closing->gone_count = before->gone->len;
    }
}

static void paid_add(const struct run_writers *writers, struct audit_closing *closing)
{
    if (writers->paid) {
        closing->payments_written = true;
        closing->payments_total = writers->paid->total;
        closing->payments_left_out = writers->paid->left_out_total;
    }
}

bool run_writers_close(struct run_writers *writers, bool good, int64_t partners_in, GError **error)
{
    writers->inputs = inputs_list(writers->setup);
    run_exceptions_add(writers->setup, &writers->totals, writers->exceptions);
    exception_list_sort(writers->exceptions);
    run_digest_finish(writers->digest, writers->digest_text);
    struct audit_closing closing = {.partners_in = partners_in,
                                    .exceptions = writers->exceptions,
                                    .inputs = (const void *)writers->inputs->data,
                                    .input_count = writers->inputs->len};
    before_add(writers, &closing);
    paid_add(writers, &closing);
    /* The threads are ended in any case; the first error is the one to tell. */
    GError *first = NULL;
    workbook_thread_close(writers->workbook_thread, good ? &closing : NULL);
    good = good && tables_finish(writers, &first);
    good = workbook_thread_finish(writers->workbook_thread, first ? NULL : &first) && good;
    good = document_pool_finish(writers->pool, first ? NULL : &first) && good;
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
