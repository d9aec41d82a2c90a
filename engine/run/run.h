#ifndef ENGINE_RUN_RUN_H
#define ENGINE_RUN_RUN_H

#include "engine/run/before.h"
#include "engine/run/correct/payment.h"

/* What a command does, for cli to call and tests to link: GError only, no terminal. In the room are,
 * in the order in which data pass:
 *     month/     one partner's month
 *         company        what company.ini and policy.ini say, and the company's time zone
 *         setup          what every calculation of a period needs: facts, holidays; errors, progress
 *         payment_date   the one day of payment: by the terms, or named, and what is odd about it
 *         setting        a setting that is tried, as policy.ini would have it
 *         month          worked out, as frozen, and what differs of it
 *     correct/   what came after an issue
 *         change_words   a changed fact in words
 *         causes         why an hour of an issued month pays otherwise
 *         pay_steps      what hours come to step by step, to the cent
 *         month_change   what two states of a month differ in, by cause
 *         again          whom an issued period is worked out again for
 *         correct        an issued period worked out again (R1, R2)
 *         notes          what documents of earlier periods need on the day of issue
 *         returned       payments that came back, were made by hand or left out of a file (D7)
 *         decided        what decisions say of payments (D4, D6 to D9)
 *         payment        what is paid, by supplier (R5)
 *         earlier        the issued periods before a run's worked out again, on several threads
 *     register/  what was ever issued and paid
 *         registered     the register of documents, row by row
 *         numbers        whether the row of numbers has gaps
 *         statement      a partner's year
 *     results/   what is in OUT
 *         directory      OUT/PERIOD, whole or absent
 *         older          whether the store is all that it was: what lies beside it and there
 *         restore        what is missing there, written again as it was issued
 *         key_file       the key of the seals
 *     decide/    what people decide
 *         approval       four eyes: who prepared and who approved
 *         decide         a decision entered, by command or file; its kinds' checks beside it
 *     standing/  what lasts longer than a month
 *         standing       standing data: what is unlikely of partners.csv and rates.csv
 *         told           what an issue told of is counted, and not told again
 *         changes        what of them changed since the last issue, which approving a draft approves
 *         fact_text      a fact as its file has it
 *         outside        rows set aside, counted from another day, columns that nobody reads
 *     import     a directory of files made a batch: read, checked, its gates passed
 *     absence    what a month's files leave out, and what they say of months that are issued
 *     before     the month before, which the workbook compares with
 *     run        everyone in order: who, what moved, the states
 *     reviews    what only the run as a whole tells: bookings beside the schedule, what is taken back, late
 *                facts
 *     open       what earlier months leave undone: open items
 *     late       tax invoices that come too late
 *     refused    what an issue would refuse of a draft
 *     asked      what an issue asks to be confirmed, and its draft names
 *     decided_list
 *                what was decided since the last issue, and what it moves
 *     accounts   how exports were read, for the workbook
 *     issue_papers
 *                what an issue leaves beside its documents: frozen states, files for other systems, sums
 *     write      everyone's tables, workbook and documents, of a draft or an issue, and their threads
 *     draft      one made and kept; why one that was reviewed is not what would be issued
 *     balance    that all documents are payments, over a store
 *     against    an issue's frozen months, against which one that is made again is held
 *     facts      what a month rests on, as files that an import takes
 *     issue      what is frozen of a draft
 *     deliver/   what goes to the partners
 *         einvoices      the documents as XML, hours as CSV, made while the documents are
 *         messages       their mails, made at issue
 *         send           sending by SMTP, each once; again, and by other means
 *     verify/    the proof of it: the store, the files, each issue made again
 *     explain/   one partner's month told: its documents and payments, what an id names, a pack to attach
 *     compare/   why pay is another than it was, by cause: two states of a month, or two months
 *     disputes/  what else is asked of one month or many
 *         claim rerun    from what is claimed to what was paid; a month again beside what was issued
 *         at_risk        what is to be marked before its deadline, of all partners
 *         what_if        what settings that are tried would have cost, month by month
 * Nothing here prints; SQL is the store's. */

/* The one calculation behind run, issue, verify and rerun: who is in a period's run, what each is due
 * of it, what moved in the issued periods before it (R1, R2), and what is then paid or carried (R5).
 *
 * In it are the partners of the period's roster and those with a voided document, less those whose
 * period is closed (issued or nil), whoever else is owed something of an earlier period, and whose
 * payment came back. Earlier
 * periods are worked out again one at a time; only what moved is kept of them. */
typedef struct month_run month_run;

/* To be read by others; reports point into it. */
struct month_run {
    struct month_order order;
    struct month_setup setup;    /* of the period */
    GPtrArray *roster;           /* partner ids of the period, as imported; in order */
    GPtrArray *standing;         /* those with a state of the period; in order */
    GPtrArray *closed;           /* of these those whose period is closed; in order */
    struct payments_before paid; /* by earlier issues */
    GHashTable *moved;           /* partner_id -> struct partner_true_up */
    GPtrArray *partner_ids; /* of the run; owned strings. None: the period is issued and nothing is
                                 left */
    day today;              /* where the company is, at the as-at */
    bool is_over;           /* its period, then */
    bool is_issued;         /* its period was issued before: only M4's partners are in it */
    size_t next;
    int64_t closed_count;  /* of the roster: left out because their period is closed */
    int64_t beside_roster; /* partners of the run that the roster does not have */
    struct month_before *before;
    GArray *issued;  /* struct period: every one with an issue, oldest first */
    GPtrArray *runs; /* struct report_run of each earlier period: reports point to it */
    struct partner_month *month;
    /* struct issued_month: what an issue freezes of the partner given last, the new state of each
     * period that changes, the run's own first (unless that was issued or settled before), then by period;
     * none where the partner is held.
     * issue_hash is "" in earlier periods; number is "" on a draft. They point into the report. */
    GArray *states;
    /* struct issued_true_up: whom the run leaves to be worked out again, by period; complete after the last
     * partner. */
    GArray *true_ups;
};

/* Works out the earlier periods. The store stays the caller's and must outlive the run; nothing is
 * written to it. NULL and *error where it cannot be. */
month_run *month_run_open(store *store, const struct month_order *order, GError **error);
void month_run_free(month_run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(month_run, month_run_free)

/* The next partner, in order of partner_id as bytes: complete with adjustments, late documents,
 * payment, carried, replaces, hold, exceptions, numbers (unless a draft) and issue_hash. The caller's;
 * NULL after the last partner. */
bool month_run_next(month_run *run, struct partner_report **ret_report, GError **error);

#endif
