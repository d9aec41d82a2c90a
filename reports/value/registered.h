#ifndef REPORTS_VALUE_REGISTERED_H
#define REPORTS_VALUE_REGISTERED_H

#include <glib.h>
#include <stdbool.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"

/* The register of documents (delivery.md section 3) as people see it: a row for every number that was ever
 * given, to a document or to a bill; for what was paid beside documents; and for whoever of an issued month
 * got no number. All that was billed is the sum of the rows' totals, all that was paid that of their payments.
 * engine/run/register/registered.h finds the rows. Strings are never NULL. */

enum registered_kind {
    REGISTERED_RCTI,
    REGISTERED_RCI,
    REGISTERED_RCAN,
    REGISTERED_ADJ,
    REGISTERED_VOID, /* the bill NUMBER-VOID, which undoes a document that another takes the place of */
    REGISTERED_WRITE_OFF,  /* D8: a bill that takes what is not claimed out of the accounts … */
    REGISTERED_RESTORED,   /* … or puts it back */
    REGISTERED_PAYMENT,    /* of an issue that has no document for it */
    REGISTERED_PAID_AGAIN, /* D7: what came back, in a row of its own of the bank's file */
    REGISTERED_CAME_BACK,  /* D7: below 0 */
    REGISTERED_BY_HAND,    /* D7 */
    REGISTERED_NONE,       /* no number: why */
    REGISTERED_KIND_COUNT
};
bool registered_is_document(enum registered_kind kind);      /* RCTI, RCI, RCAN or ADJ */
const char *registered_kind_word(enum registered_kind kind); /* "RCTI", "PAID AGAIN" */

/* How what a row pays was paid. */
enum registered_paid {
    REGISTERED_BY_FILE,  /* in the bank's file */
    REGISTERED_LEFT_OUT, /* of the file: nobody was paid by this */
    REGISTERED_HAND,
    REGISTERED_BACK,
    REGISTERED_PAID_COUNT
};

/* What a row has in the accounts. GST by the label of the business activity statement: an RCTI and an RCI are in
 * G11 with their GST and without what is for no supply, an adjustment of an RCI too; the GST of an RCTI is 1B, as is
 * that of a note upwards, and that of a note downwards is 1A. */
struct registered_bill {
    money amount; /* without GST */
    money gst;
    money total;
    money g11;
    money gst_1a; /* what the company owes more: 0 or more, less what is undone of it */
    money gst_1b; /* what it may claim: likewise */
};
/* Fills g11, gst_1a and gst_1b of a document from its amounts; no_supply: what of these is for no supply (D3). */
void registered_bill_label(enum registered_kind kind, money no_supply,
                           struct registered_bill *bill);
void registered_bill_add(struct registered_bill *sum, const struct registered_bill *bill);
void registered_bill_undo(struct registered_bill *sum, const struct registered_bill *bill);

struct registered_payment {
    money amount;
    enum registered_paid by;
    const char *by_text; /* "file" */
};

/* Days are OPEN_NO_DAY where there is none. */
struct registered {
    enum registered_kind kind;
    const char *kind_text;
    const char *
        number; /* of what was paid beside documents that of its first one; "" where none was given */
    const char *partner_id;
    const char *legal_name; /* as printed, of a document */
    const char *abn;
    const char *rcti;       /* "yes" or "no" of a document, else "" */
    const char *period;     /* of the services: "2026-09" */
    const char *issued_in;  /* the month of the issue; "" of what people decided */
    int32_t issue;          /* of that month; 0 likewise */
    const char *issue_text; /* "1"; "" likewise */
    int64_t seq;
    day issue_date; /* or of the decision */
    day due_date;
    day payment_date; /* when it was paid, or settled with what was paid; none while any of it is open */
    bool billed;
    struct registered_bill bill;
    bool pays; /* of the documents of one payment only the first does */
    struct registered_payment payment;
    const char *payment_number; /* the first of that payment, which is the bank's reference */
    const char *adjusts;
    const char *replaces;
    const char *replaced_by;
    day voided_on;
    const char *about; /* in words: why it is void, or there is none; the decision's ticket */
    const char *delivery;
    day delivered_on;
    const char *prepared_by;
    const char *approved_by;
    const char *seal; /* "" of the issue that is being made: its own comes after it */
};

/* ---- totals ---- */

enum registered_group {
    REGISTERED_ISSUED, /* by the day of issue */
    REGISTERED_PAID,   /* by that of payment: cash basis */
    REGISTERED_PARTNER /* issued, of one partner */
};

struct registered_total {
    enum registered_group group;
    const char *group_text; /* "issued in the quarter" */
    const char *of;         /* "2026-09", "2026-27 Q1", "2026-27", or a partner's id */
    const char *legal_name; /* of a partner; else "" */
    day from;
    day to;
    int64_t documents;
    struct registered_bill bill;
    money by_file; /* what was paid so */
    money by_hand;
    money came_back; /* 0 or less */
};

/* The rows and what they come to. */
struct registered_list {
    GArray *rows; /* struct registered: by day of issue, seq, and number */
    GArray *
        totals; /* struct registered_total: months, quarters and years issued; likewise paid; partners */
    GPtrArray *findings; /* char *: what does not hold, owned */
    day from;            /* what was asked for: DAY_UNBOUNDED_FROM and _TO of all */
    day to;
    char *year; /* "2026-27"; "" of all */
    money
        owed; /* of one supplier alone: what the store says that is owed to them; below 0: by them */
    GStringChunk *strings;
};
struct registered_list *registered_list_new(day from, day to);
void registered_list_free(struct registered_list *list);
typedef struct registered_list registered_list;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(registered_list, registered_list_free)
/* Leaves out what is not of the days, sorts and adds up: after the last row. */
void registered_list_close(struct registered_list *list);

/* The financial year of a day, from 1 July to 30 June: its first and last day, and its name,
 * "2026-27", put into a buffer of TEXT_SIZE (reports/text.h), which is returned. */
day financial_year_first(day of);
day financial_year_last(day of);
char *financial_year_text(char *buffer, day of);
/* "2026-27" as its first and last day; false where it is none. */
bool financial_year_parse(const char *text, day *ret_first, day *ret_last);

#endif
