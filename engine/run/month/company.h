#ifndef ENGINE_RUN_MONTH_COMPANY_H
#define ENGINE_RUN_MONTH_COMPANY_H

#include <glib.h>

#include "engine/core/policy.h"
#include "engine/store/facts/read.h"
#include "importers/input.h"
#include "reports/mail/message.h"
#include "reports/pdf/font.h"
#include "reports/tables/bills.h"
#include "reports/tables/direct_entry.h"
#include "reports/value/partner_report.h"

/* The company: what company.ini says of it, its policy, and its time zone. */

/* What company.ini says. Strings are the rows', but `paying`. */
struct company_settings {
    struct report_company shown;
    struct direct_entry payer; /* who pays; the processing date is the caller's to set afterwards */
    struct bills_settings bills;
    struct mail_settings mail;
    const char *self_balancing; /* as it is written: "yes" */
};

/* Of its rows (struct ini_row), which were checked when they were imported. A key that is missing or
 * blank is "", but transaction_code 50, self_balancing yes, tax_type_taxable "GST on Expenses" and
 * tax_type_untaxed "BAS Excluded". */
void company_from_rows(const GArray *rows, GStringChunk *strings,
                       struct company_settings *ret_settings);

/* A character of company.ini that the documents' font lacks is an issue: every document shows it. */
void company_glyphs_check(const GArray *rows, const struct fonts *fonts, struct issues *issues);

/* The settings in force: the latest section on or before the period's first day, alone; what it
 * does not name has the default (formats.md section 2). */
bool policy_load(store *store, const struct store_view *view, struct policy *ret_policy,
                 GError **error);

/* The time zone of the company's state, for dates and instants that are the office's. */
const char *company_timezone(const struct report_company *company);
/* "8 October 2026 09:00 (Sydney)": an instant for people, on the clocks of a zone. The caller frees. */
char *company_moment_text(const char *timezone, stamp at);
/* The same of what the store keeps as "2026-10-08T09:00:00Z"; as it is where no zone is known (NULL). The caller frees. */
char *company_time_text(const char *timezone, const char *utc);
/* The time zone of the company that the view has; static. */
bool company_timezone_load(store *store, const struct store_view *view, const char **ret_timezone,
                           GError **error);
/* That of the newest month that a batch knows; NULL where nothing is imported. */
bool company_timezone_at(store *store, int64_t batch, const char **ret_timezone, GError **error);
/* Of the newest batch. */
bool company_timezone_now(store *store, const char **ret_timezone, GError **error);

#endif
