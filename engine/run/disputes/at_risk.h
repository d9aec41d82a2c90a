#ifndef ENGINE_RUN_DISPUTES_AT_RISK_H
#define ENGINE_RUN_DISPUTES_AT_RISK_H

#include "engine/run/month/month.h"

/* What is still to be marked as completed, before C1 takes its hour back: appointments that have begun and whose
 * deadline (C2) comes within so many days of the as-at, in every month that was imported. */

struct at_risk_appointment {
    const char *appointment_id;
    struct period period;
    day date; /* of the hour or booking, where the partner is */
    int32_t start_minute;
    bool adhoc;          /* paid once it is marked; an hour of the schedule is taken back if not */
    pay_minutes minutes; /* at stake; 0 where another appointment of the hour has them already */
    hourly_rate hourly_rate;
    bool taxable;
    money amount; /* of the minutes, without GST */
    money gst;
    stamp deadline; /* core's: the first instant that is too late, or with hours the last in time */
    struct local_time
        complete_by; /* where the partner is: 24:00 of the last day, or with hours the time */
};

struct at_risk_partner {
    const char *partner_id;
    const char *legal_name;
    const char *email; /* "" */
    const char *timezone;
    pay_minutes minutes;
    money amount;
    money gst;
    guint begin; /* of appointments */
    guint count;
};

typedef struct at_risk {
    stamp as_at;
    const char *timezone; /* of the company */
    stamp until;          /* the last deadline that is near */
    int64_t batch;
    GArray *appointments; /* struct at_risk_appointment: by partner, deadline, start, id */
    GArray *partners;     /* struct at_risk_partner, by id as bytes */
    pay_minutes minutes;
    money amount;
    money gst;
    int64_t later; /* appointments that have begun and whose deadline is later than that */
    GStringChunk *strings;
} at_risk;

enum { AT_RISK_DAYS = 7, AT_RISK_DAYS_MAX = 366 };

/* order: as for a draft; its period is not read. NULL and *error on failure; RUN_ERROR_USAGE where nothing was
 * ever imported. */
at_risk *at_risk_find(store *store, const struct month_order *order, int32_t days, GError **error);
void at_risk_free(at_risk *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(at_risk, at_risk_free)

/* A row a partner, for a mail merge: who, to which address, how much, and the list of what to mark by when. A new
 * file, mode 0600; G_FILE_ERROR where one is there. */
bool at_risk_write(const at_risk *found, const char *path, GError **error);

#endif
