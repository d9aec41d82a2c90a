#include "reports/documents/parts.h"

static const struct pdf_style sentence = {FONT_BOLD, 10.0f, PDF_BLACK};
static const float gap = 12.0f;

static money size_of(money amount)
{
    return amount.cents < 0 ? (money){-amount.cents} : amount;
}

/* ---- title, numbers, dates ---- */

static void head_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct adjustment_report *adjustment = content->adjustment;
    const money difference = document_supplies_difference(adjustment);
    const float first = PDF_WIDTH - 270.0f;
    char issued[TEXT_SIZE];
    char adjusts_issued[TEXT_SIZE];
    char month[TEXT_SIZE];
    char total[TEXT_SIZE];
    const char *effect = difference.cents > 0   ? "Increase"
                         : difference.cents < 0 ? "Decrease"
                                                : "Difference";
    g_autofree char *total_label =
        g_strconcat(effect, content->with_gst ? " including GST" : "", NULL);
    const struct document_fact own[] = {
        {first, "Number", content->run->draft ? "DRAFT" : content->number, ""},
        {130.0f, "Issue date", text_date_words(issued, content->run->issue_date), ""},
        {140.0f, total_label, text_dollars(total, size_of(difference)), ""},
    };
    const struct document_fact adjusted[] = {
        {first, adjustment->cancels ? "Document cancelled" : "Document adjusted",
         adjustment->adjusts, ""},
        {130.0f, "Its issue date", text_date_words(adjusts_issued, adjustment->adjusts_date), ""},
        {140.0f, "Its period", text_month_words(month, content->period), ""},
    };
    document_title_draw(page, content);
    document_facts_draw(page, NULL, own, G_N_ELEMENTS(own));
    document_facts_draw(page, NULL, adjusted, G_N_ELEMENTS(adjusted));
    page->y += gap;
}

/* ---- what it does ---- */

static void effect_draw(struct pdf_page *page, const struct document_content *content)
{
    g_autofree char *text = document_effect_sentence(content);
    pdf_text_flow(page, &sentence, PDF_LEFT, PDF_WIDTH, text);
    page->y += 6.0f;
}

/* ---- its lines, of supplies ---- */

static bool has_supplies(const struct adjustment_report *adjustment)
{
    bool has = false;
    for (size_t i = 0; i < adjustment->line_count; i++) {
        has = has || adjustment->lines[i].line.kind != LINE_NO_SUPPLY;
    }
    return has;
}

static void lines_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct pdf_table table = document_supplies_table(page, content);
    if (!has_supplies(content->adjustment)) {
        return;
    }
    pdf_table_begin(&table);
    for (size_t i = 0; i < content->adjustment->line_count; i++) {
        const struct adjustment_line *line = &content->adjustment->lines[i];
        if (line->line.kind != LINE_NO_SUPPLY) {
            document_supply_draw(&table, content, &line->line, line->dates, 8.0f);
        }
    }
}

/* A sentence a cause; a long one flows on from page to page. */
static void reasons_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct pdf_style style = {FONT_REGULAR, 9.0f, PDF_BLACK};
    const float kept_max = PDF_PAPER_HEIGHT / 5.0f;
    page->y += 6.0f;
    for (size_t i = 0; i < content->adjustment->reason_count; i++) {
        g_autofree char *reason = g_strdup_printf("Reason: %s.", content->adjustment->reasons[i]);
        const float height = pdf_text_height(page->fonts, &style, PDF_WIDTH, reason);
        pdf_page_require(page, MIN(height, kept_max));
        pdf_text_flow(page, &style, PDF_LEFT, PDF_WIDTH, reason);
        page->y += 3.0f;
    }
}

/* ---- before, after and between ---- */

static void amounts_row_draw(const struct pdf_table *table, enum pdf_row_kind kind,
                             const char *label, money before, money after, money difference)
{
    char texts[3][TEXT_SIZE];
    const char *const cells[] = {label, text_dollars(texts[0], before),
                                 text_dollars(texts[1], after), text_dollars(texts[2], difference)};
    pdf_table_row(table, kind, cells);
}

static void amounts_draw(struct pdf_page *page, const struct document_content *content)
{
    static const struct pdf_column columns[] = {
        {"", PDF_WIDTH - 300.0f, PDF_ALIGN_LEFT},
        {"Before", 100.0f, PDF_ALIGN_RIGHT},
        {"After", 100.0f, PDF_ALIGN_RIGHT},
        {"Difference", 100.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_style remark = {FONT_REGULAR, 8.0f, PDF_GREY};
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), 9.5f};
    const struct adjustment_report *adjustment = content->adjustment;
    const money other_before = adjustment->no_supply_before;
    const money other_after = adjustment->no_supply_after;
    const money other = document_no_supply_difference(adjustment);
    const struct line_sum before = document_supplies(adjustment->before, other_before);
    const struct line_sum after = document_supplies(adjustment->after, other_after);
    const struct line_sum difference = document_supplies(adjustment->difference, other);
    pdf_page_require(page, 130.0f); /* the table and the sentence below it */
    page->y += gap;
    pdf_table_begin(&table);
    if (content->with_gst) {
        amounts_row_draw(&table, PDF_ROW_PLAIN, "Price excluding GST", before.subtotal,
                         after.subtotal, difference.subtotal);
        amounts_row_draw(&table, PDF_ROW_PLAIN, "GST", before.gst, after.gst, difference.gst);
    }
    amounts_row_draw(&table, PDF_ROW_TOTAL, content->with_gst ? "Total including GST" : "Price",
                     before.total, after.total, difference.total);
    if (other_before.cents != 0 || other_after.cents != 0) {
        page->y += 4.0f;
        amounts_row_draw(&table, PDF_ROW_PLAIN, "Payment not for a supply. No GST.", other_before,
                         other_after, other);
        amounts_row_draw(&table, PDF_ROW_TOTAL, "In all", adjustment->before.total,
                         adjustment->after.total, adjustment->difference.total);
    }
    page->y += 3.0f;
    pdf_text_flow(page, &remark, PDF_LEFT, PDF_WIDTH,
                  "Before: the document adjusted, together with earlier adjustments of it.");
    g_autofree char *gst = document_gst_sentence(content);
    if (gst) {
        page->y += 8.0f;
        pdf_text_flow(page, &sentence, PDF_LEFT, PDF_WIDTH, gst);
    }
}

/* ---- the hours behind it: what each was, what it is now and what moved it ---- */

static void move_fill(struct document_row *row, const struct document_content *content,
                      size_t index)
{
    const struct adjustment_move_row *move = &content->adjustment->moves[index];
    document_row_begin(row, &move->at);
    row->cells[3] = move->before;
    row->cells[4] = move->after;
    row->cells[5] = text_hours(row->texts[2], move->minutes.minutes);
    row->cells[6] = move->told;
}

static const struct pdf_column move_columns[] = {
    {"Date", 52.0f, PDF_ALIGN_LEFT},
    {"Start", 30.0f, PDF_ALIGN_LEFT},
    {"Hour or appointment", 58.0f, PDF_ALIGN_LEFT},
    {"It was", 72.0f, PDF_ALIGN_LEFT},
    {"It is now", 74.0f, PDF_ALIGN_LEFT},
    {"Hours", 50.0f, PDF_ALIGN_RIGHT},
    {"Because", PDF_WIDTH - 336.0f, PDF_ALIGN_LEFT},
};
static const struct document_rows move_rows = {
    "The hours that moved", move_columns, G_N_ELEMENTS(move_columns), 8.0f, 0.0f, move_fill};

/* ---- the document ---- */

void adjustment_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct adjustment_report *adjustment = content->adjustment;
    int64_t minutes = 0;   /* those of the lines as well (check.c) */
    size_t hour_count = 0; /* what was decided to be paid (D3) comes after the hours */
    for (size_t i = 0; i < adjustment->move_count; i++) {
        minutes += adjustment->moves[i].minutes.minutes;
        hour_count += adjustment->moves[i].kind < RATE_KIND_COUNT;
    }
    char hours[TEXT_SIZE];
    const char *const sum[] = {"In all", "", "", "", "", text_hours(hours, minutes), ""};
    head_draw(page, content);
    document_parties_draw(page, content);
    effect_draw(page, content);
    lines_draw(page, content);
    reasons_draw(page, content);
    amounts_draw(page, content);
    document_payment_draw(page, content, "How this is settled");
    document_rows_draw(page, content, &move_rows, hour_count, sum, true);
    document_questions_draw(page, content);
}
