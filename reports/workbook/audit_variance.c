/* Sheet Variance: each partner's month beside the last issued one. */
#include "reports/workbook/audit_tables.h"

static const struct audit_column variance_columns[] = {
    {"partner_id", 14, AUDIT_TEXT},       {"compared with", 18, AUDIT_TEXT},
    {"hours before", 12, AUDIT_HOURS},    {"hours", 12, AUDIT_HOURS},
    {"change in hours", 12, AUDIT_HOURS}, {"amount before", 14, AUDIT_MONEY},
    {"amount", 14, AUDIT_MONEY},          {"change in amount", 14, AUDIT_MONEY},
    {"what moved it", 60, AUDIT_WRAP},
};

enum {
    PARTNER,
    PERIOD,
    HOURS_BEFORE,
    HOURS,
    HOURS_CHANGE,
    AMOUNT_BEFORE,
    AMOUNT,
    AMOUNT_CHANGE,
    MOVED_BY,
    VARIANCE_COLUMN_COUNT
};

void audit_variance_open(struct audit_workbook *workbook)
{
    G_STATIC_ASSERT(G_N_ELEMENTS(variance_columns) == VARIANCE_COLUMN_COUNT);
    audit_sheet_open(&workbook->book, &workbook->variance, "Variance", variance_columns,
                     G_N_ELEMENTS(variance_columns), false);
}

/* This month's side: of Register's row, 0 where there is none. */
struct this_month {
    char *hours;  /* formulas */
    char *amount; /* NULL where it is not shown: held */
    int64_t minutes;
    money subtotal;
};

static void hours_write(struct audit_sheet *sheet, const struct variance_row *row,
                        const struct this_month *month, uint32_t number)
{
    g_autofree char *before = g_strdup_printf("%d/60", (int)row->before_minutes.minutes);
    g_autofree char *change = g_strdup_printf("D%u-C%u", number, number);
    const double hours = (double)month->minutes / MINUTES_PER_HOUR;
    const double hours_before = (double)row->before_minutes.minutes / MINUTES_PER_HOUR;
    if (row->before_known) {
        audit_cell_formula(sheet, HOURS_BEFORE, before, hours_before);
    }
    audit_cell_formula(sheet, HOURS, month->hours, hours);
    if (row->before_known) {
        audit_cell_formula(sheet, HOURS_CHANGE, change, hours - hours_before);
    }
}

static void amounts_write(struct audit_sheet *sheet, const struct variance_row *row,
                          const struct this_month *month, uint32_t number)
{
    g_autofree char *change = g_strdup_printf("ROUND(G%u-F%u,2)", number, number);
    if (row->before_known) {
        audit_cell_money(sheet, AMOUNT_BEFORE, row->before_amount);
    }
    if (month->amount) {
        audit_cell_formula(sheet, AMOUNT, month->amount, (double)month->subtotal.cents / 100);
    }
    if (month->amount && row->before_known) {
        const money difference = money_subtract(month->subtotal, row->before_amount);
        audit_cell_formula(sheet, AMOUNT_CHANGE, change, (double)difference.cents / 100);
    }
}

static void row_write(struct audit_workbook *workbook, const struct variance_row *row,
                      const struct this_month *month)
{
    struct audit_sheet *sheet = &workbook->variance;
    uint32_t number = audit_sheet_next_row(sheet);
    audit_cell_text(sheet, PARTNER, row->partner_id);
    audit_cell_text(sheet, PERIOD, row->before_known ? row->before_period : "none issued before");
    hours_write(sheet, row, month, number);
    amounts_write(sheet, row, month, number);
    audit_cell_text(sheet, MOVED_BY, row->moved_by);
    workbook->compared = true;
}

void audit_variance_append(struct audit_workbook *workbook, const struct partner_report *report,
                           const struct audit_rows *register_row)
{
    if (!report->variance) {
        return;
    }
    const struct totals *totals = &report->row.totals;
    g_autofree char *hours =
        g_strdup_printf("('%s'!L%u+'%s'!N%u)/60", register_row->sheet, register_row->first,
                        register_row->sheet, register_row->first);
    g_autofree char *amount = g_strdup_printf("'%s'!P%u", register_row->sheet, register_row->first);
    const struct this_month month = {
        hours, report->row.amounts_blank ? NULL : amount,
        totals->partner_minutes.minutes + totals->adhoc_minutes.minutes, totals->subtotal};
    row_write(workbook, report->variance, &month);
}

void audit_variance_close(struct audit_workbook *workbook, const struct audit_closing *closing)
{
    struct audit_sheet *sheet = &workbook->variance;
    char none[] = "0";
    const struct this_month month = {none, none, 0, {0}};
    for (size_t i = 0; i < closing->gone_count; i++) {
        row_write(workbook, &closing->gone[i], &month);
    }
    if (audit_sheet_row_count(sheet) == 0) {
        audit_sheet_next_row(sheet);
        audit_cell_text(sheet, PARTNER, AUDIT_NOTHING_ISSUED);
    }
}
