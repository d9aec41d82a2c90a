#ifndef REPORTS_TABLES_BILLS_H
#define REPORTS_TABLES_BILLS_H

#include "reports/value/partner_report.h"

/* What goes with the documents of an issue: bills-xero.csv, the documents as bills in the columns of
 * Xero's template for importing bills, deliveries.csv, what has to reach whom (documents.md
 * section 3), and super.csv, what super may be due on (delivery.md section 3). Bills' amounts are without GST: at the import the answer is "tax exclusive". Strings
 * are UTF-8, never NULL, "" for none, and stay the caller's. */

/* How the company's accounts call things. From [bills] of company.ini. */
struct bills_settings {
    const char *account_code;     /* of the expense; "" leaves it to whoever imports */
    const char *tax_type_taxable; /* the name of the tax rate, letter for letter */
    const char *tax_type_untaxed;
};

/* Minutes are 0 or less on an adjustment; of the amounts, GST as the document shows it, the sign is
 * what counts. */
struct bill_line {
    const char *description;
    struct line line;
};

/* One document, RCTI, RCI or adjustment; or what undoes a voided one that another takes the place of. */
struct bill {
    const struct supplier *supplier; /* id, legal_name, email and address are shown */
    const char *number;
    const char
        *path; /* from the issue's directory: documents/RCTI-202609-P0001.pdf; "" for no document */
    day issue_date;
    day due_date;
    const struct bill_line *lines;
    size_t line_count;
};

/* One document, or what undoes a voided one, of whoever super is paid for, or may be. */
struct super_row {
    const struct supplier *supplier; /* id and legal_name are shown */
    const char *super;               /* "yes"; "" where it is not decided */
    const char *number;
    day payment_date; /* OPEN_NO_DAY where the bank's file leaves the payment out: it is paid by hand */
    money
        services; /* without GST, and without what is for no supply (D3); below zero: taken back */
    money
        netted; /* GST included, on the supplier's first row: what earlier debts took from the payment; below
                     * zero: what later payments are to bear */
};

/* Each writes the file, mode 0600: headings, then the rows in the order that is given; of no rows the
 * headings alone. Lines end in LF. false: an error of G_FILE_ERROR (a full disk, a file that is there
 * already), after which the caller discards the directory. */

/* A row a line of a bill. It is hours x rate where that product is the line's amount to the cent with
 * hours of two decimals, whatever way the importing program rounds; otherwise it is 1 x the amount,
 * with hours and rate in the description. What is below zero has a minus before UnitAmount and
 * TaxAmount. Total is that of the whole document, GST included, on each of its rows. */
bool bills_csv_write(const char *path, const struct bills_settings *settings,
                     const struct bill *bills, size_t bill_count, GError **error);

/* A row a document. Addresses ("" where none is known: deliver it otherwise) are exact, for the program
 * that sends: none begins with what a spreadsheet takes for a formula, because the import refuses
 * those, and so none gets an apostrophe. */
bool deliveries_csv_write(const char *path, const struct bill *bills, size_t bill_count,
                          GError **error);

/* A row a document. It decides nothing: payroll does. */
bool super_csv_write(const char *path, const struct super_row *rows, size_t row_count,
                     GError **error);

/* A bill of such a file, read again. */
struct bill_read {
    const char *number;
    const char *contact;
    money total; /* GST included */
    money gst;
};
/* The bills of a file that bills_csv_write wrote, in its order: appended, strings in `strings`. false: it is no
 * such file. */
bool bills_csv_read(GBytes *file, GArray *bills, GStringChunk *strings);

#endif
