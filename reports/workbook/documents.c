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
};
static const struct summed sums[] = {
    {"documents", "rcti", NULL, true},
    {"amount", "amount", NULL, false},
    {"gst", "gst", NULL, false},
    {"total", "total", NULL, false},
    {"BAS G11", "bas_g11", NULL, false},
    {"BAS 1A", "bas_1a", NULL, false},
    {"BAS 1B", "bas_1b", NULL, false},
    {"paid by file", "payment", "file", false},
    {"paid by hand", "payment", "by hand", false},
    {"came back", "payment", "came back", false},
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
    g_string_append_printf(term, summed->counts ? "*({%s}<>\"\"))" : "*{%s})", summed->column);
}

static double value_of(const struct registered_total *total, const struct shown_column *column)
{
    const void *value = (const char *)total + column->offset;
    return column->kind == SHOWN_LONG_COUNT ? (double)*(const int64_t *)value
                                            : dollars(*(const money *)value);
}

/* Each column of the row that was added last: the formula of its term over all rows of a sheet, beside the value; NULL:
 * the value alone. */
static void total_fill(struct sheet *sheet, char *const *formulas,
                       const struct registered_total *total)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
        const struct shown_column *column =
            &registered_totals_shown.columns[sheet_column(sheet, sums[i].total)];
        sheet_number(sheet, sums[i].total, formulas[i], value_of(total, column));
    }
}

/* The caller frees. */
static char *formula_over(const struct sheet *sheet, const char *term)
{
    GString *formula = g_string_new("ROUND(");
    sheet_over_all(formula, sheet, term);
    g_string_append(formula, ",2)");
    return g_string_free(formula, FALSE);
}

/* live: a partner's row has formulas too. */
static void total_write(struct sheet *sheet, const struct sheet *documents,
                        const struct registered_total *total, bool live)
{
    char *formulas[G_N_ELEMENTS(sums)] = {NULL};
    const bool of_partner = total->group == REGISTERED_PARTNER;
    for (size_t i = 0; (live || !of_partner) && i < G_N_ELEMENTS(sums); i++) {
        g_autoptr(GString) term = g_string_new(NULL);
        (of_partner ? partner_term : days_term)(term, &sums[i], total);
        formulas[i] = formula_over(documents, term->str);
    }
    sheet_row_add(sheet, &(struct shown_row){.of = {total}});
    total_fill(sheet, formulas, total);
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
        g_free(formulas[i]);
    }
}

/* What the partners' rows come to, beside what the year does. */
static void partners_write(struct sheet *sheet, const registered_list *list)
{
    char *formulas[G_N_ELEMENTS(sums)];
    struct registered_total all = {.group_text = "of all partners", .of = "", .legal_name = ""};
    for (guint i = 0; i < list->totals->len; i++) {
        const struct registered_total *total =
            &g_array_index(list->totals, struct registered_total, i);
        if (total->group == REGISTERED_ISSUED && day_compare(total->from, list->from) == 0 &&
            day_compare(total->to, list->to) == 0) {
            all = *total;
            all.group_text = "of all partners";
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
        g_autofree char *term =
            g_strdup_printf("SUMIFS({%s},{what},\"of the partner\")", sums[i].total);
        formulas[i] = formula_over(sheet, term);
    }
    sheet_row_add(sheet, &(struct shown_row){.of = {&all}});
    total_fill(sheet, formulas, &all);
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
        g_free(formulas[i]);
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
    /* A partner's formulas go over all rows: a book that has many of both has to open in seconds. */
    const uint64_t live_max = 2000000;
    const bool live = (uint64_t)list->totals->len * list->rows->len <= live_max;
    rows_write(&sheets[SHEET_DOCUMENTS], list);
    for (guint i = 0; i < list->totals->len; i++) {
        total_write(year, &sheets[SHEET_DOCUMENTS],
                    &g_array_index(list->totals, struct registered_total, i), live);
    }
    if (list->totals->len > 0) {
        partners_write(year, list);
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
