#ifndef REPORTS_VALUE_EXPLANATION_H
#define REPORTS_VALUE_EXPLANATION_H

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

/* What an issue paid, where it is of the month or has a document of it:
 * brought_forward + documents - settled + counted + written_off = payment + carried_forward. */
struct explained_payment {
    struct period period; /* of the issue */
    int32_t issue;
    day issue_date;
    day payment_date;
    money brought_forward; /* 0 or less */
    money settled;         /* with voided documents, in whose place some come */
    money counted;         /* D7: of that, what came back since; 0 or more */
    money written_off;     /* D8: by this issue; below 0: what a credit restored */
    money payment;         /* 0 or more */
    bool in_file;          /* it went to the bank in the payment file */
    money carried_forward; /* 0 or less */
    money still_owed;      /* 0 or less: of that, what no later payment had */
    day cleared_on; /* the payment date of the one that had the last of it; only where it is 0 */
    const struct explained_document *documents; /* that the payment is for */
    size_t document_count;
};

struct explained_money {
    const struct explained_document *documents; /* of the month, by issue */
    size_t document_count;
    bool issued;    /* the month was, with or without a document */
    money billed;   /* by those that stand */
    money unbilled; /* what the month comes to by the newest facts, less that; 0 by those of then */
    const struct explained_payment *payments; /* by issue */
    size_t payment_count;
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
};

/* Of the month that `facts` and `result` are of and `report` shows; all but facts and result are kept.
 * The caller frees. */
struct explanation *explanation_new(const struct report_run *run, const struct partner_facts *facts,
                                    const struct month_result *result,
                                    struct partner_report *report);
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
