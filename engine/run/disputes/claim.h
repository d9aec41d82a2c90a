#ifndef ENGINE_RUN_DISPUTES_CLAIM_H
#define ENGINE_RUN_DISPUTES_CLAIM_H

#include "engine/run/correct/month_change.h"
#include "importers/text/issue.h"

/* "You owe me 2 hours", as a list: the hours that a partner believes are due of a month, beside those that were
 * paid. Each claimed minute has one place, so that
 *     claimed - claimed and not paid - claimed twice + paid and not claimed + of no hour = paid
 * in minutes and to the cent. */

/* ---- what is claimed --------------------------------------------------------------------------- */

enum { CLAIM_MINUTES_MAX = 24 * 60, CLAIM_ROWS_MAX = 10000 };

struct claim_row {
    uint32_t line; /* of the file */
    day date;
    int32_t start_minute;
    const char *appointment_id; /* "" */
    int32_t minutes;            /* 0: the whole hour or booking */
};

/* Reads a claim: claim.csv (date, start, and where they are there appointment_id and minutes), or lines like
 * "2026-09-14 10:00", which a file is taken for that begins with a digit. `name`: what issues call it. Rows are
 * struct claim_row; strings in `strings`. What is wrong becomes an issue. false and *error where it cannot be
 * read, or CLAIM_ROWS_MAX is passed. */
bool claim_read(const char *path, const char *name, struct period period, GArray *rows,
                GStringChunk *strings, struct issues *issues, GError **error);

/* ---- the bridge -------------------------------------------------------------------------------- */

enum claim_step {
    CLAIM_PAID,      /* claimed, and paid */
    CLAIM_NOT_PAID,  /* claimed, and not paid */
    CLAIM_TWICE,     /* claimed more than once */
    CLAIM_UNCLAIMED, /* paid, and not claimed */
    CLAIM_STEP_COUNT
};
/* paid, claimed_not_paid, claimed_twice, paid_not_claimed; ended by NULL. */
extern const char *const claim_step_words[CLAIM_STEP_COUNT + 1];

/* Minutes of one hour, booking or other time that are of one step. */
struct claim_item {
    enum claim_step step;
    enum rate_kind kind;
    day date;
    int32_t start_minute;
    const char *appointment_id; /* of a booking, or as it was claimed; "" */
    uint32_t line;              /* of the claim; 0: it is not in it */
    pay_minutes minutes;
    hourly_rate hourly_rate; /* 0: none is in effect */
    bool taxable;
    const char *why;    /* of what is not paid, and of what was claimed twice; else "" */
    const char *mend;   /* what would have made it payable; "" */
    const char *source; /* file:line of the fact that decided; "" */
};

typedef struct claim_bridge {
    const struct store_issued_month
        *issued; /* what "paid" is of; NULL: of today's facts, nothing is issued */
    size_t row_count;
    struct line_sum claimed;
    struct line_sum steps[CLAIM_STEP_COUNT]; /* positive each */
    struct line_sum of_no_hour;              /* of what was paid: a decision, a rounding */
    struct line_sum paid;
    GArray *items;        /* struct claim_item: by step, then as they are in the month */
    month_change *coming; /* what today's facts change of what is issued; NULL: nothing is issued */
    enum month_status status; /* of today's facts */
    partner_report *report;   /* likewise */
    struct partner_month *month;
    move_causes *causes;
    GArray *decisions; /* struct decision: the partner's, of all that are known now */
    paid_month issued_hours;
    paid_month hours; /* today's */
    GStringChunk *strings;
} claim_bridge;

/* The setup has its view and the partner's sessions. issued: with verdicts, or NULL; it and the rows outlive the
 * bridge. beside_roster: as for partner_month_compute. NULL and *error where the machine fails. */
claim_bridge *claim_bridge_new(const struct month_setup *setup, const char *partner_id,
                               bool beside_roster, const struct store_issued_month *issued,
                               const GArray *rows, GError **error);
void claim_bridge_free(claim_bridge *bridge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(claim_bridge, claim_bridge_free)

#endif
