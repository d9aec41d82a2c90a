/* The chart of the sheet Summary. */
#include <stdlib.h>
#include <string.h>

#include "reports/audit_summary.h"

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

static void bars_fill(struct summary *summary, lxw_chart_series *bars, const char *name, size_t bar)
{
    cache_add(summary, bars->title.range, name, 0);
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        enum outcome outcome = (enum outcome)i;
        if (outcome_judges(outcome) == OUTCOME_OF_SLOT) {
            const struct audit_verdict_sum *sum = &summary->workbook->sums[outcome];
            cache_add(summary, bars->categories, outcome_text(outcome), 0);
            cache_add(summary, bars->values, NULL, bar_hours(sum, bar));
        }
    }
}

static void bars_add(struct summary *summary, lxw_chart *chart, lxw_row_t first, lxw_row_t last)
{
    static const struct {
        const char *name;
        lxw_col_t column;
        lxw_color_t colour;
    } series[] = {{"hours paid", 4, 0x2E75B6},
                  {"hours taken back", 5, 0xC00000},
                  {"hours not paid", 6, 0xBFBFBF}};
    for (size_t i = 0; i < G_N_ELEMENTS(series); i++) {
        lxw_chart_series *bars = chart_add_series(chart, NULL, NULL);
        lxw_chart_fill fill = {.color = series[i].colour};
        if (!bars) {
            audit_book_check(summary->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
            return;
        }
        chart_series_set_categories(bars, "Summary", first, 0, last, 0);
        chart_series_set_values(bars, "Summary", first, series[i].column, last, series[i].column);
        chart_series_set_name_range(bars, "Summary", first - 1, series[i].column);
        chart_series_set_fill(bars, &fill);
        bars_fill(summary, bars, series[i].name, i);
    }
}

void summary_chart(struct summary *summary, lxw_row_t first, lxw_row_t last)
{
    if (audit_book_failed(summary->book)) {
        return;
    }
    lxw_chart *chart = workbook_add_chart(summary->book->workbook, LXW_CHART_BAR_STACKED);
    if (!chart) {
        audit_book_check(summary->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    bars_add(summary, chart, first, last);
    chart_title_set_name(chart, "Hours of the Partner schedule by verdict");
    lxw_chart_font title_font = {.size = 12, .bold = LXW_TRUE};
    chart_title_set_name_font(chart, &title_font);
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_num_format(chart->x_axis, "#,##0");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    lxw_chart_options place = {.x_offset = 20, .x_scale = 1.06, .y_scale = 1.04};
    audit_book_check(summary->book, worksheet_insert_chart_opt(
                                        summary->worksheet, summary->chart_row, 3, chart, &place));
}
