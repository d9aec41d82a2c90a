#ifndef REPORTS_TABLES_DIRECT_ENTRY_LINES_H
#define REPORTS_TABLES_DIRECT_ENTRY_LINES_H

#include <stdio.h>

#include "reports/tables/direct_entry.h"

/* The records of a direct entry file, each 120 characters and a CRLF. They take what fits alone:
 * direct_entry.c has refused the rest. That a file could not be written shows at its end, in
 * output_file_finish. */

enum {
    BSB_DIGITS = 6,
    ACCOUNT_DIGITS = 9,
    USER_ID_DIGITS = 6,
    TITLE_CHARACTERS = 32, /* of an account; the longest name */
    REFERENCE_CHARACTERS = 18
};

/* As the file has it. */
struct bank_account {
    char bsb[BSB_DIGITS + 2]; /* 062-000 */
    char number[ACCOUNT_DIGITS + 1];
};

struct direct_entry_file {
    FILE *file;
    const struct direct_entry *payer;
    struct bank_account account; /* the payer's */
};

/* Whom a line pays or debits. */
struct direct_entry_line {
    const struct bank_account *account;
    const char *transaction_code;
    money amount;          /* 0.01 to 99,999,999.99 */
    const char *title;     /* bank_text of at most TITLE_CHARACTERS */
    const char *reference; /* likewise, REFERENCE_CHARACTERS */
};

/* Type 0: who pays, when. */
void direct_entry_put_head(const struct direct_entry_file *file);
/* Type 1: one payment, or the debit that balances them. */
void direct_entry_put_line(const struct direct_entry_file *file,
                           const struct direct_entry_line *line);
/* Type 7: the sums of both kinds of line, and how many lines there are. */
void direct_entry_put_total(const struct direct_entry_file *file, money credits, money debits,
                            int32_t lines);

#endif
