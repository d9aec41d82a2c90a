#ifndef ENGINE_RUN_MONTH_RUN_PRIVATE_H
#define ENGINE_RUN_MONTH_RUN_PRIVATE_H

#include "engine/run/month_before.h"
#include "engine/run/month_run.h"
#include "engine/run/true_up.h"

/* What the parts of month_run share. */
struct month_run {
    struct month_run_order order;
    struct month_setup setup;
    GPtrArray *partner_ids; /* of the run; owned strings */
    size_t next;
    GHashTable *roster;    /* partner ids of the period, as imported; a set */
    GHashTable *open;      /* those whose state of the period is open; a set */
    GHashTable *closed;    /* those whose period is closed; a set */
    int64_t closed_count;  /* of the roster */
    int64_t beside_roster; /* partners of the run that the roster does not have */
    GHashTable *balances;  /* partner_id -> int64_t cents */
    GHashTable *accounts;  /* partner_id -> the account paid last */
    GHashTable *moved;     /* partner_id -> struct partner_true_up */
    struct month_before *before;
    GArray *issued;  /* struct period: every one with an issue, oldest first */
    GPtrArray *runs; /* struct report_run of each earlier period: reports point to it */
    struct partner_month *month;
    GPtrArray *frozen; /* struct frozen_month of the partner given last */
    GArray *states;    /* struct issued_month, the same */
};

#endif
