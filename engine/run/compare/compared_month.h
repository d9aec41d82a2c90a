#ifndef ENGINE_RUN_COMPARE_COMPARED_MONTH_H
#define ENGINE_RUN_COMPARE_COMPARED_MONTH_H

#include "engine/run/compare/compare.h"

/* What was paid with a month, and what that is made of. */

/* Hours that did not pay, in the order in which they are counted. */
struct taken {
    enum outcome outcome; /* OUTCOME_COUNT: C1, whatever the outcome */
    enum compare_cause cause;
    const char *words;
};
enum { TAKEN_COUNT = 6 };
extern const struct taken month_taken[TAKEN_COUNT];

/* Hours by weekday and start: how many the schedule offers in the month. */
enum { WEEKDAYS = 7 };
typedef int32_t offered_hours[WEEKDAYS][MINUTES_PER_DAY];

/* Zero it before, but for the period. */
struct compared_month {
    struct period period;
    const struct issued_month *state; /* hours, bookings and lines */
    store_issued_month *issued;       /* what was issued of it; or worked out: */
    month_setup setup;
    partner_month *month;
    partner_report *report;
    bool by_hand; /* no payment file has all of it */
    bool held;    /* nothing is paid until that is settled */
    struct line_sum sum;
    money adjustments; /* adjustments and documents of other months */
    money brought;     /* 0 or less, as is the next */
    money carried;
    money written_off;   /* D8: by its issues, 0 or more; likewise: */
    money claimed_again; /* of what was written off before */
    money came_back;     /* D7: and counts again */
    const char *write_off_tickets;
    GArray *decisions;  /* struct decision: as its state knew them */
    GPtrArray *numbers; /* const char *: of the documents of its issues */
    money pay;
    bool has_payment; /* with the issues of the month, whatever it is for */
    /* Counted: */
    offered_hours *offered;
    int32_t taken_minutes[TAKEN_COUNT];
    GPtrArray *holidays; /* names, each once */
    int32_t paid_minutes[RATE_KIND_COUNT];
    hourly_rate least[RATE_KIND_COUNT]; /* of what paid */
    hourly_rate most[RATE_KIND_COUNT];
    int32_t taxable_minutes;
};
void compared_month_clear(struct compared_month *month);

struct pay_question {
    store *store;
    const struct month_order *order; /* for a month that is not issued */
    day today;                       /* by which a payment was made, or is to be */
    const char *partner_id;
    const GArray *decisions; /* struct decision: the partner's, of all that are known now */
    comparison *comparison;  /* gets the hours of each cause, on a row without a text, and notes */
};

/* sign: 1 or -1, as the month's hours count in the difference. */
bool compared_month_read(const struct pay_question *of, struct compared_month *month, int32_t sign,
                         struct compare_side *ret_side, GError **error);

#endif
