#ifndef REPORTS_DOCUMENTS_DOCUMENT_PARTS_H
#define REPORTS_DOCUMENTS_DOCUMENT_PARTS_H

#include "reports/documents/rcti_pdf.h"
#include "reports/pdf/table.h"
#include "reports/pdf/write.h"
#include "reports/text.h"
#include "reports/value/partner_report.h"

/* What the documents for a partner have in common: RCTI and RCI (rcti_pdf.c) and the notes that
 * adjust them (adjustment_pdf.c). */

struct rcti_stock {
    const struct fonts *fonts;
    struct pdf_stock *fonts_embedded;
    struct pdf_picture *draft;
    struct pdf_picture *draft_tax_invoice;
    struct pdf_picture *draft_adjustment_note;
    struct pdf_picture *logo; /* NULL where there is none */
};

/* document_check.c: each says what is missing or wrong, NULL where nothing is */
bool document_refuse(const struct supplier *supplier, const char *what, GError **error);
bool document_is_blank(const char *text);
const char *document_hash_find(const char *result_hash);
const char *document_parties_find(const struct supplier *supplier,
                                  const struct report_company *company);
/* R5: the payment and what is carried are what the run's documents add up to. */
const char *document_payment_find(const struct partner_report *report);
bool document_texts_are_utf8(const char *const *texts, size_t count);
/* false with *error set where the font lacks a character of a party's name or address. */
bool document_glyphs_check(const struct fonts *fonts, const struct supplier *supplier,
                           const struct report_company *company, GError **error);

/* ---- drawing ---- */

/* What a document says of itself; `number` and `number_draft` are what stands at its foot. */
struct document_outline {
    const struct report_run *run;
    const char *title;
    const char *number;
    const char *number_draft;
    const char *legal_name; /* the supplier's */
    const char *subject;    /* "September 2026" */
    const char *result_hash;
    const struct pdf_picture *draft;
};
/* Draws it and writes it to `path`; as pdf_document_write(). */
bool document_write(const struct document_outline *outline, const struct rcti_stock *stock,
                    pdf_draw_function draw, const void *content, const char *path, GError **error);

/* 4,050.00: as text_dollars, for columns whose heading says what they are. */
char *document_amount(char buffer[TEXT_SIZE], money amount);

/* document_supplies.c: a table of supplies, with the GST of each or without a word of it */
struct document_supply_row {
    const char *description;
    pay_minutes minutes;
    hourly_rate hourly_rate;
    money amount;
    money gst;
};
struct pdf_table document_supplies_table(struct pdf_page *page, bool with_gst);
/* `kept` is how much room is needed below the row, on the same page. */
void document_supply_draw(const struct pdf_table *table, const struct document_supply_row *row,
                          float kept);
/* "Consultant Partner hours, September 2026" and, where a document with GST has a line without, why.
 * The caller frees. */
char *document_supply_description(enum rate_kind kind, struct period period, bool untaxed);

/* document_letterhead.c */
void document_letterhead_draw(struct pdf_page *page, const struct report_company *company);

/* document_facts.c: boxes of facts in a row */
struct document_fact {
    float width;
    const char *label;
    const char *value;
    const char *note; /* "" for none */
};
float document_facts_height(const struct pdf_page *page, const struct document_fact *facts,
                            size_t count);
/* On one page: a box is never torn. */
void document_facts_draw(struct pdf_page *page, const struct document_fact *facts, size_t count);

/* document_parties.c: supplier and recipient side by side */
void document_parties_draw(struct pdf_page *page, const struct supplier *supplier,
                           const struct report_company *company);

/* document_payment.c: when, how much, to which account and, where the payment is for more than one
 * document, what it is made of. `number` is that of the document drawn. */
struct document_payment {
    const struct report_run *run;
    const struct partner_report *report;
    const char *heading;
    const char *number;
};
void document_payment_draw(struct pdf_page *page, const struct document_payment *payment);

/* document_rows.c: tables with a row an hour or booking. `texts` is where those of a row's cells
 * are kept that are made for it. */
struct document_row {
    char texts[5][2 * TEXT_SIZE + 2];
    const char *cells[PDF_TABLE_COLUMNS_MAX];
};
typedef void (*document_row_fill)(struct document_row *row, const void *report, size_t index);
/* A heading and the table below it, which are never alone. The last two rows stay with what follows
 * them, a row of sums or the document's last words, of which nothing is to be alone on a page. */
void document_rows_draw(const struct pdf_table *table, const char *heading, const void *report,
                        document_row_fill fill, size_t count, float tail_height);

/* document_questions.c: the document's last words */
void document_questions_draw(struct pdf_page *page, const struct report_company *company);
/* What the section before has to leave room for, so that the questions are not alone on a page; 0
 * where they will go to the foot of an earlier one. */
float document_tail_height(const struct pdf_page *page, const struct report_company *company);

#endif
