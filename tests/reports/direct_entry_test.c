#include "reports/tables/direct_entry.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/reports/directory.h"

/* What the program says of its own files is one thing; tests/golden/direct_entry.py, which knows
 * only the layout, reads every file here. */

struct sample {
    char *directory;
    char *path;
    struct direct_entry payer;
    struct direct_entry_result result;
    GError *error;
};

static struct sample sample;

static const struct payment_row ada = {.supplier = {.partner_id = "P0001",
                                                    .legal_name = "Ada Example",
                                                    .bsb = "062-900",
                                                    .account_number = "12345678",
                                                    .account_name = "A Example Practice"},
                                       .reference = "RCTI-202609-P0001",
                                       .period = {{20697}, 30}, /* 2026-09-01 */
                                       .amount = {363000}};
static const struct payment_row ben = {.supplier = {.partner_id = "P0002",
                                                    .legal_name = "Ben Sample",
                                                    .bsb = "083047",
                                                    .account_number = "0087-654",
                                                    .account_name = ""},
                                       .reference = "RCTI-202609-P0002",
                                       .period = {{20697}, 30},
                                       .amount = {110050}};

static void sample_open(void)
{
    sample =
        (struct sample){.directory = directory_new(),
                        .payer = {.institution = "CBA",
                                  .user_name = "Example Assist Pty Ltd",
                                  .direct_entry_user_id = "1500",
                                  .description = "PARTNER PAY",
                                  .bsb = "062-900",
                                  .account_number = "10458921",
                                  .account_name = "Example Assist Pty Ltd",
                                  .remitter = "EXAMPLE ASSIST",
                                  .transaction_code = "50",
                                  .self_balancing = true,
                                  .processing_date = day_from_civil((struct civil){2026, 10, 16})}};
    sample.path = g_build_filename(sample.directory, "payments.aba", NULL);
}

static void sample_close(void)
{
    direct_entry_result_clear(&sample.result);
    g_clear_error(&sample.error);
    directory_remove(sample.directory);
    g_free(sample.directory);
    g_free(sample.path);
}

TestSuite(direct_entry, .init = sample_open, .fini = sample_close);

static bool write_payments(const struct payment_row *payments, size_t count)
{
    return direct_entry_write(sample.path, &sample.payer, payments, count, &sample.result,
                              &sample.error);
}

/* The file, after the reader has found nothing wrong with it. The caller frees. */
static char *written(const struct payment_row *payments, size_t count)
{
    cr_assert(write_payments(payments, count), "%s", sample.error ? sample.error->message : "");
    cr_assert(sample.result.written);
    g_autofree char *read =
        directory_shell("python3 -B tests/golden/direct_entry.py \"$1\"", sample.path);
    g_autofree char *wanted =
        g_strdup_printf("%d payments, %" G_GINT64_FORMAT ".%02d in all\n", sample.result.count,
                        sample.result.total.cents / 100, (int)(sample.result.total.cents % 100));
    cr_assert_str_eq(read, wanted);
    return directory_read(sample.directory, "payments.aba");
}

/* Positions `from` to `to` of a record, all from 1. */
static void field_is(const char *text, size_t record, size_t from, size_t to, const char *wanted)
{
    g_autofree char *field = g_strndup(text + (record - 1) * 122 + from - 1, to - from + 1);
    cr_assert_str_eq(field, wanted);
}

Test(direct_entry, balanced)
{
    const struct payment_row payments[] = {ada, ben};
    g_autofree char *text = written(payments, 2);
    static const char wanted[] =
        "0                 01CBA       EXAMPLE ASSIST PTY LTD    001500PARTNER PAY 161026          "
        "                              \r\n"
        "1062-900 12345678 500000363000A EXAMPLE PRACTICE              RCTI-202609-P0001 062-900 "
        "10458921EXAMPLE ASSIST  00000000\r\n"
        "1083-047  0087654 500000110050BEN SAMPLE                      RCTI-202609-P0002 062-900 "
        "10458921EXAMPLE ASSIST  00000000\r\n"
        "1062-900 10458921 130000473050EXAMPLE ASSIST PTY LTD          PARTNER PAY       062-900 "
        "10458921EXAMPLE ASSIST  00000000\r\n"
        "7999-999            000000000000004730500000473050                        000003          "
        "                              \r\n";
    cr_assert_str_eq(text, wanted);
    cr_assert_eq(sample.result.count, 2);
    cr_assert_eq(sample.result.total.cents, 473050);
    cr_assert_eq(sample.result.left_out->len, 0);
    GStatBuf status;
    cr_assert_eq(g_stat(sample.path, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0600);
}

Test(direct_entry, unbalanced)
{
    const struct payment_row payments[] = {ada, ben};
    sample.payer.self_balancing = false;
    sample.payer.transaction_code = "53";
    g_autofree char *text = written(payments, 2);
    cr_assert_eq(strlen(text), 488); /* 4 records of 122 */
    field_is(text, 2, 19, 20, "53");
    field_is(text, 4, 1, 80,
             "7999-999            000047305000004730500000000000                        000002");
}

/* The reader is worth something only if it finds what is wrong: each byte of a good file, changed. */
Test(direct_entry, reader_finds_a_byte_that_is_off)
{
    const struct payment_row payments[] = {ada, ben};
    g_autofree char *text = written(payments, 2);
    g_autofree char *balanced = directory_shell(
        "python3 -B tests/golden/direct_entry.py \"$1\" --balanced --mutate", sample.path);
    cr_assert_not_null(strstr(balanced, " mutations found, 0 missed\n"), "%s", balanced);
    g_unlink(sample.path);
    direct_entry_result_clear(&sample.result);
    sample.payer.self_balancing = false;
    g_autofree char *other = written(payments, 2);
    g_autofree char *unbalanced =
        directory_shell("python3 -B tests/golden/direct_entry.py \"$1\" --mutate\n"
                        "! python3 -B tests/golden/direct_entry.py \"$1\" --balanced",
                        sample.path);
    cr_assert_not_null(strstr(unbalanced, " mutations found, 0 missed\n"), "%s", unbalanced);
    cr_assert_not_null(strstr(unbalanced, "not balanced"), "%s", unbalanced);
}

Test(direct_entry, names_in_the_banks_characters)
{
    struct payment_row payments[] = {ada, ada, ada, ada};
    payments[0].supplier.account_name = "Nguyễn Thị Ánh – “Ánh’s” Practice";
    payments[1].supplier.account_name = " \n";
    payments[1].supplier.legal_name = "Юлия Щербакова-Хрущёва";
    payments[2].supplier.account_name = "李小龍";
    payments[2].supplier.legal_name = "…";
    payments[3].supplier.account_name = "The Very Long Name of a Trust That Nobody Will Read";
    sample.payer.user_name = "Ελληνική Βοήθεια Παπαδόπουλος ΑΕ";
    sample.payer.remitter = "Łukasz & Zoë Assist Ltd";
    g_autofree char *text = written(payments, 4);
    field_is(text, 1, 31, 56, "ELLINIKI VOITHEIA PAPADOPO");
    field_is(text, 2, 31, 62, "NGUYEN THI ANH - ANH'S PRACTICE ");
    field_is(text, 3, 31, 62, "IULIIA SHCHERBAKOVA-KHRUSHCHEVA ");
    field_is(text, 4, 31, 62, "P0001                           ");
    field_is(text, 5, 31, 62, "THE VERY LONG NAME OF A TRUST TH");
    field_is(text, 5, 97, 112, "LUKASZ & ZOE ASS");
}

/* 18 characters: the number, the number without hyphens, or period and partner. */
Test(direct_entry, lodgement_references)
{
    struct payment_row payments[] = {ada, ada, ada, ada, ada};
    payments[1].reference = "RCAN-202608-P0001-1";
    payments[2].reference = "RCTI-202609-NORTH-SHORE-12";
    payments[2].supplier.partner_id = "NORTH-SHORE-12";
    payments[3].reference = "";
    payments[4].reference = "RCTI-202609-P00012";
    g_autofree char *text = written(payments, 5);
    field_is(text, 2, 63, 80, "RCTI-202609-P0001 ");
    field_is(text, 3, 63, 80, "RCAN202608P00011  ");
    field_is(text, 4, 63, 80, "2609NORTH-SHORE-12");
    field_is(text, 5, 63, 80, "2609P0001         ");
    field_is(text, 6, 63, 80, "RCTI-202609-P00012");
}

/* Left out and named; zero is left out without a word. */
Test(direct_entry, what_does_not_fit_is_left_out)
{
    struct payment_row payments[10];
    for (size_t i = 0; i < 10; i++) {
        payments[i] = ada;
    }
    payments[0].supplier.bsb = "";
    payments[1].supplier.account_number = "";
    payments[2].supplier.bsb = "62-900";
    payments[3].supplier.account_number = "1234567890";
    payments[4].supplier.account_number = "1234 5678";
    payments[5].supplier.account_number = "000-000";
    payments[6].amount = (money){10000000000};
    payments[7].amount = (money){0};
    payments[7].supplier.bsb = "";
    payments[8].supplier.account_number = "123-456-789";
    payments[9].supplier.bsb = "0629001";
    g_autofree char *text = written(payments, 10);
    field_is(text, 2, 9, 17, "123456789");
    static const struct payment_left_out wanted[] = {
        {NULL, PAYMENT_NO_BANK_DETAILS},
        {NULL, PAYMENT_NO_BANK_DETAILS},
        {NULL, PAYMENT_BAD_BSB},
        {NULL, PAYMENT_ACCOUNT_TOO_LONG},
        {NULL, PAYMENT_BAD_ACCOUNT_NUMBER},
        {NULL, PAYMENT_BAD_ACCOUNT_NUMBER},
        {NULL, PAYMENT_AMOUNT_TOO_LARGE},
        {NULL, PAYMENT_BAD_BSB},
    };
    static const size_t places[] = {0, 1, 2, 3, 4, 5, 6, 9};
    cr_assert_eq(sample.result.left_out->len, 8);
    for (size_t i = 0; i < 8; i++) {
        const struct payment_left_out *left_out =
            &g_array_index(sample.result.left_out, struct payment_left_out, i);
        cr_assert_eq(left_out->payment, &payments[places[i]]);
        cr_assert_eq(left_out->refusal, wanted[i].refusal, "%zu: %s", i,
                     payment_refusals[left_out->refusal].code);
    }
    cr_assert_eq(sample.result.count, 1);
    cr_assert_eq(sample.result.total.cents, 363000);
    cr_assert_eq(sample.result.left_out_total.cents, 10002541000);
    cr_assert_str_eq(payment_refusals[PAYMENT_NO_BANK_DETAILS].code, "NO_BANK_DETAILS");
    cr_assert_not_null(strstr(payment_refusals[PAYMENT_BAD_BSB].text, "six digits"));
}

/* Each of its six is a digit, in front of the hyphen and behind it. */
Test(direct_entry, a_bsb_is_six_digits)
{
    const char *bsbs[] = {"062-90O", "062-O00", "O62-900", "06290O",
                          "O62900",  "06-2900", "062--00"};
    struct payment_row payments[G_N_ELEMENTS(bsbs)];
    for (size_t i = 0; i < G_N_ELEMENTS(bsbs); i++) {
        payments[i] = ada;
        payments[i].supplier.bsb = bsbs[i];
    }
    cr_assert(write_payments(payments, G_N_ELEMENTS(bsbs)));
    cr_assert_not(sample.result.written);
    cr_assert_eq(sample.result.left_out->len, G_N_ELEMENTS(bsbs));
    for (guint i = 0; i < sample.result.left_out->len; i++) {
        const struct payment_left_out *left_out =
            &g_array_index(sample.result.left_out, struct payment_left_out, i);
        cr_expect_eq(left_out->refusal, PAYMENT_BAD_BSB, "%s", bsbs[i]);
    }
}

/* Banks refuse a file without payments. */
Test(direct_entry, nobody_to_pay_is_no_file)
{
    struct payment_row payments[] = {ada, ben};
    payments[0].amount = (money){0};
    payments[1].supplier.account_number = "";
    cr_assert(write_payments(payments, 2));
    cr_assert_not(sample.result.written);
    cr_assert_eq(sample.result.count, 0);
    cr_assert_eq(sample.result.left_out->len, 1);
    cr_assert_not(g_file_test(sample.path, G_FILE_TEST_EXISTS));
    direct_entry_result_clear(&sample.result);
    cr_assert(write_payments(NULL, 0));
    cr_assert_not(sample.result.written);
}

Test(direct_entry, the_largest_total)
{
    struct payment_row payments[] = {ada, ben};
    payments[0].amount = (money){9999999998};
    payments[1].amount = (money){1};
    g_autofree char *text = written(payments, 2);
    field_is(text, 5, 21, 50, "000000000099999999999999999999");
}

Test(direct_entry, total_that_does_not_fit_stops)
{
    struct payment_row payments[] = {ada, ben};
    payments[0].amount = (money){9999999999};
    payments[1].amount = (money){1};
    cr_assert_not(write_payments(payments, 2));
    cr_assert(g_error_matches(sample.error, DIRECT_ENTRY_ERROR, DIRECT_ENTRY_ERROR_TOTAL));
    cr_assert_not_null(strstr(sample.error->message, "2 payments of 100000000.00"));
    cr_assert_not(g_file_test(sample.path, G_FILE_TEST_EXISTS));
    cr_assert_null(sample.result.left_out);
}

static void payer_is_refused(const char *word)
{
    cr_assert_not(write_payments(&ada, 1), "%s", word);
    cr_assert(g_error_matches(sample.error, DIRECT_ENTRY_ERROR, DIRECT_ENTRY_ERROR_PAYER));
    cr_assert_not_null(strstr(sample.error->message, word), "%s", sample.error->message);
    cr_assert_not(g_file_test(sample.path, G_FILE_TEST_EXISTS));
    g_clear_error(&sample.error);
}

Test(direct_entry, payer_that_does_not_fit_stops)
{
    const struct direct_entry good = sample.payer;
    sample.payer.bsb = "06290";
    payer_is_refused("bsb");
    sample.payer = good;
    sample.payer.account_number = "1234567890";
    payer_is_refused("account_number");
    sample.payer = good;
    sample.payer.direct_entry_user_id = "1234567";
    payer_is_refused("direct_entry_user_id");
    sample.payer = good;
    sample.payer.institution = "cba";
    payer_is_refused("institution");
    sample.payer = good;
    sample.payer.transaction_code = "13"; /* would take the money from the partners */
    payer_is_refused("transaction_code");
    sample.payer = good;
    sample.payer.remitter = "«–»";
    payer_is_refused("remitter");
    sample.payer = good;
    sample.payer.description = "";
    payer_is_refused("description");
    sample.payer = good;
    sample.payer.processing_date = day_from_civil((struct civil){2126, 10, 16});
    payer_is_refused("processing date");
}

Test(direct_entry, nothing_is_overwritten)
{
    g_autofree char *text = written(&ada, 1);
    struct direct_entry_result second = {.written = false};
    cr_assert_not(direct_entry_write(sample.path, &sample.payer, &ada, 1, &second, &sample.error));
    cr_assert(g_error_matches(sample.error, G_FILE_ERROR, G_FILE_ERROR_EXIST));
}

Test(direct_entry, full_disk)
{
    struct rlimit before;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit limit = {200, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool written = write_payments(&ada, 1);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    cr_assert_not(written);
    cr_assert_eq(sample.error->domain, G_FILE_ERROR);
    cr_assert_not_null(strstr(sample.error->message, "payments.aba: cannot write"));
}
