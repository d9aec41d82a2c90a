#ifndef IMPORTERS_PAYEE_H
#define IMPORTERS_PAYEE_H

#include <stdbool.h>

/* What partners.csv and company.ini both say of whom to pay and reach. */

/* NNN-NNN or six digits. */
bool payee_bsb_is_formed(const char *text);
/* Static; NULL where nothing can be said. */
const char *payee_bsb_mend(const char *text);
/* At most nine digits and hyphens, at least one of them a digit. */
bool payee_account_is_formed(const char *text);
/* One @ with something on both sides, and no spaces. */
bool payee_email_is_formed(const char *text);

#endif
