#include <stdio.h>

#include "reports/documents/adjustment_parts.h"
#include "reports/pdf/text.h"

static const struct pdf_style sentence = {FONT_BOLD, 10.0f, PDF_BLACK};
static const struct pdf_style remark = {FONT_REGULAR, 8.0f, PDF_GREY};
static const float gap = 12.0f;

/* ---- title, numbers, dates ---- */

static const char *direction(money difference, const char *up, const char *down, const char *level)
{
    return difference.cents > 0 ? up : difference.cents < 0 ? down : level;
}

static money size_of(money amount)
{
    return amount.cents < 0 ? (money){-amount.cents} : amount;
}

static void facts_draw(struct pdf_page *page, const struct adjustment_content *content)
{
    const struct adjustment_report *adjustment = content->adjustment;
    const float first = PDF_WIDTH - 270.0f;
    char issued[TEXT_SIZE];
    char adjusts_issued[TEXT_SIZE];
    char month[TEXT_SIZE];
    char total[TEXT_SIZE];
    text_date_words(issued, content->run->issue_date);
    text_date_words(adjusts_issued, adjustment->adjusts_date);
    text_month_words(month, adjustment->period);
    text_dollars(total, size_of(adjustment->difference.total));
    const char *effect =
        direction(adjustment->difference.total, "Increase", "Decrease", "Difference");
    g_autofree char *total_label =
        g_strconcat(effect, adjustment_is_note(content) ? " including GST" : "", NULL);
    const struct document_fact own[] = {
        {first, "Number", content->run->draft ? "DRAFT" : adjustment->number, ""},
        {130.0f, "Issue date", issued, ""},
        {140.0f, total_label, total, ""},
    };
    const struct document_fact adjusted[] = {
        {first, "Document adjusted", adjustment->adjusts, ""},
        {130.0f, "Its issue date", adjusts_issued, ""},
        {140.0f, "Its period", month, ""},
    };
    document_facts_draw(page, own, G_N_ELEMENTS(own));
    document_facts_draw(page, adjusted, G_N_ELEMENTS(adjusted));
}

void adjustment_head_draw(struct pdf_page *page, const struct adjustment_content *content)
{
    const struct pdf_style title = {FONT_BOLD, 21.0f, PDF_BLACK};
    document_letterhead_draw(page, &content->run->company);
    pdf_text_flow(page, &title, PDF_LEFT, PDF_WIDTH, adjustment_title(content));
    pdf_page_skip(page, 8.0f);
    facts_draw(page, content);
    pdf_page_skip(page, gap);
}

/* ---- what it does ---- */

void adjustment_effect_draw(struct pdf_page *page, const struct adjustment_content *content)
{
    const struct adjustment_report *adjustment = content->adjustment;
    const bool is_note = adjustment_is_note(content);
    const money difference = adjustment->difference.total;
    char amount[TEXT_SIZE];
    text_dollars(amount, size_of(difference));
    const char *document = is_note ? "This note" : "This adjustment";
    g_autofree char *text =
        difference.cents == 0
            ? g_strdup_printf("%s neither increases nor decreases the total of %s.", document,
                              adjustment->adjusts)
            : g_strdup_printf("%s %s the total of %s by %s%s.", document,
                              difference.cents > 0 ? "increases" : "decreases", adjustment->adjusts,
                              amount, is_note ? ", GST included" : "");
    pdf_text_flow(page, &sentence, PDF_LEFT, PDF_WIDTH, text);
    pdf_page_skip(page, 6.0f);
}

/* ---- its lines ---- */

static const struct pdf_style reason_style = {FONT_REGULAR, 8.5f, PDF_BLACK};
static const float reason_inset = 4.0f;
#define REASON_WIDTH (PDF_WIDTH - 2 * reason_inset)

/* How much room a reason needs below its line: one of a few lines stays whole. */
static float reason_kept(const struct pdf_page *page, const char *reason)
{
    const float most = PDF_PAPER_HEIGHT / 5.0f;
    const float height = pdf_text_height(pdf_page_fonts(page), &reason_style, REASON_WIDTH, reason);
    return MIN(height, most) + 8.0f;
}

/* Over the table's whole width; a long one flows on from page to page. */
static void reason_draw(struct pdf_page *page, const char *reason)
{
    pdf_page_skip(page, 2.0f);
    pdf_text_flow(page, &reason_style, PDF_LEFT + reason_inset, REASON_WIDTH, reason);
    pdf_page_skip(page, 5.0f);
    pdf_page_line(page, PDF_LEFT, pdf_page_y(page), PDF_LEFT + PDF_WIDTH, pdf_page_y(page), 0.5f,
                  PDF_RULE);
}

void adjustment_lines_draw(struct pdf_page *page, const struct adjustment_content *content)
{
    const struct adjustment_report *adjustment = content->adjustment;
    const bool is_note = adjustment_is_note(content);
    const struct pdf_table table = document_supplies_table(page, is_note);
    pdf_table_begin(&table);
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct adjustment_line *line = &adjustment->lines[i];
        g_autofree char *reason = g_strdup_printf("Reason: %s", line->reason);
        g_autofree char *description =
            document_supply_description(line->kind, adjustment->period, is_note && !line->taxable);
        const struct document_supply_row row = {description, line->minutes, line->hourly_rate,
                                                line->amount, line->gst};
        document_supply_draw(&table, &row, reason_kept(page, reason));
        reason_draw(page, reason);
    }
}

/* ---- before, after and between ---- */

static void amounts_row_draw(const struct pdf_table *table, enum pdf_row_kind kind,
                             const char *label, money before, money after, money difference)
{
    char before_text[TEXT_SIZE];
    char after_text[TEXT_SIZE];
    char difference_text[TEXT_SIZE];
    const char *const cells[] = {label, text_dollars(before_text, before),
                                 text_dollars(after_text, after),
                                 text_dollars(difference_text, difference)};
    pdf_table_row(table, kind, cells);
}

static void amounts_rows_draw(const struct pdf_table *table,
                              const struct adjustment_content *content)
{
    const struct adjustment_amounts *before = &content->adjustment->before;
    const struct adjustment_amounts *after = &content->adjustment->after;
    const struct adjustment_amounts *difference = &content->adjustment->difference;
    if (adjustment_is_note(content)) {
        amounts_row_draw(table, PDF_ROW_PLAIN, "Price excluding GST", before->subtotal,
                         after->subtotal, difference->subtotal);
        amounts_row_draw(table, PDF_ROW_PLAIN, "GST", before->gst, after->gst, difference->gst);
    }
    amounts_row_draw(table, PDF_ROW_TOTAL,
                     adjustment_is_note(content) ? "Total including GST" : "Price", before->total,
                     after->total, difference->total);
}

/* Whose the GST is, and which way it goes. */
static void gst_draw(struct pdf_page *page, const struct adjustment_report *adjustment)
{
    const money difference = adjustment->difference.gst;
    char gst[TEXT_SIZE];
    char before[TEXT_SIZE];
    char after[TEXT_SIZE];
    text_dollars(gst, size_of(difference));
    text_dollars(before, adjustment->before.gst);
    text_dollars(after, adjustment->after.gst);
    g_autofree char *change =
        difference.cents == 0
            ? g_strdup_printf("does not change: it stays %s.", after)
            : g_strdup_printf("%s from %s to %s.", difference.cents > 0 ? "increases" : "decreases",
                              before, after);
    g_autofree char *text = g_strdup_printf("The GST of this adjustment, %s, is the supplier's. "
                                            "The GST payable by the supplier %s",
                                            gst, change);
    pdf_page_skip(page, 8.0f);
    pdf_text_flow(page, &sentence, PDF_LEFT, PDF_WIDTH, text);
}

void adjustment_amounts_draw(struct pdf_page *page, const struct adjustment_content *content)
{
    static const struct pdf_column columns[] = {
        {"", PDF_WIDTH - 300.0f, PDF_ALIGN_LEFT},
        {"Before", 100.0f, PDF_ALIGN_RIGHT},
        {"After", 100.0f, PDF_ALIGN_RIGHT},
        {"Difference", 100.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), 9.5f};
    pdf_page_require(page, 130.0f); /* the table and the sentence below it */
    pdf_page_skip(page, gap);
    pdf_table_begin(&table);
    amounts_rows_draw(&table, content);
    pdf_page_skip(page, 3.0f);
    pdf_text_flow(page, &remark, PDF_LEFT, PDF_WIDTH,
                  "Before: the document adjusted, together with earlier adjustments of it.");
    if (adjustment_is_note(content)) {
        gst_draw(page, content->adjustment);
    }
}
