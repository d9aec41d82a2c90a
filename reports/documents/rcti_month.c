#include <stdio.h>
#include <string.h>

#include "reports/documents/rcti_parts.h"
#include "reports/pdf/text.h"

static const float text_size = 8.5f;
#define PAGE_SHARE_MAX (PDF_PAPER_HEIGHT * 0.6f)

/* ---- how your hours were counted ---- */

/* Hours as the policy counts them: whole ones as 27 and -3, what is counted in minutes and the
 * result as 19.00. The no-break spaces are as wide as ".00", so that points stand in a column. */
static void count_hours(char buffer[2 * TEXT_SIZE], const struct count_row *row)
{
    const bool in_minutes = row->kind == COUNT_PAID || row->minutes % MINUTES_PER_HOUR != 0 ||
                            strstr(row->label, "other stream") != NULL;
    if (in_minutes) {
        text_hours(buffer, row->minutes);
    } else {
        snprintf(buffer, 2 * (size_t)TEXT_SIZE, "%d\u00A0\u00A0\u00A0\u00A0\u00A0",
                 (int)(row->minutes / MINUTES_PER_HOUR));
    }
}

static enum pdf_row_kind count_row_kind_of(const struct count_row *row)
{
    switch (row->kind) {
    case COUNT_SCHEDULED:
        return PDF_ROW_SUM;
    case COUNT_PAID:
        return PDF_ROW_TOTAL;
    default:
        return PDF_ROW_PLAIN;
    }
}

/* The cells of a row; `hours` is where its last one is kept. */
struct count_cells {
    char hours[2 * TEXT_SIZE];
    const char *cells[3];
};

static void count_cells_fill(struct count_cells *filled, const struct count_row *row)
{
    count_hours(filled->hours, row);
    filled->cells[0] = row->label;
    filled->cells[1] = row->detail;
    filled->cells[2] = filled->hours;
}

/* Of the rows from `first` on, up to `end`. */
static float counts_height(const struct pdf_table *table, const struct partner_report *report,
                           size_t first, size_t end)
{
    float height = 0.0f;
    for (size_t i = first; i < end; i++) {
        struct count_cells filled;
        count_cells_fill(&filled, &report->counts[i]);
        height += pdf_table_row_height(table, count_row_kind_of(&report->counts[i]), filled.cells);
    }
    return height;
}

static void count_row_draw(const struct pdf_table *table, const struct count_row *row)
{
    struct count_cells filled;
    count_cells_fill(&filled, row);
    pdf_table_row(table, count_row_kind_of(row), filled.cells);
}

void rcti_counts_draw(struct pdf_page *page, const struct rcti_content *content)
{
    static const struct pdf_column columns[] = {
        {NULL, 170.0f, PDF_ALIGN_LEFT},
        {NULL, PDF_WIDTH - 240.0f, PDF_ALIGN_LEFT},
        {NULL, 70.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), 9.0f};
    const struct partner_report *report = content->report;
    if (report->count_count == 0) {
        return;
    }
    /* A sum is easiest to check on one page; only a long one is divided. */
    const size_t count = report->count_count;
    const float height = counts_height(&table, report, 0, count);
    const float first = counts_height(&table, report, 0, 1);
    pdf_text_heading(page, "How your hours were counted",
                     height < PAGE_SHARE_MAX ? height : pdf_table_keep_height(&table, first));
    for (size_t i = 0; i < count; i++) {
        if (i + 2 == count) {
            pdf_table_require(&table, counts_height(&table, report, i, count));
        }
        count_row_draw(&table, &report->counts[i]);
    }
}

/* ---- ad hoc bookings ---- */

static void adhoc_fill(struct document_row *row, const void *data, size_t index)
{
    const struct partner_report *report = data;
    const struct booking *booking = &report->adhoc[index];
    snprintf(row->texts[2], sizeof row->texts[2], "%d min", (int)booking->duration_minutes);
    row->cells[0] = text_date_short(row->texts[0], booking->date);
    row->cells[1] = text_time(row->texts[1], booking->start_minute);
    row->cells[2] = booking->appointment_id;
    row->cells[3] = row->texts[2];
    row->cells[4] = report->adhoc_became[index];
    row->cells[5] = text_hours(row->texts[3], booking->paid_minutes.minutes);
}

void rcti_adhoc_draw(struct pdf_page *page, const struct rcti_content *content)
{
    static const struct pdf_column columns[] = {
        {"Date", 62.0f, PDF_ALIGN_LEFT},
        {"Start", 40.0f, PDF_ALIGN_LEFT},
        {"Appointment", 92.0f, PDF_ALIGN_LEFT},
        {"Duration", 54.0f, PDF_ALIGN_RIGHT},
        {"What became of it", PDF_WIDTH - 318.0f, PDF_ALIGN_LEFT},
        {"Hours paid", 70.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), text_size};
    const struct partner_report *report = content->report;
    if (report->adhoc_count == 0) {
        return;
    }
    char paid[TEXT_SIZE];
    const char *const sum[] = {"Hours paid", "", "", "", "", paid};
    text_hours(paid, report->row.totals.adhoc_minutes.minutes);
    const bool last = report->not_paid_count == 0 && report->pending_count == 0;
    document_rows_draw(&table, "Ad hoc bookings", report, adhoc_fill, report->adhoc_count,
                       pdf_table_row_height(&table, PDF_ROW_TOTAL, sum) +
                           (last ? document_tail_height(page, &content->run->company) : 0.0f));
    pdf_table_row(&table, PDF_ROW_TOTAL, sum);
}

/* ---- not paid, and why ---- */

static void not_paid_fill(struct document_row *row, const void *data, size_t index)
{
    const struct partner_report *report = data;
    const struct not_paid_row *unpaid = &report->not_paid[index];
    row->cells[0] = text_date_short(row->texts[0], unpaid->date);
    row->cells[1] = text_time(row->texts[1], unpaid->start_minute);
    row->cells[2] = unpaid->appointment_id[0] != '\0' ? unpaid->appointment_id : "schedule";
    row->cells[3] = text_hours(row->texts[2], unpaid->minutes.minutes);
    row->cells[4] = unpaid->why;
    row->cells[5] = unpaid->mend;
}

void rcti_not_paid_draw(struct pdf_page *page, const struct rcti_content *content)
{
    static const struct pdf_column columns[] = {
        {"Date", 58.0f, PDF_ALIGN_LEFT},
        {"Start", 34.0f, PDF_ALIGN_LEFT},
        {"Hour or appointment", 66.0f, PDF_ALIGN_LEFT},
        {"Hours", 36.0f, PDF_ALIGN_RIGHT},
        {"Why", 166.0f, PDF_ALIGN_LEFT},
        {"What would have made it payable", PDF_WIDTH - 360.0f, PDF_ALIGN_LEFT},
    };
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), text_size};
    const struct partner_report *report = content->report;
    if (report->not_paid_count == 0) {
        return;
    }
    const bool last = report->pending_count == 0;
    document_rows_draw(&table, "Not paid, and why", report, not_paid_fill, report->not_paid_count,
                       last ? document_tail_height(page, &content->run->company) : 0.0f);
}

/* ---- pending ---- */

static void pending_fill(struct document_row *row, const void *data, size_t index)
{
    const struct partner_report *report = data;
    const struct pending_row *pending = &report->pending[index];
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    const bool timed = pending->complete_by_minute >= 0;
    snprintf(row->texts[3], sizeof row->texts[3], "%s%s%s",
             text_date_short(date, pending->complete_by), timed ? " " : "",
             timed ? text_time(time, pending->complete_by_minute) : "");
    row->cells[0] = text_date_short(row->texts[0], pending->date);
    row->cells[1] = text_time(row->texts[1], pending->start_minute);
    row->cells[2] = pending->appointment_id;
    row->cells[3] = text_hours(row->texts[2], pending->minutes.minutes);
    row->cells[4] = row->texts[3];
    row->cells[5] = pending->adhoc ? "not paid yet; paid in a later month once it is marked"
                                   : "paid now; taken back if it is not marked";
}

void rcti_pending_draw(struct pdf_page *page, const struct rcti_content *content)
{
    static const struct pdf_column columns[] = {
        {"Date", 60.0f, PDF_ALIGN_LEFT},
        {"Start", 38.0f, PDF_ALIGN_LEFT},
        {"Appointment", 92.0f, PDF_ALIGN_LEFT},
        {"Hours", 42.0f, PDF_ALIGN_RIGHT},
        {"Mark as completed by", 100.0f, PDF_ALIGN_LEFT},
        {"What happens", PDF_WIDTH - 332.0f, PDF_ALIGN_LEFT},
    };
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), text_size};
    const struct partner_report *report = content->report;
    if (report->pending_count == 0) {
        return;
    }
    document_rows_draw(&table, "Pending: appointments not marked as completed yet", report,
                       pending_fill, report->pending_count,
                       document_tail_height(page, &content->run->company));
}
