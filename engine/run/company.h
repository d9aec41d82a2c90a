#ifndef ENGINE_RUN_COMPANY_H
#define ENGINE_RUN_COMPANY_H

#include <glib.h>

#include "engine/core/policy.h"
#include "importers/text/issue.h"
#include "reports/pdf/font.h"
#include "reports/tables/bills.h"
#include "reports/tables/direct_entry.h"
#include "reports/value/partner_report.h"

/* The rows of company.ini and policy.ini (struct ini_row), which were checked when they were
 * imported, as values. Strings stay the rows'. */
void company_from_rows(const GArray *rows, struct report_company *ret_company);

/* Who pays: [payment] and the legal name; transaction_code 50 and self_balancing yes where they are
 * not given. The processing date is for the caller to set afterwards. */
void payer_from_rows(const GArray *rows, struct direct_entry *ret_payer);

/* How the company's accounts call things: [bills]. By default no account code, "GST on Expenses"
 * and "BAS Excluded". */
void bills_settings_from_rows(const GArray *rows, struct bills_settings *ret_settings);

/* What payments.aba and bills-xero.csv take from company.ini, a line a value: nobody reviews it
 * otherwise, so that the digest has to have it. The caller frees it. */
char *company_paying(const GArray *rows);

/* A character of company.ini that the documents' font lacks is an issue: every document shows it. */
void company_glyphs_check(const GArray *rows, const struct fonts *fonts, struct issues *issues);

/* The settings in force: the latest section on or before the period's first day, alone; what it
 * does not name has the default (formats.md section 2). */
struct policy policy_from_rows(const GArray *rows, struct period period);

/* The time zone of the company's state, for dates and instants that are the office's. */
const char *company_timezone(const struct report_company *company);

#endif
