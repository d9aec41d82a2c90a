/* Sheets Documents and Year totals: the register of documents, and what it comes to. */
#include <string.h>

#include "reports/tables/registered_tables.h"
#include "reports/text.h"
#include "reports/workbook/book.h"
#include "reports/workbook/sheet.h"

/* ---- rows ---------------------------------------------------------------------------------------- */

static void rows_write(struct sheet *sheet, const registered_list *list)
{
    lxw_worksheet *worksheet = sheet_worksheet(sheet);
    if (worksheet) {
        worksheet_freeze_panes(worksheet, 1, 1);
        sheet_book_check(sheet->book,
                         worksheet_print_area(worksheet, 0, 0, LXW_ROW_MAX - 1,
                                              sheet_column(sheet, registered_printed)));
    }
    for (guint i = 0; i < list->rows->len; i++) {
        const struct registered *row = &g_array_index(list->rows, struct registered, i);
        sheet_row_add(sheet, &(struct shown_row){.of = {row, row->billed ? &row->bill : NULL,
                                                        row->pays ? &row->payment : NULL}});
    }
}

/* ---- totals -------------------------------------------------------------------------------------- */

/* What a total adds up: a column, or the rows that have a text there; where paid_by is not NULL, those paid so. */
struct summed {
    const char *total; /* the column of Year totals */
    const char *column;
    const char *paid_by;
    bool counts;
    bool of_partner; /* a formula of a partner's row too: a product over all rows is slow */
};
static const struct summed sums[] = {
    {"documents", "rcti", NULL, true, false},
    {"amount", "amount", NULL, false, false},
    {"gst", "gst", NULL, false, false},
    {"total", "total", NULL, false, true},
    {"BAS G11", "bas_g11", NULL, false, false},
    {"BAS 1A", "bas_1a", NULL, false, false},
    {"BAS 1B", "bas_1b", NULL, false, false},
    {"paid by file", "payment", "file", false, true},
    {"paid by hand", "payment", "by hand", false, false},
    {"came back", "payment", "came back", false, false},
};

static void date_append(GString *term, day date)
{
    const struct civil civil = day_to_civil(date);
    g_string_append_printf(term, "DATE(%d,%d,%d)", civil.year, civil.month, civil.day);
}

/* Over the rows of Documents of those days. */
static void days_term(GString *term, const struct summed *summed,
                      const struct registered_total *total)
{
    const char *date = total->group == REGISTERED_PAID ? "payment_date" : "issue_date";
    if (summed->counts) {
        g_string_append_printf(term, "COUNTIFS({%s},\"?*\"", summed->column);
    } else {
        g_string_append_printf(term, "SUMIFS({%s}", summed->column);
    }
    g_string_append_printf(term, ",{%s},\">=\"&", date);
    date_append(term, total->from);
    g_string_append_printf(term, ",{%s},\"<=\"&", date);
    date_append(term, total->to);
    if (summed->paid_by) {
        g_string_append_printf(term, ",{paid_by},\"%s\"", summed->paid_by);
    }
    g_string_append_c(term, ')');
}

/* Criteria take the text 01 for the number 1: ids are compared. */
static void partner_term(GString *term, const struct summed *summed,
                         const struct registered_total *total)
{
    g_auto(GStrv) parts = g_strsplit(total->of, "\"", -1);
    g_autofree char *id = g_strjoinv("\"\"", parts);
    g_string_append_printf(term, "SUMPRODUCT(({partner_id}=\"%s\")*({issue_date}>=", id);
    date_append(term, total->from);
    g_string_append(term, ")");
    if (summed->paid_by) {
        g_string_append_printf(term, "*({paid_by}=\"%s\")", summed->paid_by);
    }
    g_string_append_printf(term, "*{%s})", summed->column);
}

static double value_of(const struct registered_total *total, const struct shown_column *column)
{
    const void *value = (const char *)total + column->offset;
    return column->kind == SHOWN_LONG_COUNT ? (double)*(const int64_t *)value
                                            : dollars(*(const money *)value);
}

static void total_write(struct sheet *sheet, const struct sheet *documents,
                        const struct registered_total *total)
{
    sheet_row_add(sheet, &(struct shown_row){.of = {total}});
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
        const struct summed *summed = &sums[i];
        const struct shown_column *column =
            &registered_totals_shown.columns[sheet_column(sheet, summed->total)];
        const bool of_partner = total->group == REGISTERED_PARTNER;
        g_autoptr(GString) term = g_string_new(NULL);
        g_autoptr(GString) formula = g_string_new("ROUND(");
        (of_partner ? partner_term : days_term)(term, summed, total);
        sheet_over_all(formula, documents, term->str);
        g_string_append(formula, ",2)");
        sheet_number(sheet, summed->total, of_partner && !summed->of_partner ? NULL : formula->str,
                     value_of(total, column));
    }
}

void documents_close(struct audit_workbook *workbook, const struct audit_closing *closing)
{
    const registered_list *list = closing->registered;
    struct sheet *sheets = workbook->book.sheets;
    struct sheet *year = &sheets[SHEET_YEAR];
    lxw_conditional_format wrong = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                    .criteria = LXW_CONDITIONAL_CRITERIA_NOT_EQUAL_TO,
                                    .value = 0,
                                    .format = workbook->book.formats[FORMAT_BAD]};
    rows_write(&sheets[SHEET_DOCUMENTS], list);
    for (guint i = 0; i < list->totals->len; i++) {
        total_write(year, &sheets[SHEET_DOCUMENTS],
                    &g_array_index(list->totals, struct registered_total, i));
    }
    if (sheet_worksheet(year)) {
        const lxw_col_t column = sheet_column(year, "difference");
        sheet_book_check(&workbook->book,
                         worksheet_conditional_format_range(sheet_worksheet(year), 1, column,
                                                            LXW_ROW_MAX - 1, column, &wrong));
        sheet_book_check(&workbook->book, worksheet_print_area(sheet_worksheet(year), 0, 0,
                                                               LXW_ROW_MAX - 1, column));
    }
}
