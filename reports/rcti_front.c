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

static const float fact_margin = 8.0f;
static const float above_label = 6.0f;
static const float above_value = 1.0f;
static const float below_fact = 5.0f;

static float fact_height(const struct pdf_page *page, const struct fact *fact)
{
    const struct fonts *fonts = pdf_page_fonts(page);
    const float inside = fact->width - 2 * fact_margin;
    const struct pdf_style value = value_style(page, fact->value, inside);
    return above_label + pdf_text_height(fonts, &label, inside, fact->label) + above_value +
           pdf_text_height(fonts, &value, inside, fact->value) +
           (fact->note[0] != '\0' ? pdf_text_height(fonts, &label, inside, fact->note) : 0.0f) +
           below_fact;
}

static float facts_height(const struct pdf_page *page, const struct fact *facts, size_t count)
{
    float height = 0.0f;
    for (size_t i = 0; i < count; i++) {
        const float needed = fact_height(page, &facts[i]);
        height = MAX(height, needed);
    }
    return height;
}

/* Draws a fact from the cursor's height down; the cursor stays. */
static void fact_draw(struct pdf_page *page, const struct fact *fact, float x)
{
    const float inside = fact->width - 2 * fact_margin;
    const struct pdf_style value = value_style(page, fact->value, inside);
    const float top = pdf_page_y(page);
    pdf_page_skip(page, above_label);
    pdf_text_flow(page, &label, x + fact_margin, inside, fact->label);
    pdf_page_skip(page, above_value);
    pdf_text_flow(page, &value, x + fact_margin, inside, fact->value);
    if (fact->note[0] != '\0') {
        pdf_text_flow(page, &label, x + fact_margin, inside, fact->note);
    }
    pdf_page_set_y(page, top);
}

/* On one page: a box is never torn. */
static void facts_draw(struct pdf_page *page, const struct fact *facts, size_t count)
{
    const float height = facts_height(page, facts, count);
    pdf_page_require(page, height);
    const float top = pdf_page_y(page);
    float x = PDF_LEFT;
    for (size_t i = 0; i < count; i++) {
        fact_draw(page, &facts[i], x);
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

/* What is said of a party, from above to below. */
enum { PARTY_TEXTS_MAX = 6 };
struct party_texts {
    const struct pdf_style *styles[PARTY_TEXTS_MAX];
    char *texts[PARTY_TEXTS_MAX]; /* owned */
    size_t count;
};

static const struct pdf_style role_style = {FONT_BOLD, 9.0f, {0x17, 0x4A, 0x7C}};
static const struct pdf_style name_style = {FONT_BOLD, 11.0f, {0x1A, 0x1A, 0x1A}};
static const float below_role = 4.0f;

/* Takes the text; a blank one is not shown. */
static void party_text_add(struct party_texts *texts, const struct pdf_style *style, char *text)
{
    if (text[0] == '\0') {
        g_free(text);
        return;
    }
    texts->styles[texts->count] = style;
    texts->texts[texts->count++] = text;
}

static void address_add(struct party_texts *texts, const struct party *party)
{
    const size_t before = texts->count;
    char *town = g_strjoin(" ", party->suburb, party->state, party->postcode, NULL);
    const char *comma =
        party->address_line_1[0] != '\0' && party->address_line_2[0] != '\0' ? ", " : "";
    party_text_add(texts, &body,
                   g_strconcat(party->address_line_1, comma, party->address_line_2, NULL));
    party_text_add(texts, &body, g_strstrip(town));
    if (texts->count == before) {
        party_text_add(texts, &body, g_strdup("no address on file"));
    }
}

static void party_texts_fill(struct party_texts *texts, const struct party *party)
{
    char abn[TEXT_SIZE];
    *texts = (struct party_texts){.count = 0};
    party_text_add(texts, &role_style, g_strdup(party->role));
    party_text_add(texts, &name_style, g_strdup(party->legal_name));
    if (party->trading_name[0] != '\0') {
        party_text_add(texts, &body, g_strdup_printf("trading as %s", party->trading_name));
    }
    party_text_add(texts, &body, g_strdup_printf("ABN %s", text_abn(abn, party->abn)));
    address_add(texts, party);
}

static void party_texts_clear(struct party_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        g_free(texts->texts[i]);
    }
}

static float party_height(const struct pdf_page *page, const struct party_texts *texts, float width)
{
    float height = below_role;
    for (size_t i = 0; i < texts->count; i++) {
        height += pdf_text_height(pdf_page_fonts(page), texts->styles[i], width, texts->texts[i]);
    }
    return height;
}

/* From the cursor's height down; the cursor stays. */
static void party_draw(struct pdf_page *page, const struct party_texts *texts, float x, float width)
{
    const float top = pdf_page_y(page);
    for (size_t i = 0; i < texts->count; i++) {
        pdf_text_flow(page, texts->styles[i], x, width, texts->texts[i]);
        if (i == 0) {
            const float y = pdf_page_y(page) + 1.0f;
            pdf_page_line(page, x, y, x + width, y, 0.5f, PDF_RULE);
            pdf_page_skip(page, below_role);
        }
    }
    pdf_page_set_y(page, top);
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
    struct party_texts left;
    struct party_texts right;
    party_texts_fill(&left, &supplier);
    party_texts_fill(&right, &recipient);
    const float left_height = party_height(page, &left, width);
    const float right_height = party_height(page, &right, width);
    const float height = MAX(left_height, right_height);
    pdf_page_require(page, height); /* side by side, on one page */
    party_draw(page, &left, PDF_LEFT, width);
    party_draw(page, &right, PDF_LEFT + width + space, width);
    pdf_page_skip(page, height + gap);
    party_texts_clear(&left);
    party_texts_clear(&right);
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
    const float line_height_max = 52.0f; /* four lines of text */
    pdf_page_require(page, pdf_table_keep_rows_height(&table, line_height_max));
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
    pdf_text_heading(page, "Payment", facts_height(page, facts, G_N_ELEMENTS(facts)));
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
