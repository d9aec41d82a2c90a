/* Sheets Register and Lines. Their minutes and amounts are formulas over the partner's own rows of
 * Slots, Ad hoc and Lines, so that a change there shows; the engine's values stand beside them. */
#include "reports/workbook/audit_tables.h"

/* Columns A to U, as register.csv; V to X what is carried (R5) and what a replaced document was
 * settled with; Y and Z what differs; AA to AO the engine's values of F to T. */
static const struct audit_column register_columns[] = {
    {"period", 9, AUDIT_TEXT},
    {"partner_id", 15, AUDIT_TEXT},
    {"status", 9, AUDIT_TEXT},
    {"document", 9, AUDIT_TEXT},
    {"number", 24, AUDIT_TEXT},
    {"slots", 6, AUDIT_COUNT},
    {"holiday_slots", 6, AUDIT_COUNT},
    {"blocked_slots", 6, AUDIT_COUNT},
    {"dst_gap_slots", 6, AUDIT_COUNT},
    {"other_stream_minutes", 7, AUDIT_COUNT},
    {"penalty_minutes", 7, AUDIT_COUNT},
    {"partner_minutes", 9, AUDIT_COUNT},
    {"partner_amount", 12, AUDIT_MONEY},
    {"adhoc_minutes", 8, AUDIT_COUNT},
    {"adhoc_amount", 12, AUDIT_MONEY},
    {"subtotal", 12, AUDIT_MONEY},
    {"gst", 11, AUDIT_MONEY},
    {"total", 12, AUDIT_MONEY},
    {"adjustments_total", 12, AUDIT_MONEY},
    {"payment", 12, AUDIT_MONEY},
    {"reasons", 48, AUDIT_WRAP},
    {"carried_in", 12, AUDIT_MONEY},
    {"replaced_total", 12, AUDIT_MONEY},
    {"carried_out", 12, AUDIT_MONEY},
    {"difference in counts", 8, AUDIT_COUNT},
    {"difference in amounts", 9, AUDIT_MONEY},
    {"engine: slots", 6, AUDIT_COUNT},
    {"engine: holiday_slots", 6, AUDIT_COUNT},
    {"engine: blocked_slots", 6, AUDIT_COUNT},
    {"engine: dst_gap_slots", 6, AUDIT_COUNT},
    {"engine: other_stream_minutes", 7, AUDIT_COUNT},
    {"engine: penalty_minutes", 7, AUDIT_COUNT},
    {"engine: partner_minutes", 9, AUDIT_COUNT},
    {"engine: partner_amount", 12, AUDIT_MONEY},
    {"engine: adhoc_minutes", 8, AUDIT_COUNT},
    {"engine: adhoc_amount", 12, AUDIT_MONEY},
    {"engine: subtotal", 12, AUDIT_MONEY},
    {"engine: gst", 11, AUDIT_MONEY},
    {"engine: total", 12, AUDIT_MONEY},
    {"engine: adjustments_total", 12, AUDIT_MONEY},
    {"engine: payment", 12, AUDIT_MONEY},
};

enum {
    PERIOD,
    PARTNER,
    STATUS,
    DOCUMENT,
    NUMBER,
    SLOTS,
    HOLIDAY_SLOTS,
    BLOCKED_SLOTS,
    DST_GAP_SLOTS,
    OTHER_STREAM,
    PENALTY,
    PARTNER_MINUTES,
    PARTNER_AMOUNT,
    ADHOC_MINUTES,
    ADHOC_AMOUNT,
    SUBTOTAL,
    GST,
    TOTAL,
    ADJUSTMENTS,
    PAYMENT,
    REASONS,
    CARRIED_IN,
    REPLACED,
    CARRIED_OUT,
    COUNTS_DIFFERENCE,
    AMOUNTS_DIFFERENCE,
    ENGINE, /* of SLOTS; the others follow in their order */
    REGISTER_COLUMN_COUNT = ENGINE + PAYMENT - SLOTS + 1
};

/* Columns A to H, as lines.csv; I what differs; J to M the engine's values of E to H. */
static const struct audit_column line_columns[] = {
    {"partner_id", 15, AUDIT_TEXT},
    {"kind", 10, AUDIT_TEXT},
    {"hourly_rate", 12, AUDIT_MONEY},
    {"taxable", 9, AUDIT_TEXT},
    {"minutes", 11, AUDIT_COUNT},
    {"amount", 14, AUDIT_MONEY},
    {"gst", 11, AUDIT_MONEY},
    {"total", 12, AUDIT_MONEY},
    {"difference", 11, AUDIT_MONEY},
    {"engine: minutes", 11, AUDIT_COUNT},
    {"engine: amount", 14, AUDIT_MONEY},
    {"engine: gst", 11, AUDIT_MONEY},
    {"engine: total", 12, AUDIT_MONEY},
};
enum { LINE_DIFFERENCE = 8 };

/* Red for what is not 0. */
static void differences_mark(struct audit_workbook *workbook, const struct audit_sheet *sheet,
                             lxw_col_t first, lxw_col_t last)
{
    if (workbook->book.failure != LXW_NO_ERROR) {
        return;
    }
    lxw_conditional_format wrong = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                    .criteria = LXW_CONDITIONAL_CRITERIA_NOT_EQUAL_TO,
                                    .value = 0,
                                    .format = workbook->book.formats[AUDIT_BAD]};
    lxw_worksheet *worksheet = g_array_index(sheet->parts, struct audit_part, 0).worksheet;
    audit_book_check(&workbook->book, worksheet_conditional_format_range(
                                          worksheet, 1, first, LXW_ROW_MAX - 1, last, &wrong));
}

void audit_register_open(struct audit_workbook *workbook)
{
    G_STATIC_ASSERT(G_N_ELEMENTS(register_columns) == REGISTER_COLUMN_COUNT);
    struct audit_sheet *sheet = &workbook->partners;
    audit_sheet_open(&workbook->book, sheet, "Register", register_columns,
                     G_N_ELEMENTS(register_columns), true);
    lxw_worksheet *worksheet = g_array_index(sheet->parts, struct audit_part, 0).worksheet;
    if (workbook->book.failure != LXW_NO_ERROR) {
        return;
    }
    worksheet_freeze_panes(worksheet, 1, PARTNER + 1);
    /* The engine's own values are for the screen: on paper their differences say it. */
    audit_book_check(&workbook->book,
                     worksheet_print_area(worksheet, 0, 0, LXW_ROW_MAX - 1, AMOUNTS_DIFFERENCE));
    differences_mark(workbook, sheet, COUNTS_DIFFERENCE, AMOUNTS_DIFFERENCE);
}

void audit_lines_open(struct audit_workbook *workbook)
{
    audit_sheet_open(&workbook->book, &workbook->lines, "Lines", line_columns,
                     G_N_ELEMENTS(line_columns), false);
    differences_mark(workbook, &workbook->lines, LINE_DIFFERENCE, LINE_DIFFERENCE);
}

/* ---- lines --------------------------------------------------------------------------------- */

/* The minutes of the partner's own hours that have the line's rate and taxability. */
static void line_minutes(GString *formula, const struct line *line, const struct audit_rows *hours,
                         uint32_t row)
{
    /* hourly_rate and taxable are columns H and K of both Slots and Ad hoc. */
    g_autofree char *matching = g_strdup_printf("{H},C%u,{K},D%u)", row, row);
    if (line->kind == RATE_PARTNER) {
        g_autofree char *term = g_strdup_printf("SUMIFS({F},%s-SUMIFS({G},%s", matching, matching);
        audit_term_add(formula, term, hours);
    } else {
        g_autofree char *term = g_strdup_printf("SUMIFS({G},%s", matching);
        audit_term_add(formula, term, hours);
    }
}

/* The GST of a line. Under total_invoice it is the line's share of the document's: a tenth cut to
 * the cent, and the cents that are then short go to the largest remainders, earlier lines first. The
 * number of taxable lines before it in that order is worked out where there are several. */
static char *line_gst(const struct audit_workbook *workbook, const struct audit_rows *lines,
                      size_t taxable_count, uint32_t row)
{
    bool alone = workbook->run->policy.gst_rounding == GST_LINE || taxable_count <= 1;
    if (alone) {
        return g_strdup_printf("IF(D%u=\"yes\",ROUND(F%u/10,2),0)", row, row);
    }
    g_autoptr(GString) formula = g_string_new(NULL);
    g_autofree char *before =
        g_strdup_printf("SUMPRODUCT(({D}=\"yes\")*(MOD(ROUND({F}*100,0),10)*1000000-ROW({F})>"
                        "MOD(ROUND(F%u*100,0),10)*1000000-%u))",
                        row, row);
    g_string_append_printf(formula, "IF(D%u=\"yes\",(INT(ROUND(F%u*100,0)/10)+IF(", row, row);
    audit_term_add(formula, before, lines);
    audit_term_add(formula,
                   "<ROUND(ROUND(SUMIF({D},\"yes\",{F})/10,2)*100,0)"
                   "-SUMPRODUCT(({D}=\"yes\")*INT(ROUND({F}*100,0)/10)),1,0))/100,0)",
                   lines);
    return g_string_free(g_steal_pointer(&formula), FALSE);
}

/* A formula of this row, where # stands for its number. */
static void of_row(struct audit_sheet *sheet, lxw_col_t column, const char *form, uint32_t row,
                   double value)
{
    g_auto(GStrv) pieces = g_strsplit(form, "#", -1);
    g_autofree char *number = g_strdup_printf("%u", row);
    g_autofree char *formula = g_strjoinv(number, pieces);
    audit_cell_formula(sheet, column, formula, value);
}

static void line_write(struct audit_workbook *workbook, const char *partner_id,
                       const struct line *line, const struct audit_rows *hours,
                       const struct audit_rows *lines, size_t taxable_count)
{
    struct audit_sheet *sheet = &workbook->lines;
    uint32_t row = audit_sheet_next_row(sheet);
    g_autoptr(GString) minutes = g_string_new(NULL);
    line_minutes(minutes, line, hours, row);
    g_autofree char *amount = g_strdup_printf("ROUND(E%u*C%u/60,2)", row, row);
    g_autofree char *gst = line_gst(workbook, lines, taxable_count, row);
    g_autofree char *total = g_strdup_printf("ROUND(F%u+G%u,2)", row, row);
    audit_cell_text(sheet, 0, partner_id);
    audit_cell_text(sheet, 1, line->kind == RATE_PARTNER ? "partner" : "adhoc");
    audit_cell_rate(sheet, 2, true, line->hourly_rate);
    audit_cell_text(sheet, 3, line->taxable ? "yes" : "no");
    audit_cell_formula(sheet, 4, minutes->str, line->minutes.minutes);
    audit_cell_formula(sheet, 5, amount, (double)line->amount.cents / 100);
    audit_cell_formula(sheet, 6, gst, (double)line->gst.cents / 100);
    audit_cell_formula(sheet, 7, total, (double)line_total(line).cents / 100);
    of_row(sheet, LINE_DIFFERENCE, "ROUND(ABS(E#-J#)+ABS(F#-K#)+ABS(G#-L#)+ABS(H#-M#),2)", row, 0);
    audit_cell_number(sheet, LINE_DIFFERENCE + 1, line->minutes.minutes);
    audit_cell_money(sheet, LINE_DIFFERENCE + 2, line->amount);
    audit_cell_money(sheet, LINE_DIFFERENCE + 3, line->gst);
    audit_cell_money(sheet, LINE_DIFFERENCE + 4, line_total(line));
    workbook->lines_amount = money_add(workbook->lines_amount, line->amount);
    workbook->lines_total = money_add(workbook->lines_total, line_total(line));
}

static struct audit_rows lines_append(struct audit_workbook *workbook,
                                      const struct partner_report *report,
                                      const struct audit_rows *slots,
                                      const struct audit_rows *adhoc)
{
    struct audit_rows rows = audit_sheet_reserve(&workbook->lines, report->line_count);
    size_t taxable_count = 0;
    for (size_t i = 0; i < report->line_count; i++) {
        taxable_count += report->lines[i].taxable;
    }
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        line_write(workbook, report->supplier.partner_id, line,
                   line->kind == RATE_PARTNER ? slots : adhoc, &rows, taxable_count);
    }
    return rows;
}

/* ---- register ------------------------------------------------------------------------------ */

/* A formula over the partner's own rows; 0 where there are none: an engine that says otherwise
 * shows in the difference. */
static void live(struct audit_sheet *sheet, lxw_col_t column, const char *term,
                 const struct audit_rows *rows, double value)
{
    if (rows->count == 0) {
        audit_cell_number(sheet, column, 0);
        return;
    }
    g_autoptr(GString) formula = g_string_new(NULL);
    audit_term_add(formula, term, rows);
    audit_cell_formula(sheet, column, formula->str, value);
}

/* Columns F to L. */
static void slots_write(struct audit_sheet *sheet, const struct totals *totals,
                        const struct audit_rows *slots)
{
    live(sheet, SLOTS, "COUNTA({D})", slots, totals->slots);
    live(sheet, HOLIDAY_SLOTS, "COUNTIF({D},\"HOLIDAY\")", slots, totals->holiday_slots);
    live(sheet, BLOCKED_SLOTS, "COUNTIF({D},\"BLOCKED\")", slots, totals->blocked_slots);
    live(sheet, DST_GAP_SLOTS, "COUNTIF({D},\"DST_GAP\")", slots, totals->dst_gap_slots);
    live(sheet, OTHER_STREAM, "60*COUNTIF({D},\"OTHER_STREAM\")-SUMIF({D},\"OTHER_STREAM\",{F})",
         slots, totals->other_stream_minutes.minutes);
    live(sheet, PENALTY, "SUM({G})", slots, totals->penalty_minutes.minutes);
    live(sheet, PARTNER_MINUTES, "SUM({F})-SUM({G})", slots, totals->partner_minutes.minutes);
}

/* An amount over the partner's lines, blank for who is held. */
static void amount_write(struct audit_sheet *sheet, lxw_col_t column, bool blank, const char *term,
                         const struct audit_rows *lines, money value)
{
    if (blank) {
        audit_cell_blank(sheet, column);
    } else {
        live(sheet, column, term, lines, (double)value.cents / 100);
    }
}

/* The document's GST: of the sum of the taxable lines, or line by line (gst_rounding). */
static const char *gst_term(const struct audit_workbook *workbook)
{
    return workbook->run->policy.gst_rounding == GST_LINE ? "SUM({G})"
                                                          : "ROUND(SUMIF({D},\"yes\",{F})/10,2)";
}

/* What R5 owes: the documents, less what a replaced one was settled with, and what was carried. */
#define OWED "ROUND(R#+S#+V#-W#,2)"

/* Columns P to T, and V to X. */
static void totals_write(struct audit_workbook *workbook, const struct register_row *row,
                         const struct audit_rows *lines, const struct audit_rows *adjustments,
                         uint32_t number)
{
    struct audit_sheet *sheet = &workbook->partners;
    const struct totals *totals = &row->totals;
    if (row->amounts_blank) {
        for (int column = SUBTOTAL; column <= PAYMENT; column++) {
            audit_cell_blank(sheet, (lxw_col_t)column);
        }
        return;
    }
    of_row(sheet, SUBTOTAL, "ROUND(M#+O#,2)", number, (double)totals->subtotal.cents / 100);
    live(sheet, GST, gst_term(workbook), lines, (double)totals->gst.cents / 100);
    of_row(sheet, TOTAL, "ROUND(P#+Q#,2)", number, (double)totals->total.cents / 100);
    live(sheet, ADJUSTMENTS, "SUM({K})", adjustments, (double)row->adjustments_total.cents / 100);
    of_row(sheet, PAYMENT, "MAX(0," OWED ")", number, (double)row->payment.cents / 100);
}

static void carried_write(struct audit_workbook *workbook, const struct partner_report *report,
                          uint32_t number)
{
    struct audit_sheet *sheet = &workbook->partners;
    if (report->row.amounts_blank) {
        return;
    }
    audit_cell_money(sheet, CARRIED_IN, report->carried_in);
    audit_cell_money(sheet, REPLACED, report->replaces_total);
    of_row(sheet, CARRIED_OUT, "MIN(0," OWED ")", number, (double)report->carried_out.cents / 100);
    workbook->carried_in = money_add(workbook->carried_in, report->carried_in);
    workbook->replaced = money_add(workbook->replaced, report->replaces_total);
    workbook->carried_out = money_add(workbook->carried_out, report->carried_out);
}

/* The engine's own value of column F to T. */
static void engine_amount(struct audit_sheet *sheet, lxw_col_t column, bool blank, money amount)
{
    if (!blank) {
        audit_cell_money(sheet, ENGINE - SLOTS + column, amount);
    }
}

static void engine_write(struct audit_sheet *sheet, const struct register_row *row)
{
    const struct totals *totals = &row->totals;
    bool blank = row->amounts_blank;
    enum { SHIFT = ENGINE - SLOTS };
    audit_cell_number(sheet, SHIFT + SLOTS, totals->slots);
    audit_cell_number(sheet, SHIFT + HOLIDAY_SLOTS, totals->holiday_slots);
    audit_cell_number(sheet, SHIFT + BLOCKED_SLOTS, totals->blocked_slots);
    audit_cell_number(sheet, SHIFT + DST_GAP_SLOTS, totals->dst_gap_slots);
    audit_cell_number(sheet, SHIFT + OTHER_STREAM, totals->other_stream_minutes.minutes);
    audit_cell_number(sheet, SHIFT + PENALTY, totals->penalty_minutes.minutes);
    audit_cell_number(sheet, SHIFT + PARTNER_MINUTES, totals->partner_minutes.minutes);
    engine_amount(sheet, PARTNER_AMOUNT, blank, totals->partner_amount);
    audit_cell_number(sheet, SHIFT + ADHOC_MINUTES, totals->adhoc_minutes.minutes);
    engine_amount(sheet, ADHOC_AMOUNT, blank, totals->adhoc_amount);
    engine_amount(sheet, SUBTOTAL, blank, totals->subtotal);
    engine_amount(sheet, GST, blank, totals->gst);
    engine_amount(sheet, TOTAL, blank, totals->total);
    engine_amount(sheet, ADJUSTMENTS, blank, row->adjustments_total);
    engine_amount(sheet, PAYMENT, blank, row->payment);
}

/* Columns Y and Z. */
static void differences_write(struct audit_sheet *sheet, uint32_t number)
{
    of_row(sheet, COUNTS_DIFFERENCE,
           "ABS(F#-AA#)+ABS(G#-AB#)+ABS(H#-AC#)+ABS(I#-AD#)+ABS(J#-AE#)+ABS(K#-AF#)+ABS(L#-AG#)"
           "+ABS(N#-AI#)",
           number, 0);
    of_row(sheet, AMOUNTS_DIFFERENCE,
           "ROUND(ABS(M#-AH#)+ABS(O#-AJ#)+ABS(P#-AK#)+ABS(Q#-AL#)+ABS(R#-AM#)+ABS(S#-AN#)"
           "+ABS(T#-AO#),2)",
           number, 0);
}

struct audit_rows audit_register_append(struct audit_workbook *workbook,
                                        const struct partner_report *report,
                                        const struct audit_own_rows *own)
{
    struct audit_rows lines = lines_append(workbook, report, &own->slots, &own->adhoc);
    struct audit_sheet *sheet = &workbook->partners;
    const struct register_row *row = &report->row;
    const struct audit_rows place = audit_sheet_reserve(sheet, 1);
    uint32_t number = audit_sheet_next_row(sheet);
    audit_cell_text(sheet, PERIOD, workbook->run->period_text);
    audit_cell_text(sheet, PARTNER, report->supplier.partner_id);
    audit_cell_text(sheet, STATUS, row->status);
    audit_cell_text(sheet, DOCUMENT, row->document);
    audit_cell_text(sheet, NUMBER, row->number);
    slots_write(sheet, &row->totals, &own->slots);
    amount_write(sheet, PARTNER_AMOUNT, row->amounts_blank, "SUMIF({B},\"partner\",{F})", &lines,
                 row->totals.partner_amount);
    live(sheet, ADHOC_MINUTES, "SUM({G})", &own->adhoc, row->totals.adhoc_minutes.minutes);
    amount_write(sheet, ADHOC_AMOUNT, row->amounts_blank, "SUMIF({B},\"adhoc\",{F})", &lines,
                 row->totals.adhoc_amount);
    totals_write(workbook, row, &lines, &own->adjustments, number);
    audit_cell_text(sheet, REASONS, row->reasons);
    carried_write(workbook, report, number);
    differences_write(sheet, number);
    engine_write(sheet, row);
    return place;
}
