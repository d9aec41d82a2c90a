#ifndef ENGINE_CORE_RULES_ADJUSTMENT_H
#define ENGINE_CORE_RULES_ADJUSTMENT_H

#include "engine/core/month.h"

/* R1: what a later look at an issued month finds, as differences. Lines are in order of kind, rate,
 * taxability (no first), each of them once; minutes, amount and gst of a difference are signed. */

/* due less billed: a line where minutes or amount differ. GST that M2 moved between lines that
 * differ in nothing else is added to a taxable line that does, so that billed + differences has the
 * GST of due; where there is none, lines of GST alone carry it. `differences` needs room for
 * billed_count + due_count. Returns how many there are. */
size_t adjustment_lines(const struct line *billed, size_t billed_count, const struct line *due,
                        size_t due_count, struct line *differences);

/* billed + differences: the new state of the month. Lines with nothing left are dropped. `state`
 * needs room for billed_count + difference_count. Returns how many there are. */
size_t adjustment_apply(const struct line *billed, size_t billed_count,
                        const struct line *differences, size_t difference_count,
                        struct line *state);

/* What undoes a line. */
struct line line_undone(const struct line *line);

/* A difference as an adjustment shows it. */
struct adjustment_line {
    struct line line;
    const char *reason; /* in plain words: why its hours moved, joined by "; " */
    /* Computed, not frozen: */
    const char *dates;       /* "August 2026"; beside others of its kind those of its hours */
    const char *cause_class; /* "event", "correction", or both joined by ';' */
};

/* What lines come to. */
struct line_sum {
    pay_minutes minutes;
    money subtotal;
    money gst;
    money total;
};
struct line_sum adjustment_sum(const struct line *lines, size_t count);
/* D3: of them, what is not for a supply. */
money lines_no_supply(const struct line *lines, size_t count);

/* Where a period stands for a partner after what was issued of it. */
struct issued_standing {
    bool closed; /* issued, or nil; false: never issued, held, or voided */
    bool voided;
    enum document_kind document; /* the one to adjust, or that was voided; else NONE */
};

/* R2: what a later run does about an earlier period. */
enum correction {
    CORRECTION_NONE,       /* nothing moved, or it waits in its own period (held) */
    CORRECTION_ADJUSTMENT, /* of the document that was issued */
    CORRECTION_DOCUMENT,   /* a late one, or one in a voided one's place */
    CORRECTION_TAKE_BACK,  /* R6: nothing is due in a voided one's place */
    CORRECTION_NIL,        /* no document, but the hours of a month that was nil are others */
    CORRECTION_HELD,       /* the partner, by what the earlier period is held by */
    CORRECTION_TAXABILITY  /* the partner, by TAXABILITY_CHANGED */
};
/* differences are those of adjustment_lines. taxability_changed: an hour that paid pays with another
 * taxability, or what was decided does; it is asked for only where the document is to be adjusted. */
enum correction correction_decide(const struct issued_standing *standing,
                                  const struct month_result *due, const struct line *differences,
                                  size_t difference_count, bool taxability_changed);

/* D3: whether a payment for the period's services that was decided by the batch of its issue, and still counts,
 * has another taxability by its date than it had by the registration of then. */
bool decisions_retaxed(const struct partner_facts *facts, struct period period,
                       struct day_range gst_then, int64_t batch_then);

/* Of a closed period: whether the partner is held in the run by this exception of it (with
 * CORRECTION_HELD). Where the hours are untold, by what leaves them so; where a document is to be
 * adjusted, by words that cannot be shown (NO_GLYPH); else by every hold. */
bool hold_stops_correction(const struct issued_standing *standing, const struct month_result *due,
                           enum exception_code code);

/* One hour or booking of a month, whichever: what it pays after penalties, and its verdict. */
struct paid_hour {
    enum rate_kind kind; /* RATE_PARTNER: an hour */
    day date;
    int32_t start_minute;
    int32_t duration_minutes;
    const char *appointment_id; /* "" for an hour */
    pay_minutes minutes;        /* 0 where it pays nothing */
    hourly_rate hourly_rate;
    bool taxable;
    enum outcome outcome;
    enum rule rule;
    enum reason reason;
    bool penalised; /* C1 took it back */
    const char *evidence;
};

/* The hours of a month, then its bookings. `ret_paid` needs room for both. Returns how many. */
size_t adjustment_hours(const struct hour *hours, size_t hour_count, const struct booking *bookings,
                        size_t booking_count, struct paid_hour *ret_paid);

/* R6: whether an RCTI of that ABN, day and hours could be issued, as the facts are now known: it names who
 * they are of, who was registered on that day and on the dates of what it taxed, and had an agreement on
 * that day. One that could not was none: it is cancelled, not adjusted. */
bool rcti_is_valid(const struct partner_facts *facts, const char *abn, day issued,
                   const struct paid_hour *hours, size_t count);

/* An hour or booking that pays other minutes, at another rate or with another taxability than it
 * did. NULL where there was, or is, no such hour. */
struct hour_move {
    const struct paid_hour *was;
    const struct paid_hour *is;
    bool taxability_changed; /* it paid and it pays, with another taxability */
};

/* Slots are the same where date and start are, bookings where the id is. `moves` needs room for
 * before_count + after_count. By date and start (of what is now, else of what was), then slots
 * before bookings, then id. Returns how many there are. */
size_t adjustment_moves(const struct paid_hour *before, size_t before_count,
                        const struct paid_hour *after, size_t after_count, struct hour_move *moves);

#endif
