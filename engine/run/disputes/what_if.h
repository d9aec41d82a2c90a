#ifndef ENGINE_RUN_DISPUTES_WHAT_IF_H
#define ENGINE_RUN_DISPUTES_WHAT_IF_H

#include "engine/run/correct/pay_steps.h"
#include "engine/run/month/month.h"

/* What settings that are tried would have cost over the months of a store: each partner's month by today's facts,
 * once with the settings in force then and once with those that are tried as well. Writes nothing. A partner who
 * is held in a month either way is paid nothing of it, and is counted and left out. */

struct what_if_month {
    struct period period;
    int64_t partners; /* that were worked out */
    int64_t held;     /* of them: left out */
    int64_t hours;    /* that changed their verdict or what they pay */
    struct line_sum before;
    struct line_sum after;
};

/* Hours and bookings that went from one verdict to another. */
struct what_if_verdict {
    const char *before; /* in words: "Not marked as completed in time" */
    const char *after;
    int64_t hours;
    pay_minutes minutes; /* more, or less, that they pay */
};

struct what_if_partner {
    const char *partner_id;
    const char *legal_name; /* as the newest of the months has it */
    int64_t months;         /* that changed */
    int64_t hours;
    struct line_sum before; /* of all the months */
    struct line_sum after;
};

typedef struct what_if {
    GArray *months;     /* struct what_if_month, oldest first */
    GPtrArray *missing; /* char *: months between them that were never imported */
    GArray *verdicts;   /* struct what_if_verdict, the most hours first */
    GArray *partners;   /* struct what_if_partner: those of whom anything changed, by id as bytes */
    int64_t hours;
    struct line_sum before;
    struct line_sum after;
    GStringChunk *strings;
} what_if;

struct what_if_order {
    const char *store_path;
    struct period from;
    struct period to;       /* included */
    char *const *settings;  /* KEY=VALUE each, at least one */
    const char *as_at_text; /* NULL: now */
    const char *holidays;   /* their directory, or NULL */
    int32_t jobs;           /* months at once */
};

/* Opens the store for itself, for each of its jobs. NULL and *error on failure; RUN_ERROR_USAGE where a setting
 * is none, or no month of these was imported. */
what_if *what_if_find(const struct what_if_order *order, GError **error);
void what_if_free(what_if *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(what_if, what_if_free)

/* A row a partner of whom anything changed. A new file, mode 0600; G_FILE_ERROR where one is there. */
bool what_if_write(const what_if *found, const char *path, GError **error);

#endif
