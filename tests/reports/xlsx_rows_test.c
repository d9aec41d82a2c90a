#include "reports/workbook/xlsx_rows.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <xlsxwriter.h>

#include "reports/workbook/xlsx_pack.h"
#include "reports/workbook/xlsx_verify.h"
#include "reports/workbook/xml_characters.h"
#include "tests/reports/directory.h"

/* A workbook of the library's with a heading in each of two sheets. */
static char *shell_new(const char *directory)
{
    char *path = g_build_filename(directory, "shell.xlsx", NULL);
    lxw_workbook *workbook = workbook_new(path);
    for (int i = 0; i < 2; i++) {
        lxw_worksheet *worksheet = workbook_add_worksheet(workbook, NULL);
        worksheet_write_string(worksheet, 0, 0, "heading", NULL);
    }
    cr_assert_eq(workbook_close(workbook), LXW_NO_ERROR);
    return path;
}

static char *sheet_of(const char *path, int number)
{
    g_autofree char *script = g_strdup_printf("unzip -p \"$1\" xl/worksheets/sheet%d.xml", number);
    return directory_shell(script, path);
}

/* Packs rows into the second sheet. */
static char *packed(const char *directory, xlsx_rows *rows, uint32_t row_count)
{
    g_autofree char *shell = shell_new(directory);
    char *path = g_build_filename(directory, "book.xlsx", NULL);
    g_autoptr(GError) error = NULL;
    struct xlsx_pack_sheet sheet = {.number = 2};
    cr_assert(xlsx_rows_finish(rows, &sheet.rows, &error));
    cr_assert(xlsx_pack(shell, path, &sheet, 1, &error), "%s", error ? error->message : "");
    uint32_t counts[] = {1, row_count + 1};
    cr_assert(xlsx_verify(path, counts, G_N_ELEMENTS(counts), &error), "%s",
              error ? error->message : "");
    g_autofree char *tested = directory_shell("unzip -tq \"$1\"", path);
    cr_assert_not_null(strstr(tested, "No errors"));
    return path;
}

static void contains(const char *text, const char *wanted)
{
    cr_assert_not_null(strstr(text, wanted), "no %s in\n%.4000s", wanted, text);
}

Test(xlsx_rows, cells)
{
    g_autofree char *directory = directory_new();
    g_autoptr(xlsx_rows) rows = xlsx_rows_new(directory, NULL);
    xlsx_row_begin(rows, 2);
    xlsx_cell_text(rows, 0, 3, "a<b>&\"c\" \x01");
    xlsx_cell_integer(rows, 1, 4, -1440);
    xlsx_cell_hundredths(rows, 2, 4, -1205);
    xlsx_cell_hundredths(rows, 3, 4, 1250);
    xlsx_cell_hundredths(rows, 25, 4, 400);
    xlsx_cell_number(rows, 26, 4, 1.0 / 3);
    xlsx_cell_blank(rows, 27, 4);
    xlsx_cell_formula(rows, 701, 4, "IF(A1<2,\"x\",0)", 0.5);
    xlsx_cell_text(rows, 702, 4, " space");
    xlsx_row_begin(rows, 3);
    xlsx_row_height(rows, 30);
    xlsx_cell_digits(rows, 0, 5, "0.375");
    xlsx_cell_text(rows, 1, 5, "A_x0_ _x12345_ _xG_ _x");
    xlsx_cell_text(rows, 2, 5, "a\uFFFFb\uFFFE\uFFFD\uFFEF\U0001FFFF");
    g_autofree char *path = packed(directory, rows, 2);
    g_autofree char *xml = sheet_of(path, 2);
    contains(xml, "</row><row r=\"2\"><c r=\"A2\" s=\"3\" "
                  "t=\"inlineStr\"><is><t>a&lt;b&gt;&amp;\"c\" _x0001_</t></is></c>"
                  "<c r=\"B2\" s=\"4\"><v>-1440</v></c><c r=\"C2\" s=\"4\"><v>-12.05</v></c>"
                  "<c r=\"D2\" s=\"4\"><v>12.5</v></c><c r=\"Z2\" s=\"4\"><v>4</v></c>"
                  "<c r=\"AA2\" s=\"4\"><v>0.3333333333333333</v></c><c r=\"AB2\" s=\"4\"/>"
                  "<c r=\"ZZ2\" s=\"4\"><f>IF(A1&lt;2,\"x\",0)</f><v>0.5</v></c>"
                  "<c r=\"AAA2\" s=\"4\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> space");
    contains(
        xml,
        "<row r=\"3\" ht=\"30\" customHeight=\"1\"><c r=\"A3\" s=\"5\"><v>0.375</v></c>"
        "<c r=\"B3\" s=\"5\" t=\"inlineStr\"><is><t>A_x005F_x0_ _x12345_ _xG_ _x</t></is></c>"
        "<c r=\"C3\" s=\"5\" t=\"inlineStr\"><is><t>a_xFFFF_b_xFFFE_\uFFFD\uFFEF\U0001FFFF</t></is>"
        "</c></row></sheetData>");
    directory_remove(directory);
}

/* Far more than is kept before it is deflated; and a sheet without a row. */
Test(xlsx_rows, many_and_none)
{
    enum { ROWS = 20000 };
    g_autofree char *directory = directory_new();
    g_autoptr(xlsx_rows) rows = xlsx_rows_new(directory, NULL);
    for (uint32_t i = 0; i < ROWS; i++) {
        xlsx_row_begin(rows, i + 2);
        xlsx_cell_integer(rows, 0, 1, rand());
        xlsx_cell_text(rows, 1, 1, "Nguyễn Thị Ánh");
    }
    g_autofree char *path = packed(directory, rows, ROWS);
    g_autofree char *count =
        directory_shell("unzip -p \"$1\" xl/worksheets/sheet2.xml | grep -o Ánh | wc -l", path);
    cr_assert_eq(strtol(count, NULL, 10), ROWS);
    directory_remove(directory);

    g_autofree char *other = directory_new();
    g_autoptr(xlsx_rows) none = xlsx_rows_new(other, NULL);
    g_autofree char *empty = packed(other, none, 0);
    directory_remove(other);
}

/* One row too few, or a byte that is another, is noticed. */
Test(xlsx_rows, verification)
{
    g_autofree char *directory = directory_new();
    g_autoptr(xlsx_rows) rows = xlsx_rows_new(directory, NULL);
    for (uint32_t i = 0; i < 1000; i++) {
        xlsx_row_begin(rows, i + 2);
        xlsx_cell_integer(rows, 0, 1, rand());
    }
    g_autofree char *path = packed(directory, rows, 1000);
    uint32_t counts[] = {1, 1000};
    g_autoptr(GError) error = NULL;
    cr_assert_not(xlsx_verify(path, counts, 2, &error));
    contains(error->message, "sheet2.xml has 1001 rows of 1000: the disk may be full");
    g_clear_error(&error);
    g_autofree char *said = directory_shell(
        "size=$(stat -c %s \"$1\"); printf x | dd of=\"$1\" bs=1 seek=$((size / 2)) conv=notrunc "
        "status=none; echo done",
        path);
    counts[1] = 1001;
    cr_assert_not(xlsx_verify(path, counts, 2, &error));
    contains(error->message, "damaged");
    directory_remove(directory);
}

/* What no reader of XML accepts is noticed wherever it comes from, also where two pieces of the
 * inflated text meet. */
Test(xlsx_rows, verification_of_characters)
{
    static const char *const wrong[] = {
        "\x01", "\xEF\xBF\xBF", "\xEF\xBF\xBE", "\xC3",
        "\xA9", "\xC0\x80",     "\xED\xA0\x80", "\xF8\x80\x80\x80\x80"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *directory = directory_new();
        g_autoptr(xlsx_rows) rows = xlsx_rows_new(directory, NULL);
        xlsx_row_begin(rows, 2);
        xlsx_cell_digits(rows, 0, 5, wrong[i]); /* as it stands */
        g_autofree char *shell = shell_new(directory);
        g_autofree char *path = g_build_filename(directory, "book.xlsx", NULL);
        g_autoptr(GError) error = NULL;
        struct xlsx_pack_sheet sheet = {.number = 2};
        cr_assert(xlsx_rows_finish(rows, &sheet.rows, NULL));
        cr_assert(xlsx_pack(shell, path, &sheet, 1, NULL));
        const uint32_t counts[] = {1, 2};
        cr_assert_not(xlsx_verify(path, counts, 2, &error), "%zu", i);
        contains(error->message, "sheet2.xml has a character that XML cannot hold");
        directory_remove(directory);
    }
    struct xml_characters reading = {0};
    for (const char *at = "a\nễ\U0001FFFF\uFFFD"; *at != '\0'; at++) {
        xml_characters_read(&reading, at, 1);
    }
    cr_assert(xml_characters_sound(&reading));
    xml_characters_read(&reading, "\xC3", 1);
    cr_assert_not(xml_characters_sound(&reading));
}

/* The library's file cut short, as by a full disk. */
Test(xlsx_rows, a_shell_that_is_cut)
{
    g_autofree char *directory = directory_new();
    g_autofree char *shell = shell_new(directory);
    g_autofree char *path = g_build_filename(directory, "book.xlsx", NULL);
    g_autoptr(xlsx_rows) rows = xlsx_rows_new(directory, NULL);
    g_autoptr(GError) error = NULL;
    struct xlsx_pack_sheet sheet = {.number = 3};
    cr_assert(xlsx_rows_finish(rows, &sheet.rows, NULL));
    cr_assert_not(xlsx_pack(shell, path, &sheet, 1, &error));
    contains(error->message, "lacks a part");
    g_clear_error(&error);
    remove(path);
    g_autofree char *said = directory_shell("truncate -s -9 \"$1\"; echo done", shell);
    cr_assert_not(xlsx_pack(shell, path, &sheet, 1, &error));
    contains(error->message, "damaged: the disk may be full");
    directory_remove(directory);
}

Test(xlsx_rows, full_disk)
{
    g_autofree char *directory = directory_new();
    g_autoptr(xlsx_rows) rows = xlsx_rows_new(directory, NULL);
    struct rlimit limit = {10000, 10000};
    struct xlsx_rows_file file;
    g_autoptr(GError) error = NULL;
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (uint32_t i = 0; i < 20000; i++) {
        xlsx_row_begin(rows, i + 2);
        xlsx_cell_integer(rows, 0, 1, rand());
    }
    cr_assert_not(xlsx_rows_finish(rows, &file, &error));
    cr_assert_eq(error->domain, G_FILE_ERROR);
    contains(error->message, "File too large");
    directory_remove(directory);
}
