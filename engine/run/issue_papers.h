#ifndef ENGINE_RUN_ISSUE_PAPERS_H
#define ENGINE_RUN_ISSUE_PAPERS_H

#include "engine/run/against.h"
#include "engine/run/register/registered.h"
#include "engine/run/run.h"
#include "engine/store/issues/repaid.h"

/* What an issue leaves, gathered partner by partner: what is frozen of it; payments.aba,
 * bills-xero.csv, deliveries.csv and super.csv for other systems; and the control sums over documents,
 * register and payments. Owns copies of all it keeps. */
struct issue_papers {
    const struct month_setup *setup;
    issue_write *write;      /* the caller's */
    const char *prepared_by; /* the caller's; set after it is opened, as is the next */
    const char *approved_by;
    const struct against
        *against;        /* of one that is made again: each state is held against it; or NULL */
    size_t state_count;  /* months that are frozen */
    GArray *owed_before; /* struct store_carried */
    guint document_count;
    GArray *documents_made; /* struct registered_made */
    GArray *numberless;     /* struct registered_numberless */
    GArray *bills;        /* struct bill: of each document, and of each voided one that is undone */
    GPtrArray *lines;     /* GArray of struct bill_line, one a bill */
    GPtrArray *suppliers; /* struct supplier: of the bills and payments */
    /* Of every payee of whoever is not held, in the same order: */
    GArray *payments; /* struct payment_row */
    GArray *ledger;   /* struct issued_payment */
    GArray *ended;    /* struct issued_payment, of 0.00: ids whose debts others took over */
    GArray
        *again; /* struct payment_row: what is paid again, behind the payments in the bank's file */
    GArray *
        repaid; /* struct issued_repayment: those first, in the same order; then what is counted with
                       * what takes a voided document's place */
    GArray *supers; /* struct super_row */
    GArray *debts;  /* struct issued_debt: of whom decisions have a say */
    GStringChunk *strings;
    struct direct_entry_result entry;
    /* GST included, each added up on its own way */
    money documents;
    money billed;       /* what the bills' lines come to */
    money own_settled;  /* what voided documents of the period came to that are done with now */
    money late_settled; /* the same of earlier periods */
    money registered;   /* totals and adjustments of the register */
    money balance;      /* what earlier payments left of the payees of the issue */
    money paid;
    money carried; /* what is left for later payments */
    money counted; /* what came back and is counted with what takes a voided document's place */
    money paid_again;
    money written_off; /* less what was restored */
};

/* Reads the balances as they were before the seq. Zero *papers before; clear it in any case. */
bool issue_papers_open(const struct month_setup *setup, int64_t before_seq, issue_write *write,
                       struct issue_papers *papers, GError **error);
void issue_papers_clear(struct issue_papers *papers);

/* Freezes the new states and the documents (its own, late ones, adjustments) with every field as it
 * is printed, and copies what the files need. Nothing of a partner who is held. states: of struct
 * issued_month. */
bool issue_papers_add(struct issue_papers *papers, const struct partner_report *report,
                      const GArray *states, GError **error);

/* After the last partner: the four files, into the directory. Payments that do not fit into the
 * bank's file are named in `exceptions`; they are made by hand. */
bool issue_papers_write(struct issue_papers *papers, const char *directory,
                        exception_list *exceptions, GError **error);

/* The documents, the register and the payments are the same money: NULL, or a sentence that says
 * which are not; the caller frees. */
char *issue_papers_disagreement(const struct issue_papers *papers, const struct run_totals *totals);

#endif
