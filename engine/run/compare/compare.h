#ifndef ENGINE_RUN_COMPARE_COMPARE_H
#define ENGINE_RUN_COMPARE_COMPARE_H

#include "engine/run/month/month.h"
#include "engine/store/issues/issues.h"

/* Why a partner's pay is another than it was: two states of one month (states.c), or two months
 * (periods.c), as rows of causes that add up to the difference to the cent (rows.c shares the cents of
 * rounding out); and a month of everyone (everyone.c). Nothing is written. */

/* What a cause is about: the code in CSV and JSON. */
#define COMPARE_CAUSE_TABLE(X)                                                                     \
    X(FACTS, "facts") /* of one month: what became known, a setting, or time that passed */        \
    X(WEEKDAYS, "weekdays")                                                                        \
    X(SCHEDULE, "schedule")                                                                        \
    X(CLOCK, "clock")                                                                              \
    X(HOLIDAY, "holiday")                                                                          \
    X(LEAVE, "leave")                                                                              \
    X(OTHER_STREAM, "other_stream")                                                                \
    X(CANCELLED, "cancelled")                                                                      \
    X(NOT_MARKED, "not_marked")                                                                    \
    X(ADHOC, "adhoc")                                                                              \
    X(PARTNER_RATE, "partner_rate")                                                                \
    X(ADHOC_RATE, "adhoc_rate")                                                                    \
    X(DECISION, "decision") /* D3 */                                                               \
    X(GST, "gst")                                                                                  \
    X(ADJUSTMENTS, "adjustments")                                                                  \
    X(BROUGHT_FORWARD, "brought_forward")                                                          \
    X(CARRIED_FORWARD, "carried_forward")                                                          \
    X(WRITTEN_OFF, "written_off")     /* D8 */                                                     \
    X(CLAIMED_AGAIN, "claimed_again") /* D8 */                                                     \
    X(CAME_BACK, "came_back")         /* D7: and counts again */                                   \
    X(OTHER, "other")
#define COMPARE_CAUSE_ENUM(code, word) COMPARE_##code,
enum compare_cause { COMPARE_CAUSE_TABLE(COMPARE_CAUSE_ENUM) COMPARE_CAUSE_COUNT };
extern const char *const compare_cause_words[COMPARE_CAUSE_COUNT + 1];

/* An hour, a booking or a document that a cause is about. */
struct compare_hour {
    struct row_place at;
    int32_t minutes; /* of the difference, signed; 0 where it is about a document */
    money amount;    /* of a document, signed, GST included */
    const char *words;
    const char *source; /* "blocks.csv:4 (batch 7)"; "" where no file is named */
};

struct compare_row {
    enum compare_cause cause;
    const char *text; /* for the partner too: no file, no batch */
    int32_t minutes;  /* signed; 0 where it is about no hours */
    /* Signed, and without GST, but of what is about documents and payments, from ADJUSTMENTS on, which have
     * theirs. */
    money amount;
    GArray *hours;     /* struct compare_hour, by place */
    int64_t sixtieths; /* of a cent, before rounding; 0 where the amount is no sum of hours */
};

struct compare_side {
    const char *name;  /* "August 2026"; "as issued"; NULL where only causes are told */
    const char *state; /* "RCTI-202608-P0005, paid on 21 September 2026" */
    money pay;         /* GST included */
};

typedef struct comparison {
    const char *partner_id;
    const char *legal_name;
    struct compare_side from;
    struct compare_side to;
    money difference; /* what the rows add up to */
    GArray *rows;     /* struct compare_row, the largest first */
    GPtrArray *notes; /* sentences (owned): what is to be known beside */
    GStringChunk *strings;
} comparison;

void comparison_free(comparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(comparison, comparison_free)

/* A state of a month. */
enum compare_kind { COMPARE_ISSUED, COMPARE_DRAFT, COMPARE_NOW, COMPARE_BATCH };
struct compare_state {
    enum compare_kind kind;
    int64_t
        batch; /* of COMPARE_BATCH: facts as they were known at it, judged at the order's as-at */
    const char *digest; /* of COMPARE_DRAFT; NULL: the newest of the period */
};

/* Two states of the order's month. The order's dates count for NOW and BATCH; what was issued and what was
 * drafted have their own. RUN_ERROR_USAGE where a state is not there. NULL and *error on failure. */
comparison *comparison_of_states(store *store, const struct month_order *order,
                                 const char *partner_id, struct compare_state from,
                                 struct compare_state to, GError **error);

/* All that moved in a month that is issued, of everyone (partner_id -> struct partner_true_up), without sides. */
comparison *comparison_of_everyone(GHashTable *found_by_id);

/* What was paid with the order's month against what was paid with another one. A month that is not issued
 * to the partner is worked out as of the order's dates, without the adjustments that its issue would bring. */
comparison *comparison_of_periods(store *store, const struct month_order *order,
                                  const char *partner_id, struct period from, GError **error);

#endif
