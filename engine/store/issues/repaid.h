#ifndef ENGINE_STORE_ISSUES_REPAID_H
#define ENGINE_STORE_ISSUES_REPAID_H

#include "engine/store/issues/issues.h"

/* What issues did by decisions on payments (decisions.md D7 to D9), and what is asked of payments for them.
 * Rows are appended, their strings are in `strings`. */

/* D7: what an issue pays again. */
struct issued_repayment {
    int64_t paid_seq; /* of the issue whose payment it was */
    const char *partner_id;
    const char *paid_abn; /* to whom it was paid; with the two above this is the payment */
    const char *abn;      /* to whom it is paid now */
    money amount;         /* above 0 */
    bool apart; /* a row of its own in the payment file; else it counts with what takes the place
                           * of a voided document */
    bool in_file;
    const char *bsb; /* these of a row of its own */
    const char *account_number;
    const char *account_name;
};

/* D8 and D9: what an issue makes of what a supplier owes, where decisions have a say. */
struct issued_debt {
    const char *partner_id;
    const char *abn;
    money came_off;    /* by instalments; 0 without */
    money written_off; /* less what a credit restored */
    money balance;     /* 0 or more: what then stands written off */
};

bool store_issue_add_repayments(issue_write *write, const GArray *repayments, GError **error);
bool store_issue_add_debts(issue_write *write, const GArray *debts, GError **error);

/* A payment, and how much of it is not in its payment file. */
struct store_payment {
    int64_t seq;
    int64_t batch;
    struct period period;
    int32_t issue;
    const char *partner_id;
    const char *abn;
    money payment;
    bool in_file;
    bool has_account;
    day issue_date;
    day payment_date;
    const char *number;     /* of its first document; "" of none */
    const char *legal_name; /* as that names it */
};
/* Those above 0 that a file left out, and those of the documents whose numbers are named (char *; NULL:
 * none), before the seq. By seq, partner, ABN; each once. */
bool store_payments_find(store *store, const GPtrArray *numbers, int64_t before_seq, GArray *rows,
                         GStringChunk *strings, GError **error);
/* Of a document: false in ret_found where there is none of that number or it was issued later. */
bool store_payment_of(store *store, const char *number, int64_t before_seq, bool *ret_found,
                      struct store_payment *ret_payment, GStringChunk *strings, GError **error);

/* A repayment and when it was. */
struct store_repayment {
    struct issued_repayment row;
    int64_t seq;
    int64_t batch;
    struct period period;
    int32_t issue;
    day payment_date;
};
/* Before the seq, by seq. */
bool store_repayments_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                           GError **error);

/* What stands written off before the seq, where it is not 0: struct issued_debt. By partner, ABN. */
bool store_written_off_load(store *store, int64_t before_seq, GArray *rows, GStringChunk *strings,
                            GError **error);
/* Of one issue and supplier: what decisions made of what is owed (of amounts alone; ret_found: they did), and
 * what came back before and counts with what takes the place of a voided document. */
bool store_payment_decided(store *store, int64_t seq, const char *partner_id, const char *abn,
                           bool *ret_found, struct issued_debt *ret_debt, money *ret_counted,
                           GError **error);
/* What came off by instalments of one id and ABN: above 0. */
struct store_came_off {
    const char *partner_id;
    const char *abn;
    money amount;
};
/* In the issues of a period before the seq. By partner, ABN. */
bool store_came_off_load(store *store, struct period period, int64_t before_seq, GArray *rows,
                         GStringChunk *strings, GError **error);
/* The newest batch of the issues before the seq; 0 before the first. */
bool store_issued_batch(store *store, int64_t before_seq, int64_t *ret_batch, GError **error);
/* The batch of the newest issue before the seq that has a payment, repayment or debt of the partner; 0 for
 * none. */
bool store_partner_paid_batch(store *store, const char *partner_id, int64_t before_seq,
                              int64_t *ret_batch, GError **error);

/* What all partners' months stand at, GST included, and what payment files had, what was paid again included. */
bool store_issued_sums(store *store, money *ret_documents, money *ret_by_file, GError **error);

/* Whom the newest document of a partner and an ABN names; there must be one. */
bool store_abn_supplier_load(store *store, const char *partner_id, const char *abn,
                             int64_t before_seq, struct supplier *ret_supplier,
                             GStringChunk *strings, GError **error);

/* The ABN that a document names; there must be one of that number. */
bool store_document_abn_load(store *store, const char *number, const char **ret_abn,
                             GStringChunk *strings, GError **error);
/* The ABNs that the partner's documents before the seq name: appends const char *, each once, that of the newest month first. */
bool store_document_abns_load(store *store, const char *partner_id, int64_t before_seq,
                              GPtrArray *abns, GStringChunk *strings, GError **error);

/* The issues that made a document and its adjustments which were voided with it: int64_t. */
bool store_void_issues(store *store, const char *number, int64_t before_seq, GArray *seqs,
                       GError **error);

#endif
