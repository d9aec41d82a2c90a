#ifndef REPORTS_EXPLAINED_EXPLAINED_H
#define REPORTS_EXPLAINED_EXPLAINED_H

#include <stdio.h>

#include "reports/value/explanation.h"

/* The writers of an explanation:
 *     text     for whoever keeps the store, on a terminal: rules, files and batches as well
 *     letter   for the partner, to be pasted
 *     json     the same value for programs
 *     case     a case, in words and for programs
 *     changes  what changed of the standing data, likewise
 *     lines    texts of a width; what text and letter share */

/* How it may look. A width is in columns of the terminal. */
enum explained_colour { COLOUR_NONE, COLOUR_256, COLOUR_TRUE };
struct explained_look {
    int width;
    enum explained_colour colour;
};
enum { EXPLAINED_WIDTH = 80, EXPLAINED_WIDTH_MIN = 60, EXPLAINED_WIDTH_MAX = 250 };

/* ---- lines ---- */

/* How many columns so many bytes of UTF-8 take. */
int explained_columns(const char *text, gsize size);
/* Appends a text with breaks between its words, from the column on where the line now is; what comes after
 * a break begins at `indent`. No line end after the last. */
void explained_wrap(GString *out, const char *text, int column, int indent, int width);
/* A paragraph or list item that begins at `indent`, with a line end. */
void explained_paragraph(GString *out, const char *text, int indent, int width);
/* Spaces up to a width behind a text. */
void explained_padded(GString *out, const char *text, int width);
/* "RCTI-…", spaces, "$1,320.00" at the right edge. */
void explained_amount(GString *out, const char *label, int indent, money amount, int width);

/* ---- the writers ---- */

/* The month as a calendar, letters and colours as on the document; nothing where there is no hour. */
void explained_calendar(GString *out, const struct explanation *explanation,
                        const struct explained_look *look);

/* The month, or what the filter lets pass. */
void explained_text(GString *out, const struct explanation *explanation,
                    const struct explain_filter *filter, const struct explained_look *look);
/* "The money", from the lines to what was paid. */
void explained_text_money(GString *out, const struct explanation *explanation, int width);
/* Of that, what was paid, by each payment; nothing where none was. It needs run, report and money alone. */
void explained_text_payments(GString *out, const struct explanation *explanation, int width);
/* Decisions, for whoever keeps the store: with why and by whom. */
void explained_text_decisions(GString *out, const struct explained_decision *decisions,
                              size_t count, int indent, int width);
/* An appointment, as explain APPOINTMENT has it. */
void explained_text_appointment(GString *out, const struct explanation *explanation,
                                const struct explained_appointment *appointment, int width);

/* What changed of the standing data, a paragraph a row; and as a member of an object, without a comma. */
void explained_text_changes(GString *out, const change_list *changes, int width);
void explained_json_changes(FILE *file, const change_list *changes);

/* A case, its requests and its sessions in order. */
void explained_text_case(GString *out, const struct explained_case *of, int width);

void explained_letter(GString *out, const struct explanation *explanation,
                      const struct explain_filter *filter, int width);
void explained_letter_appointment(GString *out, const struct explanation *explanation,
                                  const struct explained_appointment *appointment, int width);
/* What was paid of the month, and how. */
void explained_letter_money(GString *out, const struct explanation *explanation, int width);

/* An object, with a line end. */
void explained_json(FILE *file, const struct explanation *explanation,
                    const struct explain_filter *filter);
/* A member 'payments', with a comma before it; it needs run, report and money alone. */
void explained_json_payments(FILE *file, const struct explanation *explanation);
/* An object, without. */
void explained_json_appointment(FILE *file, const struct explanation *explanation,
                                const struct explained_appointment *appointment);

void explained_json_case(FILE *file, const struct explained_case *of);

#endif
