/* Sheets Slots, Ad hoc and Not paid: each hour with its verdict; Register check and Lines sum them up, and
 * Register shows to what. */
#include "reports/workbook/sheet.h"

/* ---- hours --------------------------------------------------------------------------------- */

/* What a row of Not paid says in words. */
struct not_paid_words {
    const char *kind; /* slot, adhoc or open */
    const char *sentence;
};

#define PARTNER(member) SHOWN_OF(0, struct partner_report, member)
#define NOT_PAID(member) SHOWN_OF(1, struct not_paid_row, member)
#define WORDS(member) SHOWN_OF(2, struct not_paid_words, member)
static const struct shown_column not_paid_columns[] = {
    {"partner_id", SHOWN_TEXT, 15, PARTNER(supplier.partner_id)},
    {"legal_name", SHOWN_LONG_TEXT, 24, PARTNER(supplier.legal_name)},
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
    g_async_queue_push(workbook->slots_parts, sheets[SHEET_SLOTS].part);
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        struct verdict_sum *sum = &workbook->sums[slot->outcome];
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

void slots_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    workbook->slots.part = g_async_queue_pop(workbook->slots_parts);
    for (size_t i = 0; i < report->slot_count; i++) {
        sheet_row_write(&workbook->slots, &(struct shown_row){.of = {report, &report->slots[i]}});
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
        sheet_row_add(sheet, &(struct shown_row){.of = {report, row, &words}});
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
    struct sheet *check = &workbook->book.sheets[SHEET_REGISTER_CHECK];
    for (int id = SHEET_REGISTER; id <= SHEET_REGISTER_CHECK; id++) {
        struct sheet *sheet = &workbook->book.sheets[id];
        worksheet_freeze_panes(sheet_worksheet(sheet), 1,
                               (lxw_col_t)(sheet_column(sheet, "legal_name") + 1));
    }
    struct sheet *shown = &workbook->book.sheets[SHEET_REGISTER];
    sheet_book_check(&workbook->book,
                     worksheet_print_area(sheet_worksheet(shown), 0, 0, LXW_ROW_MAX - 1,
                                          sheet_column(shown, "reasons")));
    /* The engine's own values are for the screen: on paper their differences say it. */
    sheet_book_check(&workbook->book,
                     worksheet_print_area(sheet_worksheet(check), 0, 0, LXW_ROW_MAX - 1,
                                          sheet_column(check, "difference in amounts")));
    differences_mark(check, "difference in counts", "difference in amounts");
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

/* Of a line of decisions the amount is what was decided. */
static const char *const minutes_formulas[LINE_KIND_COUNT] = {
    [RATE_PARTNER] = MATCHING("Slots", "paid_minutes") "-" MATCHING("Slots", "penalty_minutes"),
    [RATE_ADHOC] = MATCHING("Ad hoc", "paid_minutes")};

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
        sheet_number(sheet, "minutes", minutes_formulas[line->kind], line->minutes.minutes);
        sheet_number(sheet, "amount",
                     line->kind < RATE_KIND_COUNT ? "ROUND({minutes}*{hourly_rate}/60,2)" : NULL,
                     dollars(line->amount));
        sheet_number(sheet, "gst", alone ? gst_alone : gst_share, dollars(line->gst));
        workbook->lines_amount = money_add(workbook->lines_amount, line->amount);
        workbook->lines_total = money_add(workbook->lines_total, total);
    }
}

/* ---- register ------------------------------------------------------------------------------ */

#define TOTALS(member) PARTNER(row.totals.member)
#define SLOTS_THAT_ARE(outcome) "COUNTIF({Slots.outcome},\"" outcome "\")"

#define PLUS_OFF(name) "+" SHOWN_OFF(name)
#define COUNTS_OFF                                                                                 \
    SHOWN_OFF(slots)                                                                               \
    PLUS_OFF(holiday_slots)                                                                        \
    PLUS_OFF(blocked_slots)                                                                        \
    PLUS_OFF(dst_gap_slots)                                                                        \
    PLUS_OFF(other_stream_minutes)                                                                 \
    PLUS_OFF(penalty_minutes)                                                                      \
    PLUS_OFF(partner_minutes)                                                                      \
    PLUS_OFF(adhoc_minutes)
#define AMOUNTS_OFF                                                                                \
    SHOWN_OFF(partner_amount)                                                                      \
    PLUS_OFF(adhoc_amount)                                                                         \
    PLUS_OFF(decisions_amount)                                                                     \
    PLUS_OFF(subtotal)                                                                             \
    PLUS_OFF(gst)                                                                                  \
    PLUS_OFF(total)                                                                                \
    PLUS_OFF(adjustments_total)                                                                    \
    PLUS_OFF(payment)

/* What R5 owes: the documents, less what a replaced one was settled with, and what was carried; with what
 * decisions add (D7, D8) but for what has a payment of its own. */
#define OWED                                                                                       \
    "ROUND({total}+{adjustments_total}+{carried_in}-{replaced_total}-{other_supplier}"             \
    "+{returned}-{by_hand}-{paid_again}+{written_off},2)"

/* Minutes and amounts are formulas over the partner's own rows of Slots, Ad hoc, Lines and
 * Adjustments, so that a change there shows; the engine's values stand behind them. */
static const struct shown_column register_check_columns[] = {
    {"partner_id", SHOWN_LONG_TEXT, 12, PARTNER(supplier.partner_id)},
    {"legal_name", SHOWN_LONG_TEXT, 24, PARTNER(supplier.legal_name)},
    {"slots", SHOWN_COUNT, 6, TOTALS(slots), "COUNTA({Slots.outcome})"},
    {"holiday_slots", SHOWN_COUNT, 6, TOTALS(holiday_slots), SLOTS_THAT_ARE("HOLIDAY")},
    {"blocked_slots", SHOWN_COUNT, 6, TOTALS(blocked_slots), SLOTS_THAT_ARE("BLOCKED")},
    {"dst_gap_slots", SHOWN_COUNT, 6, TOTALS(dst_gap_slots), SLOTS_THAT_ARE("DST_GAP")},
    {"other_stream_minutes", SHOWN_COUNT, 7, TOTALS(other_stream_minutes),
     "60*COUNTIF({Slots.outcome},\"OTHER_STREAM\")"
     "-SUMIF({Slots.outcome},\"OTHER_STREAM\",{Slots.paid_minutes})"},
    {"penalty_minutes", SHOWN_COUNT, 7, TOTALS(penalty_minutes), "SUM({Slots.penalty_minutes})"},
    {"partner_minutes", SHOWN_COUNT, 9, TOTALS(partner_minutes),
     "SUM({Slots.paid_minutes})-SUM({Slots.penalty_minutes})"},
    {"partner_amount", SHOWN_AMOUNT, 12, TOTALS(partner_amount),
     "SUMIF({Lines.kind},\"partner\",{Lines.amount})"},
    {"adhoc_minutes", SHOWN_COUNT, 8, TOTALS(adhoc_minutes), "SUM({Ad hoc.paid_minutes})"},
    {"adhoc_amount", SHOWN_AMOUNT, 12, TOTALS(adhoc_amount),
     "SUMIF({Lines.kind},\"adhoc\",{Lines.amount})"},
    {"decisions_amount", SHOWN_AMOUNT, 12, TOTALS(decisions_amount),
     "SUMIF({Lines.kind},\"decision\",{Lines.amount})"
     "+SUMIF({Lines.kind},\"no_supply\",{Lines.amount})"},
    {"subtotal", SHOWN_AMOUNT, 12, TOTALS(subtotal),
     "ROUND({partner_amount}+{adhoc_amount}+{decisions_amount},2)"},
    {"gst", SHOWN_AMOUNT, 11, TOTALS(gst), BY_HAND}, /* gst_rounding says which */
    {"total", SHOWN_AMOUNT, 12, TOTALS(total), "ROUND({subtotal}+{gst},2)"},
    {"adjustments_total", SHOWN_AMOUNT, 12, PARTNER(row.adjustments_total),
     "SUM({Adjustments.total})"},
    {"payment", SHOWN_AMOUNT, 12, PARTNER(row.payment),
     "MAX(0," OWED ")+MAX(0,{other_supplier})+{paid_again}+{instalments}"},
    {"carried_in", SHOWN_AMOUNT, 12, PARTNER(row.carried_in)},
    {"replaced_total", SHOWN_AMOUNT, 12, PARTNER(replaces_total)},
    {"carried_out", SHOWN_AMOUNT, 12, PARTNER(row.carried_out),
     "MIN(0," OWED ")+MIN(0,{other_supplier})-{instalments}"},
    {"other_supplier", SHOWN_AMOUNT, 12, PARTNER(row.other_supplier)},
    {"returned", SHOWN_AMOUNT, 12, PARTNER(row.returned)},
    {"by_hand", SHOWN_AMOUNT, 12, PARTNER(row.by_hand)},
    {"paid_again", SHOWN_AMOUNT, 12, PARTNER(row.paid_again)},
    {"instalments", SHOWN_AMOUNT, 12, PARTNER(row.put_off)},
    {"written_off", SHOWN_AMOUNT, 12, PARTNER(row.written_off)},
    {"difference in counts", SHOWN_COUNT, 8, OF_NOTHING, 0, COUNTS_OFF},
    {"difference in amounts", SHOWN_MONEY, 9, OF_NOTHING, 0, "ROUND(" AMOUNTS_OFF ",2)"},
};
const struct shown_table register_check_shown = {.sheet_name = "Register check",
                                                 SHOWN_COLUMNS(register_check_columns),
                                                 .engine_first = 2,
                                                 .engine_count = 16,
                                                 .tall_headings = true};

/* The check's row first: Register's is of its cells. */
void register_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_REGISTER];
    struct sheet *check = &workbook->book.sheets[SHEET_REGISTER_CHECK];
    const bool blank = report->row.amounts_blank;
    lines_append(workbook, report);
    sheet_row_add(check, &(struct shown_row){.of = {report}, .amounts_blank = blank});
    if (!blank) {
        /* The document's: of the sum of the taxable lines, or line by line. */
        sheet_number(check, "gst",
                     workbook->run->policy.gst_rounding == GST_LINE
                         ? "SUM({Lines.gst})"
                         : "ROUND(SUMIF({Lines.taxable},\"yes\",{Lines.amount})/10,2)",
                     dollars(report->row.totals.gst));
    }
    sheet_row_add(sheet,
                  &(struct shown_row){.of = {report, workbook->run}, .amounts_blank = blank});
}
