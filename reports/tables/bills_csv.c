#include "reports/tables/bills_csv.h"

#include <stdlib.h>

#include "reports/output_file.h"
#include "reports/quoted.h"
#include "reports/text.h"

/* Required columns have the star in the template itself. */
static const char headings[] =
    "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
    "PORegion,POPostalCode,POCountry,*InvoiceNumber,*InvoiceDate,*DueDate,Total,InventoryItemCode,"
    "Description,*Quantity,*UnitAmount,*AccountCode,*TaxType,TaxAmount,TrackingName1,"
    "TrackingOption1,TrackingName2,TrackingOption2,Currency\n";

/* ---- cells --------------------------------------------------------------------------------- */

/* A cell and the comma behind it. */
static void cell(GString *row, const char *text)
{
    quoted_append_csv_text(row, text);
    g_string_append_c(row, ',');
}

static void cell_money(GString *row, money amount)
{
    char text[TEXT_SIZE];
    g_string_append(row, text_money(text, amount));
    g_string_append_c(row, ',');
}

static void cell_date(GString *row, day date)
{
    char text[TEXT_SIZE];
    g_string_append(row, text_date_numeric(text, date));
    g_string_append_c(row, ',');
}

static void blank_cells(GString *row, int count)
{
    for (int i = 0; i < count; i++) {
        g_string_append_c(row, ',');
    }
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void supplier_cells(GString *row, const struct supplier *supplier)
{
    cell(row, supplier->legal_name);
    cell(row, supplier->email);
    cell(row, supplier->address_line_1);
    cell(row, supplier->address_line_2);
    blank_cells(row, 2);
    cell(row, supplier->suburb);
    cell(row, supplier->state);
    cell(row, supplier->postcode);
    cell(row, "Australia");
}

static money bill_total(const struct bill *bill)
{
    money total = {0};
    for (size_t i = 0; i < bill->line_count; i++) {
        total = money_add(total, money_add(bill->lines[i].amount, bill->lines[i].gst));
    }
    return total;
}

/* Two decimals hold multiples of three minutes; a product of whole cents needs no rounding. */
static bool is_hours_by_rate(const struct bill_line *line)
{
    int64_t product = line->minutes.minutes * line->hourly_rate.cents_per_hour;
    return line->minutes.minutes != 0 && line->minutes.minutes % 3 == 0 &&
           product % MINUTES_PER_HOUR == 0 && product / MINUTES_PER_HOUR == line->amount.cents;
}

/* Description, *Quantity, *UnitAmount. */
static void work_cells(GString *row, const struct bill_line *line)
{
    char hours[TEXT_SIZE];
    char rate[TEXT_SIZE];
    if (is_hours_by_rate(line)) {
        money unit = {line->hourly_rate.cents_per_hour};
        cell(row, line->description);
        cell(row, text_hours(hours, labs(line->minutes.minutes)));
        cell_money(row, line->amount.cents < 0 ? money_subtract((money){0}, unit) : unit);
        return;
    }
    g_autofree char *description = g_strdup_printf("%s (%s hours at %s)", line->description,
                                                   text_hours(hours, line->minutes.minutes),
                                                   text_rate(rate, line->hourly_rate));
    cell(row, description);
    cell(row, "1.00");
    cell_money(row, line->amount);
}

static void line_append(GString *row, const struct bills_settings *settings,
                        const struct bill *bill, const struct bill_line *line)
{
    supplier_cells(row, bill->supplier);
    cell(row, bill->number);
    cell_date(row, bill->issue_date);
    cell_date(row, bill->due_date);
    cell_money(row, bill_total(bill));
    blank_cells(row, 1); /* InventoryItemCode */
    work_cells(row, line);
    cell(row, settings->account_code);
    cell(row, line->taxable ? settings->tax_type_taxable : settings->tax_type_untaxed);
    cell_money(row, line->gst);
    blank_cells(row, 4); /* tracking */
    g_string_append(row, "AUD\n");
}

bool bills_csv_write(const char *path, const struct bills_settings *settings,
                     const struct bill *bills, size_t bill_count, GError **error)
{
    FILE *file = output_file_create(path, error);
    if (!file) {
        return false;
    }
    g_autoptr(GString) row = g_string_new(NULL);
    fputs(headings, file);
    for (size_t i = 0; i < bill_count; i++) {
        for (size_t line = 0; line < bills[i].line_count; line++) {
            g_string_truncate(row, 0);
            line_append(row, settings, &bills[i], &bills[i].lines[line]);
            fwrite(row->str, 1, row->len, file);
        }
    }
    return output_file_finish(file, path, error);
}
