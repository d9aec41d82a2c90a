#include "reports/documents/parts.h"

#include <string.h>

#include "reports/pdf/write.h"

static const struct pdf_style small_grey = {FONT_REGULAR, 8.0f, PDF_GREY};
static const struct pdf_style name_accent = {FONT_BOLD, 11.0f, PDF_ACCENT};

/* ---- texts below one another, in columns side by side ---- */

enum { STACK_TEXTS = 3 };
struct stack {
    float x;
    float width;
    struct stacked {
        struct pdf_style style;
        const char *text; /* "": left out */
        float above;      /* room */
        bool ruled;       /* a line below it */
    } texts[STACK_TEXTS];
};
static const float rule_height = 4.0f;

/* Of the highest. */
static float stacks_height(const struct pdf_page *page, const struct stack *stacks, size_t count)
{
    float highest = 0.0f;
    for (size_t i = 0; i < count; i++) {
        float height = 0.0f;
        for (size_t k = 0; k < STACK_TEXTS; k++) {
            const struct stacked *each = &stacks[i].texts[k];
            height += each->above + (each->ruled ? rule_height : 0.0f);
            if (each->text[0] != '\0') {
                height += pdf_text_height(page->fonts, &each->style, stacks[i].width, each->text);
            }
        }
        highest = MAX(highest, height);
    }
    return highest;
}

/* From the cursor down; the cursor stays. */
static void stacks_draw(struct pdf_page *page, const struct stack *stacks, size_t count)
{
    const float top = page->y;
    for (size_t i = 0; i < count; i++) {
        const struct stack *stack = &stacks[i];
        for (size_t k = 0; k < STACK_TEXTS; k++) {
            const struct stacked *each = &stack->texts[k];
            page->y += each->above;
            if (each->text[0] != '\0') {
                pdf_text_flow(page, &each->style, stack->x, stack->width, each->text);
            }
            if (each->ruled) {
                const float y = page->y + 1.0f;
                pdf_page_line(page, stack->x, y, stack->x + stack->width, y, 0.5f, PDF_RULE);
                page->y += rule_height;
            }
        }
        page->y = top;
    }
}

/* ---- letterhead and title ---- */

char *document_contact(const struct report_company *company, const char *joint)
{
    const bool both = company->email[0] != '\0' && company->phone[0] != '\0';
    return g_strjoin(both ? joint : "", company->email, company->phone, NULL);
}

/* The company's name on the left; on the right its logo or, where it has none, how to reach it. */
void document_title_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct pdf_style title = {FONT_BOLD, 21.0f, PDF_BLACK};
    const struct report_company *company = &content->run->company;
    const float width_max = 144.0f;
    const float height_max = 40.0f;
    const float right = PDF_LEFT + PDF_WIDTH;
    const float top = page->y;
    g_autofree char *contact = document_contact(company, " · ");
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
    pdf_text_flow(page, &title, PDF_LEFT, PDF_WIDTH, content->title);
    page->y += 8.0f;
}

/* ---- facts ---- */

/* A number is easier to find whole: it is set smaller before it is broken. */
static struct pdf_style value_style(const struct pdf_page *page, const char *value, float width)
{
    struct pdf_style style = {FONT_BOLD, 10.5f, PDF_BLACK};
    const float smallest = 7.5f;
    while (style.size > smallest &&
           pdf_page_text_width(page->fonts, &style, value, strlen(value)) > width) {
        style.size -= 0.5f;
    }
    return style;
}

void document_facts_draw(struct pdf_page *page, const char *heading,
                         const struct document_fact *facts, size_t count)
{
    const float margin = 8.0f;
    struct stack stacks[DOCUMENT_FACTS_MAX] = {0};
    float x = PDF_LEFT;
    CHECK(count <= DOCUMENT_FACTS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct document_fact *fact = &facts[i];
        const float inside = fact->width - 2 * margin;
        stacks[i] =
            (struct stack){x + margin,
                           inside,
                           {{small_grey, fact->label, 6.0f, false},
                            {value_style(page, fact->value, inside), fact->value, 1.0f, false},
                            {small_grey, fact->note, 0.0f, false}}};
        x += fact->width;
    }
    const float height = stacks_height(page, stacks, count) + 5.0f;
    if (heading) {
        pdf_text_heading(page, heading, height);
    }
    pdf_page_require(page, height);
    stacks_draw(page, stacks, count);
    for (size_t i = 1; i < count; i++) {
        const float edge = stacks[i].x - margin;
        pdf_page_line(page, edge, page->y, edge, page->y + height, 0.5f, PDF_RULE);
    }
    pdf_page_box(page, PDF_LEFT, page->y, PDF_WIDTH, height, PDF_NONE, 0.7f, PDF_ACCENT);
    page->y += height;
}

/* ---- parties ---- */

/* What stands below a party's name: of what there is, a line each. The caller frees. */
static char *party_text(const struct supplier *party)
{
    const bool two_lines = party->address_line_1[0] != '\0' && party->address_line_2[0] != '\0';
    const bool trading = party->trading_name[0] != '\0';
    char abn[TEXT_SIZE];
    g_autofree char *street =
        g_strjoin(two_lines ? ", " : "", party->address_line_1, party->address_line_2, NULL);
    g_autofree char *town = g_strjoin(" ", party->suburb, party->state, party->postcode, NULL);
    g_strstrip(town);
    const bool both = street[0] != '\0' && town[0] != '\0';
    const bool placeless = street[0] == '\0' && town[0] == '\0';
    return g_strconcat(trading ? "trading as " : "", party->trading_name, trading ? "\n" : "",
                       "ABN ", text_abn(abn, party->abn), "\n", street, both ? "\n" : "",
                       placeless ? "no address on file" : town, NULL);
}

void document_parties_draw(struct pdf_page *page, const struct document_content *content)
{
    const struct pdf_style role = {FONT_BOLD, 9.0f, PDF_ACCENT};
    const struct pdf_style name = {FONT_BOLD, 11.0f, PDF_BLACK};
    const struct pdf_style body = {FONT_REGULAR, 9.5f, PDF_BLACK};
    const struct report_company *company = &content->run->company;
    const struct supplier *supplier = content->supplier;
    const struct supplier recipient = {.trading_name = "",
                                       .abn = company->abn,
                                       .address_line_1 = company->address_line_1,
                                       .address_line_2 = company->address_line_2,
                                       .suburb = company->suburb,
                                       .state = company->state,
                                       .postcode = company->postcode};
    const float space = 24.0f;
    const float width = (PDF_WIDTH - space) / 2.0f;
    g_autofree char *of_supplier = party_text(supplier);
    g_autofree char *of_recipient = party_text(&recipient);
    const struct stack parties[] = {
        {PDF_LEFT,
         width,
         {{role, "Supplier", 0.0f, true},
          {name, supplier->legal_name, 0.0f, false},
          {body, of_supplier, 0.0f, false}}},
        {PDF_LEFT + width + space,
         width,
         {{role, "Recipient", 0.0f, true},
          {name, company->legal_name, 0.0f, false},
          {body, of_recipient, 0.0f, false}}},
    };
    const float height = stacks_height(page, parties, G_N_ELEMENTS(parties));
    pdf_page_require(page, height); /* side by side, on one page */
    stacks_draw(page, parties, G_N_ELEMENTS(parties));
    page->y += height + 12.0f;
}

/* ---- supplies ---- */

struct pdf_table document_supplies_table(struct pdf_page *page,
                                         const struct document_content *content)
{
    static const struct pdf_column taxed[] = {
        {"Description", PDF_WIDTH - 302.0f, PDF_ALIGN_LEFT},
        {"Hours", 60.0f, PDF_ALIGN_RIGHT},
        {"Rate\nper hour", 48.0f, PDF_ALIGN_RIGHT},
        {"Amount\nexcluding GST", 72.0f, PDF_ALIGN_RIGHT},
        {"GST", 52.0f, PDF_ALIGN_RIGHT},
        {"Amount\nincluding GST", 70.0f, PDF_ALIGN_RIGHT},
    };
    static const struct pdf_column untaxed[] = {
        {"Description", PDF_WIDTH - 240.0f, PDF_ALIGN_LEFT},
        {"Hours", 70.0f, PDF_ALIGN_RIGHT},
        {"Rate per hour", 80.0f, PDF_ALIGN_RIGHT},
        {"Amount", 90.0f, PDF_ALIGN_RIGHT},
    };
    return content->with_gst
               ? (struct pdf_table){page, PDF_LEFT, taxed, G_N_ELEMENTS(taxed), 9.0f}
               : (struct pdf_table){page, PDF_LEFT, untaxed, G_N_ELEMENTS(untaxed), 9.0f};
}

void document_supply_draw(const struct pdf_table *table, const struct document_content *content,
                          const struct line *line, const char *dates, float kept)
{
    char texts[5][TEXT_SIZE];
    const bool by_hour = line->kind < RATE_KIND_COUNT;
    const char *why = content->with_gst && !line->taxable && line->kind != LINE_NO_SUPPLY
                          ? "\nnot taxable: supplier not registered for GST on these dates"
                          : "";
    g_autofree char *what = line_description(line, dates);
    g_autofree char *description = g_strconcat(what, why, NULL);
    const char *const cells[] = {
        description,
        by_hour ? text_hours(texts[0], line->minutes.minutes) : "",
        by_hour ? text_amount(texts[1], (money){line->hourly_rate.cents_per_hour}) : "",
        text_amount(texts[2], line->amount),
        text_amount(texts[3], line->gst),
        text_amount(texts[4], line_total(line)),
    };
    pdf_table_require(table, pdf_table_row_height(table, PDF_ROW_PLAIN, cells) + kept);
    pdf_table_row(table, PDF_ROW_PLAIN, cells);
}

/* ---- payment ---- */

/* A row of what it is made of, of a month's (NULL: of none). */
static void part_draw(const struct pdf_table *table, const char *what, const struct period *month,
                      money amount)
{
    char texts[2][TEXT_SIZE];
    const char *const cells[] = {what, month ? text_month_words(texts[0], *month) : "",
                                 text_amount(texts[1], amount)};
    pdf_table_row(table, PDF_ROW_PLAIN, cells);
}

/* A document's row: its number, on a draft what it will be. */
static void part_document_draw(const struct pdf_table *table,
                               const struct document_content *content, const char *number,
                               const char *kind, const struct period *month, money amount)
{
    const bool this_one = strcmp(number, content->number) == 0;
    g_autofree char *what =
        content->run->draft ? g_strdup_printf("%s (draft)", kind)
                            : g_strdup_printf("%s%s", number, this_one ? " (this document)" : "");
    part_draw(table, what, month, amount);
}

static void part_month_draw(const struct pdf_table *table, const struct document_content *content,
                            const struct report_run *run, const struct partner_report *report)
{
    if (strcmp(report->supplier.abn, content->payee->supplier.abn) != 0) {
        return;
    }
    if (report->document != DOCUMENT_NONE) {
        part_document_draw(table, content, report->row.number, report->row.document, &run->period,
                           report->row.totals.total);
    }
    if (report->replaces[0] != '\0') {
        g_autofree char *what =
            g_strdup_printf("less %s, which is void: settled before", report->replaces);
        part_draw(table, what, &run->period, (money){-report->replaces_total.cents});
    }
}

/* Under this id, and what others owed under the ABN. */
static void owed_draw(const struct pdf_table *table, const struct report_payee *payee)
{
    money own = payee->carried_in;
    for (size_t i = 0; i < payee->debt_count; i++) {
        own = money_subtract(own, payee->debts[i].owed);
    }
    if (own.cents != 0) {
        part_draw(table, "less what you owed before", NULL, own);
    }
    for (size_t i = 0; i < payee->debt_count; i++) {
        g_autofree char *what =
            g_strdup_printf("less what was owed under this ABN as %s", payee->debts[i].partner_id);
        part_draw(table, what, NULL, payee->debts[i].owed);
    }
}

/* What decisions add to it (D7 to D9): so that the rows come to the payment, or to what is owed. */
static void decided_draw(const struct pdf_table *table, const struct report_payee *payee)
{
    const struct payee_debt_terms *terms = &payee->terms;
    for (size_t i = 0; i < payee->repayment_count; i++) {
        const struct payee_repayment *row = &payee->repayments[i];
        g_autofree char *what =
            g_strdup_printf("plus what came back of the payment for %s", row->number);
        if (!row->apart) {
            part_draw(table, what, &row->period, row->amount);
        }
    }
    g_autofree char *written_off =
        g_strdup_printf("not claimed any more, by decision %s", terms->write_off_ticket);
    if (terms->written_off.cents != 0) {
        part_draw(table, written_off, NULL, terms->written_off);
    }
    if (terms->restored.cents != terms->undone.cents) {
        part_draw(table, "less what was owed and not claimed before", NULL,
                  money_subtract(terms->undone, terms->restored));
    }
    g_autofree char *undone =
        g_strdup_printf("less what is claimed again, by decision %s", terms->ended_ticket);
    if (terms->undone.cents != 0) {
        part_draw(table, undone, NULL, (money){-terms->undone.cents});
    }
    if (terms->put_off.cents != 0) {
        part_draw(table, "of what you owe, this comes off later payments", NULL,
                  (money){-payee->carried_out.cents});
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
    const struct report_payee *payee = content->payee;
    const bool carried = payee->carried_out.cents < 0 && payee->payment.cents == 0;
    char amount[TEXT_SIZE];
    const char *const sum[] = {carried ? "You owe" : "Payment", "", amount};
    text_amount(amount, carried ? (money){-payee->carried_out.cents} : payee->payment);
    pdf_table_begin(&table);
    part_month_draw(&table, content, content->paying_run, report);
    for (size_t i = 0; i < report->late_count; i++) {
        part_month_draw(&table, content, report->late[i].run, report->late[i].report);
    }
    for (size_t i = 0; i < report->adjustment_count; i++) {
        const struct adjustment_report *adjustment = report->adjustments[i];
        if (strcmp(adjustment->supplier.abn, payee->supplier.abn) == 0) {
            part_document_draw(&table, content, adjustment->number,
                               adjustment->cancels                 ? "Cancellation"
                               : adjustment->kind == DOCUMENT_RCAN ? "RCAN"
                                                                   : "Adjustment",
                               &adjustment->period, adjustment->difference.total);
        }
    }
    if (payee->carried_in.cents != 0) {
        owed_draw(&table, payee);
    }
    decided_draw(&table, payee);
    pdf_table_row(&table, PDF_ROW_TOTAL, sum);
}

static void payment_text_draw(struct pdf_page *page, const struct report_payee *payee)
{
    const struct pdf_style sentence = {FONT_BOLD, 9.5f, PDF_BLACK};
    const struct pdf_style remark = {FONT_REGULAR, 8.5f, PDF_BLACK};
    const bool paid = payee->payment.cents > 0;
    char amount[TEXT_SIZE];
    text_dollars(amount, (money){-payee->carried_out.cents});
    g_autofree char *text =
        paid ? g_strdup("One payment settles all of these:")
        : payee->carried_out.cents < 0
            ? g_strdup_printf("Nothing is paid now. You owe %s; it comes off your next payments.",
                              amount)
            : g_strdup("Nothing is paid now: what is owed for these documents is settled.");
    pdf_text_flow(page, paid ? &remark : &sentence, PDF_LEFT, PDF_WIDTH, text);
}

/* In the partner's words, what decisions have to do with it. */
static void decisions_draw(struct pdf_page *page, const struct report_payee *payee)
{
    const struct pdf_style remark = {FONT_REGULAR, 8.5f, PDF_BLACK};
    const struct payee_debt_terms *terms = &payee->terms;
    char amount[TEXT_SIZE];
    for (size_t i = 0; i < payee->repayment_count; i++) {
        const struct payee_repayment *row = &payee->repayments[i];
        g_autofree char *text = g_strdup_printf(
            "Your payment for %s came back. %s is paid again by decision %s, on its own beside "
            "what is paid here, to the same account.",
            row->number, text_dollars(amount, row->amount), row->ticket);
        if (row->apart) {
            page->y += 5.0f;
            pdf_text_flow(page, &remark, PDF_LEFT, PDF_WIDTH, text);
        }
    }
    money others = {0};
    for (size_t i = 0; i < payee->debt_count; i++) {
        others = money_add(others, payee->debts[i].left);
    }
    if (terms->by_instalments && terms->put_off.cents - others.cents > 0) {
        g_autofree char *text = g_strdup_printf(
            "You still owe %s. By decision %s it comes off your payments by instalments, month by "
            "month.",
            text_dollars(amount, money_subtract((money){0}, money_add(payee->carried_out, others))),
            terms->instalments_ticket);
        page->y += 5.0f;
        pdf_text_flow(page, &remark, PDF_LEFT, PDF_WIDTH, text);
    }
}

void document_payment_draw(struct pdf_page *page, const struct document_content *content,
                           const char *heading)
{
    const struct report_run *run = content->paying_run;
    const struct partner_report *report = content->paying_report;
    const struct report_payee *payee = content->payee;
    const struct supplier *supplier = &payee->supplier;
    const bool known = supplier->account_number[0] != '\0';
    char due[TEXT_SIZE];
    char amount[TEXT_SIZE];
    char account[TEXT_SIZE];
    text_date_words(due, run->payment_date);
    const struct document_fact facts[] = {
        {PDF_WIDTH - 385.0f, "Due date", payee->payment.cents > 0 ? due : "nothing is due", ""},
        {95.0f, "Amount to be paid", text_dollars(amount, payee->payment), ""},
        {150.0f, "Reference", run->draft ? "DRAFT" : payee->reference, ""},
        {140.0f, "To account",
         known ? text_masked(account, supplier->account_number) : "no account on file",
         known ? supplier->account_name : ""},
    };
    document_facts_draw(page, heading, facts, G_N_ELEMENTS(facts));
    /* What it is made of, where it is other than one document's total. */
    if (report->adjustment_count > 0 || report->late_count > 0 || report->replaces[0] != '\0' ||
        payee->carried_in.cents != 0 || payee->carried_out.cents != 0 ||
        payee->terms.restored.cents != 0) {
        page->y += 8.0f;
        payment_text_draw(page, payee);
        page->y += 5.0f;
        parts_draw(page, content);
    }
    decisions_draw(page, payee);
}

/* ---- rows ---- */

void document_row_begin(struct document_row *row, const struct row_place *at)
{
    row->cells[0] = text_date_short(row->texts[0], at->date);
    row->cells[1] = text_time(row->texts[1], at->start_minute);
    row->cells[2] = at->appointment_id[0] != '\0' ? at->appointment_id : "schedule";
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
    g_autofree char *contact = document_contact(company, ", ");
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
    g_autofree char *contact = document_contact(company, ", ");
    pdf_text_heading(page, "Questions", below);
    pdf_text_flow(page, &question_style, PDF_LEFT, PDF_WIDTH, dispute);
    if (company->dispute_url[0] != '\0') {
        pdf_text_link(page, &address_style, PDF_LEFT, PDF_WIDTH, company->dispute_url,
                      company->dispute_url);
    }
    pdf_text_flow(page, &question_style, PDF_LEFT, PDF_WIDTH, contact);
    pdf_page_go(page, NULL);
}
