#include "reports/tables/bills.h"

#include <stdlib.h>
#include <string.h>

#include "reports/output_file.h"
#include "reports/tables/csv_tables.h"
#include "reports/text.h"

/* What a row of the bills says of its line. */
struct bill_row {
    const char *none; /* of columns that stay empty */
    const char *country;
    const char *currency;
    money total; /* of the whole document */
    const char *description;
    const char *quantity;
    money unit_amount;
    const char *account_code;
    const char *tax_type;
};

#define SUPPLIER(member) SHOWN_OF(0, struct supplier, member)
#define BILL(member) SHOWN_OF(1, struct bill, member)
#define ROW(member) SHOWN_OF(2, struct bill_row, member)
/* Required columns have the star in the template itself. */
static const struct shown_column bill_columns[] = {
    {"*ContactName", SHOWN_TEXT, 0, SUPPLIER(legal_name)},
    {"EmailAddress", SHOWN_TEXT, 0, SUPPLIER(email)},
    {"POAddressLine1", SHOWN_TEXT, 0, SUPPLIER(address_line_1)},
    {"POAddressLine2", SHOWN_TEXT, 0, SUPPLIER(address_line_2)},
    {"POAddressLine3", SHOWN_TEXT, 0, ROW(none)},
    {"POAddressLine4", SHOWN_TEXT, 0, ROW(none)},
    {"POCity", SHOWN_TEXT, 0, SUPPLIER(suburb)},
    {"PORegion", SHOWN_TEXT, 0, SUPPLIER(state)},
    {"POPostalCode", SHOWN_TEXT, 0, SUPPLIER(postcode)},
    {"POCountry", SHOWN_TEXT, 0, ROW(country)},
    {"*InvoiceNumber", SHOWN_TEXT, 0, BILL(number)},
    {"*InvoiceDate", SHOWN_DATE_NUMERIC, 0, BILL(issue_date)},
    {"*DueDate", SHOWN_DATE_NUMERIC, 0, BILL(due_date)},
    {"Total", SHOWN_MONEY, 0, ROW(total)},
    {"InventoryItemCode", SHOWN_TEXT, 0, ROW(none)},
    {"Description", SHOWN_TEXT, 0, ROW(description)},
    {"*Quantity", SHOWN_TEXT, 0, ROW(quantity)},
    {"*UnitAmount", SHOWN_MONEY, 0, ROW(unit_amount)},
    {"*AccountCode", SHOWN_TEXT, 0, ROW(account_code)},
    {"*TaxType", SHOWN_TEXT, 0, ROW(tax_type)},
    {"TaxAmount", SHOWN_MONEY, 0, SHOWN_OF(3, struct line, gst)},
    {"TrackingName1", SHOWN_TEXT, 0, ROW(none)},
    {"TrackingOption1", SHOWN_TEXT, 0, ROW(none)},
    {"TrackingName2", SHOWN_TEXT, 0, ROW(none)},
    {"TrackingOption2", SHOWN_TEXT, 0, ROW(none)},
    {"Currency", SHOWN_TEXT, 0, ROW(currency)},
};
static const struct shown_table bills_table = {.columns = bill_columns,
                                               .csv_count = G_N_ELEMENTS(bill_columns)};

static const struct shown_column delivery_columns[] = {
    {"partner_id", SHOWN_TEXT, 0, SUPPLIER(partner_id)},
    {"email", SHOWN_TEXT, 0, SUPPLIER(email)},
    {"document", SHOWN_TEXT, 0, BILL(number)},
    {"path", SHOWN_TEXT, 0, BILL(path)},
};
static const struct shown_table deliveries_table = {.columns = delivery_columns,
                                                    .csv_count = G_N_ELEMENTS(delivery_columns)};

#define SUPER(member) SHOWN_OF(1, struct super_row, member)
static const struct shown_column super_columns[] = {
    {"partner_id", SHOWN_TEXT, 0, SUPPLIER(partner_id)},
    {"legal_name", SHOWN_TEXT, 0, SUPPLIER(legal_name)},
    {"super", SHOWN_TEXT, 0, SUPER(super)},
    {"document", SHOWN_TEXT, 0, SUPER(number)},
    {"payment_date", SHOWN_DATE_IF_ANY, 0, SUPER(payment_date)},
    {"services_amount", SHOWN_MONEY, 0, SUPER(services)},
    {"netted_amount", SHOWN_MONEY, 0, SUPER(netted)},
};
static const struct shown_table super_table = {.columns = super_columns,
                                               .csv_count = G_N_ELEMENTS(super_columns)};

static void line_append(GString *out, const struct bill *bill, const struct bill_line *of,
                        struct bill_row *row)
{
    const struct line *line = &of->line;
    g_autofree char *description = NULL;
    g_autofree char *quantity = NULL;
    const int64_t product = line->minutes.minutes * line->hourly_rate.cents_per_hour;
    /* Two decimals hold multiples of three minutes; a product of whole cents needs no rounding. */
    if (line->minutes.minutes != 0 && line->minutes.minutes % 3 == 0 &&
        product % MINUTES_PER_HOUR == 0 && product / MINUTES_PER_HOUR == line->amount.cents) {
        const money unit = {line->hourly_rate.cents_per_hour};
        row->description = of->description;
        const int32_t hundredths = abs(line->minutes.minutes) / 3 * 5;
        quantity = g_strdup_printf("%d.%02d", hundredths / 100, hundredths % 100);
        row->quantity = quantity;
        row->unit_amount = line->amount.cents < 0 ? money_subtract((money){0}, unit) : unit;
    } else if (line->minutes.minutes == 0 && line->hourly_rate.cents_per_hour == 0) {
        row->description = of->description;
        row->quantity = "1.00";
        row->unit_amount = line->amount;
    } else {
        description = line->kind < RATE_KIND_COUNT
                          ? g_strdup_printf("%s (%s at %s)", of->description,
                                            text_hours(TEXT_ROOM, line->minutes.minutes),
                                            text_rate(TEXT_ROOM, line->hourly_rate))
                          : g_strdup(of->description);
        row->description = description;
        row->quantity = "1.00";
        row->unit_amount = line->amount;
    }
    csv_row_append(out, &bills_table, &(struct shown_row){.of = {bill->supplier, bill, row, line}});
}

bool bills_csv_write(const char *path, const struct bills_settings *settings,
                     const struct bill *bills, size_t bill_count, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    csv_headings_append(text, &bills_table);
    for (size_t i = 0; i < bill_count; i++) {
        const struct bill *bill = &bills[i];
        struct bill_row row = {.none = "",
                               .country = "Australia",
                               .currency = "AUD",
                               .account_code = settings->account_code};
        for (size_t k = 0; k < bill->line_count; k++) {
            row.total = money_add(row.total, line_total(&bill->lines[k].line));
        }
        for (size_t k = 0; k < bill->line_count; k++) {
            row.tax_type = bill->lines[k].line.taxable ? settings->tax_type_taxable
                                                       : settings->tax_type_untaxed;
            line_append(text, bill, &bill->lines[k], &row);
        }
    }
    return output_file_write(path, text->str, text->len, error);
}

bool deliveries_csv_write(const char *path, const struct bill *bills, size_t bill_count,
                          GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    csv_headings_append(text, &deliveries_table);
    for (size_t i = 0; i < bill_count; i++) {
        if (bills[i].path[0] != '\0') {
            csv_row_append(text, &deliveries_table,
                           &(struct shown_row){.of = {bills[i].supplier, &bills[i]}});
        }
    }
    return output_file_write(path, text->str, text->len, error);
}

bool super_csv_write(const char *path, const struct super_row *rows, size_t row_count,
                     GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    csv_headings_append(text, &super_table);
    for (size_t i = 0; i < row_count; i++) {
        csv_row_append(text, &super_table, &(struct shown_row){.of = {rows[i].supplier, &rows[i]}});
    }
    return output_file_write(path, text->str, text->len, error);
}

/* ---- read again ---------------------------------------------------------------------------------- */

/* The value at *at, in `text`, and *at moved behind the comma or line end after it; the character there. */
static char value_take(const char **at, const char *end, GString *text)
{
    bool quoted = false;
    g_string_truncate(text, 0);
    for (; *at < end; (*at)++) {
        const char c = **at;
        if (quoted && c == '"' && *at + 1 < end && (*at)[1] == '"') {
            g_string_append_c(text, *(*at)++);
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == ',' || c == '\n')) {
            (*at)++;
            return c;
        } else {
            g_string_append_c(text, c);
        }
    }
    return '\0';
}

/* "-12.30"; false where it is no such amount. */
static bool amount_read(const char *text, money *ret_amount)
{
    char *end = NULL;
    const bool negative = text[0] == '-';
    const char *digits = text + negative;
    const gint64 dollars = g_ascii_strtoll(digits, &end, 10);
    if (!g_ascii_isdigit(digits[0]) || end[0] != '.' || strspn(end + 1, "0123456789") != 2 ||
        end[3] != '\0' || dollars > INT64_MAX / 1000) {
        return false;
    }
    const int64_t cents = dollars * 100 + g_ascii_strtoll(end + 1, NULL, 10);
    ret_amount->cents = negative ? -cents : cents;
    return true;
}

static size_t bill_column(const char *name)
{
    size_t i = 0;
    while (strcmp(bill_columns[i].name, name) != 0) {
        i++;
    }
    return i;
}

/* The next row's values in order; NULL behind the last, or where it is none. */
static GPtrArray *bill_row_read(const char **at, const char *end, GString *text)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    char mark = ',';
    while (mark == ',') {
        mark = value_take(at, end, text);
        g_ptr_array_add(values, g_strdup(text->str));
    }
    return mark == '\n' && values->len == G_N_ELEMENTS(bill_columns) ? g_steal_pointer(&values)
                                                                     : NULL;
}

bool bills_csv_read(GBytes *file, GArray *bills, GStringChunk *strings)
{
    gsize size = 0;
    const char *at = g_bytes_get_data(file, &size);
    const char *end = at + size;
    g_autoptr(GString) text = g_string_new(NULL);
    const guint before = bills->len;
    for (bool first = true; at < end; first = false) {
        g_autoptr(GPtrArray) values = bill_row_read(&at, end, text);
        struct bill_read bill;
        if (!values) {
            return false;
        }
        if (first) {
            continue; /* the headings */
        }
        if (!amount_read(g_ptr_array_index(values, bill_column("Total")), &bill.total) ||
            !amount_read(g_ptr_array_index(values, bill_column("TaxAmount")), &bill.gst)) {
            return false;
        }
        const char *number = g_ptr_array_index(values, bill_column("*InvoiceNumber"));
        struct bill_read *last =
            bills->len > before ? &g_array_index(bills, struct bill_read, bills->len - 1) : NULL;
        if (last && strcmp(last->number, number) == 0) {
            last->gst = money_add(last->gst, bill.gst);
        } else {
            bill.number = g_string_chunk_insert(strings, number);
            bill.contact = g_string_chunk_insert(
                strings, g_ptr_array_index(values, bill_column("*ContactName")));
            g_array_append_val(bills, bill);
        }
    }
    return true;
}
