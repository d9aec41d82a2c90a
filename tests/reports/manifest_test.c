#include "reports/tables/manifest.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/reports/directory.h"
#include "tests/reports/report_sample.h"

static struct report_sample sample;

static void digest_of(char text[RUN_DIGEST_SIZE])
{
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autoptr(report_hash) digest = run_digest_new(&sample.run);
    report_hash_text(digest, report->issue_hash);
    g_strlcpy(text, report_hash_end(digest), RUN_DIGEST_SIZE);
}

/* formats.md section 5: "12 hex digits over everything that would be issued, as-at and issue date
 * included". */
Test(manifest, digest)
{
    char first[RUN_DIGEST_SIZE];
    char again[RUN_DIGEST_SIZE];
    report_sample_init(&sample);
    digest_of(first);
    cr_assert_eq(strspn(first, "0123456789abcdef"), 12);
    sample.run.draft = false;
    sample.run.batch = 4;
    digest_of(again);
    cr_assert_str_eq(first, again);
    sample.run.issue_date.number++;
    digest_of(again);
    cr_assert_str_neq(first, again);
    sample.run.issue_date.number--;
    sample.run.payment_date_by = PAYMENT_DATE_BY_ISSUE;
    digest_of(again);
    cr_assert_str_eq(first, again, "the draft did not name it");
    sample.run.payment_date_by = PAYMENT_DATE_BY_DRAFT;
    digest_of(again);
    cr_assert_str_neq(first, again);
    sample.run.payment_date_by = PAYMENT_DATE_BY_TERMS;
    sample.supplier.account_number = "10203038";
    digest_of(again);
    cr_assert_str_neq(first, again);
    report_sample_init(&sample);
    sample.run.company.note = "another";
    digest_of(again);
    cr_assert_str_neq(first, again);
    report_sample_init(&sample);
    sample.run.company.paying = "062-900";
    digest_of(again);
    cr_assert_str_neq(first, again);
    report_sample_init(&sample);
    month_sample_block_add(&sample.month, "B1", month_sample_span(11, 9, 0, 60));
    digest_of(again);
    cr_assert_str_neq(first, again);
}

static void file_write(const char *directory, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    cr_assert_eq(g_mkdir_with_parents(folder, 0700), 0);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
}

Test(manifest, says_what_was_run_and_hashes_the_outputs)
{
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    g_autoptr(partner_report) report = report_sample_report(&sample);
    g_autoptr(exception_list) exceptions = exception_list_new();
    exception_list_add_report(exceptions, report);
    struct run_totals totals = {0};
    run_totals_add(&totals, report);
    g_autofree char *directory = directory_new();
    file_write(directory, "slots.csv", "abc");
    file_write(directory, "documents/DRAFT-202609-P0001.pdf", "");
    struct report_input input = {"blocks \"1\".csv", 1, "00", 3};
    g_autoptr(output_hashes) hashes = output_hashes_new(directory);
    cr_assert(output_hashes_add(hashes, "slots.csv", NULL, NULL));
    struct manifest manifest = {.run = &sample.run,
                                .totals = &totals,
                                .exceptions = exceptions,
                                .digest = "0123456789ab",
                                .inputs = &input,
                                .input_count = 1,
                                .hashes = hashes};
    cr_assert(manifest_write(&manifest, directory, NULL));
    g_autofree char *text = directory_read(directory, "manifest.json");
    static const char *const wanted[] = {
        "{\n  \"period\": \"2026-09\",\n  \"kind\": \"draft\",\n  \"as_at\": "
        "\"2026-09-30T13:00:00Z\",\n  \"issue_date\": \"2026-10-12\",\n  \"batch\": 3,",
        "\"digest\": \"0123456789ab\"",
        "\"completion_days\": \"7\"",
        "\"partners\": 1,",
        "\"total\": \"3135.00\"",
        "{\"file\": \"blocks \\\"1\\\".csv\", \"rows\": 1, \"batch\": 3, \"sha256\": \"00\"}",
        "  \"outputs\": [\n    {\"file\": \"documents/DRAFT-202609-P0001.pdf\", \"bytes\": 0, "
        "\"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},\n"
        "    {\"file\": \"slots.csv\", \"bytes\": 3, \"sha256\": "
        "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}\n  ]\n}\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        cr_assert_not_null(strstr(text, wanted[i]), "no %s in\n%s", wanted[i], text);
    }
    g_autofree char *checked =
        directory_shell("python3 -m json.tool \"$1/manifest.json\"", directory);
    cr_assert_not_null(checked);
    directory_remove(directory);
}

Test(manifest, an_issue_is_a_link_of_the_chain)
{
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    sample.run.draft = false;
    g_autoptr(exception_list) exceptions = exception_list_new();
    struct run_totals totals = {0};
    g_autofree char *directory = directory_new();
    g_autoptr(output_hashes) hashes = output_hashes_new(directory);
    const struct manifest_frozen frozen[] = {{"issues", "ef56"}, {"payments", "ab78"}};
    const struct manifest_issue issue = {.issue = 2,
                                         .prepared_by = "pat",
                                         .approved_by = "Zoë \"Z\" Smith",
                                         .seal_key = "0123456789abcdef",
                                         .libraries = "SQLite 3.40.1",
                                         .previous_seal = "ab12",
                                         .facts_sha256 = "cd34",
                                         .frozen = frozen,
                                         .frozen_count = G_N_ELEMENTS(frozen)};
    const struct manifest manifest = {.run = &sample.run,
                                      .totals = &totals,
                                      .exceptions = exceptions,
                                      .digest = "0123456789ab",
                                      .issue = &issue,
                                      .hashes = hashes};
    cr_assert(manifest_write(&manifest, directory, NULL));
    g_autofree char *text = directory_read(directory, "manifest.json");
    const char *wanted =
        "\"kind\": \"issue\",\n  \"issue\": 2,\n  \"prepared_by\": \"pat\",\n"
        "  \"approved_by\": \"Zoë \\\"Z\\\" Smith\",\n"
        "  \"payment_date\": \"2026-10-26\",\n  \"libraries\": \"SQLite 3.40.1\",\n"
        "  \"previous_seal\": \"ab12\",\n"
        "  \"facts_sha256\": \"cd34\",\n"
        "  \"seal_key\": \"0123456789abcdef\",\n"
        "  \"frozen\": {\n    \"issues\": \"ef56\",\n"
        "    \"payments\": \"ab78\"\n  },\n  \"as_at\"";
    cr_assert_not_null(strstr(text, wanted), "no %s in\n%s", wanted, text);
    directory_remove(directory);
}
