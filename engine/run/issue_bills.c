#include "engine/run/issue_bills.h"

#include "reports/text.h"
#include "reports/value/partner_report.h"

static void lines_free(void *lines)
{
    g_array_unref(lines);
}

void issue_bills_init(struct issue_bills *bills, const struct report_run *run)
{
    *bills = (struct issue_bills){
        .run = run,
        .bills = g_array_new(FALSE, TRUE, sizeof(struct bill)),
        .lines = g_ptr_array_new_with_free_func(lines_free),
        .suppliers = g_ptr_array_new_with_free_func(g_free),
        .deliveries = g_array_new(FALSE, TRUE, sizeof(struct delivery)),
        .strings = g_string_chunk_new(16384),
    };
}

void issue_bills_clear(struct issue_bills *bills)
{
    g_clear_pointer(&bills->bills, g_array_unref);
    g_clear_pointer(&bills->lines, g_ptr_array_unref);
    g_clear_pointer(&bills->suppliers, g_ptr_array_unref);
    g_clear_pointer(&bills->deliveries, g_array_unref);
    g_clear_pointer(&bills->strings, g_string_chunk_free);
}

static const char *keep(struct issue_bills *bills, const char *text)
{
    return text[0] != '\0' ? g_string_chunk_insert_const(bills->strings, text) : "";
}

#define SUPPLIER_KEEP(field) .field = keep(bills, supplier->field),
static const struct supplier *supplier_keep(struct issue_bills *bills,
                                            const struct supplier *supplier)
{
    struct supplier *kept = g_new(struct supplier, 1);
    *kept = (struct supplier){SUPPLIER_TABLE(SUPPLIER_KEEP)};
    g_ptr_array_add(bills->suppliers, kept);
    return kept;
}

/* Partner hours, September 2026; adjusts RCTI-202609-P0001 */
static const char *description_of(struct issue_bills *bills, enum rate_kind kind,
                                  struct period period, const char *adjusts)
{
    char month[TEXT_SIZE];
    g_autofree char *text = g_strdup_printf(
        "%s, %s%s%s", kind == RATE_PARTNER ? "Partner hours" : "Ad hoc hours",
        text_month_words(month, period), adjusts[0] != '\0' ? "; adjusts " : "", adjusts);
    return keep(bills, text);
}

static void line_add(struct issue_bills *bills, GArray *lines, struct bill_line line)
{
    g_array_append_val(lines, line);
    bills->billed = money_add(bills->billed, money_add(line.amount, line.gst));
}

/* The lines are the bill's from now on. */
static void bill_add(struct issue_bills *bills, const struct supplier *supplier, const char *number,
                     GArray *lines, money total)
{
    const struct report_run *run = bills->run;
    g_autofree char *path = g_strdup_printf("documents/%s.pdf", number);
    const struct bill bill = {.supplier = supplier,
                              .number = keep(bills, number),
                              .issue_date = run->issue_date,
                              .due_date = day_add(run->issue_date, run->company.payment_terms_days),
                              .lines = (const struct bill_line *)(void *)lines->data,
                              .line_count = lines->len};
    const struct delivery delivery = {.partner_id = supplier->partner_id,
                                      .email = supplier->email,
                                      .document = bill.number,
                                      .path = keep(bills, path)};
    g_array_append_val(bills->bills, bill);
    g_ptr_array_add(bills->lines, lines);
    g_array_append_val(bills->deliveries, delivery);
    bills->documents = money_add(bills->documents, total);
}

static void month_add(struct issue_bills *bills, const struct supplier *supplier,
                      struct period period, const struct partner_report *report)
{
    if (report->document == DOCUMENT_NONE) {
        return;
    }
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(struct bill_line));
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *row = &report->lines[i];
        line_add(bills, lines,
                 (struct bill_line){.description = description_of(bills, row->kind, period, ""),
                                    .minutes = row->minutes,
                                    .hourly_rate = row->hourly_rate,
                                    .amount = row->amount,
                                    .gst = row->gst,
                                    .taxable = row->taxable});
    }
    bill_add(bills, supplier, report->row.number, lines, report->row.totals.total);
}

static void adjustment_add(struct issue_bills *bills, const struct supplier *supplier,
                           const struct adjustment_report *adjustment)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(struct bill_line));
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct line *row = &adjustment->lines[i].line;
        line_add(bills, lines,
                 (struct bill_line){.description = description_of(
                                        bills, row->kind, adjustment->period, adjustment->adjusts),
                                    .minutes = row->minutes,
                                    .hourly_rate = row->hourly_rate,
                                    .amount = row->amount,
                                    .gst = row->gst,
                                    .taxable = row->taxable});
    }
    bill_add(bills, supplier, adjustment->number, lines, adjustment->difference.total);
}

const char *issue_bills_add(struct issue_bills *bills, const struct partner_report *report)
{
    guint first = bills->bills->len;
    const struct supplier *supplier = supplier_keep(bills, &report->supplier);
    month_add(bills, supplier, bills->run->period, report);
    for (size_t i = 0; i < report->late_count; i++) {
        const struct late_report *late = &report->late[i];
        month_add(bills, supplier, late->run->period, late->report);
    }
    for (size_t i = 0; i < report->adjustment_count; i++) {
        adjustment_add(bills, supplier, report->adjustments[i]);
    }
    return bills->bills->len > first ? g_array_index(bills->bills, struct bill, first).number : "";
}

bool issue_bills_write(const struct issue_bills *bills, const struct bills_settings *settings,
                       const char *directory, GError **error)
{
    g_autofree char *bills_path = g_build_filename(directory, "bills-xero.csv", NULL);
    g_autofree char *deliveries_path = g_build_filename(directory, "deliveries.csv", NULL);
    return bills_csv_write(bills_path, settings, (const struct bill *)(void *)bills->bills->data,
                           bills->bills->len, error) &&
           deliveries_csv_write(deliveries_path,
                                (const struct delivery *)(void *)bills->deliveries->data,
                                bills->deliveries->len, error);
}
