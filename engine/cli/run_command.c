#include <stdio.h>

#include "engine/cli/command.h"
#include "engine/cli/document_pool.h"
#include "engine/cli/draft_directory.h"
#include "engine/cli/partner_month.h"
#include "engine/cli/progress.h"
#include "engine/cli/run_exceptions.h"
#include "engine/cli/run_summary.h"
#include "reports/audit_workbook.h"
#include "reports/manifest.h"
#include "reports/tables_csv.h"

/* The writers of a run, which take each partner's report as it comes. */
struct run_writers {
    tables_csv *tables;
    audit_workbook *workbook;
    document_pool *pool;
    run_digest *digest;
    exception_list *exceptions;
    struct run_totals totals;
    char digest_text[RUN_DIGEST_SIZE];
};

static void writers_clear(struct run_writers *writers)
{
    tables_csv_free(writers->tables);
    audit_workbook_free(writers->workbook);
    run_digest_free(writers->digest);
    exception_list_free(writers->exceptions);
}

static bool writers_open(const struct month_setup *setup, const struct options *options,
                         const struct draft_directory *directory, struct run_writers *writers,
                         GError **error)
{
    g_autofree char *name = g_strdup_printf("audit-%s.xlsx", setup->run.period_text);
    g_autofree char *path = g_build_filename(directory->working_path, name, NULL);
    writers->exceptions = exception_list_new();
    writers->digest = run_digest_new(&setup->run);
    writers->tables = tables_csv_open(directory->working_path, &setup->run, error);
    if (!writers->tables) {
        return false;
    }
    writers->workbook = audit_workbook_open(path, &setup->run, AUDIT_ROWS_MAX, error);
    if (!writers->workbook) {
        return false;
    }
    writers->pool =
        document_pool_new(&setup->run, setup->fonts, directory->documents_path, options->jobs);
    return true;
}

/* Takes the report over. */
static bool report_write(struct run_writers *writers, struct partner_report *report, GError **error)
{
    run_totals_add(&writers->totals, report);
    run_digest_append(writers->digest, report);
    exception_list_add_report(writers->exceptions, report);
    if (!tables_csv_append(writers->tables, report, error) ||
        !audit_workbook_append(writers->workbook, report, error)) {
        partner_report_free(report);
        return false;
    }
    document_pool_push(writers->pool, report);
    return true;
}

static bool partners_write(const struct month_setup *setup, const struct options *options,
                           const GPtrArray *partner_ids, struct run_writers *writers,
                           GError **error)
{
    g_autoptr(partner_month) month = partner_month_new();
    struct progress progress = progress_start("partners", partner_ids->len, options->quiet);
    for (guint i = 0; i < partner_ids->len; i++) {
        struct partner_report *report =
            partner_month_report(setup, g_ptr_array_index(partner_ids, i), month, error);
        if (!report || !report_write(writers, report, error)) {
            progress_end(&progress);
            return false;
        }
        progress_show(&progress, i + 1);
    }
    progress_end(&progress);
    return true;
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
    for (guint i = 0; i < setup->shipped.sources->len; i++) {
        const struct holiday_source *source = g_ptr_array_index(setup->shipped.sources, i);
        g_autofree char *name = g_strconcat("holidays/", source->name, NULL);
        input_add(inputs, g_string_chunk_insert(setup->strings, name), source->rows, source->sha256,
                  0);
    }
    return inputs;
}

static bool writers_finish(const struct month_setup *setup, const struct draft_directory *directory,
                           int64_t partners_in, struct run_writers *writers, GError **error)
{
    g_autoptr(GArray) inputs = inputs_list(setup);
    const struct report_input *input_rows = (const struct report_input *)(void *)inputs->data;
    run_exceptions_add(setup, &writers->totals, writers->exceptions);
    exception_list_sort(writers->exceptions);
    run_digest_finish(writers->digest, writers->digest_text);
    const struct audit_closing closing = {.partners_in = partners_in,
                                          .exceptions = writers->exceptions,
                                          .inputs = input_rows,
                                          .input_count = inputs->len};
    const struct manifest manifest = {.run = &setup->run,
                                      .totals = &writers->totals,
                                      .exceptions = writers->exceptions,
                                      .digest = writers->digest_text,
                                      .approved_by = "",
                                      .inputs = input_rows,
                                      .input_count = inputs->len};
    return tables_csv_close(writers->tables, writers->exceptions, error) &&
           audit_workbook_close(writers->workbook, &closing, error) &&
           manifest_write(&manifest, directory->working_path, error);
}

/* Everything into the working directory. */
static bool draft_write(const struct month_setup *setup, const struct options *options,
                        const struct draft_directory *directory, struct run_writers *writers,
                        GError **error)
{
    g_autoptr(GPtrArray) partner_ids = store_partner_ids(setup->store, &setup->view, error);
    if (!partner_ids || !writers_open(setup, options, directory, writers, error)) {
        return false;
    }
    bool good = partners_write(setup, options, partner_ids, writers, error);
    /* The first error is the one to tell; the documents in hand are waited for in any case. */
    good = document_pool_finish(writers->pool, good ? error : NULL) && good;
    return good && writers_finish(setup, directory, partner_ids->len, writers, error);
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
    writers_clear(&writers);
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
