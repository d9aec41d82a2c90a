#ifndef REPORTS_DOCUMENTS_PARTS_H
#define REPORTS_DOCUMENTS_PARTS_H

#include "reports/pdf/text.h"
#include "reports/text.h"
#include "reports/value/content.h"
#include "reports/value/statement.h"

/* check.c: what is missing or wrong as an error, and what the font cannot show. */
bool document_check(const struct document_content *content, const struct fonts *fonts,
                    GError **error);

void rcti_draw(struct pdf_page *page, const struct document_content *content);
void rcti_calendar_draw(struct pdf_page *page, const struct document_content *content);
void adjustment_draw(struct pdf_page *page, const struct document_content *content);
bool statement_check(const struct year_statement *statement, const struct fonts *fonts,
                     GError **error);
void statement_draw(struct pdf_page *page, const struct year_statement *statement);

/* ---- parts.c, in the order of the pages ---- */

/* The company's address for mail and its telephone, as there are; the caller frees. */
char *document_contact(const struct report_company *company, const char *joint);

/* The letterhead, and the document's title below it. */
void document_title_draw(struct pdf_page *page, const struct document_content *content);

/* Boxes of facts in a row, on one page, where a heading above them (NULL for none) is too. */
enum { DOCUMENT_FACTS_MAX = 4 };
struct document_fact {
    float width;
    const char *label;
    const char *value;
    const char *note; /* "" for none */
};
void document_facts_draw(struct pdf_page *page, const char *heading,
                         const struct document_fact *facts, size_t count);

/* Supplier and recipient side by side. */
void document_parties_draw(struct pdf_page *page, const struct document_content *content);

/* A table of supplies, with the GST of each or without a word of it. `kept` is how much room is needed
 * below a row, on the same page. */
struct pdf_table document_supplies_table(struct pdf_page *page,
                                         const struct document_content *content);
void document_supply_draw(const struct pdf_table *table, const struct document_content *content,
                          const struct line *line, const char *dates, float kept);

/* R5 on paper: when, how much, to which account and, where the payment is for more than one document,
 * what it is made of. */
void document_payment_draw(struct pdf_page *page, const struct document_content *content,
                           const char *heading);

/* Tables with a row an hour, booking or count. */
struct document_row {
    enum pdf_row_kind kind;
    const char *cells[PDF_TABLE_COLUMNS_MAX];
    char texts[4][2 * TEXT_SIZE + 2]; /* where those are kept that are made for it */
};
struct document_rows {
    const char *heading;
    const struct pdf_column *columns;
    size_t column_count;
    float size;      /* of the text */
    float whole_max; /* what is lower stays on one page */
    void (*fill)(struct document_row *row, const struct document_content *content, size_t index);
};
/* The first cells: date, time, and the appointment or that it is the schedule's. */
void document_row_begin(struct document_row *row, const struct row_place *at);
/* A heading and the table below it, which are never alone; nothing where there are no rows. The last
 * two rows stay with what follows them, the row of `sum` (NULL for none) and the document's last
 * words (`is_last`), of which nothing is to be alone on a page. */
void document_rows_draw(struct pdf_page *page, const struct document_content *content,
                        const struct document_rows *rows, size_t count, const char *const *sum,
                        bool is_last);

/* What the last section before the questions has to leave room for, so that they are not alone on a
 * page; 0 where they will go to the foot of an earlier one. */
float document_tail_height(const struct pdf_page *page, const struct document_content *content);
void document_questions_draw(struct pdf_page *page, const struct document_content *content);

#endif
