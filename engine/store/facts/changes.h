#ifndef ENGINE_STORE_FACTS_CHANGES_H
#define ENGINE_STORE_FACTS_CHANGES_H

#include "engine/store/facts/read.h"

/* What became known between two batches: why an issued month comes out otherwise than it did.
 * Strings are never NULL and live in the chunk that is given. */

enum store_change_kind { CHANGE_NEW, CHANGE_CHANGED, CHANGE_GONE };

/* A fact that is known as of the later batch otherwise than as of the earlier one. */
struct store_change {
    enum input_file file;
    enum store_change_kind kind;
    /* block_id, work_id, appointment_id, case_id, request_id; a holiday's name; a setting's key; of
     * a rate its kind; of a row of the schedule its weekday; of the partner's row the columns that
     * differ, joined by ", ". */
    const char *id;
    const char *case_id; /* of appointments, cases and requests; else "" */
    /* Of a rate "160.00", of an appointment, a block or work its status, of a request its outcome, of a
     * setting its value; else "". */
    const char *value;
    /* Of an appointment that changed, the columns that differ, joined by ", "; and its approval_ref as it
     * was and as it is. Else "". */
    const char *columns;
    const char *approval_before;
    const char *approval;
    struct interval span;        /* of blocks, work and appointments; where it was, if it is gone */
    struct interval span_before; /* … where it was, if it changed */
    day date;                    /* of a holiday; from when a rate counts */
    bool elsewhere;              /* an appointment with another partner */
    int64_t batch;               /* that brought it, or that no longer has it */
    stamp reported_at;           /* when that was */
    uint32_t line;               /* of its file; 0 where it is gone */
};

/* Those that can move the month of a partner: the facts of the period about the partner, blocks,
 * work and appointments of any date, the cases of the ad hoc bookings with what else belongs to
 * them, the settings of the period and the input's holidays. By file; within it by batch, line, id.
 * Array of struct store_change. view: the period, and the later batch. */
bool store_changes_load(store *store, const struct store_view *view, int64_t earlier_batch,
                        const char *partner_id, GArray *changes, GStringChunk *strings,
                        GError **error);

/* A fact about a time before `before`, or about a period before that of it, that is new, changed or
 * gone since the earlier batch. */
struct store_late_fact {
    const char *partner_id;
    enum input_file file;
    const char *id; /* block_id, work_id, appointment_id; "" else */
    bool of_period; /* a fact of a period: of `period`; else one that starts at `start` */
    struct period period;
    instant start;
    const char *timezone; /* of the partner, in the newest period that has it; "" where none does */
    int64_t batch;
    uint32_t line;
};
/* Array of struct store_late_fact, by partner_id, file, batch, line. */
bool store_late_facts_load(store *store, struct period before, int64_t earlier_batch, int64_t batch,
                           GArray *facts, GStringChunk *strings, GError **error);
/* Of what is no partner's own, likewise: ad hoc bookings whose case, or a request or an earlier session of
 * it, is new or changed, each with the newest batch that did it. */
bool store_late_cases_load(store *store, struct period before, int64_t earlier_batch, int64_t batch,
                           GArray *facts, GStringChunk *strings, GError **error);
/* The newest batch that brought, changed or took away a setting or an area of the view's period, or a
 * holiday in it or in place of one in it; 0: none. It moves whoever has an hour there. */
bool store_everyones_batch(store *store, const struct store_view *view, int64_t *ret_batch,
                           GError **error);

/* A case whose sessions_used grew since the earlier batch by just as many sessions as its appointments
 * count: those since the period whose file had the number before, or ever; up to the period of the file
 * that has the new one, or to the end of that. */
struct store_doubled_case {
    const char *case_id;
    int32_t used_before;
    int32_t used;
    int64_t batch;
    uint32_t line;
};
/* Array of struct store_doubled_case, by case_id. */
bool store_doubled_cases_load(store *store, int64_t earlier_batch, int64_t batch, GArray *cases,
                              GStringChunk *strings, GError **error);

#endif
