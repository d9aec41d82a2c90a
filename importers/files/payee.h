#ifndef IMPORTERS_FILES_PAYEE_H
#define IMPORTERS_FILES_PAYEE_H

#include <stdbool.h>

/* What partners.csv and company.ini both say of whom to pay and reach. */

/* An ABN with the spaces taken out. The caller frees. */
char *payee_abn_compact(const char *text);
/* NNN-NNN or six digits. */
bool payee_bsb_is_formed(const char *text);
/* What it may have been: NULL, static or `mend`. */
enum { PAYEE_MEND_SIZE = 24 };
const char *payee_bsb_mend(const char *text, char mend[PAYEE_MEND_SIZE]);
/* At most nine digits and hyphens, at least one of them a digit. */
bool payee_account_is_formed(const char *text);
/* One @ with something on both sides, and no spaces; and not what a spreadsheet, in which
 * deliveries.csv may be opened, takes for a formula. */
bool payee_email_is_formed(const char *text);

#endif
