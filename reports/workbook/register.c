/* Sheets Register and Lines. */
#include "reports/workbook/sheets.h"

/* Red for what is not 0. */
static void differences_mark(struct sheet *sheet, const char *first, const char *last)
{
    lxw_conditional_format wrong = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                    .criteria = LXW_CONDITIONAL_CRITERIA_NOT_EQUAL_TO,
                                    .value = 0,
                                    .format = sheet->book->formats[FORMAT_BAD]};
    sheet_book_check(sheet->book, worksheet_conditional_format_range(
                                      sheet_worksheet(sheet), 1, sheet_column(sheet, first),
                                      LXW_ROW_MAX - 1, sheet_column(sheet, last), &wrong));
}

void register_prepare(struct audit_workbook *workbook)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_REGISTER];
    lxw_worksheet *worksheet = sheet_worksheet(sheet);
    worksheet_freeze_panes(worksheet, 1, (lxw_col_t)(sheet_column(sheet, "partner_id") + 1));
    /* The engine's own values are for the screen: on paper their differences say it. */
    sheet_book_check(&workbook->book,
                     worksheet_print_area(worksheet, 0, 0, LXW_ROW_MAX - 1,
                                          sheet_column(sheet, "difference in amounts")));
    differences_mark(sheet, "difference in counts", "difference in amounts");
    differences_mark(&workbook->book.sheets[SHEET_LINES], "difference", "difference");
}

/* ---- lines --------------------------------------------------------------------------------- */

/* The minutes of the partner's own hours that have the line's rate and taxability. */
#define MATCHING(sheet, minutes)                                                                   \
    "SUMIFS({" sheet "." minutes "},{" sheet ".hourly_rate},{hourly_rate},{" sheet                 \
    ".taxable},{taxable})"

/* The GST of a line. Under total_invoice it is the line's share of the document's: a tenth cut to
 * the cent, and the cents that are then short go to the largest remainders, earlier lines first. The
 * number of taxable lines before it in that order is worked out where there are several. */
static const char gst_alone[] = "IF({taxable}=\"yes\",ROUND({amount}/10,2),0)";
static const char gst_share[] =
    "IF({taxable}=\"yes\",(INT(ROUND({amount}*100,0)/10)+IF("
    "SUMPRODUCT(({Lines.taxable}=\"yes\")*(MOD(ROUND({Lines.amount}*100,0),10)*1000000"
    "-ROW({Lines.amount})>MOD(ROUND({amount}*100,0),10)*1000000-{#}))"
    "<ROUND(ROUND(SUMIF({Lines.taxable},\"yes\",{Lines.amount})/10,2)*100,0)"
    "-SUMPRODUCT(({Lines.taxable}=\"yes\")*INT(ROUND({Lines.amount}*100,0)/10)),1,0))/100,0)";

static void lines_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_LINES];
    size_t taxable_count = 0;
    for (size_t i = 0; i < report->line_count; i++) {
        taxable_count += report->lines[i].taxable;
    }
    const bool alone = workbook->run->policy.gst_rounding == GST_LINE || taxable_count <= 1;
    sheet_reserve(&workbook->book, SHEET_LINES, report->line_count);
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        const money total = line_total(line);
        sheet_row_write(sheet, &(struct shown_row){.of = {report, line, &total}});
        sheet_formula(sheet, "minutes",
                      line->kind == RATE_PARTNER ? MATCHING("Slots", "paid_minutes") "-" MATCHING(
                                                       "Slots", "penalty_minutes")
                                                 : MATCHING("Ad hoc", "paid_minutes"),
                      line->minutes.minutes);
        sheet_formula(sheet, "gst", alone ? gst_alone : gst_share, dollars(line->gst));
        workbook->lines_amount = money_add(workbook->lines_amount, line->amount);
        workbook->lines_total = money_add(workbook->lines_total, total);
    }
}

/* ---- register ------------------------------------------------------------------------------ */

void register_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_REGISTER];
    const bool blank = report->row.amounts_blank;
    lines_append(workbook, report);
    sheet_reserve(&workbook->book, SHEET_REGISTER, 1);
    sheet_row_write(sheet,
                    &(struct shown_row){.of = {report, workbook->run}, .amounts_blank = blank});
    if (!blank) {
        /* The document's: of the sum of the taxable lines, or line by line. */
        sheet_formula(sheet, "gst",
                      workbook->run->policy.gst_rounding == GST_LINE
                          ? "SUM({Lines.gst})"
                          : "ROUND(SUMIF({Lines.taxable},\"yes\",{Lines.amount})/10,2)",
                      dollars(report->row.totals.gst));
        workbook->carried_in = money_add(workbook->carried_in, report->carried_in);
        workbook->replaced = money_add(workbook->replaced, report->replaces_total);
        workbook->carried_out = money_add(workbook->carried_out, report->carried_out);
    }
}
