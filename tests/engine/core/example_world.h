#ifndef TESTS_ENGINE_CORE_EXAMPLE_WORLD_H
#define TESTS_ENGINE_CORE_EXAMPLE_WORLD_H

#include <glib.h>
#include <stdbool.h>

#include "engine/core/facts.h"
#include "engine/core/month.h"
#include "engine/core/rules/settlement.h"
#include "holidays/calendar.h"
#include "tests/engine/core/example_issued.h"
#include "tests/engine/core/example_text.h"

/* The facts of one example, and the month that the core makes of them. */

/* An appointment with this partner or, for A4 and A6, with another one. */
struct world_appointment {
    struct appointment appointment;
    bool elsewhere;
};

struct world_case {
    const char *case_id;
    const char *client_key; /* "" where blank */
    int32_t entitled_sessions;
    int32_t sessions_used;
    bool adhoc_referral; /* names this partner */
};

struct world_request {
    const char *case_id;
    struct extra_request request;
};

typedef struct {
    char *zone;
    GStringChunk *strings;
    struct policy policy;
    struct month_question question;
    struct partner_facts facts;
    GArray *schedules;    /* struct schedule_row */
    GArray *rates;        /* struct rate_row */
    GArray *blocks;       /* struct block */
    GArray *works;        /* struct other_work */
    GArray *holidays;     /* struct holiday */
    GArray *appointments; /* struct world_appointment */
    GArray *cases;        /* struct world_case */
    GArray *requests;     /* struct world_request */
    GArray *decisions;    /* struct decision */
    GArray *areas;        /* struct area_row */
    GPtrArray *spans;     /* GArray of struct day_range, one an area */
    GArray *holiday_rows; /* struct holiday, where the example has areas */
    GPtrArray *based;     /* area ids */
    bool rates_given[RATE_KIND_COUNT];
    bool as_at_given;
    holiday_calendar *calendar;
    GArray *own_appointments; /* struct appointment: what facts.appointments points to */
    GArray *customers;        /* struct customer */
    GPtrArray *customer_keys;
    struct month_result *result;
    struct example_issued *issued;      /* the example's own; NULL where nothing was issued */
    struct settlement_question settled; /* what is paid beside the month (R5, D8, D9) */
} example_world;

example_world *world_new(void);
void world_free(example_world *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(example_world, world_free)

/* Reads a line that is a fact. False where it cannot; *ret_problem (the caller frees) says why. */
bool world_fact_read(example_world *world, const char *line, char **ret_problem);
/* Whether a line says the zone or the period, by which all others are placed. */
bool world_frame_line(const char *line);

/* Works out sessions, holidays and the month. Once, when every fact is read. */
bool world_compute(example_world *world, char **ret_problem);

/* A copy that lives as long as the world. */
const char *world_string(example_world *world, const char *text);

/* Facts by the first word of their line; the rest of it is read from `words`. Lists end with a
 * NULL word. */
struct world_word {
    const char *word;
    bool (*read)(example_world *world, struct words *words);
};
extern const struct world_word world_partner_words[];
extern const struct world_word world_time_words[];
extern const struct world_word world_area_words[];
extern const struct world_word world_booking_words[];

/* Parts of world_compute. */
void world_sessions_find(example_world *world);
void world_customers_find(example_world *world);
bool world_holidays_find(example_world *world, char **ret_problem);

#endif
