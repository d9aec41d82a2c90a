/* The chart of the sheet Summary. */
#include <stdlib.h>
#include <string.h>

#include "reports/workbook/audit_summary.h"

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

/* ---- hours by verdict ---------------------------------------------------------------------- */

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

void summary_chart(struct summary *summary, lxw_row_t first, lxw_row_t last)
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

/* ---- this month beside the one before ------------------------------------------------------ */

void summary_chart_before(struct summary *summary, const struct audit_closing *closing)
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
