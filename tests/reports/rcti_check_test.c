#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "reports/documents/document.h"
#include "tests/reports/pdf_tools.h"

/* What is never written: a document that lacks something, or half a document. */

static struct pdf_folder folder;

static void set_up(void)
{
    folder = pdf_folder_new();
}

static void tear_down(void)
{
    pdf_folder_remove(&folder);
}

TestSuite(rcti_check, .init = set_up, .fini = tear_down);

static void break_name(struct pdf_sample *sample)
{
    sample->report.supplier.legal_name = " ";
}
static void break_name_unseen(struct pdf_sample *sample)
{
    sample->report.supplier.legal_name = "\u00A0\u2003\u200B";
}
static void break_abn(struct pdf_sample *sample)
{
    sample->report.supplier.abn = "5182475355";
}
static void break_recipient(struct pdf_sample *sample)
{
    sample->run.company.legal_name = "";
}
static void break_recipient_abn(struct pdf_sample *sample)
{
    sample->run.company.abn = "47 555 222 000";
}
static void break_recipient_address(struct pdf_sample *sample)
{
    sample->run.company.address_line_1 = "";
}
static void break_number(struct pdf_sample *sample)
{
    sample->run.draft = false;
    sample->report.row.number = "";
}
static void break_agreement(struct pdf_sample *sample)
{
    sample->run.company.agreement_text = "\n";
}
static void break_hash(struct pdf_sample *sample)
{
    sample->report.result_hash = "0123456789abcde";
}
static void break_line(struct pdf_sample *sample)
{
    g_array_index(sample->lines, struct line, 0).gst.cents++;
}
static void break_total(struct pdf_sample *sample)
{
    sample->report.row.totals.total.cents++;
}
static void break_kind(struct pdf_sample *sample)
{
    sample->report.document = DOCUMENT_NONE;
}
static void break_title(struct pdf_sample *sample)
{
    sample->report.document = DOCUMENT_RCI;
}
static void break_held(struct pdf_sample *sample)
{
    sample->report.row.amounts_blank = true;
}
static void break_lines(struct pdf_sample *sample)
{
    g_array_set_size(sample->lines, 0);
}
static void break_counts(struct pdf_sample *sample)
{
    g_array_index(sample->counts, struct count_row, sample->counts->len - 1).minutes -= 60;
}
static void break_counts_away(struct pdf_sample *sample)
{
    g_array_set_size(sample->counts, 0);
}
static void break_text(struct pdf_sample *sample)
{
    sample->report.supplier.suburb = "Newt\xF6wn";
}

Test(rcti_check, a_document_that_lacks_a_must_item_is_refused)
{
    void (*const breaks[])(struct pdf_sample *) = {
        break_name,      break_name_unseen,   break_abn,
        break_recipient, break_recipient_abn, break_recipient_address,
        break_number,    break_agreement,     break_hash,
        break_line,      break_total,         break_kind,
        break_title,     break_held,          break_lines,
        break_counts,    break_counts_away,   break_text,
    };
    g_autofree char *path = g_build_filename(folder.path, "a.pdf", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(breaks); i++) {
        g_autoptr(pdf_sample) sample = pdf_sample_new();
        g_autoptr(GError) error = NULL;
        breaks[i](sample);
        cr_expect_not(pdf_sample_write(sample, folder.stock, path, &error), "break %zu", i);
        cr_assert_not_null(error, "break %zu", i);
        cr_expect(g_error_matches(error, DOCUMENT_ERROR, DOCUMENT_ERROR_INCOMPLETE));
        cr_expect(g_str_has_prefix(error->message, "P0001: "), "%s", error->message);
        cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
    }
}

Test(rcti_check, a_name_that_the_font_cannot_show_is_refused)
{
    g_autoptr(pdf_sample) sample = pdf_sample_new();
    g_autoptr(GError) error = NULL;
    sample->report.supplier.trading_name = "Kanzashi 簪";
    uint32_t missing = 0;
    document_missing_column(folder.fonts, &sample->report.supplier, &missing);
    cr_expect_eq(missing, 0x7C2A);
    g_autofree char *path = g_build_filename(folder.path, "a.pdf", NULL);
    cr_expect_not(pdf_sample_write(sample, folder.stock, path, &error));
    cr_assert(g_error_matches(error, DOCUMENT_ERROR, DOCUMENT_ERROR_GLYPH));
    cr_expect_str_eq(error->message, "P0001: the documents' font cannot show U+7C2A");
    cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
}

Test(rcti_check, what_else_is_shown_of_the_supplier_is_looked_at)
{
    g_autoptr(pdf_sample) sample = pdf_sample_new();
    struct supplier *supplier = &sample->report.supplier;
    uint32_t missing = 0;
    cr_expect_null(document_missing_column(folder.fonts, supplier, &missing));
    supplier->account_name = "李慧敏";
    cr_expect_str_eq(document_missing_column(folder.fonts, supplier, &missing), "account_name");
    cr_expect_eq(missing, 0x674E);
    supplier->account_name = "";
    supplier->agreement_ref = "7 協";
    cr_expect_str_eq(document_missing_column(folder.fonts, supplier, &missing), "agreement_ref");
    cr_expect_eq(missing, 0x5354);
}

Test(rcti_check, a_full_disk_leaves_no_half_document)
{
    g_autoptr(pdf_sample) sample = pdf_sample_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder.path, "a.pdf", NULL);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {8192, before.rlim_max};
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool written = pdf_sample_write(sample, folder.stock, path, &error);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    cr_expect_not(written);
    cr_assert_not_null(error);
    cr_expect_eq(error->domain, G_FILE_ERROR);
    cr_expect_not_null(strstr(error->message, path));
    cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
}

Test(rcti_check, a_folder_that_is_not_there_is_an_error)
{
    g_autoptr(pdf_sample) sample = pdf_sample_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder.path, "none", "a.pdf", NULL);
    cr_expect_not(pdf_sample_write(sample, folder.stock, path, &error));
    cr_expect(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

/* ---- same input, same bytes ---- */

static struct pdf_sample *sample_of(int number)
{
    struct pdf_sample *sample = number % 3 == 2   ? pdf_sample_large_new()
                                : number % 3 == 1 ? pdf_sample_rci_new()
                                                  : pdf_sample_new();
    static const char *const names[] = {"Nguyễn Thị Ánh", "José Núñez", "Zoë Łuczak"};
    sample->report.supplier.legal_name = names[number % 4 % 3];
    return sample;
}

enum { SAMPLES = 6, ROUNDS = 3 };

struct round {
    int number;
    bool backwards;
};

static void *round_write(void *data)
{
    const struct round *round = data;
    for (int i = 0; i < SAMPLES; i++) {
        int number = round->backwards ? SAMPLES - 1 - i : i;
        char name[32];
        g_snprintf(name, sizeof name, "%d-%d.pdf", round->number, number);
        g_autoptr(pdf_sample) sample = sample_of(number);
        g_autofree char *path = g_build_filename(folder.path, name, NULL);
        if (!pdf_sample_write(sample, folder.stock, path, NULL)) {
            return NULL;
        }
    }
    return data;
}

Test(rcti_check, same_bytes_twice_and_from_two_threads)
{
    struct round rounds[ROUNDS] = {{0, false}, {1, false}, {2, true}};
    cr_assert_not_null(round_write(&rounds[0]));
    GThread *first = g_thread_new("first", round_write, &rounds[1]);
    GThread *second = g_thread_new("second", round_write, &rounds[2]);
    cr_assert_not_null(g_thread_join(first));
    cr_assert_not_null(g_thread_join(second));
    for (int number = 0; number < SAMPLES; number++) {
        g_autofree char *expected = NULL;
        gsize expected_length = 0;
        for (int round = 0; round < ROUNDS; round++) {
            char name[32];
            g_snprintf(name, sizeof name, "%d-%d.pdf", round, number);
            g_autofree char *path = g_build_filename(folder.path, name, NULL);
            char *bytes = NULL;
            gsize length = 0;
            cr_assert(g_file_get_contents(path, &bytes, &length, NULL));
            if (round == 0) {
                expected = bytes;
                expected_length = length;
                continue;
            }
            cr_expect(length == expected_length && memcmp(bytes, expected, length) == 0,
                      "document %d, round %d", number, round);
            g_free(bytes);
        }
    }
}
