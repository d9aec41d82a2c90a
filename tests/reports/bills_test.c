#include "reports/tables/bills.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/reports/directory.h"

/* bills-xero.csv, deliveries.csv and super.csv, each compared whole. */

static const struct supplier ada = {.partner_id = "P0001",
                                    .legal_name = "Ada Example, \"The Practice\"",
                                    .address_line_1 = "1 Sample Street",
                                    .address_line_2 = "",
                                    .suburb = "Geelong",
                                    .state = "VIC",
                                    .postcode = "3220",
                                    .email = "ada@example.com"};
static const struct supplier eve = {.partner_id = "P0002",
                                    .legal_name = "=HYPERLINK(\"x\")",
                                    .address_line_1 = "+1",
                                    .address_line_2 = "-2",
                                    .suburb = "@x",
                                    .state = "",
                                    .postcode = "",
                                    .email = ""};
#define LINE(text, of_minutes, rate, of_amount, of_gst, is_taxable)                                \
    {                                                                                              \
        text,                                                                                      \
        {                                                                                          \
            .hourly_rate = {(rate)}, .taxable = (is_taxable), .minutes = {(of_minutes)},           \
            .amount = {(of_amount)}, .gst = {                                                      \
                (of_gst)                                                                           \
            }                                                                                      \
        }                                                                                          \
    }
static const struct bills_settings settings = {"477", "GST on Expenses", "BAS Excluded"};

static const char headings[] =
    "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
    "PORegion,POPostalCode,POCountry,*InvoiceNumber,*InvoiceDate,*DueDate,Total,InventoryItemCode,"
    "Description,*Quantity,*UnitAmount,*AccountCode,*TaxType,TaxAmount,TrackingName1,"
    "TrackingOption1,TrackingName2,TrackingOption2,Currency\n";

/* Both files are written to `name` of a directory of their own, read and taken away. */
static char *read_and_remove(char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    GStatBuf status;
    cr_assert_eq(g_stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 0777, 0600);
    char *text = directory_read(directory, name);
    directory_remove(directory);
    return text;
}

static char *bills_written(const struct bill *bills, size_t count)
{
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "bills-xero.csv", NULL);
    cr_assert(bills_csv_write(path, &settings, bills, count, NULL));
    return read_and_remove(directory, "bills-xero.csv");
}

static void rows_are(const char *text, const char *rows)
{
    cr_assert(g_str_has_prefix(text, headings), "%s", text);
    cr_assert_str_eq(text + strlen(headings), rows);
}

static struct bill bill_of(const struct bill_line *lines, size_t count)
{
    return (struct bill){.supplier = &ada,
                         .number = "RCTI-202609-P0001",
                         .issue_date = day_from_civil((struct civil){2026, 10, 2}),
                         .due_date = day_from_civil((struct civil){2026, 10, 16}),
                         .lines = lines,
                         .line_count = count};
}

#define ADA_CELLS                                                                                  \
    "\"Ada Example, \"\"The Practice\"\"\",ada@example.com,1 Sample Street,,,,Geelong,VIC,3220,"   \
    "Australia,"

Test(bills, a_row_a_line)
{
    const struct bill_line lines[] = {
        LINE("Consultant Partner hours, September 2026", 1620, 15000, 405000, 40500, true),
        LINE("Ad hoc sessions, September 2026", 75, 18000, 22500, 0, false)};
    const struct bill bill = bill_of(lines, 2);
    g_autofree char *text = bills_written(&bill, 1);
    rows_are(text, ADA_CELLS
             "RCTI-202609-P0001,02/10/2026,16/10/2026,4680.00,,"
             "\"Consultant Partner hours, September 2026\",27.00,150.00,477,GST on Expenses,405.00,"
             ",,,,AUD\n" ADA_CELLS "RCTI-202609-P0001,02/10/2026,16/10/2026,4680.00,,"
             "\"Ad hoc sessions, September 2026\",1.25,180.00,477,BAS Excluded,0.00,,,,,AUD\n");
}

/* Less of what was billed: the minus stands before the amounts, as an import of credits wants it. */
Test(bills, adjustments)
{
    const struct bill_line lines[] = {LINE("August hours", -180, 15000, -45000, -4500, true),
                                      LINE("August hours", 180, 15500, 46500, 4650, true)};
    const struct bill bills[] = {bill_of(lines, 1), bill_of(lines, 2)};
    g_autofree char *text = bills_written(bills, 2);
    rows_are(text, ADA_CELLS "RCTI-202609-P0001,02/10/2026,16/10/2026,-495.00,,August hours,3.00,"
                             "-150.00,477,GST on Expenses,-45.00,,,,,AUD\n" ADA_CELLS
                             "RCTI-202609-P0001,02/10/2026,16/10/2026,16.50,,August hours,3.00,"
                             "-150.00,477,GST on Expenses,-45.00,,,,,AUD\n" ADA_CELLS
                             "RCTI-202609-P0001,02/10/2026,16/10/2026,16.50,,August hours,3.00,"
                             "155.00,477,GST on Expenses,46.50,,,,,AUD\n");
}

/* 20 minutes are 0.33 hours, a quarter of an hour at 150.02 is half a cent: neither product is left
 * to the importing program. */
Test(bills, products_that_would_be_rounded)
{
    const struct bill_line lines[] = {
        LINE("A", 20, 15000, 5000, 500, true), LINE("B", 15, 15002, 3751, 375, true),
        LINE("C", -60, 15000, -15001, -1500, true), LINE("D", 0, 15000, 1, 0, true)};
    const struct bill bill = bill_of(lines, 4);
    g_autofree char *text = bills_written(&bill, 1);
    cr_assert_not_null(strstr(text, ",A (20 min at 150.00),1.00,50.00,"), "%s", text);
    cr_assert_not_null(strstr(text, ",B (15 min at 150.02),1.00,37.51,"), "%s", text);
    cr_assert_not_null(strstr(text, ",C (-1 h at 150.00),1.00,-150.01,"), "%s", text);
    cr_assert_not_null(strstr(text, ",D (0 h at 150.00),1.00,0.01,"), "%s", text);
}

/* People open it in a spreadsheet before they import it: what looks like a formula is text there. */
Test(bills, no_formulas)
{
    const struct bill_line line = LINE("@SUM(1)", 60, 100, 100, 0, false);
    struct bill bill = bill_of(&line, 1);
    bill.supplier = &eve;
    g_autofree char *text = bills_written(&bill, 1);
    rows_are(text,
             "\"'=HYPERLINK(\"\"x\"\")\",,'+1,'-2,,,'@x,,,Australia,RCTI-202609-P0001,"
             "02/10/2026,16/10/2026,1.00,,'@SUM(1),1.00,1.00,477,BAS Excluded,0.00,,,,,AUD\n");
}

Test(bills, no_bills_are_headings)
{
    g_autofree char *text = bills_written(NULL, 0);
    rows_are(text, "");
}

Test(bills, nothing_is_overwritten)
{
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "bills-xero.csv", NULL);
    g_autoptr(GError) error = NULL;
    cr_assert(bills_csv_write(path, &settings, NULL, 0, NULL));
    cr_assert_not(bills_csv_write(path, &settings, NULL, 0, &error));
    cr_assert(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST));
    directory_remove(directory);
}

Test(deliveries_csv, a_row_a_document)
{
    static const struct supplier without_email = {.partner_id = "P0002", .email = ""};
    struct bill bills[] = {bill_of(NULL, 0),
                           {.supplier = &without_email,
                            .number = "RCI-202609-P0002",
                            .path = "documents/RCI-202609-P0002.pdf"}};
    bills[0].path = "documents/RCTI-202609-P0001.pdf";
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "deliveries.csv", NULL);
    g_autoptr(GError) error = NULL;
    cr_assert(deliveries_csv_write(path, bills, 2, NULL));
    cr_assert_not(deliveries_csv_write(path, bills, 2, &error));
    cr_assert(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST));
    g_autofree char *text = read_and_remove(directory, "deliveries.csv");
    cr_assert_str_eq(text,
                     "partner_id,email,document,path\n"
                     "P0001,ada@example.com,RCTI-202609-P0001,documents/RCTI-202609-P0001.pdf\n"
                     "P0002,,RCI-202609-P0002,documents/RCI-202609-P0002.pdf\n");
}

Test(super_csv, a_row_a_document_with_what_was_netted)
{
    const day date = day_from_civil((struct civil){2026, 10, 16});
    const struct super_row rows[] = {{&ada, "yes", "RCTI-202609-P0001", date, {60000}, {-66000}},
                                     {&ada, "yes", "RCAN-202608-P0001-1", date, {-120000}, {0}},
                                     {&eve, "", "RCI-202609-P0002", date, {15000}, {0}}};
    g_autofree char *directory = directory_new();
    g_autofree char *path = g_build_filename(directory, "super.csv", NULL);
    g_autoptr(GError) error = NULL;
    cr_assert(super_csv_write(path, rows, G_N_ELEMENTS(rows), NULL));
    cr_assert_not(super_csv_write(path, rows, G_N_ELEMENTS(rows), &error));
    cr_assert(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_EXIST));
    g_autofree char *text = read_and_remove(directory, "super.csv");
    cr_assert_str_eq(
        text, "partner_id,legal_name,super,document,payment_date,services_amount,netted_amount\n"
              "P0001,\"Ada Example, \"\"The Practice\"\"\",yes,RCTI-202609-P0001,2026-10-16,600.00,"
              "-660.00\n"
              "P0001,\"Ada Example, \"\"The Practice\"\"\",yes,RCAN-202608-P0001-1,2026-10-16,"
              "-1200.00,0.00\n"
              "P0002,\"'=HYPERLINK(\"\"x\"\")\",,RCI-202609-P0002,2026-10-16,150.00,0.00\n");
}
