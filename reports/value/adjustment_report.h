#ifndef REPORTS_VALUE_ADJUSTMENT_REPORT_H
#define REPORTS_VALUE_ADJUSTMENT_REPORT_H

#include "engine/core/rules/adjustment.h"
#include "reports/value/partner_report.h"

/* R1 and R2: what a later run found of an earlier, issued period of one partner, as a value, from
 * which the adjustment note, adjustments.csv and the workbook take what they show. Strings are
 * UTF-8, never NULL. */

enum adjustment_kind { ADJUSTMENT_RCAN, ADJUSTMENT_ADJ }; /* of an RCTI, of an RCI */

/* The difference of one line: minutes, amount and gst are signed. */
struct adjustment_line_row {
    enum rate_kind kind;
    hourly_rate hourly_rate;
    bool taxable;
    pay_minutes minutes;
    money amount;
    money gst;
    const char *reason; /* why, in plain words: those of its moved hours, joined by "; " */
};

/* One hour or booking whose verdict moved. */
struct adjustment_move_row {
    enum rate_kind kind;
    day date;
    int32_t start_minute;
    const char *appointment_id; /* "" for a slot */
    const char *before;         /* what it was, in plain words: "Paid", "Blocked (block B1)" */
    const char *after;
    enum rule rule_before;
    enum rule rule_after;
    pay_minutes minutes;     /* what it now pays less what it paid, after penalties */
    hourly_rate hourly_rate; /* that of the line that moves: an hour whose rate moved is two rows */
    const char *because;     /* "block B9 was reported late", "not marked by 22 Sep" */
    const char *source;      /* "blocks.csv:4 (batch 7)"; "" where no file moved it (a deadline) */
};

struct adjustment_amounts {
    money subtotal;
    money gst;
    money total;
};

struct adjustment_report {
    enum adjustment_kind kind;
    struct period period;             /* of the document adjusted */
    const char *period_text;          /* "2026-09" */
    const char *number;               /* "RCAN-202609-P0001-1"; "" on a draft */
    const char *file_name;            /* "RCAN-202609-P0001-1.pdf", "DRAFT-202609-P0001-1.pdf" */
    const char *adjusts;              /* number of the original */
    day adjusts_date;                 /* its issue date */
    struct adjustment_amounts before; /* original and earlier adjustments together */
    struct adjustment_amounts after;
    struct adjustment_amounts difference;    /* after less before */
    const struct adjustment_line_row *lines; /* by kind, rate, taxability */
    size_t line_count;
    const struct adjustment_move_row *moves; /* by date, start, id */
    size_t move_count;
    const char *result_hash; /* of the verdicts after, 64 hex digits */
};

/* A document that an earlier period never had (R2), or that takes a voided one's place; where
 * nothing is due of that any more, report->document is DOCUMENT_NONE and only `replaces` counts. Its run has
 * that period and its policy, and the company, dates and versions of the run that makes it. */
struct late_report {
    const struct report_run *run;
    const struct partner_report *report;
};

/* "Blocked (block B1)"; of NULL, with its kind, "Not in the schedule" or "No booking". The caller
 * frees. */
char *adjustment_verdict_text(const struct paid_hour *hour, enum rate_kind kind);

/* Copies what it keeps. `about` has everything but lines and difference, which come of the
 * differences; a line's reason is told by its moves: moves_taxable says of each whether it is of the
 * taxable line. The caller frees, unless a partner's report takes it over. */
struct adjustment_report *adjustment_report_new(const struct adjustment_report *about,
                                                const bool *moves_taxable,
                                                const struct line *differences,
                                                size_t difference_count);
void adjustment_report_free(struct adjustment_report *report);

#endif
