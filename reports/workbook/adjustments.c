/* Sheets Adjustments and Variance: what earlier months have to do with this one. Adjustments has the
 * lines of adjustments (R1), below them the hours that moved, and the late documents; Variance each
 * partner's month beside the last issued one. */
#include "reports/workbook/book.h"
#include "reports/workbook/sheet.h"

/* ---- lines --------------------------------------------------------------------------------- */

/* explained: the partner's own rows that are set are the hours that moved, and tell the minutes. */
static void line_write(struct audit_workbook *workbook, struct adjustment_place place,
                       const struct adjustment_line *difference, bool explained)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_ADJUSTMENTS];
    const struct line *line = &difference->line;
    const money total = line_total(line);
    place.kind = rate_kind_word(line->kind);
    place.hourly_rate = (struct rate_in_effect){true, line->hourly_rate};
    sheet_row_write(sheet, &(struct shown_row){.of = {&place, difference}});
    sheet_number(sheet, "minutes",
                 explained ? "SUMIFS({Adjustments.minutes moved},{Adjustments.kind},{kind},"
                             "{Adjustments.hourly_rate},{hourly_rate})"
                           : NULL,
                 line->minutes.minutes);
    /* Minutes x rate. A difference of two rounded amounts may be a cent off: that cent is in the
     * formula. What is further off is no such product and stands as a number. */
    const money product = money_line_amount(line->hourly_rate, line->minutes);
    const money off = money_subtract(line->amount, product);
    const char *formula = off.cents == 0    ? "ROUND({minutes}*{hourly_rate}/60,2)"
                          : off.cents == 1  ? "ROUND(ROUND({minutes}*{hourly_rate}/60,2)+0.01,2)"
                          : off.cents == -1 ? "ROUND(ROUND({minutes}*{hourly_rate}/60,2)-0.01,2)"
                                            : NULL;
    sheet_number(sheet, "amount", formula, dollars(line->amount));
    sheet_number(sheet, "total", "ROUND({amount}+{gst},2)", dollars(total));
    workbook->adjustments_total = money_add(workbook->adjustments_total, total);
}

/* ---- adjustments --------------------------------------------------------------------------- */

static bool same_rate(enum rate_kind kind, hourly_rate rate, const struct line *line)
{
    return kind == line->kind && rate.cents_per_hour == line->hourly_rate.cents_per_hour;
}

/* Whether the hours that moved at the line's rate are the line's minutes, and no other line's. */
static bool moves_explain(const struct adjustment_report *adjustment, const struct line *line)
{
    int64_t minutes = 0;
    size_t lines = 0;
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        minutes += same_rate(move->kind, move->hourly_rate, line) ? move->minutes.minutes : 0;
    }
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct line *other = &adjustment->lines[i].line;
        lines += same_rate(other->kind, other->hourly_rate, line);
    }
    return adjustment->move_count > 0 && lines == 1 && minutes == line->minutes.minutes;
}

/* Its lines, then their hours; the sheet's own rows begin here, and then behind them. */
static void adjustment_write(struct audit_workbook *workbook, const struct supplier *supplier,
                             const struct adjustment_report *adjustment)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_ADJUSTMENTS];
    struct adjustment_place place = {.partner_id = supplier->partner_id,
                                     .legal_name = supplier->legal_name,
                                     .period = adjustment->period_text,
                                     .number = adjustment->number};
    sheet->own.first += (uint32_t)adjustment->line_count;
    sheet->own.count = (uint32_t)adjustment->move_count;
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct adjustment_line *difference = &adjustment->lines[i];
        line_write(workbook, place, difference, moves_explain(adjustment, &difference->line));
    }
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        place.kind = rate_kind_word(move->kind);
        place.hourly_rate = (struct rate_in_effect){true, move->hourly_rate};
        sheet_row_write(sheet, &(struct shown_row){.of = {&place, NULL, move}});
        sheet_text(sheet, "cause_class", move->cause_class);
    }
    sheet->own.first += sheet->own.count;
}

/* ---- late documents ------------------------------------------------------------------------ */

static void late_write(struct audit_workbook *workbook, const struct supplier *supplier,
                       const struct late_report *late)
{
    const struct partner_report *report = late->report;
    struct sheet *sheet = &workbook->book.sheets[SHEET_ADJUSTMENTS];
    struct adjustment_place place = {.partner_id = supplier->partner_id,
                                     .legal_name = supplier->legal_name,
                                     .period = late->run->period_text,
                                     .number = report->row.number,
                                     .kind = ""};
    const bool replaces = report->replaces[0] != '\0';
    g_autofree char *reason =
        replaces ? g_strdup_printf("late document, in place of %s", report->replaces)
                 : g_strdup_printf("late document of %s", late->run->period_text);
    for (size_t i = 0; i < report->line_count; i++) {
        const struct adjustment_line row = {
            .line = report->lines[i], .reason = reason, .cause_class = CAUSE_CORRECTION};
        line_write(workbook, place, &row, false);
    }
    if (replaces) {
        const money taken = money_subtract((money){0}, report->replaces_total);
        place.number = report->replaces;
        sheet_row_write(sheet, &(struct shown_row){.of = {&place}});
        sheet_text(sheet, "reason", "void and replaced: what it was settled with");
        sheet_text(sheet, "cause_class", CAUSE_CORRECTION);
        sheet_number(sheet, "total", NULL, dollars(taken));
        workbook->adjustments_total = money_add(workbook->adjustments_total, taken);
    }
}

void adjustments_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_ADJUSTMENTS];
    size_t count = 0;
    for (size_t i = 0; i < report->adjustment_count; i++) {
        count += report->adjustments[i]->line_count + report->adjustments[i]->move_count;
    }
    for (size_t i = 0; i < report->late_count; i++) {
        const struct partner_report *late = report->late[i].report;
        count += late->line_count + (late->replaces[0] != '\0');
    }
    sheet_reserve(sheet, count);
    const struct sheet_rows all = sheet->own;
    for (size_t i = 0; i < report->adjustment_count; i++) {
        adjustment_write(workbook, &report->supplier, report->adjustments[i]);
    }
    for (size_t i = 0; i < report->late_count; i++) {
        late_write(workbook, &report->supplier, &report->late[i]);
    }
    sheet->own = all;
}

/* ---- variance ------------------------------------------------------------------------------ */

#define ROW(member) SHOWN_OF(0, struct variance_row, member)
#define HAND OF_NOTHING, 0, BY_HAND
static const struct shown_column variance_columns[] = {
    {"partner_id", SHOWN_TEXT, 14, ROW(partner_id)},
    {"legal_name", SHOWN_LONG_TEXT, 24, ROW(legal_name)},
    {"compared with", SHOWN_TEXT, 18, ROW(before_period)},
    {"hours before", SHOWN_HOURS, 12, HAND},
    {"hours", SHOWN_HOURS, 12, HAND},
    {"change in hours", SHOWN_HOURS, 12, HAND},
    {"amount before", SHOWN_MONEY, 14, HAND},
    {"amount", SHOWN_MONEY, 14, HAND},
    {"change in amount", SHOWN_MONEY, 14, HAND},
    {"what moved it", SHOWN_LONG_TEXT, 60, ROW(moved_by)},
};
const struct shown_table variance_shown = {.sheet_name = "Variance",
                                           SHOWN_COLUMNS(variance_columns)};

/* registered: minutes and amount are of Register's row, else of none. blank: no amount is shown. */
static void variance_write(struct audit_workbook *workbook, const struct variance_row *variance,
                           int64_t minutes, money amount, bool registered, bool blank)
{
    struct sheet *sheet = &workbook->book.sheets[SHEET_VARIANCE];
    struct variance_row row = *variance;
    const double hours = (double)minutes / MINUTES_PER_HOUR;
    const double hours_before = (double)row.before.minutes.minutes / MINUTES_PER_HOUR;
    g_autofree char *before_formula = g_strdup_printf("%d/60", (int)row.before.minutes.minutes);
    row.before_period = row.before_known ? row.before_period : "none issued before";
    sheet_row_add(sheet, &(struct shown_row){.of = {&row}});
    sheet_number(sheet, "hours",
                 registered ? "({Register!partner_minutes}+{Register!adhoc_minutes})/60" : "0",
                 hours);
    if (!blank) {
        sheet_number(sheet, "amount", registered ? "{Register!subtotal}" : "0", dollars(amount));
    }
    if (row.before_known) {
        sheet_number(sheet, "hours before", before_formula, hours_before);
        sheet_number(sheet, "change in hours", "{hours}-{hours before}", hours - hours_before);
        sheet_number(sheet, "amount before", NULL, dollars(row.before.subtotal));
    }
    if (row.before_known && !blank) {
        sheet_number(sheet, "change in amount", "ROUND({amount}-{amount before},2)",
                     dollars(money_subtract(amount, row.before.subtotal)));
    }
    workbook->compared = true;
}

void variance_append(struct audit_workbook *workbook, const struct partner_report *report)
{
    const struct totals *totals = &report->row.totals;
    if (report->variance) {
        variance_write(workbook, report->variance,
                       totals->partner_minutes.minutes + totals->adhoc_minutes.minutes,
                       totals->subtotal, true, report->row.amounts_blank);
    }
}

/* ---- at the end ---------------------------------------------------------------------------- */

void earlier_close(struct audit_workbook *workbook, const struct audit_closing *closing)
{
    struct sheet *variance = &workbook->book.sheets[SHEET_VARIANCE];
    struct sheet *adjustments = &workbook->book.sheets[SHEET_ADJUSTMENTS];
    for (size_t i = 0; i < closing->gone_count; i++) {
        variance_write(workbook, &closing->gone[i], 0, (money){0}, false, false);
    }
    if (sheet_is_empty(variance)) {
        const struct variance_row nothing = {
            .partner_id = NOTHING_ISSUED, .legal_name = "", .before_period = "", .moved_by = ""};
        sheet_row_add(variance, &(struct shown_row){.of = {&nothing}});
    }
    if (sheet_is_empty(adjustments)) {
        const struct adjustment_place nothing = {
            .partner_id = workbook->compared ? "Nothing to show: no month before this one changes."
                                             : NOTHING_ISSUED,
            .legal_name = "",
            .period = "",
            .number = "",
            .kind = ""};
        sheet_row_add(adjustments, &(struct shown_row){.of = {&nothing}});
    }
}
