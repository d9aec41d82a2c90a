#ifndef REPORTS_WORKBOOK_BOOK_H
#define REPORTS_WORKBOOK_BOOK_H

#include "reports/value/changes.h"
#include "reports/value/open_items.h"
#include "reports/value/partner_report.h"
#include "reports/value/registered.h"

/* The audit workbook (documents.md section 2), streamed: partners are appended in order of
 * partner_id, memory stays constant (but for the holidays that took a slot). Temporary files lie
 * beside the workbook, about 0.5 GB a million slots. One thread at a time uses one workbook, beside one
 * that writes its slots; the locale's LC_NUMERIC must have a decimal point. Errors are of G_FILE_ERROR. */
typedef struct audit_workbook audit_workbook;

enum { AUDIT_ROWS_MAX = 1048575 }; /* below the headings of one sheet */

/* What only the end of a run knows. */
struct audit_closing {
    int64_t partners_in; /* of partners.csv, counted apart from the reports */
    int32_t issue;       /* 0 of a draft, which has none of these: */
    const char *prepared_by;
    const char *approved_by;
    const char *previous_seal;        /* of the link before it; "" of the first */
    const exception_list *exceptions; /* sorted */
    const open_list *open;            /* closed; NULL: none */
    const change_list *changes;       /* likewise */
    const struct report_input *inputs;
    size_t input_count;
    const struct report_confirmation *confirmations;
    size_t confirmation_count;
    const struct report_account *accounts;
    size_t account_count;
    const struct report_decision *decisions; /* new ones first */
    size_t decision_count;
    const registered_list *registered; /* of the financial year up to this issue; NULL of a draft */
    bool payments_written;             /* false for a draft: there is no payment file */
    money payments_total;              /* of payments.aba */
    money payments_left_out;           /* due, but not in the file (no bank details) */
    /* The last issued month before this one, adjustments since then included; held partners of it
     * are not told. NULL where there is none. */
    const struct run_totals *before;
    const char *before_period;       /* "2026-08" */
    const struct variance_row *gone; /* its partners who are not in this run, by partner_id */
    size_t gone_count;
};

/* path must not exist. rows_max (AUDIT_ROWS_MAX, smaller in tests) is how many rows a sheet takes
 * before the next goes on to "Slots 2"; one partner's rows are never on two sheets, so it is at
 * least MONTH_SLOTS_MAX there or more than any one partner has. */
audit_workbook *audit_workbook_open(const char *path, const struct report_run *run,
                                    uint32_t rows_max, GError **error);
/* Of the report also its adjustments and late documents, what is carried and replaced, and how it
 * varies from the month before (report->variance). */
bool audit_workbook_append(audit_workbook *workbook, const struct partner_report *report,
                           GError **error);
/* Then its rows of Slots, which are four fifths of a workbook: in the same order, before the close, by another
 * thread or the same. */
bool audit_workbook_append_slots(audit_workbook *workbook, const struct partner_report *report,
                                 GError **error);
/* Writes the Summary and the file, mode 0600, and reads the file again to see that every sheet is
 * whole. Free it afterwards, whatever the answer. */
bool audit_workbook_close(audit_workbook *workbook, const struct audit_closing *closing,
                          GError **error);
/* Without a close before, no workbook is left. */
void audit_workbook_free(audit_workbook *workbook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(audit_workbook, audit_workbook_free)

#endif
