#ifndef ENGINE_RUN_BEFORE_H
#define ENGINE_RUN_BEFORE_H

#include "engine/run/month/month.h"

/* The month before, for the workbook: each partner's last issued month, and the last issued month as
 * a whole. Only of what stands: adjustments included, voided documents not. */
/* A partner whose bookings stop early, or are none, though hours go on. */
struct bookings_stop {
    const char *partner_id;
    int32_t booked_days; /* 0: none in the month */
    day last_booked;     /* only then not set */
    int32_t days_after;  /* with hours to be booked, and without a booking */
};

struct month_before {
    const struct month_setup *setup; /* of the run */
    int64_t before_seq;
    const GArray *issued; /* struct period, oldest first; the caller's */
    GArray *stops;        /* struct bookings_stop, of the partners taken */
    bool found;           /* the rest is only there if it is */
    struct period last;
    const char *last_text;    /* "2026-08" */
    struct run_totals totals; /* of `last`; complete once it is closed */
    GArray *gone;             /* struct variance_row: who was in `last` and is not in the run */
    GPtrArray *rows;          /* struct variance_row of the partners taken */
    GHashTable *told;         /* partner ids whose state of `last` is in the totals; a set */
    GStringChunk *strings;
};

struct month_before *month_before_new(const struct month_setup *setup, int64_t before_seq,
                                      const GArray *issued);
void month_before_free(struct month_before *before);

/* Sets report->variance, which lives as long as *before; NULL where no month was issued before. */
bool month_before_take(struct month_before *before, bool in_roster, struct partner_report *report,
                       GError **error);
/* After the last partner: those of the last month who were not taken. left_out (partner ids in
 * order): not told as gone. */
bool month_before_close(struct month_before *before, const GPtrArray *left_out, GError **error);

#endif
