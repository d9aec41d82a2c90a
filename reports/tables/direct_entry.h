#ifndef REPORTS_TABLES_DIRECT_ENTRY_H
#define REPORTS_TABLES_DIRECT_ENTRY_H

#include <glib.h>

#include "engine/core/month.h"

/* payments.aba: the direct entry file from which the company's bank pays the partners
 * (documents.md section 3). Strings are UTF-8, never NULL, "" for none, and stay the caller's. */

/* Who pays. From [company] and [payment] of company.ini, where the import has checked them. */
struct direct_entry {
    const char *institution;          /* 3 capital letters: CBA */
    const char *user_name;            /* the company's legal name; cut to 26 */
    const char *direct_entry_user_id; /* 1 to 6 digits */
    const char *description;          /* of the batch: PARTNER PAY; cut to 12 */
    const char *bsb;                  /* the account that pays: NNN-NNN or six digits */
    const char *account_number;       /* at most 9 digits; hyphens are taken out */
    const char *account_name;         /* cut to 32 */
    const char *remitter;             /* what the partner's statement shows; cut to 16 */
    const char *transaction_code;     /* of the payments: 50 to 57 */
    bool self_balancing;              /* a last line takes the total from the account that pays */
    day processing_date;              /* 1970 to 2069: the file has two digits for the year */
};

/* One payment: what one partner gets of one issue (R5). */
struct payment_row {
    struct supplier supplier; /* ids, names and account count */
    const char *reference;    /* the number of the document that is paid; "" for none */
    struct period period;     /* that is paid */
    money amount;             /* GST included; never below zero */
};

/* Why a payment is left out of the file: code, what is wrong and what to do. */
#define PAYMENT_REFUSAL_TABLE(X)                                                                   \
    X(NO_BANK_DETAILS, "no account to pay to: enter bsb and account_number in partners.csv")       \
    X(BAD_BSB, "the bsb is not six digits: correct it in partners.csv")                            \
    X(BAD_ACCOUNT_NUMBER,                                                                          \
      "the account number has other signs than digits and hyphens, or only zeros: correct it in "  \
      "partners.csv")                                                                              \
    X(ACCOUNT_TOO_LONG,                                                                            \
      "the account number has more than 9 digits, which the file cannot hold: pay by hand")        \
    X(AMOUNT_TOO_LARGE, "the amount is over 99999999.99, which the file cannot hold: pay by hand")

#define PAYMENT_REFUSAL_ENUM(code, text) PAYMENT_##code,
enum payment_refusal { PAYMENT_REFUSAL_TABLE(PAYMENT_REFUSAL_ENUM) PAYMENT_REFUSAL_COUNT };
#undef PAYMENT_REFUSAL_ENUM

struct payment_refusal_words {
    const char *code; /* "BAD_BSB" */
    const char *text;
};
extern const struct payment_refusal_words payment_refusals[PAYMENT_REFUSAL_COUNT];

struct payment_left_out {
    const struct payment_row *payment; /* one of the caller's */
    enum payment_refusal refusal;
};

/* total + left_out_total is the sum of all payments that were given. */
struct direct_entry_result {
    bool written;         /* false: nobody is to be paid, and there is no file */
    int32_t count;        /* payments in the file, without the balancing line */
    money total;          /* of these */
    money left_out_total; /* of those below */
    GArray *left_out;     /* of struct payment_left_out, in the order of the payments */
};

#define DIRECT_ENTRY_ERROR direct_entry_error_quark()
GQuark direct_entry_error_quark(void);
enum direct_entry_error {
    DIRECT_ENTRY_ERROR_PAYER, /* a value of the payer cannot be in such a file: the message says which */
    DIRECT_ENTRY_ERROR_TOTAL /* more than 99,999,999.99 or 999,999 lines in one file */
};

/* Why a payment, above zero, is left out; PAYMENT_REFUSAL_COUNT: it is not. */
enum payment_refusal direct_entry_refusal(const struct supplier *payee, money amount);
/* Whether so many payments that are not, of so much together, can be a file: else an error of
 * DIRECT_ENTRY_ERROR. */
bool direct_entry_fits(const struct direct_entry *payer, int32_t count, money total,
                       GError **error);

/* Writes the file, mode 0600, in which each payment above zero is a line, in the order that is
 * given (by partner_id, says the caller), or is left out and told in the result. Payments of zero
 * are left out and not told; one below zero is a defect of the caller. Where no payment is
 * left there is no file: banks refuse one without payments.
 *
 * Every record is 120 characters of ASCII and a CRLF. Names are put into the bank's characters
 * (bank_text), cut to their fields and never blank: account_name, else legal_name, else
 * partner_id. Numbers are never cut. The lodgement reference (18) is `reference`, without its
 * hyphens where it is longer, else YYMM of the period and the partner_id.
 *
 * false: an error of DIRECT_ENTRY_ERROR, before anything is written, or of G_FILE_ERROR (a full
 * disk, a file that is there already), after which the caller discards the directory. ret_result is
 * then untouched; otherwise it is to be cleared. */
bool direct_entry_write(const char *path, const struct direct_entry *payer,
                        const struct payment_row *payments, size_t payment_count,
                        struct direct_entry_result *ret_result, GError **error);

/* Frees what it holds. Also of one that is all zero. */
void direct_entry_result_clear(struct direct_entry_result *result);

/* Text in the characters that every bank takes in a direct entry file: A-Z 0-9 space - . / & '
 *
 * Letters become capitals and lose their marks (Nguyễn: NGUYEN); Greek and Cyrillic letters become
 * Latin ones (Greek by ELOT 743, Cyrillic by ICAO 9303, which passports follow), curly quotes and
 * dashes plain ones. What has no equal is a space; spaces at the ends or beside another go, and
 * so does what stands before the first letter or digit, since banks refuse fields that begin
 * with a sign. The same text gives the same bytes in every locale.
 *
 * buffer: room for `width` characters and a 0. text: UTF-8, not NULL. What is longer than `width`
 * is cut. "" where no letter or digit is left. Returns buffer. */
char *bank_text(char *buffer, size_t width, const char *text);

#endif
