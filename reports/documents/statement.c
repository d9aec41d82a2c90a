#include <string.h>

#include "reports/documents/document.h"
#include "reports/documents/parts.h"

/* A partner's year, for a partner who reads it without knowing the program. */

/* ---- that it holds ------------------------------------------------------------------------------- */

static bool sums_are(const struct statement_sum *a, const struct statement_sum *b)
{
    return a->amount.cents == b->amount.cents && a->gst.cents == b->gst.cents &&
           a->total.cents == b->total.cents && a->payment.cents == b->payment.cents;
}

static void sum_add(struct statement_sum *sum, money amount, money gst, money total, money payment)
{
    sum->amount = money_add(sum->amount, amount);
    sum->gst = money_add(sum->gst, gst);
    sum->total = money_add(sum->total, total);
    sum->payment = money_add(sum->payment, payment);
}

static const char *account_wrong(const struct statement_account *account)
{
    struct statement_sum entries = {.of = ""};
    struct statement_sum quarters = {.of = ""};
    money balance = account->opening;
    for (guint i = 0; i < account->entries->len; i++) {
        const struct statement_entry *entry =
            &g_array_index(account->entries, struct statement_entry, i);
        balance = money_add(balance, money_subtract(entry->total, entry->payment));
        sum_add(&entries, entry->amount, entry->gst, entry->total, entry->payment);
        if (entry->balance.cents != balance.cents) {
            return "a balance does not follow from the one before";
        }
        if (money_add(entry->amount, entry->gst).cents != entry->total.cents) {
            return "an amount and its GST are not its total";
        }
    }
    for (int i = 0; i < STATEMENT_QUARTERS; i++) {
        const struct statement_sum *of = &account->quarters[i];
        sum_add(&quarters, of->amount, of->gst, of->total, of->payment);
    }
    return balance.cents != account->closing.cents   ? "the closing balance is not its entries'"
           : !sums_are(&entries, &account->year)     ? "the year is not its entries"
           : !sums_are(&quarters, &account->year)    ? "the quarters are not the year"
           : account->supplier.legal_name[0] == '\0' ? "the partner's legal name is blank"
                                                     : NULL;
}

bool statement_check(const struct year_statement *statement, const struct fonts *fonts,
                     GError **error)
{
    const char *wrong = statement->accounts->len == 0 ? "it has no account" : NULL;
    uint32_t ignored = 0;
    for (guint i = 0; i < statement->accounts->len && !wrong; i++) {
        const struct statement_account *account = g_ptr_array_index(statement->accounts, i);
        wrong = account_wrong(account);
        wrong = !wrong && document_missing_column(fonts, &account->supplier, &ignored)
                    ? "the documents' font cannot show all of the partner's particulars"
                    : wrong;
    }
    if (wrong) {
        g_set_error(error, DOCUMENT_ERROR, DOCUMENT_ERROR_INCOMPLETE,
                    "%s: statement not written: %s", statement->partner_id, wrong);
    }
    return !wrong;
}

/* ---- head ---------------------------------------------------------------------------------------- */

static const struct pdf_style body = {FONT_REGULAR, 9.0f, PDF_BLACK};
static const struct pdf_style strong = {FONT_BOLD, 9.5f, PDF_BLACK};

/* "we owe you", "you owe us", or nothing. */
static const char *owes(money balance)
{
    return balance.cents > 0   ? "owed to you"
           : balance.cents < 0 ? "owed by you"
                               : "nothing is owed";
}

static void head_draw(struct pdf_page *page, const struct year_statement *statement,
                      const struct statement_account *account)
{
    char first[TEXT_SIZE];
    char last[TEXT_SIZE];
    char opening[TEXT_SIZE];
    char closing[TEXT_SIZE];
    g_autofree char *days = g_strdup_printf("%s to %s", text_date_words(first, statement->from),
                                            text_date_words(last, statement->to));
    const struct document_fact facts[] = {
        {PDF_WIDTH - 390.0f, "Partner", account->ids, ""},
        {150.0f, "Financial year", statement->year, days},
        {120.0f, "Balance at the start",
         text_dollars(opening, (money){ABS(account->opening.cents)}), owes(account->opening)},
        {120.0f, statement->over ? "Balance at the end" : "Balance so far",
         text_dollars(closing, (money){ABS(account->closing.cents)}), owes(account->closing)},
    };
    document_facts_draw(page, NULL, facts, G_N_ELEMENTS(facts));
    page->y += 12.0f;
}

static void explanation_draw(struct pdf_page *page, const struct year_statement *statement)
{
    g_autofree char *text = g_strdup_printf(
        "This lists what %s invoiced for you in the year, by the day of issue, and what was paid, "
        "by "
        "the day of payment. It is no tax invoice: the documents that it names are. A balance is "
        "what "
        "is owed to you; with a minus you owe it, and it comes off your next payments.",
        statement->company->legal_name);
    pdf_text_flow(page, &body, PDF_LEFT, PDF_WIDTH, text);
}

/* ---- the entries --------------------------------------------------------------------------------- */

static const struct pdf_column entry_columns[] = {
    {"Date", 52.0f, PDF_ALIGN_LEFT},
    {"What", PDF_WIDTH - 320.0f, PDF_ALIGN_LEFT},
    {"Excluding\nGST", 56.0f, PDF_ALIGN_RIGHT},
    {"GST", 46.0f, PDF_ALIGN_RIGHT},
    {"Total", 55.0f, PDF_ALIGN_RIGHT},
    {"Paid\nto you", 55.0f, PDF_ALIGN_RIGHT},
    {"Balance", 56.0f, PDF_ALIGN_RIGHT},
};

static const char *shown(char buffer[TEXT_SIZE], bool is, money amount)
{
    return is ? text_amount(buffer, amount) : "";
}

static void entry_draw(const struct pdf_table *table, const struct statement_entry *entry,
                       float kept)
{
    char texts[6][TEXT_SIZE];
    g_autofree char *what =
        entry->billed
            ? g_strdup_printf("%s\n%s", entry->what, entry->words)
            : g_strconcat(entry->what, entry->words[0] != '\0' ? " for " : "", entry->words, NULL);
    const char *const cells[] = {
        text_date_numeric(texts[0], entry->date),      what,
        shown(texts[1], entry->billed, entry->amount), shown(texts[2], entry->billed, entry->gst),
        shown(texts[3], entry->billed, entry->total),  shown(texts[4], entry->paid, entry->payment),
        text_amount(texts[5], entry->balance)};
    pdf_table_require(table, pdf_table_row_height(table, PDF_ROW_PLAIN, cells) + kept);
    pdf_table_row(table, PDF_ROW_PLAIN, cells);
}

static void balance_draw(const struct pdf_table *table, enum pdf_row_kind kind, day date,
                         const char *what, const struct statement_sum *sum, money balance)
{
    char texts[6][TEXT_SIZE];
    const money none = {0};
    const char *const cells[] = {text_date_numeric(texts[0], date),
                                 what,
                                 shown(texts[1], sum, sum ? sum->amount : none),
                                 shown(texts[2], sum, sum ? sum->gst : none),
                                 shown(texts[3], sum, sum ? sum->total : none),
                                 shown(texts[4], sum, sum ? sum->payment : none),
                                 text_amount(texts[5], balance)};
    pdf_table_row(table, kind, cells);
}

/* The day up to which a year that is not over is told. */
static day known_until(const struct year_statement *statement,
                       const struct statement_account *account)
{
    const guint count = account->entries->len;
    const day last = count > 0
                         ? g_array_index(account->entries, struct statement_entry, count - 1).date
                         : statement->from;
    return day_compare(last, statement->issued_until) > 0 ? last : statement->issued_until;
}

static void entries_draw(struct pdf_page *page, const struct year_statement *statement,
                         const struct statement_account *account)
{
    const struct pdf_table table = {page, PDF_LEFT, entry_columns, G_N_ELEMENTS(entry_columns),
                                    8.5f};
    const float total_height = 24.0f;
    pdf_text_heading(page, "Documents and payments", pdf_table_keep_height(&table, 60.0f));
    pdf_table_begin(&table);
    balance_draw(&table, PDF_ROW_PLAIN, statement->from, "Balance at the start", NULL,
                 account->opening);
    for (guint i = 0; i < account->entries->len; i++) {
        const bool is_last = i + 1 == account->entries->len;
        entry_draw(&table, &g_array_index(account->entries, struct statement_entry, i),
                   is_last ? total_height : 0.0f);
    }
    balance_draw(
        &table, PDF_ROW_TOTAL, statement->over ? statement->to : known_until(statement, account),
        statement->over ? "The year, and balance at the end" : "The year so far, and balance",
        &account->year, account->closing);
    if (account->entries->len == 0) {
        page->y += 6.0f;
        pdf_text_flow(page, &strong, PDF_LEFT, PDF_WIDTH,
                      "Nothing was issued to you or paid in this year.");
    }
}

/* ---- quarters ------------------------------------------------------------------------------------ */

static const struct pdf_column quarter_columns[] = {
    {"Quarter", PDF_WIDTH - 320.0f, PDF_ALIGN_LEFT},
    {"Excluding GST", 80.0f, PDF_ALIGN_RIGHT},
    {"GST", 70.0f, PDF_ALIGN_RIGHT},
    {"Total of documents", 90.0f, PDF_ALIGN_RIGHT},
    {"Paid to you", 80.0f, PDF_ALIGN_RIGHT},
};

static void quarter_draw(const struct pdf_table *table, enum pdf_row_kind kind,
                         const struct statement_sum *sum)
{
    char texts[4][TEXT_SIZE];
    const char *const cells[] = {sum->of, text_amount(texts[0], sum->amount),
                                 text_amount(texts[1], sum->gst), text_amount(texts[2], sum->total),
                                 text_amount(texts[3], sum->payment)};
    pdf_table_row(table, kind, cells);
}

static void quarters_draw(struct pdf_page *page, const struct statement_account *account)
{
    const struct pdf_table table = {page, PDF_LEFT, quarter_columns, G_N_ELEMENTS(quarter_columns),
                                    8.5f};
    const float height = 110.0f;
    pdf_text_heading(page, "By quarter, for your activity statement", height);
    pdf_table_begin(&table);
    for (int i = 0; i < STATEMENT_QUARTERS; i++) {
        quarter_draw(&table, PDF_ROW_PLAIN, &account->quarters[i]);
    }
    quarter_draw(&table, PDF_ROW_TOTAL, &account->year);
}

/* ---- notes, and the last words -------------------------------------------------------------------- */

static void notes_draw(struct pdf_page *page, const struct statement_account *account)
{
    if (account->notes->len == 0) {
        return;
    }
    pdf_text_heading(page, "Also in this year", 3 * pdf_text_leading(&body));
    for (guint i = 0; i < account->notes->len; i++) {
        pdf_text_flow(page, &body, PDF_LEFT, PDF_WIDTH, g_ptr_array_index(account->notes, i));
    }
}

static void questions_draw(struct pdf_page *page, const struct year_statement *statement)
{
    g_autofree char *contact = document_contact(statement->company, ", ");
    g_autofree char *text =
        g_strdup_printf("If something is missing or wrong, write to %s and name the document.%s%s",
                        statement->company->legal_name, contact[0] != '\0' ? "\n" : "", contact);
    pdf_text_heading(page, "Questions", 3 * pdf_text_leading(&body));
    pdf_text_flow(page, &body, PDF_LEFT, PDF_WIDTH, text);
}

void statement_draw(struct pdf_page *page, const struct year_statement *statement)
{
    const struct report_run run = {.company = *statement->company};
    for (guint i = 0; i < statement->accounts->len; i++) {
        const struct statement_account *account = g_ptr_array_index(statement->accounts, i);
        g_autofree char *title = g_strdup_printf("Statement for %s", statement->year);
        const struct document_content content = {
            .run = &run, .supplier = &account->supplier, .title = title};
        if (i > 0) {
            pdf_page_require(page, PDF_PAPER_HEIGHT); /* another supplier: a page of its own */
        }
        document_title_draw(page, &content);
        head_draw(page, statement, account);
        document_parties_draw(page, &content);
        if (i == 0) {
            explanation_draw(page, statement);
        }
        entries_draw(page, statement, account);
        quarters_draw(page, account);
        notes_draw(page, account);
    }
    questions_draw(page, statement);
}
