#include <stdio.h>
#include <string.h>

#include "reports/pdf_table.h"
#include "reports/pdf_text.h"
#include "reports/rcti_parts.h"

static const struct pdf_style body = {FONT_REGULAR, 9.5f, {0x1A, 0x1A, 0x1A}};
static const struct pdf_style label = {FONT_REGULAR, 8.0f, {0x59, 0x59, 0x59}};
static const float gap = 12.0f;

/* ---- boxes of facts in a row ---- */

struct fact {
    float width;
    const char *label;
    const char *value;
    const char *note; /* "" for none */
};

/* A number is easier to find whole: it is set smaller before it is broken. */
static struct pdf_style value_style(const struct pdf_page *page, const char *value, float width)
{
    struct pdf_style style = {FONT_BOLD, 10.5f, PDF_BLACK};
    const float smallest = 7.5f;
    while (style.size > smallest && pdf_text_width(pdf_page_fonts(page), &style, value) > width) {
        style.size -= 0.5f;
    }
    return style;
}

/* Draws a fact from the cursor's height down; returns how high it is. */
static float fact_draw(struct pdf_page *page, const struct fact *fact, float x)
{
    const float inside = fact->width - 16.0f;
    const struct pdf_style value = value_style(page, fact->value, inside);
    const float top = pdf_page_y(page);
    pdf_page_skip(page, 6.0f);
    pdf_text_flow(page, &label, x + 8.0f, inside, fact->label);
    pdf_page_skip(page, 1.0f);
    pdf_text_flow(page, &value, x + 8.0f, inside, fact->value);
    if (fact->note[0] != '\0') {
        pdf_text_flow(page, &label, x + 8.0f, inside, fact->note);
    }
    float height = pdf_page_y(page) + 5.0f - top;
    pdf_page_set_y(page, top);
    return height;
}

static void facts_draw(struct pdf_page *page, const struct fact *facts, size_t count)
{
    const float top = pdf_page_y(page);
    float height = 0.0f;
    float x = PDF_LEFT;
    for (size_t i = 0; i < count; i++) {
        float needed = fact_draw(page, &facts[i], x);
        height = MAX(height, needed);
        x += facts[i].width;
    }
    x = PDF_LEFT;
    for (size_t i = 1; i < count; i++) {
        x += facts[i - 1].width;
        pdf_page_line(page, x, top, x, top + height, 0.5f, PDF_RULE);
    }
    pdf_page_frame(page, PDF_LEFT, top, PDF_WIDTH, height, 0.7f, PDF_ACCENT);
    pdf_page_skip(page, height);
}

/* ---- title, number, dates ---- */

void rcti_head_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const struct report_run *run = content->run;
    const struct pdf_style title = {FONT_BOLD, 21.0f, PDF_BLACK};
    rcti_letterhead_draw(page, &run->company);
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
    const struct fact facts[] = {
        {PDF_WIDTH - 360.0f, "Number", run->draft ? "DRAFT" : content->report->row.number, ""},
        {120.0f, "Issue date", issued, ""},
        {130.0f, "Period", month, dates},
        {110.0f, rcti_is_tax_invoice(content) ? "Total including GST" : "Total", total, ""},
    };
    facts_draw(page, facts, G_N_ELEMENTS(facts));
    pdf_page_skip(page, gap);
}

/* ---- supplier and recipient ---- */

struct party {
    const char *role;
    const char *legal_name;
    const char *trading_name;
    const char *abn;
    const char *address_line_1;
    const char *address_line_2;
    const char *suburb;
    const char *state;
    const char *postcode;
};

static void address_draw(struct pdf_page *page, const struct party *party, float x, float width)
{
    g_autofree char *town = g_strjoin(" ", party->suburb, party->state, party->postcode, NULL);
    g_strstrip(town);
    const char *comma =
        party->address_line_1[0] != '\0' && party->address_line_2[0] != '\0' ? ", " : "";
    g_autofree char *street =
        g_strconcat(party->address_line_1, comma, party->address_line_2, NULL);
    const char *const lines[] = {street, town};
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (lines[i][0] != '\0') {
            any = true;
            pdf_text_flow(page, &body, x, width, lines[i]);
        }
    }
    if (!any) {
        pdf_text_flow(page, &body, x, width, "no address on file");
    }
}

static float party_draw(struct pdf_page *page, const struct party *party, float x, float width)
{
    const struct pdf_style role = {FONT_BOLD, 9.0f, PDF_ACCENT};
    const struct pdf_style name = {FONT_BOLD, 11.0f, PDF_BLACK};
    const float top = pdf_page_y(page);
    char abn[TEXT_SIZE];
    char abn_line[TEXT_SIZE + 8];
    snprintf(abn_line, sizeof abn_line, "ABN %s", text_abn(abn, party->abn));
    pdf_text_flow(page, &role, x, width, party->role);
    pdf_page_line(page, x, pdf_page_y(page) + 1.0f, x + width, pdf_page_y(page) + 1.0f, 0.5f,
                  PDF_RULE);
    pdf_page_skip(page, 4.0f);
    pdf_text_flow(page, &name, x, width, party->legal_name);
    if (party->trading_name[0] != '\0') {
        g_autofree char *trading = g_strdup_printf("trading as %s", party->trading_name);
        pdf_text_flow(page, &body, x, width, trading);
    }
    pdf_text_flow(page, &body, x, width, abn_line);
    address_draw(page, party, x, width);
    float bottom = pdf_page_y(page);
    pdf_page_set_y(page, top);
    return bottom;
}

void rcti_parties_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const struct report_supplier *s = &content->report->supplier;
    const struct report_company *c = &content->run->company;
    const struct party supplier = {"Supplier", s->legal_name,     s->trading_name,
                                   s->abn,     s->address_line_1, s->address_line_2,
                                   s->suburb,  s->state,          s->postcode};
    const struct party recipient = {"Recipient", c->legal_name,     "",
                                    c->abn,      c->address_line_1, c->address_line_2,
                                    c->suburb,   c->state,          c->postcode};
    const float space = 24.0f;
    const float width = (PDF_WIDTH - space) / 2.0f;
    float left = party_draw(page, &supplier, PDF_LEFT, width);
    float right = party_draw(page, &recipient, PDF_LEFT + width + space, width);
    pdf_page_set_y(page, MAX(left, right) + gap);
}

/* ---- the table of supplies ---- */

/* "Consultant Partner hours, September 2026". The caller frees. */
static char *line_description(const struct rcti_content *content, const struct line_row *line)
{
    char month[TEXT_SIZE];
    text_month_words(month, content->run->period);
    const char *what = line->kind == RATE_ADHOC ? "Ad hoc sessions" : "Consultant Partner hours";
    const char *untaxed = rcti_is_tax_invoice(content) && !line->taxable
                              ? "\nnot taxable: supplier not registered for GST on these dates"
                              : "";
    return g_strdup_printf("%s, %s%s", what, month, untaxed);
}

static void line_draw(const struct pdf_table *table, const struct rcti_content *content,
                      const struct line_row *line)
{
    char hours[TEXT_SIZE];
    char rate[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char gst[TEXT_SIZE];
    char total[TEXT_SIZE];
    g_autofree char *description = line_description(content, line);
    const char *const cells[] = {
        description,
        text_hours(hours, line->minutes.minutes),
        rcti_amount(rate, (money){line->hourly_rate.cents_per_hour}),
        rcti_amount(amount, line->amount),
        rcti_amount(gst, line->gst),
        rcti_amount(total, line->total),
    };
    pdf_table_row(table, PDF_ROW_PLAIN, cells);
}

static void lines_draw(struct pdf_page *page, const struct rcti_content *content)
{
    static const struct pdf_column taxed[] = {
        {"Description", PDF_WIDTH - 302.0f, PDF_ALIGN_LEFT},
        {"Hours", 46.0f, PDF_ALIGN_RIGHT},
        {"Rate\nper hour", 56.0f, PDF_ALIGN_RIGHT},
        {"Amount\nexcluding GST", 74.0f, PDF_ALIGN_RIGHT},
        {"GST", 54.0f, PDF_ALIGN_RIGHT},
        {"Amount\nincluding GST", 72.0f, PDF_ALIGN_RIGHT},
    };
    static const struct pdf_column untaxed[] = {
        {"Description", PDF_WIDTH - 230.0f, PDF_ALIGN_LEFT},
        {"Hours", 60.0f, PDF_ALIGN_RIGHT},
        {"Rate per hour", 80.0f, PDF_ALIGN_RIGHT},
        {"Amount", 90.0f, PDF_ALIGN_RIGHT},
    };
    const bool tax_invoice = rcti_is_tax_invoice(content);
    const struct pdf_table table = {page, PDF_LEFT, tax_invoice ? taxed : untaxed,
                                    tax_invoice ? G_N_ELEMENTS(taxed) : G_N_ELEMENTS(untaxed),
                                    9.0f};
    pdf_table_begin(&table);
    for (size_t i = 0; i < content->report->line_count; i++) {
        line_draw(&table, content, &content->report->lines[i]);
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
    const struct month_totals *totals = &content->report->row.totals;
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

/* ---- payment ---- */

/* Why the payment is not the document's total. The caller frees; NULL where it is (R5). */
static char *settlement_text(const struct register_row *row)
{
    if (row->payment.cents == row->totals.total.cents) {
        return NULL;
    }
    char total[TEXT_SIZE];
    char adjustments[TEXT_SIZE];
    text_dollars(total, row->totals.total);
    text_dollars(adjustments, row->adjustments_total);
    return g_strdup_printf("The payment settles this document's total of %s together with "
                           "adjustments of earlier months of %s, which have documents of their "
                           "own, and what was carried forward.",
                           total, adjustments);
}

void rcti_payment_draw(struct pdf_page *page, const struct rcti_content *content)
{
    const struct report_run *run = content->run;
    const struct report_supplier *supplier = &content->report->supplier;
    char due[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char account[TEXT_SIZE];
    text_date_words(due, day_add(run->issue_date, run->company.payment_terms_days));
    text_dollars(amount, content->report->row.payment);
    const bool known = supplier->account_number[0] != '\0';
    const struct fact facts[] = {
        {PDF_WIDTH - 385.0f, "Due date", due, ""},
        {95.0f, "Amount to be paid", amount, ""},
        {150.0f, "Reference", run->draft ? "DRAFT" : content->report->row.number, ""},
        {140.0f, "To account",
         known ? text_masked(account, supplier->account_number) : "no account on file",
         known ? supplier->account_name : ""},
    };
    pdf_text_heading(page, "Payment", 60.0f);
    facts_draw(page, facts, G_N_ELEMENTS(facts));
    g_autofree char *settlement = settlement_text(&content->report->row);
    if (settlement != NULL) {
        pdf_page_skip(page, 4.0f);
        pdf_text_flow(page, &label, PDF_LEFT, PDF_WIDTH, settlement);
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
    pdf_page_require(page, 6.0f + 3 * pdf_text_leading(text));
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
