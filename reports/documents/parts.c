#include "reports/documents/parts.h"

#include <string.h>

#include "reports/pdf/write.h"

static const struct pdf_style small_grey = {FONT_REGULAR, 8.0f, PDF_GREY};
static const struct pdf_style name_accent = {FONT_BOLD, 11.0f, PDF_ACCENT};

/* 4,050.00: as text_dollars, for columns whose heading says what they are. */
static char *amount_text(char buffer[TEXT_SIZE], money amount)
{
    text_dollars(buffer, amount);
    char *sign = strchr(buffer, '$');
    memmove(sign, sign + 1, strlen(sign));
    return buffer;
}

/* ---- texts below one another in a column ---- */

struct stacked {
    struct pdf_style style;
    const char *text; /* "": left out */
    float above;      /* room */
    bool ruled;       /* a line below it */
};
static const float rule_height = 4.0f;

static float stack_height(const struct pdf_page *page, const struct stacked *stack, size_t count,
                          float width)
{
    float height = 0.0f;
    for (size_t i = 0; i < count; i++) {
        height += stack[i].above + (stack[i].ruled ? rule_height : 0.0f);
        if (stack[i].text[0] != '\0') {
            height += pdf_text_height(page->fonts, &stack[i].style, width, stack[i].text);
        }
    }
    return height;
}

/* From the cursor down; the cursor stays. */
static void stack_draw(struct pdf_page *page, const struct stacked *stack, size_t count, float x,
                       float width)
{
    const float top = page->y;
    for (size_t i = 0; i < count; i++) {
        page->y += stack[i].above;
        if (stack[i].text[0] != '\0') {
            pdf_text_flow(page, &stack[i].style, x, width, stack[i].text);
        }
        if (stack[i].ruled) {
            const float y = page->y + 1.0f;
            pdf_page_line(page, x, y, x + width, y, 0.5f, PDF_RULE);
            page->y += rule_height;
        }
    }
    page->y = top;
}

/* ---- letterhead and title ---- */

/* The caller frees. */
static char *contact_text(const struct report_company *company, const char *joint)
{
    const bool both = company->email[0] != '\0' && company->phone[0] != '\0';
    return g_strjoin(both ? joint : "", company->email, company->phone, NULL);
}

/* The company's name on the left; on the right its logo or, where it has none, how to reach it. */
static void letterhead_draw(struct pdf_page *page, const struct report_company *company)
{
    const float width_max = 144.0f;
    const float height_max = 40.0f;
    const float right = PDF_LEFT + PDF_WIDTH;
    const float top = page->y;
    g_autofree char *contact = contact_text(company, " · ");
    if (!page->info->logo) {
        pdf_page_text(page, &small_grey, PDF_ALIGN_RIGHT, right, top + name_accent.size, contact);
        const float contact_width =
            pdf_page_text_width(page->fonts, &small_grey, contact, strlen(contact));
        const float name_width = MAX(PDF_WIDTH - contact_width - 20.0f, PDF_WIDTH / 3.0f);
        pdf_text_flow(page, &name_accent, PDF_LEFT, name_width, company->legal_name);
    } else {
        const float proportion = page->info->logo->proportion;
        const float height = MIN(height_max, width_max / proportion);
        const float width = height * proportion;
        const float room = PDF_WIDTH - width_max - 20.0f;
        pdf_page_logo(page, right - width, top, width, height);
        pdf_text_flow(page, &name_accent, PDF_LEFT, room, company->legal_name);
        pdf_text_flow(page, &small_grey, PDF_LEFT, room, contact);
        page->y = MAX(page->y, top + height + 2.0f);
    }
    page->y += 4.0f;
    pdf_page_line(page, PDF_LEFT, page->y, right, page->y, 2.0f, PDF_ACCENT);
    page->y += 14.0f;
}

void document_title_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct pdf_style style = {FONT_BOLD, 21.0f, PDF_BLACK};
    letterhead_draw(page, &content->run->company);
    pdf_text_flow(page, &style, PDF_LEFT, PDF_WIDTH, content->title);
    page->y += 8.0f;
}

/* ---- facts ---- */

enum { FACT_TEXTS = 3 };
static const float fact_margin = 8.0f;
static const float below_fact = 5.0f;

/* A number is easier to find whole: it is set smaller before it is broken. */
static void fact_stack(struct stacked stack[FACT_TEXTS], const struct pdf_page *page,
                       const struct document_fact *fact)
{
    struct pdf_style value = {FONT_BOLD, 10.5f, PDF_BLACK};
    const float inside = fact->width - 2 * fact_margin;
    const float smallest = 7.5f;
    while (value.size > smallest &&
           pdf_page_text_width(page->fonts, &value, fact->value, strlen(fact->value)) > inside) {
        value.size -= 0.5f;
    }
    stack[0] = (struct stacked){small_grey, fact->label, 6.0f, false};
    stack[1] = (struct stacked){value, fact->value, 1.0f, false};
    stack[2] = (struct stacked){small_grey, fact->note, 0.0f, false};
}

static float facts_height(const struct pdf_page *page, const struct document_fact *facts,
                          size_t count)
{
    float height = 0.0f;
    for (size_t i = 0; i < count; i++) {
        struct stacked stack[FACT_TEXTS];
        fact_stack(stack, page, &facts[i]);
        const float inside = facts[i].width - 2 * fact_margin;
        const float needed = stack_height(page, stack, FACT_TEXTS, inside) + below_fact;
        height = MAX(height, needed);
    }
    return height;
}

void document_facts_draw(struct pdf_page *page, const struct document_fact *facts, size_t count)
{
    const float height = facts_height(page, facts, count);
    pdf_page_require(page, height);
    float x = PDF_LEFT;
    for (size_t i = 0; i < count; i++) {
        struct stacked stack[FACT_TEXTS];
        fact_stack(stack, page, &facts[i]);
        stack_draw(page, stack, FACT_TEXTS, x + fact_margin, facts[i].width - 2 * fact_margin);
        x += facts[i].width;
    }
    x = PDF_LEFT;
    for (size_t i = 1; i < count; i++) {
        x += facts[i - 1].width;
        pdf_page_line(page, x, page->y, x, page->y + height, 0.5f, PDF_RULE);
    }
    pdf_page_box(page, PDF_LEFT, page->y, PDF_WIDTH, height, PDF_NONE, 0.7f, PDF_ACCENT);
    page->y += height;
}

/* ---- parties ---- */

struct party {
    struct stacked stack[6]; /* role, names, ABN, address */
    GStringChunk *strings;
};

/* Nothing where there is no text. */
static const char *party_text(const struct party *party, const char *prefix, const char *text)
{
    g_autofree char *prefixed = text[0] != '\0' ? g_strconcat(prefix, text, NULL) : g_strdup("");
    return g_string_chunk_insert(party->strings, prefixed);
}

static struct party party_new(const char *role, const struct supplier *party)
{
    const struct pdf_style role_style = {FONT_BOLD, 9.0f, PDF_ACCENT};
    const struct pdf_style name_style = {FONT_BOLD, 11.0f, PDF_BLACK};
    const struct pdf_style body = {FONT_REGULAR, 9.5f, PDF_BLACK};
    const bool two_lines = party->address_line_1[0] != '\0' && party->address_line_2[0] != '\0';
    struct party made = {.strings = g_string_chunk_new(512)};
    char abn[TEXT_SIZE];
    g_autofree char *street =
        g_strjoin(two_lines ? ", " : "", party->address_line_1, party->address_line_2, NULL);
    g_autofree char *town = g_strjoin(" ", party->suburb, party->state, party->postcode, NULL);
    g_strstrip(town);
    const bool placeless = street[0] == '\0' && town[0] == '\0';
    const struct stacked stack[] = {
        {role_style, role, 0.0f, true},
        {name_style, party_text(&made, "", party->legal_name), 0.0f, false},
        {body, party_text(&made, "trading as ", party->trading_name), 0.0f, false},
        {body, party_text(&made, "ABN ", text_abn(abn, party->abn)), 0.0f, false},
        {body, party_text(&made, "", street), 0.0f, false},
        {body, placeless ? "no address on file" : party_text(&made, "", town), 0.0f, false},
    };
    memcpy(made.stack, stack, sizeof stack);
    return made;
}

void document_parties_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct report_company *company = &content->run->company;
    const struct supplier recipient = {.legal_name = company->legal_name,
                                       .trading_name = "",
                                       .abn = company->abn,
                                       .address_line_1 = company->address_line_1,
                                       .address_line_2 = company->address_line_2,
                                       .suburb = company->suburb,
                                       .state = company->state,
                                       .postcode = company->postcode};
    const float space = 24.0f;
    const float width = (PDF_WIDTH - space) / 2.0f;
    struct party parties[] = {party_new("Supplier", &content->report->supplier),
                              party_new("Recipient", &recipient)};
    float height = 0.0f;
    for (size_t i = 0; i < G_N_ELEMENTS(parties); i++) {
        const float needed =
            stack_height(page, parties[i].stack, G_N_ELEMENTS(parties[i].stack), width);
        height = MAX(height, needed);
    }
    pdf_page_require(page, height); /* side by side, on one page */
    for (size_t i = 0; i < G_N_ELEMENTS(parties); i++) {
        stack_draw(page, parties[i].stack, G_N_ELEMENTS(parties[i].stack),
                   i == 0 ? PDF_LEFT : PDF_LEFT + width + space, width);
        g_string_chunk_free(parties[i].strings);
    }
    page->y += height + 12.0f;
}

/* ---- supplies ---- */

struct pdf_table document_supplies_table(struct pdf_page *page,
                                         const struct document_content *content)
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
    return content->with_gst
               ? (struct pdf_table){page, PDF_LEFT, taxed, G_N_ELEMENTS(taxed), 9.0f}
               : (struct pdf_table){page, PDF_LEFT, untaxed, G_N_ELEMENTS(untaxed), 9.0f};
}

void document_supply_draw(const struct pdf_table *table, const struct document_content *content,
                          const struct line *line, float kept)
{
    char month[TEXT_SIZE];
    char hours[TEXT_SIZE];
    char rate[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char gst[TEXT_SIZE];
    char total[TEXT_SIZE];
    const char *what = line->kind == RATE_ADHOC ? "Ad hoc sessions" : "Consultant Partner hours";
    const char *why = content->with_gst && !line->taxable
                          ? "\nnot taxable: supplier not registered for GST on these dates"
                          : "";
    g_autofree char *description =
        g_strdup_printf("%s, %s%s", what, text_month_words(month, content->period), why);
    const char *const cells[] = {
        description,
        text_hours(hours, line->minutes.minutes),
        amount_text(rate, (money){line->hourly_rate.cents_per_hour}),
        amount_text(amount, line->amount),
        amount_text(gst, line->gst),
        amount_text(total, line_total(line)),
    };
    pdf_table_require(table, pdf_table_row_height(table, PDF_ROW_PLAIN, cells) + kept);
    pdf_table_row(table, PDF_ROW_PLAIN, cells);
}

/* ---- payment ---- */

/* A row of what it is made of. */
static void part_draw(const struct pdf_table *table, const char *what, const char *month,
                      money amount)
{
    char text[TEXT_SIZE];
    const char *const cells[] = {what, month, amount_text(text, amount)};
    pdf_table_row(table, PDF_ROW_PLAIN, cells);
}

/* A document's row: its number, on a draft what it will be. */
static void part_document_draw(const struct pdf_table *table,
                               const struct document_content *content, const char *number,
                               const char *kind, struct period period, money amount)
{
    char month[TEXT_SIZE];
    const bool this_one = strcmp(number, content->number) == 0;
    g_autofree char *what =
        content->run->draft ? g_strdup_printf("%s (draft)", kind)
                            : g_strdup_printf("%s%s", number, this_one ? " (this document)" : "");
    part_draw(table, what, text_month_words(month, period), amount);
}

static void part_month_draw(const struct pdf_table *table, const struct document_content *content,
                            const struct report_run *run, const struct partner_report *report)
{
    if (report->document != DOCUMENT_NONE) {
        part_document_draw(table, content, report->row.number, report->row.document, run->period,
                           report->row.totals.total);
    }
    if (report->replaces[0] != '\0') {
        char month[TEXT_SIZE];
        g_autofree char *what =
            g_strdup_printf("less %s, which is void: settled before", report->replaces);
        part_draw(table, what, text_month_words(month, run->period),
                  money_subtract((money){0}, report->replaces_total));
    }
}

static void parts_draw(struct pdf_page *page, const struct document_content *content)
{
    static const struct pdf_column columns[] = {
        {"What the payment is made of", PDF_WIDTH - 220.0f, PDF_ALIGN_LEFT},
        {"Month", 120.0f, PDF_ALIGN_LEFT},
        {"Amount", 100.0f, PDF_ALIGN_RIGHT},
    };
    const struct pdf_table table = {page, PDF_LEFT, columns, G_N_ELEMENTS(columns), 9.0f};
    const struct partner_report *report = content->paying_report;
    const bool carried = report->carried_out.cents < 0;
    char amount[TEXT_SIZE];
    const char *const sum[] = {carried ? "Carried to the next payment" : "Payment", "", amount};
    amount_text(amount, carried ? report->carried_out : report->row.payment);
    pdf_table_begin(&table);
    part_month_draw(&table, content, content->paying_run, report);
    for (size_t i = 0; i < report->late_count; i++) {
        part_month_draw(&table, content, report->late[i].run, report->late[i].report);
    }
    for (size_t i = 0; i < report->adjustment_count; i++) {
        const struct adjustment_report *adjustment = report->adjustments[i];
        part_document_draw(&table, content, adjustment->number,
                           adjustment->kind == ADJUSTMENT_RCAN ? "RCAN" : "Adjustment",
                           adjustment->period, adjustment->difference.total);
    }
    if (report->carried_in.cents != 0) {
        part_draw(&table, "Brought forward from earlier payments", "", report->carried_in);
    }
    pdf_table_row(&table, PDF_ROW_TOTAL, sum);
}

/* The number by which the payment goes: the month's document's or, where there is none, the first of
 * those that it settles. */
static const char *reference_of(const struct document_content *content)
{
    const struct partner_report *report = content->paying_report;
    return content->run->draft                 ? "DRAFT"
           : report->document != DOCUMENT_NONE ? report->row.number
           : report->late_count > 0            ? report->late[0].report->row.number
           : report->adjustment_count > 0      ? report->adjustments[0]->number
                                               : content->number;
}

static void payment_text_draw(struct pdf_page *page, const struct partner_report *report)
{
    const struct pdf_style sentence = {FONT_BOLD, 9.5f, PDF_BLACK};
    const struct pdf_style remark = {FONT_REGULAR, 8.5f, PDF_BLACK};
    const bool paid = report->row.payment.cents > 0;
    char amount[TEXT_SIZE];
    text_dollars(amount, (money){-report->carried_out.cents});
    g_autofree char *text =
        paid ? g_strdup("One payment settles all of these:")
        : report->carried_out.cents < 0
            ? g_strdup_printf("Nothing is paid now; %s is carried to your next payment.", amount)
            : g_strdup("Nothing is paid now: what is owed for these documents is settled.");
    pdf_text_flow(page, paid ? &remark : &sentence, PDF_LEFT, PDF_WIDTH, text);
}

void document_payment_draw(struct pdf_page *page, const struct document_content *content,
                           const char *heading)
{
    const struct report_run *run = content->paying_run;
    const struct partner_report *report = content->paying_report;
    const struct supplier *supplier = &report->supplier;
    const bool known = supplier->account_number[0] != '\0';
    char due[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char account[TEXT_SIZE];
    text_date_words(due, day_add(run->issue_date, run->company.payment_terms_days));
    const struct document_fact facts[] = {
        {PDF_WIDTH - 385.0f, "Due date", report->row.payment.cents > 0 ? due : "nothing is due",
         ""},
        {95.0f, "Amount to be paid", text_dollars(amount, report->row.payment), ""},
        {150.0f, "Reference", reference_of(content), ""},
        {140.0f, "To account",
         known ? text_masked(account, supplier->account_number) : "no account on file",
         known ? supplier->account_name : ""},
    };
    pdf_text_heading(page, heading, facts_height(page, facts, G_N_ELEMENTS(facts)));
    document_facts_draw(page, facts, G_N_ELEMENTS(facts));
    /* What it is made of, where it is other than one document's total. */
    if (report->adjustment_count > 0 || report->late_count > 0 || report->replaces[0] != '\0' ||
        report->carried_in.cents != 0 || report->carried_out.cents != 0) {
        page->y += 8.0f;
        payment_text_draw(page, report);
        page->y += 5.0f;
        parts_draw(page, content);
    }
}

/* ---- rows ---- */

void document_row_begin(struct document_row *row, day date, int32_t start_minute,
                        const char *appointment_id)
{
    row->cells[0] = text_date_short(row->texts[0], date);
    row->cells[1] = text_time(row->texts[1], start_minute);
    row->cells[2] = appointment_id[0] != '\0' ? appointment_id : "schedule";
}

static float rows_height(const struct pdf_table *table, const struct document_content *content,
                         const struct document_rows *rows, size_t first, size_t end)
{
    float height = 0.0f;
    for (size_t i = first; i < end; i++) {
        struct document_row row = {.kind = PDF_ROW_PLAIN};
        rows->fill(&row, content, i);
        height += pdf_table_row_height(table, row.kind, row.cells);
    }
    return height;
}

void document_rows_draw(struct pdf_page *page, const struct document_content *content,
                        const struct document_rows *rows, size_t count, const char *const *sum,
                        bool is_last)
{
    const struct pdf_table table = {page, PDF_LEFT, rows->columns, rows->column_count, rows->size};
    if (count == 0) {
        return;
    }
    const size_t kept = MIN(count, 2);
    const float tail = (sum ? pdf_table_row_height(&table, PDF_ROW_TOTAL, sum) : 0.0f) +
                       (is_last ? document_tail_height(page, content) : 0.0f);
    const float last = rows_height(&table, content, rows, count - kept, count) + tail;
    const float first = rows_height(&table, content, rows, 0, 1);
    const float whole =
        rows->whole_max > 0.0f ? rows_height(&table, content, rows, 0, count) : rows->whole_max;
    const float keep_first = pdf_table_keep_height(&table, first);
    const float keep_last = pdf_table_keep_height(&table, last);
    pdf_text_heading(page, rows->heading,
                     whole < rows->whole_max ? whole
                     : count == kept         ? MAX(keep_first, keep_last)
                                             : keep_first);
    pdf_table_begin(&table);
    for (size_t i = 0; i < count; i++) {
        struct document_row row = {.kind = PDF_ROW_PLAIN};
        if (i + kept == count) {
            pdf_table_require(&table, last);
        }
        rows->fill(&row, content, i);
        pdf_table_row(&table, row.kind, row.cells);
    }
    if (sum) {
        pdf_table_row(&table, PDF_ROW_TOTAL, sum);
    }
}

/* ---- questions ---- */

static const struct pdf_style question_style = {FONT_REGULAR, 9.0f, PDF_BLACK};
static const struct pdf_style address_style = {FONT_BOLD, 9.0f, PDF_ACCENT};
static const char dispute[] =
    "If an hour is missing or wrong, dispute it here, and name this document and the appointment's "
    "id or the hour:";

/* Without their heading. */
static float questions_height(const struct pdf_page *page, const struct report_company *company)
{
    g_autofree char *contact = contact_text(company, ", ");
    float height = pdf_text_height(page->fonts, &question_style, PDF_WIDTH, dispute) +
                   pdf_text_height(page->fonts, &question_style, PDF_WIDTH, contact);
    if (company->dispute_url[0] != '\0') {
        height += pdf_text_height(page->fonts, &address_style, PDF_WIDTH, company->dispute_url);
    }
    return height;
}

float document_tail_height(const struct pdf_page *page, const struct document_content *content)
{
    const float height = pdf_text_heading_height() + questions_height(page, &content->run->company);
    return pdf_page_foot(page, height) ? 0.0f : height;
}

void document_questions_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct report_company *company = &content->run->company;
    const float below = questions_height(page, company);
    const float height = pdf_text_heading_height() + below;
    /* Better at the foot of a page before than alone on one more. */
    struct pdf_sheet *foot = page->y + height > PDF_BOTTOM ? pdf_page_foot(page, height) : NULL;
    pdf_page_go(page, foot);
    g_autofree char *contact = contact_text(company, ", ");
    pdf_text_heading(page, "Questions", below);
    pdf_text_flow(page, &question_style, PDF_LEFT, PDF_WIDTH, dispute);
    if (company->dispute_url[0] != '\0') {
        pdf_text_link(page, &address_style, PDF_LEFT, PDF_WIDTH, company->dispute_url,
                      company->dispute_url);
    }
    pdf_text_flow(page, &question_style, PDF_LEFT, PDF_WIDTH, contact);
    pdf_page_go(page, NULL);
}
