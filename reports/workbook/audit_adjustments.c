/* Sheet Adjustments: the lines of adjustments (R1), below them the hours that moved, and the late
 * documents of earlier periods. */
#include "reports/text.h"
#include "reports/value/partner_report.h"
#include "reports/workbook/audit_tables.h"

/* Columns A to J, as adjustments.csv, and K their total; L to U an hour that moved. */
static const struct audit_column adjustment_columns[] = {
    {"partner_id", 14, AUDIT_TEXT},     {"period", 10, AUDIT_TEXT},
    {"number", 26, AUDIT_TEXT},         {"kind", 10, AUDIT_TEXT},
    {"hourly_rate", 12, AUDIT_MONEY},   {"taxable", 9, AUDIT_TEXT},
    {"minutes", 11, AUDIT_COUNT},       {"amount", 14, AUDIT_MONEY},
    {"gst", 13, AUDIT_MONEY},           {"reason", 44, AUDIT_WRAP},
    {"total", 14, AUDIT_MONEY},         {"date", 13, AUDIT_DATE},
    {"start", 9, AUDIT_TIME},           {"appointment_id", 16, AUDIT_TEXT},
    {"before", 26, AUDIT_WRAP},         {"after", 26, AUDIT_WRAP},
    {"rule before", 8, AUDIT_TEXT},     {"rule after", 8, AUDIT_TEXT},
    {"minutes moved", 10, AUDIT_COUNT}, {"because", 40, AUDIT_WRAP},
    {"source", 28, AUDIT_WRAP},
};

enum {
    PARTNER,
    PERIOD,
    NUMBER,
    KIND,
    RATE,
    TAXABLE,
    MINUTES,
    AMOUNT,
    GST,
    REASON,
    TOTAL,
    DATE,
    START,
    APPOINTMENT,
    BEFORE,
    AFTER,
    RULE_BEFORE,
    RULE_AFTER,
    MOVED,
    BECAUSE,
    SOURCE,
    ADJUSTMENT_COLUMN_COUNT
};

void audit_adjustments_open(struct audit_workbook *workbook)
{
    G_STATIC_ASSERT(G_N_ELEMENTS(adjustment_columns) == ADJUSTMENT_COLUMN_COUNT);
    audit_sheet_open(&workbook->book, &workbook->adjustments, "Adjustments", adjustment_columns,
                     G_N_ELEMENTS(adjustment_columns), false);
}

/* Whose row it is; of a draft the number is blank. */
struct place {
    const char *partner_id;
    const char *period;
    const char *number;
};

static uint32_t row_begin(struct audit_sheet *sheet, const struct place *place)
{
    uint32_t row = audit_sheet_next_row(sheet);
    audit_cell_text(sheet, PARTNER, place->partner_id);
    audit_cell_text(sheet, PERIOD, place->period);
    audit_cell_text(sheet, NUMBER, place->number);
    return row;
}

static const char *kind_name(enum rate_kind kind)
{
    return kind == RATE_PARTNER ? "partner" : "adhoc";
}

static double dollars(money amount)
{
    return (double)amount.cents / 100;
}

/* ---- lines --------------------------------------------------------------------------------- */

/* Minutes x rate. A difference of two rounded amounts may be a cent off: that cent is in the
 * formula. What is further off is no such product and stands as a number. */
static void amount_write(struct audit_sheet *sheet, const struct line *line, uint32_t row)
{
    enum { ROUNDING_CENTS_MAX = 1 };
    const money product = money_line_amount(line->hourly_rate, line->minutes);
    const money off = money_subtract(line->amount, product);
    g_autofree char *formula = g_strdup_printf("ROUND(G%u*E%u/60,2)", row, row);
    if (off.cents == 0) {
        audit_cell_formula(sheet, AMOUNT, formula, dollars(line->amount));
    } else if (ABS(off.cents) <= ROUNDING_CENTS_MAX) {
        g_autofree char *rounded =
            g_strdup_printf("ROUND(%s%s,2)", formula, off.cents > 0 ? "+0.01" : "-0.01");
        audit_cell_formula(sheet, AMOUNT, rounded, dollars(line->amount));
    } else {
        audit_cell_money(sheet, AMOUNT, line->amount);
    }
}

/* Begun by the caller; `minutes` is a formula or NULL. */
static void line_write(struct audit_workbook *workbook, const struct line *line, const char *reason,
                       uint32_t row, const char *minutes)
{
    struct audit_sheet *sheet = &workbook->adjustments;
    const money total = money_add(line->amount, line->gst);
    g_autofree char *sum = g_strdup_printf("ROUND(H%u+I%u,2)", row, row);
    audit_cell_text(sheet, KIND, kind_name(line->kind));
    audit_cell_rate(sheet, RATE, true, line->hourly_rate);
    audit_cell_text(sheet, TAXABLE, line->taxable ? "yes" : "no");
    if (minutes) {
        audit_cell_formula(sheet, MINUTES, minutes, line->minutes.minutes);
    } else {
        audit_cell_number(sheet, MINUTES, line->minutes.minutes);
    }
    amount_write(sheet, line, row);
    audit_cell_money(sheet, GST, line->gst);
    audit_cell_text(sheet, REASON, reason);
    audit_cell_formula(sheet, TOTAL, sum, dollars(total));
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

static void move_write(struct audit_sheet *sheet, const struct place *place,
                       const struct adjustment_move_row *move)
{
    row_begin(sheet, place);
    audit_cell_text(sheet, KIND, kind_name(move->kind));
    audit_cell_rate(sheet, RATE, true, move->hourly_rate);
    audit_cell_date(sheet, DATE, move->date);
    audit_cell_time(sheet, START, move->start_minute);
    audit_cell_text(sheet, APPOINTMENT, move->appointment_id);
    audit_cell_text(sheet, BEFORE, move->before);
    audit_cell_text(sheet, AFTER, move->after);
    audit_cell_text(sheet, RULE_BEFORE, rule_code(move->rule_before));
    audit_cell_text(sheet, RULE_AFTER, rule_code(move->rule_after));
    audit_cell_number(sheet, MOVED, move->minutes.minutes);
    audit_cell_text(sheet, BECAUSE, move->because);
    audit_cell_text(sheet, SOURCE, move->source);
}

/* `next` is the partner's rows from here on. Its lines, then their hours. */
static void adjustment_write(struct audit_workbook *workbook, const char *partner_id,
                             const struct adjustment_report *adjustment, struct audit_rows *next)
{
    const struct place place = {partner_id, adjustment->period_text, adjustment->number};
    struct audit_rows moves = *next;
    moves.first += (uint32_t)adjustment->line_count;
    moves.count = (uint32_t)adjustment->move_count;
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct line *line = &adjustment->lines[i].line;
        uint32_t row = row_begin(&workbook->adjustments, &place);
        g_autofree char *term = g_strdup_printf("SUMIFS({S},{D},D%u,{E},E%u)", row, row);
        g_autoptr(GString) minutes = g_string_new(NULL);
        audit_term_add(minutes, term, &moves);
        line_write(workbook, line, adjustment->lines[i].reason, row,
                   moves_explain(adjustment, line) ? minutes->str : NULL);
    }
    for (size_t i = 0; i < adjustment->move_count; i++) {
        move_write(&workbook->adjustments, &place, &adjustment->moves[i]);
    }
    next->first = moves.first + moves.count;
}

/* ---- late documents ------------------------------------------------------------------------ */

static void replaced_write(struct audit_workbook *workbook, struct place place,
                           const struct partner_report *report)
{
    struct audit_sheet *sheet = &workbook->adjustments;
    const money taken = money_subtract((money){0}, report->replaces_total);
    place.number = report->replaces;
    row_begin(sheet, &place);
    audit_cell_text(sheet, REASON,
                    report->document == DOCUMENT_NONE
                        ? "void, and nothing is due: what it was settled with"
                        : "void and replaced: what it was settled with");
    audit_cell_money(sheet, TOTAL, taken);
    workbook->adjustments_total = money_add(workbook->adjustments_total, taken);
}

static void late_write(struct audit_workbook *workbook, const char *partner_id,
                       const struct late_report *late)
{
    const struct partner_report *report = late->report;
    const struct place place = {partner_id, late->run->period_text, report->row.number};
    const bool replaces = report->replaces[0] != '\0';
    g_autofree char *reason =
        replaces ? g_strdup_printf("late document, in place of %s", report->replaces)
                 : g_strdup_printf("late document of %s", late->run->period_text);
    for (size_t i = 0; i < report->line_count; i++) {
        line_write(workbook, &report->lines[i], reason, row_begin(&workbook->adjustments, &place),
                   NULL);
    }
    if (replaces) {
        replaced_write(workbook, place, report);
    }
}

/* ---- a partner's --------------------------------------------------------------------------- */

static size_t rows_needed(const struct partner_report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->adjustment_count; i++) {
        count += report->adjustments[i]->line_count + report->adjustments[i]->move_count;
    }
    for (size_t i = 0; i < report->late_count; i++) {
        const struct partner_report *late = report->late[i].report;
        count += late->line_count + (late->replaces[0] != '\0');
    }
    return count;
}

struct audit_rows audit_adjustments_append(struct audit_workbook *workbook,
                                           const struct partner_report *report)
{
    struct audit_rows rows = audit_sheet_reserve(&workbook->adjustments, rows_needed(report));
    struct audit_rows next = rows;
    for (size_t i = 0; i < report->adjustment_count; i++) {
        adjustment_write(workbook, report->supplier.partner_id, report->adjustments[i], &next);
    }
    for (size_t i = 0; i < report->late_count; i++) {
        late_write(workbook, report->supplier.partner_id, &report->late[i]);
    }
    return rows;
}

void audit_adjustments_close(struct audit_workbook *workbook)
{
    struct audit_sheet *sheet = &workbook->adjustments;
    if (audit_sheet_row_count(sheet) == 0) {
        audit_sheet_next_row(sheet);
        audit_cell_text(sheet, PARTNER,
                        workbook->compared ? "Nothing to show: no month before this one changes."
                                           : AUDIT_NOTHING_ISSUED);
    }
}
