#include <stdio.h>
#include <string.h>

#include "reports/documents/parts.h"

/* ---- title, number, dates ---- */

static void standing_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct pdf_style style = {FONT_BOLD, 10.0f, PDF_BLACK};
    g_autofree char *standing = document_standing_sentence(content);
    if (standing) {
        page->y += 7.0f;
        pdf_text_flow(page, &style, PDF_LEFT, PDF_WIDTH, standing);
    }
}

static void head_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct report_run *run = content->run;
    char issued[TEXT_SIZE];
    char month[TEXT_SIZE];
    char last[TEXT_SIZE];
    char dates[2 * TEXT_SIZE];
    char total[TEXT_SIZE];
    snprintf(dates, sizeof dates, "1 to %s", text_date_words(last, period_last(run->period)));
    const struct document_fact facts[] = {
        {PDF_WIDTH - 360.0f, "Number", run->draft ? "DRAFT" : content->number, ""},
        {120.0f, "Issue date", text_date_words(issued, run->issue_date), ""},
        {130.0f, "Period", text_month_words(month, run->period), dates},
        {110.0f, content->with_gst ? "Total including GST" : "Total",
         text_dollars(total, money_subtract(content->report->row.totals.total,
                                            lines_no_supply(content->report->lines,
                                                            content->report->line_count))),
         ""},
    };
    document_title_draw(page, content);
    document_facts_draw(page, NULL, facts, G_N_ELEMENTS(facts));
    standing_draw(page, content);
    page->y += 12.0f;
}

/* ---- the table of supplies ---- */

static void lines_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct pdf_table table = document_supplies_table(page, content);
    const float line_height_max = 52.0f; /* four lines of text */
    pdf_page_require(page, pdf_table_keep_height(&table, line_height_max));
    pdf_table_begin(&table);
    for (size_t i = 0; i < content->report->line_count; i++) {
        if (content->report->lines[i].kind == LINE_NO_SUPPLY) {
            continue;
        }
        document_supply_draw(&table, content, &content->report->lines[i],
                             content->report->line_dates[i], 0.0f);
    }
}

static void total_draw(const struct pdf_table *table, enum pdf_row_kind kind, const char *label,
                       money amount)
{
    char text[TEXT_SIZE];
    pdf_table_row(table, kind, (const char *const[]){label, text_dollars(text, amount)});
}

static void totals_draw(struct pdf_page *page, const struct document_content *content)
{
    static const struct pdf_column columns[] = {
        {NULL, 150.0f, PDF_ALIGN_LEFT},
        {NULL, 100.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_style sentence = {FONT_BOLD, 10.0f, PDF_BLACK};
    const struct pdf_table table = {page, PDF_LEFT + PDF_WIDTH - 250.0f, columns,
                                    G_N_ELEMENTS(columns), 9.5f};
    static const struct pdf_column wide_columns[] = {
        {NULL, 200.0f, PDF_ALIGN_LEFT},
        {NULL, 100.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_table beside = {page, PDF_LEFT + PDF_WIDTH - 300.0f, wide_columns,
                                     G_N_ELEMENTS(wide_columns), 9.5f};
    const struct totals *totals = &content->report->row.totals;
    const money other = lines_no_supply(content->report->lines, content->report->line_count);
    g_autofree char *text = document_gst_sentence(content);
    pdf_page_require(page, 70.0f);
    page->y += 4.0f;
    if (content->with_gst) {
        total_draw(&table, PDF_ROW_PLAIN, "Subtotal excluding GST",
                   money_subtract(totals->subtotal, other));
        total_draw(&table, PDF_ROW_PLAIN, "GST", totals->gst);
    }
    total_draw(&table, PDF_ROW_TOTAL, content->with_gst ? "Total including GST" : "Total",
               money_subtract(totals->total, other));
    if (other.cents != 0) {
        page->y += 4.0f;
        total_draw(&beside, PDF_ROW_PLAIN, "Payment not for a supply. No GST.", other);
        total_draw(&beside, PDF_ROW_TOTAL, "In all", totals->total);
    }
    page->y += 8.0f;
    pdf_text_flow(page, &sentence, PDF_LEFT, PDF_WIDTH, text);
}

/* ---- agreement and note ---- */

/* The note is the same on all documents; one that calls them tax invoices is not for an RCI. Its
 * heading is small: it is about the document, not a part of it. */
static void note_draw(struct pdf_page *page, const struct document_content *content,
                      const struct pdf_style *text)
{
    const struct pdf_style heading = {FONT_BOLD, text->size, PDF_ACCENT};
    const struct report_company *company = &content->run->company;
    g_autofree char *folded = g_utf8_casefold(company->note, -1);
    if (folded[0] == '\0' || (!content->with_gst && strstr(folded, "tax invoice"))) {
        return;
    }
    g_autofree char *from = g_strdup_printf("Note from %s", company->legal_name);
    pdf_page_require(page, 6.0f + pdf_text_height(page->fonts, &heading, PDF_WIDTH, from) +
                               2 * pdf_text_leading(text));
    page->y += 6.0f;
    pdf_text_flow(page, &heading, PDF_LEFT, PDF_WIDTH, from);
    pdf_text_flow(page, text, PDF_LEFT, PDF_WIDTH, company->note);
}

static void agreement_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct pdf_style text = {FONT_REGULAR, 8.5f, PDF_BLACK};
    const char *reference = content->report->supplier.agreement_ref;
    if (content->with_gst) {
        g_autofree char *heading =
            g_strjoin(reference[0] == '\0' ? "" : " ", "Agreement", reference, NULL);
        pdf_text_heading(page, heading, 3 * pdf_text_leading(&text));
        pdf_text_flow(page, &text, PDF_LEFT, PDF_WIDTH, content->run->company.agreement_text);
    }
    note_draw(page, content, &text);
}

/* ---- how your hours were counted ---- */

static void count_fill(struct document_row *row, const struct document_content *content,
                       size_t index)
{
    const struct count_row *count = &content->report->counts[index];
    row->kind = count->kind == COUNT_SCHEDULED ? PDF_ROW_SUM
                : count->kind == COUNT_PAID    ? PDF_ROW_TOTAL
                                               : PDF_ROW_PLAIN;
    row->cells[0] = count->label;
    row->cells[1] = count->detail;
    row->cells[2] = text_hours(row->texts[0], count->minutes);
}

static const struct pdf_column count_columns[] = {
    {NULL, 170.0f, PDF_ALIGN_LEFT},
    {NULL, PDF_WIDTH - 240.0f, PDF_ALIGN_LEFT},
    {NULL, 70.0f, PDF_ALIGN_RIGHT},
};
/* A sum is easiest to check on one page; only a long one is divided. */
static const struct document_rows count_rows = {"How your hours were counted", count_columns,
                                                G_N_ELEMENTS(count_columns),   9.0f,
                                                PDF_PAPER_HEIGHT * 0.6f,       count_fill};

/* ---- ad hoc bookings ---- */

static void adhoc_fill(struct document_row *row, const struct document_content *content,
                       size_t index)
{
    const struct booking *booking = &content->report->adhoc[index];
    document_row_begin(
        row, &(struct row_place){booking->date, booking->start_minute, booking->appointment_id});
    row->cells[3] = text_hours(row->texts[2], booking->duration_minutes);
    row->cells[4] = content->report->adhoc_became[index];
    row->cells[5] = text_hours(row->texts[3], booking->paid_minutes.minutes);
}

static const struct pdf_column adhoc_columns[] = {
    {"Date", 62.0f, PDF_ALIGN_LEFT},
    {"Start", 40.0f, PDF_ALIGN_LEFT},
    {"Appointment", 92.0f, PDF_ALIGN_LEFT},
    {"Duration", 54.0f, PDF_ALIGN_RIGHT},
    {"What became of it", PDF_WIDTH - 318.0f, PDF_ALIGN_LEFT},
    {"Hours paid", 70.0f, PDF_ALIGN_RIGHT},
};
static const struct document_rows adhoc_rows = {
    "Ad hoc bookings", adhoc_columns, G_N_ELEMENTS(adhoc_columns), 8.5f, 0.0f, adhoc_fill};

/* ---- not paid, and why ---- */

static void not_paid_fill(struct document_row *row, const struct document_content *content,
                          size_t index)
{
    const struct not_paid_row *unpaid = &content->report->not_paid[index];
    document_row_begin(row, &unpaid->at);
    row->cells[3] = text_hours(row->texts[2], unpaid->minutes.minutes);
    row->cells[4] = unpaid->why;
    row->cells[5] = unpaid->mend;
}

static const struct pdf_column not_paid_columns[] = {
    {"Date", 56.0f, PDF_ALIGN_LEFT},
    {"Start", 32.0f, PDF_ALIGN_LEFT},
    {"Hour or appointment", 60.0f, PDF_ALIGN_LEFT},
    {"Hours", 46.0f, PDF_ALIGN_RIGHT},
    {"Why", 166.0f, PDF_ALIGN_LEFT},
    {"What would have made it payable", PDF_WIDTH - 360.0f, PDF_ALIGN_LEFT},
};
static const struct document_rows not_paid_rows = {
    "Not paid, and why", not_paid_columns, G_N_ELEMENTS(not_paid_columns), 8.5f, 0.0f,
    not_paid_fill};

/* ---- pending ---- */

static void pending_fill(struct document_row *row, const struct document_content *content,
                         size_t index)
{
    const struct pending_row *pending = &content->report->pending[index];
    const bool timed = pending->complete_by.minute >= 0;
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    document_row_begin(row, &pending->at);
    snprintf(row->texts[3], sizeof row->texts[3], "%s%s%s",
             text_date_short(date, pending->complete_by.date), timed ? " " : "",
             timed ? text_time(time, pending->complete_by.minute) : "");
    row->cells[3] = text_hours(row->texts[2], pending->minutes.minutes);
    row->cells[4] = row->texts[3];
    row->cells[5] = pending->adhoc ? "not paid yet; paid in a later month once it is marked"
                                   : "paid now; taken back if it is not marked";
}

static const struct pdf_column pending_columns[] = {
    {"Date", 60.0f, PDF_ALIGN_LEFT},
    {"Start", 38.0f, PDF_ALIGN_LEFT},
    {"Appointment", 86.0f, PDF_ALIGN_LEFT},
    {"Hours", 48.0f, PDF_ALIGN_RIGHT},
    {"Mark as completed by", 100.0f, PDF_ALIGN_LEFT},
    {"What happens", PDF_WIDTH - 332.0f, PDF_ALIGN_LEFT},
};
static const struct document_rows pending_rows = {
    "Pending: appointments not marked as completed yet",
    pending_columns,
    G_N_ELEMENTS(pending_columns),
    8.5f,
    0.0f,
    pending_fill};

/* ---- the document ---- */

void rcti_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct partner_report *report = content->report;
    const bool pending = report->pending_count > 0;
    const bool not_paid = report->not_paid_count > 0;
    char paid[TEXT_SIZE];
    const char *const adhoc_sum[] = {"Hours paid", "", "", "", "", paid};
    text_hours(paid, report->row.totals.adhoc_minutes.minutes);
    head_draw(page, content);
    document_parties_draw(page, content);
    lines_draw(page, content);
    totals_draw(page, content);
    document_payment_draw(page, content, "Payment");
    agreement_draw(page, content);
    document_rows_draw(page, content, &count_rows, report->count_count, NULL, false);
    rcti_calendar_draw(page, content);
    document_rows_draw(page, content, &adhoc_rows, report->adhoc_count, adhoc_sum,
                       !not_paid && !pending);
    document_rows_draw(page, content, &not_paid_rows, report->not_paid_count, NULL, !pending);
    document_rows_draw(page, content, &pending_rows, report->pending_count, NULL, true);
    document_questions_draw(page, content);
}
