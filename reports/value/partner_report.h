#ifndef REPORTS_VALUE_PARTNER_REPORT_H
#define REPORTS_VALUE_PARTNER_REPORT_H

#include <glib.h>

#include "engine/core/month.h"
#include "engine/core/rules/adjustment.h"

/* The room of the month as people see it. A report is a value before it is a file: one partner's
 * month as rows, built once, from which the CSV tables, the workbook, the documents and the terminal
 * all take what they show:
 *
 *     build           the register's row, lines and their dates, hours, bookings; what a run adds to them and what
 *                     it comes to
 *     exceptions      a partner's, with their particulars; all of a run as a list
 *     not_paid        what was not paid and why, and what waits to be marked
 *     counts          how the hours were counted
 *     digest          the hashes of a result, and of all that would be issued
 *     registered      the register of documents and its totals
 *     adjustments     what moved in an issued month, in words
 *
 * Dates and numbers stay typed (reports/text.h makes them text); strings are UTF-8, never NULL. No
 * layout, no file. */

/* Who receives and pays. From company.ini. */
struct report_company {
    const char *legal_name;
    const char *abn;
    const char *address_line_1;
    const char *address_line_2;
    const char *suburb;
    const char *state;
    const char *postcode;
    const char *email;
    const char *phone;
    const char *dispute_url;
    const char *agreement_text;
    const char *note;
    const char *logo;     /* its file's name; NULL or "" for none */
    const char *logo_png; /* its bytes in base64; likewise */
    const char *paying;   /* [payment] and [bills] as a text, for the digest; NULL or "" for none */
    int32_t payment_terms_days;
};

/* Who chose the payment date: the terms, with the bank business days; the draft's command, whose digest
 * then has it; or the issue's. */
enum payment_date_by { PAYMENT_DATE_BY_TERMS, PAYMENT_DATE_BY_DRAFT, PAYMENT_DATE_BY_ISSUE };

/* What every report of a run has in common. */
struct report_run {
    struct period period;
    const char *period_text; /* "2026-09" */
    stamp as_at;
    day issue_date;
    day payment_date; /* of the bank's file, due date of documents and bills: one date */
    enum payment_date_by payment_date_by;
    int64_t batch;
    const char *program_version;
    bool draft;
    struct policy policy;
    struct report_company company;
};

/* One input file of the run, for the manifest and the workbook's Sources. */
struct report_input {
    const char *file;
    int64_t rows;
    const char *sha256; /* 64 hex digits */
    int64_t batch;      /* the import that brought it */
};

/* What was read of an export, and as what, for the workbook's Sources (exports.md section 4). */
struct report_account {
    const char *export; /* its file */
    const char *pass;   /* "appointments.csv", "rates.csv 2" */
    const char *what;   /* "column", "word", "ignored", "lines used" */
    const char *theirs; /* heading or word */
    const char *ours;   /* what it was read as, or why lines were not */
    int64_t count;      /* of lines, or rows that have the word */
};

/* A gate that was let pass, for the workbook's Sources. */
struct report_confirmation {
    const char *of; /* "import, batch 3" */
    const char *code;
    const char *saw;
    const char *by;
    const char *at; /* UTC */
};

/* What people decided, for the workbook's Decisions and the head of a draft. */
struct report_decision {
    const char *decision_id;
    const char *kind;
    const char *partner_id;
    const char *subject;  /* in words */
    const char *standing; /* "counts", "ended by D-000018" */
    bool is_new;          /* since the last issue */
    const char *new_text; /* "new" or "" */
    const char *does;     /* in words, with the sum of money that it moves if any */
    money moves;          /* of a new one, what it moves of months' pay in the run, without GST */
    const char *ticket;
    const char *reason;
    const char *entered_by;
    const char *approved_by;
    const char *source; /* "rcti decide", or the file */
    int64_t batch;
};

struct register_row {
    const char *status;   /* ready, issued, held, nil */
    const char *document; /* RCTI, RCI or "" */
    const char *number;   /* "" for a draft */
    struct totals totals;
    money adjustments_total; /* adjustments and late documents, less what the voided documents came
                              * to in whose place late ones come; GST included */
    money payment;           /* of all payees, as are the next two */
    money carried_in;        /* 0 or less: what earlier payments left */
    money carried_out;       /* 0 or less: what these payments leave */
    money other_supplier;    /* of both, what is another\'s than the partner\'s of today (ABN) */
    money
        returned; /* D7: what came back and is owed again, with what of it was paid by hand since */
    money by_hand; /* D7: of that, what was paid by hand */
    money
        paid_again; /* of the payment: what came back and has rows of its own in the bank's file */
    money put_off;  /* D9: of the payment, what is owed and comes off by instalments */
    money written_off;   /* D8: less what was restored */
    bool amounts_blank;  /* held: document, number and amounts are not shown */
    const char *reasons; /* codes joined by ';', sorted as bytes */
};

/* Of which hour or appointment a row is; rows are in this order. */
struct row_place {
    day date;
    int32_t start_minute;
    const char *appointment_id; /* "" for a slot */
};

/* A row for each hour or appointment that was not paid, wholly or in part. */
struct not_paid_row {
    struct row_place at;
    enum outcome outcome;
    enum rule rule;
    pay_minutes minutes; /* not paid; for UNSCHEDULED and ad hoc the unpaid duration */
    const char *why;     /* plain words: "Blocked (block B1)", "A000123 was not marked by 22 Sep" */
    const char *mend;    /* what would have made it payable: "complete by 22 Sep" */
    const char *evidence;
    const char *source; /* file:line of the fact that decided, "" where none */
};

/* A row for each slot or ad hoc booking that waits to be marked as completed (C3). */
struct pending_row {
    struct row_place at;
    bool adhoc;                    /* paid once completed; otherwise taken back if not */
    pay_minutes minutes;           /* at stake */
    struct local_time complete_by; /* the last local date in time; with completion_basis = hours its
                                    * time of day too, else minute is -1 */
};

/* "How your hours were counted": a line of the table, in the policy's words. */
enum count_row_kind { COUNT_OFFERED, COUNT_SCHEDULED, COUNT_LESS, COUNT_PAID, COUNT_SHARE };
struct count_row {
    enum count_row_kind kind;
    const char *label;  /* "Tuesdays", "less blocked" */
    const char *detail; /* "5 x 3 hours (10:00, 11:00, 13:00)", "Fri 11 Sep (block B1)" */
    int32_t minutes;    /* signed: -180 */
};

struct exception_row {
    enum severity severity;
    const char *code;
    const char *partner_id; /* "" for the run */
    const char *subject;    /* "2026-09-01 10:00", "A000123", "Friday before AFL Grand Final" */
    const char
        *message;       /* the code's text, with the detail in brackets; in a list after the name */
    const char *detail; /* the particulars alone, "" for none */
    const char *source; /* file:line or "" */
    const char *text;   /* of the code */
    const char *name;   /* of the partner, in a list; "" where none is known */
    const char *facts;  /* of standing data: a hash of what it rests on; NULL elsewhere */
};

/* A holiday that took hours of the Partner schedule. */
struct holiday_taken {
    struct holiday holiday;
    int32_t hours;
};

/* This month beside the partner's last issued one before it, for the workbook's sheet Variance. */
struct variance_row {
    const char *partner_id;
    const char *legal_name;
    bool before_known;         /* false: none of the partner was issued; those below are not read */
    const char *before_period; /* "2026-08" */
    struct line_sum before;    /* Partner and ad hoc, adjustments since then included */
    const char *moved_by; /* in plain words: "6 hours fewer blocked; 150.00 to 160.00 an hour" */
};

/* R1 and R2: what a later run found of an earlier, issued period of one partner, from which the
 * adjustment note, adjustments.csv and the workbook take what they show. */

/* One hour or booking whose verdict moved. */
struct adjustment_move_row {
    struct row_place at;
    enum rate_kind kind;
    const char *before; /* what it was, in plain words: "Paid", "Blocked (block B1)" */
    const char *after;
    enum rule rule_before;
    enum rule rule_after;
    pay_minutes minutes;     /* what it now pays less what it paid, after penalties */
    hourly_rate hourly_rate; /* of the line that moves: an hour whose rate moved is two rows */
    bool taxable;            /* likewise */
    const char *because;     /* "block B9 was reported late", "not marked by 22 Sep" */
    const char *source;      /* "blocks.csv:4 (batch 7)"; "" where no file moved it (a deadline) */
    const char *
        sentences; /* its causes for the partner, a line each: "Leave on 4 August, reported on …" */
    const char *cause_class; /* "event": the 7 days passed or were kept (C1, C3), or a decision;
                              * "correction": a late fact or a mistake */
    const char *told;        /* `because` for the partner: a decision by its ticket */
    money amount;            /* D3: of what was decided to be paid, or is no more; 0 of hours */
    bool decided;            /* a decision, or its end, moved it (D1 to D3) */
};

struct adjustment_report {
    enum document_kind kind;  /* RCAN or ADJ */
    struct period period;     /* of the document adjusted */
    const char *period_text;  /* "2026-09" */
    const char *number;       /* "RCAN-202609-P0001-1"; "" on a draft */
    const char *file_name;    /* "RCAN-202609-P0001-1.pdf", "DRAFT-202609-P0001-1.pdf" */
    const char *adjusts;      /* number of the original */
    day adjusts_date;         /* its issue date */
    struct supplier supplier; /* as the original names it */
    day known_since; /* when the first fact that moved it was imported; unbounded where none was */
    /* R6: why, where the document adjusted is void and nothing is due in its place, which no hours
     * tell: "RCTI-202609-P0001 was voided on 1 November 2026: nothing is due in its place". NULL: it
     * stands. */
    const char *voided;
    bool cancels;           /* it was no valid RCTI: a Cancellation, which is no adjustment note */
    struct line_sum before; /* original and earlier adjustments together */
    struct line_sum after;
    struct line_sum difference; /* after less before */
    money no_supply_before;     /* D3: what of these is not for a supply, without GST */
    money no_supply_after;
    const struct adjustment_line *lines; /* by kind, rate, taxability */
    size_t line_count;
    const struct adjustment_move_row *moves;
    size_t move_count;
    /* For the partner: a sentence for each cause, with what it moved: "Leave from 12 to 16 October,
     * reported on 4 November: 30 hours less". Causes that moved one hour together are one. */
    const char *const *reasons;
    size_t reason_count;
    const char *result_hash; /* of the verdicts after, 64 hex digits */
    GStringChunk *strings;   /* owns every string */
};

/* A document that an earlier period never had (R2), or that takes a voided one's place. Its run has
 * that period and its policy, and the company, dates and versions of the run that makes it. */
struct late_report {
    const struct report_run *run;
    const struct partner_report *report;
};

/* What another partner's id owed under the same ABN, which is paid under it no more. */
struct payee_debt {
    const char *partner_id;
    money owed;     /* below 0: what comes off this payment; 0 where it was all written off */
    money left;     /* 0 or less: of what that id owed */
    money restored; /* D8: of what was written off, 0 or more */
    money written_off_balance; /* what then stands written off */
};

/* D7: what came back of an earlier payment and is paid now. */
struct payee_repayment {
    int64_t paid_seq; /* of the payment's issue; it is known by this, the id and the ABN */
    const char *paid_abn;
    const char *number;   /* of the first document that it was for */
    struct period period; /* that it was paid with */
    money amount;
    bool
        apart; /* a row of its own; else it counts with what takes the place of the voided document */
    const char *ticket; /* of the newest decision about it */
};

/* What decisions make of what a supplier owes (D8, D9); 0 without any. */
struct payee_debt_terms {
    bool by_instalments;
    money came_off;            /* by them */
    money put_off;             /* of the payment: what is owed and does not come off */
    money written_off;         /* from now on, 0 or more */
    money restored;            /* of what was written off, 0 or more: a credit paid it, or: */
    money undone;              /* of restored: its decision was revoked, and it is owed again */
    money written_off_balance; /* what then stands written off */
    const char *instalments_ticket;
    const char *write_off_ticket;
    const char *undone_ticket; /* of what was revoked, and */
    const char *ended_ticket;  /* … of the revocation */
};

/* R5: who is paid under a partner's id, by ABN: another ABN is another supplier, whose documents and debts
 * are kept apart. Payment and documents hold to this, and are refused where they do not:
 *     carried_in + due + counted + written_off - restored = payment + carried_out, of which only one is not 0
 *     but by instalments
 *     due = what the run's documents of that supplier come to, each less its replaces_total */
struct report_payee {
    struct supplier supplier; /* with the account that it is paid to */
    const char *reference;    /* the number of the first document that it is paid for; "" of none */
    money due;
    money changes;    /* of due, what is of earlier periods */
    money carried_in; /* 0 or less, with the debts */
    money taken;      /* of due, what is below 0: 0 or more */
    money counted; /* D7: what came back of the payment for what is void now, and is not settled */
    money payment; /* 0 or more; what is paid again apart is not in it */
    money carried_out; /* 0 or less */
    const struct payee_debt *debts;
    size_t debt_count;
    const struct payee_repayment *repayments;
    size_t repayment_count;
    money paid_again; /* of these, what is apart */
    struct payee_debt_terms terms;
};

struct partner_report {
    struct supplier supplier;
    struct register_row row;
    enum document_kind document;
    const struct line *lines;
    const char *const *line_dates; /* of each: "September 2026", or where a rate or registration
                                    * changes within it "1 to 14 September 2026" */
    size_t line_count;
    const struct hour *slots;
    size_t slot_count;
    const struct booking *adhoc;
    size_t adhoc_count;
    const char *const *adhoc_became; /* of each booking, in plain words: "Ad hoc session", "Client
                                      * did not attend: paid" */
    const struct unscheduled *unscheduled;
    size_t unscheduled_count;
    int32_t open_bookings; /* as the month_result's */
    int32_t open_in_no_hour;
    const struct not_paid_row *not_paid;
    size_t not_paid_count;
    const struct pending_row *pending;
    size_t pending_count;
    const struct count_row *counts;
    size_t count_count;
    const struct exception_row *exceptions;
    size_t exception_count;
    const struct holiday_taken *holidays; /* by date */
    size_t holiday_count;
    const char *result_hash; /* 64 hex digits of SHA-256 over everything above that decides pay;
                              * sources (file:line) are not in it */
    /* R1, R2 and R5: what else the run owes the partner. Owned by `strings` and the report. */
    const struct adjustment_report *const *adjustments; /* by period */
    size_t adjustment_count;
    const struct late_report *late; /* by period */
    size_t late_count;
    const struct report_payee *payees; /* the partner as of the month first; none of who is held */
    size_t payee_count;
    const char *replaces; /* the number of the voided document in whose place this comes, or "" */
    day replaces_date;    /* its issue date; only where there is one */
    money replaces_total; /* what it and its adjustments came to, GST included: that is settled,
                             * and the payment is so much less. 0 where there is none */
    const struct line *replaced_lines; /* of it and its adjustments: the bills undo them */
    size_t replaced_line_count;
    const struct supplier *voided; /* who it names, where it had an e-invoice; else NULL */
    bool einvoice;                 /* the partner's documents of the run are e-invoices, too */
    const char
        *super; /* "yes"; "" of an individual for whom it is not decided; NULL: none is paid */
    const struct variance_row *variance; /* NULL where no month before it has been issued */
    const char *issue_hash; /* 64 hex digits over everything that would be issued to the partner */
    GStringChunk *strings;  /* owns every string */
};

/* Builds the report of one partner. Copies what it keeps: facts and result may go afterwards. Slots,
 * bookings and other rows are the period's own, by date and start, then id as bytes. Keeps no state:
 * may be called from several threads. The caller frees. */
struct partner_report *partner_report_new(const struct report_run *run,
                                          const struct supplier *supplier,
                                          const struct partner_facts *facts,
                                          const struct month_result *result);
void partner_report_free(struct partner_report *report);

/* What a line is of: "Consultant Partner hours, 1 to 14 July 2026". The caller frees. */
char *line_description(const struct line *line, const char *dates);

/* What a run adds to a partner's month. Each copies what it is given. */
void partner_report_add_exception(struct partner_report *report, enum exception_code code,
                                  const char *detail);
/* Holds the partner after all: an exception, a reason; no document, number, lines or payment. */
void partner_report_hold(struct partner_report *report, enum exception_code code,
                         const char *detail);
/* A text as long as the report: what is put into it is kept so. "" of NULL. */
const char *partner_report_keep(struct partner_report *report, const char *text);
/* `voided`: copies who the voided document names. */
void partner_report_keep_voided(struct partner_report *report, const struct supplier *voided);
/* Takes an adjustment (made by adjustment_report_new) or a late document over; in order of
 * period. */
void partner_report_add_adjustment(struct partner_report *report,
                                   struct adjustment_report *adjustment);
void partner_report_add_late(struct partner_report *report, const struct report_run *run,
                             struct partner_report *late);
/* The payee with that supplier's ABN; where there is none yet one is added, with the account given. Copies
 * the texts. Good until the next one is added. */
struct report_payee *partner_report_payee(struct partner_report *report,
                                          const struct supplier *supplier);
/* What another id owed is taken over by the payee. */
void partner_report_add_debt(struct partner_report *report, struct report_payee *payee,
                             const struct payee_debt *debt);
/* What came back is paid again. */
void partner_report_add_repayment(struct partner_report *report, struct report_payee *payee,
                                  const struct payee_repayment *repayment);
/* The payee whose ABN the supplier has; NULL where there is none. */
const struct report_payee *partner_report_find_payee(const struct partner_report *report,
                                                     const char *abn);
/* issue_hash over all of it, whatever the numbers, the batch, and draft or issued. Call it last. */
void partner_report_close(struct partner_report *report);
typedef struct partner_report partner_report;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(partner_report, partner_report_free)

/* ---- digests ---- */

/* A SHA-256 that is fed one field at a time, so that no two lists of fields read the same: a text
 * with its final NUL, a number as text. */
typedef struct report_hash report_hash;

report_hash *report_hash_new(void);
void report_hash_bytes(report_hash *hash, const void *bytes, size_t size); /* as they are */
void report_hash_text(report_hash *hash, const char *text);
void report_hash_number(report_hash *hash, int64_t number);
/* 64 hex digits, until it is freed; nothing can be fed after it. */
const char *report_hash_end(report_hash *hash);
void report_hash_free(report_hash *hash);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(report_hash, report_hash_free)

/* ---- adjustments ---- */

/* "Blocked (block B1)"; of NULL, with its kind, "Not in the schedule" or "No booking". The decisions (struct
 * decision) that it may rest on are not named: why it moved says which did. The caller frees. */
char *adjustment_verdict_text(const struct paid_hour *hour, enum rate_kind kind,
                              const GArray *decisions);

/* What moved was no hour's: a document that never was, or one that is void. */
#define CAUSE_CORRECTION "correction"

/* Copies what it keeps. `about` has everything but lines and difference, which come of the
 * differences, and the class of its moves; a line's reason and class are told by its moves. The caller frees, unless a partner's report takes it over. */
struct adjustment_report *adjustment_report_new(const struct adjustment_report *about,
                                                const struct line *differences,
                                                size_t difference_count);
void adjustment_report_free(struct adjustment_report *report);

/* ---- a run ---- */

/* The control totals of a run: what the terminal, the manifest and the workbook's Summary say.
 * Amounts are of partners that are not held; minutes are of all. Start from {0}. */
struct run_totals {
    int64_t partners;
    int64_t ready; /* or issued */
    int64_t held;
    int64_t nil;
    int64_t rctis;
    int64_t rcis;
    int64_t slots;
    int64_t adhoc_bookings;
    int64_t unscheduled;
    int64_t holiday_slots;
    int64_t blocked_slots;
    int64_t dst_gap_slots;
    int64_t unpaid_cancelled_slots;
    int64_t other_stream_minutes;
    int64_t penalty_minutes;
    int64_t partner_minutes; /* after penalty */
    int64_t adhoc_minutes;
    int64_t held_minutes; /* of both: counted above, but not billed */
    money partner_amount;
    money adhoc_amount;
    money decisions_amount;
    money subtotal;
    money gst;
    money total;
    int64_t adjustments; /* documents of earlier periods: adjustments and late ones */
    money adjustments_total;
    money replaced;   /* settled before, with the voided documents of this period */
    money carried_in; /* 0 or less, of all partners; likewise */
    money carried_out;
    money returned; /* of all partners: as in register_row */
    money by_hand;
    money put_off;
    money written_off;
    money
        payment; /* carried_in + total - replaced + adjustments_total + returned - by_hand + written_off -
                    * carried_out */
};

void run_totals_add(struct run_totals *totals, const struct partner_report *report);

/* Every exception of a run: added partner by partner, sorted once, then written to
 * exceptions.csv, to the workbook and to the terminal. Owns copies of all strings. */
typedef struct exception_list {
    GArray *rows;      /* of struct exception_row */
    GHashTable *names; /* partner_id -> legal name, for messages; the caller's, NULL for none */
    GArray *told;      /* of struct exception_row: standing data that was told of in full */
    size_t severity_counts[SEVERITY_INFO + 1];
    GStringChunk *strings;
} exception_list;

exception_list *exception_list_new(void);
void exception_list_free(exception_list *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(exception_list, exception_list_free)

/* An exception of the run as a whole, or one found outside the core. detail is put in brackets
 * behind the code's own text, "" for none. partner_id and source (file:line) may be "". */
void exception_list_add(exception_list *list, enum exception_code code, const char *partner_id,
                        const char *subject, const char *detail, const char *source);
/* Those of one partner. */
void exception_list_add_report(exception_list *list, const struct partner_report *report);

/* By severity's name, code, partner_id, subject, message, source, as bytes (formats.md section
 * 4). Call before writing the list. */
void exception_list_sort(exception_list *list);

#endif
