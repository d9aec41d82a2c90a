#ifndef ENGINE_CORE_MONTH_H
#define ENGINE_CORE_MONTH_H

#include "engine/core/facts.h"
#include "engine/core/outcome.h"
#include "engine/core/policy.h"

/* The room, in the order in which data pass:
 *
 *   money clock        numbers: cents, minutes, days, instants, a zone's clock
 *   facts              what is known of one partner (and of one case): the only input beside policy
 *   policy             the settings where the policy is silent
 *   outcome            the words: every rule, verdict, reason and exception with its text
 *   month              the one door: facts and policy in, the judged month out
 *   rules/             what decides it, a file a part of the policy; rules.h has their order, and
 *                      rules/month.c asks them in it
 *   rules/adjustment   the same of a month that was issued before
 *   near               which known word was meant, for errors of whatever is above
 *
 * Pure: no heap, file, clock, locale or state, and no library but the language's own. */

enum {
    /* No more than 24 slots start on one date (S3): the month and the day on either side. */
    MONTH_SLOTS_MAX = (31 + 2) * 24
};

/* A rate where one is in effect. */
struct rate_in_effect {
    bool found;
    hourly_rate rate;
};

/* The judged month: these structs are what is calculated, frozen, compared and shown. One that was
 * frozen and is read back from the store has what its table keeps; the rest is marked "computed".
 * Strings are never NULL but where it says so, and belong to whoever fills the struct. */

/* Who supplies, from partners.csv: all texts, in the order in which they are hashed. The abn has 11
 * digits, or whatever stands there where it is held. */
#define SUPPLIER_TABLE(X)                                                                          \
    X(partner_id)                                                                                  \
    X(legal_name)                                                                                  \
    X(trading_name)                                                                                \
    X(abn)                                                                                         \
    X(address_line_1)                                                                              \
    X(address_line_2)                                                                              \
    X(suburb)                                                                                      \
    X(state)                                                                                       \
    X(postcode)                                                                                    \
    X(email)                                                                                       \
    X(agreement_ref)                                                                               \
    X(bsb)                                                                                         \
    X(account_number)                                                                              \
    X(account_name)
#define SUPPLIER_FIELD(field) const char *field;
struct supplier {
    SUPPLIER_TABLE(SUPPLIER_FIELD)
};

/* What was found about an hour or a booking when it was judged. */
enum found_kind {
    FOUND_HOLIDAY, /* holidays, blocks and works over it */
    FOUND_BLOCK,
    FOUND_WORK,
    FOUND_CANCELLED, /* appointments of an hour: cancelled in time, or live and (C3) … */
    FOUND_CLOSED,
    FOUND_LAPSED,
    FOUND_PENDING,
    FOUND_HOUR,       /* H3: the result's hour that a booking overlaps; never evidence: has no id */
    FOUND_BOOKING,    /* H3: a paid booking that it overlaps */
    FOUND_OPEN,       /* A4: the customer's earlier open appointment */
    FOUND_MOVED_FROM, /* A4: the booking, whose moved_from is the id */
    FOUND_CASE,       /* A6: the booking, whose case is the id */
    FOUND_DECISION    /* D1, D2: the decision that it rests on */
};
struct finding {
    enum found_kind kind;
    uint32_t index;   /* into that array of the facts; into appointments from CANCELLED on */
    bool is_evidence; /* the verdict rests on it */
};
/* Findings of one verdict stand together in month_result.found: holidays, blocks or works first,
 * then appointments; of each in the order of the facts. */
struct finding_range {
    uint32_t begin;
    uint32_t end;
};

/* One hour of the Partner schedule with its verdict (S1 to C5). */
struct hour {
    day date;
    int32_t start_minute; /* of the day, local */
    struct interval span; /* computed: S4; empty for a DST_GAP */
    enum outcome outcome;
    enum rule rule;              /* C1 where the penalty took something back */
    pay_minutes paid_minutes;    /* before the penalty */
    pay_minutes penalty_minutes; /* 0 or more */
    struct rate_in_effect hourly_rate;
    bool taxable;               /* dated while registered for GST (M2) */
    unsigned notes;             /* NOTE_… */
    struct finding_range found; /* computed */
    const char *evidence; /* ids as bytes in order, joined by ';'; NULL from month_compute(), whose
                           * month_evidence() gives them */
};

/* One ad hoc booking with its verdict (H1 to H4, A0 to A6). */
struct booking {
    uint32_t appointment; /* computed: index into the facts */
    const char *appointment_id;
    day date;
    int32_t start_minute;
    int32_t duration_minutes;
    enum outcome outcome;
    enum rule rule;
    enum reason reason; /* REASON_NONE unless ADHOC_UNAUTHORISED, or decided (D1, D2) */
    pay_minutes paid_minutes;
    struct rate_in_effect hourly_rate;
    bool taxable;
    struct finding_range found; /* computed */
    const char *evidence;       /* as an hour's */
};

/* One appointment under A8; computed, and not frozen. */
struct unscheduled {
    uint32_t appointment; /* index into the facts */
    const char *appointment_id;
    day date;
    int32_t start_minute;
    enum outcome slot_outcome;  /* HOLIDAY or BLOCKED; UNSCHEDULED where no hour holds it */
    struct finding_range found; /* that hour's */
};

/* M1: all the minutes of the same kind, rate and taxability; D3: all that was decided, without minutes. */
struct line {
    enum rate_kind kind;
    hourly_rate hourly_rate;
    bool taxable;
    pay_minutes minutes;
    money amount; /* without GST */
    money gst;
};
static inline money line_total(const struct line *line)
{
    return money_add(line->amount, line->gst);
}

/* A month's document, and what adjusts it: an RCAN an RCTI, an ADJ an RCI. */
enum document_kind {
    DOCUMENT_RCTI,
    DOCUMENT_RCI,
    DOCUMENT_RCAN,
    DOCUMENT_ADJ,
    DOCUMENT_KIND_COUNT,
    DOCUMENT_NONE = DOCUMENT_KIND_COUNT
};
enum month_status { MONTH_READY, MONTH_HELD, MONTH_NIL };

/* The month's counts, in the terms of register.csv. */
struct totals {
    int32_t slots;
    int32_t holiday_slots;
    int32_t blocked_slots;
    int32_t dst_gap_slots;
    int32_t unpaid_cancelled_slots;   /* P4, setting consultant_cancellation = unpaid */
    pay_minutes other_stream_minutes; /* not paid under P3 */
    pay_minutes penalty_minutes;
    pay_minutes partner_minutes; /* after the penalty */
    pay_minutes adhoc_minutes;
    money partner_amount;
    money adhoc_amount;
    money decisions_amount; /* D3; what is for no supply too */
    money subtotal;
    money gst;
    money total;
};

/* The arrays stand in one piece of the caller's memory: month_result_place(). */
struct month_result {
    struct hour slots[MONTH_SLOTS_MAX]; /* of the day before the period to the day after */
    size_t slot_total;
    size_t slot_begin; /* the period's own: slot_begin .. slot_end - 1 */
    size_t slot_end;

    /* By start, then id: the days on either side as well. At the beginning of the memory. */
    struct booking *adhoc;
    size_t adhoc_total;
    size_t adhoc_begin; /* the period's own */
    size_t adhoc_end;

    struct unscheduled *unscheduled;
    size_t unscheduled_count;
    int32_t open_bookings;   /* live, on the open calendar, of the period; and those of them … */
    int32_t open_in_no_hour; /* … that start in no hour of the schedule, whatever its verdict */

    struct line *lines; /* by kind, rate, taxability (no first) */
    size_t line_count;

    struct exception *exceptions;
    size_t exception_count;

    struct finding *found;
    size_t found_count;

    struct interval *scratch; /* for unions of spans */

    struct month_capacity {
        size_t appointments; /* of adhoc and of unscheduled */
        size_t lines;
        size_t exceptions;
        size_t found;
        size_t scratch;
    } capacity;

    struct totals totals;
    enum month_status status;
    enum document_kind document; /* NONE unless MONTH_READY */
};

struct month_question {
    struct period period;
    stamp as_at;
    day issue_date;
};

/* The dates that are judged: those of the period and the day before and after it, which count for
 * overlaps and for A8 (rules.md section 2). */
struct day_range month_days_judged(struct period period);

/* Lays the arrays of a result out in bytes that are aligned as malloc does; gives how many it needs,
 * which is all that it does where they are NULL. */
size_t month_result_place(struct month_result *result, const struct partner_facts *facts,
                          void *bytes);

/* The only entry point: every verdict and line of one partner's month. Pure and deterministic;
 * cannot fail for facts within the limits of facts.h. Fills all of *result but what
 * month_result_place() did for the same facts. */
void month_compute(const struct partner_facts *facts, const struct policy *policy,
                   const struct month_question *question, struct month_result *result);

/* The ids that a verdict rests on, as bytes in order, each once: pointers into the facts. `ids`
 * needs room for all of the range. Returns how many there are. */
size_t month_evidence(const struct partner_facts *facts, const struct month_result *result,
                      struct finding_range found, const char **ids);

/* How many hours of the period a holiday, by its index in the facts, took. */
int32_t month_hours_taken(const struct month_result *result, uint32_t holiday);

/* M1, M2: what hours, bookings and lines come to. */
struct totals month_totals(const struct hour *hours, size_t hour_count,
                           const struct booking *bookings, size_t booking_count,
                           const struct line *lines, size_t line_count);

/* The order of lines: kind, rate, taxability (no first). Below 0, 0 or above. */
int line_compare(const struct line *a, const struct line *b);
/* M1, M2: amount and GST of lines that have their minutes, none below 0, in that order, as of one
 * document. Returns its GST. */
money lines_price(struct line *lines, size_t line_count, int32_t gst_rounding);

/* RCTI, RCI, RCAN, ADJ; ended by NULL. */
extern const char *const document_kind_words[DOCUMENT_KIND_COUNT + 1];
/* An hour's notes column by its notes, codes joined by ';', "" for none; ended by NULL. A booking's
 * is the word of its reason. */
enum { HOUR_NOTES_COUNT = (NOTE_REBOOKED | NOTE_PENDING_COMPLETION | NOTE_WAIVED) + 1 };
extern const char *const hour_notes_words[HOUR_NOTES_COUNT + 1];
/* NO_SLOT, HOLIDAY, BLOCKED. */
const char *unscheduled_reason(const struct unscheduled *unscheduled);

/* Every slot has one verdict: slots = paid + each kind of unpaid, in minutes. */
bool month_hours_balance(const struct totals *totals);

/* When an appointment must be marked by (C2): the first instant that is too late with
 * calendar_days, the last in time with hours. */
stamp month_completion_deadline(const struct partner_facts *facts, const struct policy *policy,
                                const struct appointment *appointment);
/* Whether the month comes to the same by every later as-at: all that its appointments, and the cases of
 * these, tell of happened by this one, and every deadline has passed. */
bool month_as_at_passed(const struct partner_facts *facts, const struct policy *policy,
                        const struct month_question *question);
/* Its status by then: completed, no_show, cancelled and moved become booked where stamped later, and a
 * cancellation at or after the start is none, or a move (C5). */
enum appointment_status appointment_status_at(const struct appointment *appointment,
                                              const struct policy *policy, stamp as_at);
/* The latest rate of a kind on or before a date. */
struct rate_in_effect rate_in_effect_on(const struct partner_facts *facts, enum rate_kind kind,
                                        day date);
/* S1, S2: whether a row of the schedule gives its hours on a date. */
bool schedule_row_counts(const struct schedule_row *row, day date);
/* The client cancelled less than 24 hours (real time) before the start (H1, A6). Of one that was
 * cancelled in time. */
bool appointment_cancelled_late(const struct appointment *appointment);

/* 11 digits that pass the ABN's checksum (M3). */
bool abn_valid(const char *abn);

#endif
