#ifndef ENGINE_RUN_MONTH_MONTH_H
#define ENGINE_RUN_MONTH_MONTH_H

#include "engine/run/month/setup.h"
#include "engine/store/facts/partner.h"
#include "engine/store/issues/issues.h"

/* One partner's month worked out: facts from the store, holidays from the calendar, verdicts from
 * the core, rows from the reports. Buffers are kept from one partner to the next. */
struct partner_month {
    store_partner *partner;
    store_partner *particulars; /* of one whom the period's partners.csv does not have; or NULL */
    struct supplier supplier;   /* strings of either */
    GArray *holidays;           /* struct holiday */
    struct month_result result;
    void *room; /* of the result's arrays */
    size_t room_bytes;
    GString *gaps;        /* what the calendar does not know of the partner's areas */
    GString *local_days;  /* holidays of areas below the partner's own */
    GString *hold_detail; /* the text of a hold, for as long as the facts are used */
};

struct partner_month *partner_month_new(void);
void partner_month_free(struct partner_month *month);
typedef struct partner_month partner_month;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(partner_month, partner_month_free)

/* Works out a partner, in place of the one before. `beside_roster`: one whom the period's
 * partners.csv does not have, and who has the particulars of the newest period that does. false and
 * *error where the machine fails. */
bool partner_month_compute(const struct month_setup *setup, const char *partner_id,
                           bool beside_roster, struct partner_month *month, GError **error);
/* What of the setup's period was issued to the partner by now, with its verdicts (NULL: nothing was), and whether
 * the period's partners.csv has them; RUN_ERROR_USAGE where neither. */
bool partner_month_find(const struct month_setup *setup, const char *partner_id,
                        struct store_issued_month **ret_issued, bool *ret_in_roster,
                        GError **error);
/* Takes the hours and bookings out of the one worked out last: a month of which nothing is left to issue. */
void partner_month_clear(const struct month_setup *setup, struct partner_month *month);
/* The partner that *of has, by another policy that judges cases alike (case_judged_alike): fills the result of
 * *month alone, which points into the facts of *of. */
void partner_month_judge(const struct month_setup *setup, const struct policy *policy,
                         const struct partner_month *of, struct partner_month *month);
/* The row of partners.csv of the partner worked out last, or of the newest period that has one; its
 * partner_id is "" where none has. */
const struct partner_row *partner_month_row(const struct partner_month *month);
/* The report of the partner worked out last. It is the caller's and needs nothing of *month but
 * `run`, which is the setup's or one like it. */
struct partner_report *partner_month_build(const struct report_run *run,
                                           const struct partner_month *month);

/* The state of the period as an issue freezes it: it points into the report. issue_hash is "". */
struct issued_month month_state(struct period period, const struct partner_report *report);
/* With which document it was issued. */
enum document_kind month_document(const struct issued_month *month);
/* What the lines of a state come to, GST included: the partner's position in that period. */
money month_position(const struct issued_month *month);

/* The first thing in which a month that was computed again is not what was frozen, as a plain
 * sentence with partner, date and start, what was frozen and what was computed; NULL where both are
 * the same. `frozen` may be NULL: nothing was. Neither number nor issue_hash is compared where the
 * computed month has none; no hash where another version (`frozen_by`) made it, for the hashes are of words
 * too. The caller frees. */
char *month_difference(const struct issued_month *frozen, const struct issued_month *computed,
                       const char *frozen_by);

#endif
