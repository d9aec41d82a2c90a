#ifndef REPORTS_VALUE_EXPLANATION_H
#define REPORTS_VALUE_EXPLANATION_H

#include "reports/value/changes.h"
#include "reports/value/partner_report.h"

/* Why and why not, as a value: one partner's month, hour by hour in sentences, and the money. Text,
 * letter and JSON (reports/explained) are writers of it. Strings live as long as the report. */

enum explained_kind {
    EXPLAINED_HOUR,   /* of the Partner schedule */
    EXPLAINED_ADHOC,  /* a booking of the ad hoc calendar */
    EXPLAINED_OUTSIDE /* an open appointment that no hour pays (A8) */
};

/* What may be left out. */
struct explain_filter {
    bool by_date;
    day date;
    bool by_start;
    int32_t start_minute;
    bool for_partner; /* of decisions all but their tickets: neither id nor reason, nor who */
};

/* An hour or an appointment with what became of it. Lists of texts are ended by NULL. Sentences have a
 * capital and no full stop; they are true for that hour, and say nothing of batches, files or rules. */
struct explained {
    enum explained_kind kind;
    struct row_place at;
    const struct hour *slot; /* of the report, that of its kind; the others are NULL */
    const struct booking *booking;
    const struct unscheduled *unscheduled;
    int32_t duration_minutes;
    int32_t paid_minutes; /* after the penalty */
    bool pending;
    const char *became;             /* "Booked", "Ad hoc booking not authorised: self-referred" */
    const char *const *sentences;   /* what it rests on, with all its evidence */
    const char *const *mends;       /* what would have made payable what was not paid */
    const char *const *policy;      /* the sentences of the policy that decided */
    const struct not_paid_row *why; /* the first of its rows in "Not paid"; NULL: all is paid */
    size_t why_count;
};

/* A document of the partner: of the month, or paid together with one of it. */
struct explained_document {
    const char *number;
    const char *adjusts; /* "" unless it adjusts one */
    struct period period;
    day issue_date;
    money total;             /* GST included */
    const char *void_reason; /* "" unless it is void */
    const char *replaces;
    const char *const *reasons; /* of an adjustment, one a line; ended by NULL */
    const char *const *told;    /* the same for the partner: no file, batch or decision's id */
};

/* D7: what became of a payment, of which there was a decision. */
enum explained_event_kind {
    EVENT_RETURNED,   /* it came back: by decision */
    EVENT_BY_HAND,    /* it was paid by hand: by decision */
    EVENT_PAID_AGAIN, /* an issue paid it again, on its own */
    EVENT_COUNTED, /* what came back counts with what takes a voided document's place: by an issue */
    EXPLAINED_EVENT_COUNT
};
struct explained_event {
    enum explained_event_kind kind;
    money amount;
    const char *decision_id; /* "" of what an issue did, as is the next */
    const char *ticket;
    struct period period; /* of the issue; these four are not read of a decision */
    int32_t issue;
    day payment_date;
    bool in_file;
};

/* D7: what an issue pays again of an earlier payment, on its own. */
struct explained_repayment {
    const char *number; /* of the first document of that payment */
    money amount;
    bool in_file;
};

/* What an issue paid, where it is of the month or has a document of it:
 * brought_forward + documents - settled + counted + written_off = payment + carried_forward. */
struct explained_payment {
    struct period period; /* of the issue */
    int32_t issue;
    day issue_date;
    day payment_date;
    money brought_forward;          /* 0 or less */
    money settled;                  /* with voided documents, in whose place some come */
    money counted;                  /* D7: of that, what came back since; 0 or more */
    money written_off;              /* D8: by this issue; below 0: what is claimed again */
    const char *write_off_tickets;  /* of that: "T-1 and T-2"; "" of none */
    money payment;                  /* 0 or more */
    money came_off;                 /* 0 or more: of what was owed, what this payment is less by */
    const char *instalments_ticket; /* D9: by which it comes off by instalments; "": it does not */
    money instalment;               /* then: at most that, once a month */
    bool in_file;                   /* it went to the bank in the payment file */
    bool has_account;               /* one was known */
    money carried_forward;          /* 0 or less */
    money later_came_off;           /* 0 or more: of that, what later payments were less by */
    day came_off_until;             /* payment date of the last of those; only where there is one */
    money later_written_off;        /* 0 or more: of that, what is not claimed any more */
    const char *later_tickets;      /* by which; "" of none */
    money still_owed;               /* 0 or less: of that, the rest */
    money owed_again;               /* D7: 0 or more: it came back, and no issue paid it again */
    money left_out; /* 0 or more: a payment file left it out, and nobody paid it by hand */
    const struct explained_event *events; /* in the order of time */
    size_t event_count;
    const struct explained_repayment *repayments; /* what is paid beside it */
    size_t repayment_count;
    const struct explained_document *documents; /* that the payment is for */
    size_t document_count;
};

/* A decision that has to do with the month, its documents or its payments. */
struct explained_decision {
    const char *decision_id;
    const char *kind;     /* "waive" */
    const char *subject;  /* in words */
    const char *standing; /* "counts", "ended by D-000018" */
    bool counts;
    const char *ticket;
    const char *reason; /* which no partner is told, nor who: */
    const char *entered_by;
    const char *approved_by;
    day entered_on; /* in UTC */
    int64_t batch;
    const char *told; /* D3: the sentence for the partner; "" where it is told elsewhere */
};

/* What decisions make of the month as a whole. */
enum explained_standing {
    STANDS_BY_ITSELF,
    STANDS_HELD,         /* D4: never issued, and not before it is released */
    STANDS_SETTLED,      /* D6: settled outside, never (again) issued or trued up */
    STANDS_NEVER_ISSUED, /* D6: nobody's month is ever to be issued */
};

struct explained_money {
    day today; /* by which a payment was made, or is to be: the run's issue date, or the newest issue's */
    const struct explained_document *documents; /* of the month, by issue */
    size_t document_count;
    bool issued; /* the month was, with or without a document */
    enum explained_standing standing;
    const char *standing_id;     /* of the decision by which; "", as is the next */
    const char *standing_ticket; /* its ticket */
    int64_t standing_batch;      /* of its row: of an older view it is no part yet */
    money settled_at;            /* D6: of the partner's own */
    money billed;                /* by those that stand */
    money
        unbilled; /* what the month comes to by the newest facts, less that; 0 by those of then, and where
                     * it is settled */
    const char *instalments_ticket; /* D9: in force now; "": none is */
    money instalment;
    const struct explained_payment *payments; /* by issue */
    size_t payment_count;
    const struct explained_decision *decisions; /* in the order in which they were entered */
    size_t decision_count;
};

struct explanation {
    const struct report_run *run;
    const struct partner_report *report;
    const char *timezone;         /* of all times: "Australia/Sydney" */
    const char *place;            /* "Sydney" */
    const char *as_at;            /* "12 October 2026 09:00 (Sydney)" */
    const struct explained *rows; /* by date and start, hours first */
    size_t row_count;
    struct explained_money money; /* zero until the caller sets it */
    const change_list
        *changes; /* of the partner's standing data since the last issue; NULL: not asked */
};

/* Of the month that `facts` and `result` are of and `report` shows; all but facts and result are kept.
 * The caller frees. */
struct explanation *explanation_new(const struct report_run *run, const struct partner_facts *facts,
                                    const struct month_result *result,
                                    struct partner_report *report);
/* "12 October 2026 09:00 (Sydney)": an instant on the partner's clock. The caller frees. */
char *explanation_instant(const struct partner_facts *facts, stamp at);
/* Whether the filter lets a row pass. */
bool explained_passes(const struct explained *row, const struct explain_filter *filter);
void explanation_free(struct explanation *explanation);
typedef struct explanation explanation;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(explanation, explanation_free)

/* What an appointment was to the month, wherever it is. */
struct explained_appointment {
    const char *appointment_id;
    bool matters; /* the verdict of an hour or booking rests on it */
    day date;
    int32_t start_minute;
    enum calendar calendar;
    const char *const
        *sentences;              /* what is known of it, and why it did or did not; ended by NULL */
    const struct explained *row; /* the hour or booking that it is of; NULL: of none */
};
/* The month of the hour in which an appointment starts, by its index in the facts: the period, or one beside
 * it, where an hour lasts over the month's end; the period where it starts in none. */
struct period explanation_hour_period(const struct explanation *explanation,
                                      const struct month_result *result, size_t index);
/* By its index in the facts. The caller frees the sentences. */
struct explained_appointment explanation_appointment(const struct explanation *explanation,
                                                     const struct partner_facts *facts,
                                                     const struct month_result *result,
                                                     size_t index);

/* "X1603: 4 extra sessions approved 7 September, clinical review pending: does not count, because …". Its
 * .counts is set (case_judge). Of a session of that date; NULL: of any. A date of `year` is told without
 * it. The caller frees. */
char *extra_request_told(const struct extra_request *request, const struct policy *policy,
                         const day *session, int32_t year);

/* A case with its sessions, whoever they are with; for whoever keeps the store. */
struct explained_case {
    const char *case_id;
    const struct case_facts *facts;         /* judged */
    const struct session_finding *findings; /* of its appointments */
    const struct policy *policy;
    stamp as_at;
};

#endif
