/* Sheet Summary: the run, its checks and totals, the hours by verdict and the settings. Every number
 * is a formula over the other sheets, with its value beside it. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/text.h"
#include "reports/workbook/book.h"
#include "reports/workbook/sheet.h"

/* Its tables have the columns A to G. */
enum { SUMMARY_COLUMNS = 7 };

/* The totals of a month: what is counted and then its amounts. The last two amounts, adjustments and
 * payments, are the run's, not the month's: of the month before they are not told. */
enum { COUNTS = 9, MONTH_AMOUNTS = 6, TOTAL_COUNT = COUNTS + MONTH_AMOUNTS + 2 };
struct total {
    const char *label;
    const char *term; /* over Register */
    size_t offset;    /* in run_totals: a count, minutes or money */
    enum sheet_format format;
    bool known_before; /* of the month before as well */
};
#define TOTAL(member) offsetof(struct run_totals, member)
static const struct total total_rows[TOTAL_COUNT] = {
    {"Partners", "COUNTA({partner_id})", TOTAL(partners), FORMAT_COUNT, true},
    {"  issued", "COUNTIF({status},\"ready\")+COUNTIF({status},\"issued\")", TOTAL(ready),
     FORMAT_COUNT, true},
    {"  held", "COUNTIF({status},\"held\")", TOTAL(held), FORMAT_COUNT, false},
    {"  nil", "COUNTIF({status},\"nil\")", TOTAL(nil), FORMAT_COUNT, true},
    {"Recipient Created Tax Invoices", "COUNTIF({document},\"RCTI\")", TOTAL(rctis), FORMAT_COUNT,
     true},
    {"Recipient Created Invoices", "COUNTIF({document},\"RCI\")", TOTAL(rcis), FORMAT_COUNT, true},
    {"Partner hours", "SUM({partner_minutes})/60", TOTAL(partner_minutes), FORMAT_HOURS, true},
    {"Ad hoc hours", "SUM({adhoc_minutes})/60", TOTAL(adhoc_minutes), FORMAT_HOURS, true},
    {"  of both, held and not billed",
     "(SUMIF({status},\"held\",{partner_minutes})+SUMIF({status},\"held\",{adhoc_minutes}))/60",
     TOTAL(held_minutes), FORMAT_HOURS, false},
    {"Partner amount", "SUM({partner_amount})", TOTAL(partner_amount), FORMAT_MONEY, true},
    {"Ad hoc amount", "SUM({adhoc_amount})", TOTAL(adhoc_amount), FORMAT_MONEY, true},
    {"Decisions amount", "SUM({decisions_amount})", TOTAL(decisions_amount), FORMAT_MONEY, true},
    {"Subtotal", "SUM({subtotal})", TOTAL(subtotal), FORMAT_MONEY, true},
    {"GST", "SUM({gst})", TOTAL(gst), FORMAT_MONEY, true},
    {"Total of documents", "SUM({total})", TOTAL(total), FORMAT_MONEY, true},
    {"Adjustments", "SUM({adjustments_total})", TOTAL(adjustments_total), FORMAT_MONEY, false},
    {"Payments", "SUM({payment})", TOTAL(payment), FORMAT_MONEY, false},
};

/* A term over all rows of a sheet. */
struct term {
    enum sheet_id sheet; /* SHEET_COUNT: it is a formula of its own */
    const char *text;    /* NULL for none */
};

/* While it is written, from above to below. */
struct summary {
    struct audit_workbook *workbook;
    struct sheet_book *book;
    struct sheet_part *part;
    lxw_row_t chart_row; /* beside the totals, where the tables leave room */
};

void summary_open(struct audit_workbook *workbook)
{
    static const double widths[SUMMARY_COLUMNS] = {66, 26, 18, 18, 18, 18, 18};
    struct sheet_book *book = &workbook->book;
    workbook->summary = sheet_part_new(book, "Summary");
    lxw_worksheet *worksheet = workbook->summary->worksheet;
    if (!worksheet) {
        return;
    }
    for (lxw_col_t i = 0; i < (lxw_col_t)SUMMARY_COLUMNS; i++) {
        sheet_book_check(book, worksheet_set_column(worksheet, i, i, widths[i], NULL));
    }
    sheet_print_set_up(workbook->summary, 0);
    worksheet_fit_to_pages(worksheet, 1, 1);
    worksheet_gridlines(worksheet, LXW_HIDE_ALL_GRIDLINES);
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* Headings with a line under them, after an empty row; NULL is an empty one. The first few are above
 * texts, the others above numbers. */
static void put_section(struct summary *summary, const char *const headings[SUMMARY_COLUMNS],
                        lxw_col_t text_count)
{
    enum { SECTION_HEIGHT = 20 };
    struct sheet_part *part = summary->part;
    part->row++;
    sheet_book_check(summary->book,
                     worksheet_set_row(part->worksheet, part->row, SECTION_HEIGHT, NULL));
    for (lxw_col_t i = 0; i < (lxw_col_t)SUMMARY_COLUMNS; i++) {
        sheet_part_text(part, i, headings[i] ? headings[i] : "",
                        i < text_count ? FORMAT_SECTION : FORMAT_SECTION_RIGHT);
    }
    part->row++;
}

static void put_text(struct summary *summary, const char *label, const char *text)
{
    sheet_part_text(summary->part, 0, label, FORMAT_TEXT);
    sheet_part_text(summary->part, 1, text, FORMAT_TEXT);
    summary->part->row++;
}

static void put_number(struct summary *summary, const char *label, double number,
                       enum sheet_format format)
{
    sheet_part_text(summary->part, 0, label, FORMAT_TEXT);
    sheet_part_number(summary->part, 1, NULL, number, format);
    summary->part->row++;
}

static double hours(int64_t minutes)
{
    return (double)minutes / MINUTES_PER_HOUR;
}

/* ---- the run ------------------------------------------------------------------------------- */

/* The seal is made over the manifest, which has this file's hash: so it cannot be in it, but the one that it
 * follows can. */
static void put_issue(struct summary *summary, const struct audit_closing *closing)
{
    const char *before = closing->previous_seal;
    put_number(summary, "Issue of the month", closing->issue, FORMAT_NUMBER_LEFT);
    put_text(summary, "Prepared by", closing->prepared_by);
    put_text(summary, "Approved by", closing->approved_by);
    put_text(summary, "Seal of the issue or void before it",
             before[0] != '\0' ? before : "none: it is the first");
    put_text(summary, "Its own seal",
             "made over this file as well: rcti issue printed it, for the minutes");
}

static void put_run(struct summary *summary, const struct audit_closing *closing)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"The run"};
    const struct report_run *run = summary->workbook->run;
    g_autofree char *title =
        g_strdup_printf("Audit workbook, %s", text_month_words(TEXT_ROOM, run->period));
    sheet_part_text(summary->part, 0, title, FORMAT_TITLE);
    summary->part->row++;
    put_section(summary, headings, 2);
    put_text(summary, "Period", run->period_text);
    put_number(summary, "Facts as they were known at (as-at, UTC)",
               sheet_date_number((day){0}) + (double)run->as_at.utc_seconds / SECONDS_PER_DAY,
               FORMAT_STAMP);
    put_number(summary, "Issue date", sheet_date_number(run->issue_date), FORMAT_DATE);
    put_number(summary, "Payment date", sheet_date_number(run->payment_date), FORMAT_DATE);
    put_number(summary, "Last import (batch)", (double)run->batch, FORMAT_NUMBER_LEFT);
    put_text(summary, "Program version", run->program_version);
    put_text(summary, "Kind of run", run->draft ? "draft: nothing of it is issued" : "issue");
    if (closing->issue > 0) {
        put_issue(summary, closing);
    }
}

/* ---- what people decided since the last issue ------------------------------------------------ */

/* With the pay that it moves, and what it does otherwise. */
static void put_decision(struct summary *summary, const struct report_decision *row)
{
    g_autofree char *what =
        g_strdup_printf("%s  %s: %s", row->decision_id, row->kind, row->subject);
    sheet_part_text(summary->part, 0, what, FORMAT_TEXT);
    sheet_part_text(summary->part, 1, row->ticket, FORMAT_TEXT);
    sheet_part_number(summary->part, 2, NULL, dollars(row->moves), FORMAT_MONEY);
    sheet_part_text(summary->part, 3, row->does, FORMAT_TEXT);
    summary->part->row++;
}

static void put_decisions(struct summary *summary, const struct audit_closing *closing)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"New decisions", "ticket",
                                                          "pay without GST", "what it does"};
    size_t count = 0;
    money sum = {0};
    while (count < closing->decision_count && closing->decisions[count].is_new) {
        sum = money_add(sum, closing->decisions[count++].moves);
    }
    if (count == 0) {
        return;
    }
    put_section(summary, headings, 2);
    const uint32_t first = summary->part->row + 1;
    for (size_t i = 0; i < count; i++) {
        put_decision(summary, &closing->decisions[i]);
    }
    g_autofree char *formula = g_strdup_printf("SUM(C%u:C%u)", first, summary->part->row);
    sheet_part_text(summary->part, 0, "Together", FORMAT_TEXT);
    sheet_part_number(summary->part, 2, formula, dollars(sum), FORMAT_MONEY);
    summary->part->row++;
}

/* ---- checks: each a formula that says TRUE or FALSE, with both its sides beside it --------------- */

/* The sum of terms. */
struct side {
    struct term terms[2];
    double value;
};

static void put_side(struct summary *summary, lxw_col_t column, const struct side *side,
                     enum sheet_format format)
{
    g_autoptr(GString) formula = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(side->terms) && side->terms[i].text; i++) {
        const struct term *term = &side->terms[i];
        g_string_append(formula, i > 0 ? "+" : "");
        if (term->sheet == SHEET_COUNT) {
            g_string_append(formula, term->text);
        } else {
            sheet_over_all(formula, &summary->book->sheets[term->sheet], term->text);
        }
    }
    sheet_part_number(summary->part, column, formula->str, side->value, format);
}

static void put_check(struct summary *summary, const char *label, enum sheet_format format,
                      struct side left, struct side right)
{
    const uint32_t number = summary->part->row + 1;
    g_autofree char *verdict = g_strdup_printf("ROUND(C%u-D%u,2)=0", number, number);
    const bool agrees = fabs(left.value - right.value) < 0.005;
    sheet_part_text(summary->part, 0, label, FORMAT_TEXT);
    sheet_part_number(summary->part, 1, verdict, agrees ? 1 : 0, FORMAT_VERDICT);
    put_side(summary, 2, &left, format);
    put_side(summary, 3, &right, format);
    summary->part->row++;
}

/* A side of one term. */
static struct side side_of(enum sheet_id sheet, const char *text, double value)
{
    return (struct side){{{sheet, text}}, value};
}

/* What the documents owe now, with what earlier payments left, what came back and was not paid by hand and what is
 * written off, without what replaced documents were settled with and what is left to the next payments, is
 * what is paid. A draft pays nothing: there is
 * no file to hold its documents against, and saying TRUE would be of nothing. */
static void check_payments(struct summary *summary, const struct audit_closing *closing)
{
    static const char label[] = "Documents, adjustments, carried = payment file + what is left out";
    const struct run_totals *totals = &summary->workbook->totals;
    money due = money_add(totals->total, totals->adjustments_total);
    due = money_add(due, totals->carried_in);
    due = money_subtract(due, totals->replaced);
    due = money_subtract(due, totals->carried_out);
    due = money_add(due, money_subtract(totals->returned, totals->by_hand));
    due = money_add(due, totals->written_off);
    const struct side documents = side_of(SHEET_REGISTER_CHECK,
                                          "SUM({total})+SUM({adjustments_total})+SUM({carried_in})"
                                          "-SUM({replaced_total})-SUM({carried_out})"
                                          "+SUM({returned})-SUM({by_hand})+SUM({written_off})",
                                          dollars(due));
    if (closing->payments_written) {
        g_autofree char *file =
            g_strdup_printf("%s+%s", text_money(TEXT_ROOM, closing->payments_total),
                            text_money(TEXT_ROOM, closing->payments_left_out));
        const money paid = money_add(closing->payments_total, closing->payments_left_out);
        put_check(summary, label, FORMAT_MONEY, documents,
                  side_of(SHEET_COUNT, file, dollars(paid)));
        return;
    }
    sheet_part_text(summary->part, 0, label, FORMAT_TEXT);
    sheet_part_text(summary->part, 1, "not before the month is issued", FORMAT_TEXT);
    put_side(summary, 2, &documents, FORMAT_MONEY);
    sheet_part_text(summary->part, 3, "a draft pays nothing", FORMAT_TEXT_RIGHT);
    summary->part->row++;
}

static void check_hours(struct summary *summary)
{
    const struct audit_workbook *workbook = summary->workbook;
    const double slots = (double)workbook->totals.slots;
    int64_t offered = 0;
    int64_t accounted = 0;
    g_autoptr(GString) verdicts = g_string_new(NULL);
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        const enum outcome outcome = (enum outcome)i;
        if (outcome_says[outcome].judges == OUTCOME_OF_SLOT) {
            const struct verdict_sum *sum = &workbook->sums[i];
            g_autofree char *term =
                g_strdup_printf("COUNTIF({outcome},\"%s\")", outcome_words[outcome]);
            g_string_append(verdicts, verdicts->len > 0 ? "+" : "");
            sheet_over_all(verdicts, &summary->book->sheets[SHEET_SLOTS], term);
            offered += sum->offered_minutes;
            accounted += sum->paid_minutes + sum->unpaid_minutes;
        }
    }
    put_check(summary, "Every slot has one verdict: slots = slots of each verdict", FORMAT_COUNT,
              side_of(SHEET_SLOTS, "COUNTA({outcome})", slots),
              side_of(SHEET_COUNT, verdicts->str, slots));
    put_check(summary,
              "Hours balance: minutes of all slots = paid + each kind of unpaid (sheet Not paid)",
              FORMAT_COUNT, side_of(SHEET_SLOTS, "60*COUNTA({outcome})", (double)offered),
              (struct side){{{SHEET_SLOTS, "SUM({paid_minutes})-SUM({penalty_minutes})"},
                             {SHEET_NOT_PAID, "SUMIFS({minutes not paid},{kind},\"slot\")"}},
                            (double)accounted});
}

/* Register check's amounts are sums over Lines: what each is held against are the engine's own values, which
 * no change of a line, a rate or a slot moves. Register has the GST of a document, Lines each line's
 * share of it. */
static void check_amounts(struct summary *summary)
{
    const struct audit_workbook *workbook = summary->workbook;
    const struct run_totals *totals = &workbook->totals;
    const struct side nothing = side_of(SHEET_COUNT, "0", 0);
    put_check(summary, "Register, live = the engine's own values (differences = 0)", FORMAT_MONEY,
              side_of(SHEET_REGISTER_CHECK,
                      "SUM({difference in counts})+SUM({difference in amounts})", 0),
              nothing);
    put_check(summary, "Lines, live = the engine's own values (differences = 0)", FORMAT_MONEY,
              side_of(SHEET_LINES, "SUM({difference})", 0), nothing);
    put_check(summary, "Register = sum of lines: the engine's subtotals = amounts of Lines",
              FORMAT_MONEY,
              side_of(SHEET_REGISTER_CHECK, "SUM({engine: subtotal})", dollars(totals->subtotal)),
              side_of(SHEET_LINES, "SUM({amount})", dollars(workbook->lines_amount)));
    put_check(summary, "Subtotal + GST of Register = total, the engine's of each line",
              FORMAT_MONEY,
              side_of(SHEET_REGISTER, "SUM({subtotal})+SUM({gst})",
                      dollars(money_add(totals->subtotal, totals->gst))),
              side_of(SHEET_LINES, "SUM({engine: total})", dollars(workbook->lines_total)));
    put_check(summary, "Adjustments: lines and late documents = the engine's own adjustments_total",
              FORMAT_MONEY,
              side_of(SHEET_ADJUSTMENTS, "SUM({total})", dollars(workbook->adjustments_total)),
              side_of(SHEET_REGISTER_CHECK, "SUM({engine: adjustments_total})",
                      dollars(totals->adjustments_total)));
}

static void put_checks(struct summary *summary, const struct audit_closing *closing)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"Checks", "", "left side", "right side"};
    const struct run_totals *totals = &summary->workbook->totals;
    g_autofree char *partners_in = g_strdup_printf("%" PRId64, closing->partners_in);
    put_section(summary, headings, 1);
    const lxw_row_t first = summary->part->row;
    check_hours(summary);
    check_amounts(summary);
    check_payments(summary, closing);
    put_check(summary, "Partners in (the store's count) = ready or issued + held + nil",
              FORMAT_COUNT, side_of(SHEET_COUNT, partners_in, (double)closing->partners_in),
              side_of(SHEET_REGISTER,
                      "COUNTIF({status},\"ready\")+COUNTIF({status},\"issued\")"
                      "+COUNTIF({status},\"held\")+COUNTIF({status},\"nil\")",
                      (double)(totals->ready + totals->held + totals->nil)));
    /* Green for TRUE, red for FALSE. */
    g_autofree char *held_true = g_strdup_printf("=B%u", first + 1);
    g_autofree char *held_false = g_strdup_printf("=NOT(B%u)", first + 1);
    lxw_conditional_format marks[] = {{.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                       .value_string = held_true,
                                       .format = summary->book->formats[FORMAT_GOOD]},
                                      {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                       .value_string = held_false,
                                       .format = summary->book->formats[FORMAT_BAD]}};
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        sheet_book_check(summary->book,
                         worksheet_conditional_format_range(summary->part->worksheet, first, 1,
                                                            summary->part->row - 1, 1, &marks[i]));
    }
}

/* ---- totals -------------------------------------------------------------------------------- */

static double total_value(const struct total *row, const struct run_totals *totals)
{
    const void *value = (const char *)totals + row->offset;
    return row->format == FORMAT_MONEY   ? dollars(*(const money *)value)
           : row->format == FORMAT_HOURS ? hours(*(const int64_t *)value)
                                         : (double)*(const int64_t *)value;
}

static void put_totals(struct summary *summary, const struct audit_closing *closing)
{
    const char *const headings[SUMMARY_COLUMNS] = {"Totals of the month", "this month",
                                                   closing->before ? closing->before_period
                                                                   : "month before"};
    put_section(summary, headings, 1);
    summary->chart_row = summary->part->row;
    if (!closing->before) {
        sheet_part_text(summary->part, 2, "nothing issued yet", FORMAT_TEXT_RIGHT);
    }
    for (size_t i = 0; i < TOTAL_COUNT; i++) {
        const struct total *row = &total_rows[i];
        const struct side side =
            side_of(SHEET_REGISTER, row->term, total_value(row, &summary->workbook->totals));
        const bool ready = summary->workbook->run->draft && row->offset == TOTAL(ready);
        sheet_part_text(summary->part, 0, ready ? "  ready" : row->label, FORMAT_TEXT);
        put_side(summary, 1, &side, row->format);
        if (closing->before && row->known_before) {
            sheet_part_number(summary->part, 2, NULL, total_value(row, closing->before),
                              row->format);
        }
        summary->part->row++;
    }
}

/* ---- charts ------------------------------------------------------------------------------- */

/* The library fills the values that a chart carries from its table of cells, which it does not keep
 * in constant memory: they are put where it would put them (CMakeLists.txt asks for the version whose
 * struct this is). It frees them. */
static void cache_add(struct summary *summary, lxw_series_range *range, const char *text,
                      double number)
{
    lxw_series_data_point *point = calloc(1, sizeof *point);
    char *copy = text ? strdup(text) : NULL;
    if (!point || (text && !copy)) {
        free(point);
        sheet_book_check(summary->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    point->is_string = text != NULL;
    point->string = copy;
    point->number = number;
    STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
    range->num_data_points++;
    range->has_string_cache = text != NULL;
}

/* One set of bars: its values stand in a column, its name above them. */
struct bars {
    const char *name;
    lxw_col_t column;
    lxw_color_t colour;
};

/* The labels stand in column A of the rows from `first` on. */
enum { BARS_MAX = 3, CHART_ROWS_MAX = OUTCOME_COUNT };
struct chart_form {
    uint8_t type;
    const char *title;
    struct bars bars[BARS_MAX];
    size_t bars_count;
    lxw_row_t heading;
    lxw_row_t first;
    size_t row_count;
    const char *labels[CHART_ROWS_MAX];
    double values[CHART_ROWS_MAX][BARS_MAX];
    lxw_row_t row; /* where it stands … */
    lxw_col_t column;
    double scale; /* … and how much wider than the library's usual size */
};

/* NULL where it cannot be added: the book then has failed. */
static lxw_chart *chart_new(struct summary *summary, const struct chart_form *form)
{
    struct sheet_book *book = summary->book;
    const lxw_row_t last = form->first + (lxw_row_t)form->row_count - 1;
    lxw_chart_font title_font = {.size = 12, .bold = LXW_TRUE};
    lxw_chart_options place = {.x_offset = 20, .x_scale = form->scale, .y_scale = 1.04};
    lxw_chart *chart =
        book->failure == LXW_NO_ERROR ? workbook_add_chart(book->workbook, form->type) : NULL;
    for (size_t k = 0; k < form->bars_count; k++) {
        const struct bars *of = &form->bars[k];
        lxw_chart_fill fill = {.color = of->colour};
        lxw_chart_series *bars = chart ? chart_add_series(chart, NULL, NULL) : NULL;
        if (!bars) {
            sheet_book_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
            return NULL;
        }
        chart_series_set_categories(bars, "Summary", form->first, 0, last, 0);
        chart_series_set_values(bars, "Summary", form->first, of->column, last, of->column);
        chart_series_set_name_range(bars, "Summary", form->heading, of->column);
        chart_series_set_fill(bars, &fill);
        cache_add(summary, bars->title.range, of->name, 0);
        for (size_t i = 0; i < form->row_count; i++) {
            cache_add(summary, bars->categories, form->labels[i], 0);
            cache_add(summary, bars->values, NULL, form->values[i][k]);
        }
    }
    chart_title_set_name(chart, form->title);
    chart_title_set_name_font(chart, &title_font);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    sheet_book_check(book, worksheet_insert_chart_opt(summary->part->worksheet, form->row,
                                                      form->column, chart, &place));
    return chart;
}

/* Hours of the Partner schedule by verdict, beside the totals: of the rows from `first` on, one for
 * each outcome of a slot, with the hours in columns E to G. */
static void chart_verdicts(struct summary *summary, lxw_row_t first)
{
    struct chart_form form = {.type = LXW_CHART_BAR_STACKED,
                              .title = "Hours of the Partner schedule by verdict",
                              .bars = {{"hours paid", 4, 0x2E75B6},
                                       {"hours taken back", 5, 0xC00000},
                                       {"hours not paid", 6, 0xBFBFBF}},
                              .bars_count = 3,
                              .heading = first - 1,
                              .first = first,
                              .row = summary->chart_row,
                              .column = 3,
                              .scale = 1.06};
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        const struct verdict_sum *sum = &summary->workbook->sums[i];
        if (outcome_says[i].judges == OUTCOME_OF_SLOT) {
            double *values = form.values[form.row_count];
            form.labels[form.row_count++] = outcome_says[i].text;
            values[0] = hours(sum->paid_minutes - sum->penalty_minutes);
            values[1] = hours(sum->penalty_minutes);
            values[2] = hours(sum->unpaid_minutes);
        }
    }
    lxw_chart *chart = chart_new(summary, &form);
    if (chart) {
        chart_axis_set_reverse(chart->y_axis);
        chart_axis_set_num_format(chart->x_axis, "#,##0");
    }
}

/* The amounts of this month beside those of the one before: beside the settings, which come next. */
static void chart_before(struct summary *summary, const struct audit_closing *closing)
{
    const char *before_period = closing->before_period;
    g_autofree char *title = g_strdup_printf("Amounts of this month beside %s", before_period);
    struct chart_form form = {.type = LXW_CHART_COLUMN,
                              .title = title,
                              .bars = {{"this month", 1, 0x2E75B6}, {before_period, 2, 0xBFBFBF}},
                              .bars_count = 2,
                              .heading = summary->chart_row - 1,
                              .first = summary->chart_row + COUNTS,
                              .row_count = MONTH_AMOUNTS,
                              .row = summary->part->row + 1,
                              .column = 2,
                              .scale = 1.3};
    for (size_t i = 0; i < MONTH_AMOUNTS; i++) {
        const struct total *amount = &total_rows[COUNTS + i];
        form.labels[i] = amount->label;
        form.values[i][0] = total_value(amount, &summary->workbook->totals);
        form.values[i][1] = total_value(amount, closing->before);
    }
    lxw_chart *chart = chart_new(summary, &form);
    if (chart) {
        chart_axis_set_num_format(chart->y_axis, "#,##0");
        chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    }
}

/* ---- hours by verdict ---------------------------------------------------------------------- */

/* The columns C to G: what each sums up, # being the outcome's code, or nothing. The first is a count,
 * the others are minutes that are shown as hours. */
enum { VERDICT_COLUMNS = SUMMARY_COLUMNS - 2 };
struct verdict_table {
    const char *headings[SUMMARY_COLUMNS];
    struct term terms[VERDICT_COLUMNS];
};

static void put_verdict(struct summary *summary, enum outcome outcome,
                        const struct term terms[VERDICT_COLUMNS])
{
    const struct verdict_sum *sum = &summary->workbook->sums[outcome];
    const char *code = outcome_words[outcome];
    const int64_t values[VERDICT_COLUMNS] = {
        sum->count, sum->offered_minutes, sum->paid_minutes - sum->penalty_minutes,
        sum->penalty_minutes,
        outcome_says[outcome].judges == OUTCOME_OF_SLOT ? sum->unpaid_minutes
                                                        : sum->offered_minutes - sum->paid_minutes};
    sheet_part_text(summary->part, 0, outcome_says[outcome].text, FORMAT_TEXT);
    sheet_part_text(summary->part, 1, code, FORMAT_TEXT);
    for (lxw_col_t i = 0; i < (lxw_col_t)VERDICT_COLUMNS; i++) {
        if (!terms[i].text) {
            sheet_part_text(summary->part, i + 2, "", FORMAT_TEXT);
            continue;
        }
        g_auto(GStrv) pieces = g_strsplit(terms[i].text, "#", -1);
        g_autofree char *term = g_strjoinv(code, pieces);
        g_autoptr(GString) formula = g_string_new(i > 0 ? "(" : "");
        sheet_over_all(formula, &summary->book->sheets[terms[i].sheet], term);
        g_string_append(formula, i > 0 ? ")/60" : "");
        sheet_part_number(summary->part, i + 2, formula->str,
                          i > 0 ? hours(values[i]) : (double)values[i],
                          i > 0 ? FORMAT_HOURS : FORMAT_COUNT);
    }
    summary->part->row++;
}

/* Of what is judged so; returns their first row. */
static lxw_row_t put_verdicts(struct summary *summary, enum outcome_of judges,
                              const struct verdict_table *table)
{
    put_section(summary, table->headings, 2);
    const lxw_row_t first = summary->part->row;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (outcome_says[i].judges == judges) {
            put_verdict(summary, (enum outcome)i, table->terms);
        }
    }
    return first;
}

static void put_hours(struct summary *summary)
{
    static const struct verdict_table slots = {
        {"Hours by verdict", "outcome", "slots", "hours offered", "hours paid", "hours taken back",
         "hours not paid"},
        {{SHEET_SLOTS, "COUNTIF({outcome},\"#\")"},
         {SHEET_SLOTS, "60*COUNTIF({outcome},\"#\")"},
         {SHEET_SLOTS,
          "SUMIF({outcome},\"#\",{paid_minutes})-SUMIF({outcome},\"#\",{penalty_minutes})"},
         {SHEET_SLOTS, "SUMIF({outcome},\"#\",{penalty_minutes})"},
         {SHEET_NOT_PAID, "SUMIFS({minutes not paid},{outcome},\"#\",{rule},\"<>C1\")"}}};
    static const struct verdict_table adhoc = {
        {"Ad hoc bookings by verdict", "outcome", "bookings", "hours booked", "hours paid", "",
         "hours not paid"},
        {{SHEET_ADHOC, "COUNTIF({outcome},\"#\")"},
         {SHEET_ADHOC, "SUMIF({outcome},\"#\",{duration_minutes})"},
         {SHEET_ADHOC, "SUMIF({outcome},\"#\",{paid_minutes})"},
         {SHEET_ADHOC, NULL},
         {SHEET_ADHOC,
          "SUMIF({outcome},\"#\",{duration_minutes})-SUMIF({outcome},\"#\",{paid_minutes})"}}};
    chart_verdicts(summary, put_verdicts(summary, OUTCOME_OF_SLOT, &slots));
    put_verdicts(summary, OUTCOME_OF_ADHOC, &adhoc);
}

/* ---- settings ------------------------------------------------------------------------------ */

static void put_policy(struct summary *summary)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"Policy settings", "value"};
    put_section(summary, headings, 2);
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(&summary->workbook->run->policy, i, value);
        if (strspn(value, "0123456789.") < strlen(value)) {
            put_text(summary, policy_key(i), value);
        } else {
            put_number(summary, policy_key(i), g_ascii_strtod(value, NULL),
                       strchr(value, '.') ? FORMAT_MONEY_LEFT : FORMAT_NUMBER_LEFT);
        }
    }
}

void summary_close(struct audit_workbook *workbook, const struct audit_closing *closing)
{
    struct summary summary = {
        .workbook = workbook, .book = &workbook->book, .part = workbook->summary};
    put_run(&summary, closing);
    put_decisions(&summary, closing);
    put_checks(&summary, closing);
    put_totals(&summary, closing);
    put_hours(&summary);
    if (closing->before) {
        chart_before(&summary, closing);
    }
    put_policy(&summary);
}
