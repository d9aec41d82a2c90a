#include "reports/workbook/book.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/reports/directory.h"
#include "tests/reports/report_sample.h"

static struct report_sample sample;
static const open_list *left_undone; /* NULL: nothing */
static const struct report_input inputs[] = {{"blocks.csv", 1, "00ff", 3}};

/* A workbook of so many partners of the sample. */
static bool write_workbook(const char *path, uint32_t rows_max, int partner_count, GError **error)
{
    g_autoptr(exception_list) exceptions = exception_list_new();
    g_autoptr(audit_workbook) workbook = audit_workbook_open(path, &sample.run, rows_max, error);
    if (!workbook) {
        return false;
    }
    for (int i = 0; i < partner_count; i++) {
        g_autofree char *id = g_strdup_printf("P%04d", i + 1);
        sample.month.facts.partner_id = sample.supplier.partner_id = id;
        g_autoptr(partner_report) report = report_sample_report(&sample);
        exception_list_add_report(exceptions, report);
        if (!audit_workbook_append(workbook, report, error) ||
            !audit_workbook_append_slots(workbook, report, error)) {
            return false;
        }
    }
    exception_list_sort(exceptions);
    struct audit_closing closing = {.partners_in = partner_count,
                                    .exceptions = exceptions,
                                    .open = left_undone,
                                    .inputs = inputs,
                                    .input_count = G_N_ELEMENTS(inputs)};
    return audit_workbook_close(workbook, &closing, error);
}

static char *workbook_new(char **ret_directory, uint32_t rows_max, int partner_count)
{
    *ret_directory = directory_new();
    char *path = g_build_filename(*ret_directory, "audit.xlsx", NULL);
    g_autoptr(GError) error = NULL;
    cr_assert(write_workbook(path, rows_max, partner_count, &error), "%s",
              error ? error->message : "");
    return path;
}

static char *member(const char *path, const char *name)
{
    g_autofree char *script = g_strdup_printf("unzip -p \"$1\" %s", name);
    return directory_shell(script, path);
}

static void contains(const char *text, const char *wanted)
{
    cr_assert_not_null(strstr(text, wanted), "no %s in\n%.4000s", wanted, text);
}

Test(audit_workbook, sheets_in_order)
{
    g_autofree char *directory = NULL;
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    g_autofree char *path = workbook_new(&directory, AUDIT_ROWS_MAX, 2);
    g_autofree char *names = directory_shell(
        "unzip -p \"$1\" xl/workbook.xml | grep -o '<sheet name=\"[^\"]*' | cut -d'\"' -f2", path);
    cr_assert_str_eq(names,
                     "Summary\nRegister\nRegister check\nLines\nVariance\nSlots\nAd hoc\nNot paid\n"
                     "Adjustments\nExceptions\nHolidays\nRules\nSources\n");
    GStatBuf status;
    cr_assert_eq(g_stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0600);
    directory_remove(directory);
}

/* Formulas over the partner's own rows, with their values; dates and money are numbers. */
Test(audit_workbook, formulas_and_types)
{
    g_autofree char *directory = NULL;
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    g_autofree char *path = workbook_new(&directory, AUDIT_ROWS_MAX, 2);
    g_autofree char *shown = member(path, "xl/worksheets/sheet2.xml");
    contains(shown, "<f>'Register check'!I3</f><v>1140</v>");
    contains(shown, "<f>'Register check'!J3</f><v>2850</v>");
    contains(shown, "<autoFilter ref=\"A1:W3\"/>");
    g_autofree char *partners = member(path, "xl/worksheets/sheet3.xml");
    contains(partners, "<f>SUM('Slots'!G29:G55)-SUM('Slots'!H29:H55)</f><v>1140</v>");
    contains(partners, "<f>SUMIF('Lines'!C3:C3,\"partner\",'Lines'!G3:G3)</f><v>2850</v>");
    contains(partners, "state=\"frozen\"");
    contains(partners, "<autoFilter ref=\"A1:AS3\"/>");
    contains(partners, "orientation=\"landscape\"");
    g_autofree char *lines = member(path, "xl/worksheets/sheet4.xml");
    contains(lines, "<f>ROUND(F2*D2/60,2)</f><v>2850</v>");
    g_autofree char *slots = member(path, "xl/worksheets/sheet6.xml");
    contains(slots, "<t>legal_name</t>");
    contains(slots, "<v>46266</v>"); /* 2026-09-01 */
    g_autofree char *summary = member(path, "xl/worksheets/sheet1.xml");
    contains(summary, "<f>ROUND(C13-D13,2)=0</f><v>1</v>");
    contains(summary, "nothing issued yet");
    g_autofree char *sources = member(path, "xl/worksheets/sheet13.xml");
    contains(sources, "00ff");
    directory_remove(directory);
}

/* Behind the exceptions, where there are any; what has no date or no known amount has an empty cell. */
Test(audit_workbook, open_items_have_a_sheet)
{
    g_autofree char *directory = NULL;
    report_sample_init(&sample);
    g_autoptr(open_list) open = open_list_new();
    open_list_add(open, &(struct open_item){.kind = OPEN_OWED,
                                            .partner_id = "P0002",
                                            .legal_name = "=Ben",
                                            .period = "2026-08",
                                            .amount = {-132000},
                                            .since = day_from_civil((struct civil){2026, 9, 7}),
                                            .by = OPEN_NO_DAY,
                                            .counted = true});
    open_list_close(open);
    left_undone = open;
    g_autofree char *path = workbook_new(&directory, AUDIT_ROWS_MAX, 1);
    left_undone = NULL;
    g_autofree char *book = member(path, "xl/workbook.xml");
    contains(book, "<sheet name=\"Exceptions\" sheetId=\"10\" r:id=\"rId10\"/>"
                   "<sheet name=\"Open items\" sheetId=\"11\" r:id=\"rId11\"/>"
                   "<sheet name=\"Holidays\" sheetId=\"12\"");
    g_autofree char *sheet = member(path, "xl/worksheets/sheet11.xml");
    contains(sheet, "<t>OWED</t>");
    contains(sheet, "<t>=Ben</t>");
    contains(sheet, "<v>-1320</v>");
    contains(sheet, "<v>46272</v>");
    cr_assert_null(strstr(sheet, "r=\"G2\""), "a date of nothing in\n%s", sheet);
    directory_remove(directory);
}

/* Text that looks like a formula stays text; a holiday's name may be anything. */
Test(audit_workbook, no_formula_from_text)
{
    g_autofree char *directory = NULL;
    report_sample_init(&sample);
    month_sample_holiday_add(&sample.month, "=HYPERLINK(\"x\")", 25);
    g_autofree char *path = workbook_new(&directory, AUDIT_ROWS_MAX, 1);
    g_autofree char *holidays = member(path, "xl/worksheets/sheet11.xml");
    contains(holidays, "t=\"inlineStr\"><is><t>=HYPERLINK(");
    cr_assert_null(strstr(holidays, "<f>"));
    directory_remove(directory);
}

/* Where a sheet is full it goes on; a partner's rows stay together, and Register finds them. */
Test(audit_workbook, goes_on_to_another_sheet)
{
    g_autofree char *directory = NULL;
    report_sample_init(&sample);
    g_autofree char *path = workbook_new(&directory, 60, 3);
    g_autofree char *book = member(path, "xl/workbook.xml");
    contains(book, "<sheet name=\"Slots\" sheetId=\"6\" r:id=\"rId6\"/>"
                   "<sheet name=\"Ad hoc\" sheetId=\"7\"");
    contains(book, "<sheet name=\"Slots 2\" sheetId=\"11\" r:id=\"rId11\"/>"
                   "<sheet name=\"Holidays\" sheetId=\"12\"");
    contains(book, "localSheetId=\"10\" hidden=\"1\">'Slots 2'!$A$1:");
    g_autofree char *slots = member(path, "xl/worksheets/sheet11.xml");
    contains(slots, "<dimension ref=\"A1:L28\"/>");
    g_autofree char *partners = member(path, "xl/worksheets/sheet3.xml");
    contains(partners, "SUM('Slots'!G29:G55)");
    contains(partners, "SUM('Slots 2'!G2:G28)-SUM('Slots 2'!H2:H28)</f><v>1620</v>");
    g_autofree char *summary = member(path, "xl/worksheets/sheet1.xml");
    contains(summary, "<f>COUNTA('Slots'!E2:E55)+COUNTA('Slots 2'!E2:E28)</f><v>81</v>");
    directory_remove(directory);
}

/* So do rows of which any may be the last of a sheet; each sheet has its own headings and filter. */
Test(audit_workbook, goes_on_within_a_partner)
{
    g_autofree char *directory = NULL;
    report_sample_init(&sample);
    month_sample_add_all(&sample.month);
    g_autofree char *path = workbook_new(&directory, 27, 6);
    g_autofree char *not_paid = directory_shell(
        "unzip -p \"$1\" xl/workbook.xml | grep -o 'name=\"Not paid 2\" sheetId=\"[0-9]*' |"
        " cut -d'\"' -f4",
        path);
    g_autofree char *name =
        g_strdup_printf("xl/worksheets/sheet%ld.xml", strtol(not_paid, NULL, 10));
    g_autofree char *rest = member(path, name);
    contains(rest, "<dimension ref=\"A1:N");
    contains(rest, "<autoFilter ref=\"A1:N");
    contains(rest, "<t>what would have made it payable</t>");
    contains(rest, "<row r=\"2\"");
    g_autofree char *summary = member(path, "xl/worksheets/sheet1.xml");
    contains(summary, "SUMIFS('Not paid'!I2:I28,'Not paid'!E2:E28,\"slot\")+"
                      "SUMIFS('Not paid 2'!I2:I");
    directory_remove(directory);
}

/* Same input, same bytes. */
Test(audit_workbook, same_bytes)
{
    g_autofree char *one = NULL;
    g_autofree char *two = NULL;
    report_sample_init(&sample);
    g_autofree char *first = workbook_new(&one, AUDIT_ROWS_MAX, 2);
    g_usleep(1100000);
    g_autofree char *second = workbook_new(&two, AUDIT_ROWS_MAX, 2);
    g_autofree char *both = g_strdup_printf("%s %s", first, second);
    g_autofree char *output = directory_shell("cmp $1", both);
    directory_remove(one);
    directory_remove(two);
}

/* The library tells nothing when its temporary files are cut short: the program does. */
Test(audit_workbook, full_disk)
{
    report_sample_init(&sample);
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "audit.xlsx", NULL);
    struct rlimit before;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit limit = {60000, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    g_autoptr(GError) error = NULL;
    bool written = write_workbook(path, AUDIT_ROWS_MAX, 200, &error);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    cr_assert_not(written);
    cr_assert_eq(error->domain, G_FILE_ERROR);
    cr_assert_not(g_file_test(path, G_FILE_TEST_EXISTS));
    directory_remove(directory);
}

Test(audit_workbook, given_up_leaves_nothing)
{
    report_sample_init(&sample);
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "audit.xlsx", NULL);
    audit_workbook *workbook = audit_workbook_open(path, &sample.run, AUDIT_ROWS_MAX, NULL);
    cr_assert_not_null(workbook);
    audit_workbook_free(workbook);
    cr_assert_not(g_file_test(path, G_FILE_TEST_EXISTS));
    directory_remove(directory);
}
