#ifndef ENGINE_RUN_PAYMENT_DATE_H
#define ENGINE_RUN_PAYMENT_DATE_H

#include "engine/run/setup.h"

/* The payment date: the bank file's processing date, the due date of documents and bills. A draft may be
 * given one, which is then reviewed with it; an issue may name one where the draft was given none; else
 * the company's terms say, and the bank business days. */

/* Of a command line, up to the last year that the bank's file can say; else RUN_ERROR_USAGE. */
bool payment_date_read(const char *text, day *ret_date, GError **error);

/* For a run whose issue date and company are known. */
bool payment_date_choose(const struct month_order *order, struct report_run *run, GError **error);

/* "21 August 2026", and why where another day took the place of the due date by the terms. The caller
 * frees. */
char *payment_date_words(const struct report_run *run);

/* What a person has to confirm of a date that was named (PAYMENT_DATE): "is a Saturday"; NULL: nothing.
 * The caller frees. */
char *payment_date_doubts(const struct report_run *run);

#endif
