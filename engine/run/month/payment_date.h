#ifndef ENGINE_RUN_MONTH_PAYMENT_DATE_H
#define ENGINE_RUN_MONTH_PAYMENT_DATE_H

#include "reports/value/partner_report.h"

/* The payment date: the bank file's processing date, the due date of documents and bills. A draft may be
 * given one, which is then reviewed with it; an issue may name one where the draft was given none; else
 * the company's terms say, and the bank business days. */

/* Of a run whose issue date and company are known: the due date or the bank business day before it; after
 * it, where that would be before the issue. */
day payment_date_by_terms(const struct report_run *run);

/* "21 August 2026", and why where another day took the place of the due date by the terms. The caller
 * frees. */
char *payment_date_words(const struct report_run *run);

/* What a person has to confirm of a date that was named (PAYMENT_DATE): "is a Saturday"; NULL: nothing.
 * The caller frees. */
char *payment_date_doubts(const struct report_run *run);

#endif
