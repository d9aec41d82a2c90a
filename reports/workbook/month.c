/* Sheets Slots, Ad hoc and Not paid: each hour with its verdict; Register and Lines sum them up. */
#include "reports/workbook/sheet.h"

/* ---- hours --------------------------------------------------------------------------------- */

/* What a row of Not paid says in words. */
struct not_paid_words {
    const char *kind; /* slot, adhoc or open */
    const char *sentence;
};

#define NOT_PAID(member) SHOWN_OF(1, struct not_paid_row, member)
#define WORDS(member) SHOWN_OF(2, struct not_paid_words, member)
static const struct shown_column not_paid_columns[] = {
    {"partner_id", SHOWN_TEXT, 15, SHOWN_OF(0, struct partner_report, supplier.partner_id)},
    {"date", SHOWN_DATE, 13, NOT_PAID(at.date)},
    {"start", SHOWN_TIME, 9, NOT_PAID(at.start_minute)},
    {"kind", SHOWN_TEXT, 9, WORDS(kind)},
    {"appointment_id", SHOWN_TEXT, 36, NOT_PAID(at.appointment_id)},
    {"outcome", SHOWN_OUTCOME, 25, NOT_PAID(outcome)},
    {"rule", SHOWN_RULE, 8, NOT_PAID(rule)},
    {"minutes not paid", SHOWN_COUNT, 11, NOT_PAID(minutes)},
    {"why", SHOWN_LONG_TEXT, 40, NOT_PAID(why)},
    {"what would have made it payable", SHOWN_LONG_TEXT, 34, NOT_PAID(mend)},
    {"sentence of the policy", SHOWN_LONG_TEXT, 44, WORDS(sentence)},
    {"evidence", SHOWN_LONG_TEXT, 22, NOT_PAID(evidence)},
    {"source", SHOWN_LONG_TEXT, 24, NOT_PAID(source)},
};
const struct shown_table not_paid_shown = {.sheet_name = "Not paid",
                                           SHOWN_COLUMNS(not_paid_columns)};

void hours_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    struct sheet *sheets = workbook->book.sheets;
    sheet_reserve(&sheets[SHEET_SLOTS], report->slot_count);
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        struct verdict_sum *sum = &workbook->sums[slot->outcome];
        sheet_row_write(&sheets[SHEET_SLOTS], &(struct shown_row){.of = {report, slot}});
        sum->count++;
        sum->offered_minutes += MINUTES_PER_HOUR;
        sum->paid_minutes += slot->paid_minutes.minutes;
        sum->penalty_minutes += slot->penalty_minutes.minutes;
    }
    sheet_reserve(&sheets[SHEET_ADHOC], report->adhoc_count);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *booking = &report->adhoc[i];
        struct verdict_sum *sum = &workbook->sums[booking->outcome];
        sheet_row_write(&sheets[SHEET_ADHOC], &(struct shown_row){.of = {report, booking}});
        sum->count++;
        sum->offered_minutes += booking->duration_minutes;
        sum->paid_minutes += booking->paid_minutes.minutes;
    }
}

void not_paid_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    static const char *const kinds[] = {[OUTCOME_OF_SLOT] = "slot",
                                        [OUTCOME_OF_ADHOC] = "adhoc",
                                        [OUTCOME_OF_UNSCHEDULED] = "open"};
    struct sheet *sheet = &workbook->book.sheets[SHEET_NOT_PAID];
    for (size_t i = 0; i < report->not_paid_count; i++) {
        const struct not_paid_row *row = &report->not_paid[i];
        const char *sentence = rule_says[row->rule].sentence;
        const struct not_paid_words words = {kinds[outcome_says[row->outcome].judges],
                                             sentence[0] != '\0' ? sentence
                                                                 : "(silent: see Rules)"};
        const bool taken_back =
            row->rule == RULE_C1 && outcome_says[row->outcome].judges == OUTCOME_OF_SLOT;
        sheet_row_write(sheet, &(struct shown_row){.of = {report, row, &words}});
        workbook->sums[row->outcome].unpaid_minutes += taken_back ? 0 : row->minutes.minutes;
    }
}

/* ---- what sums them up --------------------------------------------------------------------- */

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
    sheet_reserve(sheet, report->line_count);
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        const money total = line_total(line);
        sheet_row_write(sheet, &(struct shown_row){.of = {report, line, &total}});
        sheet_number(sheet, "minutes",
                     line->kind == RATE_PARTNER ? MATCHING("Slots", "paid_minutes") "-" MATCHING(
                                                      "Slots", "penalty_minutes")
                                                : MATCHING("Ad hoc", "paid_minutes"),
                     line->minutes.minutes);
        sheet_number(sheet, "gst", alone ? gst_alone : gst_share, dollars(line->gst));
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
    sheet_reserve(sheet, 1);
    sheet_row_write(sheet,
                    &(struct shown_row){.of = {report, workbook->run}, .amounts_blank = blank});
    if (!blank) {
        /* The document's: of the sum of the taxable lines, or line by line. */
        sheet_number(sheet, "gst",
                     workbook->run->policy.gst_rounding == GST_LINE
                         ? "SUM({Lines.gst})"
                         : "ROUND(SUMIF({Lines.taxable},\"yes\",{Lines.amount})/10,2)",
                     dollars(report->row.totals.gst));
    }
}
