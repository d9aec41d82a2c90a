/* Sheet Summary: the run, its totals, the checks, the hours by verdict and the settings. Every
 * number is a formula over the other sheets, with its value beside it. */
#include "reports/workbook/audit_summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/text.h"

void audit_summary_open(struct audit_workbook *workbook)
{
    static const double widths[SUMMARY_COLUMNS] = {66, 26, 18, 18, 18, 18, 18};
    struct audit_book *book = &workbook->book;
    workbook->summary = audit_part_new(book, "Summary");
    lxw_worksheet *worksheet = workbook->summary.worksheet;
    if (!worksheet) {
        return;
    }
    for (int i = 0; i < SUMMARY_COLUMNS; i++) {
        audit_book_check(
            book, worksheet_set_column(worksheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL));
    }
    audit_print_set_up(book, worksheet, "Summary", 0);
    worksheet_fit_to_pages(worksheet, 1, 1);
    worksheet_gridlines(worksheet, LXW_HIDE_ALL_GRIDLINES);
}

/* ---- cells --------------------------------------------------------------------------------- */

static struct audit_part *part_of(struct summary *summary)
{
    summary->workbook->summary.row = summary->row;
    return &summary->workbook->summary;
}

void summary_text(struct summary *summary, lxw_col_t column, const char *text,
                  enum audit_format format)
{
    audit_part_text(part_of(summary), column, text, format);
}

void summary_formula(struct summary *summary, lxw_col_t column, const char *formula, double value,
                     enum audit_format format)
{
    audit_part_formula(part_of(summary), column, formula + (formula[0] == '='), value, format);
}

void summary_number(struct summary *summary, lxw_col_t column, double number,
                    enum audit_format format)
{
    audit_part_number(part_of(summary), column, number, format);
}

void summary_next_row(struct summary *summary)
{
    summary->row++;
}

void summary_section(struct summary *summary, const char *const headings[SUMMARY_COLUMNS],
                     lxw_col_t text_count)
{
    enum { SECTION_HEIGHT = 20 };
    summary->row++;
    audit_book_check(summary->book,
                     worksheet_set_row(summary->worksheet, summary->row, SECTION_HEIGHT, NULL));
    for (int i = 0; i < SUMMARY_COLUMNS; i++) {
        summary_text(summary, (lxw_col_t)i, headings[i] ? headings[i] : "",
                     i < text_count ? AUDIT_SECTION : AUDIT_SECTION_RIGHT);
    }
    summary_next_row(summary);
}

static void put_pair(struct summary *summary, const char *label, const char *text)
{
    summary_text(summary, 0, label, AUDIT_TEXT);
    summary_text(summary, 1, text, AUDIT_TEXT);
    summary_next_row(summary);
}

static void put_number(struct summary *summary, const char *label, double number,
                       enum audit_format format)
{
    summary_text(summary, 0, label, AUDIT_TEXT);
    summary_number(summary, 1, number, format);
    summary_next_row(summary);
}

/* A term over all the rows of a sheet, as a whole formula. The caller frees. */
char *summary_over_all(const char *term, const struct audit_sheet *sheet)
{
    GString *formula = g_string_new("=");
    audit_term_add_all(formula, term, sheet);
    return g_string_free(formula, FALSE);
}

/* ---- the run ------------------------------------------------------------------------------- */

/* As a spreadsheet counts it: days, and what is left of one. */
static double stamp_number(stamp at)
{
    enum { SECONDS_PER_DAY = 24 * 60 * 60 };
    return audit_date_number((day){0}) + (double)at.utc_seconds / SECONDS_PER_DAY;
}

static void put_run(struct summary *summary)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"The run"};
    const struct report_run *run = summary->workbook->run;
    char text[TEXT_SIZE];
    g_autofree char *title =
        g_strdup_printf("Audit workbook, %s", text_month_words(text, run->period));
    summary_text(summary, 0, title, AUDIT_TITLE);
    summary_next_row(summary);
    summary_section(summary, headings, 2);
    put_pair(summary, "Period", run->period_text);
    put_number(summary, "Facts as they were known at (as-at, UTC)", stamp_number(run->as_at),
               AUDIT_STAMP);
    put_number(summary, "Issue date", audit_date_number(run->issue_date), AUDIT_DATE);
    put_number(summary, "Last import (batch)", (double)run->batch, AUDIT_NUMBER_LEFT);
    put_pair(summary, "Program version", run->program_version);
    put_pair(summary, "Kind of run", run->draft ? "draft: nothing of it is issued" : "issue");
}

/* ---- totals -------------------------------------------------------------------------------- */

/* The totals of a month: what is counted and then, in as many rows, its amounts. */
/* The last two amounts, adjustments and payments, are the run's, not the month's: of the month before
 * they are not told. */
enum { SUMMARY_COUNTS = 9, SUMMARY_AMOUNTS = 7, SUMMARY_MONTH_AMOUNTS = 5 };

struct total {
    const char *label;
    const char *term; /* over Register */
    double value;
    double before; /* of the month before; NAN where it cannot be known */
    enum audit_format format;
};

static const char *const summary_amount_labels[SUMMARY_AMOUNTS] = {
    "Partner amount",     "Ad hoc amount", "Subtotal", "GST",
    "Total of documents", "Adjustments",   "Payments"};

enum { TOTAL_COUNT = SUMMARY_COUNTS + SUMMARY_AMOUNTS };

static double hours(int64_t minutes)
{
    return (double)minutes / MINUTES_PER_HOUR;
}

static double dollars(money amount)
{
    return (double)amount.cents / 100;
}

static void summary_amounts(const struct run_totals *totals, double ret_amounts[SUMMARY_AMOUNTS])
{
    const money amounts[SUMMARY_AMOUNTS] = {
        totals->partner_amount, totals->adhoc_amount,      totals->subtotal, totals->gst,
        totals->total,          totals->adjustments_total, totals->payment};
    for (size_t i = 0; i < SUMMARY_AMOUNTS; i++) {
        ret_amounts[i] = dollars(amounts[i]);
    }
}

/* What is counted; the amounts follow. `before` may be NULL. */
static void list_counts(const struct run_totals *now, const struct run_totals *before, bool draft,
                        struct total rows[TOTAL_COUNT])
{
    const struct run_totals none = {0};
    const struct run_totals *b = before ? before : &none;
    const struct total counts[SUMMARY_COUNTS] = {
        {"Partners", "COUNTA({B})", (double)now->partners, (double)b->partners, AUDIT_COUNT},
        {draft ? "  ready" : "  issued", "COUNTIF({C},\"ready\")+COUNTIF({C},\"issued\")",
         (double)now->ready, (double)b->ready, AUDIT_COUNT},
        {"  held", "COUNTIF({C},\"held\")", (double)now->held, (double)NAN, AUDIT_COUNT},
        {"  nil", "COUNTIF({C},\"nil\")", (double)now->nil, (double)b->nil, AUDIT_COUNT},
        {"Recipient Created Tax Invoices", "COUNTIF({D},\"RCTI\")", (double)now->rctis,
         (double)b->rctis, AUDIT_COUNT},
        {"Recipient Created Invoices", "COUNTIF({D},\"RCI\")", (double)now->rcis, (double)b->rcis,
         AUDIT_COUNT},
        {"Partner hours", "SUM({L})/60", hours(now->partner_minutes), hours(b->partner_minutes),
         AUDIT_HOURS},
        {"Ad hoc hours", "SUM({N})/60", hours(now->adhoc_minutes), hours(b->adhoc_minutes),
         AUDIT_HOURS},
        {"  of both, held and not billed", "(SUMIF({C},\"held\",{L})+SUMIF({C},\"held\",{N}))/60",
         hours(now->held_minutes), (double)NAN, AUDIT_HOURS},
    };
    memcpy(rows, counts, sizeof counts);
}

static void list_totals(const struct run_totals *now, const struct run_totals *before, bool draft,
                        struct total rows[TOTAL_COUNT])
{
    static const char *const terms[SUMMARY_AMOUNTS] = {
        "SUM({M})", "SUM({O})", "SUM({P})", "SUM({Q})", "SUM({R})", "SUM({S})", "SUM({T})"};
    double amounts[SUMMARY_AMOUNTS];
    double amounts_before[SUMMARY_AMOUNTS] = {0};
    summary_amounts(now, amounts);
    if (before) {
        summary_amounts(before, amounts_before);
    }
    list_counts(now, before, draft, rows);
    for (size_t i = 0; i < SUMMARY_AMOUNTS; i++) {
        rows[SUMMARY_COUNTS + i] = (struct total){
            summary_amount_labels[i], terms[i], amounts[i],
            i < SUMMARY_MONTH_AMOUNTS ? amounts_before[i] : (double)NAN, AUDIT_MONEY};
    }
}

static void put_total(struct summary *summary, const struct total *row, bool before_known)
{
    g_autofree char *formula = summary_over_all(row->term, &summary->workbook->partners);
    summary_text(summary, 0, row->label, AUDIT_TEXT);
    summary_formula(summary, 1, formula, row->value, row->format);
    if (before_known && !isnan(row->before)) {
        summary_number(summary, 2, row->before, row->format);
    }
    summary_next_row(summary);
}

static void put_totals(struct summary *summary, const struct audit_closing *closing)
{
    const char *const headings[SUMMARY_COLUMNS] = {"Totals of the month", "this month",
                                                   closing->before ? closing->before_period
                                                                   : "month before"};
    struct total rows[TOTAL_COUNT];
    list_totals(&summary->workbook->totals, closing->before, summary->workbook->run->draft, rows);
    summary_section(summary, headings, 1);
    summary->chart_row = summary->row;
    if (!closing->before) {
        summary_text(summary, 2, "nothing issued yet", AUDIT_TEXT_RIGHT);
    }
    for (size_t i = 0; i < TOTAL_COUNT; i++) {
        put_total(summary, &rows[i], closing->before != NULL);
    }
}

/* ---- charts ------------------------------------------------------------------------------- */

/* The library fills the values that a chart carries from its table of cells, which it does not keep
 * in constant memory: they are put where it would put them. It frees them. */
static void cache_add(struct summary *summary, lxw_series_range *range, const char *text,
                      double number)
{
    lxw_series_data_point *point = calloc(1, sizeof *point);
    char *copy = text ? strdup(text) : NULL;
    if (!point || (text && !copy)) {
        free(point);
        audit_book_check(summary->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    point->is_string = text != NULL;
    point->string = copy;
    point->number = number;
    STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
    range->num_data_points++;
    range->has_string_cache = text != NULL;
}

/* Hours paid, taken back and not paid: the columns E, F and G. */
static double bar_hours(const struct audit_verdict_sum *sum, size_t bar)
{
    const int64_t minutes[] = {sum->paid_minutes - sum->penalty_minutes, sum->penalty_minutes,
                               sum->unpaid_minutes};
    return (double)minutes[bar] / MINUTES_PER_HOUR;
}

/* One set of bars: its values stand in a column of the rows first to last, its name above them. */
struct bars {
    const char *name;
    lxw_col_t column;
    lxw_color_t colour;
};

/* NULL where it cannot be added: the book then has failed. */
static lxw_chart_series *bars_add(struct summary *summary, lxw_chart *chart, const struct bars *of,
                                  lxw_row_t heading, lxw_row_t first, lxw_row_t last)
{
    lxw_chart_series *bars = chart_add_series(chart, NULL, NULL);
    lxw_chart_fill fill = {.color = of->colour};
    if (!bars) {
        audit_book_check(summary->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    chart_series_set_categories(bars, "Summary", first, 0, last, 0);
    chart_series_set_values(bars, "Summary", first, of->column, last, of->column);
    chart_series_set_name_range(bars, "Summary", heading, of->column);
    chart_series_set_fill(bars, &fill);
    cache_add(summary, bars->title.range, of->name, 0);
    return bars;
}

static lxw_chart *chart_new(struct summary *summary, uint8_t type, const char *title)
{
    lxw_chart *chart = summary->book->failure != LXW_NO_ERROR
                           ? NULL
                           : workbook_add_chart(summary->book->workbook, type);
    if (!chart) {
        audit_book_check(summary->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    lxw_chart_font title_font = {.size = 12, .bold = LXW_TRUE};
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &title_font);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    return chart;
}

/* ---- chart: hours by verdict ---------------------------------------------------------------------- */

static void verdicts_add(struct summary *summary, lxw_chart *chart, lxw_row_t first, lxw_row_t last)
{
    static const struct bars series[] = {{"hours paid", 4, 0x2E75B6},
                                         {"hours taken back", 5, 0xC00000},
                                         {"hours not paid", 6, 0xBFBFBF}};
    for (size_t k = 0; k < G_N_ELEMENTS(series); k++) {
        lxw_chart_series *bars = bars_add(summary, chart, &series[k], first - 1, first, last);
        for (int i = 0; bars && i < OUTCOME_COUNT; i++) {
            enum outcome outcome = (enum outcome)i;
            if (outcome_judges(outcome) == OUTCOME_OF_SLOT) {
                const struct audit_verdict_sum *sum = &summary->workbook->sums[outcome];
                cache_add(summary, bars->categories, outcome_text(outcome), 0);
                cache_add(summary, bars->values, NULL, bar_hours(sum, k));
            }
        }
    }
}

/* Hours of the Partner schedule by verdict, beside the totals: of the rows first to last, one for
 * each outcome of a slot, with the hours in columns E to G. */
static void summary_chart(struct summary *summary, lxw_row_t first, lxw_row_t last)
{
    lxw_chart *chart =
        chart_new(summary, LXW_CHART_BAR_STACKED, "Hours of the Partner schedule by verdict");
    if (!chart) {
        return;
    }
    verdicts_add(summary, chart, first, last);
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_num_format(chart->x_axis, "#,##0");
    lxw_chart_options place = {.x_offset = 20, .x_scale = 1.06, .y_scale = 1.04};
    audit_book_check(summary->book, worksheet_insert_chart_opt(
                                        summary->worksheet, summary->chart_row, 3, chart, &place));
}

/* ---- chart: this month beside the one before ------------------------------------------------------ */

/* These of this month beside those of the one before, which must be known: beside the settings, which
 * come next. The totals are where put_totals() left them, from chart_row on. */
static void summary_chart_before(struct summary *summary, const struct audit_closing *closing)
{
    const struct bars series[] = {{"this month", 1, 0x2E75B6},
                                  {closing->before_period, 2, 0xBFBFBF}};
    const struct run_totals *const totals[] = {&summary->workbook->totals, closing->before};
    const lxw_row_t first = summary->chart_row + SUMMARY_COUNTS;
    g_autofree char *title =
        g_strdup_printf("Amounts of this month beside %s", closing->before_period);
    lxw_chart *chart = chart_new(summary, LXW_CHART_COLUMN, title);
    for (size_t k = 0; chart && k < G_N_ELEMENTS(series); k++) {
        double amounts[SUMMARY_AMOUNTS];
        summary_amounts(totals[k], amounts);
        lxw_chart_series *bars = bars_add(summary, chart, &series[k], summary->chart_row - 1, first,
                                          first + SUMMARY_MONTH_AMOUNTS - 1);
        for (size_t i = 0; bars && i < SUMMARY_MONTH_AMOUNTS; i++) {
            cache_add(summary, bars->categories, summary_amount_labels[i], 0);
            cache_add(summary, bars->values, NULL, amounts[i]);
        }
    }
    if (chart) {
        chart_axis_set_num_format(chart->y_axis, "#,##0");
        chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
        lxw_chart_options place = {.x_offset = 20, .x_scale = 1.3, .y_scale = 1.04};
        audit_book_check(
            summary->book,
            worksheet_insert_chart_opt(summary->worksheet, summary->row + 1, 2, chart, &place));
    }
}

/* ---- hours by verdict ---------------------------------------------------------------------- */

static void put_verdict(struct summary *summary, lxw_col_t column, const char *term,
                        const char *code, const struct audit_sheet *sheet, int64_t value,
                        enum audit_format format)
{
    g_auto(GStrv) pieces = g_strsplit(term, "#", -1);
    g_autofree char *filled = g_strjoinv(code, pieces);
    g_autoptr(GString) formula = g_string_new(format == AUDIT_HOURS ? "=(" : "=");
    audit_term_add_all(formula, filled, sheet);
    g_string_append(formula, format == AUDIT_HOURS ? ")/60" : "");
    summary_formula(summary, column, formula->str,
                    format == AUDIT_HOURS ? hours(value) : (double)value, format);
}

static void put_slot_verdict(struct summary *summary, enum outcome outcome)
{
    struct audit_workbook *workbook = summary->workbook;
    const struct audit_verdict_sum *sum = &workbook->sums[outcome];
    const struct audit_sheet *slots = &workbook->slots;
    const char *code = outcome_code(outcome);
    summary_text(summary, 0, outcome_text(outcome), AUDIT_TEXT);
    summary_text(summary, 1, code, AUDIT_TEXT);
    put_verdict(summary, 2, "COUNTIF({D},\"#\")", code, slots, sum->count, AUDIT_COUNT);
    put_verdict(summary, 3, "60*COUNTIF({D},\"#\")", code, slots, sum->offered_minutes,
                AUDIT_HOURS);
    put_verdict(summary, 4, "SUMIF({D},\"#\",{F})-SUMIF({D},\"#\",{G})", code, slots,
                sum->paid_minutes - sum->penalty_minutes, AUDIT_HOURS);
    put_verdict(summary, 5, "SUMIF({D},\"#\",{G})", code, slots, sum->penalty_minutes, AUDIT_HOURS);
    put_verdict(summary, 6, "SUMIFS({H},{F},\"#\",{G},\"<>C1\")", code, &workbook->not_paid,
                sum->unpaid_minutes, AUDIT_HOURS);
    summary_next_row(summary);
}

static void put_adhoc_verdict(struct summary *summary, enum outcome outcome)
{
    struct audit_workbook *workbook = summary->workbook;
    const struct audit_verdict_sum *sum = &workbook->sums[outcome];
    const struct audit_sheet *adhoc = &workbook->adhoc;
    const char *code = outcome_code(outcome);
    summary_text(summary, 0, outcome_text(outcome), AUDIT_TEXT);
    summary_text(summary, 1, code, AUDIT_TEXT);
    put_verdict(summary, 2, "COUNTIF({E},\"#\")", code, adhoc, sum->count, AUDIT_COUNT);
    put_verdict(summary, 3, "SUMIF({E},\"#\",{L})", code, adhoc, sum->offered_minutes, AUDIT_HOURS);
    put_verdict(summary, 4, "SUMIF({E},\"#\",{G})", code, adhoc, sum->paid_minutes, AUDIT_HOURS);
    summary_text(summary, 5, "", AUDIT_TEXT);
    put_verdict(summary, 6, "SUMIF({E},\"#\",{L})-SUMIF({E},\"#\",{G})", code, adhoc,
                sum->offered_minutes - sum->paid_minutes, AUDIT_HOURS);
    summary_next_row(summary);
}

static void put_verdicts(struct summary *summary)
{
    static const char *const slot_headings[SUMMARY_COLUMNS] = {
        "Hours by verdict", "outcome",          "slots",         "hours offered",
        "hours paid",       "hours taken back", "hours not paid"};
    static const char *const adhoc_headings[SUMMARY_COLUMNS] = {"Ad hoc bookings by verdict",
                                                                "outcome",
                                                                "bookings",
                                                                "hours booked",
                                                                "hours paid",
                                                                "",
                                                                "hours not paid"};
    summary_section(summary, slot_headings, 2);
    lxw_row_t first = summary->row;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (outcome_judges((enum outcome)i) == OUTCOME_OF_SLOT) {
            put_slot_verdict(summary, (enum outcome)i);
        }
    }
    summary_chart(summary, first, summary->row - 1);
    summary_section(summary, adhoc_headings, 2);
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        if (outcome_judges((enum outcome)i) == OUTCOME_OF_ADHOC) {
            put_adhoc_verdict(summary, (enum outcome)i);
        }
    }
}

/* ---- settings ------------------------------------------------------------------------------ */

static void put_policy(struct summary *summary)
{
    static const char *const headings[SUMMARY_COLUMNS] = {"Policy settings", "value"};
    summary_section(summary, headings, 2);
    for (size_t i = 0; i < policy_count(); i++) {
        char value[POLICY_VALUE_SIZE];
        policy_value(&summary->workbook->run->policy, i, value);
        if (strspn(value, "0123456789.") < strlen(value)) {
            put_pair(summary, policy_key(i), value);
        } else {
            put_number(summary, policy_key(i), g_ascii_strtod(value, NULL),
                       strchr(value, '.') ? AUDIT_MONEY_LEFT : AUDIT_NUMBER_LEFT);
        }
    }
}

void audit_summary_close(struct audit_workbook *workbook, const struct audit_closing *closing)
{
    struct summary summary = {workbook, &workbook->book, workbook->summary.worksheet, 0, 0};
    put_run(&summary);
    summary_checks(&summary, closing);
    put_totals(&summary, closing);
    put_verdicts(&summary);
    if (closing->before) {
        summary_chart_before(&summary, closing);
    }
    put_policy(&summary);
}
