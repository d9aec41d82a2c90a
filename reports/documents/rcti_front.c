#include <stdio.h>
#include <string.h>

#include "reports/documents/rcti_parts.h"
#include "reports/pdf/text.h"

static const float gap = 12.0f;

/* ---- title, number, dates ---- */

/* What a document is beside the one of the run's month. The caller frees; NULL where nothing. */
static char *standing_text(const struct rcti_content *content)
{
    const struct partner_report *report = content->report;
    char text[TEXT_SIZE];
    if (report->replaces[0] != '\0') {
        return g_strdup_printf("Replaces %s of %s, which is void.", report->replaces,
                               text_date_words(text, report->replaces_date));
    }
    if (rcti_is_late(content)) {
        return g_strdup_printf("This is a late document of %s, for which you had none before.",
                               text_month_words(text, content->run->period));
    }
    return NULL;
}

static void standing_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const struct pdf_style style = {FONT_BOLD, 10.0f, PDF_BLACK};
    g_autofree char *text = standing_text(content);
    if (text != NULL) {
        pdf_page_skip(page, 7.0f);
        pdf_text_flow(page, &style, PDF_LEFT, PDF_WIDTH, text);
    }
}

void rcti_head_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const struct report_run *run = content->run;
    const struct pdf_style title = {FONT_BOLD, 21.0f, PDF_BLACK};
    document_letterhead_draw(page, &run->company);
    pdf_text_flow(page, &title, PDF_LEFT, PDF_WIDTH, rcti_title(content));
    pdf_page_skip(page, 8.0f);

    char issued[TEXT_SIZE];
    char month[TEXT_SIZE];
    char last[TEXT_SIZE];
    char dates[2 * TEXT_SIZE];
    char total[TEXT_SIZE];
    text_date_words(issued, run->issue_date);
    text_month_words(month, run->period);
    text_date_words(last, period_last(run->period));
    snprintf(dates, sizeof dates, "1 to %s", last);
    text_dollars(total, content->report->row.totals.total);
    const struct document_fact facts[] = {
        {PDF_WIDTH - 360.0f, "Number", run->draft ? "DRAFT" : content->report->row.number, ""},
        {120.0f, "Issue date", issued, ""},
        {130.0f, "Period", month, dates},
        {110.0f, rcti_is_tax_invoice(content) ? "Total including GST" : "Total", total, ""},
    };
    document_facts_draw(page, facts, G_N_ELEMENTS(facts));
    standing_draw(page, content);
    pdf_page_skip(page, gap);
}

/* ---- the table of supplies ---- */

static void lines_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const bool tax_invoice = rcti_is_tax_invoice(content);
    const struct pdf_table table = document_supplies_table(page, tax_invoice);
    const float line_height_max = 52.0f; /* four lines of text */
    pdf_page_require(page, pdf_table_keep_height(&table, line_height_max));
    pdf_table_begin(&table);
    for (size_t i = 0; i < content->report->line_count; i++) {
        const struct line *line = &content->report->lines[i];
        g_autofree char *description = document_supply_description(line->kind, content->run->period,
                                                                   tax_invoice && !line->taxable);
        const struct document_supply_row row = {description, line->minutes, line->hourly_rate,
                                                line->amount, line->gst};
        document_supply_draw(&table, &row, 0.0f);
    }
}

static void totals_draw(struct pdf_page *page, const struct rcti_content *content)
{
    static const struct pdf_column columns[] = {
        {NULL, 150.0f, PDF_ALIGN_LEFT},
        {NULL, 100.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_table table = {page, PDF_LEFT + PDF_WIDTH - 250.0f, columns,
                                    G_N_ELEMENTS(columns), 9.5f};
    const struct totals *totals = &content->report->row.totals;
    char amount[TEXT_SIZE];
    const bool tax_invoice = rcti_is_tax_invoice(content);
    pdf_page_require(page, 70.0f);
    pdf_page_skip(page, 4.0f);
    if (tax_invoice) {
        text_dollars(amount, totals->subtotal);
        pdf_table_row(&table, PDF_ROW_PLAIN,
                      (const char *const[]){"Subtotal excluding GST", amount});
        text_dollars(amount, totals->gst);
        pdf_table_row(&table, PDF_ROW_PLAIN, (const char *const[]){"GST", amount});
    }
    text_dollars(amount, totals->total);
    pdf_table_row(&table, PDF_ROW_TOTAL,
                  (const char *const[]){tax_invoice ? "Total including GST" : "Total", amount});
}

void rcti_supplies_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const struct pdf_style sentence = {FONT_BOLD, 10.0f, PDF_BLACK};
    lines_draw(page, content);
    totals_draw(page, content);
    pdf_page_skip(page, 8.0f);
    if (rcti_is_tax_invoice(content)) {
        char gst[TEXT_SIZE];
        char text[TEXT_SIZE + 64];
        snprintf(text, sizeof text, "The GST payable of %s is payable by the supplier.",
                 text_dollars(gst, content->report->row.totals.gst));
        pdf_text_flow(page, &sentence, PDF_LEFT, PDF_WIDTH, text);
    } else {
        pdf_text_flow(page, &sentence, PDF_LEFT, PDF_WIDTH,
                      "The supplier is not registered for GST. No GST is included.");
    }
}

/* ---- agreement and note ---- */

/* The note is the same on all documents; one that calls them tax invoices is not for an RCI. */
static bool note_fits(const struct rcti_content *content)
{
    g_autofree char *folded = g_utf8_casefold(content->run->company.note, -1);
    return folded[0] != '\0' &&
           (rcti_is_tax_invoice(content) || strstr(folded, "tax invoice") == NULL);
}

/* A small heading: the note is about the document, not a part of it. */
static void note_draw(struct pdf_page *page, const struct rcti_content *content,
                      const struct pdf_style *text)
{
    const struct pdf_style heading = {FONT_BOLD, text->size, PDF_ACCENT};
    const struct report_company *company = &content->run->company;
    g_autofree char *from = g_strdup_printf("Note from %s", company->legal_name);
    pdf_page_require(page, 6.0f + pdf_text_height(pdf_page_fonts(page), &heading, PDF_WIDTH, from) +
                               2 * pdf_text_leading(text));
    pdf_page_skip(page, 6.0f);
    pdf_text_flow(page, &heading, PDF_LEFT, PDF_WIDTH, from);
    pdf_text_flow(page, text, PDF_LEFT, PDF_WIDTH, company->note);
}

void rcti_agreement_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const struct pdf_style text = {FONT_REGULAR, 8.5f, PDF_BLACK};
    const char *reference = content->report->supplier.agreement_ref;
    if (rcti_is_tax_invoice(content)) {
        g_autofree char *heading = reference[0] == '\0'
                                       ? g_strdup("Agreement")
                                       : g_strdup_printf("Agreement %s", reference);
        pdf_text_heading(page, heading, 3 * pdf_text_leading(&text));
        pdf_text_flow(page, &text, PDF_LEFT, PDF_WIDTH, content->run->company.agreement_text);
    }
    if (note_fits(content)) {
        note_draw(page, content, &text);
    }
}
