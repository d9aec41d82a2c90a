#ifndef ENGINE_RUN_CORRECT_MONTH_CHANGE_H
#define ENGINE_RUN_CORRECT_MONTH_CHANGE_H

#include "engine/run/correct/causes.h"
#include "engine/run/correct/pay_steps.h"

/* What two states of one partner's month differ in, by cause: as issued and as today's facts have it, or
 * without and with a setting. */

/* One state: what each hour and booking pays, and what the month comes to. */
struct paid_month {
    struct paid_hour *hours;
    size_t count;
    const struct line *lines;
    size_t line_count;
    struct line_sum sum;
};
typedef struct paid_month paid_month;
/* Of a state with its verdicts, as it was frozen or would be; it is pointed into. None of NULL. */
struct paid_month paid_month_issued(const struct issued_month *issued);
/* Of a month as worked out last, held or not: the report is made of it, and both are pointed into. */
struct paid_month paid_month_computed(const struct partner_report *report,
                                      const struct month_result *result);
void paid_month_clear(paid_month *month);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(paid_month, paid_month_clear)

/* One hour or booking that pays otherwise. */
struct changed_hour {
    const struct paid_hour *was; /* NULL: there was none */
    const struct paid_hour *is;
    const char *before; /* in words, with the rate where that moved */
    const char *after;
    const char *source; /* "blocks.csv:4 (batch 7)"; "" where no file moved it */
};

enum change_kind {
    CHANGE_HOURS,   /* hours moved by it */
    CHANGE_DECIDED, /* D3: what was decided to be paid, or is no more */
    CHANGE_REST     /* cents of no hour: a rounding */
};

struct change_cause {
    enum change_kind kind;
    const char *because;        /* "block B9 is new" */
    const char *told;           /* the same for the partner: "Leave on 4 August, reported on …" */
    GArray *hours;              /* struct changed_hour, by date and start; none: it moved no hour */
    struct line_sum difference; /* after less before, to the cent */
};

/* Strings are its own; the hours that it points to are those of the two states, which must outlive it. */
typedef struct month_change {
    GArray *causes; /* struct change_cause, the largest first */
    struct line_sum difference;
    GStringChunk *strings;
} month_change;

/* decisions: all that are known (struct decision). causes: why each hour moved, and what was decided; NULL:
 * all of it by `because`. Cents that neither moved are a cause of their own, last: `because`, or where that is
 * NULL in words. gst_rounding: the policy's of `was`. */
month_change *month_change_new(const struct paid_month *was, const struct paid_month *is,
                               const GArray *decisions, move_causes *causes, const char *because,
                               int32_t gst_rounding);
void month_change_free(month_change *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(month_change, month_change_free)

#endif
