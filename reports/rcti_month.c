#include <stdio.h>
#include <string.h>

#include "reports/pdf_table.h"
#include "reports/pdf_text.h"
#include "reports/rcti_parts.h"

static const float text_size = 8.5f;
#define PAGE_SHARE_MAX (PDF_PAPER_HEIGHT * 0.6f)

/* A heading and the table below it, both begun. */
static void section_begin(const struct pdf_table *table, const char *heading)
{
    pdf_text_heading(table->page, heading, pdf_table_keep_height(table));
    pdf_table_begin(table);
}

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

static float counts_height(const struct pdf_table *table, const struct partner_report *report)
{
    float height = 0.0f;
    for (size_t i = 0; i < report->count_count; i++) {
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
    float height = counts_height(&table, report);
    pdf_text_heading(page, "How your hours were counted",
                     height < PAGE_SHARE_MAX ? height : pdf_table_keep_height(&table));
    for (size_t i = 0; i < report->count_count; i++) {
        if (i + 2 == report->count_count) {
            pdf_table_require(&table, pdf_table_keep_height(&table));
        }
        count_row_draw(&table, &report->counts[i]);
    }
}

/* ---- ad hoc bookings ---- */

static void adhoc_row_draw(const struct pdf_table *table, const struct adhoc_row *row)
{
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    char minutes[TEXT_SIZE];
    char paid[TEXT_SIZE];
    snprintf(minutes, sizeof minutes, "%d min", (int)row->duration_minutes);
    const bool has_reason = row->reason != REASON_NONE;
    g_autofree char *became =
        g_strdup_printf("%s%s%s", outcome_text(row->outcome), has_reason ? ": " : "",
                        has_reason ? reason_text(row->reason) : "");
    pdf_table_row(table, PDF_ROW_PLAIN,
                  (const char *const[]){text_date_short(date, row->date),
                                        text_time(time, row->start_minute), row->appointment_id,
                                        minutes, became,
                                        text_hours(paid, row->paid_minutes.minutes)});
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
    section_begin(&table, "Ad hoc bookings");
    for (size_t i = 0; i < report->adhoc_count; i++) {
        if (i + 1 == report->adhoc_count) {
            pdf_table_require(&table, 2 * pdf_table_keep_height(&table));
        }
        adhoc_row_draw(&table, &report->adhoc[i]);
    }
    char paid[TEXT_SIZE];
    text_hours(paid, report->row.totals.adhoc.minutes);
    pdf_table_row(&table, PDF_ROW_TOTAL, (const char *const[]){"Hours paid", "", "", "", "", paid});
}

/* ---- not paid, and why ---- */

static void not_paid_row_draw(const struct pdf_table *table, const struct not_paid_row *row)
{
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    char hours[TEXT_SIZE];
    pdf_table_row(
        table, PDF_ROW_PLAIN,
        (const char *const[]){text_date_short(date, row->date), text_time(time, row->start_minute),
                              row->appointment_id[0] != '\0' ? row->appointment_id : "schedule",
                              text_hours(hours, row->minutes.minutes), row->why, row->mend});
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
    section_begin(&table, "Not paid, and why");
    for (size_t i = 0; i < report->not_paid_count; i++) {
        not_paid_row_draw(&table, &report->not_paid[i]);
    }
}

/* ---- pending ---- */

static void pending_row_draw(const struct pdf_table *table, const struct pending_row *row)
{
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    char hours[TEXT_SIZE];
    char by_date[TEXT_SIZE];
    char by_time[TEXT_SIZE];
    char by[2 * TEXT_SIZE + 2];
    const bool timed = row->complete_by_minute >= 0;
    snprintf(by, sizeof by, "%s%s%s", text_date_short(by_date, row->complete_by), timed ? " " : "",
             timed ? text_time(by_time, row->complete_by_minute) : "");
    pdf_table_row(
        table, PDF_ROW_PLAIN,
        (const char *const[]){text_date_short(date, row->date), text_time(time, row->start_minute),
                              row->appointment_id, text_hours(hours, row->minutes.minutes), by,
                              row->adhoc ? "not paid yet; paid in a later month once it is marked"
                                         : "paid now; taken back if it is not marked"});
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
    section_begin(&table, "Pending: appointments not marked as completed yet");
    for (size_t i = 0; i < report->pending_count; i++) {
        pending_row_draw(&table, &report->pending[i]);
    }
}

/* ---- questions ---- */

void rcti_questions_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const struct pdf_style text = {FONT_REGULAR, 9.0f, PDF_BLACK};
    const struct pdf_style link = {FONT_BOLD, 9.0f, PDF_ACCENT};
    const struct report_company *company = &content->run->company;
    pdf_text_heading(page, "Questions", 4 * pdf_text_leading(&text));
    pdf_text_flow(page, &text, PDF_LEFT, PDF_WIDTH,
                  "If an hour is missing or wrong, dispute it here, and name this document and the "
                  "appointment's id or the hour:");
    if (company->dispute_url[0] != '\0') {
        g_autoptr(GPtrArray) lines =
            pdf_text_wrap(pdf_page_fonts(page), &link, PDF_WIDTH, company->dispute_url);
        for (guint i = 0; i < lines->len; i++) {
            const char *line = g_ptr_array_index(lines, i);
            const float leading = pdf_text_leading(&link);
            pdf_page_require(page, leading);
            pdf_page_link(page, PDF_LEFT, pdf_page_y(page),
                          pdf_text_width(pdf_page_fonts(page), &link, line), leading,
                          company->dispute_url);
            pdf_text_flow(page, &link, PDF_LEFT, PDF_WIDTH, line);
        }
    }
    g_autofree char *contact =
        g_strjoin(company->email[0] != '\0' && company->phone[0] != '\0' ? ", " : "",
                  company->email, company->phone, NULL);
    pdf_text_flow(page, &text, PDF_LEFT, PDF_WIDTH, contact);
}
