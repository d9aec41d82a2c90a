#ifndef REPORTS_VALUE_STATEMENT_H
#define REPORTS_VALUE_STATEMENT_H

#include "reports/value/partner_report.h"
#include "reports/value/registered.h"

/* The partner's year (delivery.md section 3): what was invoiced for a partner in a financial year, what was paid, and what
 * was owed before and after it. A value, of which reports/documents makes the PDF. Amounts are the company's debt to the
 * partner: below zero the partner owes. Strings are UTF-8, never NULL. */

struct statement_entry {
    day date;
    const char *what;  /* a number, or what was paid */
    const char *words; /* about it: "Tax invoice, July 2026" */
    bool billed;
    money amount; /* without GST; of these three 0 unless billed */
    money gst;
    money total;
    bool paid;
    money payment; /* to the partner: below zero it came back */
    money balance; /* after it */
};

/* Sums of a quarter, or of the year. */
struct statement_sum {
    const char *of; /* "July to September 2026" */
    money amount;
    money gst;
    money total;
    money payment;
};
enum { STATEMENT_QUARTERS = 4 };

/* Of one supplier: a partner who changed ABN is two, and ids with one ABN are one. */
struct statement_account {
    struct supplier supplier; /* as the newest document up to the year's end names it */
    const char *ids;          /* "P0001", "P0001 and P0009" */
    money opening;
    money closing;
    GArray *entries; /* struct statement_entry: those of the year, by date */
    struct statement_sum quarters[STATEMENT_QUARTERS];
    struct statement_sum year;
    GPtrArray *notes; /* const char *: sentences on what the entries do not show */
};

struct year_statement {
    const struct report_company *company; /* the caller's */
    const char *partner_id;
    const char *year; /* "2026-27" */
    day from;
    day to;
    day issued_until;    /* the newest issue up to the year's end; `from` where there is none */
    bool over;           /* there is an issue after its end: else it may have more to come */
    GPtrArray *accounts; /* struct statement_account: the newest first; at least one */
    GStringChunk *strings;
};
struct year_statement *year_statement_new(void);
void year_statement_free(struct year_statement *statement);
typedef struct year_statement year_statement;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(year_statement, year_statement_free)

/* An account of a supplier; the statement's. */
struct statement_account *statement_account_add(struct year_statement *statement,
                                                const struct supplier *supplier, const char *ids);
/* Enters what a row of the register did and, where it pays, its payment: of any year, in any order. Rows of no account and
 * of no money are passed by. */
void statement_account_enter(struct year_statement *statement, struct statement_account *account,
                             const struct registered *row);
/* After the last row: sorts, carries the balance forward, keeps the entries of the year, and sums up. */
void statement_account_close(struct year_statement *statement, struct statement_account *account);
/* What all that was ever entered comes to, before it is closed. */
money statement_account_balance(const struct statement_account *account);

#endif
